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
from refkit.formats.entry_ids import EntryIds
from refkit.formats.library import Library
from refkit.formats.ris.lines import RisField
from refkit.formats.table.heads import EMBASE, HEADS, LEDGER, RISPY, WEB_OF_SCIENCE, plain_head
from refkit.formats.table.row import PEOPLE, TableField, entry
from refkit.formats.wos.record import entry as wos_entry
from refkit.model.bibliography import Entry
from refkit.model.name_lists import CELL, NameStyle
from refkit.model.resolution import Imported
from refkit.text.spreadsheet import unguard_cell, without_text_mark

_DELIMITERS = (",", ";", "\t", "|")
# A first line by which Excel is told the delimiter; it is no row.
_SEPARATOR = re.compile(r"sep=[,;\t|]\r?\n", re.IGNORECASE)
# ="10.1000/a" keeps a cell text where a spreadsheet would make something of it.
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_TAG = re.compile(r"[A-Z][A-Z0-9]")
# Cited references of a work with hundreds of them stand in one cell.
_LONGEST_CELL = 1 << 26
_NOTHING = frozenset({"na", "n/a", "nan", "null", "none"})
# One of these is in nearly every table of references; a few have people and abstracts alone.
_NEEDED = frozenset({"TI", "DO", "pmid", "DI", "UT"})
_ENOUGH = frozenset({"AU", "AB"})
_FEWEST = 2
_LEDGER_HEADS = frozenset({"state", "evidence", "printed", "doi"})
_EMBASE_HEADS = frozenset({"author names", "source"})
_WOS_HEADS = frozenset({"article title", "source title", "publication type"})


class _Heads(NamedTuple):
    """The heads of a table, the field of each or none, and what parts its cells.

    ``program`` is Web of Science or refkit where the table is theirs.
    """

    names: list[str]
    fields: list[str]
    delimiter: str
    program: str = ""


def is_table(text: str) -> bool:
    """Whether the first line has the heads of a table of references."""
    return _heads(text) is not None


def read_table(text: str, where: str) -> Library:
    """Read a table of references; raises InputError where no column is one of a work."""
    heads = _heads(text)
    if heads is None:
        raise InputError(
            f"{where}: is no table of references (no column is headed title, DOI or PMID)"
        )
    entries: list[Entry] = []
    troubles: list[str] = []
    keys: list[str] = []
    ids = EntryIds()
    try:
        rows = list(_rows(text, heads))
        style = _style(heads, rows)
        for number, cells in rows:
            if found := _entry(heads, cells, ids, style):
                entries.append(found)
                keys.append(_key(heads, cells))
            elif any(map(_said, cells)):
                troubles.append(
                    f"{where}: row {number}: left as it stands (says nothing of a work)"
                )
    except csv.Error as error:
        raise InputError(f"{where}: is no table that can be read ({error})") from None
    if not entries:
        raise InputError(f"{where}: holds no row that can be read")
    if heads.program == "refkit":
        entries = _each_once(entries, keys)
    return Library(text, "table", tuple(entries), troubles=tuple(troubles))


def _heads(text: str) -> _Heads | None:
    """The heads of the first row, parted by what gives most that are known."""
    body = _body(text)
    found = [
        heads
        for delimiter in _DELIMITERS
        if (heads := _understood(next(_reader(body[:65_536], delimiter), []), delimiter))
    ]
    return max(found, key=lambda each: sum(map(bool, each.fields)), default=None)


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
    fields = [table.get(head, "") for head in plain]
    known = set(filter(None, fields))
    is_told = known & _NEEDED or known >= _ENOUGH
    if not is_told or (len(known) < _FEWEST and len(names) > 1):
        return None
    return _Heads(names, fields, delimiter, program)


def _table(plain: frozenset[str], names: frozenset[str]) -> tuple[Mapping[str, str], str]:
    """Which field a head means in this table, and whose table it is."""
    tags = {name for name in names if _TAG.fullmatch(name)}
    if "UT" in tags or {"PT", "SO"} <= tags:
        return {plain_head(tag): tag for tag in tags}, "wos"
    if "ut unique wos id" in plain or plain >= _WOS_HEADS:
        return WEB_OF_SCIENCE, "wos"
    if plain >= _LEDGER_HEADS:
        return HEADS | LEDGER, "refkit"
    if "TY" in tags:
        return HEADS | {plain_head(tag): tag for tag in tags}, ""
    if "type of reference" in plain:
        return HEADS | RISPY, ""
    return (HEADS | EMBASE if plain >= _EMBASE_HEADS else HEADS), ""


def _rows(text: str, heads: _Heads) -> Iterator[tuple[int, list[str]]]:
    """The rows below the heads; Web of Science quotes nothing in its tab-delimited files."""
    is_bare = heads.program == "wos" and heads.delimiter == "\t" and '\t"' not in text[:4096]
    rows = _reader(_body(text), heads.delimiter, quoted=not is_bare)
    return islice(enumerate(rows, start=1), 1, None)


def _style(heads: _Heads, rows: Sequence[tuple[int, Sequence[str]]]) -> NameStyle:
    """How people stand in the cells: where semicolons part some, commas part nobody's full name."""
    columns = [place for place, field in enumerate(heads.fields) if field in PEOPLE]
    is_parted = any(";" in cells[at] for _, cells in rows for at in columns if at < len(cells))
    return CELL._replace(in_full=not is_parted)


def _entry(heads: _Heads, cells: Sequence[str], ids: EntryIds, style: NameStyle) -> Entry | None:
    """The entry of a row; None where it says nothing of a work."""
    own = heads.program == "refkit"
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
    if heads.program == "wos":
        return wos_entry(
            [RisField(each.field or each.head, each.text, 0, 0) for each in fields], "wos", ids
        )
    return entry(fields, ids, style)


def _key(heads: _Heads, cells: Sequence[str]) -> str:
    at = heads.fields.index("ID") if "ID" in heads.fields else len(cells)
    return cells[at] if at < len(cells) else ""


def _said(cell: str) -> str:
    """What a cell says, without what keeps a spreadsheet from changing it."""
    text = cell.strip()
    if as_text := _AS_TEXT.fullmatch(text):
        text = as_text[1].replace('""', '"')
    return "" if text.casefold() in _NOTHING else text


def _each_once(entries: Sequence[Entry], keys: Sequence[str]) -> list[Entry]:
    """refkit's ledger has a row for each line of a list that means a work: here it is one entry."""
    once: dict[str, Entry] = {}
    for each, key in zip(entries, keys, strict=True):
        first = once.setdefault(key or each.id, each)
        if first is not each and isinstance(each.resolution, Imported):
            kept = (*_kept(first), *(pair for pair in _kept(each) if pair not in _kept(first)))
            once[key] = replace(first, resolution=Imported("table", kept))
    return list(once.values())


def _kept(entry: Entry) -> tuple[tuple[str, str], ...]:
    return entry.resolution.kept if isinstance(entry.resolution, Imported) else ()
