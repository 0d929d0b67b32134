"""Phrases that do nothing, and a ``*`` that does too much."""

from __future__ import annotations

import pytest

from refkit.tagging.phrase_lint import dead_phrases, greedy_stars
from refkit.tagging.taxonomy import Taxonomy, read_taxonomy

HEAD = "id = 'x'\nversion = '1'\nfacets = ['k', 'other']\n"


def taxonomy(*rules: str, head: str = "") -> Taxonomy:
    """Labels a, b, ... of one facet, each with these lines of TOML."""
    labels = (
        f"[[label]]\nfacet = 'k'\nid = '{id_}'\nname = '{id_}'\n{rule}\n"
        for id_, rule in zip("abcdef", rules, strict=False)
    )
    return read_taxonomy(HEAD + head + "\n".join(labels), "x.toml")


def dead(*rules: str, head: str = "") -> list[str]:
    return [what for _, what in dead_phrases(taxonomy(*rules, head=head))]


@pytest.mark.parametrize(
    ("any_", "said"),
    [
        ("['cancer*', 'cancer(s)']", "'cancer(s)' is dead: 'cancer*' finds all of it"),
        ("['bee', 'bee']", "'bee' is dead: 'bee' finds all of it"),
        ("['auto-immun*', 'autoimmune']", "'autoimmune' is dead: 'auto-immun*' finds all of it"),
        ("['[a|an] ... case of', 'a case of']", "'a case of' is dead: '[a|an] ... case of' finds"),
        ("['^letter', 'letter']", "'^letter' is dead: 'letter' finds all of it"),
        ("['{kinds} bee', 'honey bee']", "'honey bee' is dead: '{kinds} bee' finds all of it"),
        ("['{kinds}', 'honey']", "'honey' is dead: '{kinds}' finds all of it"),
        ("['honey', 'honey']", "'honey' is dead: 'honey' finds all of it"),
        ("['honey', '{kinds}']", "'honey' is dead: '{kinds}' finds all of it"),
    ],
)
def test_what_another_phrase_of_the_rule_finds_as_well_is_dead(any_: str, said: str) -> None:
    (found,) = dead(f"any = {any_}", head="[list]\nkinds = ['honey', 'bumble']\n")

    assert said in found


@pytest.mark.parametrize(
    "any_",
    [
        "['bee', 'honey bee']",  # the longer one is better evidence
        "['Bee', 'bees']",
        "['IL 12', 'IL12']",
        "['a ... b', 'b ... a']",
        "['^letter', 'letter to']",
        "['[honey|bumble] bee', 'honey bees']",
    ],
)
def test_what_finds_more_or_says_more_is_alive(any_: str) -> None:
    assert dead(f"any = {any_}") == []


def test_a_phrase_that_a_scope_or_the_rule_always_takes_away_is_dead() -> None:
    scope = "[[scope]]\nid = 's'\ncues = ['free']\ncovers = 'inside'\n"

    (by_scope,) = dead("any = ['drug free', 'drugs']", head=scope)
    (by_rule,) = dead("any = ['spelling bee', 'bee']\nunless = ['spelling']")

    assert by_scope == "the phrase 'drug free' is dead: in 'drug free' “free” takes it away"
    assert "'spelling bee' is dead: in 'spelling bee' “spelling” stands in the same text" in by_rule


def test_a_phrase_of_a_lesser_field_is_tried_there() -> None:
    assert dead("fields = ['mesh']\nany = ['Bees']") == []


def test_a_phrase_that_needs_others_beside_it_is_alive() -> None:
    assert dead("any = ['CAR']\nrequires = ['T cell(s)']") == []


def stars(*rules: str, head: str = "") -> list[str]:
    return [f"{where}: {what}" for where, what in greedy_stars(taxonomy(*rules, head=head))]


def test_a_star_that_takes_words_of_another_label_is_told() -> None:
    assert stars("any = ['immun*']", "any = ['immunotoxin(s)', 'toxin(s)']") == [
        "rule k/a#1: the * of 'immun*' takes 'immunotoxin' of k/b"
    ]
    assert stars("any = ['cell*']", "any = ['cellulose membrane(s)']") == [
        "rule k/a#1: the * of 'cell*' takes 'cellulose membrane' of k/b"
    ]


@pytest.mark.parametrize(
    "rules",
    [
        ("any = ['immun*']", "any = ['immunotoxin(s)']\nparents = ['a']"),  # a kind of it
        ("any = ['immun*']\nbut_not = ['immunotoxin(s)']", "any = ['immunotoxin(s)']"),
        ("any = ['immun*', 'immunotoxin']", "any = ['immunotoxin']"),  # it is meant to
        ("any = ['deplet*']", "any = ['depleting antibod*']"),  # an ending, and more words
        ("any = ['cell(s)']", "any = ['cell wall(s)']"),  # no star
    ],
)
def test_a_star_that_takes_what_it_should_is_well(rules: tuple[str, ...]) -> None:
    assert stars(*rules) == []


def test_a_star_may_take_words_of_a_label_of_another_facet() -> None:
    other = "[[label]]\nfacet = 'other'\nid = 'b'\nname = 'b'\nany = ['immunotoxin']\n"

    assert list(greedy_stars(read_taxonomy(
        f"{HEAD}{other}[[label]]\nfacet = 'k'\nid = 'a'\nname = 'a'\nany = ['immun*']\n", "x.toml"
    ))) == []  # fmt: skip
