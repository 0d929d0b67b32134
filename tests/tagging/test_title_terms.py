"""What titles are made of, as phrases write it."""

from __future__ import annotations

import pytest

from refkit.tagging.title_terms import log_odds, longest_of_the_same, places_of_terms, terms


def test_terms_are_written_as_phrases_are() -> None:
    assert terms("The CAR-T cells: sleep, and Sleep loss") == {
        "CAR", "CAR T", "CAR T cells", "T", "T cells", "cells", "sleep", "sleep loss", "loss",
    }  # fmt: skip


def test_no_term_reaches_over_a_clause_or_begins_with_a_small_word() -> None:
    assert {"imaging brain", "of brain", "imaging of"}.isdisjoint(
        terms("Imaging, brain. Imaging of brain")
    )


def test_capitals_say_nothing_where_all_is_in_capitals() -> None:
    assert "pet" in terms("PET IN LARGE VESSEL VASCULITIS")
    assert "PET" in terms("PET in large vessels")


def test_a_term_counts_once_a_title() -> None:
    places = places_of_terms(["bees and bees", "bees", "wasps"], least=2)

    assert places == {"bees": frozenset({0, 1})}


def test_of_terms_with_the_same_titles_the_longest_stands() -> None:
    places = places_of_terms(["magnetic resonance", "magnetic resonance of wine", "wine"], least=2)

    assert longest_of_the_same(sorted(places), places) == ["magnetic resonance", "wine"]


@pytest.mark.parametrize("more", [(8, 10, 1, 10), (2, 10, 0, 100), (1, 1, 0, 1)])
def test_log_odds_say_where_a_term_is_at_home(more: tuple[int, int, int, int]) -> None:
    here, of_here, there, of_there = more

    assert log_odds(here, of_here, there, of_there) > 0
    assert log_odds(there, of_there, here, of_here) == pytest.approx(-log_odds(*more))


def test_what_many_titles_have_tells_more_than_what_one_has() -> None:
    assert log_odds(8, 10, 0, 50) > log_odds(1, 10, 0, 50)
