"""Names that come back as they went in, whatever BibTeX would make of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from builders import CREATORS
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Person

from refkit.formats.bibtex.names_writer import people, person
from refkit.latex.decode import read_latex_plain
from refkit.model.people import Creator


@pytest.mark.parametrize(
    ("creator", "written"),
    [
        (Creator("Berg", "Ada"), "Berg, Ada"),
        (Creator("Berg", "Pieter", "van der"), "van der Berg, Pieter"),
        (Creator("Hohenfels", "Kunigunde", "von und zu"), "von und zu Hohenfels, Kunigunde"),
        (Creator("Rius Rigau", "Ada", "van"), "van Rius Rigau, Ada"),
        (Creator("Rashid", "Omar", "al-"), "{al-Rashid}, Omar"),
        (Creator("Artagnan", "Guy", "d’"), "{d’Artagnan}, Guy"),
        (Creator("Berg", "Ada", suffix="Jr."), "Berg, Jr., Ada"),
        (Creator("Berg", suffix="Jr."), "{Berg, Jr.}"),
        (Creator("Berg", "Ada", "van", "Jr."), "van Berg, Jr., Ada"),
        (Creator("De Smet", "Joris"), "De Smet, Joris"),
        (Creator("Van den Broecke", "Lies"), "{Van den Broecke}, Lies"),
        (Creator("Oliveira dos Santos", "João"), r"{Oliveira dos Santos}, Jo{\~a}o"),
        (Creator("García Lorquín", "Ana"), r"Garc{\'i}a Lorqu{\'i}n, Ana"),
        (Creator("Álvarez Pérez", "Ana"), r"{{\'A}lvarez P{\'e}rez}, Ana"),
        (Creator("smithers", "ira"), "{smithers}, ira"),
        (Creator("Müller–Lyer", "F."), r"M{\"u}ller–Lyer, F."),
        (Creator("Berg--Abel", "A."), "Berg-{}-Abel, A."),
        (Creator("Suharto"), "Suharto"),
        (Creator("Rius Rigau"), "{Rius Rigau}"),
        (Creator(given="Marisol"), "Marisol"),
        (Creator(literal="WHO"), "{WHO}"),
        (Creator(literal="Bees and Birds, Inc."), "{Bees and Birds, Inc.}"),
        (Creator(literal="École du Nord"), r"{{\'E}cole du Nord}"),
        (Creator("Berg and Abel", "A"), "{Berg and Abel}, A"),
        (Creator("And", "Peter"), "{And}, Peter"),
        (Creator("Berg", "Ada and Bo"), "Berg, {Ada and Bo}"),
        (Creator("Berg", "Ada, dit X"), "Berg, {Ada, dit X}"),
        (Creator("Others", "Ann"), "Others, Ann"),
        (Creator("Others"), "Others{}"),
        (Creator(literal="others"), "{others{}}"),
        (Creator("Berg", "Ada\\"), r"Berg, Ada{\textbackslash}"),
        (Creator("Đặng", "É. Ø."), r"{\DJ}{\d{ă}}ng, {\'E}. {\O}."),
        (Creator("王", "小明"), "王, 小明"),
        (Creator(" ", "\t"), ""),
    ],
)  # fmt: skip
def test_a_name_spelled_for_bibtex(creator: Creator, written: str) -> None:
    assert person(creator, unicode=False) == written


def test_a_name_in_unicode() -> None:
    assert person(Creator("Đặng", "É. Ø."), unicode=True) == "Đặng, É. Ø."
    assert person(Creator("Ruiz & Sons", "{A}"), unicode=True) == r"{Ruiz \& Sons}, \{A\}"


def test_a_list_known_in_part_ends_with_others() -> None:
    creators = (Creator("Berg", "Ada"), Creator(" "), Creator(literal="WHO"))

    assert people(creators, unicode=False, complete=False) == "Berg, Ada and {WHO} and others"
    assert people((), unicode=False, complete=False) == ""


def full_name(creator: Creator) -> str:
    """A name without what formats cannot tell apart: where the particle ends, single blanks."""
    particle, family = creator.particle.strip(), creator.family.strip()
    given_name, suffix = creator.given.strip(), creator.suffix.strip()
    joint = "" if particle.endswith(("-", "‐", "'", "’")) else " "
    parts = [f"{particle}{joint}{family}", suffix, given_name]
    if not family:
        parts = [given_name]
    elif not given_name:
        parts = [f"{particle}{joint}{family}" + (suffix and f", {suffix}")]
    return "|".join(" ".join(part.split()) for part in parts if part)


def read_by_bibtexparser(text: str) -> Iterator[str]:
    for name in split_multiple_persons_names(text):
        parts = parse_single_name_into_parts(name, strict=False)
        found = [[*parts.von, *parts.last], parts.jr, parts.first]
        yield "|".join(read_latex_plain(" ".join(part)) for part in found if part)


def read_by_pybtex(text: str) -> Iterator[str]:
    for name in split_multiple_persons_names(text):
        read = Person(name)
        found = [
            [*read.prelast_names, *read.last_names],
            read.lineage_names,
            [*read.first_names, *read.middle_names],
        ]
        yield "|".join(read_latex_plain(" ".join(part)) for part in found if part)


# No word of escapes alone ("\\{\\}"): bibtexparser's own splitter loses it.
LETTERS = st.text("ABCabcÉéØđß王 -.’'“\\,", min_size=1, max_size=8)
ODD = st.builds(
    Creator,
    LETTERS | st.sampled_from(["And", "Others", "van Berg", "De la Cruz", "and"]),
    LETTERS,
    st.sampled_from(["", "van der", "al-", "d’", "De", "and"]),
    st.sampled_from(["", "Jr.", "III", "and"]),
)


@pytest.mark.parametrize("read", [read_by_bibtexparser, read_by_pybtex])
@given(creators=st.lists(ODD, min_size=1, max_size=3))
def test_whoever_parts_the_list_finds_the_same_names(creators: list[Creator], read) -> None:  # type: ignore[no-untyped-def]
    found = list(read(people(creators, unicode=True)))

    wanted = [full_name(each) for each in creators if full_name(each)]
    assert found == wanted


@given(st.lists(CREATORS, max_size=3), st.booleans())
def test_names_are_balanced(creators: list[Creator], unicode: bool) -> None:
    written = people(creators, unicode=unicode)

    depth = 0
    for letter in written:
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0
