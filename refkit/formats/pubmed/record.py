"""A record of PubMed as a work. Its tags are MEDLINE's, into which its XML is put as well.

What a work has no place for is kept verbatim by its tag: affiliations (``AD``), grants (``GR``),
the authors' keywords (``OT``), substances (``RN``), and the dates of PubMed's own work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from refkit.formats.entry_ids import EntryIds
from refkit.formats.ris.lines import RisField
from refkit.formats.ris.values import Values, plain, rich, tried
from refkit.formats.word_dates import read_date, says_all
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.name_lists import indexed_name
from refkit.model.people import Creator
from refkit.model.pubmed import is_retracted, language, read_title
from refkit.model.resolution import Imported
from refkit.model.work import Container, Update, Work, WorkType
from refkit.text.rich import NO_TEXT, RichText, Run

_MARKED = re.compile(r"(.*?)\s*\[(doi|pii)\]")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)")
_DOI = re.compile(r"\bdoi:\s*(10\.\S+)", re.IGNORECASE)
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
# By publication type, in lower case; what is in a journal is an article of it otherwise.
_TYPES = {
    "book": WorkType.BOOK,
    "book chapter": WorkType.CHAPTER,
    "dataset": WorkType.DATASET,
    "newspaper article": WorkType.ARTICLE_NEWSPAPER,
    "preprint": WorkType.ARTICLE,
    "technical report": WorkType.REPORT,
}
# That a list of authors is not whole, which MEDLINE's text has no tag for.
AUTHORS, AUTHORS_IN_PART = "AuthorList", "CompleteYN=N"
# NLM's tags of notices: about this work, and which works this one is about.
_NOTICES = {
    "RIN": "retraction",
    "EIN": "correction",
    "CRI": "corrected-article",
    "ECI": "expression_of_concern",
}
_NOTICES_OF = {
    "ROF": "retraction",
    "EFR": "correction",
    "CRF": "corrected-article",
    "ECF": "expression_of_concern",
}
# The full name, the same name in short, and the role.
_NAMES = {"FAU": "author", "FED": "editor"}
_SHORT_NAMES = {"AU": "author", "ED": "editor"}
_OF_PEOPLE = frozenset({*_NAMES, *_SHORT_NAMES, "CN", "AUID"})


def entry(fields: Sequence[RisField], source: str, ids: EntryIds) -> Entry:
    """The entry of a record, as read in the format that ``source`` names."""
    values = Values(fields)
    work = _work(values)
    return Entry(ids.next(), work, Imported(source, values.left()))


def _work(values: Values) -> Work:
    kinds = tuple(dict.fromkeys(values.all(plain, "PT")))
    type_ = _type(kinds, values)
    doi = values.first(_doi, "LID", "AID")
    for _ in values.all(lambda text: _doi(text) == doi, "LID", "AID"):
        pass
    pmid = values.first(Pmid.parse, "PMID")
    printed, online, issued = _dates(values)
    in_part = values.first(lambda text: text == AUTHORS_IN_PART, AUTHORS)
    return Work(
        type=type_,
        title=_title(values, type_),
        original_title=values.text("TT"),
        creators=_creators(values),
        creators_complete=not in_part,
        container=_container(values, type_),
        volume=values.text("VI"),
        issue=values.text("IP"),
        page=values.text("PG"),
        edition=values.text("EN"),
        genre="preprint" if type_ is WorkType.ARTICLE else "",
        publisher=values.text("PB"),
        publisher_place=values.text("PL") if type_ in _BOOKS else "",
        published_print=printed,
        published_online=online,
        issued=issued,
        doi=doi,
        pmid=pmid,
        pmcid=values.first(Pmcid.parse, "PMC"),
        isbns=tuple(dict.fromkeys(values.all(_isbn, "ISBN"))),
        language=_language(values),
        abstract=_abstract(values),
        mesh=tuple(_mesh(values)),
        publication_types=kinds,
        updates=tuple(_updates(values, kinds)),
        updates_to=tuple(_notices(values, _NOTICES_OF)),
    )


_BOOKS = frozenset({WorkType.BOOK, WorkType.CHAPTER})


def _type(kinds: Sequence[str], values: Values) -> WorkType:
    if values.shown("BTI"):
        return WorkType.CHAPTER if values.shown("TI") else WorkType.BOOK
    found = (_TYPES[kind.lower()] for kind in kinds if kind.lower() in _TYPES)
    in_journal = values.shown("JT", "TA")
    usual = WorkType.ARTICLE_JOURNAL if in_journal or kinds else WorkType.DOCUMENT
    return next(found, usual)


def _title(values: Values, type_: WorkType) -> RichText:
    """The title; a record of a book has it in ``BTI``. Several lines of it are one."""
    tag = "BTI" if type_ is WorkType.BOOK and values.shown("BTI") else "TI"
    parts = list(values.all(str.strip, tag))
    return read_title(" ".join(parts)) if parts else NO_TEXT


def _doi(text: str) -> Doi | None:
    found = _MARKED.fullmatch(text)
    return Doi.parse(found[1]) if found and found[2] == "doi" else None


def _isbn(text: str) -> Isbn:
    return Isbn.parse(_IN_BRACKETS.sub("", text))


def _creators(values: Values) -> tuple[Creator, ...]:
    """The people in their order: each as the full name has it, else the short one."""
    found: list[Creator] = []
    is_told = False  # whether the short name that follows was told in full

    def read(tag: str, text: str) -> bool:
        nonlocal is_told
        if tag in _NAMES:
            found.append(indexed_name(plain(text), _NAMES[tag]))
            is_told = True
        elif tag in _SHORT_NAMES:
            if not is_told:
                found.append(indexed_name(plain(text), _SHORT_NAMES[tag]))
            is_told = False
        elif tag == "CN":
            found.append(Creator(literal=plain(text)))
        elif tag == "AUID" and found and (orcid := _ORCID.search(text)):
            found[-1] = replace(found[-1], orcid=orcid[0])
        else:
            return False
        return True

    for _ in values.in_order(lambda tag, text: read(tag, text) or None, _OF_PEOPLE):
        pass
    return tuple(found)


def _container(values: Values, type_: WorkType) -> Container:
    short = values.text("TA")
    title = values.text("BTI") if type_ is WorkType.CHAPTER else values.text("JT")
    issns = values.all(lambda text: Issn.parse(_IN_BRACKETS.sub("", text)), "IS")
    return Container(
        title=title or short,
        short_title=short if title and short != title else "",
        issns=tuple(dict.fromkeys(issns)),
        collection=values.text("CTI"),
    )


class _Dates(NamedTuple):
    printed: PartialDate | None = None
    online: PartialDate | None = None
    issued: PartialDate | None = None


def _dates(values: Values) -> _Dates:
    """The date of the issue (``DP``) and the electronic one (``DEP``), as PubMed itself cites.

    A journal without print (``PUBM``, else ``PST``) is cited by the electronic date; its ``DP`` is
    that of a collection, and kept where it is another.
    """
    model = " ".join(values.shown("PUBM")).lower()
    issue, electronic = _shown_date(values, "DP"), _shown_date(values, "DEP")
    is_one = not issue or (electronic and issue.parts == electronic.parts[: len(issue.parts)])
    is_electronic = model.startswith("electronic") or (
        not model and "epublish" in values.shown("PST")
    )
    if electronic:
        _take(values, "DEP", electronic)
    if electronic and is_electronic and not is_one:
        return _Dates(online=electronic)
    _take(values, "DP", issue)
    if not electronic:
        return _Dates(printed=issue) if "print" in model else _Dates(issued=issue)
    if is_one and "print" not in model:
        return _Dates(online=electronic)
    return _Dates(printed=issue, online=electronic)


def _take(values: Values, tag: str, date: PartialDate | None) -> None:
    """Take what says no more than the date."""
    for _ in values.all(lambda text: says_all(text, date), tag):
        pass


def _shown_date(values: Values, tag: str) -> PartialDate | None:
    return next(filter(None, map(read_date, values.shown(tag))), None)


def _language(values: Values) -> str:
    """The language; of several the first, and what they are is kept."""
    codes = values.shown("LA")
    if len(codes) > 1:
        return language(codes[0])
    return values.first(lambda text: language(plain(text)), "LA") or ""


def _abstract(values: Values) -> RichText:
    """The abstract, else the one in another language; each line of it is a paragraph."""
    texts = list(values.all(_paragraphs, "AB")) or list(values.all(_paragraphs, "OAB"))
    parts: list[str | Run] = []
    for paragraph in (each for text in texts for each in text):
        parts += ["\n", *paragraph.runs] if parts else paragraph.runs
    return RichText.of(*parts)


def _paragraphs(text: str) -> list[RichText]:
    return [rich(line) for line in text.split("\n") if line.strip()]


def _mesh(values: Values) -> Iterator[str]:
    """MeSH headings, each with one of its qualifiers; which are major (``*``) is kept."""
    for text in values.shown("MH"):
        descriptor, *qualifiers = plain(text).replace("*", "").split("/")
        yield from (f"{descriptor}/{qualifier}" for qualifier in qualifiers)
        if not qualifiers:
            yield descriptor
    for _ in values.all(lambda text: "*" not in text, "MH"):
        pass


def _updates(values: Values, kinds: Sequence[str]) -> Iterator[Update]:
    found = list(_notices(values, _NOTICES))
    yield from found
    if is_retracted(kinds) and all(each.type != "retraction" for each in found):
        yield Update("retraction", source="pubmed")


def _notices(values: Values, tags: dict[str, str]) -> Iterator[Update]:
    """Notices, by their DOI where one is told; where they stand is kept."""
    for tag, type_ in tags.items():
        for text in values.shown(tag):
            found = _DOI.search(text)
            notice = tried(Doi.parse, found[1]) if found else None
            yield Update(type_, str(notice or ""), source="pubmed")
