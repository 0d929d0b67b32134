"""What is found by trying a taxonomy out."""

from __future__ import annotations

import pytest

from refkit.tagging.lint import check_taxonomy
from refkit.tagging.taxonomy import SHIPPED, load_taxonomy, read_taxonomy

HEAD = "id = 'x'\nversion = '1'\nfacets = ['k']\n"
WELL = """
[[label]]
facet = 'k'
id = 'bee'
name = 'Bee'
any = ['bee(s)']
but_not = ['spelling bee']
examples = ['On bees', 'A bee at work']
counter_examples = ['A spelling bee']
"""


def found(text: str) -> list[str]:
    return [
        f"{each.where}: {each.what}"
        for each in check_taxonomy(read_taxonomy(HEAD + text, "x.toml"))
    ]


def test_a_taxonomy_that_holds_has_no_findings() -> None:
    assert found(WELL) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("'A bee at work'", "", "label k/bee: has 1 examples, should have 2"),
        ("['A spelling bee']", "[]", "label k/bee: has no counter-example"),
        ("'On bees'", "'On wasps'", "label k/bee: its example 'On wasps' does not earn it"),
        ("'On bees'", "'The spelling bee'", "label k/bee: its example 'The spelling bee' does not "
         "earn it (part of “spelling bee”)"),
        ("'A spelling bee'", "'A bee'", "label k/bee: its counter-example 'A bee' earns it"),
        ("'bee(s)'", "'[honey|spelling] bee', 'bee(s)'", "rule k/bee#1: the phrase '[honey|spelling] "
         "bee' never finds 'spelling bee': but_not takes it away"),
        ("'bee(s)'", "'bee(s)', 'bee (at ) work'", "rule k/bee#1: the phrase 'bee (at ) work' finds "
         "nothing, not even 'bee  work' or 'bee at  work'"),
        ("any = ['bee(s)']\nbut_not = ['spelling bee']", "", "label k/bee: nothing gives it: "
         "no rule, no heir"),
    ],
)  # fmt: skip
def test_a_finding_says_where_and_what(old: str, new: str, said: str) -> None:
    assert said in found(WELL.replace(old, new))


@pytest.mark.parametrize(
    ("phrase", "signs"),
    [
        ("bee.*", "."), ("b.e+$", ". + $"), ("b?e", "?"), ("bees?", "?"), ("bee$", "$"),
        (r"\bbee", "\\"), ("b[ei]e", "[...]"), ("[a-z]bee", "[...]"),
    ],
)  # fmt: skip
def test_a_phrase_written_as_a_regular_expression_is_told(phrase: str, signs: str) -> None:
    (said,) = [each for each in found(WELL.replace("'bee(s)'", f"'bee(s)', '{phrase}'"))
               if "regular expression" in each]  # fmt: skip

    assert f"the phrase {phrase!r} has {signs} as in a regular expression, where here *" in said


@pytest.mark.parametrize(
    "phrase",
    ["bee 18.2", "CD19+ bee", "Na+ bee", "[CD19|BCMA]+ bee", "e.g bee", "bee ... hive",
     "[honey ]bee", "bee[s|keeper]", "C++ bee", "What is a bee"],
)  # fmt: skip
def test_signs_that_titles_print_are_well(phrase: str) -> None:
    assert found(WELL.replace("'bee(s)'", f"'bee(s)', '{phrase}'")) == []


def test_a_phrase_that_the_rule_always_takes_away_is_told_once() -> None:
    assert found(WELL.replace("'bee(s)'", "'bee(s)', 'spelling bee of [towns|schools]'")) == [
        "rule k/bee#1: the phrase 'spelling bee of [towns|schools]' is dead: "
        "in 'spelling bee of towns' but_not takes it away"
    ]


def test_a_label_is_earned_by_one_that_implies_it() -> None:
    heir = """
[[label]]
facet = 'k'
id = 'honey-bee'
name = 'Honey bee'
parents = ['bee']
any = ['honey-bee*']
examples = ['Honeybees', 'Honey bees']
counter_examples = ['Bees']
"""

    assert found(WELL.replace("'On bees'", "'Honeybees at home'") + heir) == []


# The large one is checked where docs/contributing.md is run, as its reader does.
@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "therapy-modality"])
def test_what_ships_holds(name: str) -> None:
    assert check_taxonomy(load_taxonomy(name)) == []
