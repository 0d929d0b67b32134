"""A table as a person and a spreadsheet leave it: its heads and its rows, not yet understood."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from refkit.errors import InputError
from refkit.regex import lazy_regex
from refkit.text.spreadsheet import unguard_cell

# A comma, a semicolon where commas write decimals, and the tab of "Unicode text".
_DELIMITERS = (",", ";", "\t")
# A first line by which Excel is told the delimiter; it is no row.
_SEPARATOR = lazy_regex(r"sep=[,;\t]\r?\n", re.IGNORECASE)
# ="10.1000/a" keeps a cell text where the spreadsheet would make something of it.
_AS_TEXT = lazy_regex(r'="(.*)"')


@dataclass(frozen=True, slots=True)
class HandTable:
    """Heads without regard to case, and each row with its number; the heads are row 1."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_hand_table(text: str, where: str, needed: Sequence[str]) -> HandTable:
    """Read a table that has these columns, parted by comma, semicolon or tab.

    Raises InputError that names the column that is missing, or the row that is none.
    """
    text = _SEPARATOR.sub("", text.removeprefix("\ufeff"), count=1)
    tables = (csv.reader(StringIO(text, newline=""), delimiter=mark) for mark in _DELIMITERS)
    number = 1
    try:
        for table in tables:
            heads = tuple(head.strip().casefold() for head in next(table, []))
            if all(name in heads for name in needed):
                rows = []
                for number, cells in enumerate(table, start=2):
                    rows.append((number, tuple(map(_plain, cells))))
                return HandTable(heads, tuple(rows))
    except csv.Error as error:
        raise InputError(f"{where}: row {number}: is no row of a table ({error})") from None
    heads = tuple(head.strip().casefold() for head in re.split("[,;\t]", text.partition("\n")[0]))
    missing = next((name for name in needed if name not in heads), needed[0])
    all_ = " and ".join(filter(None, (", ".join(needed[:-1]), needed[-1])))
    raise InputError(f"{where}: has no column {missing!r}; needed are {all_}")


def read_cells(text: str, where: str, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table that has these columns: number, and cells by their heads.

    Raises InputError as ``read_hand_table`` does.
    """
    table = read_hand_table(text, where, needed)
    return [
        (number, dict.fromkeys(needed, "") | dict(zip(table.heads, cells, strict=False)))
        for number, cells in table.rows
    ]


def _plain(cell: str) -> str:
    """A cell without what keeps a spreadsheet from running or changing it."""
    text = cell.strip()
    if text[:1] == "=" and (as_text := _AS_TEXT.fullmatch(text)):
        text = as_text[1].replace('""', '"')
    # Most cells have no apostrophe, so that none can be one that guards them.
    return unguard_cell(text).removeprefix("'").strip() if "'" in text else text.strip()
