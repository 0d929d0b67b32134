"""The corpus is what it says: many works, each for a reason of its own, none of them real."""

from __future__ import annotations

import json

import pytest
from consumers.comparing import FIELDS, facts, kept_words, page_numbers, person, recased
from consumers.hard_works import BIBLIOGRAPHY, HARD, HardWork

from refkit.formats.csl_json.reader import read_item
from refkit.formats.csl_json.writer import item


def test_there_are_many_works_each_with_its_key_and_reason() -> None:
    assert len(HARD) >= 60
    assert len({hard.id for hard in HARD}) == len(HARD) == len(BIBLIOGRAPHY.entries)
    assert len({hard.why for hard in HARD}) == len(HARD)
    assert all(hard.why for hard in HARD)


def test_no_work_can_be_taken_for_a_real_one() -> None:
    dois = [str(hard.entry.work.doi) for hard in HARD if hard.entry.work.doi]

    # A prefix under which nothing is registered.
    assert all(doi.startswith("10.5555/") for doi in dois)
    assert len(set(dois)) == len(dois)


def test_every_field_that_is_compared_has_hard_works() -> None:
    for field in FIELDS:
        values = {facts(hard.entry)[field] for hard in HARD}
        assert len(values) >= 8, field


@pytest.mark.parametrize("hard", HARD, ids=lambda hard: hard.id)
def test_a_work_survives_its_own_item(hard: HardWork) -> None:
    written = json.loads(json.dumps(item(hard.entry.work, hard.id)))

    assert read_item(written) == hard.entry.work


def test_every_member_of_an_item_is_understood() -> None:
    unread = {
        (hard.id, name)
        for hard in HARD
        for name in hard.item.keys() - item(hard.entry.work, hard.id).keys()
    }

    # What stands under custom and is no work's own: the state of a reference.
    assert unread == {("unresolved", "custom")}


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("Trial of CAR-T cells", "trial of CAR-T cells"),
        ("A T cell: Vitamin A", "a T cell: vitamin a"),
        ("Sjögren’s iPSC, mRNA and CD19", "sjögren’s iPSC, mRNA and CD19"),
        ("ALL IN CAPITALS", "all in capitals"),
    ],
)
def test_sentence_case_leaves_what_shows_its_capitals(text: str, lowered: str) -> None:
    assert recased(text) == lowered


def test_words_that_keep_their_capitals() -> None:
    assert kept_words("CAR-T cells in Lund by McArdle") == ["CAR-T", "McArdle"]


def test_a_name_has_one_form_whoever_parted_it() -> None:
    assert person("Berg", "Jan", "van der", "Jr.") == person("van der Berg", "Jan", "", "Jr.")
    assert person("Artagnan", "Guy", "d’") == person("d’Artagnan", "Guy")


def test_pages_have_one_form_whatever_dash_stands_between_them() -> None:
    assert page_numbers("S1–S8,  12--15") == "S1-S8, 12-15"
