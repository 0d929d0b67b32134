"""Names as they stand in a .bib."""

from __future__ import annotations

import pytest
from growth import is_linear
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
        ("贺建奎 and 李, 四", [Creator(literal="贺建奎"), Creator("李", "四")]),
    ],
)  # fmt: skip
def test_names(text: str, creators: list[Creator]) -> None:
    assert list(people(text, "author").creators) == creators


@pytest.mark.parametrize("end", ["others", "{et al.}", "et al.", "et~al."])
def test_a_list_that_is_known_in_part(end: str) -> None:
    found = people(f"Berg, Ada and {end}", "editor")

    assert found.creators == (Creator("Berg", "Ada", role="editor"),)
    assert not found.complete


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


@pytest.mark.parametrize("piece", ["}", "{", "a ", "A and ", ","])
def test_hostile_names_are_read_in_time(piece: str) -> None:
    assert is_linear(lambda count: people(piece * count, "author"), 100_000)
