"""Conditions of a rule beyond words: where its place lies, and which labels stand beside it."""

from __future__ import annotations

import pytest

from refkit.errors import InputError
from refkit.model.work import Work, WorkType
from refkit.tagging.fields import FIELDS
from refkit.tagging.tagger import suppressed, tag
from refkit.tagging.taxonomy import Taxonomy, read_taxonomy
from refkit.text.rich import RichText

HEAD = """
id = 'x'
version = '1'
facets = ['kind', 'use']

[list]
kept = ['kept {names}', '{names} in hives']

[[label]]
facet = 'kind'
id = 'bee'
name = 'Bee'
names = ['bee(s)', 'Apis']
any = ['{names}']
within = ['{kept}']

[[label]]
facet = 'kind'
id = 'honey-bee'
name = 'Honey bee'
parents = ['bee']
any = ['honey bee(s)']

[[label]]
facet = 'kind'
id = 'wasp'
name = 'Wasp'
exact = true
any = ['wasp(s)']

[[label]]
facet = 'kind'
id = 'paper-wasp'
name = 'Paper wasp'
parents = ['wasp']
any = ['paper wasp(s)']

[[label]]
facet = 'use'
id = 'honey'
name = 'Honey'
earned_by = ['kind/bee']
absent = ['kind/wasp']

[[label]]
facet = 'use'
id = 'cost'
name = 'Cost'
any = ['cost(s)']
present = ['kind']
fields = ['title']

[[scope]]
id = 'known'
cues = ['are known']
covers = 'sentence'
fields = ['abstract']
"""
BEES = read_taxonomy(HEAD, "x.toml")


def labels(title: str, abstract: str = "", taxonomy: Taxonomy = BEES) -> list[str]:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title), abstract=RichText.of(abstract))
    return [each.label for each in tag(work, [taxonomy], fields=FIELDS)]


@pytest.mark.parametrize("title", ["Kept bees", "Apis in hives", "Wild flowers and bees in hives"])
def test_a_place_counts_within_one_of_the_phrases(title: str) -> None:
    assert "bee" in labels(title)


def test_and_elsewhere_it_does_not() -> None:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of("Bees on flowers"))

    assert labels("Bees on flowers") == []
    assert [each.reason for each in suppressed(work, [BEES])] == [
        "its words say something else here"
    ]


def test_a_label_is_earned_by_another_with_its_words() -> None:
    work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of("Honey bees of the alps"))

    found = {each.label: each for each in tag(work, [BEES])}

    assert list(found) == ["honey-bee", "honey"]
    assert found["honey"].evidence == found["honey-bee"].evidence


def test_unless_a_label_stands_beside_it_that_should_be_absent() -> None:
    assert labels("Honey bees and wasps") == ["honey-bee", "wasp"]


def test_a_rule_may_need_a_label_of_a_facet() -> None:
    assert labels("Costs of wasps") == ["wasp", "cost"]
    assert labels("Costs of housing") == []


def test_what_the_title_names_exactly_is_not_refined() -> None:
    abstract = "Paper wasps build. Paper wasps fly."

    assert labels("On wasps", abstract) == ["wasp"]
    assert labels("On nests", abstract) == ["paper-wasp"]


def test_a_scope_over_a_sentence_ends_with_it_and_speaks_in_its_fields() -> None:
    known = "Honey bees are known, as honey bees are."

    assert labels("On nests", known) == []
    assert labels("On nests", f"{known} Wasps nest. Wasps fly.") == ["wasp"]
    assert labels("Honey bees are known") == ["honey-bee", "honey"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("absent = ['kind/wasp']", "absent = ['kind/ant']", "unknown facet or label 'kind/ant' in 'absent'"),
        ("names = ['bee(s)', 'Apis']", "", "the label has no 'names'"),
        ("covers = 'sentence'", "covers = 'page'", "'covers' should be one of"),
        ("covers = 'sentence'", "covers = 'sentence'\nlabels = ['kind/ant']", "unknown label 'kind/ant'"),
    ],
)  # fmt: skip
def test_what_means_nothing_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_taxonomy(HEAD.replace(old, new), "x.toml")


BEYOND = """
id = 'sleep'
version = '1'
facets = ['remedy', 'maker']

[beyond-title.beside]
maker = ['remedy']

[[label]]
facet = 'remedy'
id = 'tea'
name = 'Tea'
any = ['tea']

[[label]]
facet = 'maker'
id = 'monks'
name = 'Monks'
any = ['monk*']
"""


def test_what_an_abstract_says_may_need_a_label_beside_it() -> None:
    taxonomy = read_taxonomy(BEYOND, "sleep.toml")
    abstract = RichText.of("Monks made it. All monks slept.")

    def given(title: str) -> set[str]:
        work = Work(WorkType.ARTICLE_JOURNAL, title=RichText.of(title), abstract=abstract)
        return {each.label for each in tag(work, [taxonomy], fields=("title", "abstract"))}

    assert given("Tea at night") == {"tea", "monks"}
    assert given("A quiet night") == set()
    assert given("Monks at night") == {"monks"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("[beyond-title]\nadding = ['colour']", "unknown facet 'colour'"),
        ("[beyond-title]\nstrategies = ['remedy/gin']", "unknown facet or label 'remedy/gin'"),
        ("[beyond-title]\nextra = 1", "unknown key 'extra'"),
        ("[beyond-title.beside]\ncolour = ['remedy']", "unknown facet 'colour'"),
    ],
)
def test_a_table_of_what_lies_beyond_the_title_that_means_nothing_is_refused(
    table: str, said: str
) -> None:
    text = BEYOND.replace("[beyond-title.beside]\nmaker = ['remedy']", table)

    with pytest.raises(InputError, match=said):
        read_taxonomy(text, "sleep.toml")


def test_what_lies_beyond_the_title_is_written_as_a_table() -> None:
    text = BEYOND.replace("[beyond-title.beside]\nmaker = ['remedy']", "beyond-title = 3")

    with pytest.raises(InputError, match="'beyond-title' should be written as a table"):
        read_taxonomy(text, "sleep.toml")
