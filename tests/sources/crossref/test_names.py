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
            {"family": "BERG, ADA W."}, Creator("Berg", "Ada W."), id="10.1306/00aa9ad4"
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
        {"family": "others", "given": "and"},
        {"name": "(:etal)"},
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


def test_two_authors_of_one_name_stay_two() -> None:
    person = {"given": "Wei", "family": "Wang"}

    assert creators(person, person) == (Creator("Wang", "Wei"), Creator("Wang", "Wei"))


def test_who_is_named_twice_by_the_same_orcid_is_one() -> None:
    person = {"given": "Ada", "family": "Berg", "ORCID": "https://orcid.org/0000-0002-1825-0097"}

    assert len(creators(person, person)) == 1


def test_a_person_may_have_two_equal_names() -> None:
    assert creators({"given": "Yang", "family": "Yang"}) == (Creator("Yang", "Yang"),)


@pytest.mark.parametrize(
    ("family", "given", "creator"),
    [
        ("Berg", "Ada, III", Creator("Berg", "Ada", suffix="III")),
        ("Berg", "Bo Jr.", Creator("Berg", "Bo", suffix="Jr.")),
        ("M. Berg", "Ada", Creator("Berg", "Ada M.")),
        ("Berg", "Dr. Ada", Creator("Berg", "Ada")),
        ("Berg", "Prof. Dr. Bo", Creator("Berg", "Bo")),
        ("Berg", "Ada B., MD, PhD", Creator("Berg", "Ada B.")),
        ("Berg (Ed.)", "Ada", Creator("Berg", "Ada")),
        ("Berg", "Christian Von", Creator("Berg", "Christian", "Von")),
        ("Berg", "Ada Van Der", Creator("Berg", "Ada", "Van Der")),
        ("MÃ¼ller", "JosÃ©", Creator("Müller", "José")),
        ("GarcÃ\xada", "Ana", Creator("García", "Ana")),
        ("MÃƒÂ¼ller", "Ada", Creator("Müller", "Ada")),
        ("Õun", "Ãlo", Creator("Õun", "Ãlo")),
    ],
)
def test_what_stands_in_the_wrong_part_of_a_name_is_put_right(
    family: str, given: str, creator: Creator
) -> None:
    assert creators({"family": family, "given": given}) == (creator,)


@pytest.mark.parametrize(
    ("family", "given", "creator"),
    [
        ("BRENNEMANN", "JOSEPH", Creator("Brennemann", "Joseph")),
        ("O'BRIEN-MCDONALD", "J. J.", Creator("O'Brien-McDonald", "J. J.")),
        ("McDONALD", "ADELE", Creator("McDonald", "Adele")),
        ("O’NEILL", "JJ", Creator("O’Neill", "JJ")),
        ("VAN DER BERG", "A", Creator("Berg", "A", "van der")),
        ("DE LA CRUZ", "JOSÉ-MARÍA", Creator("Cruz", "José-María", "de la")),
        ("LE GORREC", "YANN", Creator("Le Gorrec", "Yann")),
        ("ORTEGA Y GASSET", "J.-L.", Creator("Ortega y Gasset", "J.-L.")),
        ("ПЕТРОВ", "ИВАН", Creator("Петров", "Иван")),
        ("YILDIZ", "İBRAHİM", Creator("Yildiz", "İbrahim")),
        ("王", "小明", Creator("王", "小明")),
        ("LI", "XU", Creator("Li", "XU")),
    ],
)
def test_names_in_capitals_are_set_as_others_write_them(
    family: str, given: str, creator: Creator
) -> None:
    assert creators({"family": family, "given": given}) == (creator,)


@pytest.mark.parametrize(
    "people",
    [
        [{"family": "SMITH", "given": "ADA"}, {"family": "Berg", "given": "Bo"}],
        [{"family": "SMITH", "given": "Ada"}],
        [{"family": "WHO"}],
        [{"name": "WHO WORKING GROUP"}],
        [{"family": "X", "given": "Y"}],
    ],
)
def test_capitals_that_may_mean_something_stay(people: list[dict[str, Any]]) -> None:
    said = [(creator.family or creator.literal, creator.given) for creator in creators(*people)]

    assert said == [
        (person.get("family") or person.get("name"), person.get("given", "")) for person in people
    ]


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
