"""A table of decisions on lines of a list: its rows, not yet understood."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.text.hand_table import read_cells

NEEDED = ("position", "doi")
_KNOWN = (*NEEDED, "review", "key", "note", "by")


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row as it stands; ``number`` is the spreadsheet's, the heads are row 1."""

    number: int
    position: str
    doi: str
    review: str = ""
    key: str = ""
    note: str = ""
    by: str = ""


def read_rows(text: str, where: str) -> list[DecisionRow]:
    """The rows of a table with the columns position and doi, and perhaps review, key, note and by.

    Columns are parted by comma, semicolon or tab; the case of their heads is all one, and so are
    other columns. Raises InputError that names the column that is missing, or the row.
    """
    return [
        DecisionRow(number, *(cells.get(name, "") for name in _KNOWN))
        for number, cells in read_cells(text, where, NEEDED)
    ]
