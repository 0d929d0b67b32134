"""A table of decisions, as a person and a spreadsheet leave it: its rows, not yet understood."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from refkit.errors import InputError
from refkit.text.spreadsheet import unguard_cell

NEEDED = ("position", "doi")
_KNOWN = (*NEEDED, "review", "key")
# A comma, a semicolon where commas write decimals, and the tab of "Unicode text".
_DELIMITERS = (",", ";", "\t")
# A first line by which Excel is told the delimiter; it is no row.
_SEPARATOR = re.compile(r"sep=[,;\t]\r?\n", re.IGNORECASE)
# ="10.1000/a" keeps a cell text where the spreadsheet would make something of it.
_AS_TEXT = re.compile(r'="(.*)"')


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row as it stands; ``number`` is the spreadsheet's, the heads are row 1."""

    number: int
    position: str
    doi: str
    review: str = ""
    key: str = ""


def read_rows(text: str, where: str) -> list[DecisionRow]:
    """The rows of a table with the columns position and doi, and perhaps review and key.

    Columns are parted by comma, semicolon or tab; the case of their heads is all one, and so are
    other columns. Raises InputError that names the column that is missing, or the row.
    """
    return [
        DecisionRow(number, *(cells.get(name, "") for name in _KNOWN))
        for number, cells in read_cells(text, where, NEEDED)
    ]


def read_cells(text: str, where: str, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table that has these columns: number, and cells by their heads.

    Raises InputError as ``read_rows`` does.
    """
    text = _SEPARATOR.sub("", text.removeprefix("\ufeff"), count=1)
    tables = (csv.reader(StringIO(text, newline=""), delimiter=mark) for mark in _DELIMITERS)
    number = 1
    try:
        for table in tables:
            heads = [head.strip().casefold() for head in next(table, [])]
            if all(name in heads for name in needed):
                found = []
                for number, cells in _numbered(table):
                    there = dict(zip(heads, map(_plain, cells), strict=False))
                    found.append((number, dict.fromkeys(needed, "") | there))
                return found
    except csv.Error as error:
        raise InputError(f"{where}: row {number}: is no row of a table ({error})") from None
    heads = [head.strip().casefold() for head in re.split("[,;\t]", text.partition("\n")[0])]
    missing = next((name for name in needed if name not in heads), needed[0])
    all_ = " and ".join(filter(None, (", ".join(needed[:-1]), needed[-1])))
    raise InputError(f"{where}: has no column {missing!r}; needed are {all_}")


def _numbered(table: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    return enumerate(table, start=2)


def _plain(cell: str) -> str:
    """A cell without what keeps a spreadsheet from running or changing it."""
    text = cell.strip()
    if as_text := _AS_TEXT.fullmatch(text):
        text = as_text[1].replace('""', '"')
    return unguard_cell(text).removeprefix("'").strip()
