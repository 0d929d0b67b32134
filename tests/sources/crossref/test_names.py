"""Names as they are deposited: put right where there is no doubt, kept where there is."""

from __future__ import annotations

from typing import Any

import pytest

from refkit.model.people import Creator
from refkit.sources.crossref.names import read_creators


def creators(*people: dict[str, Any], role: str = "author") -> tuple[Creator, ...]:
    return read_creators({role: list(people)})[0]


@pytest.mark.parametrize(
    ("person", "creator"),
    [
        pytest.param({"given": "Ada", "family": "Berg"}, Creator("Berg", "Ada"), id="plain"),
        pytest.param({"family": "Suharto"}, Creator("Suharto"), id="mononym 10.1038/d41586-020-02761-z"),
        pytest.param({"given": "Ada"}, Creator(literal="Ada"), id="10.4156/ijact.vol5.issue3.80"),
        pytest.param({"name": "Bee Study Group"}, Creator(literal="Bee Study Group"), id="group"),
        pytest.param(
            {"family": "Ada W. Berg"}, Creator("Berg", "Ada W."), id="10.1306/3d9338ea"
        ),
        pytest.param(
            {"family": "BERG, ADA W."}, Creator("BERG", "ADA W."), id="10.1306/00aa9ad4"
        ),
        pytest.param(
            {"family": "Bee Development Group"}, Creator(literal="Bee Development Group"), id="group as family"
        ),
        pytest.param(
            {"family": "A. Berg, B. Dahl, C. Evans"},
            Creator(literal="A. Berg, B. Dahl, C. Evans"),
            id="several in one 10.1306/2f918644",
        ),
        pytest.param({"given": "Ada", "family": "BERG"}, Creator("BERG", "Ada"), id="capitals are kept"),
        pytest.param(
            {"given": "Ada", "family": "Berg, Jr."}, Creator("Berg", "Ada", suffix="Jr."), id="10.2172/4170787"
        ),
        pytest.param(
            {"given": "Ada", "family": "Berg", "suffix": "III"}, Creator("Berg", "Ada", suffix="III"), id="suffix"
        ),
        pytest.param(
            {"given": "Ada", "family": "van den Broek"},
            Creator("Broek", "Ada", "van den"),
            id="10.1002/art.24916",
        ),
        pytest.param(
            {"given": "Ada van der", "family": "Aa"}, Creator("Aa", "Ada", "van der"), id="particle in given"
        ),
        pytest.param({"given": "Ada", "family": "Der Aa"}, Creator("Der Aa", "Ada"), id="10.1109/e-science.2006.261040"),
        pytest.param({"given": "Aleix", "family": "Rius Rigau"}, Creator("Rius Rigau", "Aleix"), id="compound"),
        pytest.param({"given": "M.", "family": "D’Agostino"}, Creator("D’Agostino", "M."), id="apostrophe"),
        pytest.param({"given": "Ada", "family": "R&#x00ed;os"}, Creator("Ríos", "Ada"), id="10.1006/redy.2002.0194"),
        pytest.param(
            {"given": "Ada", "family": "Berg name@example.org"}, Creator("Berg", "Ada"), id="10.1109/tbme.2021.3071366"
        ),
        pytest.param(
            {"given": "Ada", "family": "Berg", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
            Creator("Berg", "Ada", orcid="0000-0002-1825-0097"),
            id="orcid",
        ),
    ],
)  # fmt: skip
def test_a_person(person: dict[str, Any], creator: Creator) -> None:
    assert creators(person) == (creator,)


@pytest.mark.parametrize(
    "person", [{"family": "&NA;"}, {"family": "&amp;NA;"}, {}, {"name": " "}, {"given": None}]
)
def test_a_placeholder_is_nobody(person: dict[str, Any]) -> None:
    assert creators(person) == ()


@pytest.mark.parametrize(
    "last",
    [
        {"name": "et al."},
        {"family": "et al.,"},
        {"given": "et al", "family": ""},
        {"name": "and others"},
    ],
)
def test_a_list_that_goes_on_is_known_in_part(last: dict[str, Any]) -> None:
    people, complete = read_creators({"author": [{"given": "Ada", "family": "Berg"}, last]})

    assert people == (Creator("Berg", "Ada"),)
    assert not complete


def test_a_name_that_says_et_al_twice() -> None:
    people, complete = read_creators(
        {"author": [{"given": "Berg et al.,", "family": "Berg et al.,"}]}
    )

    assert people == (Creator("Berg"),)
    assert not complete


def test_the_same_person_twice_is_one() -> None:
    person = {"given": "Ada", "family": "Berg"}

    assert len(creators(person, person)) == 1


def test_the_order_is_the_lists_whatever_the_sequence_says() -> None:
    people = creators(
        {"given": "Ada", "family": "Berg", "sequence": "additional"},
        {"given": "Bo", "family": "Abel", "sequence": "first"},
    )

    assert [person.family for person in people] == ["Berg", "Abel"]


def test_roles_are_told_apart() -> None:
    message = {
        "author": [{"given": "Ada", "family": "Berg"}],
        "editor": [{"given": "Bo", "family": "Abel", "affiliation": [{"id": []}]}],
        "translator": None,
    }

    assert [person.role for person in read_creators(message)[0]] == ["author", "editor"]
