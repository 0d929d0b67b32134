"""TeX for bibliographies: spelled or in Unicode, always balanced, read back as it was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import bibtexparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.latex.decode import read_latex_plain
from refkit.latex.encode import escape, escape_name, to_latex
from refkit.text.rich import RichText, Run, Style

# What has one spelling and one meaning: no blanks in a row, no superscript digit (written as
# \textsuperscript), no backtick (a quotation mark to TeX).
_LETTERS = "".join(map(chr, range(0x21, 0x7F))).replace("`", "")
_LETTERS += "àéîõüçñøåæßłđþðœŒÆØÅŁİĞğışšžőűęảặễị–—“”‘’‐‑„¿¡·±×÷°€®©™•«»…§½ÐÞĐŊ"
_LETTERS += "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ≤≥≠≈∞∼−→⇒∈∅ℜ汉字عربيЯ🧬"
known = st.lists(st.text(alphabet=_LETTERS, min_size=1), max_size=5).map(" ".join)


def is_balanced(text: str) -> bool:
    """As bibtex counts, escaped braces too, and as bibtexparser does, without them."""
    return _balance(text) and _balance(re.sub(r"\\[\\{}]", "", text))


def _balance(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    ("text", "spelled", "in_unicode"),
    [
        ("Müller, García, Łódź", r"M{\"u}ller, Garc{\'i}a, {\L}{\'o}d{\'z}", "Müller, García, Łódź"),
        ("ğ ş ả đ", r"{\u{g}} {\c{s}} ả đ", "ğ ş ả đ"),
        ("ễ ệ ḉ", r"{\~{ê}} {\d{ê}} {\'{ç}}", "ễ ệ ḉ"),
        ("x\u0304", r"{\=x}", "x\u0304"),
        ("100% of R&D #1 a_b $5", r"100\% of R\&D \#1 a\_b \$5", r"100\% of R\&D \#1 a\_b \$5"),
        ("{a {b}} c", r"\{a \{b\}\} c", r"\{a \{b\}\} c"),
        ("} {", r"{\textbraceright} {\textbraceleft}", r"{\textbraceright} {\textbraceleft}"),
        ("\\ ~ ^", r"{\textbackslash} {\textasciitilde} {\textasciicircum}",
         r"{\textbackslash} {\textasciitilde} {\textasciicircum}"),
        ("p < 0.05 > `x` | y", r"p $<$ 0.05 $>$ {\textasciigrave}x{\textasciigrave} $|$ y",
         "p $<$ 0.05 $>$ `x` | y"),
        ('"x"', '{"}x{"}', '{"}x{"}'),
        ("“x” ‘y’ Crohn’s", r"``x'' ‘y’ Crohn’s", "“x” ‘y’ Crohn’s"),
        ("1–2 — 3\u20114", "1--2 --- 3\u20114", "1–2 — 3\u20114"),
        ("a--b ''c ?“ ,,", r"a-{}-b '{}'c ?{}`` ,{},", "a-{}-b '{}'c ?“ ,{},"),
        ("?` ``", r"?{\textasciigrave} {\textasciigrave}{\textasciigrave}", "?{}` `{}`"),
        ("αβ Δ −2 ≤ µ", r"$\alpha${}$\beta$ {$\Delta$} $-$2 $\leq$ µ", "αβ Δ −2 ≤ µ"),
        ("10⁻³ m² H₂O", r"10\textsuperscript{-3} m² H\textsubscript{2}O", "10⁻³ m² H₂O"),
        ("汉字 عربي 🧬 Ε я", "汉字 عربي 🧬 Ε я", "汉字 عربي 🧬 Ε я"),
        ("a\n@article(b,\tc", "a @article(b, c", "a @article(b, c"),
        ("\x00\x01{\ud800", "  {\\textbraceleft}\ufffd", "  {\\textbraceleft}\ufffd"),
        ("5\u202fmg in\u2009vivo\u200b", "5~mg in vivo", "5\u202fmg in\u2009vivo\u200b"),
    ],
)  # fmt: skip
def test_escape(text: str, spelled: str, in_unicode: str) -> None:
    assert escape(text) == spelled
    assert escape(text, unicode=True) == in_unicode


@pytest.mark.parametrize("unicode", [False, True])
@given(text=st.text(st.characters()))
def test_escape_is_balanced_and_leaves_no_special_bare(text: str, unicode: bool) -> None:
    for written in (escape(text, unicode=unicode), escape_name(text, unicode=unicode)):
        assert is_balanced(written)
        assert not re.search(r"(?<!\\)[%#&_]", written)
        assert not re.search(r"[\x00-\x1f\x7f\ud800-\udfff]|\\$", written)


def test_every_spelling_is_balanced() -> None:
    everything = [chr(code) for code in range(0x20, 0x20000) if not 0xD800 <= code < 0xE000]

    assert all(is_balanced(escape(char)) and is_balanced(escape_name(char)) for char in everything)


def test_commands_of_a_text_are_words() -> None:
    """Only commands of the table are written: those of the text itself are spelled out."""
    written = escape("\\input{/etc/passwd} \\write18{x} $x$ \\% ^^5cinput")

    assert set(re.findall(r"\\[A-Za-z]+", written)) == {r"\textbackslash", r"\textasciicircum"}


def test_letters_that_bibtex_would_cut_are_spelled_in_names() -> None:
    assert escape_name("Þór Đạt–Ŋ") == r"{\TH}{\'o}r {\DJ}{\d{a}}t–{\NG}"
    assert escape_name("Þór Đạt–Ŋ", unicode=True) == "Þór Đạt–Ŋ"


@pytest.mark.parametrize("unicode", [False, True])
@given(text=known)
def test_what_was_escaped_is_read_back(text: str, unicode: bool) -> None:
    normal = unicodedata.normalize("NFC", text)

    assert read_latex_plain(escape(text, unicode=unicode)) == normal
    assert read_latex_plain(escape_name(text, unicode=unicode)) == normal


@pytest.mark.parametrize("unicode", [False, True])
@given(text=st.text())
def test_bibtexparser_reads_the_field_as_written(text: str, unicode: bool) -> None:
    written = escape(text, unicode=unicode).strip()
    library = bibtexparser.parse_string(f"@article{{key,\n title = {{{written}}}\n}}\n")

    assert not library.failed_blocks
    assert {field.key: field.value for field in library.entries[0].fields} == {"title": written}


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Dual CD19/BCMA CAR-NK cells", "Dual {CD19/BCMA} {CAR-NK} cells"),
        ("iPSC-derived T cells and B cells", "{iPSC}-derived {T} cells and {B} cells"),
        ("In vivo T-Cell engineering", "In vivo {T}-Cell engineering"),
        ("PD-1/PD-L1 blockade", "{PD-1/PD-L1} blockade"),
        ("COVID-19 and IL-2", "{COVID}-19 and {IL}-2"),
        ("A study of hepatitis A: a phase I trial", "A study of hepatitis {A}: a phase {I} trial"),
        ("This Is A Study", "This Is A Study"),
        ("PRODUCTS AND SERVICES OF AAPG", "PRODUCTS AND SERVICES OF AAPG"),
        ("CRISPR", "{CRISPR}"),
        ("Éclair ÜBER", r"{\'E}clair {{\"U}BER}"),
        ("TNFα and ΔF508", r"{TNF$\alpha$} and {{$\Delta$}F508}"),
        ("TGF-β signalling", r"{TGF}-$\beta$ signalling"),
    ],
)
def test_to_latex_protects_the_capitals_that_matter(title: str, written: str) -> None:
    assert to_latex(RichText.of(title)) == written


def test_to_latex_writes_styles_and_protects_inside_them() -> None:
    text = RichText.of(
        Run("In vitro", (Style.ITALIC,)),
        " CD8",
        Run("+", (Style.SUP,)),
        " T cells, ",
        Run("HP", (Style.SMALL_CAPS,)),
        "1, CO",
        Run("2", (Style.SUB,)),
        ", 1",
        Run("H", (Style.ITALIC,)),
        "-indole",
    )

    assert to_latex(text) == (
        r"\textit{In vitro} {CD8}\textsuperscript{+} {T} cells, \textsc{{HP}}1, "
        r"{CO}\textsubscript{2}, 1\textit{{H}}-indole"
    )


def test_to_latex_asks_the_caller_what_to_protect() -> None:
    text = RichText.of("V", Run("max", (Style.SUB,)), " in Berlin")
    asked = []

    def berlin(title: str, breaks: Sequence[int]) -> list[tuple[int, int]]:
        asked.append((title, tuple(breaks)))
        return [(8, 14)]

    assert to_latex(text, berlin) == r"V\textsubscript{max} in {Berlin}"
    assert asked == [("Vmax in Berlin", (1, 4))]


def test_to_latex_keeps_unicode_and_its_commands_for_styles() -> None:
    text = RichText.of("β", Run("2", (Style.SUB,)), "-Adrenergic ΔF508 {x}")

    written = to_latex(text, unicode=True)

    assert written == r"β\textsubscript{2}-Adrenergic {ΔF508} \{x\}"


@pytest.mark.parametrize("unicode", [False, True])
@given(
    runs=st.lists(
        st.builds(Run, st.text(), st.lists(st.sampled_from(Style), max_size=2).map(tuple))
    )
)
def test_to_latex_is_balanced(runs: list[Run], unicode: bool) -> None:
    assert is_balanced(to_latex(RichText.of(*runs), unicode=unicode))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("{CAR-NK} cells", "CAR-NK cells"),
        (r"CD8\textsuperscript{+} and CD4$^{+}$ and CO$_2$", "CD8+ and CD4+ and CO2"),
        (r"\textit{{E}. coli} \emph{x}", "E. coli x"),
        ("100% sure, https://doi.org/10.1/a_b%20c", "100% sure, https://doi.org/10.1/a_b%20c"),
        (r"50\% {of} them % or not", "50% of them % or not"),
        ("R&D {and} #1", "R&D and #1"),
        (r"M{\"u}ller, Garc{\'\i}a, {\th}{\dj}", "Müller, García, þđ"),
        ("1990--1995 --- ``x''", "1990–1995 — “x”"),
        (r"TNF-$\alpha$ $\leq$ 5", "TNF-α ≤ 5"),
        (r"{\ensuremath{\alpha}}", "α"),
        ("costs $5 {in} all", "costs $5 in all"),
        ("costs $5 or $6 {in} all", "costs $5 or $6 in all"),
        ("a~b\n   c", "a b c"),
        ("a } b {c} {", "a b c"),
        ("{Kymriah}} (" + "{" * 3, "Kymriah ("),
        (r"{\textless}5{\textbar} {\textquotedbl}", '<5| "'),
    ],
)
def test_from_latex(field: str, text: str) -> None:
    assert read_latex_plain(field) == text


@given(st.text(alphabet="\\{}$%&#~-^_`' abé[]\"\n"))
def test_from_latex_reads_anything(field: str) -> None:
    assert isinstance(read_latex_plain(field), str)


def test_from_latex_survives_deep_nesting() -> None:
    assert read_latex_plain("{" * 20_000 + "x" + "}" * 20_000) == "x"
