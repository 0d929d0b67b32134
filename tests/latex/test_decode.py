"""LaTeX of a user's own library as rich text."""

from __future__ import annotations

import unicodedata

import pytest
from growth import PARTS, is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.latex.decode import hides_words, read_latex, read_latex_plain, unknown_commands
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
        (r"\textbf{b} \texttt{t} \uppercase{u} {\small\bfseries v} \displaystyle w", "b t U v w"),
        ("costs $5 {in} all", "costs $5 in all"),
        (r"a $x {y}$ {B} {\it {C}} \textit {d} {E}-{F} \emph{g {H}} {i}", "a xy B C d E-F g H i"),
        ("costs $5 or $6 {in} all", "costs $5 or $6 in all"),
        ("a } b {c} {", "a b c"),
        ("a\n   b\tc\x00d\u202e", "a b c d"),
        ("\\", "\\"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain(field: str, text: str) -> None:
    assert read_latex_plain(field) == text == read_latex(field).plain


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (r"\cheers{v} and \foo w", r"\cheers{v} and \foo w"),
        (r"\foo[x]{v} \foo [y] w", r"\foo[x]{v} \foo [y] w"),
        (r"a\foo", r"a\foo"),
        (r"\foo{}x", r"\foo{}x"),
        (r"\foo {a}{\"u {b}} {c}", r"\foo{a}{ü b} c"),
        (r"\emph{\foo{a}b}", r"\foo{a}b"),
        (r"x$^{\foo}$", r"x\foo"),
        (r"\foo*[x][y]{a}{b} c", r"\foo*[x][y]{a}{b} c"),
        (r"\ifx\x\y c\else d\fi", r"\ifx\x\y c\else d\fi"),
        (r"\ifmmode a", r"\ifmmode a"),
        ("\\foo{a", "\\foo{a"),
    ],
)
def test_a_command_that_is_not_known_stays_with_its_argument(field: str, text: str) -> None:
    assert read_latex_plain(field) == text


def test_commands_that_are_not_known_are_named() -> None:
    field = r"\emph{a} \foo{\quux} \url{x\y} \href{a\b}{\baz} \ifmmode a\else b\fi \MakeUppercase c"

    assert list(unknown_commands(field)) == ["foo", "quux", "baz"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        # What sorts is not printed.
        (r"{\noopsort{1884a}}1997", "1997"),
        (r"{\NOOPSORT{a}}b", r"\NOOPSORT{a}b"),
        (r"\printfirst{b}{a} \vphantom{g}x\hphantom{--}y", "b xy"),
        # A field is text, where it is no formula.
        (r"Zde{\ifmmode \check{n}\else \v{n}\fi}k", "Zdeňk"),
        (r"$\ifmmode\check{n}\else\v{n}\fi$", "ň"),
        (r"\ifmmode a\else b\ifmmode c\else d\fi e\fi f \iftrue g\else h\fi \iffalse i\fi j", "bdef gj"),
        (r"{\ifmmode\acute{\mathrm{o}}\else\'{o}\fi{}}n", "ón"),
        # Quotations, in one another.
        (r"\enquote{a \enquote{b} c} \enquote*{d} \mkbibquote{e} \foreignquote{german}{f}", "“a ‘b’ c” ‘d’ “e” “f”"),
        (r"\mkbibparens{a} \mkbibbrackets{b}", "(a) [b]"),
        # Addresses are as they stand.
        (r"at \url{https://a.example/~b_c--d%20e\%f\#g} x", "at https://a.example/~b_c--d%20e%f#g x"),
        (r"\url|https://a.example/~b| \nolinkurl{c~d}", "https://a.example/~b c~d"),
        (r"\href[x]{https://a.example/~b}{here} \href {c} {\texttt{d}}", "here d"),
        (r"\url{open", r"\url{open"),
        # Logos, marks over letters, lengths, binomials.
        (r"\BibTeX\ and \XeTeX{}, \LaTeXe, \AmSTeX", "BibTeX and XeTeX, LaTeX2ε, AMS-TeX"),
        (r"(000$\overline{1}$) $\overline{A B}$ \t{oo}", "(0001̅) A̅B̅ o͡o"),
        (r"a\kern-.1em b\hskip 2pt c\raise0.5ex\hbox{d} $\binom{n}{k}$", "ab cd (n k)"),
        (r"E. S. Gol\cprime d \polhk{a} \Dbar{} \soft{l}", "E. S. Golʹd ą Đ ľ"),
        (r"non\hyphen linear \nbhyphen x", "non-linear ‑x"),
        (r"$\less$b$\greater$ $\mathplus$ {\&}amp$\mathsemicolon$", "<b> + &amp;"),
        (r"\ion{H}{ii} at 5\arcsec, \ce{H2O}, \SI{5}{km}, $\lesssim$1\micron", "H ii at 5″, H2O, 5 km, ≲1μm"),
        # A star is a part of some commands, and else what is raised: C*-algebras.
        (r"$C\sp *$ and $L\sp p$, \textsuperscript*, \cite*{a}x", "C* and Lp, *, x"),
        (r"x\cite[see][12]{a}\citep[e.g.][]{b} y", "x y"),
        # Signs by their commands: the kernel's, babel's, upright Greek, units.
        (r"\copyright\ \S 5, \P, \pounds 3, a \ne b, \ddag", "© §5, ¶, £3, a ≠b, ‡"),
        (r"\glqq a\grqq{} \flqq b\frqq{} \lq c\rq", "„a“ «b» ‘c’"),
        (r"TNF\textalpha{} \upmu m, \SI{5}{\micro\meter}, \qty[a=b]{3}{\kg}, 13~\TeV", "TNFα μm, 5 μm, 3 kg, 13 TeV"),
        (r"$\not\in$, $a\not=b$, \slashed{E}, \ang{45}", "∉, a≠b, E̸, 45°"),
        # Text within a formula keeps its blanks, and operators keep theirs.
        (r"$\textit{E. coli}$ $\mathit{a b}$ $O(n \log n)$ $\max x_i$ $a\bmod b$", "E. coli ab O(n log n) max xi a bmod b"),
        (r"\MakeUppercase{bees} \uppercase{o}f \lowercase{OLD} \MakeTextUppercase{\'e}", "BEES Of old É"),
        (r'Franc\accent"17 u, {\accent "7F O}l, a\accent20c\accent19{\i}a', "Franců, Öl, ačía"),
        (r"\accent99 a", r"\accent99 a"),
        (r'\verb|a_b~| \verb+x+ \symbol{65}\char"42\char`\_ \char126 b', "a_b~ x AB_~b"),
        (r"\ce{SO4^2-}, \ce{^{13}C}, \ce{2H2 + O2 -> 2H2O}, \ce{Na+}", "SO42-, 13C, 2H2 + O2 → 2H2O, Na+"),
        (r"$\mathcal{O}(n)$, $\mathbb R$, {\bf\Large x}, $\left(\frac12\right)$", "O(n), R, x, (1/2)"),
    ],
)  # fmt: skip
def test_commands_of_bibliographies(field: str, text: str) -> None:
    assert read_latex_plain(field) == text == read_latex(field).plain


def test_chemical_formulae_are_raised_and_lowered() -> None:
    sub, sup = (Style.SUB,), (Style.SUP,)

    assert read_latex(r"\ce{SO4^2-} and \ce{H2O}") == RichText.of(
        "SO", Run("4", sub), Run("2-", sup), " and H", Run("2", sub), "O"
    )


@pytest.mark.parametrize(
    ("field", "address", "hidden"),
    [
        (r"A comment on \cite[p. 3]{roe1999}", "", True),
        (r"Bees\footnote{Of the meadow.}", "", True),
        (r"Bees\thanks{Paid by wasps}", "", True),
        (r"\href{https://a.example/b\_c}{Bees}", "", True),
        (r"\href{https://a.example/b\_c}{Bees}", "https://a.example/b_c", False),
        (r"\href{https://a.example}{Bees}\cite{a}", "https://a.example", True),
        (r"\emph{Bees} at \url{https://a.example}, \cite{}", "", False),
    ],
)
def test_words_that_are_not_shown_are_told(field: str, address: str, hidden: bool) -> None:
    assert hides_words(field, address) is hidden


@given(
    st.lists(
        st.sampled_from(
            [
                r"\foo",
                r"\url{",
                r"\ifmmode",
                r"\else",
                r"\fi",
                r"\enquote*",
                r"\overline",
                r"\kern",
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


@pytest.mark.sweep(3)
@pytest.mark.parametrize(
    "piece",
    ["{", "}", r"\textit{", r"\'{", "$^{", r"\'e ", "{a} ", "`'", "$a$ ", "\\", "-", r"\frac{", r"\(", r"\emph", "\\'", "_^", r"\foo{", r"\foo", r"\ifmmode ", r"\ifmmode\else\fi", r"\url{", r"\url|a", r"\href{a}{", r"\enquote{", r"\overline{a", r"\enquote[", r"\kern1"],
)  # fmt: skip
@PARTS
def test_hostile_nesting_is_read_in_time(piece: str, part: int) -> None:
    assert is_linear(lambda count: read_latex(piece * count), 50_000 // part)


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
