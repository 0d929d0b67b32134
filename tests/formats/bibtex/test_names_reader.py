"""Names as they stand in a .bib."""

from __future__ import annotations

import pytest
from growth import PARTS, is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.bibtex.names_reader import people
from refkit.model.people import Creator


@pytest.mark.parametrize(
    ("text", "creators"),
    [
        ("Berg, Ada", [Creator("Berg", "Ada")]),
        ("Ada M. Berg", [Creator("Berg", "Ada M.")]),
        ("van den Broek, Bo", [Creator("Broek", "Bo", "van den")]),
        ("Ludwig van Beethoven", [Creator("Beethoven", "Ludwig", "van")]),
        ("{van den Broek}, Bo", [Creator("van den Broek", "Bo")]),
        ("King, Jr., Martin Luther", [Creator("King", "Martin Luther", suffix="Jr.")]),
        ("de la Cruz, III, Juan", [Creator("Cruz", "Juan", "de la", "III")]),
        (r"M{\"u}ller, J{\"o}rg and {\O}rsted, {\'E}.", [Creator("Müller", "Jörg"), Creator("Ørsted", "É.")]),
        ("Donald~E. Knuth", [Creator("Knuth", "Donald E.")]),
        ("{World Health Organization}", [Creator(literal="World Health Organization")]),
        ("{{World Health Organization}}", [Creator(literal="World Health Organization")]),
        ("{Bees and Birds, Inc.} AND Plato", [Creator(literal="Bees and Birds, Inc."), Creator(literal="Plato")]),
        ("{van} {Berg}", [Creator("Berg", "van")]),
        ("family=Broek, given=Bo, prefix=van den, useprefix=true", [Creator("Broek", "Bo", "van den")]),
        ("given={Ada, M.}, family=Berg, suffix=Jr.", [Creator("Berg", "Ada, M.", suffix="Jr.")]),
        ("family={World Health Organization}", [Creator(literal="World Health Organization")]),
        ("Berg, Ada and and Doe, Jo and", [Creator("Berg", "Ada"), Creator("Doe", "Jo")]),
        ("and Berg, Ada", [Creator("Berg", "Ada")]),
        ("Berg,", [Creator(literal="Berg")]),
        (" , ", []),
        ("", []),
        # TeX is read before a name is parted.
        (r"Mu\~noz, Ana and Jos\'e Mu\~noz", [Creator("Muñoz", "Ana"), Creator("Muñoz", "José")]),
        (r"A, B and \O{}ster, C and \'Alva, D and \v{S}imko, E", [Creator("A", "B"), Creator("Øster", "C"), Creator("Álva", "D"), Creator("Šimko", "E")]),
        (r"\O ster, C and \v Simko, E and Fran\c cois Roe", [Creator("Øster", "C"), Creator("Šimko", "E"), Creator("Roe", "François")]),
        (r"J.\ Smith and Roe, A.\,B. and Poe, C.~D.", [Creator("Smith", "J."), Creator("Roe", "A. B."), Creator("Poe", "C. D.")]),
        (r"Ann \'emile Roe and Ann {\'e}mile Roe and Ann \'Emile Roe", [Creator("Roe", "Ann", "émile"), Creator("Roe", "Ann", "émile"), Creator("Roe", "Ann Émile")]),
        (r"\v{s}t Roe, A and {\o}r Roe, A and {d}e Roe, A", [Creator("Roe", "A", "št"), Creator("Roe", "A", "ør"), Creator("Roe", "A", "de")]),
        (r"Ann {\relax De} Roe and {\AA}ke {de} Roe", [Creator("Roe", "Ann De"), Creator("Roe", "Åke de")]),
        # Web of Science braces the whole list.
        ("{Roe, A and Poe, BC}", [Creator("Roe", "A"), Creator("Poe", "BC")]),
        ("{van der Roe, Ann-Marie and O'Poe, B. C.}", [Creator("Roe", "Ann-Marie", "van der"), Creator("O'Poe", "B. C.")]),
        ("{Roe, AB}", [Creator("Roe", "AB")]),
        ("{Bees, Inc. and Birds, Ltd.}", [Creator(literal="Bees, Inc. and Birds, Ltd.")]),
        ("{Bees and Birds}", [Creator(literal="Bees and Birds")]),
        ("{Ministry of Health, Japan}", [Creator(literal="Ministry of Health, Japan")]),
        # DBLP numbers people of one name.
        ("Ann Roe 0001 and Poe 0023, Bo and Studio 2000", [Creator("Roe", "Ann"), Creator("Poe 0023", "Bo"), Creator("2000", "Studio")]),
        ("Roe, A., Poe, B.", [Creator("Roe", "Poe B.", suffix="A.")]),
        ("Roe,, Ann", [Creator("Roe", "Ann")]),
        ("贺建奎 and 李, 四", [Creator(literal="贺建奎"), Creator("李", "四")]),
    ],
)  # fmt: skip
def test_names(text: str, creators: list[Creator]) -> None:
    assert list(people(text, "author").creators) == creators


@pytest.mark.parametrize(
    "name", ["Berg, Ada et al.", "Ada Berg, et al.", "Berg, Ada and {\\it et al}"]
)
def test_a_name_that_goes_on_is_that_of_one_of_several(name: str) -> None:
    assert people(name, "author") == ((Creator("Berg", "Ada"),), False, True)
    assert people("Ann Roe and Petra Etal", "author").complete


@pytest.mark.parametrize("end", ["others", "{et al.}", "et al.", "et~al."])
def test_a_list_that_is_known_in_part(end: str) -> None:
    found = people(f"Berg, Ada and {end}", "editor")

    assert found.creators == (Creator("Berg", "Ada", role="editor"),)
    assert not found.complete


@pytest.mark.parametrize(
    "field", ["Ann Roe 0001", "Roe, A., Poe, B.", "Poe, B and Roe, A., Poe, B., Moe"]
)
def test_what_a_name_leaves_out_is_told(field: str) -> None:
    assert not people(field, "author").is_whole
    assert people(
        "Roe, Jr., A. and {B, C, D, E} and family=Roe, given=Ann, prefix=de, id=x", "author"
    ).is_whole


def test_the_cochrane_library_parts_people_by_commas() -> None:
    """Three and more; a comma before "and" is in no name."""
    found = people("Roe, AE, van den Berg, B, and Poe, C", "author")

    assert found.creators == (
        Creator("Roe", "AE"),
        Creator("Berg", "B", "van den"),
        Creator("Poe", "C"),
    )
    assert found.is_whole
    assert len(people("Roe, AE, and Poe, C", "author").creators) == 2


def test_a_list_that_is_known_whole() -> None:
    assert people("Berg, Ada and {Others}", "author").complete


@given(
    st.lists(
        st.sampled_from(["Berg", ",", " ", " and ", "{", "}", "\\", '"', "=", "family=", "~", "ü"])
    ).map("".join)
)
def test_any_text_is_read(text: str) -> None:
    for creator in people(text, "author").creators:
        assert creator.sort_name or creator.particle


@pytest.mark.sweep(2)
@pytest.mark.parametrize(
    "piece",
    ["}", "{", "a ", "A and ", ",", "\\", "\\v ", "{\\a ", " and", "~", "A, B and ", "{a,b and "],
)
@PARTS
def test_hostile_names_are_read_in_time(piece: str, part: int) -> None:
    assert is_linear(lambda count: people(piece * count, "author"), 100_000 // part)
