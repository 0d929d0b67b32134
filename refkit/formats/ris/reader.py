"""A user's own RIS file: the dialects of EndNote, Zotero, Scopus, Web of Science, publishers.

Tags are read as the programs write them that are met most; where two differ, the type or what the
value looks like decides. A value that does not parse, and every tag that no work has a place for,
is kept verbatim, keywords and notes among them. Titles may have the tags and entities that
publishers leave in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any

from refkit.formats.library import EntryIds, Found, Library, library_of
from refkit.formats.ris.lines import LISTS, Record, records
from refkit.formats.ris.tags import (
    AUTHORS_IN_PART,
    BOOKS,
    COUNTED,
    DIALECTS,
    EDITED_SERIES,
    NEAR_TYPES,
    NOTE,
    NOTES,
    ONLY_DOI,
    OTHER_ROLES,
    PLAIN,
    READ_ROWS,
    READ_TYPES,
    Dialect,
    TagRow,
    read_date,
)
from refkit.formats.ris.values import Values, plain, plain_once, tried
from refkit.formats.word_dates import read_date as word_date
from refkit.formats.word_dates import says_all
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.name_lists import Names, are_short, read_names
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.rich import NO_TEXT

_DOI_ADDRESS = lazy_regex(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)10\.", re.IGNORECASE)
_IN_BRACKETS = lazy_regex(r"\s*\([^()]*\)")
_SEVERAL = lazy_regex(r"[,;]")
_PUBMED = lazy_regex(r"pubmed|medline", re.IGNORECASE)
_PUBMED_NUMBER = lazy_regex(r"PUBMED (\d{1,8})\b(?:,\s*EMBASE \d+)?\s*$", re.IGNORECASE)
_RANGE = lazy_regex(r"\s*[‐‑–‒—-]+\s*")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        start=1,
    )
}


_DATES = ("original_date", "event_date", "submitted", "accessed")
_TEXTS = dict.fromkeys(
    (row.field for rows in (READ_ROWS, *(each.rows for each in DIALECTS)) for row in rows), ""
) | dict.fromkeys((name for name, row in NOTES.items() if row.parse is str), "")
_TEXTS |= dict.fromkeys(_DATES, "")


def read_ris(text: str, where: str) -> Library:
    """Read a RIS file; raises InputError where it holds no record at all."""
    ids = EntryIds()
    return library_of(_read(text, ids), "RIS record", text, "ris", where, ids)


def _read(text: str, ids: EntryIds) -> Iterator[Found]:
    for found in records(text):
        if isinstance(found, Record) and len(found.fields) > 1 + (found.fields[-1][0] == "ER"):
            yield _entry(found, ids), found.span
        else:
            why = "its type is all it says" if isinstance(found, Record) else "no TY line before it"
            yield f"line {found.line}", why


def _entry(record: Record, ids: EntryIds) -> Entry:
    values = Values(_unfolded(record.fields))
    type_ = values.shown("TY")[0].upper()
    id_ = values.first(plain_once, "ID") or ""
    work = read_work(values, type_)
    if type_ in READ_TYPES:
        values.first(str, "TY")
    return Entry(ids.next(id_), work, Imported("ris", values.left()))


def _unfolded(fields: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """The fields, the values of a list that is folded over lines as a field each."""
    folded = [tag for tag, value in fields if "\n" in value]
    if LISTS.isdisjoint(folded):
        return fields
    return [
        (tag, each)
        for tag, value in fields
        for each in (value.split("\n") if tag in LISTS else (value,))
    ]


def read_work(values: Values, type_: str) -> Work:
    """The work that fields say in a record of this type; what it says is taken of ``values``.

    Other formats whose fields are those of RIS under another name are read by it, too.
    """
    fields: dict[str, Any] = _TEXTS.copy()
    fields.update(_numbers(values))
    fields.update(_identifiers(values))
    fields["creators_complete"] = True
    if NOTE in values.tags:
        fields.update(list(_notes(values, fields)))
    dialect = _dialect(values)
    for row in _rows(dialect, type_, frozenset(values.tags)):
        if not fields[row.field]:
            fields[row.field] = values.first(row.read, *row.tags) or ""
    if fields["event_title"] == fields["container.title"]:
        fields["event_title"] = ""  # T2 says the proceedings again where no meeting is told
    if type_ in BOOKS and fields["container.title"] == str(fields["title"]):
        fields["container.title"] = ""  # a book is in no book of its own name
    fields["title"] = fields["title"] or NO_TEXT
    fields["abstract"] = fields["abstract"] or NO_TEXT
    if type_ in COUNTED and not fields["number_of_pages"]:
        fields["number_of_pages"] = _number_of_pages(values)
    fields["page"] = fields["page"] or _page(values, fields["number"])
    fields["issued"] = _issued(values, _dates(values)) or _issued(values, dialect.last_dates)
    for name in _DATES:
        fields[name] = fields[name] or None
    if fields["archive_location"] and not fields["archive"]:
        fields["archive"] = values.text("DB")
    fields["creators"], complete = _creators(values, type_)
    is_preprint = type_ == "JOUR" and fields["genre"].lower() == "preprint"
    near = READ_TYPES.get(type_) or NEAR_TYPES.get(type_, WorkType.DOCUMENT)
    return Work(
        type=WorkType.ARTICLE if is_preprint else near,
        container=_container(values, fields),
        creators_complete=fields.pop("creators_complete") and complete,
        **fields,
    )


def _dialect(values: Values) -> Dialect:
    tags = values.tags
    for each in DIALECTS:
        if tags.isdisjoint(each.tags) or not tags.isdisjoint(each.never):
            continue
        if any(map(each.says.match, values.shown(*each.tags))):
            return each
    return PLAIN


@lru_cache(maxsize=512)
def _all_rows(dialect: Dialect, type_: str) -> tuple[TagRow, ...]:
    return dialect.reads(type_)


@lru_cache(maxsize=4096)  # a database gives its records the same tags
def _rows(dialect: Dialect, type_: str, tags: frozenset[str]) -> tuple[TagRow, ...]:
    """The rows for a record with these tags, in the order in which they are read."""
    rows = _all_rows(dialect, type_)
    there = ((row, tuple(tag for tag in row.tags if tag in tags)) for row in rows)
    return tuple(row._replace(tags=some) for row, some in there if some)


def _creators(values: Values, type_: str) -> tuple[tuple[Creator, ...], bool]:
    roles = _roles(type_)
    there = [tag for tag in roles if tag in values.tags]
    if not there:
        return (), True
    among_short = are_short(values.shown(*there))
    found = list(values.in_order(lambda tag, text: _people(text, roles[tag], among_short), there))
    people = chain.from_iterable([each.creators for each in found])
    return tuple(people), all(each.complete for each in found)


@lru_cache(maxsize=4096)  # people write more than one work
def _people(text: str, role: str, among_short: bool) -> Names | None:
    names = read_names(plain_once(text), role, among_short=among_short)
    return names if names.creators or not names.complete else None


@lru_cache(maxsize=512)
def _roles(type_: str) -> dict[str, str]:
    """The role of the people of each tag."""
    roles = {
        "AU": "editor" if type_ == "EDBOOK" else "author",
        "A2": "collection-editor" if type_ in EDITED_SERIES else "editor",
        "A3": "editor" if type_ in {"BOOK", "EDBOOK"} else "collection-editor",
        "A4": "translator",
        "ED": "editor",
    }
    roles |= {tag: role for (tag, role), types in OTHER_ROLES.items() if type_ in types}
    roles["A1"] = roles["AU"]
    return {tag: role for tag, role in roles.items() if role}


def _numbers(values: Values) -> Iterator[tuple[str, Any]]:
    """ISSNs and ISBNs, which share a tag."""
    found: list[Issn | Isbn] = []

    def read(value: str) -> bool:
        """Whether all that stands there was understood."""
        numbers = _all_numbers(value)
        found.extend(filter(None, numbers))
        return None not in numbers

    for _ in values.all(read, "SN", "EI"):  # Web of Science has the electronic one apart
        pass
    once = dict.fromkeys(found) if len(found) > 1 else found
    yield "container.issns", tuple([each for each in once if isinstance(each, Issn)])
    yield "isbns", tuple([each for each in once if isinstance(each, Isbn)])


@lru_cache(maxsize=4096)  # a journal has many articles
def _all_numbers(value: str) -> tuple[Issn | Isbn | None, ...]:
    """The numbers of a value; None for each part of it that is none."""
    parts = _SEVERAL.split(_IN_BRACKETS.sub("", value))  # "00280836 (ISSN)"
    return tuple(number for part in parts for number in _numbers_in(part))


def _numbers_in(text: str) -> list[Issn | Isbn | None]:
    """A number with or without blanks in it, else numbers between blanks; None for what is none."""
    whole = tried(Issn.parse, text) or tried(Isbn.parse, text)
    if whole:
        return [whole]
    return [tried(Issn.parse, word) or tried(Isbn.parse, word) for word in text.split()]


def _page(values: Values, number: str) -> str:
    first, last = values.text("SP"), values.text("EP")
    if not last and first == number:
        return ""  # an article number stands there for those who do not know its tag
    if not (first.isdecimal() and last.isdecimal()):
        first, last = _RANGE.sub("-", first), _RANGE.sub("-", last)
    if not first or not last or last == first or "-" in first:
        return first or last
    return f"{first}-{last}"


def _identifiers(values: Values) -> Iterator[tuple[str, Any]]:
    doi = values.first(Doi.parse, "DO") or values.first(_only_doi, "M3", "L3", "N1")
    if doi:
        for _ in values.all(lambda text: _only_doi(text) == doi, "DO", "M3", "L3", "N1"):
            pass
    yield "doi", doi or _doi_of_address(values)
    databases = " ".join(values.shown("DB", "DP"))
    pmid = values.first(Pmid.parse, "AN") if _PUBMED.search(databases) else None
    if pmid:
        values.forget("PubMed", "DB")
    pmid = pmid or values.first(_pubmed, "C3")  # CENTRAL: PUBMED 10000001,EMBASE 2000000001
    if "Scopus" in databases:  # there C2 is the PubMed number, for EndNote that of PubMed Central
        pmid = pmid or values.first(Pmid.parse, "C2")
    yield "pmid", pmid
    yield "pmcid", values.first(_pmcid, "C2", "C3")  # EndNote: of an article, of an electronic one


def _doi_of_address(values: Values) -> Doi | None:
    addresses = (text for text in values.shown("UR", "L2") if _DOI_ADDRESS.match(text))
    return next(filter(None, (tried(Doi.parse, text) for text in addresses)), None)


def _only_doi(text: str) -> Doi | None:
    return Doi.parse(text) if ONLY_DOI.fullmatch(text) else None


def _pubmed(text: str) -> Pmid | None:
    found = _PUBMED_NUMBER.match(text)
    return Pmid.parse(found[1]) if found else None


def _pmcid(text: str) -> Pmcid | None:
    return Pmcid.parse(text) if "pmc" in text.lower() else None


def _notes(values: Values, known: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What stands in notes because it has no tag, or as some write it."""

    def read(text: str) -> tuple[str, Any] | None:
        found = _NOTE.fullmatch(plain(text))
        if not found:
            return None
        row = _LABELS[found[1].lower()]
        return None if known.get(row.field) else (row.field, row.parse(found[2]))

    yield from values.all(read, NOTE)
    yield "creators_complete", not values.first(lambda text: plain(text) == AUTHORS_IN_PART, NOTE)


_LABELS = {row.label.lower(): row for row in NOTES.values()}
_NOTE = lazy_regex(f"({'|'.join(_LABELS)}): *(.+)", re.IGNORECASE)


def _container(values: Values, fields: dict[str, Any]) -> Container:
    """The container, whose fields are taken away."""
    title = fields.pop("container.title")
    if title:
        values.forget(title, "T2", "C3", "JF", "JO", "J1")
    short_title = fields.pop("container.short_title") or values.text("JA", "J2", "J1", "JO")
    return Container(
        title=title or short_title,  # some journals' own files have nothing else
        short_title=short_title if title not in {"", short_title} else "",
        issns=fields.pop("container.issns"),
        collection=fields.pop("container.collection"),
    )


def _number_of_pages(values: Values) -> str:
    """How many pages a book has, where SP says that: what is a range, or has an end, does not."""
    if values.shown("EP"):
        return ""
    return values.first(lambda text: "" if _RANGE.search(text) else plain(text), "SP") or ""


def _dates(values: Values) -> tuple[str, ...]:
    """The tags of dates, the one that counts first.

    Who has Y1, which is the old tag, may have the day there on which an article went online, and
    its year in PY: DA is the journal's.
    """
    return ("DA", "PY", "Y1") if values.shown("Y1") else ("PY", "DA")


def _issued(values: Values, tags: tuple[str, ...]) -> PartialDate | None:
    """The date: of the first tag that says one, with month and day where others agree with it."""
    shown = values.shown(*tags)
    dates = {text: date for text in shown if (date := read_date(text))}
    if not dates:
        return _in_words(values, tags)
    year = next(iter(dates.values())).year
    said = {text: date for text, date in dates.items() if date.year == year}
    said |= {text: day for text in shown if text not in dates and (day := _day_of(text, year))}
    best = max(said.values(), key=_precision) if len(said) > 1 else next(iter(said.values()))
    for _ in values.all(lambda text: text in said, *tags):
        pass
    if best.month or best.season or best.end:
        return best
    month = 0 if all(map(str.isdecimal, shown)) else _month(values, tags, year)
    return replace(best, month=month) if month else best


def _day_of(text: str, year: int) -> PartialDate | None:
    """The date of a text that has the rest of it, as EndNote and Web of Science: ``Mar 14``."""
    whole = f"{year} {text}"
    date = word_date(text, year) if not re.search(r"\d{4}", text) else None
    return date if date and (date.month or date.season) and says_all(whole, date) else None


def _precision(date: PartialDate) -> tuple[bool, int]:
    return (not date.is_plain, len(date.parts))


def _in_words(values: Values, tags: tuple[str, ...]) -> PartialDate | None:
    """A year among other words; words alone where there is none."""
    years = [re.search(r"\b[1-9]\d{3}\b", text) for text in values.shown(*tags)]
    if year := next(filter(None, years), None):
        return PartialDate(int(year[0]), _month(values, tags, int(year[0])))
    words = values.text(*tags)
    return PartialDate(0, literal=words) if words.strip("/ ") else None


def _month(values: Values, tags: tuple[str, ...], year: int) -> int:
    """The month of a date in words, NOV 1, 2 November 2025, not of another year; 0 for none."""
    texts = [text for text in values.shown(*tags) if not _is_of_another(text, year)]
    words = re.findall(r"[A-Za-z]{3,}", " ".join(texts))
    return next((_MONTHS[word[:3].lower()] for word in words if word[:3].lower() in _MONTHS), 0)


def _is_of_another(text: str, year: int) -> bool:
    years = re.findall(r"\b[12]\d{3}\b", text)
    return bool(years) and str(year) not in years
