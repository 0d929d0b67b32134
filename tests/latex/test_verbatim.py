"""Addresses in LaTeX."""

from __future__ import annotations

import pytest
from growth import is_linear

from refkit.latex.verbatim import linked, unescaped


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (r"\url{https://a.example/~b_c%20d}", "https://a.example/~b_c%20d"),
        (r"\href {https://a.example/b\_c} {\texttt{b}}", "https://a.example/b_c"),
        (r"Seen at \url|https://a.example/b|, today", "https://a.example/b"),
        (r"\nolinkurl{https://a.example/\{b\}{c}}", "https://a.example/{b}{c}"),
        (r"\urlstyle{rm} \url{a}", "a"),
        (r"\url{open", None),
        ("https://a.example", None),
    ],
)
def test_linked(text: str, address: str | None) -> None:
    assert linked(text) == address


def test_unescaped() -> None:
    assert (
        unescaped(r"10.1000/a\_b$<$c$>$\&\#\~{}{\textasciitilde}{\textless}")
        == "10.1000/a_b<c>&#~~<"
    )


@pytest.mark.parametrize(
    "text",
    [r"a.example/$\sim$roe", r"a.example/{$\sim$}roe", r"a.example/\char126roe", r"a.example/\~{}roe",
     r'a.example/{\char"7E}roe', r"a.example/{\~}roe", r"a.example/\char`\~roe", r"a.example/\symbol{126}roe"],
)  # fmt: skip
def test_the_tilde_of_a_home_page_however_it_is_written(text: str) -> None:
    assert unescaped(text) == "a.example/~roe"


@pytest.mark.parametrize("piece", [r"\url{", r"\url|", r"\url{a}", r"\href", "{", r"\url{{"])
def test_hostile_text_is_read_in_time(piece: str) -> None:
    assert is_linear(lambda count: linked(piece * count), 50_000)
