"""How a table fits a width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from refkit.cli.layout import GAP, cell_width, column_widths, folded, stacked

WORDS = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=60)


def test_what_fits_is_as_wide_as_it_is() -> None:
    assert column_widths([["no.", "title"], ["1", "Bees"]], [0, 1], 80) == [3, 5]


def test_without_a_room_nothing_is_folded() -> None:
    assert column_widths([["title"], ["x" * 500]], [1], None) == [
        120
    ]  # a longer one pushes what follows


def test_what_is_spare_goes_by_shares() -> None:
    words = "one two three four five six seven eight nine ten " * 3

    key, title = column_widths([["key", "title"], [words, words]], [1, 3], 82) or []

    assert key + title + GAP == 82
    assert title == 3 * key


def test_a_number_is_never_folded() -> None:
    assert column_widths([["no.", "title"], ["1234567", "a b " * 50]], [0, 1], 30) == [7, 21]


def test_columns_that_would_break_words_do_not_fit() -> None:
    cells = [["key", "title", "tags"], ["wangIPSCderived2025", "erythematosus", "autoimmune"]]

    assert column_widths(cells, [1, 3, 2], 40) is None
    assert column_widths(cells, [1, 3, 2], 60) is not None


def test_a_text_breaks_at_blanks_and_in_long_compounds_alone() -> None:
    assert folded("treatment-refractory lupus", 12) == ["treatment-", "refractory", "lupus"]
    assert folded("of CAR-T cells", 8) == ["of CAR-T", "cells"]


def test_a_word_that_is_too_long_is_cut() -> None:
    assert folded("wangIPSCderivedCD19 x", 8) == ["wangIPSC", "derivedC", "D19 x"]


def test_ideographs_take_two_cells() -> None:
    assert folded("系统性红斑", 6) == ["系统性", "红斑"]


@given(WORDS, st.integers(2, 40))
def test_no_line_is_too_wide_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = folded(text, width)

    assert all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(
    st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
    st.integers(1, 120),
)
def test_columns_fit_or_are_refused(
    rows: list[tuple[str, str, str]], shares: list[int], room: int
) -> None:
    cells = [("a", "b", "c"), *rows]

    widths = column_widths(cells, shares, room)

    if widths is None:
        assert column_widths(cells, shares, 10_000) is not None
    else:
        assert sum(widths) + 2 * GAP <= room
        assert all(
            width <= max(map(cell_width, column))
            for width, column in zip(widths, zip(*cells, strict=True), strict=True)
        )


def test_a_row_as_names_and_values() -> None:
    lines = [name + line for name, line in stacked(("key", "tags"), ("a", "one two"), 10)]

    assert lines == ["key   a", "tags  one", "      two"]
    assert list(stacked(("key", "tags"), ("a", ""), 10)) == [("key   ", "a")]
