"""RIS: the tagged lines that EndNote, Zotero, Mendeley and the screening programs read.

Tags are those of Research Information Systems' specification as EndNote extended it in 2011; where
programs differ, what Zotero's translator "RIS" (2023) and citation-js's plug-in ris (0.7) read
decides. Every value stands on one line, with single blanks: a line of an abstract that looked like
``ER  -`` would end the record, and citation-js cuts a value at two blanks and a dash.

UTF-8 without a byte-order mark, which would hide the first record from rispy. Lines end in CR LF,
as the specification says and as Zotero writes; all readers that were tried take both.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from refkit.formats.export import Exporter, Loss, Options, WrittenField, keywords, remarks
from refkit.latex.decode import read_latex_plain
from refkit.model.bibliography import Entry
from refkit.model.people import Creator
from refkit.model.printed import remarks_as_printed, with_title
from refkit.model.resolution import Imported
from refkit.model.work import Relation, Work, WorkType
from refkit.text.plain import lost_styles, one_line, unstyled

_TYPES = {
    # No program has a type for preprints that others read; bioRxiv's own files say JOUR, too, and
    # only so does Zotero show the server. M3 says what it is.
    WorkType.ARTICLE: "JOUR",
    WorkType.ARTICLE_JOURNAL: "JOUR",
    WorkType.ARTICLE_MAGAZINE: "MGZN",
    WorkType.ARTICLE_NEWSPAPER: "NEWS",
    WorkType.BOOK: "BOOK",
    WorkType.CHAPTER: "CHAP",
    WorkType.COLLECTION: "GEN",  # RIS knows no series
    WorkType.DATASET: "DATA",
    WorkType.DOCUMENT: "GEN",  # Zotero reads it as an article: it has no better type for it
    WorkType.ENTRY: "DICT",  # Zotero takes CTLG, the nearest by name, for a magazine
    WorkType.ENTRY_ENCYCLOPEDIA: "ENCYC",
    WorkType.FIGURE: "FIGURE",
    WorkType.GRAPHIC: "ART",
    WorkType.MANUSCRIPT: "MANSCPT",
    WorkType.PAPER_CONFERENCE: "CONF",  # CPAPER has no place for the proceedings' title
    WorkType.PATENT: "PAT",
    WorkType.PERIODICAL: "SER",
    WorkType.POST_WEBLOG: "BLOG",
    WorkType.REPORT: "RPRT",
    WorkType.REVIEW: "JOUR",  # reviews of books and by peers: RIS has no type for them
    WorkType.SOFTWARE: "COMP",
    WorkType.STANDARD: "STAND",
    WorkType.THESIS: "THES",
    WorkType.WEBPAGE: "ELEC",
}
# These stand for another type, which is told.
_STAND_INS = frozenset({WorkType.ARTICLE, WorkType.COLLECTION, WorkType.REVIEW})

_ALL = frozenset(_TYPES.values())
_PERIODICALS = frozenset({"JOUR", "MGZN", "NEWS"})
_IN_BOOKS = frozenset({"CHAP", "CONF", "DICT", "ENCYC"})
# Types whose T2 is the series: a container, which they seldom have, stands in JF.
_IN_SERIES = frozenset({"BOOK", "COMP", "MANSCPT", "RPRT"})
# Types that have their number in place of an ISBN.
_NUMBERED = frozenset({"PAT", "RPRT", "STAND"})
_NUMBER_TAGS = {
    "DATA": "NV", "FIGURE": "M1", "MANSCPT": "M1", "THES": "M1",
    **dict.fromkeys(_NUMBERED, "SN"),
}  # fmt: skip
_ARTICLE_NUMBER = "C7"  # EndNote, Scopus, Web of Science; Zotero reads no article number at all

# Who is not an author: the tag by the type. ED is what Zotero reads where A2 is somebody else.
_ROLE_TAGS: dict[str, dict[str, str]] = {
    "author": dict.fromkeys(_ALL, "AU"),
    "editor": dict.fromkeys(_ALL, "ED")
    | dict.fromkeys(_IN_BOOKS | {"GEN", "JOUR"}, "A2")
    | {"BOOK": "A3"},
    "collection-editor": dict.fromkeys(_IN_BOOKS, "A3") | {"BOOK": "A2", "RPRT": "A2"},
    # A4 is a contributor of these.
    "translator": dict.fromkeys(_ALL - {"CONF", "DATA"}, "A4"),
}

_RANGE = re.compile(r"([^\s,;–-]+)\s*[–-]\s*([^\s,;–-]+)")
_TAG = re.compile(r"[A-Z][A-Z0-9]")
_COMMAS = re.compile(r"\s*,\s*")
_WORDS = re.compile(r"\s*[,;]\s*")
_END = "ER  - \r\n"


class _Row(NamedTuple):
    """A field of a work, the tag of its lines, how they are written, the types that have them."""

    field: str
    tag: str
    lines: Callable[[Any], Iterable[str]]
    when: frozenset[str] = _ALL


def _line(value: Any) -> Iterable[str]:
    return (str(value),)


def _each(values: Iterable[Any]) -> Iterable[str]:
    return map(str, values)


def _note(name: str) -> Callable[[Any], Iterable[str]]:
    """A line of N1 for what has no tag: the name, a colon, the values."""
    return lambda value: (f"{name}: {', '.join(map(str, value))}",)


def _named(name: str) -> Callable[[Any], Iterable[str]]:
    """A line of N1 for one text that has no tag."""
    return lambda value: (f"{name}: {value}",)


def _relations(relations: Iterable[Relation]) -> Iterable[str]:
    return (f"{relation.type.replace('-', ' ')}: {relation.id}" for relation in relations)


_ROWS = (
    _Row("container.title", "T2", _line, _ALL - _IN_SERIES),
    _Row("container.title", "C3", _line, frozenset({"CONF"})),  # T2 is the conference's name there
    _Row("container.title", "JF", _line, _IN_SERIES),
    _Row("container.short_title", "J2", _line),
    _Row("container.collection", "T2", _line, _IN_SERIES),
    _Row("container.collection", "T3", _line, _ALL - _IN_SERIES),
    _Row("volume", "VL", _line),
    _Row("issue", "IS", _line),
    _Row("edition", "ET", _line),
    _Row("publisher", "PB", _line),
    _Row("publisher_place", "CY", _line, _ALL - {"CONF"}),
    _Row("event_place", "CY", _line, frozenset({"CONF"})),
    _Row("event_title", "N1", _named("Event"), _ALL - {"CONF"}),
    _Row("event_place", "N1", _named("Event place"), _ALL - {"CONF"}),
    _Row("publisher_place", "C1", _line, frozenset({"CONF"})),  # CY is where the meeting was
    # Zotero takes the first SN for what the type should have, citation-js all of them for numbers.
    _Row("number", "SN", _line, _NUMBERED),
    _Row("isbns", "N1", _note("ISBN"), _NUMBERED),
    _Row("container.issns", "N1", _note("ISSN"), _NUMBERED),
    _Row("container.issns", "SN", _each, _PERIODICALS),
    _Row("isbns", "SN", _each, _ALL - _NUMBERED),
    _Row("container.issns", "SN", _each, _ALL - _PERIODICALS - _NUMBERED),
    _Row("doi", "DO", _line),
    _Row("url", "UR", _line),
    _Row("language", "LA", _line),
    _Row("original_title", "OP", _line),
    _Row("abstract", "AB", lambda abstract: (unstyled(abstract),)),
    _Row("pmcid", "C2", _line, frozenset({"JOUR"})),
    _Row("pmcid", "N1", lambda pmcid: (f"PMCID: {pmcid}",), _ALL - {"JOUR"}),
    _Row("other_dois", "N1", _note("Other DOIs")),
    _Row("relations", "N1", _relations),
)


def _of_type(type_: str) -> tuple[tuple[_Row, ...], Callable[[Work], tuple[Any, ...]]]:
    rows = tuple(row for row in _ROWS if type_ in row.when)
    return rows, attrgetter(*(row.field for row in rows))


_TABLES = {type_: _of_type(type_) for type_ in _ALL}


def chunks(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """One record after the other, an empty line between them."""
    before = ""
    for entry in entries:
        yield f"{before}{''.join(_lines(fields(entry, options)))}{_END}"
        before = "\r\n"


def _lines(fields: Iterable[WrittenField]) -> Iterator[str]:
    """The lines of a record; of a library that refkit wrote nothing is said again."""
    there = set()
    for field in fields:
        line = f"{field.name}  - {field.value}\r\n"
        if not (field.source_field.startswith("kept.") and line in there):
            yield line
        there.add(line)


def fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    """The lines of a record in their order, each value as it stands there."""
    entry = with_title(entry)
    type_ = _TYPES[entry.work.type]
    kept = list(_kept(entry.resolution)) if isinstance(entry.resolution, Imported) else []
    own_type = [field for field in kept if field.name == "TY"]
    yield own_type[0] if own_type else WrittenField("", "TY", type_)
    for field in _own(entry, type_, options, {field.name for field in kept}):
        if value := one_line(field.value):
            yield WrittenField(field.source_field, field.name, value)
    yield from (field for field in kept if field.name != "TY")


def _own(entry: Entry, type_: str, options: Options, taken: set[str]) -> Iterator[WrittenField]:
    work = entry.work
    yield WrittenField("", "ID", entry.id)
    yield from _people(work.creators, type_)
    yield WrittenField("title", "TI", unstyled(work.title))
    yield from _dates(work, type_, options)
    rows, values = _TABLES[type_]
    meeting = work.event_title if type_ == "CONF" else ""
    yield WrittenField("event_title", "T2", meeting)
    for row, value in zip(rows, values(work), strict=True):
        if value and not (meeting and row.tag == "T2"):  # the proceedings stand in C3, too
            yield from (WrittenField(row.field, row.tag, line) for line in row.lines(value))
    yield from _place(work, type_)
    # What kind of work it is, where the type does not say so.
    yield WrittenField(
        "genre", "M3", work.genre or ("preprint" if work.type is WorkType.ARTICLE else "")
    )
    yield from _pmid(work, taken)
    if work.creators and not work.creators_complete:
        yield WrittenField("creators_complete", "N1", "Authors: known in part")
    yield WrittenField("updates", "N1", ". ".join(remarks(entry)))
    yield WrittenField("", "N1", ". ".join(remarks_as_printed(entry)))
    for word in keywords(entry.tags, options.tag_style):
        yield WrittenField("tags", "KW", word)


def _people(creators: tuple[Creator, ...], type_: str) -> Iterator[WrittenField]:
    for creator in creators:
        name, tag = _name(creator), _ROLE_TAGS.get(creator.role, {}).get(type_)
        if not name:
            continue
        if tag:
            yield WrittenField(f"creators.{creator.role}", tag, name)
        else:
            yield WrittenField(f"creators.{creator.role}", "N1", f"{creator.role}: {name}")


def _name(creator: Creator) -> str:
    """Family, given, suffix: a comma parts them for every reader, so none of them has its own.

    That of a group goes, too: with it, readers take "Bees and Birds, Inc." for a person.
    """
    if creator.literal:
        return _without_commas(creator.literal)
    family = _without_commas(creator.full_family)
    given, suffix = _without_commas(creator.given), _without_commas(creator.suffix)
    if suffix:
        return f"{family}, {given}, {suffix}"
    return f"{family}, {given}" if family and given else family or given


def _without_commas(text: str) -> str:
    return _COMMAS.sub(" ", text).strip() if "," in text else text


def _dates(work: Work, type_: str, options: Options) -> Iterator[WrittenField]:
    date = work.cited_date(options.date_policy)
    if date:
        yield WrittenField("issued", "PY", f"{date.year:04d}")
        # citation-js takes PY for the date of the meeting.
        if date.month or type_ == "CONF":
            yield WrittenField("issued", "DA", str(date).replace("-", "/"))


def _place(work: Work, type_: str) -> Iterator[WrittenField]:
    """Pages and article number; without pages the number stands there, for those who know no C7."""
    if work.number and type_ not in _NUMBERED:
        tag = _NUMBER_TAGS.get(type_, _ARTICLE_NUMBER)
        yield WrittenField("number", tag, work.number)
        if tag == _ARTICLE_NUMBER and not work.page:
            yield WrittenField("number", "SP", work.number)
    if found := _RANGE.fullmatch(one_line(work.page)):
        yield WrittenField("page", "SP", found[1])
        yield WrittenField("page", "EP", found[2])
    else:
        yield WrittenField("page", "SP", work.page)


def _pmid(work: Work, taken: set[str]) -> Iterator[WrittenField]:
    """The PubMed number as EndNote has it: an accession number, and of which database."""
    if not work.pmid:
        return
    if {"AN", "DB"} & taken:
        yield WrittenField("pmid", "N1", f"PMID: {work.pmid}")
    else:
        yield WrittenField("pmid", "AN", str(work.pmid))
        yield WrittenField("pmid", "DB", "PubMed")


def _kept(library: Imported) -> Iterator[WrittenField]:
    """The lines for what was kept of a user's library: its own tags in RIS, notes otherwise."""
    for name, text in library.kept:
        for tag, value in _placed(library.source, name, text):
            if written := one_line(value):
                yield WrittenField(f"kept.{name}", tag, written)


def _placed(source: str, name: str, text: str) -> Iterator[tuple[str, str]]:
    if source == "ris" and _TAG.fullmatch(name) and name != "ER":
        yield name, text
    elif (source, name.lower()) in _FOREIGN:
        tag, read = _FOREIGN[source, name.lower()]
        yield from ((tag, value) for value in read(text))
    else:
        yield "N1", f"{name}: {text}"


def _from_json(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, str) else text


# Keywords and notes of other formats' libraries have tags of their own.
_FOREIGN: dict[tuple[str, str], tuple[str, Callable[[str], Iterable[str]]]] = {
    ("bibtex", "keywords"): ("KW", lambda text: _WORDS.split(read_latex_plain(text))),
    ("bibtex", "note"): ("N1", lambda text: (read_latex_plain(text),)),
    ("csl-json", "keyword"): ("KW", lambda text: _WORDS.split(_from_json(text))),
    ("csl-json", "note"): ("N1", lambda text: (_from_json(text),)),
}


def degraded(entry: Entry, options: Options) -> Iterator[Loss]:
    """What is carried, but not wholly."""
    work = entry.work
    if work.type in _STAND_INS:
        yield Loss(entry.id, "type", f"{_TYPES[work.type]} stands for {work.type}")
    for name, text in (("title", work.title), ("abstract", work.abstract)):
        if lost := lost_styles(text):
            yield Loss(entry.id, name, f"plain text has no {', '.join(lost)}")
    for creator in work.creators:
        name = creator.literal or f"{creator.full_family}{creator.given}{creator.suffix}"
        if "," in name:
            yield Loss(entry.id, f"creators.{creator.role}", f"the comma in {name!r} is left out")
    if "\n" in work.abstract.plain:
        yield Loss(entry.id, "abstract", "its paragraphs are joined")
    words = keywords(entry.tags, options.tag_style)
    for word in words:
        if ";" in word or (len(words) == 1 and "," in word):
            yield Loss(entry.id, "tags", f"Zotero parts {word!r}: at ';', a single one at ','")


RIS = Exporter("ris", chunks, fields, degraded)
