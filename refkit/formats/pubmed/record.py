"""A record of PubMed as a work. Its tags are MEDLINE's, into which its XML is put as well.

What a work has no place for is kept verbatim by its tag: affiliations (``AD``), grants (``GR``),
the authors' keywords (``OT``), substances (``RN``), and the dates of PubMed's own work.

ERIC exports the same tags, with numbers, types and addresses of its own; of its documents, whose
number (``OID``) begins with ED, ``JT`` is the publisher.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from refkit.formats.library import EntryIds
from refkit.formats.ris.lines import RisField
from refkit.formats.ris.values import Values, plain, rich, tried
from refkit.formats.word_dates import read_date, says_all
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.name_lists import indexed_name
from refkit.model.people import ORCID, Creator
from refkit.model.person_names import goes_on
from refkit.model.pubmed import is_retracted, language, read_title
from refkit.model.resolution import Imported
from refkit.model.work import Container, Update, Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.rich import NO_TEXT, RichText, Run

_MARKED = lazy_regex(r"(.*?)\s*\[(doi|pii)\]")
_DOI_ADDRESS = lazy_regex(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_ARTICLE_NUMBER = lazy_regex(r"([Ee]?\d{1,7})\s*\[pii\]")  # longer ones are the publisher's own
_NUMBERED = lazy_regex(r"^(?:E?ISSN|E?ISBN)-")  # ERIC
_IN_BRACKETS = lazy_regex(r"\s*\([^()]*\)")
_DOI = lazy_regex(r"\bdoi:\s*(10\.\S+)", re.IGNORECASE)
# By publication type, in lower case; what is in a journal is an article of it otherwise.
_TYPES = {
    "book": WorkType.BOOK,
    "book chapter": WorkType.CHAPTER,
    "books": WorkType.BOOK,
    "dataset": WorkType.DATASET,
    "journal articles": WorkType.ARTICLE_JOURNAL,
    "newspaper article": WorkType.ARTICLE_NEWSPAPER,
    "preprint": WorkType.ARTICLE,
    "technical report": WorkType.REPORT,
}
# Beginnings of ERIC's other types, where it has no number of a journal's article.
_ERIC_TYPES = {
    "dissertations": WorkType.THESIS,
    "reports": WorkType.REPORT,
    "speeches": WorkType.PAPER_CONFERENCE,
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
    for _ in values.all(lambda text: doi is not None and _doi(text) == doi, "LID", "AID"):
        pass
    pmid = values.first(Pmid.parse, "PMID")
    printed, online, issued = _dates(values)
    in_part = values.first(lambda text: text == AUTHORS_IN_PART, AUTHORS)
    creators, complete = _creators(values)
    is_of_journal = not _is_erics_document(values)
    page = values.text("PG")
    return Work(
        type=type_,
        title=_title(values, type_) or values.first(read_title, "TT") or NO_TEXT,
        original_title=values.text("TT"),
        creators=creators,
        creators_complete=not in_part and complete,
        container=_container(values, type_) if is_of_journal else Container(),
        volume=values.text("VI"),
        issue=values.text("IP"),
        page=page,
        number="" if page else values.first(_article_number, "LID", "AID") or "",
        edition=values.text("EN"),
        genre="preprint" if type_ is WorkType.ARTICLE else "",
        publisher=values.text("PB") if is_of_journal else values.text("PB", "JT"),
        publisher_place=values.text("PL") if type_ in _BOOKS else "",
        published_print=printed,
        published_online=online,
        issued=issued,
        doi=doi,
        pmid=pmid,
        pmcid=values.first(Pmcid.parse, "PMC"),
        isbns=tuple(dict.fromkeys(values.all(_isbn, "ISBN"))),
        url=values.first(_address, "AID", "LID") or "",
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
    if _is_erics_document(values):
        of_eric = (_ERIC_TYPES.get(kind.lower().split("/")[0].split()[0]) for kind in kinds if kind)
        return next(chain(found, filter(None, of_eric)), WorkType.DOCUMENT)
    in_journal = values.shown("JT", "TA")
    usual = WorkType.ARTICLE_JOURNAL if in_journal or kinds else WorkType.DOCUMENT
    return next(found, usual)


def _title(values: Values, type_: WorkType) -> RichText:
    """The title; a record of a book has it in ``BTI``. Several lines of it are one."""
    tag = "BTI" if type_ is WorkType.BOOK and values.shown("BTI") else "TI"
    parts = list(values.all(str.strip, tag))
    return read_title(" ".join(parts)) if parts else NO_TEXT


def _is_erics_document(values: Values) -> bool:
    """Whether a record is one of ERIC's that is of no journal."""
    return any(number.startswith("ED") for number in values.shown("OID"))


def _doi(text: str) -> Doi | None:
    if _DOI_ADDRESS.match(text):
        return Doi.parse(text)
    found = _MARKED.fullmatch(text)
    return Doi.parse(found[1]) if found and found[2] == "doi" else None


def _article_number(text: str) -> str:
    found = _ARTICLE_NUMBER.fullmatch(text)
    return found[1] if found else ""


def _address(text: str) -> str:
    is_address = text.startswith(("http://", "https://", "www."))
    return text if is_address and " " not in text else ""


def _isbn(text: str) -> Isbn:
    return Isbn.parse(_NUMBERED.sub("", _IN_BRACKETS.sub("", text)))


def _issn(text: str) -> Issn:
    return Issn.parse(_NUMBERED.sub("", _IN_BRACKETS.sub("", text)))


def _creators(values: Values) -> tuple[tuple[Creator, ...], bool]:
    """The people in their order, each as the full name has it, else the short one; and whether
    these are all: until 1995 a list ended with "et al." after its tenth."""
    found: list[Creator] = []
    is_told = False  # whether the short name that follows was told in full
    is_whole = True

    def read(tag: str, text: str) -> bool:
        nonlocal is_told, is_whole
        if tag in _SHORT_NAMES | _NAMES and goes_on(plain(text)) == "":
            is_whole = False
        elif tag in _NAMES:
            found.append(indexed_name(plain(text), _NAMES[tag]))
            is_told = True
        elif tag in _SHORT_NAMES:
            if not is_told:
                found.append(indexed_name(plain(text), _SHORT_NAMES[tag]))
            is_told = False
        elif tag == "CN":
            found.append(Creator(literal=plain(text)))
        elif tag == "AUID" and found and (orcid := ORCID.search(text)):
            found[-1] = replace(found[-1], orcid=orcid[0])
        else:
            return False
        return True

    for _ in values.in_order(lambda tag, text: read(tag, text) or None, _OF_PEOPLE):
        pass
    return tuple(found), is_whole


def _container(values: Values, type_: WorkType) -> Container:
    short = values.text("TA")
    title = values.text("BTI") if type_ is WorkType.CHAPTER else values.text("JT")
    issns = values.all(_issn, "IS", "ISSN")
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
