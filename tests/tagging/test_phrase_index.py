"""What an index finds is what each pattern finds that is looked for by itself."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_forms import STAR
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.phrase_reader import PhraseReader
from refkit.tagging.rule_engine import find_spans
from refkit.tagging.taxonomy import load_taxonomy

TAXONOMIES = [load_taxonomy(name) for name in ("therapy-modality", "medical-imaging")]
# Every pattern on every text would take minutes: one in twelve, and all words that open a scope.
GROUPS = [
    phrases
    for taxonomy in TAXONOMIES
    for phrases in (
        *(rule.any for rule in taxonomy.rules[::12]),
        *(rule.but_not for rule in taxonomy.rules[::40]),
        *(scope.cues for scope in taxonomy.scopes),
    )
]
INDEX = PhraseIndex.of(GROUPS)
SAMPLES = sorted({text for group in GROUPS for each in group for text in each.samples})
GLUE = st.sampled_from(
    [" ", " ", "-", "/", ", ", ". ", " of the ", " (", ") ", "", "s ", "é", "自"]
)
PIECES = st.sampled_from(SAMPLES) | st.sampled_from(SAMPLES).map(str.upper)


# More patterns than Python remembers: it would compile each anew for each text.
compiled = cache(re.compile)


def by_itself(phrase: Phrase, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in compiled(phrase.pattern).finditer(text)]


@given(st.lists(st.tuples(PIECES, GLUE), max_size=6))
def test_an_index_finds_what_each_pattern_finds_by_itself(pieces):
    passage = NormalizedText("".join(word + glue for word, glue in pieces))
    expected = {
        number: spans
        for number, group in enumerate(GROUPS)
        if (spans := [span for phrase in group for span in by_itself(phrase, passage.text)])
    }

    assert INDEX.places(passage) == expected
    assert {
        n: found for n, group in enumerate(GROUPS) if (found := find_spans(passage, group))
    } == (expected)


@pytest.mark.parametrize("texts", [1, 120])
def test_a_long_choice_finds_the_same_whole_and_in_part(texts):
    # The first texts have of its pattern only what can stand there, later ones all of it.
    (phrase,) = PhraseReader(
        {"owl": ("eagle owl", "barn owl", "scops*", "[snowy|tawny] owl")}
    ).read("{owl} and {owl}")
    for number in range(texts):
        text = f"A tawny owl and scopsowl {number}"
        assert phrase.spans(NormalizedText(text)) == [(2, 24)]
        assert phrase.spans(NormalizedText("Barn owls and eagles, an owl and an owl")) == []


@pytest.mark.parametrize("letters", [0, 1, 20, 56, 57, 90])
def test_letters_amid_a_word_are_found_however_long_it_is(letters):
    index = PhraseIndex.of([PhraseReader().read(each) for each in ("*mab", "*tumo(u)r*", "ma")])
    word = "x" * letters + "mab"

    found = index.places(NormalizedText(f"Of {word} and {word}s in tumours"))

    assert found == {0: [(3, 6 + letters)], 1: [(19 + 2 * letters, 26 + 2 * letters)]}


@pytest.mark.parametrize("texts", [1, 120])
def test_what_begins_with_one_of_very_many_words_is_found_where_words_begin(texts):
    # So many that none of them is looked for by itself.
    owls = tuple(f"owl{number}" for number in range(70))
    (phrase,) = PhraseReader({"owl": owls}).read("{owl} hunts")
    assert not phrase.heads
    for number in range(texts):
        text = f"(Owl7) hunts, {number:03} xowl8 hunts: owl9-hunts"
        assert phrase.spans(NormalizedText(text)) == [(0, 10), (29, 39)]


def test_a_star_takes_a_hundred_letters_and_no_more():
    (phrase,) = PhraseReader().read("*mab")

    assert phrase.spans(NormalizedText("x" * 100 + "mab"))
    assert not phrase.spans(NormalizedText("x" * 101 + "mab"))
    assert STAR in phrase.pattern
