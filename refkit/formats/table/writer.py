"""CSV: the ledger for a spreadsheet. Which columns there are is in ``formats.table.columns``.

UTF-8 with a byte-order mark, without which Excel takes the file for the computer's old code page.
Quoted as in RFC 4180, lines end in CR LF. Line breaks in cells become blanks. Cells are parted by
commas, or by semicolons where Excel writes a decimal comma and opens nothing else, or by tabs.

A cell that a spreadsheet would run as a formula, or make a date or another number of, is kept from
it (text/spreadsheet.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from refkit.formats.export import CsvDialect, Exporter, Options, WrittenField
from refkit.formats.table import columns
from refkit.model.bibliography import Entry
from refkit.text.spreadsheet import as_text, guard_cell

_DELIMITERS = {CsvDialect.COMMA: ",", CsvDialect.SEMICOLON: ";", CsvDialect.TAB: "\t"}


def chunks(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """The names of the columns, then the rows of one entry after the other."""
    chosen = columns.chosen(options)
    yield "\ufeff" + _written([[column.name for column in chosen]], options)
    for entry in entries:
        yield _written((_guarded(chosen, row) for row in columns.rows(entry, options)), options)


def _written(rows: Iterable[list[str]], options: Options) -> str:
    text = io.StringIO()
    delimiter = _DELIMITERS[options.csv_dialect]
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _guarded(chosen: Sequence[columns.Column], row: Sequence[str]) -> list[str]:
    return [
        guard_cell(cell if column.is_number else as_text(cell))
        for column, cell in zip(chosen, row, strict=True)
    ]


def fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    """The cells of an entry's first row as they are written, those that are not empty."""
    for field in columns.fields(entry, options):
        yield field._replace(value=guard_cell(as_text(field.value)))


CSV = Exporter("csv", chunks, fields, columns.degraded, why_not=columns.why_not)
