"""A record of Web of Science as a work, by Clarivate's field tags.

Source: "Web of Science Core Collection Field Tags" and those of its other databases. The same tags
head the columns of its tab-delimited files. What a work has no place for is kept by its tag: the
authors' keywords (``DE``), those that Clarivate adds (``ID``), addresses, cited references, counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from refkit.formats.library import EntryIds
from refkit.formats.ris.lines import RisField
from refkit.formats.ris.values import Values, plain, rich
from refkit.formats.word_dates import read_date, says_all
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid, numbers
from refkit.model.name_lists import indexed_name
from refkit.model.people import ORCID, Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Update, Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.rich import NO_TEXT

# By kind of document, then by kind of publication (journal, book, series, patent).
_DOCUMENTS = {
    "book": WorkType.BOOK,
    "book chapter": WorkType.CHAPTER,
    "book review": WorkType.REVIEW,
    "data set": WorkType.DATASET,
    "data paper": WorkType.ARTICLE_JOURNAL,
    "dissertation/thesis": WorkType.THESIS,
    "patent": WorkType.PATENT,
    "preprint": WorkType.ARTICLE,
    "software": WorkType.SOFTWARE,
}
_PUBLICATIONS = {
    "J": WorkType.ARTICLE_JOURNAL,
    "B": WorkType.BOOK,
    "S": WorkType.CHAPTER,
    "P": WorkType.PATENT,
    "D": WorkType.DATASET,
    "R": WorkType.REPORT,
}
# Full names before short ones; book authors and editors beside the authors.
_PEOPLE = (("author", ("AF", "AU")), ("container-author", ("BF", "BA")), ("editor", ("BE", "ED")))
_ARTICLE_NUMBER = lazy_regex(r"(?:UNSP\s+|ARTN\s+|ARTICLE\s+)(?=\S)", re.IGNORECASE)
_MAIL = lazy_regex(r"\([^()\s]+@[^()\s]+\)")  # BIOSIS has it behind a name
_SEMICOLONS = lazy_regex(r"\s*[;\n]\s*")


def entry(fields: Sequence[RisField], source: str, ids: EntryIds) -> Entry:
    """The entry of a record, as read in the format that ``source`` names."""
    values = Values(fields)
    work = _work(values)
    return Entry(ids.next(), work, Imported(source, values.left()))


def _work(values: Values) -> Work:
    type_ = _type(values)
    event = values.text("CT")
    title = values.text("SO") if type_ is not WorkType.BOOK or values.shown("TI") else ""
    printed, online, issued = _dates(values)
    return Work(
        type=type_,
        title=values.first(rich, "TI") or values.first(rich, "SO") or NO_TEXT,
        original_title=values.text("FT"),
        creators=tuple(_creators(values)),
        container=Container(
            title="" if type_ is WorkType.BOOK else title,
            short_title=values.text("JI", "J9"),
            issns=_numbers(values, Issn.parse, "SN", "EI"),
            collection=values.text("SE"),
        ),
        volume=values.text("VL"),
        issue=values.text("IS"),
        page=_page(values),
        number=values.first(_article_number, "AR")
        or (values.text("PN") if type_ is WorkType.PATENT else ""),
        publisher=values.text("PU"),
        publisher_place=values.text("PI"),
        event_title=event,
        event_place=values.text("CL"),
        published_print=printed,
        published_online=online,
        issued=issued,
        doi=values.first(Doi.parse, "DI", "D2"),
        pmid=values.first(Pmid.parse, "PM"),
        isbns=_numbers(values, Isbn.parse, "BN"),
        language=values.text("LA"),
        abstract=values.first(rich, "AB") or NO_TEXT,
        updates=_updates(values),
    )


def _type(values: Values) -> WorkType:
    documents = [
        kind.strip().lower() for text in values.shown("DT") for kind in _SEMICOLONS.split(text)
    ]
    publication = (values.shown("PT") or [""])[0].strip().upper()[:1]
    is_meeting = any("proceedings paper" in kind for kind in documents) or values.shown("CT")
    if is_meeting and (publication != "J" or "proceedings paper" in documents[:1]):
        found = WorkType.PAPER_CONFERENCE
    else:
        known = (_DOCUMENTS[kind] for kind in documents if kind in _DOCUMENTS)
        found = next(known, _PUBLICATIONS.get(publication, WorkType.ARTICLE_JOURNAL))
    if found is WorkType.BOOK and values.shown("TI") and values.shown("SO"):
        same = plain(values.shown("TI")[0]).casefold() == plain(values.shown("SO")[0]).casefold()
        found = WorkType.BOOK if same or "book" in documents else WorkType.CHAPTER
    for _ in values.all(lambda text: text.strip().upper() in _PUBLICATIONS, "PT"):
        pass
    return found


def _creators(values: Values) -> Iterator[Creator]:
    orcids = _orcids(values)
    for role, tags in _PEOPLE:
        tag = next((each for each in tags if values.shown(each)), "")
        for text in _each(values, tag):
            yield _person(text, role, orcids)
        # The short names say no more where there are as many.
        if tag == tags[0] and len(list(_shown(values, tag))) == len(list(_shown(values, tags[1]))):
            list(_each(values, tags[1]))
    for text in _each(values, "CA"):
        yield Creator(literal=plain(text))


def _shown(values: Values, tag: str) -> Iterator[str]:
    return (name for text in values.shown(tag) for name in _SEMICOLONS.split(text) if name.strip())


def _each(values: Values, tag: str) -> Iterator[str]:
    """The names of a tag, which stand on lines of their own or behind semicolons."""
    names = list(_shown(values, tag))
    for _ in values.all(lambda text: not _MAIL.search(text), tag):
        pass
    return iter(names)


def _person(text: str, role: str, orcids: dict[str, str]) -> Creator:
    name = _MAIL.sub("", plain(text)).strip()
    return replace(indexed_name(name, role), orcid=orcids.get(name.casefold(), ""))


def _orcids(values: Values) -> dict[str, str]:
    """ORCIDs by name; kept, for a name there may be another than that of the author."""
    parts = (each.rpartition("/") for text in values.shown("OI") for each in text.split(";"))
    return {
        " ".join(name.split()).casefold(): orcid.strip()
        for name, _, orcid in parts
        if ORCID.fullmatch(orcid.strip())
    }


def _updates(values: Values) -> tuple[Update, ...]:
    is_retracted = any("retracted publication" in text.lower() for text in values.shown("DT"))
    return (Update("retraction", source="wos"),) if is_retracted else ()


def _numbers(values: Values, parse: Callable[[str], object], *tags: str) -> tuple[Any, ...]:
    found: dict[object, None] = {}

    def read(text: str) -> bool:
        parsed = list(numbers(parse, text.replace("\n", ";")))
        found.update(dict.fromkeys(parsed))
        return len(parsed) >= len(_SEMICOLONS.split(text.strip()))

    for _ in values.all(read, *tags):
        pass
    return tuple(found)


def _page(values: Values) -> str:
    first, last = values.text("BP"), values.text("EP")
    if "-" in f"{first}{last}" and (told := values.text("PS")):
        return told
    if not first and not last:
        return values.text("PS")
    for _ in values.all(lambda text: plain(text) == f"{first}-{last}", "PS"):
        pass
    return f"{first}-{last}" if first and last and first != last else first or last


def _article_number(text: str) -> str:
    """An article number; ``UNSP`` says that the journal has no word for it, ``PMID`` is a slip."""
    number = _ARTICLE_NUMBER.sub("", plain(text))
    return "" if number.upper().startswith("PMID") else number


def _dates(values: Values) -> tuple[PartialDate | None, PartialDate | None, PartialDate | None]:
    """The date of the issue as printed or as issued, and that of early access."""
    year = next((int(text) for text in values.shown("PY") if re.fullmatch(r"\d{4}", text)), 0)
    issue = _told(values, "PD", year) or (PartialDate(year) if year else None)
    if issue:
        values.forget(str(issue.year), "PY")
    early_year = next((int(text) for text in values.shown("EY") if text.isdecimal()), 0)
    early = _told(values, "EA", early_year)
    if early:
        values.forget(str(early.year), "EY")
        return (issue, early, None) if issue != PartialDate(early.year) else (None, early, None)
    return None, None, issue


def _told(values: Values, tag: str, year: int) -> PartialDate | None:
    """The date of a tag whose year stands elsewhere; what says more than the date is kept."""
    text = next(iter(values.shown(tag)), "")
    date = read_date(text, year)
    if date and (not (date.month or date.season) or (year and date.year != year)):
        return None
    whole = text if date and str(date.year) in text else f"{year} {text}"
    if date and says_all(whole, date):
        values.forget(plain(text), tag)
    return date
