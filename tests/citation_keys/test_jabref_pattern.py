"""JabRef's patterns: the same places of a work, JabRef's details."""

from __future__ import annotations

import re

import pytest
from builders import make_work
from citation_keys.sample import SAMPLE, key_of

from refkit.citation_keys.formula import parse_formula
from refkit.errors import InputError
from refkit.model.people import Creator
from refkit.model.work import Work


def people(*names: str, role: str = "author") -> tuple[Creator, ...]:
    return tuple(Creator(name, "Ada", role=role) for name in names)


def book(*names: str) -> Work:
    return make_work(creators=people(*names, role="editor"))


@pytest.mark.parametrize(
    ("pattern", "names", "key"),
    [
        ("[auth]", ["Berg"], "Berg"),
        ("[auth3]", ["Köning"], "Koe"),
        ("[auth2_2]", ["Berg", "Li"], "Li"),
        ("[auth2_3]", ["Berg", "Li"], ""),
        ("[authors]", ["Berg", "Li", "Wu"], "BergLiWu"),
        ("[authors2]", ["Berg", "Li"], "BergLi"),
        ("[authEtAl]", ["Berg", "Li"], "BergLi"),
        ("[authEtAl]", ["Berg", "Li", "Wu"], "BergEtAl"),
        ("[auth.etal]", ["Berg", "Li"], "Berg.Li"),
        ("[auth.auth.ea]", ["Berg", "Li"], "Berg.Li"),
        ("[auth.auth.ea]", ["Berg", "Li", "Wu"], "Berg.Li.ea"),
        ("[authshort]x", ["Berg", "Li", "Wu", "Xu"], "BLW+x"),
        ("[authshort]", ["Berg"], "Berg"),
        ("[authorsAlpha]", ["Berg"], "Ber"),
        ("[authorsAlpha]x", ["Berg", "Li", "Wu", "Xu", "Yu"], "BLW+x"),
        ("[authorsAlpha]", ["Berg", "Li", "Wu", "Xu"], "BLWX"),
        ("[authIni5]", ["Berg", "Li"], "BerLi"),
        ("[authIni5]", [], ""),
        ("[authorIni]", ["Johnson", "Li"], "JohnsL"),
        ("[auth]", ["Smith-Jones"], "SmithJones"),
        ("[auth]-[year]", ["Berg"], "Berg-2025"),
    ],
)
def test_names(pattern: str, names: list[str], key: str) -> None:
    assert key_of(parse_formula(pattern), make_work(creators=people(*names))) == key


def test_editors_stand_for_authors_unless_purity_is_wanted() -> None:
    assert key_of(parse_formula("[auth][edtr2][editors]"), book("Berg", "Li")) == "BergBeBergLi"
    assert key_of(parse_formula("[pureauth]x[pureauthors2]"), book("Berg")) == "x"


def test_a_pattern_of_early_better_bibtex_is_the_usual_formula() -> None:
    pattern = parse_formula("[auth:lower][shorttitle3_3][year]")

    assert key_of(pattern, make_work("In vivo CAR T cells in lupus")) == "bergVivoCARCells2025"


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("demo[TITLE:abbr]", "demoAapoJ"),
        ("[title:abbr]", "AAPoJ"),
        ("[camel:abbr]", "AAPOJ"),
        ("[title]", "AnAwesomePaperonJabRef"),
        ("[camel]", "AnAwesomePaperOnJabRef"),
        ("[camel2]", "AnAwesome"),
        ("[shorttitle]", "awesomepaperJabRef"),
        ("[veryshorttitle]", "awesome"),
        ("[shorttitleINI]", "Aap"),
        ("[fulltitle:truncate5]", "Anaw"),
        ("[volume:(unknown)]", "unknown"),
        ("[fulltitle:titlecase]", "AnAwesomePaperonJabref"),
        ("[fulltitle:sentencecase]", "Anawesomepaperonjabref"),
        ("[fulltitle:capitalize]", "AnAwesomePaperOnJabref"),
        ("[month][day]", "November"),
    ],
)
def test_titles_and_modifiers_as_the_documentation_has_them(pattern: str, key: str) -> None:
    assert key_of(parse_formula(pattern), make_work("An awesome paper on JabRef")) == key


@pytest.mark.parametrize(
    ("pages", "key"),
    [("7,41,73--97", "7-97"), ("L7", "7-7L"), ("43+", "43-43"), ("", "")],
)
def test_pages(pages: str, key: str) -> None:
    work = make_work(page=pages)

    assert key_of(parse_formula("[firstpage]-[lastpage][pageprefix]"), work) == key


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[foo]", "unknown marker 'foo' at character 2; there are: "),
        ("[autor]", "unknown marker 'autor' at character 2; did you mean 'author'?"),
        ("x[auth:foo]", "unknown modifier 'foo' at character 8; there are: abbr, "),
        ("[auth", "the bracket [ is not closed, it begins at character 1"),
        ("[auth]]", "a bracket ] closes nothing at character 7"),
        ('[auth:regex("(a+)+","c")]', "a pattern without repeated groups and lookarounds is read"),
        ("[auth:regex(a)]", 'a replacement is written regex("find","put")'),
        ("[authLast3]", "unknown marker 'authLast3' at character 2"),
        ("[volume:([foo])]", "unknown marker 'foo' at character 11"),
        ("[volume:([year)]", "the bracket [ is not closed, it begins at character 1"),
        ("[auth:(" * 30 + ")]" * 30, "nested deeper than 25 at character 183"),
        ("[title:select,x]", "select wants a number for 'start'"),
        ("[]", "unknown marker '' at character 2"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(pattern: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        parse_formula(pattern)


def test_a_replacement_takes_text_with_its_signs_escaped() -> None:
    pattern = r'[auth.etal:regex("\\.etal","EtAl"):regex("\.","And")]'

    assert key_of(parse_formula(pattern), SAMPLE) == "BroekEtAl"
