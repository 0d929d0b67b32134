"""Embase's other CSV, which has a row for each field of a record: its name, then its values.

    "TITLE","On owls"
    "AUTHOR NAMES","Roe E.A.","Poe B."

A record begins at its title. What stands above the first one is what was searched for.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice

_BEGINS = "TITLE"
_TELLING = frozenset({"AUTHOR NAMES", "SOURCE", "PUBLICATION YEAR", "EMBASE ACCESSION ID", "PUI"})
_LOOKED_AT = 60
_SEVERAL = "; "

Cell = tuple[str, str]


def is_in_field_rows(rows: Iterator[list[str]]) -> bool:
    """Whether rows begin with names of fields, a title and something that tells Embase."""
    try:
        names = [row[0].strip() for row in islice(rows, _LOOKED_AT) if len(row) > 1]
    except csv.Error:
        return False
    return _BEGINS in names and not _TELLING.isdisjoint(names[names.index(_BEGINS) :])


def records(rows: Iterator[list[str]]) -> Iterator[list[Cell]]:
    """The records, each field with its values in one text."""
    cells: list[Cell] = []
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
