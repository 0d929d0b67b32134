"""Text for formats without markup: scripts in Unicode's own characters, all on one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.plain import lost_styles, one_line, unstyled
from refkit.text.rich import RichText, Run, Style

SUP, SUB, ITALIC = (Style.SUP,), (Style.SUB,), (Style.ITALIC,)


@pytest.mark.parametrize(
    ("runs", "written"),
    [
        (("10", Run("6", SUP), " cells"), "10⁶ cells"),
        (("CD19", Run("+", SUP)), "CD19⁺"),
        (("CD4", Run("-", SUP)), "CD4⁻"),
        (("CD4", Run("−", SUP)), "CD4⁻"),
        (("Ca", Run("2+", SUP)), "Ca²⁺"),
        (("H", Run("2", SUB), "O"), "H₂O"),
        (("T", Run("max", SUB)), "Tₘₐₓ"),
        (("CD25", Run("hi", SUP)), "CD25hi"),
        (("x", Run("2,3", SUP)), "x^(2,3)"),
        (("10", Run("6.5", SUP), " cells"), "10^(6.5) cells"),
        (("of 2", Run("k", SUP)), "of 2^(k)"),
        (("the 1", Run("st", SUP)), "the 1st"),
        (("K", Run("0.5", SUB)), "K_(0.5)"),
        ((Run("1", (Style.SUP, Style.SUB)),), "_(1)"),
        ((Run("E. coli", ITALIC), Run("3", (Style.ITALIC, Style.SUP))), "E. coli³"),
    ],
)
def test_a_script_is_written_where_all_of_it_can_be(
    runs: tuple[str | Run, ...], written: str
) -> None:
    assert unstyled(RichText.of(*runs)) == written


def test_styles_that_are_not_written_are_named_once() -> None:
    title = RichText.of(
        Run("a", ITALIC), "b", Run("c", ITALIC), Run("hi", SUP), Run("2", SUB), Run("2,3", SUP)
    )

    assert lost_styles(title) == [Style.ITALIC, Style.SUP]
    assert lost_styles(RichText.of("plain", Run("2", SUB))) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\n\tb", "a b"),
        ("a  - b", "a - b"),
        (" a\x00b\x85c\u2028d ", "a b c d"),
        ("a\xa0b", "a\xa0b"),
        ("a\ud800b", "a\ufffdb"),
        ("", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text(st.characters(exclude_categories=())))
def test_a_line_is_one_line_for_everybody(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert "  " not in line
    assert line.strip() == line
    assert line.encode().decode() == line
    assert one_line(line) == line
