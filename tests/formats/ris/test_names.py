"""Names as programs write them into RIS."""

from __future__ import annotations

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.ris.names import are_undotted, read_names
from refkit.formats.ris.reader import read_ris
from refkit.model.people import Creator


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Roe, Ann", [Creator("Roe", "Ann")]),
        ("van der Roe, A., Jr.", [Creator("Roe", "A.", "van der", "Jr.")]),
        ("World Health Organization", [Creator(literal="World Health Organization")]),
        ("Cells,, Tissues and Organs", [Creator(literal="Cells, Tissues and Organs")]),
        ("WHO,", [Creator(literal="WHO")]),
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
        # IEEE.
        ("A. Roe", [Creator("Roe", "A.")]),
        ("C. -D. van der Poe", [Creator("Poe", "C.-D.", "van der")]),
        ("U.S. Geological Survey", [Creator(literal="U.S. Geological Survey")]),
        ("St. Owl Hospital", [Creator(literal="St. Owl Hospital")]),
        ("J. Roe Ltd", [Creator(literal="J. Roe Ltd")]),
        ("A. Roe Institute", [Creator(literal="A. Roe Institute")]),
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
    ],
)  # fmt: skip
def test_names(text: str, people: list[Creator]) -> None:
    assert list(read_names(text, "author")) == people


def test_a_record_may_give_its_names_without_stops() -> None:
    record = "TY  - JOUR\nAU  - {}\nAU  - {}\nER  - \n"

    without, with_comma = (
        read_ris(record.format(*names), "a.ris").entries[0].work.creators
        for names in (("Roe EM", "van Poe J"), ("Roe, Ann", "Lupus UK"))
    )

    assert without == (Creator("Roe", "EM"), Creator("Poe", "J", "van"))
    assert with_comma == (Creator("Roe", "Ann"), Creator(literal="Lupus UK"))
    assert not are_undotted(["Lupus UK"])


@given(
    st.lists(st.sampled_from(["Roe", "A.", "AB", ",", ";", " and ", " ", "van", "&"])).map("".join)
)
def test_no_letter_is_lost(text: str) -> None:
    people = read_names(text, "author")
    found = "".join(
        f"{each.particle}{each.family}{each.given}{each.suffix}{each.literal}" for each in people
    )

    for piece in ("Roe", "A", "B", "van"):
        assert found.count(piece) == text.count(piece)


@pytest.mark.parametrize("piece", ["A, ", "Roe A, ", "; ", " and ", "A.", "a ", ",", "Roe, A.; "])
def test_hostile_names_are_read_in_time(piece: str) -> None:
    assert is_linear(lambda count: read_names(piece * count, "author"), 100_000)
