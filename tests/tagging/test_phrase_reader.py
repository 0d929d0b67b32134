"""A phrase stands where its pattern does, whichever way it is looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.phrase_reader import PhraseError, PhraseReader, plain_phrase
from refkit.tagging.taxonomy import load_taxonomy

PHRASES = sorted(
    {
        phrase
        for rule in load_taxonomy("therapy-modality").rules
        for phrases in (rule.any, rule.requires, rule.unless, rule.but_not)
        for phrase in phrases
    },
    key=lambda phrase: phrase.pattern,
)
PIECES = st.sampled_from([" ", "-", "/", "s", "x", "CAR", "自", "(", ", ", "İ", "ß", "1", "µ"])


@given(st.sampled_from(PHRASES), st.lists(PIECES | st.integers(0, 2), max_size=8))
def test_every_place_of_the_pattern_is_found(phrase, pieces):
    samples = [*phrase.samples, phrase.samples[0].upper()]
    text = "".join(
        samples[each % len(samples)] if isinstance(each, int) else each for each in pieces
    )
    passage = NormalizedText(text)

    assert phrase.spans(passage) == [
        match.span() for match in re.finditer(phrase.pattern, passage.text)
    ]


@given(st.text())
def test_lower_case_changes_no_place(text):
    passage = NormalizedText(text)

    assert len(passage.lower) == len(passage.text)


@pytest.mark.parametrize(
    ("phrase", "heads"),
    [
        ("lupus", ("lupus",)),
        ("*CAR T", ("car",)),
        ("chim(a)eric", ("chim",)),
        ("(very )old", ()),
        ("[old|new] age", ("old", "new")),
        ("[a|new] age", ()),  # a single letter is in every other word
        ("^retracted", ()),
        ("自身免疫", ()),  # no blank tells where its word begins
    ],
)
def test_a_phrase_has_the_beginnings_that_it_can_have(phrase, heads):
    assert PhraseReader().read(phrase)[0].heads == heads


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("CD19 and CD20 targeted", "CD19- and CD20-targeted"),  # a hyphen that hangs
        ("T ... B cell", "T-, or B-cell"),  # a comma parts
        ("with vs without", "with vs. without"),
        ("versus ... placebo", "versus a placebo"),
        ("vs ... placebo", "vs. sham, placebo"),
    ],
)
def test_a_blank_of_a_phrase_stands_for_what_joins_words(phrase, text):
    found = PhraseReader().read(phrase)[0].spans(NormalizedText(text))

    assert found == ([] if "," in text else [(0, len(text))])


@pytest.mark.parametrize("text", ["CAR. T cells", "CAR - T cells", "a revs. T cells"])
def test_the_end_of_a_clause_joins_no_words(text):
    assert PhraseReader().read("[CAR|revs] T")[0].spans(NormalizedText(text)) == []


def test_names_of_a_label_stand_in_lists_too():
    reader = PhraseReader({"bound": ("anti {names}", "{names} directed")}, "[CD19|CAR-19]")

    assert [phrase.source for phrase in reader.read("{bound}")] == [
        "anti [CD19|CAR-19]", "[CD19|CAR-19] directed",
    ]  # fmt: skip


def test_names_are_refused_where_a_label_has_none():
    with pytest.raises(PhraseError, match="the label has no 'names'"):
        PhraseReader().read("anti {names}")


@pytest.mark.parametrize(
    ("text", "letters", "starts"),
    [
        ("a tumor", "tumo", [2]),
        ("neurotumor tumor", "tumo", [0, 11]),
        ("tumotumotumo", "tumo", [0]),
        ("tumo-tumo", "tumo", [0, 5]),
        ("nothing", "tumo", []),
    ],
)
def test_words_begin_where_no_letter_stands_before(text, letters, starts):
    assert NormalizedText(text).starts(letters) == starts


@pytest.mark.parametrize("endings", ["", "s", "es"])
@pytest.mark.parametrize(
    "text",
    ["rituximab", "FT819", "FT 819", "ft 819", "Mim8", "autogene cevumeran", "CAR 1920", "A 319",
     "cell therapy for B cells", "9 9", "b cell b"],
)  # fmt: skip
def test_plain_words_are_read_as_the_reader_reads_them(text, endings):
    source = text + "".join(f"({each})" for each in endings)

    (read,) = PhraseReader().read(source)
    plain = plain_phrase(text, endings)

    assert plain == read
    assert plain.calls == read.calls


@pytest.mark.parametrize(
    "text", ["", "PD-1", "a*", " a", "a  b", "(a)", "MB-CART19.1", "é", "x" * 1001]
)
def test_what_is_more_than_plain_words_is_left_to_the_reader(text):
    assert plain_phrase(text) is None
