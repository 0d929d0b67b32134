"""Cells for a spreadsheet: what is guarded comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refkit.text.spreadsheet import guard_cell, unguard_cell


@settings(deadline=None)
@given(st.text(st.sampled_from("=+-@;a1 \t\u200b\uff1d"), max_size=12))
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text


@pytest.mark.parametrize("doi", ["10.1000/a;-b", "10.1002/(sici)1097;2-2", "10.1000/a;@b"])
def test_a_doi_with_a_semicolon_comes_back(doi: str) -> None:
    assert unguard_cell(guard_cell(doi)) == doi
