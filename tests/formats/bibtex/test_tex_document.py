"""What holds for the TeX of a whole .bib."""

from __future__ import annotations

import pytest

from refkit.formats.bibtex.journal_macros import JOURNALS
from refkit.formats.bibtex.reader import read_bibtex
from refkit.latex.decode import read_latex_plain

PREAMBLE = r"""@preamble{"\providecommand{\sortme}[2]{#2}" # "\newcommand{\owl}{Owl}"}
"""


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
