"""What holds for the TeX of a whole .bib."""

from __future__ import annotations

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.bibtex.journal_macros import JOURNALS
from refkit.formats.bibtex.reader import read_bibtex
from refkit.formats.bibtex.tex_document import in_tex
from refkit.latex.decode import read_latex, read_latex_plain
from refkit.latex.encode import escape
from refkit.text.rich import RichText, Run, Style

PREAMBLE = r"""@preamble{"\providecommand{\sortme}[2]{#2}" # "\newcommand{\owl}{Owl}"}
"""

IT, SUP, SUB = (Style.ITALIC,), (Style.SUP,), (Style.SUB,)


def test_macros_of_a_preamble_hold_wherever_it_stands() -> None:
    entry = r"@book{k, title = {\owl\ Letters}, year = {\sortme{1973c}{1981}}, note = {\owl}}"

    for text in (PREAMBLE + entry, f"{entry}\n{PREAMBLE}"):
        library = read_bibtex(text, "a.bib")
        work = library.entries[0].work
        assert (work.title.plain, str(work.issued)) == ("Owl Letters", "1981")
        assert library.entries[0].resolution.kept == (("note", r"\owl"),)  # type: ignore[union-attr]
        assert not library.troubles


@pytest.mark.parametrize(
    ("field", "title"),
    [
        (r"\apj", "The Astrophysical Journal"),
        (r"{\mnras}", "Monthly Notices of the Royal Astronomical Society"),
        (r"\aap", "Astronomy & Astrophysics"),
        (r"\memsai", "Memorie della Società Astronomica Italiana"),
        (r"\tams", "Transactions of the American Mathematical Society"),
    ],
)
def test_a_journal_has_its_name_for_its_macro(field: str, title: str) -> None:
    library = read_bibtex(f"@article{{k, journal = {{{field}}}, title = {{On {field}}}}}", "a.bib")

    assert library.entries[0].work.container.title == title
    assert read_latex_plain(field) in library.entries[0].work.title.plain


def test_a_macro_of_the_file_stands_before_that_of_a_journal() -> None:
    text = (
        r'@preamble{"\newcommand{\apj}{Ap. J.}"}'
        + "\n"
        + r"@article{k, journal = {\apj}, title = {T}}"
    )

    assert read_bibtex(text, "a.bib").entries[0].work.container.title == "Ap. J."


def test_every_journal_is_read_without_a_rest_of_tex() -> None:
    assert not [name for name, macro in JOURNALS.items() if "\\" in read_latex_plain(macro.body)]


def test_commands_that_are_not_known_are_told_with_key_and_line() -> None:
    text = "@book{a, title = {x}}\n\n@book{b,\n title = {\\cheers{x} \\owls}, url = {a\\b}, note = {\\c}}\n"

    assert read_bibtex(text, "a.bib").troubles == (
        "a.bib: line 3: b: \\cheers, \\owls are not known, and left in the text as written",
    )


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
