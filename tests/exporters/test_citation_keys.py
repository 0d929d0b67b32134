"""Citation keys: readable, ASCII, unique, and never moved by what comes later."""

from __future__ import annotations

import pytest
from builders import WORKS, make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit.exporters.citation_keys import assign_keys, citation_key
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType


@pytest.mark.parametrize(
    ("title", "family", "key"),
    [
        ("An iPSC-derived CD19/BCMA CAR-NK therapy", "Wang", "wang2025ipsc"),
        ("In vivo CAR T cells", "Hunter", "hunter2025vivo"),
        ("Co-infusion of cells", "Müller", "muller2025infusion"),
        ("Über β-Zellen", "Østergård-Łuk", "ostergardluk2025beta"),
        ("The of and", "Berg", "berg2025"),
        ("自身免疫", "王", "2025"),
    ],
)
def test_a_key_says_who_when_and_what(title: str, family: str, key: str) -> None:
    assert citation_key(make_work(title, creators=(Creator(family, "A"),))) == key


def test_a_work_of_which_nothing_is_known_has_a_key() -> None:
    assert citation_key(Work(WorkType.DOCUMENT)) == "anonymous"


def test_clashes_get_letters_and_the_first_comer_none() -> None:
    assert assign_keys([make_work()] * 4) == [
        "berg2025bees", "berg2025beesb", "berg2025beesc", "berg2025beesd",
    ]  # fmt: skip
    many = assign_keys([make_work()] * 30)
    assert many[25:28] == ["berg2025beesz", "berg2025beesaa", "berg2025beesab"]


@given(st.lists(WORKS, max_size=6), st.lists(WORKS, max_size=3))
def test_keys_are_unique_ascii_and_stay_when_works_are_added(
    works: list[Work], more: list[Work]
) -> None:
    keys = assign_keys(works)

    assert len(set(keys)) == len(keys)
    assert all(key.isascii() and key.isalnum() for key in keys)
    assert assign_keys(works + more)[: len(keys)] == keys
