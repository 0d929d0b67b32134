"""Works with abstracts, all invented, labelled before a rule read them: what `--evidence all` gives.

``labels`` are right, ``may`` are labels on which two people may differ: neither right nor wrong.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from refkit.model.work import Work, WorkType
from refkit.tagging.fields import FIELDS, TITLE
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
WORKS = [
    json.loads(line)
    for line in (Path(__file__).parent / "works_with_abstracts.jsonl").read_text().splitlines()
]
# Short abstracts whose other products, methods and headings are not what the work is about.
DECEIVING = [
    json.loads(line)
    for line in Path(__file__).with_name("deceiving_abstracts.jsonl").read_text().splitlines()
]
JUDGED = ("modality", "target", "source", "delivery", "disease", "study")


def widened(labels: list[str]) -> set[str]:
    """Labels with all that they imply."""
    found = set(labels)
    for label in labels:
        facet, _, id_ = label.partition("/")
        found |= {f"{facet}/{above}" for above in THERAPY.ancestors(facet, id_)}
    return found


def scores(fields: tuple[str, ...], works: list[Any] = WORKS) -> tuple[float, float]:
    """Of all works: the share of labels given that is right, and of labels due that is given."""
    right = wrong = missed = 0
    for each in works:
        work = Work(
            WorkType.ARTICLE_JOURNAL,
            title=RichText.of(each["title"]),
            abstract=RichText.of(each["abstract"]),
            mesh=tuple(each["mesh"]),
        )
        tags = tag(work, [THERAPY], JUDGED, fields)
        given = widened([f"{one.facet}/{one.label}" for one in tags])
        due, may = widened(each["labels"]), widened(each["may"])
        right += len(given & due)
        wrong += len(given - due - may)
        missed += len(due - given - may)
    return right / (right + wrong), right / (right + missed)


def test_labels_by_abstracts_are_right_and_more_are_found_than_by_titles() -> None:
    precision, recall = scores(FIELDS)
    precision_of_titles, recall_of_titles = scores((TITLE,))

    assert precision >= 0.98
    assert recall >= 0.86
    assert precision_of_titles >= 0.98
    assert recall > recall_of_titles + 0.25


def test_abstracts_that_deceive_rarely_give_a_wrong_label() -> None:
    precision, recall = scores(FIELDS, DECEIVING)
    _, recall_of_titles = scores((TITLE,), DECEIVING)

    assert precision >= 0.97
    assert recall > recall_of_titles + 0.1
