"""A row of a table as a work: its cells by RIS's tags, people and dates taken apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from refkit.formats.endnote.record import TYPES as ENDNOTE_TYPES
from refkit.formats.library import EntryIds
from refkit.formats.ris.lines import RisField
from refkit.formats.ris.reader import read_work
from refkit.formats.ris.tags import CONFERENCES, NEAR_TYPES, READ_TYPES
from refkit.formats.ris.values import Values, tried
from refkit.formats.table.headers import SAYS_ALL, TYPES, plain_head
from refkit.formats.table.names import USUAL, TablePeople, read_list
from refkit.formats.table.places import TableField, read_citation, read_source
from refkit.formats.word_dates import month_number, read_date, says_all
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Pmcid, Pmid
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType
from refkit.model.written_dates import read_written_date
from refkit.regex import lazy_regex

_ENDNOTE = {name.casefold(): ris for name, ris in ENDNOTE_TYPES.items()}
_CSL = frozenset(WorkType)
_PEOPLE = ("AU", "A1", "A2", "A3", "A4", "ED", "names in full")
# Where a work's place is not told by its type, its journal tells it.
_IN_JOURNAL = frozenset({"T2", "JF", "JO", "J2", "JA"})
# Names under which what a user's own is kept, whatever its head.
_KEPT = {"KW": "keywords", "N1": "notes"}
_COMMAS = lazy_regex(r"\s*,\s*")
_NO_KEY = lazy_regex(r"\s|://")
_TO = lazy_regex(r"\s+to\s+(?=\d{4}-)")  # Embase's days of a meeting
_BEFORE_NUMBER = lazy_regex(r"https?://\S*/(?=\d)")  # the address of a record in PubMed
_ADDRESS = lazy_regex(r"(?:https?|ftp)://")


class _Row(NamedTuple):
    """What a row says by field, RIS's type of it, and how its table has people."""

    cells: Mapping[str, str]
    type: str
    people: TablePeople


def entry(cells: Sequence[TableField], ids: EntryIds, people: TablePeople = USUAL) -> Entry:
    """The entry of a row; what a work has no place for is kept under the heads."""
    by_field: dict[str, str] = {}
    for cell in cells:
        by_field.setdefault(cell.field, cell.text)
    type_, told = _type(by_field)
    row = _Row(by_field, type_, people)
    fields = [field for cell in cells for field in _FIELDS.get(cell.field, _as_it_is)(cell, row)]
    values = Values([RisField(each.field or each.head, each.text, 0, 0) for each in fields])
    work = read_work(values, "JOUR" if type_ == "preprint" else type_)
    more = _more(work, row)
    kept = [
        (_KEPT.get(each.field, each.head), each.text)
        for each in (fields[place] for place in values.left_places())
        if each.field not in told and (each.field, each.text) not in more
    ]
    given = by_field.get("ID", "")
    id_ = "" if _NO_KEY.search(given) else given
    if id_:
        kept = [(head, text) for head, text in kept if text != id_ or head.lower() == "keywords"]
    work = replace(work, **{name: value for each in more.values() for name, value in each.items()})
    return Entry(ids.next(id_), work, Imported("table", tuple(kept)))


def _type(by_field: Mapping[str, str]) -> tuple[str, set[str]]:
    """RIS's type of a row, and the fields of which it says all."""
    for field in ("TY", "type", "csl type"):
        text = by_field.get(field, "")
        if field == "csl type" and text in _CSL:
            return "GEN" if "T2" not in by_field else "JOUR", {field}
        if found := _known_type(text):
            says_all_ = text.upper() in READ_TYPES or _squeezed(text) in SAYS_ALL
            return found, {field} if says_all_ else set()
    is_in_journal = by_field.keys() & _IN_JOURNAL or "source" in by_field
    return "JOUR" if is_in_journal else "GEN", set()


def _known_type(text: str) -> str:
    if text.upper() in READ_TYPES or text.upper() in NEAR_TYPES:
        return text.upper()
    names = (text.casefold(), _squeezed(text), plain_head(text))
    return next((table[name] for table in (TYPES, _ENDNOTE) for name in names if name in table), "")


def _squeezed(text: str) -> str:
    return text.replace(" ", "").casefold()


def _as_it_is(cell: TableField, row: _Row) -> Iterator[TableField]:
    yield cell


def _people(cell: TableField, row: _Row) -> Iterator[TableField]:
    """A name each; full names stand for the short ones where a table has as many of both."""
    full, short = row.cells.get("names in full", ""), row.cells.get("AU", "")
    is_whole = not short or _count(full, row) == _count(short, row)
    if cell.field == "AU" and full and is_whole:
        return
    if cell.field == "names in full" and not is_whole:
        yield cell._replace(field="")
        return
    field = "AU" if cell.field == "names in full" else cell.field
    for name in row.people.names(cell.head, cell.text):
        yield TableField(cell.head, field, name)


def _count(text: str, row: _Row) -> int:
    return len(row.people.names("", text))


def _dated(cell: TableField, row: _Row) -> Iterator[TableField]:
    """A date as RIS spells one, where that says all of it; else it is kept."""
    year = row.cells.get("PY", "")[:4]
    date = read_date(cell.text, int(year) if year.isdecimal() else 0)
    whole = cell.text if date and str(date.year) in cell.text else f"{year} {cell.text}"
    is_read = date and says_all(whole, date)
    yield cell._replace(text=str(date).replace("-", "/")) if is_read else cell._replace(field="")


def _month(cell: TableField, row: _Row) -> Iterator[TableField]:
    """The date of a table that has year, month and day in columns of their own."""
    year, day = row.cells.get("PY", "")[:4], row.cells.get("day", "").removesuffix(".0")
    month = month_number(cell.text) or _number(cell.text.removesuffix(".0"))
    if not (year.isdecimal() and 1 <= month <= 12) or "DA" in row.cells:
        yield cell._replace(field="")
        return
    parts = [year, f"{month:02}", *([f"{_number(day):02}"] if 1 <= _number(day) <= 31 else [])]
    yield cell._replace(field="DA", text="/".join(parts))


def _day(cell: TableField, row: _Row) -> Iterator[TableField]:
    """A day, which the date of the month has where there is one."""
    month = TableField("", "month", row.cells.get("month", ""))
    if not any(each.field == "DA" and each.text.count("/") > 1 for each in _month(month, row)):
        yield cell._replace(field="")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


def _event(cell: TableField, row: _Row) -> Iterator[TableField]:
    tag = {"event": "T2", "event place": "CY"}[cell.field]
    yield cell._replace(field=tag if row.type in CONFERENCES else "")


def _words(cell: TableField, row: _Row) -> Iterator[TableField]:
    if listed := read_list(cell.text):
        yield from (cell._replace(text=word) for word in listed)
    elif row.people.parted_by.get(cell.head) == ",":
        yield cell._replace(text=_COMMAS.sub("; ", cell.text))
    else:
        yield cell


def _address(cell: TableField, row: _Row) -> Iterator[TableField]:
    yield cell if _ADDRESS.match(cell.text) else cell._replace(field="")


def _key(cell: TableField, row: _Row) -> Iterator[TableField]:
    if _NO_KEY.search(cell.text):
        yield cell._replace(field="")


def _extra(cell: TableField, row: _Row) -> Iterator[TableField]:
    """Zotero's field for what has none: a note each line, of which some say "PMID: 1"."""
    for line in cell.text.splitlines():
        if line.strip():
            yield cell._replace(field="N1", text=line.strip())


_FIELDS: Mapping[str, Callable[[TableField, _Row], Iterator[TableField]]] = {
    **dict.fromkeys(_PEOPLE, _people),
    "DA": _dated,
    "month": _month,
    "day": _day,
    "source": lambda cell, row: read_source(cell, row.cells),
    "citation": lambda cell, row: read_citation(cell, row.cells),
    "event": _event,
    "event place": _event,
    "KW": _words,
    "UR": _address,
    "ID": _key,
    "extra": _extra,
}
"""How the cells of a field are taken apart."""


def _more(work: Work, row: _Row) -> dict[tuple[str, str], dict[str, Any]]:
    """What RIS has no tag for: what each cell, by field and text, says of the work."""
    found = {
        (field, text): {name: value}
        for field, name, read in _BEYOND
        if (text := row.cells.get(field, "")) and (value := tried(read, text))
    }
    if (csl := row.cells.get("csl type", "")) in _CSL:
        found["csl type", csl] = {"type": WorkType(csl)}
    if row.type == "preprint":
        found["", ""] = {"type": WorkType.ARTICLE, "genre": work.genre or "preprint"}
    return found


_BEYOND: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    ("pmid", "pmid", lambda text: Pmid.parse(_BEFORE_NUMBER.sub("", text).removesuffix(".0"))),
    ("pmcid", "pmcid", Pmcid.parse),
    ("event date", "event_date", lambda text: read_written_date(_TO.sub("/", text))),
    ("page count", "number_of_pages", lambda text: text if text.isdecimal() else ""),
)
