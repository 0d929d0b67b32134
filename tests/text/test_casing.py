"""Capitals that carry meaning, and those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.text.casing import capitalized_spans, keeps_capitals, protected_spans


def kept(title: str, breaks: tuple[int, ...] = ()) -> list[str]:
    return [title[start:end] for start, end in protected_spans(title, breaks=breaks)]


@pytest.mark.parametrize("word", ["CAR", "iPSC", "CD19", "T", "pH", "McDonald", "3D", "I", "É"])
def test_these_capitals_matter(word: str) -> None:
    assert keeps_capitals(word)


@pytest.mark.parametrize("word", ["A", "Cell", "cells", "In", "19", "Über", ""])
def test_these_capitals_do_not(word: str) -> None:
    assert not keeps_capitals(word)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Dual CD19/BCMA CAR-NK cells", ["CD19/BCMA", "CAR-NK"]),
        ("PD-1/PD-L1 blockade and IL-2", ["PD-1/PD-L1", "IL"]),
        ("Hepatitis A: A trial of group A against a placebo", ["A", "A"]),
        ("A “smart” cell and A (mini) review", []),
        ("A T cell of the U.S.A.", ["T", "U.S.A"]),
        ("A → B, and A/B or non-A", ["A", "B", "A/B", "A"]),
        ("I-kappa and phase I", ["I", "I"]),
        ("This Is A Study", []),
    ],
)
def test_words_that_are_kept(title: str, words: list[str]) -> None:
    assert kept(title) == words


def test_a_change_of_style_ends_a_word() -> None:
    assert kept("Vmax and TH17") == ["TH17"]
    assert kept("Vmax and TH17", (1, 4, 10, 11)) == ["V", "T", "H"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("CHIMERIC ANTIGEN RECEPTOR T CELLS AND CD19: A TRIAL", ["T", "CD19"]),
        ("CAR T CELLS", ["CAR", "T", "CELLS"]),  # too short to tell
        ("טיפול בתאי CAR-T בזאבת", ["CAR-T"]),  # letters without case do not shout
    ],
)
def test_of_a_title_in_capitals_only_names_are_kept(title: str, words: list[str]) -> None:
    assert kept(title) == words


def test_every_word_with_a_capital() -> None:
    title = "A Trial of CAR-NK cells in Berlin"

    spans = capitalized_spans(title)

    assert [title[start:end] for start, end in spans] == ["A", "Trial", "CAR-NK", "Berlin"]


@given(st.text(), st.sets(st.integers(0, 20)))
def test_spans_are_in_order_and_apart(title: str, places: set[int]) -> None:
    breaks = sorted(place for place in places if place <= len(title))

    for spans in (protected_spans(title, breaks=breaks), capitalized_spans(title, breaks)):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(start < end for start, end in spans)
