"""Tags and entities that publishers leave in BibTeX."""

from __future__ import annotations

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.bibtex.publishers_markup import in_tex
from refkit.latex.decode import read_latex
from refkit.latex.encode import escape
from refkit.text.rich import RichText, Run, Style

IT, SUP, SUB = (Style.ITALIC,), (Style.SUP,), (Style.SUB,)


@pytest.mark.parametrize(
    ("field", "runs"),
    [
        (r"$\less$i$\greater$In vivo$\less$/i$\greater$ x", [Run("In vivo", IT), " x"]),
        (r"CD4$\less$sup$\greater$$\mathplus$$\less$/sup$\greater$", ["CD4", Run("+", SUP)]),
        (r"{\textless}i{\textgreater}a{\textless}/i{\textgreater} b", [Run("a", IT), " b"]),
        (r"H\textless sub\textgreater 2\textless /sub\textgreater{}O", ["H", Run("2", SUB), "O"]),
        ("<em>a</em> and <I>b<sup>2</sup></I>", [Run("a", IT), " and ", Run("b", IT), Run("2", IT + SUP)]),
        ("&lt;i&gt;a&lt;/i&gt; &amp; b", [Run("a", IT), " & b"]),
        (r"{\&}lt$\mathsemicolon$i{\&}gt$\mathsemicolon$a{\&}lt$\mathsemicolon$/i{\&}gt$\mathsemicolon$", [Run("a", IT)]),
        (r"A &amp; B {\&}amp$\mathsemicolon$ C {\&}amp; D", ["A & B & C & D"]),
        ("p &lt; 0.05, &#946; &#x3b2; &eacute;&nbsp;x", ["p < 0.05, β β é x"]),
        # What is no tag, is not closed or not whole, or is meant as it stands.
        ("a <b and c> p<0.05 <i>open", ["a <b and c> p<0.05 <i>open"]),
        ("{<i>a}</i>", ["<i>a</i>"]),
        ("$<$i$>$a$<$/i$>$", ["<i>a</i>"]),
        (r"R&D; AT&T; \&amp; &unknown;", ["R&D; AT&T; &amp; &unknown;"]),
    ],
)  # fmt: skip
def test_markup(field: str, runs: list[str | Run]) -> None:
    assert read_latex(in_tex(field)) == RichText.of(*runs)


@given(st.text(st.sampled_from("<>&;/ibsup amplt{}$\\ "), max_size=30), st.booleans())
def test_what_refkit_writes_stays_as_it_is(text: str, unicode: bool) -> None:
    written = escape(text, unicode=unicode)

    assert in_tex(written) == written


@pytest.mark.parametrize(
    "piece", ["<i>", "</i>", "<", "&", "&amp;", "{<i>", r"$\less$", r"{\&}", "&lt;i", r"\textless "]
)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    assert is_linear(lambda count: in_tex(piece * count), 50_000)
