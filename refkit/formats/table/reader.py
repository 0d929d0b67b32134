"""Tables of references as databases, programs and people write them: a row each, heads above.

Cells are parted by comma, semicolon or tab. Which column holds what is told by its head
(``table.heads``); a column that no work has a place for is kept under its head, verbatim.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from refkit.errors import InputError
from refkit.formats.library import EntryIds, Library
from refkit.formats.ris.lines import RisField
from refkit.formats.table.columns import NAMES as OWN_COLUMNS
from refkit.formats.table.decisions import DECISIONS, read_decisions
from refkit.formats.table.headers import (
    EMBASE,
    HEADS,
    LEDGER,
    PROGRAMS,
    RISPY,
    WEB_OF_SCIENCE,
    Program,
    parted_head,
    plain_head,
)
from refkit.formats.table.names import TablePeople, parting_mark
from refkit.formats.table.places import TableField
from refkit.formats.table.row import entry
from refkit.formats.wos.record import entry as wos_entry
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported
from refkit.regex import lazy_regex
from refkit.text.spreadsheet import is_missing, unguard_cell, without_text_mark

_DELIMITERS = (",", ";", "\t", "|")
# A first line by which Excel is told the delimiter; it is no row.
_SEPARATOR = lazy_regex(r"sep=[,;\t|]\r?\n", re.IGNORECASE)
# ="10.1000/a" keeps a cell text where a spreadsheet would make something of it.
_AS_TEXT = lazy_regex(r'="(.*)"', re.DOTALL)
_TAG = lazy_regex(r"[A-Z][A-Z0-9]")
# Cited references of a work with hundreds of them stand in one cell.
_LONGEST_CELL = 1 << 26
# One of these is in nearly every table of references; a few have people and abstracts alone.
_NEEDED = frozenset({"TI", "DO", "pmid", "DI", "UT"})
_ENOUGH = frozenset({"AU", "AB"})
_FEWEST = 2
_LEDGER_HEADS = frozenset({"state", "evidence", "printed", "doi"})
_WOS_HEADS = frozenset({"article title", "source title", "publication type"})
_OF_PEOPLE = frozenset({"AU", "A1", "A2", "A3", "A4", "ED", "names in full"})
_PARTED = _OF_PEOPLE | {"KW"}
# Dimensions and people put lines above the heads: what was searched for, and when.
_MOST_ABOVE = 5
_WHERE_TO_GET_RIS = "export RIS from the program or the site that it comes from"

# Embase's other CSV has a row for each field: its name, then its values. A record begins at its
# title; what stands above the first one is what was searched for.
_BEGINS = "TITLE"
_OF_EMBASE = frozenset({"AUTHOR NAMES", "SOURCE", "PUBLICATION YEAR", "EMBASE ACCESSION ID", "PUI"})
_MOST_ROWS = 60
_SEVERAL = "; "


class _Heads(NamedTuple):
    """The heads of a table, the field of each or none, and what parts its cells.

    ``program`` is whose table it is, as far as that makes a difference, ``above`` how many rows
    stand above the heads.
    """

    names: list[str]
    fields: list[str]
    delimiter: str
    program: Program
    above: int = 0


def is_table(text: str) -> bool:
    """Whether one of the first lines has the heads of a table of references."""
    return _heads(text) is not None or _is_in_field_rows(_reader(_body(text)[:65_536], ","))


def read_table(text: str, where: str) -> Library:
    """Read a table of references; raises InputError where no column is one of a work."""
    heads, ids = _heads(text), EntryIds()
    try:
        if heads is None:
            entries, troubles = _in_field_rows(text, where, ids)
        else:
            entries, troubles = _in_columns(text, heads, where, ids)
    except csv.Error as error:
        raise InputError(f"{where}: is no table that can be read ({error})") from None
    if not entries:
        raise InputError(f"{where}: holds no row that can be read")
    left = {each.id for each in entries}
    renamed = tuple(id_ for id_ in ids.renamed if id_ in left)
    return Library(text, "table", tuple(entries), troubles=tuple(troubles), renamed=renamed)


def _in_field_rows(text: str, where: str, ids: EntryIds) -> tuple[list[Entry], list[str]]:
    if not _is_in_field_rows(_reader(_body(text), ",")):
        raise InputError(
            f"{where}: is no table of references (no column is headed title, DOI or PMID); "
            f"{_WHERE_TO_GET_RIS}"
        )
    heads = HEADS | EMBASE
    people = TablePeople({"AUTHOR NAMES": ";"})
    entries = []
    for cells in _records_in_rows(_reader(_body(text), ",")):
        told = ((name, heads.get(plain_head(name), ""), said) for name, said in cells if said)
        entries.append(entry([TableField(*cell) for cell in told], ids, people))
    return entries, _cut_off(text, where)


def _in_columns(
    text: str, heads: _Heads, where: str, ids: EntryIds
) -> tuple[list[Entry], list[str]]:
    entries: list[Entry] = []
    troubles: list[str] = []
    keys: list[str] = []
    rows = list(_rows(text, heads))
    people = _people(heads, [cells for _, cells in rows])
    for number, cells in rows:
        if [cell.strip().strip("\ufeff") for cell in cells] == heads.names:
            continue  # of another file that was put behind this one
        if found := _entry(heads, cells, ids, people):
            found, unread = _with_decisions(found)
            if unread:
                troubles.append(f"{where}: row {number}: decisions on labels not read: {unread}")
            entries.append(found)
            keys.append(_key(heads, cells))
        elif any(map(_said, cells)):
            troubles.append(f"{where}: row {number}: left as it stands (says nothing of a work)")
    if heads.program is _LEDGER:
        troubles += _decided_otherwise(entries, keys, where)
        entries = _each_once(entries, keys)
    return entries, troubles + (_cut_off(text, where) if _is_quoted(text, heads) else [])


def _with_decisions(entry: Entry) -> tuple[Entry, str]:
    """The entry with what its cell has of decisions on labels, and what of that is not read.

    That is kept, and stands in the cell of a table that is written of it.
    """
    if not (cells := [pair for pair in entry.kept if pair[0] == DECISIONS]):
        return entry, ""
    decisions, unread = read_decisions(cells[0][1])
    if isinstance(entry.resolution, Imported):
        kept = [pair for pair in entry.kept if pair not in cells]
        kept += [(DECISIONS, unread)] if unread else []
        entry = replace(entry, resolution=replace(entry.resolution, kept=tuple(kept)))
    return replace(entry, label_decisions=decisions), unread


def _cut_off(text: str, where: str) -> list[str]:
    """What is told where a quote is opened and not closed: rows may stand within one cell."""
    if text.count('"') % 2 == 0:
        return []
    why = "the file may be cut off, and rows below it may stand in one cell"
    return [f"{where}: a quote is opened that is not closed: {why}"]


def _people(heads: _Heads, rows: Sequence[Sequence[str]]) -> TablePeople:
    """How the people of this table stand, and what parts its keywords."""
    marks = {}
    for place, field in enumerate(heads.fields):
        cells = [row[place] for row in rows if place < len(row)] if field in _PARTED else []
        if field in _OF_PEOPLE:
            marks[heads.names[place]] = parting_mark(cells)
        elif field == "KW":
            marks[heads.names[place]] = ";" if any(";" in cell for cell in cells) else ","
    return TablePeople(marks, heads.program.given_first, heads.program.is_glued)


def _heads(text: str) -> _Heads | None:
    """The heads of the first row that has some, parted by what gives most that are known."""
    body = _body(text)[:65_536]
    for above in range(_MOST_ABOVE):
        found = [
            heads._replace(above=above)
            for delimiter in _DELIMITERS
            if (heads := _understood(_row(body, delimiter, above), delimiter))
            and (above == 0 or sum(map(bool, heads.fields)) > _FEWEST)
        ]
        if found:
            return max(found, key=lambda each: sum(map(bool, each.fields)))
    return None


def _row(body: str, delimiter: str, place: int) -> list[str]:
    try:
        return next(islice(_reader(body, delimiter), place, None), [])
    except csv.Error:
        return []


def _body(text: str) -> str:
    return _SEPARATOR.sub("", text.lstrip("\ufeff\r\n"), count=1)


def _reader(body: str, delimiter: str, *, quoted: bool = True) -> Iterator[list[str]]:
    """The rows, raising csv.Error; the limit of a cell is the process's, so it only grows."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    lines = io.StringIO(body.replace("\0", ""), newline="")
    if not quoted:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter)


def _understood(row: Sequence[str], delimiter: str) -> _Heads | None:
    """The heads where they are those of references: enough of them, one of them telling."""
    names = [head.strip().strip("\ufeff") for head in row]
    plain = [plain_head(head) for head in names]
    table, program = _table(frozenset(plain), frozenset(names))
    fields = [
        table.get(head, "") or table.get(parted_head(name), "")
        for head, name in zip(plain, names, strict=True)
    ]
    known = set(filter(None, fields))
    is_told = known & _NEEDED or known >= _ENOUGH
    if not is_told or (len(known) < _FEWEST and len(names) > 1):
        return None
    return _Heads(names, fields, delimiter, program)


_PLAIN, _WOS, _LEDGER = (Program(name, frozenset()) for name in ("", "Web of Science", "refkit"))


def _table(plain: frozenset[str], names: frozenset[str]) -> tuple[Mapping[str, str], Program]:
    """Which field a head means in this table, and whose table it is."""
    tags = {name for name in names if _TAG.fullmatch(name)}
    if "UT" in tags or {"PT", "SO"} <= tags:
        return {plain_head(tag): tag for tag in tags}, _WOS
    if "ut unique wos id" in plain or plain >= _WOS_HEADS:
        return WEB_OF_SCIENCE, _WOS
    if plain >= _LEDGER_HEADS:
        return HEADS | LEDGER, _LEDGER
    if "TY" in tags:
        return HEADS | {plain_head(tag): tag for tag in tags}, _PLAIN
    if "type of reference" in plain:
        return HEADS | RISPY, _PLAIN
    program = next((each for each in PROGRAMS if plain >= each.marks), _PLAIN)
    return HEADS | dict(program.heads), program


def _is_quoted(text: str, heads: _Heads) -> bool:
    """Whether quotes part cells; Web of Science quotes nothing in its tab-delimited files."""
    is_bare = heads.program is _WOS and heads.delimiter == "\t" and '\t"' not in text[:4096]
    return not is_bare


def _rows(text: str, heads: _Heads) -> Iterator[tuple[int, list[str]]]:
    """The rows below the heads."""
    rows = _reader(_body(text), heads.delimiter, quoted=_is_quoted(text, heads))
    return islice(enumerate(rows, start=1), heads.above + 1, None)


def _entry(heads: _Heads, cells: Sequence[str], ids: EntryIds, people: TablePeople) -> Entry | None:
    """The entry of a row; None where it says nothing of a work."""
    own = heads.program is _LEDGER or OWN_COLUMNS.issuperset(heads.names)
    texts = [_said(unguard_cell(cell) if own else without_text_mark(cell)) for cell in cells]
    beyond = [f"column {place}" for place in range(len(heads.names) + 1, len(texts) + 1)]
    fields = [
        TableField(head or f"column {place}", field, text)
        for place, (head, field, text) in enumerate(
            zip([*heads.names, *beyond], [*heads.fields, *("" for _ in beyond)], texts,
                strict=False), start=1,
        )
        if text
    ]  # fmt: skip
    if not any(each.field for each in fields):
        return None
    if heads.program is _WOS:
        return wos_entry(
            [RisField(each.field or each.head, each.text, 0, 0) for each in fields], "wos", ids
        )
    return entry(fields, ids, people)


def _key(heads: _Heads, cells: Sequence[str]) -> str:
    at = heads.fields.index("ID") if "ID" in heads.fields else len(cells)
    return cells[at] if at < len(cells) else ""


def _said(cell: str) -> str:
    """What a cell says, without what keeps a spreadsheet from changing it."""
    text = cell.strip()
    if as_text := _AS_TEXT.fullmatch(text):
        text = as_text[1].replace('""', '"')
    return "" if is_missing(text) else text


def _each_once(entries: Sequence[Entry], keys: Sequence[str]) -> list[Entry]:
    """refkit's ledger has a row for each line of a list that means a work: here it is one entry."""
    once: dict[str, Entry] = {}
    for each, key in zip(entries, keys, strict=True):
        first = once.setdefault(key or each.id, each)
        if each.label_decisions and not first.label_decisions:
            first = once[key or each.id] = replace(first, label_decisions=each.label_decisions)
        if first is not each and isinstance(each.resolution, Imported):
            kept = (*first.kept, *(pair for pair in each.kept if pair not in first.kept))
            once[key] = replace(first, resolution=Imported("table", kept))
    return list(once.values())


def _decided_otherwise(entries: Sequence[Entry], keys: Sequence[str], where: str) -> Iterator[str]:
    """What is told where rows of one work have other decisions on its labels."""
    said: dict[str, Entry] = {}
    for each, key in zip(entries, keys, strict=True):
        if key and each.label_decisions:
            first = said.setdefault(key, each)
            if first.label_decisions != each.label_decisions:
                yield f"{where}: {key}: decisions on labels not read: another row has others"


def _is_in_field_rows(rows: Iterator[list[str]]) -> bool:
    """Whether rows begin with names of fields, a title and something that tells Embase."""
    try:
        names = [row[0].strip() for row in islice(rows, _MOST_ROWS) if len(row) > 1]
    except csv.Error:
        return False
    return _BEGINS in names and not _OF_EMBASE.isdisjoint(names[names.index(_BEGINS) :])


def _records_in_rows(rows: Iterator[list[str]]) -> Iterator[list[tuple[str, str]]]:
    """The records, each field with its values in one text."""
    cells: list[tuple[str, str]] = []
    for row in rows:
        name = row[0].strip() if row else ""
        if name == _BEGINS:
            if cells:
                yield cells
            cells = []
        if name and (cells or name == _BEGINS):
            values = (value.strip() for value in row[1:])
            cells.append((name, _SEVERAL.join(filter(None, values))))
    if cells:
        yield cells
