"""The fields of an entry as a work, by BibTeX's names and by biblatex's.

One table says which field of the work each comes from. What has no place in a work, or says more
than the work does, is kept as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, NamedTuple

from refkit.formats.bibtex.annotations import add_statements, read_annotation, read_note
from refkit.formats.bibtex.dates import DATE_FIELDS, read_date, read_one
from refkit.formats.bibtex.given_fields import GivenFields, verbatim
from refkit.formats.bibtex.literal_lists import is_biblatex, read_list
from refkit.formats.bibtex.names_reader import people
from refkit.formats.bibtex.particles import DROPS, all_drop, says_drops
from refkit.formats.bibtex.types import (
    COUNTRIES,
    EDITOR_TYPES,
    GENRES,
    LANGUAGES,
    NAMED_GENRES,
    NAMED_TYPES,
    OWN_FIELDS,
    PUBLICATION_STATES,
    READ_TYPES,
    SITES,
    SUBTYPES,
)
from refkit.latex.decode import hides_words, read_latex, read_latex_plain
from refkit.latex.verbatim import linked
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.markup import of_jats
from refkit.text.rich import NO_TEXT, RichText

_ALL = frozenset(WorkType)
_PARTS = frozenset({WorkType.ARTICLE_JOURNAL, WorkType.ARTICLE_MAGAZINE, WorkType.REVIEW,
                    WorkType.ARTICLE_NEWSPAPER, WorkType.REVIEW_BOOK})  # fmt: skip
_ARTICLES = _PARTS | {WorkType.PERIODICAL}
_IN_ISSUES = _ARTICLES | {WorkType.PAPER_CONFERENCE}
_OF_INSTITUTIONS = frozenset({WorkType.THESIS})
_IN_BOOKS = frozenset({WorkType.CHAPTER, WorkType.ENTRY, WorkType.ENTRY_DICTIONARY,
                       WorkType.ENTRY_ENCYCLOPEDIA, WorkType.PAPER_CONFERENCE})  # fmt: skip


class ReadRow(NamedTuple):
    """A field of the work: its names in the file, the first that is there counts, and for what."""

    field: str
    names: tuple[str, ...]
    when: frozenset[WorkType] = _ALL
    read: Callable[[str], str] = read_latex_plain


def _pages(text: str) -> str:
    plain = read_latex_plain(text)
    # Where dashes part the numbers, hyphens belong to them.
    dash = "–" if "-" in plain and re.search("[‒–—]", plain) else "-"
    plain = re.sub(r"(?<=\w) - (?=\w)", "-", plain)
    return re.sub(r"(?<!\s)\s*+[‐‑‒–—−]\s*", dash, plain)


def _genre(text: str) -> str:
    plain = read_latex_plain(text)
    return NAMED_GENRES.get(plain.lower(), plain)


def _status(text: str) -> str:
    plain = read_latex_plain(text)
    return PUBLICATION_STATES.get(plain.lower(), plain)


ROWS = (
    ReadRow("short_title", ("shorttitle",)),
    ReadRow("original_title", ("origtitle",)),
    ReadRow("container.title", ("journaltitle", "journal", "booktitle"), _ARTICLES),
    # What is in a work of several volumes may name that alone.
    ReadRow("container.title", ("booktitle", "journaltitle", "journal", "maintitle"), _IN_BOOKS),
    ReadRow(
        "container.title", ("booktitle", "journaltitle", "journal"), _ALL - _ARTICLES - _IN_BOOKS
    ),
    ReadRow("container.short_title", ("shortjournal", "abbrev_source_title", "journal-iso")),
    ReadRow("container.collection", ("series",)),
    ReadRow("volume", ("volume",)),
    ReadRow("issue", ("number", "issue"), _IN_ISSUES),
    ReadRow("issue", ("issue",), _ALL - _IN_ISSUES),
    ReadRow("page", ("pages",), read=_pages),
    # ACM's, Scopus's and Web of Science's names stand beside biblatex's.
    ReadRow(
        "number", ("eid", "articleno", "art_number", "article-number", "elocation-id"), _IN_ISSUES
    ),
    ReadRow("number", ("number", "eid"), _ALL - _IN_ISSUES),  # of a report; of a book in its series
    ReadRow("edition", ("edition",)),
    ReadRow("version", ("version",)),
    ReadRow("chapter_number", ("chapter",)),
    ReadRow("number_of_pages", ("pagetotal", "numpages")),
    ReadRow("number_of_volumes", ("volumes", "numberofvolumes")),
    ReadRow("genre", ("type",), read=_genre),
    ReadRow("status", ("pubstate",), read=_status),
    ReadRow("event_title", ("eventtitle",)),
    ReadRow("event_place", ("venue",)),
    ReadRow("call_number", ("library", "lccn", "callnumber", "call-number")),
)
"""Fields of one text."""

LISTS = (
    ReadRow("publisher", ("publisher", "institution", "school"), _ALL - _OF_INSTITUTIONS),
    # Who publishes a thesis anew is not where it was written.
    ReadRow("publisher", ("school", "institution", "publisher"), _OF_INSTITUTIONS),
    ReadRow("publisher_place", ("address", "location")),
    ReadRow("original_publisher", ("origpublisher",)),
    ReadRow("original_publisher_place", ("origlocation",)),
)
"""Fields that are a list for biblatex."""

DATES = {
    "original_date": ("origdate", "origyear"),
    "event_date": ("eventdate",),
    "accessed": ("urldate", "lastchecked", "lastaccessed", "accessed", "accessdate"),
}
"""The fields of the dates beside the one of issue; the first that is there counts."""

ARCHIVES = {
    "archive": ("eprinttype", "archiveprefix", "archive"),
    "archive_collection": ("eprintclass", "primaryclass"),
}
"""Who has an eprint, and its class there; ``eprint`` is its number."""

_EMPTY: dict[str, Any] = dict.fromkeys((row.field for row in (*ROWS, *LISTS)), "")
# Titles and what stands in a field of its own behind them.
_SUBTITLES = {
    "journaltitle": "journalsubtitle",
    "journal": "journalsubtitle",
    "booktitle": "booksubtitle",
    "maintitle": "mainsubtitle",
    "title": "subtitle",
}
# Fields of names, and their role in CSL; of an editor the field beside it may say another.
_ROLES = {
    "author": "author",
    "editor": "editor",
    "editora": "editor",
    "editorb": "editor",
    "editorc": "editor",
    "translator": "translator",
    "bookauthor": "container-author",
} | {field: role for role, field in OWN_FIELDS.items()}
_WHOLES = frozenset({WorkType.BOOK, WorkType.COLLECTION})
_EPRINTS = {"pubmed": "pmid", "pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}
_BY_SUBTYPE = {subtype: type_ for type_, subtype in SUBTYPES.items()}
# In a journal, or whole by themselves: beside a publisher an organization is no site of these.
_NOT_ON_SITES = _PARTS | _WHOLES
_LOOSE = frozenset({WorkType.DOCUMENT, WorkType.WEBPAGE, WorkType.MANUSCRIPT})
_NAMED_WITHIN = {
    (WorkType.REPORT, WorkType.STANDARD),
    (WorkType.BOOK, WorkType.PAMPHLET),
}
_ADDRESS = lazy_regex(r"https?://\S+")
_HOW_READ = lazy_regex(r"access|retriev|visited|online|https?:|www\.", re.IGNORECASE)


def read_work(kind: str, fields: Mapping[str, str]) -> tuple[Work, frozenset[str]]:
    """A work, and the names of the fields that it says all of."""
    given = GivenFields(fields)
    type_ = _type(kind, given)
    values = _EMPTY | {"type": type_, "title": _title(given)}
    names = fields.keys()
    for row in _rows(type_):
        if not names.isdisjoint(row.names):
            values[row.field] = given.first(row.names, row.read)
    _add_lists(given, values)
    _add_subtitle(given, values)
    if _is_name_of(values["genre"], type_):
        values["genre"] = ""
    elif not values["genre"]:
        values["genre"] = GENRES.get(kind, "")
    if _is_name_of(values["status"], type_):
        values["status"] = ""  # pubstate = {preprint} has said the type
    values["creators"], values["creators_complete"] = _creators(given)
    values["issued"] = _date(given)
    for field, names_ in DATES.items():
        if not names.isdisjoint(names_):
            values[field] = _other_date(given, names_)
    values["abstract"] = _abstract(given)
    values |= _identifiers(given)
    values["language"] = _language(given)
    _add_notes(given, values)
    values |= _host(given, values)
    if type_ in _WHOLES:
        # A book may name itself for its parts to inherit, and is in no book of its own name.
        values["title"] = values["title"] or read_latex(fields.get("booktitle", ""))
        if values["container.title"] == values["title"].plain:
            values["container.title"] = ""
    # The words of a footnote, or where a link leads, stand in the field alone.
    shown = {name for name in given.told if not hides_words(fields.get(name, ""), values["url"])}
    return _made(values), frozenset(shown)


@cache
def _rows(type_: WorkType) -> tuple[ReadRow, ...]:
    return tuple(row for row in ROWS if type_ in row.when)


def _add_lists(given: GivenFields, values: dict[str, Any]) -> None:
    """Publishers and places."""
    type_, names = values["type"], given.fields.keys()
    for row in LISTS:
        if type_ in row.when and not names.isdisjoint(row.names):
            read = partial(read_list, is_list=is_biblatex(given.fields), words=COUNTRIES)
            values[row.field] = given.first(row.names, read)
    if type_ is WorkType.PAPER_CONFERENCE and "address" in names and not values["event_place"]:
        values["event_place"] = given.first(("location",))  # ACM: of the meeting


def _made(values: dict[str, Any]) -> Work:
    container = Container(
        title=values.pop("container.title"),
        short_title=values.pop("container.short_title"),
        issns=values.pop("container.issns"),
        collection=values.pop("container.collection"),
    )
    return Work(container=container, **values)


def _type(kind: str, given: GivenFields) -> WorkType:
    type_ = READ_TYPES.get(kind, WorkType.DOCUMENT)
    subtype = _BY_SUBTYPE.get(given.plain("entrysubtype").lower())
    if type_ is WorkType.ARTICLE_JOURNAL and subtype:
        given.told.add("entrysubtype")
        return subtype
    named = NAMED_TYPES.get(given.plain("type").lower())
    if type_ in _LOOSE and not named and _is_preprint(given):
        return WorkType.ARTICLE
    is_open = type_ in _LOOSE or (type_, named) in _NAMED_WITHIN
    return named if named and is_open else type_


def _is_preprint(given: GivenFields) -> bool:
    if given.plain("pubstate").lower() == "preprint":
        given.told.add("pubstate")
        return True
    server = given.fields.get("archiveprefix") or given.fields.get("eprinttype", "")
    appeared = given.fields.get("journal") or given.fields.get("journaltitle")
    return server.lower() == "arxiv" and "eprint" in given.fields and not appeared


def _is_name_of(text: str, type_: WorkType) -> bool:
    """Whether a genre or a state says no more than the type."""
    return NAMED_TYPES.get(text.lower()) is type_


def _title(given: GivenFields) -> RichText:
    title = read_latex(given.fields.get("title", ""))
    if not title:
        return title
    given.told.add("title")
    subtitle = read_latex(given.fields.get("subtitle", ""))
    if not subtitle:
        return title
    given.told.add("subtitle")
    return RichText.of(*title.runs, _gap(title.plain), *subtitle.runs)


def _gap(title: str) -> str:
    return " " if title[-1] in "?!.:" else ": "


def _add_subtitle(given: GivenFields, values: dict[str, Any]) -> None:
    """The subtitle of the book or journal, behind the title that it belongs to."""
    title = values["container.title"]
    for name, behind in _SUBTITLES.items():
        if title and behind in given.fields and given.plain(name) == title:
            if subtitle := given.plain(behind):
                values["container.title"] = f"{title}{_gap(title)}{subtitle}"
                given.told.add(behind)
            return


def _abstract(given: GivenFields) -> RichText:
    if "abstract" not in given.fields:
        return NO_TEXT
    abstract = of_jats(read_latex(given.fields["abstract"]))
    given.told |= {"abstract"} if abstract else set()
    return abstract


def _date(given: GivenFields) -> Any:
    dated = read_date({name: given.date(name) for name in DATE_FIELDS if name in given.fields})
    given.told |= dated.told
    return dated.date


def _other_date(given: GivenFields, names: tuple[str, ...]) -> PartialDate | None:
    found: PartialDate | None = None
    for name in names:
        if name not in given.fields:
            continue
        date, is_whole = read_one(given.date(name))
        if date and (found is None or date == found):
            found = date
            given.told |= {name} if is_whole else set()
    return found


def _creators(given: GivenFields) -> tuple[tuple[Creator, ...], bool]:
    creators: list[Creator] = []
    complete = True
    drops = says_drops(given.fields.get("options", ""))
    for name, role in _ROLES.items():
        if not given.fields.get(name):
            continue
        found = people(given.fields[name], _role(given, name, role), drops=drops)
        creators += found.creators
        # A work says of its authors alone that they are known in part.
        is_told = found.is_whole and (found.complete or name == "author")
        given.told |= {name} if found.creators and is_told else set()
        complete = complete and (found.complete or name != "author")
    if drops and all_drop(creators) and given.fields["options"].strip() == DROPS:
        given.told.add("options")
    return tuple(creators), complete


def _role(given: GivenFields, name: str, role: str) -> str:
    type_ = f"{name}type"
    found = EDITOR_TYPES.get(given.fields.get(type_, "").lower())
    given.told |= {type_} if found else set()
    return found or role


def _identifiers(given: GivenFields) -> dict[str, Any]:
    server = given.fields.get("eprinttype") or given.fields.get("archiveprefix", "")
    eprint = _EPRINTS.get(server.lower())
    found = {
        "doi": given.parsed(Doi.parse, "doi") or _doi_of_url(given),
        "pmid": given.parsed(Pmid.parse, "pmid", *["eprint"] * (eprint == "pmid")),
        "pmcid": given.parsed(Pmcid.parse, "pmcid", "pmc", *["eprint"] * (eprint == "pmcid")),
        "isbns": given.numbers(Isbn.parse, "isbn"),
        "container.issns": given.numbers(Issn.parse, "issn", "eissn", "pissn"),
        "url": _url(given),
    }
    if "eprint" in given.told:
        given.told |= {"eprinttype", "archiveprefix"}
        return found
    return found | _archive(given)


def _archive(given: GivenFields) -> dict[str, str]:
    """Who has an eprint, and its number there; an address alone is none."""
    raw = given.fields.get("eprint", "")
    eprint = read_latex_plain(raw) if "\\" in raw or "{" in raw else verbatim(raw)
    if _ADDRESS.fullmatch(eprint):
        return {}
    given.told |= {"eprint"} if eprint else set()
    return {"archive_location": eprint} | {
        field: given.first(names) for field, names in ARCHIVES.items()
    }


def _doi_of_url(given: GivenFields) -> Doi | None:
    """Many entries have their DOI as an address alone; the address stays what it is."""
    is_doi = "doi.org/10." in given.fields.get("url", "")
    return given.parsed(Doi.parse, "url") if is_doi else None


def _url(given: GivenFields) -> str:
    for name in ("url", "howpublished", "title"):  # a title may be a link
        text = given.fields.get(name, "")
        address = verbatim(text)
        if name == "url" and _several(address):
            return address.split()[0]  # Mendeley's; the field stays, with the others
        if not (address if name == "url" else _ADDRESS.fullmatch(address)):
            continue
        if linked(text) is None or read_latex_plain(text) == address:
            given.told.add(name)  # else words stand beside the address
        return address
    return ""


def _several(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and all(map(_ADDRESS.fullmatch, words))


def _language(given: GivenFields) -> str:
    """The language by its tag; babel's name for it may say less."""
    found = [(name, LANGUAGES.get(text.lower(), text)) for name, text in _languages(given)]
    language = found[0][1] if found else ""
    given.told |= {name for name, text in found if language.startswith(text)}
    return language


def _languages(given: GivenFields) -> Iterator[tuple[str, str]]:
    for name in ("language", "langid", "hyphenation"):
        if text := given.plain(name):
            yield name, text


def _add_notes(given: GivenFields, values: dict[str, Any]) -> None:
    """What refkit wrote where a style does not print it, or where readers are told."""
    for name, read in (
        ("annote", read_annotation),
        ("annotation", read_annotation),
        ("note", read_note),
    ):
        if name in given.fields:
            found = read(given.plain(name))
            add_statements(found.statements, values)
            given.told |= {name} if found.is_whole else set()


def _host(given: GivenFields, values: Mapping[str, Any]) -> dict[str, str]:
    """Who put out what is in no journal or book: a server; a website where there is a publisher."""
    is_site = values["publisher"] or values["type"] in SITES
    place = "container.title" if is_site else "publisher"
    if values[place] or (place == "container.title" and values["type"] in _NOT_ON_SITES):
        return {}
    there = {name: given.fields.get(name, "") for name in ("organization", "howpublished")}
    fit = tuple(
        name
        for name, text in there.items()
        if text and name not in given.told and not _HOW_READ.search(text)
    )
    # An organization is a list for biblatex, the name of a site is one.
    is_list = is_biblatex(given.fields) and place == "publisher" and "organization" in fit[:1]
    host = given.first(fit, partial(read_list, is_list=is_list))
    is_known = host in {values["container.title"], values["publisher"]}  # by the annotation
    return {} if is_known else {place: host}
