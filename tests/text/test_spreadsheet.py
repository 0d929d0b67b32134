"""Cells for a spreadsheet: what is guarded comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refkit.text.spreadsheet import as_text, guard_cell, unguard_cell, without_text_mark


@settings(deadline=None)
@given(st.text(st.sampled_from("=+-@;a1 \t\u200b\uff1d"), max_size=12))
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize("doi", ["10.1000/a;-b", "10.1002/(sici)1097;2-2", "10.1000/a;@b"])
def test_a_doi_with_a_semicolon_comes_back(doi: str) -> None:
    assert unguard_cell(guard_cell(doi)) == doi


@pytest.mark.parametrize(
    "text",
    [
        "Meadows '04, a meeting of '05 and '1-2",  # years have an apostrophe of their own
        "'04 was a good year for bees",
        "Bees in the class of '05",
        "'04",
        "1-3 March",
        "007",
        "SEPT2",
        "12E3",
    ],
)
def test_what_is_no_number_keeps_its_apostrophes(text: str) -> None:
    assert without_text_mark(as_text(text)) == text


@pytest.mark.parametrize("text", ["01", "3/4", "1.2", "MAR1", "1.2E3", "1234567890123456"])
def test_a_whole_cell_that_a_spreadsheet_would_change_has_a_mark_that_goes(text: str) -> None:
    assert as_text(text) == f"'{text}"
    assert without_text_mark(f"'{text}") == text
