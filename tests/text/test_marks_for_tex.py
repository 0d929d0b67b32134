"""What TeX has no font for does not reach it."""

from __future__ import annotations

import pytest

from refkit.latex.encode import escape, to_latex
from refkit.text.rich import RichText

DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("unicode", [True, False])
def test_marks_of_direction_are_left_out(unicode: bool) -> None:
    for mark in DIRECTIONS:
        assert escape(f"a{mark}b", unicode=unicode) == "ab"
        assert to_latex(RichText.of(f"CAR{mark}-NK"), unicode=unicode) == "{CAR-NK}"


@pytest.mark.parametrize("letter", ["\ue000", "\uf8ff", "\U000f0000", "\U0010fffd", "\ud800"])
def test_what_no_font_has_is_shown_as_missing(letter: str) -> None:
    assert escape(f"a{letter}b", unicode=True) == "a\ufffdb"
