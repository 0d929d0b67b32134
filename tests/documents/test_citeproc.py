"""Recorded works in styles of journals, by pandoc's citeproc: told apart as they were printed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from printed_by_citeproc import HELD_OUT, LAYOUTS, SEEN, letters, printed, works

from refkit.documents.read import read_text
from refkit.documents.split import split_references

# benchmarks/documents.py has all of it, and what is found of these works.
pytestmark = pytest.mark.programs


@pytest.mark.parametrize("style", [*SEEN, *HELD_OUT])
def test_references_are_told_apart(shared: Path, style: str) -> None:
    records = works(held_out=style in HELD_OUT)
    listed = printed(records, style, with_dois=False)

    found = [
        {letters(each.text) for each in split_references(read_text(text, "refs.txt")).references}
        for text in (layout.text(listed) for layout in LAYOUTS)
    ]

    apart = sum(each.words in lines for lines in found for each in listed)
    assert apart >= 0.99 * len(listed) * len(LAYOUTS)
