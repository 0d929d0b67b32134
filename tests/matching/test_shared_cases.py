"""Sets of look-alike candidates, where these are beside the repository."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from shared_cases import FOLDER, one_corpus, sets_of_candidates, summary

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the shared cases are not beside this repository"
)


def test_no_wrong_work_is_chosen_and_few_right_ones_are_missed() -> None:
    choices = list(sets_of_candidates())
    outcomes = [choice.outcome for choice in choices]

    assert len(choices) >= 140
    assert outcomes.count("wrong") == 0, summary(choices)
    assert outcomes.count("missed") <= 6, summary(choices)


def test_among_all_works_of_a_corpus_the_right_one_is_chosen_or_none() -> None:
    choices = list(one_corpus())

    assert choices
    assert {choice.outcome for choice in choices} == {"right"}, summary(choices)
