"""Kinds of error that titles showed, with titles of our own for each kind.

``kinds_of_error.jsonl`` holds titles that are no paper's: what each must have, itself or by a label
that implies it, and what it must not.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "kinds_of_error.jsonl").read_text("utf-8").splitlines()
]


def labels(title: str) -> set[str]:
    found = tag(Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title)), [THERAPY])
    return {
        f"{each.facet}/{id_}"
        for each in found
        for id_ in {each.label, *THERAPY.ancestors(each.facet, each.label)}
    }


@pytest.mark.parametrize("kind", dict.fromkeys(row["kind"] for row in ROWS))
def test_a_kind_of_error_is_gone(kind: str) -> None:
    wrong = {
        row["title"]: (sorted(set(row["has"]) - found), sorted(set(row["has_not"]) & found))
        for row in ROWS
        if row["kind"] == kind and (found := labels(row["title"])) is not None
    }

    assert {title: both for title, both in wrong.items() if any(both)} == {}
