"""The taxonomy of medical imaging on titles that we made up and labelled before it had a phrase.

``imaging_titles.jsonl`` is the half that its phrases were written with, ``imaging_titles_unseen.jsonl``
the other one; docs/how-to/taxonomy.md tells how, and what came out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from refkit.tagging.evaluation import FacetScore, Gold, evaluate, read_gold
from refkit.tagging.taxonomy import load_taxonomy

IMAGING = load_taxonomy("medical-imaging")
SEEN = Path(__file__).parent / "imaging_titles.jsonl"
UNSEEN = Path(__file__).parent / "imaging_titles_unseen.jsonl"


def gold(path: Path) -> list[Gold]:
    return read_gold(path.read_text("utf-8"), IMAGING, path.name)


@cache
def scores(path: Path) -> dict[str, FacetScore]:
    return {each.facet: each for each in evaluate(gold(path), IMAGING).facets}


@pytest.mark.parametrize("facet", IMAGING.facets)
def test_labels_are_those_that_a_person_gave(facet: str) -> None:
    assert scores(SEEN)[facet].micro.value == 1.0
    assert scores(UNSEEN)[facet].micro.value >= 0.98


def test_each_label_is_that_of_some_title() -> None:
    given = {
        (facet, id_)
        for row in gold(SEEN) + gold(UNSEEN)
        for facet, ids in row.labels.items()
        for id_ in ids
    }
    given |= {above for key in given for above in IMAGING.implied[key]}

    assert [label.key for label in IMAGING.labels if label.key not in given] == []
