"""Why a title has a label too much, or one too few."""

from __future__ import annotations

import json

from refkit.tagging.evaluation import evaluate, read_gold
from refkit.tagging.misses import ExplainedMiss, explain_misses
from refkit.tagging.taxonomy import read_taxonomy

IMAGING = read_taxonomy(
    """
    id = 'imaging'
    version = '1'
    facets = ['kind']
    [[scope]]
    id = 'without'
    cues = ['without']
    covers = 'after'
    [[label]]
    facet = 'kind'
    id = 'ultrasound'
    name = 'Ultrasound'
    any = ['ultrasonograph*', 'echo scan(s)']
    [[label]]
    facet = 'kind'
    id = 'x-ray'
    name = 'X-ray'
    any = ['x-ray(s)']
    """,
    "imaging.toml",
)


def explained(title: str, *labels: str) -> ExplainedMiss:
    row = json.dumps({"id": "a", "title": title, "labels": {"kind": labels}})
    rows = read_gold(row, IMAGING, "gold")
    (found,) = explain_misses(rows, evaluate(rows, IMAGING), IMAGING)
    return found


def test_a_label_too_much_has_its_rule() -> None:
    found = explained("X-ray diffraction")

    (extra,) = found.extra
    assert (extra.label, extra.evidence[0].quote, extra.evidence[0].rule) == (
        "x-ray", "X-ray", "kind/x-ray#1",
    )  # fmt: skip
    assert found.missing == ()


def test_a_label_that_is_missing_has_the_phrase_that_comes_nearest() -> None:
    (missing,) = explained("Sonography of bees", "ultrasound").missing

    assert missing.near is not None
    assert (missing.near.phrase, missing.near.rule) == ("ultrasonograph*", "kind/ultrasound#1")
    assert missing.near.words == "Sonography"
    assert 0.6 < missing.near.likeness < 1


def test_what_took_a_label_away_is_told() -> None:
    (missing,) = explained("Bees without x-rays", "x-ray").missing

    (lost,) = missing.lost
    assert (lost.evidence.quote, lost.reason) == ("x-rays", "“without” takes it away")


def test_nothing_is_told_where_nothing_comes_near() -> None:
    (missing,) = explained("Bees", "ultrasound").missing

    assert (missing.near, missing.lost) == (None, ())


def test_words_are_shown_as_the_title_has_them() -> None:
    (missing,) = explained("Écho   <i>scanning</i>", "ultrasound").missing

    assert missing.near is not None
    assert missing.near.words in {"Écho scanning", "Écho   scanning"}
