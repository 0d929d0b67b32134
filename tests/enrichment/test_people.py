"""Names in two records: one person or two, and which name says more."""

from __future__ import annotations

import pytest
from builders import make_work

from refkit.enrichment.people import is_elsewhere, is_same, says_more, shown, taken
from refkit.model.people import Creator
from refkit.model.work import Work

ADA, BO = Creator("Berg", "Ada"), Creator("Dahl", "Bo")


def by(*people: Creator, complete: bool = True) -> Work:
    return make_work(creators=people, creators_complete=complete)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ADA, Creator("Berg", "A.")),
        (ADA, Creator("BERG", "")),
        (Creator("Müller", "Jörg"), Creator("Muller", "J")),
        (Creator("Tolkien", "J. R. R."), Creator("Tolkien", "JRR")),
        (Creator("Sartre", "Jean-Paul"), Creator("Sartre", "J.-P.")),
        (Creator("Broek", "Jan", "van den"), Creator("van den Broek", "J.")),
        (Creator(literal="WHO Group"), Creator(literal="WHO group")),
    ],
)
def test_one_person_in_two_spellings(one: Creator, other: Creator) -> None:
    assert is_same(one, other)
    assert is_same(other, one)


@pytest.mark.parametrize(
    "other", [Creator("Berg", "Anna"), Creator("Berg", "B."), Creator("Bergh", "Ada"), BO]
)
def test_two_persons(other: Creator) -> None:
    assert not is_same(ADA, other)


def test_full_names_say_more_than_initials_and_not_the_other_way_round() -> None:
    short, full = by(Creator("Berg", "A."), BO), by(ADA, BO)

    assert says_more(short, full, "author")
    assert not says_more(full, short, "author")


def test_of_each_name_the_fuller_form_is_kept() -> None:
    ours = by(Creator("Berg", "A."), Creator("Dahl", "Bo Emil"))
    theirs = by(ADA, Creator("Dahl", "B."))

    assert says_more(ours, theirs, "author")
    assert shown(taken(ours, theirs, "author"), "author") == "Berg, Ada; Dahl, Bo Emil"


def test_a_whole_list_says_more_than_one_that_ends_in_others() -> None:
    known_in_part, whole = by(Creator("Berg", "A."), complete=False), by(ADA, BO)

    assert says_more(known_in_part, whole, "author")
    filled = taken(known_in_part, whole, "author")
    assert shown(filled, "author") == "Berg, Ada; Dahl, Bo"
    assert filled.creators_complete


def test_a_part_of_the_list_says_less() -> None:
    assert not says_more(by(ADA, BO), by(BO), "author")
    assert not says_more(by(ADA, BO), by(ADA, complete=False), "author")


def test_other_people_are_another_list() -> None:
    assert says_more(by(ADA), by(BO), "author")


def test_a_role_is_taken_and_the_others_stay() -> None:
    editor = Creator("Holm", "Eva", role="editor")

    assert taken(by(editor), by(ADA), "author").creators == (ADA, editor)
    assert taken(by(ADA), by(BO, editor), "editor").creators == (ADA, editor)


def test_who_is_the_editor_is_not_filled_in_as_the_author() -> None:
    edited = by(Creator("Berg", "A.", role="editor"))

    assert is_elsewhere(edited, by(ADA), "author")
    assert not is_elsewhere(edited, by(BO), "author")
