"""A table as a person and a spreadsheet leave it: its heads and its rows, not yet understood."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from refkit.errors import InputError
from refkit.regex import lazy_regex
from refkit.text.spreadsheet import unguard_cell

# A comma, a semicolon where commas write decimals, and the tab of "Unicode text".
_DELIMITERS = (",", ";", "\t")
# A first line by which Excel is told the delimiter; it is no row.
_SEPARATOR = lazy_regex(r"sep=[,;\t]\r?\n", re.IGNORECASE)
# Rows without a word, as a spreadsheet leaves them above its heads.
_BLANK = lazy_regex(r"(?:[,;\t ]*\r?\n)+")
# ="10.1000/a" keeps a cell text where the spreadsheet would make something of it.
_AS_TEXT = lazy_regex(r'="(.*)"')
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class HandTable:
    """Heads without regard to case, and each row with its number; the first of a file is 1."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_hand_table(
    text: str, where: str, needed: Sequence[str], instead: Mapping[str, str] = _NONE
) -> HandTable:
    """Read a table that has these columns, parted by comma, semicolon or tab.

    ``instead`` names a column that is taken for one that is needed and not there. Raises InputError
    that names the column that is missing, or the row that is none.
    """
    text = _SEPARATOR.sub("", text.removeprefix("\ufeff"), count=1)
    blank = _BLANK.match(text)
    above = blank[0].count("\n") if blank else 0
    text = text[blank.end() :] if blank else text
    for mark in _DELIMITERS:
        heads = _named(_heads(text, where, mark), instead)
        if all(name in heads for name in needed):
            return HandTable(heads, tuple(_rows(text, where, mark, above)))
    words = [f"{name} (or {instead[name]})" if name in instead else name for name in needed]
    all_ = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    if not text.strip():
        raise InputError(f"{where}: is empty; needed are the columns {all_}")
    first = re.split("[,;\t]", text.partition("\n")[0])
    heads = _named([head.strip().casefold() for head in first], instead)
    missing = next((name for name in needed if name not in heads), needed[0])
    raise InputError(f"{where}: has no column {missing!r}; needed are {all_}")


def _named(heads: Sequence[str], instead: Mapping[str, str]) -> tuple[str, ...]:
    """Heads, where one that is taken for another has the name of that."""
    names = {
        other: name
        for name, other in instead.items()
        if name not in heads and heads.count(other) == 1
    }
    return tuple(names.get(head, head) for head in heads)


def _heads(text: str, where: str, mark: str) -> tuple[str, ...]:
    try:
        # Not strict: parted by another mark than its own a head is no cell that is quoted.
        cells = next(csv.reader(StringIO(text, newline=""), delimiter=mark), [])
    except csv.Error as error:
        raise InputError(f"{where}: row 1: is no row of a table ({error})") from None
    return tuple(head.strip().casefold() for head in cells)


def _rows(text: str, where: str, mark: str, above: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows below the heads; a quote that is not closed would take in those below it.

    ``above`` are the rows without a word before the heads.
    """
    table = csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)
    number = above
    try:
        next(table)
        number = above + 1
        for number, cells in enumerate(table, start=above + 2):
            yield number, tuple(map(_plain, cells))
    except csv.Error as error:
        why = f"is no row of a table ({error})"
        if str(error) == "unexpected end of data" or "expected after" in str(error):
            why = (
                "a quote is opened and not closed at the end of a cell; a quote within one is "
                "written twice"
            )
        raise InputError(f"{where}: row {number + 1}: {why}") from None


def read_cells(
    text: str,
    where: str,
    needed: Sequence[str],
    optional: Sequence[str] = (),
    instead: Mapping[str, str] = _NONE,
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table that has these columns: number, and cells by their heads.

    Other columns than those that are needed or ``optional`` are passed over. Raises InputError as
    ``read_hand_table`` does, and for a column that stands there twice or a row with more cells.
    """
    table = read_hand_table(text, where, needed, instead)
    known = (*needed, *optional)
    if twice := [name for name in known if table.heads.count(name) > 1]:
        raise InputError(f"{where}: has a column {twice[0]!r} twice")
    places = {name: table.heads.index(name) for name in known if name in table.heads}
    rows = []
    for number, cells in table.rows:
        if any(cells[len(table.heads) :]):
            raise InputError(f"{where}: row {number}: has more cells than there are columns")
        filled = (*cells, *[""] * len(table.heads))
        rows.append((number, {name: filled[place] for name, place in places.items()}))
    return rows


def _plain(cell: str) -> str:
    """A cell without what keeps a spreadsheet from running or changing it."""
    text = cell.strip()
    if text[:1] == "=" and (as_text := _AS_TEXT.fullmatch(text)):
        text = as_text[1].replace('""', '"')
    # Most cells have no apostrophe, so that none can be one that guards them.
    return unguard_cell(text).removeprefix("'").strip() if "'" in text else text.strip()
