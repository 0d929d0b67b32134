"""Walking through a form finds what its pattern finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from refkit.tagging.form_walker import is_walkable
from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_reader import PhraseReader

LISTS = {
    "owl": ("eagle owl", "barn-owl", "scops*", "[snowy|tawny] owl", "CD{digit}"),
    "digit": tuple("0123456789"),
}
PHRASES = [
    *("owl", "Owl", "*owl*", "owl(s)", "(old )owl", "owl-owl", "^owl", "o(w)(w)l", "[o|ow]l"),
    *("owl ... nest", "owl ... ... nest", "{owl} and {owl}", "{owl} ... {owl}", "*{digit} {digit}"),
    *("[owl|owls|owl s] nest", "[a|a b] [b c|c]", "été*", "σ owl", "owl+", "[{owl}|owl] (x )*s"),
]
PIECES = st.sampled_from(
    [
        *(" ", "-", "/", " / -", ". ", ", ", "- ", "s", "x", "ß", "ı", "Σ", "ς", "µ", "é", "自"),
        *("owl", "OWL", "Owls", "barn owl", "nest", "CD1", "scops", "tawny owl", "a", "b", "c"),
        *("and", "été", "the old", "owl+", "1", "2"),
    ]
)


def read(phrase: str) -> Phrase:
    (found,) = PhraseReader(dict(LISTS)).read(phrase)
    return found


@pytest.mark.parametrize("phrase", PHRASES)
@given(pieces=st.lists(PIECES, max_size=9))
def test_the_places_are_those_of_the_pattern(phrase: str, pieces: list[str]) -> None:
    walked = read(phrase)
    passage = NormalizedText("".join(pieces))
    assume(is_walkable(passage))

    expected = [found.span() for found in re.finditer(walked.pattern, passage.text)]
    assert walked.spans(passage) == expected


def test_a_dotless_i_is_left_to_the_pattern() -> None:
    assert not is_walkable(NormalizedText("ılk"))
    assert read("ilk").spans(NormalizedText("ılk ilk")) == [(4, 7)]


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_is_looked_for_often_is_found_by_its_pattern(phrase: str) -> None:
    often = read(phrase)
    passage = NormalizedText("Owl, a barn owl and CD1 2 of the old owls s nest")
    first = often.spans(passage)

    assert all(often.spans(passage) == first for _ in range(100))
