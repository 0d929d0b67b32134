import re
import unicodedata

import bibtexparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refkit.text.latex import escape, from_latex, matters, to_latex
from refkit.text.rich import RichText, Run, Style

# What has one spelling and one meaning: no blanks in a row, no curly apostrophe (written as '),
# no superscript digit (written as \textsuperscript), no hyphen but the ASCII one.
_LETTERS = "".join(map(chr, range(0x21, 0x7F)))
_LETTERS += "àéîõüçñøåæßłđþðœŒÆØÅŁİĞğışšžőűęảặễị–—“”‘"
_LETTERS += "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ≤≥±×÷→∞∼°€®"
known = st.lists(st.text(alphabet=_LETTERS, min_size=1), max_size=5).map(" ".join)


def is_balanced(text):
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Müller, García, Łódź", r"M{\"u}ller, Garc{\'i}a, {\L}{\'o}d{\'z}"),
        ("ễ ğ ş ả", r"{\~{\^e}} {\u{g}} {\c{s}} ả"),
        ("x\u0304", r"{\=x}"),
        ("100% of R&D #1 a_b $5", r"100\% of R\&D \#1 a\_b \$5"),
        (
            "{a} \\ ~ ^",
            r"{\textbraceleft}a{\textbraceright} {\textbackslash} "
            r"{\textasciitilde} {\textasciicircum}",
        ),
        ("p < 0.05 > `x`", r"p $<$ 0.05 $>$ {\textasciigrave}x{\textasciigrave}"),
        ('"x"', '{"}x{"}'),
        ("“x” ‘y’ Crohn’s", r"``x'' {\textquoteleft}y' Crohn's"),
        ("1–2 — 3\u20114", "1--2 --- 3-4"),
        ("a--b ''c", "a-{}-b '{}'c"),
        ("αβ", r"$\alpha\beta$"),
        ("Δ", r"{$\Delta$}"),
        (
            "10⁻³ m² H₂O",
            r"10{\textsuperscript{-}}{\textsuperscript{3}} m{\textsuperscript{2}} "
            r"H{\textsubscript{2}}O",
        ),
        ("−2 ± 3 × ≤ µ", r"$-$2 $\pm$ 3 $\times$ $\leq$ $\mu$"),
        ("⅓", r"$\frac{1}{3}$"),
        ("汉字 عربي 🧬 Ε я", "汉字 عربي 🧬 Ε я"),
        ("a\n@article(b,\tc", "a @article(b, c"),
    ],
)
def test_escape(text, written):
    assert escape(text) == written


@settings(deadline=None)  # the first example builds the tables
@given(st.text())
def test_escape_is_balanced_and_leaves_no_special_bare(text):
    written = escape(text)

    assert is_balanced(written)
    assert not re.search(r"(?<!\\)[%#&]", written)
    assert not re.search(r"\\\}|\\$", written)


def test_every_spelling_is_balanced():
    everything = [chr(code) for code in range(0x20, 0x20000) if not 0xD800 <= code < 0xE000]

    assert all(is_balanced(escape(char)) for char in everything)


@settings(deadline=None)  # the first example builds the tables
@given(known)
def test_what_was_escaped_is_read_back(text):
    assert from_latex(escape(text)) == unicodedata.normalize("NFC", text)


@settings(deadline=None)  # the first example builds the tables
@given(st.text())
def test_bibtexparser_reads_the_field_as_written(text):
    written = escape(text).strip()
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
def test_to_latex_protects_the_capitals_that_matter(title, written):
    assert to_latex(RichText.of(title)) == written


def test_to_latex_writes_styles_and_protects_inside_them():
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


def test_to_latex_asks_the_caller_which_words_to_protect():
    text = RichText.of("Hodgkin lymphoma in Berlin")

    assert to_latex(text, protect={"Hodgkin"}.__contains__) == "{Hodgkin} lymphoma in Berlin"


@pytest.mark.parametrize("word", ["CAR", "iPSC", "CD19", "T", "pH", "McDonald", "3D", "I", "É"])
def test_these_capitals_matter(word):
    assert matters(word)


@pytest.mark.parametrize("word", ["A", "Cell", "cells", "In", "19", "Über", ""])
def test_these_capitals_do_not(word):
    assert not matters(word)


@settings(deadline=None)  # the first example builds the tables
@given(st.lists(st.builds(Run, st.text(), st.lists(st.sampled_from(Style), max_size=2).map(tuple))))
def test_to_latex_is_balanced(runs):
    assert is_balanced(to_latex(RichText.of(*runs)))


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
def test_from_latex(field, text):
    assert from_latex(field) == text


@settings(deadline=None)  # the first example builds the tables
@given(st.text(alphabet="\\{}$%&#~-^_`' abé[]\"\n"))
def test_from_latex_reads_anything(field):
    assert isinstance(from_latex(field), str)


def test_from_latex_survives_deep_nesting():
    assert from_latex("{" * 20_000 + "x" + "}" * 20_000) == "x"
