"""The ledger as a workbook: text stays text, numbers are numbers, the same bytes each time."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from builders import REVIEW, bibliography_of, make_entry, make_work

import refkit
from refkit.errors import InputError
from refkit.formats.export import Options
from refkit.formats.table.xlsx import XLSX
from refkit.model.bibliography import Citation, Entry
from refkit.model.reference import Reference

_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(*entries: Entry, **choices: Any) -> list[dict[str, Any]]:
    """The rows by their heads: text as text, numbers as numbers."""
    book = zipfile.ZipFile(
        io.BytesIO(refkit.export_bytes(bibliography_of(*entries), "xlsx", **choices))
    )
    shared = [
        "".join(each.itertext())
        for each in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = [
        {
            re.sub(r"\d", "", cell.attrib["r"]): shared[int(cell[0].text or "")]
            if cell.attrib.get("t") == "s"
            else float(cell[0].text or "")
            for cell in row
        }
        for row in sheet.iter(f"{_SPACE}row")
    ]
    assert not list(sheet.iter(f"{_SPACE}f"))
    heads = rows[0]
    return [{heads[place]: value for place, value in row.items()} for row in rows[1:]]


def test_text_stays_what_it_is_and_numbers_are_numbers() -> None:
    work = make_work("=1+1", page="1-3", volume="007", issue="1/2", abstract="http://a.example")
    citation = Citation(REVIEW, Reference(7))

    (found,) = cells(make_entry(work, citations=(citation,)), columns="all")

    assert found["title"] == "=1+1"
    assert (found["pages"], found["volume"], found["issue"]) == ("1-3", "007", "1/2")
    assert (found["position"], found["year"]) == (7, 2025)
    assert found["abstract"] == "http://a.example"


def test_the_same_input_gives_the_same_bytes() -> None:
    one, other = (refkit.export_bytes(bibliography_of(make_entry()), "xlsx") for _ in range(2))

    assert one == other
    assert b"2000-01-01" in zipfile.ZipFile(io.BytesIO(one)).read("docProps/core.xml")


def test_what_xml_cannot_hold_stops_nothing() -> None:
    (found,) = cells(make_entry(make_work("a\ufffe\uffff\x01\ud800b & <c>")), columns="title")

    assert found["title"] == "a\ufffd\ufffd \ufffdb & <c>"


def test_a_cell_that_is_too_long_is_cut_and_told() -> None:
    entry = make_entry(make_work(abstract="x" * 40_000))

    (found,) = cells(entry, columns="abstract")
    losses = list(XLSX.losses(entry, Options(columns=("abstract",))))

    assert len(found["abstract"]) == 32_767
    assert [(loss.field, loss.why) for loss in losses] == [
        ("abstract", "a cell of Excel ends at 32,767 letters")
    ]


def test_no_entries_and_no_columns_are_a_workbook_too() -> None:
    assert cells(columns="title") == []
    assert zipfile.is_zipfile(
        io.BytesIO(refkit.export_bytes(bibliography_of(), "xlsx", columns="url", omit=["url"]))
    )


def test_it_is_no_text() -> None:
    with pytest.raises(InputError, match="xlsx is no text"):
        refkit.export(bibliography_of(), "xlsx")


def test_without_its_extra_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(InputError, match=r"an .xlsx needs XlsxWriter: .*\[xlsx\]"):
        refkit.export_bytes(bibliography_of(), "xlsx")
