"""Phrases that labelled titles suggest."""

from __future__ import annotations

import json

from refkit.tagging.evaluation import read_gold
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.phrase_reader import PhraseReader
from refkit.tagging.suggestions import LabelSuggestions, suggest_phrases
from refkit.tagging.taxonomy import read_taxonomy

BEES = read_taxonomy(
    """
    id = 'bees'
    version = '1'
    facets = ['kind']
    label = [
      {facet = 'kind', id = 'bee', name = 'Bee', any = ['bee(s)']},
      {facet = 'kind', id = 'honey-bee', name = 'Honey bee', parents = ['bee'], any = ['Apis']},
      {facet = 'kind', id = 'wasp', name = 'Wasp'},
    ]
    """,
    "bees.toml",
)
TITLES = [
    ("Hives in winter", "honey-bee"),
    ("Hives on roofs", "honey-bee"),
    ("Apis on hives", "honey-bee"),
    ("Hives, an allergic rash", ""),
    ("Bees in town", "bee"),
    ("Vespulid nests", "wasp"),
    ("Vespula at noon", "wasp"),
    ("Rain", ""),
    ("Snow", ""),
]


def suggested(**options: int) -> dict[str, LabelSuggestions]:
    lines = (
        json.dumps({"id": str(n), "title": title, "labels": {"kind": [label] if label else []}})
        for n, (title, label) in enumerate(TITLES)
    )
    rows = read_gold("\n".join(lines), BEES, "gold")
    return {each.label: each for each in suggest_phrases(rows, BEES, **options)}


def test_a_phrase_comes_with_the_titles_it_is_wrong_on() -> None:
    honey = suggested()["honey-bee"]

    assert honey.titles == 3
    assert [each.id for each in honey.missed] == ["0", "1"]  # the third is found by its genus
    (phrase,) = honey.phrases
    assert (phrase.phrase, phrase.right, phrase.adds) == ("hives", 3, 2)
    assert [each.work.title.plain for each in phrase.wrong] == ["Hives, an allergic rash"]
    assert phrase.log_odds > 1


def test_a_beginning_that_words_share_is_suggested() -> None:
    (phrase,) = suggested()["wasp"].phrases

    assert (phrase.phrase, phrase.right) == ("vespul*", 2)


def test_words_of_another_script_are_suggested_as_the_phrases_that_find_them() -> None:
    titles = {"1": "Медоносные пчёлы зимой", "2": "Медоносные пчёлы летом", "3": "Зимой"}
    lines = (
        json.dumps({"id": id_, "title": title, "labels": {"kind": ["bee"] if id_ < "3" else []}})
        for id_, title in titles.items()
    )
    rows = read_gold("\n".join(lines), BEES, "gold")

    (bee,) = suggest_phrases(rows, BEES)

    (phrase,) = bee.phrases
    assert (phrase.right, phrase.wrong) == (2, ())
    (read,) = PhraseReader().read(phrase.phrase)
    assert all(read.spans(NormalizedText(titles[each])) for each in "12")


def test_nothing_is_suggested_for_a_label_whose_titles_are_found() -> None:
    assert "bee" not in suggested()


def test_what_too_few_titles_have_is_not_suggested() -> None:
    honey = suggested(least=4)["honey-bee"]

    assert (honey.phrases, len(honey.missed)) == ((), 2)


def test_each_phrase_finds_a_title_that_none_above_it_finds() -> None:
    for each in suggested(least=1).values():
        assert sum(phrase.adds for phrase in each.phrases) <= len(each.missed)
        assert all(phrase.adds for phrase in each.phrases)
    assert len(suggested(least=1, most=1)["wasp"].phrases) == 1
