"""Why an entry has a label or has it not, one label at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

import refkit
from refkit.api.explanation import entry_of_title, explain_label
from refkit.model.bibliography import Bibliography


def test_words_earn_a_label_and_narrower_ones_imply_it() -> None:
    entry = entry_of_title("CAR-T cells in lupus")

    earned = explain_label(entry, "car-t")
    implied = explain_label(entry, "cell-therapy")

    assert (earned.has_it, earned.because, earned.nearest) == (True, "evidence", None)
    assert earned.tag is not None
    assert (implied.has_it, implied.because) == (True, "implied")
    assert [tag.label for tag in implied.implied_by] == ["car-t"]


def test_where_nothing_speaks_for_it_the_nearest_phrase_is_told() -> None:
    found = explain_label(entry_of_title("Chimeric antigen receptors T cell"), "car-nk")

    assert (found.has_it, found.because) == (False, "nothing-speaks-for-it")
    assert found.nearest is not None
    assert found.nearest.words in "Chimeric antigen receptors T cell"


def test_a_persons_word_decides(first_review: Bibliography) -> None:
    entry = first_review.entries[1]
    asked = [
        refkit.LabelRequest(entry.id, "remove", "car-nk", "Ada Rossi"),
        refkit.LabelRequest(entry.id, "add", "car-t", "Ada Rossi"),
    ]
    decided = refkit.label(first_review, asked).bibliography

    removed = explain_label(decided.entries[1], "car-nk", decided)
    added = explain_label(decided.entries[1], "car-t", decided)

    assert (removed.has_it, removed.because) == (False, "decided")
    assert (added.has_it, added.because) == (True, "decided")
    assert [each.by for each in removed.decisions] == ["Ada Rossi"]


def test_what_was_tagged_with_a_taxonomy_that_is_not_here_is_told(
    first_review: Bibliography,
) -> None:
    made = replace(first_review.made, taxonomies=("garden@1",))
    elsewhere = replace(first_review, made=made)

    with pytest.raises(refkit.InputError, match="is not installed here"):
        explain_label(elsewhere.entries[0], "car-t", elsewhere)


@pytest.mark.parametrize("title", ["", "  \n "])
def test_no_title_is_told(title: str) -> None:
    with pytest.raises(refkit.InputError, match="no title is given"):
        entry_of_title(title)
