"""A workbook for Excel and LibreOffice: the columns of the CSV, every cell what it is.

A cell of text stays text, so that nothing is run as a formula or made a date of; the place in the
list, the year and the score are numbers. The heads stay in view and can be filtered by. The same
input gives the same bytes: no clock is asked.

Excel's limits are told: 32,767 characters in a cell, 1,048,576 rows ("Excel specifications and
limits", support.microsoft.com).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from refkit.errors import InputError
from refkit.extras import how_to_install
from refkit.formats.export import Exporter, Loss, Options
from refkit.formats.table import columns
from refkit.model.bibliography import Entry
from refkit.regex import lazy_regex

if TYPE_CHECKING:
    from types import ModuleType

_LONGEST, _MOST_ROWS = 32_767, 1_048_576
_WIDTHS = {"title": 60, "abstract": 80, "authors": 40, "container": 30, "printed": 60}
_USUAL_WIDTH = 14
_NEVER = datetime(2000, 1, 1)  # when a workbook is said to be made: the same always
_NOT_IN_XML = lazy_regex("[\ufffe\uffff]")  # Char of XML 1.0 has neither


def chunks(entries: Iterable[Entry], options: Options) -> Iterator[bytes]:
    """The workbook; raises InputError where XlsxWriter, refkit's extra ``xlsx``, is not there."""
    whole = io.BytesIO()
    book = _library().Workbook(whole, {"in_memory": True})
    book.set_properties({"created": _NEVER})
    sheet = book.add_worksheet("references")
    chosen = columns.chosen(options)
    bold = book.add_format({"bold": True})
    for place, column in enumerate(chosen):
        sheet.set_column(place, place, _WIDTHS.get(column.name, _USUAL_WIDTH))
        sheet.write_string(0, place, column.name, bold)
    last = 0
    for last, row in enumerate(
        (row for entry in entries for row in columns.rows(entry, options)), start=1
    ):
        if last >= _MOST_ROWS:
            raise InputError(f"a sheet of Excel has {_MOST_ROWS:,} rows, no more: write a .csv")
        for place, (column, cell) in enumerate(zip(chosen, row, strict=True)):
            _put(sheet, last, place, cell, is_number=column.is_number)
    if chosen:
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(chosen) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_MOST_ROWS}"})
    book.close()
    yield whole.getvalue()


def _put(sheet: Any, row: int, place: int, cell: str, *, is_number: bool) -> None:
    if is_number and cell:
        sheet.write_number(row, place, float(cell))
    elif cell:
        sheet.write_string(row, place, _NOT_IN_XML.sub("\ufffd", cell)[:_LONGEST])


def _library() -> ModuleType:
    try:
        import xlsxwriter
    except ImportError:
        raise InputError(f"an .xlsx needs XlsxWriter: {how_to_install('xlsx')}") from None
    return xlsxwriter  # type: ignore[no-any-return]


def degraded(entry: Entry, options: Options) -> Iterator[Loss]:
    """What is carried, but not wholly."""
    yield from columns.degraded(entry, options)
    for field in columns.fields(entry, options):
        if len(field.value) > _LONGEST:
            yield Loss(
                entry.id, field.source_field or field.name, "a cell of Excel ends at 32,767 letters"
            )


XLSX = Exporter("xlsx", chunks, columns.fields, degraded, is_text=False, why_not=columns.why_not)
