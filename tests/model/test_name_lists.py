"""Names of one text, as programs write them into tags and cells."""

from __future__ import annotations

import pytest
from growth import PARTS, is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.ris.reader import read_ris
from refkit.model.name_lists import CELL, TAG, NameListStyle, are_short, read_names
from refkit.model.people import Creator

GROUPS = (
    "Owl Research U.K.", "OWLS S.A.", "Owls S.A.", "Study Group (N.O.W.L.)", "The U.S. OWL", "U.S. OWL",
    "U.K. Owlbank", "J. Poe Roe Museum", "Owl Group A.B.", "Owls N.V.", "Owls Inc.", "Owls U.S.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Roe, Ann", [Creator("Roe", "Ann")]),
        ("van der Roe, A., Jr.", [Creator("Roe", "A.", "van der", "Jr.")]),
        ("World Health Organization", [Creator(literal="World Health Organization")]),
        ("Cells,, Tissues and Organs", [Creator(literal="Cells, Tissues and Organs")]),
        ("WHO,", [Creator(literal="WHO")]),
        ("Roe, A., Poe, B.,", [Creator("Roe", "A."), Creator("Poe", "B.")]),
        ("E. Roe,", [Creator(literal="E. Roe")]),
        ("", []),
        # Embase, Ovid, Scopus.
        ("Roe E.", [Creator("Roe", "E.")]),
        ("van der Poe M.A.", [Creator("Poe", "M.A.", "van der")]),
        ("Roe-Poe J.-P.", [Creator("Roe-Poe", "J.-P.")]),
        ("Álvarez Roe Á.", [Creator("Álvarez Roe", "Á.")]),
        ("Department of Health U.S.", [Creator(literal="Department of Health U.S.")]),
        ("Cancer Research U.K.", [Creator(literal="Cancer Research U.K.")]),
        ("WHO A.", [Creator(literal="WHO A.")]),
        ("Lupus UK", [Creator(literal="Lupus UK")]),
        # Several people in one tag.
        ("Roe, Ann; Poe, B. C.;Moe, Cy", [Creator("Roe", "Ann"), Creator("Poe", "B. C."), Creator("Moe", "Cy")]),
        ("Roe, Ann; Poe, Bo; and Moe, Cy", [Creator("Roe", "Ann"), Creator("Poe", "Bo"), Creator("Moe", "Cy")]),
        ("Roe A.; Poe B.", [Creator("Roe", "A."), Creator("Poe", "B.")]),
        ("Roe, A. and Poe, B. & Moe, C.", [Creator("Roe", "A."), Creator("Poe", "B."), Creator("Moe", "C.")]),
        ("Roe A, Poe BC, van Moe D", [Creator("Roe", "A"), Creator("Poe", "BC"), Creator("Moe", "D", "van")]),
        ("Roe A, Poe B, and Moe C", [Creator("Roe", "A"), Creator("Poe", "B"), Creator("Moe", "C")]),
        ("Roe, A., Poe, B. C.", [Creator("Roe", "A."), Creator("Poe", "B. C.")]),
        ("Roe, Ann;", [Creator("Roe", "Ann")]),
        # What is no list of people stays as it is.
        ("Bees and Birds", [Creator(literal="Bees and Birds")]),
        ("Bees, Inc. and Birds, Ltd.", [Creator(literal="Bees, Inc. and Birds, Ltd.")]),
        ("Hospital of Bees; School of Birds", [Creator(literal="Hospital of Bees; School of Birds")]),
        ("Hospital, Bees, Town, Land", [Creator(literal="Hospital, Bees, Town, Land")]),
        ("Ministry of Owls, Roeland", [Creator(literal="Ministry of Owls, Roeland")]),
        ("Department of Owls, Mice, and Bees", [Creator(literal="Department of Owls, Mice, and Bees")]),
        ("Roe, Ann and WHO", [Creator("Roe", "Ann"), Creator(literal="WHO")]),
        ("WHO and Roe, Ann", [Creator(literal="WHO"), Creator("Roe", "Ann")]),
        ("Roe, A. and Owl Society and Poe, B.", [Creator("Roe", "A."), Creator(literal="Owl Society"), Creator("Poe", "B.")]),
        ("Bees and Birds, Trees", [Creator(literal="Bees and Birds, Trees")]),
        ("Ann Roe, Bo Poe, Cy Moe", [Creator(literal="Ann Roe"), Creator(literal="Bo Poe"), Creator(literal="Cy Moe")]),
        ("Roe, Ann and Bo", [Creator(literal="Roe, Ann and Bo")]),
        # Dotted letters behind a group's name, or before it.
        *((each, [Creator(literal=each)]) for each in GROUPS),
        ("Smith, J. R.", [Creator("Smith", "J. R.")]),
        # A person behind a comma, whatever firms are called.
        ("Roe, S.A.", [Creator("Roe", "S.A.")]),
        ("Poe,B.V.", [Creator("Poe", "B.V.")]),
        ("de la Roe Poe, N.V.", [Creator("Roe Poe", "N.V.", "de la")]),
        ("Owl Institute, S.A.", [Creator(literal="Owl Institute, S.A.")]),
        ("Silva S.A.; Roe B.; Poe C.", [Creator("Silva", "S.A."), Creator("Roe", "B."), Creator("Poe", "C.")]),
        ("Roe, Ann; WHO", [Creator("Roe", "Ann"), Creator(literal="WHO")]),
        ("Roe, A. & Poe, B. & WHO", [Creator("Roe", "A."), Creator("Poe", "B."), Creator(literal="WHO")]),
        ("A Roe, BC Poe", [Creator("Roe", "A"), Creator("Poe", "BC")]),
        ("E. Roe", [Creator("Roe", "E.")]),
        ("C. -D. van der Poe", [Creator("Poe", "C.-D.", "van der")]),
        ("U.S. Geological Survey", [Creator(literal="U.S. Geological Survey")]),
        ("St. Owl Hospital", [Creator(literal="St. Owl Hospital")]),
        ("J. Roe Ltd", [Creator(literal="J. Roe Ltd")]),
        ("A. Roe Institute", [Creator(literal="A. Roe Institute")]),
        ("Li, A., Wu, B.", [Creator("Li", "A."), Creator("Wu", "B.")]),
        ("Iwanow Yu.A.", [Creator("Iwanow", "Yu.A.")]),
        ("Oliveira e Roe A.", [Creator("Oliveira e Roe", "A.")]),
        ("ROE A.; POE B.", [Creator("ROE", "A."), Creator("POE", "B.")]),
        # Suffixes, wherever they stand.
        ("Roe, Jr., Ann", [Creator("Roe", "Ann", suffix="Jr.")]),
        ("Roe Jr., A.", [Creator("Roe", "A.", suffix="Jr.")]),
        ("Roe EA, Jr.", [Creator("Roe", "EA", suffix="Jr.")]),
        ("Roe, J., Jr., Poe, B.", [Creator("Roe", "J.", suffix="Jr."), Creator("Poe", "B.")]),
        ("Roe, IV", [Creator("Roe", "IV")]),
        ("Roe, JR", [Creator("Roe", "JR")]),
        # Particles: behind the given name one is dropped.
        ("Roe, Ludwig van", [Creator("Roe", "Ludwig", dropping_particle="van")]),
        ("Roe, Joris in 't", [Creator("Roe", "Joris", dropping_particle="in 't")]),
        ("'t Roe, Gerard", [Creator("Roe", "Gerard", "'t")]),
        ("d'Roe, Guy", [Creator("d'Roe", "Guy")]),
        ("Van, Le", [Creator("Van", "Le")]),
        ("bell hooks", [Creator(literal="bell hooks")]),
        ("Roe, Ann 0001", [Creator("Roe", "Ann")]),
        ("王, 小明", [Creator("王", "小明")]),
        ("王 小明", [Creator(literal="王 小明")]),
    ],
)  # fmt: skip
def test_names_of_a_tag(text: str, people: list[Creator]) -> None:
    assert list(read_names(text).creators) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Roe EA", [Creator("Roe", "EA")]),
        ("van den Poe A.; Roe B Jr.", [Creator("Poe", "A.", "van den"), Creator("Roe", "B", suffix="Jr")]),
        ("S. Raj Roe; J. -P. van Poe", [Creator("Raj Roe", "S."), Creator("Poe", "J.-P.", "van")]),
        ("Roe, Ewan (57190000001); Poe, B. (57190000002)", [Creator("Roe", "Ewan"), Creator("Poe", "B.")]),
        ("Ewan Roe, Bea Poe and Ida Moe", [Creator(literal="Ewan Roe"), Creator(literal="Bea Poe"), Creator(literal="Ida Moe")]),
        ("Ewan Roe and Bea Poe", [Creator(literal="Ewan Roe"), Creator(literal="Bea Poe")]),
        ("Owls and Mice Group", [Creator(literal="Owls and Mice Group")]),
        ("de la Roe, Ann Bo", [Creator("Roe", "Ann Bo", "de la")]),
        ("王小明; 李四", [Creator(literal="王小明"), Creator(literal="李四")]),
        ("Owls UK; Mice AG", [Creator(literal="Owls UK"), Creator(literal="Mice AG")]),
        *((each, [Creator(literal=each)]) for each in GROUPS),
        ("", []),
    ],
)  # fmt: skip
def test_names_of_a_cell(text: str, people: list[Creator]) -> None:
    assert list(read_names(text, style=CELL).creators) == people


@pytest.mark.parametrize(
    "text",
    ["Roe, A.; et al.", "Roe A, Poe B, et al", "Roe, A. and others", "et al", "Roe, A.; others"],
)
@pytest.mark.parametrize("style", [TAG, CELL])
def test_a_list_that_says_that_there_are_more(text: str, style: NameListStyle) -> None:
    found = read_names(text, style=style)

    assert not found.complete
    assert [each.sort_name for each in found.creators] == ["Roe", "Poe"][: text.count("oe")]


def test_a_record_may_give_its_names_without_stops() -> None:
    record = "TY  - JOUR\nAU  - {}\nAU  - {}\nER  - \n"

    without, with_comma = (
        read_ris(record.format(*names), "a.ris").entries[0].work.creators
        for names in (("Roe EM", "van Poe J"), ("Roe, Ann", "Lupus UK"))
    )

    assert without == (Creator("Roe", "EM"), Creator("Poe", "J", "van"))
    assert with_comma == (Creator("Roe", "Ann"), Creator(literal="Lupus UK"))
    assert not are_short(["Lupus UK"])


@given(
    st.lists(st.sampled_from(["Roe", "A.", "AB", ",", ";", " and ", " ", "van", "&"])).map("".join)
)
def test_no_letter_is_lost(text: str) -> None:
    people = read_names(text).creators
    found = "".join(
        f"{each.dropping_particle}{each.particle}{each.family}{each.given}{each.suffix}{each.literal}"
        for each in people
    )

    for piece in ("Roe", "A", "B", "van"):
        assert found.count(piece) == text.count(piece)


@pytest.mark.sweep(2)
@pytest.mark.parametrize("piece", ["A, ", "Roe A, ", "; ", " and ", "A.", "a ", ",", "Roe, A.; "])
@PARTS
def test_hostile_names_are_read_in_time(piece: str, part: int) -> None:
    assert is_linear(lambda count: read_names(piece * count), 100_000 // part)
