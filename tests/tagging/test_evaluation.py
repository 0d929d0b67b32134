"""Scores of a taxonomy on titles that a person has labelled."""

from __future__ import annotations

import json
import re

import pytest

from refkit.errors import InputError
from refkit.tagging.evaluation import Score, evaluate, read_gold
from refkit.tagging.taxonomy import read_taxonomy

BEES = read_taxonomy(
    """
    id = 'bees'
    version = '1'
    facets = ['kind', 'work']
    label = [
      {facet = 'kind', id = 'bee', name = 'Bee', any = ['bee(s)']},
      {facet = 'kind', id = 'honey-bee', name = 'Honey bee', parents = ['bee'], any = ['honey bee*']},
      {facet = 'kind', id = 'wasp', name = 'Wasp', any = ['wasp(s)']},
      {facet = 'work', id = 'review', name = 'Review', any = ['review']},
    ]
    """,
    "bees.toml",
)
ROWS = [
    ("a", "Honey bees", {"kind": ["honey-bee"]}),
    ("b", "Bees and <i>wasps</i>", {"kind": ["honey-bee"]}),  # half right, one too much
    ("c", "Beetles", {"kind": []}),
    ("d", "A review", {"kind": ["wasp"], "work": ["review"]}),  # one missing
]
GOLD = "\n".join(json.dumps({"id": i, "title": t, "labels": labels}) for i, t, labels in ROWS)


def test_labels_are_compared_with_all_that_they_imply() -> None:
    kind, work = evaluate(read_gold(GOLD, BEES, "gold"), BEES).facets

    assert kind.labels == {
        "bee": Score(2, 0, 0), "honey-bee": Score(1, 0, 1), "wasp": Score(0, 1, 1),
    }  # fmt: skip
    assert kind.score == Score(hits=3, extra=1, missing=2)
    assert (kind.score.precision, kind.score.recall) == (3 / 4, 3 / 5)
    assert kind.micro.value == pytest.approx(6 / 9)
    assert kind.macro.value == pytest.approx((1 + 2 / 3 + 0) / 3)
    assert kind.exact.value == 2 / 4
    assert (work.micro.value, work.exact.value) == (1.0, 1.0)


def test_intervals_hold_the_figure_and_are_the_same_in_each_run() -> None:
    rows = read_gold(GOLD, BEES, "gold")

    once, again = evaluate(rows, BEES), evaluate(rows, BEES)

    assert once == again
    for facet in once.facets:
        for figure in (facet.micro, facet.macro, facet.exact):
            assert figure.low <= figure.value <= figure.high


def test_what_is_not_exact_is_listed() -> None:
    found = evaluate(read_gold(GOLD, BEES, "gold"), BEES)

    assert [(miss.id, miss.facet, miss.expected, miss.given) for miss in found.misses] == [
        ("b", "kind", ("honey-bee",), ("bee", "wasp")), ("d", "kind", ("wasp",), ()),
    ]  # fmt: skip
    assert found.misses[0].title == "Bees and wasps"


def test_titles_that_have_no_label_are_counted() -> None:
    found = evaluate(read_gold(GOLD, BEES, "gold"), BEES)

    assert (found.unlabelled, found.left_unlabelled) == (1, 1)


def test_predictions_are_in_the_form_of_the_gold() -> None:
    found = evaluate(read_gold(GOLD, BEES, "gold"), BEES)

    assert found.predictions[1] == ("b", {"kind": frozenset({"bee", "wasp"})})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "gold.jsonl: holds no labelled title"),
        ("{", "gold.jsonl: line 1: is no labelled title"),
        ("[]", "gold.jsonl: line 1: is no labelled title"),
        ("{}", "line 1: has no 'id'"),
        ('{"id": ["a"], "title": "x", "labels": {}}', "line 1: 'id' is a list, and should be a text"),
        ('{"id": "a", "labels": {}}', "line 1: has no 'title'"),
        ('{"id": "a", "title": 5, "labels": {}}', "'title' is a number, and should be a text"),
        ('{"id": "a", "title": "x", "abstract": [], "labels": {}}', "'abstract' is a list, and"),
        ('{"id": "a", "title": "x"}', "has no 'labels'; they are an object: {\"kind\": [\"bee\"]}"),
        ('{"id": "a", "title": "x", "labels": ["bee"]}', "'labels' is a list; they are an object: {"),
        ('{"id": "a", "title": "x", "labels": {"kind": "bee"}}',
         "its labels are no list of texts; they are one: \"kind\": [\"bee\"]"),
        ('{"id": "a", "title": "x", "labels": {"kind": [5]}}', "its labels are no list of texts"),
        ('{"id": "a", "title": "x", "labels": {"kint": []}}',
         "the taxonomy has no facet 'kint'; did you mean kind?"),
        ('{"id": "a", "title": "x", "labels": {"year": ["bee"]}}',
         "the taxonomy has no facet 'year'; there are: kind, work"),
        ('{"id": "a", "title": "x", "labels": {"kind": ["honey-bees"]}}',
         "the taxonomy has no label kind/honey-bees; did you mean honey-bee"),
        ('{"id": "a", "title": "x", "labels": {"kind": ["kind/bee"]}}',
         "labels stand without their facet: 'bee', not 'kind/bee'"),
        (f'{GOLD}\n{{"id": "a", "title": "x", "labels": {{}}}}', "line 5: its id 'a' is that of line 1"),
        (f'{GOLD}\n{{"id": "z", "title": "Bees and wasps", "labels": {{"kind": ["bee"]}}}}',
         "line 5: its title is that of line 2, with other labels"),
        (f'{GOLD}\n\n{{"id": "a", "title": "x", "labels": {{"kind": ["ant"]}}}}',
         "line 6: the taxonomy has no label kind/ant"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        read_gold(text, BEES, "gold.jsonl")


def test_a_number_is_an_id_and_a_title_may_come_again_with_its_labels() -> None:
    again = '{"id": 5, "title": "Bees", "labels": {"kind": ["bee"], "work": null}}'
    same = '{"id": 6, "title": "Bees", "labels": {"kind": ["bee"]}}'

    assert [each.id for each in read_gold(f"{again}\n{same}", BEES, "gold")] == ["5", "6"]


def test_a_facet_that_no_row_names_is_not_judged() -> None:
    two = read_taxonomy(
        """
        id = 'x'
        version = '1'
        facets = ['kind', 'topic']
        [[label]]
        facet = 'kind'
        id = 'bee'
        name = 'Bee'
        any = ['bee(s)']
        [[label]]
        facet = 'topic'
        id = 'work'
        name = 'Work'
        any = ['work*']
        """,
        "x.toml",
    )
    text = '{"id": "1", "title": "Bees at work", "labels": {"kind": ["bee"]}}'

    found = evaluate(read_gold(text, two, "gold.jsonl"), two)

    assert [each.facet for each in found.facets] == ["kind"]
    assert found.misses == ()
