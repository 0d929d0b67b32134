"""LaTeX of a user's own library as rich text."""

from __future__ import annotations

import unicodedata

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.latex.decode import read_latex, read_latex_plain
from refkit.latex.encode import escape, to_latex
from refkit.text.rich import RichText, Run, Style

IT, SUP, SUB, SC = (Style.ITALIC,), (Style.SUP,), (Style.SUB,), (Style.SMALL_CAPS,)


@pytest.mark.parametrize(
    ("field", "runs"),
    [
        (r"\textit{E. coli} x", [Run("E. coli", IT), " x"]),
        (r"\emph{a}\mkbibemph{b}\textsl{c}", [Run("abc", IT)]),
        (r"{\it a {B}} c {\em d}", [Run("a B", IT), " c ", Run("d", IT)]),
        (r"\it all of it", [Run("all of it", IT)]),
        (r"CD8\textsuperscript{+} \textsubscript{2}", ["CD8", Run("+", SUP), " ", Run("2", SUB)]),
        (r"CD4$^{+}$ CO$_2$ 10$^{-3}$ $10^6$", ["CD4", Run("+", SUP), " CO", Run("2", SUB), " 10", Run("-3", SUP), " 10", Run("6", SUP)]),
        (r"$^\mathrm{th}$ $\mathrm{H}_2\mathrm{O}$", [Run("th", SUP), " H", Run("2", SUB), "O"]),
        (r"\textsc{hp}1 {\sc x}", [Run("hp", SC), "1 ", Run("x", SC)]),
        (r"\textit{a\textsuperscript{2}}", [Run("a", IT), Run("2", IT + SUP)]),
        (r"\textit a b", [Run("a", IT), " b"]),
        (r"a \textit{ b } c", ["a ", Run("b ", IT), "c"]),
        (r"\textit{\textrm{\rm a}b}", [Run("a", ()), Run("b", IT)]),
    ],
)  # fmt: skip
def test_styles(field: str, runs: list[str | Run]) -> None:
    assert read_latex(field) == RichText.of(*runs)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("{CAR-NK} {c}ells", "CAR-NK cells"),
        (r"M{\"u}ller, Garc{\'\i}a, Garc{\'{\i}}a, {\th}{\dj}{\aa}\ss x {\o}", "Müller, García, García, þđåßx ø"),
        (r"\c{s}\v s \u{g} \k{a} \H{o} {\~{\^e}} \~{\^{e}} \={x}", "şš ğ ą ő ễ ễ x̄"),
        (r"\' e \^{} \~{} \'{}", "é ^ ~ '"),
        ("1990--1995 --- ``x'' `y' a-{}-b", "1990–1995 — “x” ‘y’ a--b"),
        ("don't -- isn't `code` x", "don't – isn't `code` x"),
        (r"50\% \& \# \_ \$ \{a\} 100% R&D #1 a_b a^b", "50% & # _ $ {a} 100% R&D #1 a_b a^b"),
        (r"a~b\\c\ d\,e \-f\/", "a b c d e f"),
        (r"TNF-$\alpha$ $\leq$ 5$\,\mu$m, 37$^\circ$C, x$'$, $-$2, $a-b$, \ensuremath{\beta}", "TNF-α ≤ 5 μm, 37°C, x′, −2, a-b, β"),
        (r"\(\gamma\) $\frac{1}{3}$ \frac{a}{b} $\sqrt{2}$ $\hat{x}$", "γ ⅓ a/b √2 x̂"),
        (r"\textless5{\textbar} {\textquotedbl} \textregistered{} \LaTeX{} x", '<5| " ® LaTeX x'),
        (r"\href{http://x.org}{text} \textcolor{red}{y}\footnote{no} \foreignlanguage{german}{Haus}", "text y Haus"),
        (r"\textbf{b} \texttt{t} \uppercase{u} \unknown{v} \foo w", "b t u v w"),
        ("costs $5 {in} all", "costs $5 in all"),
        ("costs $5 or $6 {in} all", "costs $5 or $6 in all"),
        ("a } b {c} {", "a b c"),
        ("a\n   b\tc\x00d\u202e", "a b c d"),
        ("\\", "\\"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain(field: str, text: str) -> None:
    assert read_latex_plain(field) == text == read_latex(field).plain


@given(
    st.lists(
        st.sampled_from(
            [
                *"\\{}$^_~`'\"-%& ab\n",
                r"\textit{",
                r"\'",
                r"\frac",
                r"\(",
                r"\)",
                r"\href",
                r"\rm",
                "é",
            ]
        )
    ).map("".join)
)
def test_any_text_is_read_tidily(field: str) -> None:
    read = read_latex(field)

    assert "  " not in read.plain
    assert read.plain == read.plain.strip()
    assert read_latex_plain(field) == read.plain


@pytest.mark.parametrize(
    "piece",
    ["{", "}", r"\textit{", r"\'{", "$^{", r"\'e ", "{a} ", "`'", "$a$ ", "\\", "-", r"\frac{", r"\(", r"\emph", "\\'", "_^"],
)  # fmt: skip
def test_hostile_nesting_is_read_in_time(piece: str) -> None:
    assert is_linear(lambda count: read_latex(piece * count), 100_000)


# What has one spelling and one meaning: no curly apostrophe (written as '), no superscript digit
# (written as \textsuperscript), no hyphen but the ASCII one.
_LETTERS = "".join(map(chr, range(0x21, 0x7F))).replace("'", "")
_LETTERS += "àéîõüçñøåæßłđþðœŒÆØÅŁİĞığşšžőűęảặễị–—“”‘"
_LETTERS += "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ≤≥±×÷→∞∼°€®"
_words = st.lists(st.text(_LETTERS, min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
_titles = st.lists(
    st.builds(Run, _words, st.sampled_from([(), IT, SUP, SUB, SC, IT + SUP])), max_size=4
).map(lambda runs: RichText.of(*runs))


@given(_titles, st.booleans())
def test_a_title_that_refkit_wrote_is_read_back(title: RichText, unicode: bool) -> None:
    assert read_latex(to_latex(title, unicode=unicode)) == title


@given(_words, st.booleans())
def test_text_that_refkit_wrote_is_read_back(text: str, unicode: bool) -> None:
    assert read_latex_plain(escape(text, unicode=unicode)) == unicodedata.normalize("NFC", text)
