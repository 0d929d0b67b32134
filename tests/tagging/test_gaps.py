"""Where a taxonomy is silent."""

from __future__ import annotations

from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported
from refkit.tagging.gaps import Gaps, find_gaps
from refkit.tagging.taxonomy import read_taxonomy
from refkit.tagging.title_rows import titles_of_lines

BEES = read_taxonomy(
    """
    id = 'bees'
    version = '1'
    facets = ['kind', 'work']
    label = [
      {facet = 'kind', id = 'bee', name = 'Bee'},
      {facet = 'kind', id = 'honey-bee', name = 'Honey bee', parents = ['bee'], any = ['honeybee(s)', 'Apis']},
      {facet = 'kind', id = 'wasp', name = 'Wasp', any = ['wasp(s)']},
      {facet = 'work', id = 'pollen', name = 'Pollen', fields = ['mesh'], any = ['pollen']},
    ]
    agent = [{name = 'apivar', kind = ['wasp']}, {name = 'oxalis', kind = ['wasp']}]
    """,
    "bees.toml",
)
TITLES = """
Honeybees in town
Honeybees on heather
Honeybees and Oxalis
Bumblebees in town
Bumblebees on clover
Bumblebees of Wales
"""


def gaps(titles: str = TITLES, **options: int) -> Gaps:
    entries = [Entry(id_, work, Imported("titles")) for id_, work in titles_of_lines(titles)]
    return find_gaps(entries, BEES, **options)


def test_the_share_that_is_labelled_is_told_by_facet() -> None:
    found = gaps()

    assert (found.titles, found.labelled) == (6, 3)
    assert [(each.facet, each.labelled) for each in found.facets] == [("kind", 3), ("work", 0)]


def test_words_of_titles_without_a_label_stand_out() -> None:
    kind = gaps().facets[0]

    (word,) = kind.words
    assert (word.words, word.unlabelled, word.labelled) == ("bumblebees", 3, 0)
    assert word.log_odds > 1
    assert word.example == "Bumblebees in town"


def test_where_no_title_has_a_label_the_frequent_words_are_told() -> None:
    work = gaps().facets[1]

    assert [(each.words, each.unlabelled) for each in work.words] == [
        ("bumblebees", 3), ("honeybees", 3), ("town", 2),
    ]  # fmt: skip
    assert [each.words for each in gaps(most=1).facets[1].words] == ["bumblebees"]


def test_phrases_and_names_that_stand_in_no_title_are_told() -> None:
    found = gaps()

    assert [(each.rule, each.phrases, each.of) for each in found.unused] == [
        ("kind/honey-bee#1", ("Apis",), 2), ("kind/wasp#1", ("wasp(s)",), 1),
    ]  # fmt: skip
    assert (found.unused_names, found.names) == (("apivar",), 2)


def test_a_label_is_given_where_one_that_implies_it_is() -> None:
    assert gaps().never_given == (("work", "pollen"),)
    assert gaps("Wasps").never_given == (("kind", "bee"), ("kind", "honey-bee"), ("work", "pollen"))


def test_a_library_without_titles_has_no_words() -> None:
    found = gaps("")

    assert (found.titles, found.facets[0].words) == (0, ())
