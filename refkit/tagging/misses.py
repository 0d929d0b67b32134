"""Why a title has a label too much, and what comes nearest to one that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz

from refkit.model.tags import Suppressed, Tag
from refkit.model.work import Work
from refkit.tagging.evaluation import Evaluation, Gold, Miss
from refkit.tagging.normalized_text import WORD, NormalizedText
from refkit.tagging.patterns import Phrase
from refkit.tagging.rules import Rule
from refkit.tagging.tagger import TITLE_ONLY, suppressed, tag
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.wordings import wordings

NEAR = 0.6
"""How alike words of a title and a phrase must be to be told of, from 0 to 1: "sonography" and
"ultrasonography" are 0.8, two words of one length that have nothing in common up to 0.5."""


@dataclass(frozen=True, slots=True)
class NearPhrase:
    """The phrase that comes nearest to a title: its rule, the words there, how alike they are."""

    phrase: str
    rule: str
    words: str
    likeness: float


@dataclass(frozen=True, slots=True)
class MissingLabel:
    """A label that a title should have: what took it away, else which phrase comes nearest.

    Both are None or empty where nothing comes near.
    """

    label: str
    lost: tuple[Suppressed, ...]
    near: NearPhrase | None


@dataclass(frozen=True, slots=True)
class ExplainedMiss:
    """A facet of a title that is not exact: the tags that are too much, the labels it lacks."""

    miss: Miss
    extra: tuple[Tag, ...]
    missing: tuple[MissingLabel, ...]


def explain_misses(
    rows: Sequence[Gold], found: Evaluation, taxonomy: Taxonomy, fields: Sequence[str] = TITLE_ONLY
) -> list[ExplainedMiss]:
    """Explain what an evaluation of these titles missed, in its order."""
    works = {(row.id, row.work.title.plain): row.work for row in rows}
    return [_explained(miss, works[miss.id, miss.title], taxonomy, fields) for miss in found.misses]


def _explained(miss: Miss, work: Work, taxonomy: Taxonomy, fields: Sequence[str]) -> ExplainedMiss:
    expected = _with_ancestors(miss.facet, miss.expected, taxonomy)
    given = _with_ancestors(miss.facet, miss.given, taxonomy)
    tags = tag(work, [taxonomy], [miss.facet], fields)
    lost = suppressed(work, [taxonomy], [miss.facet], fields)
    title = NormalizedText(work.title.plain)
    return ExplainedMiss(
        miss,
        extra=tuple(each for each in tags if each.label not in expected),
        missing=tuple(
            MissingLabel(
                label,
                tuple(each for each in lost if each.label == label),
                _nearest(title, miss.facet, label, taxonomy),
            )
            for label in miss.expected
            if label not in given
        ),
    )


def _with_ancestors(facet: str, labels: Sequence[str], taxonomy: Taxonomy) -> set[str]:
    return set(labels).union(*(taxonomy.ancestors(facet, label) for label in labels))


def nearest_phrase(title: str, facet: str, label: str, taxonomy: Taxonomy) -> NearPhrase | None:
    """The phrase of a label that is most like some words of a title, as many as it has.

    None where none is like them at all.
    """
    return _nearest(NormalizedText(title), facet, label, taxonomy)


def _nearest(
    title: NormalizedText, facet: str, label: str, taxonomy: Taxonomy
) -> NearPhrase | None:
    found = WORD.finditer(title.lower)
    places = [match.span() for match in found]
    compared = (
        near
        for rule, phrase in _phrases_of(facet, label, taxonomy)
        for near in _compared(title, places, rule, phrase, taxonomy)
    )
    return max(compared, key=lambda near: near.likeness, default=None)


def _phrases_of(facet: str, label: str, taxonomy: Taxonomy) -> Iterator[tuple[Rule, Phrase]]:
    for rule in taxonomy.rules:
        if (facet, label) in rule.gives:
            yield from ((rule, phrase) for phrase in rule.any)


def _compared(
    title: NormalizedText,
    places: Sequence[tuple[int, int]],
    rule: Rule,
    phrase: Phrase,
    taxonomy: Taxonomy,
) -> Iterator[NearPhrase]:
    texts = dict.fromkeys(chain(phrase.samples, wordings(phrase.source, taxonomy.lists)))
    for text in texts:
        lower = NormalizedText(text).lower
        words = WORD.findall(lower)
        wanted = " ".join(words)
        if sum(map(len, words)) < sum(map(str.isalnum, lower)):
            continue  # Chinese and Japanese set no blanks: it has no words to be compared
        for first in range(len(places) - len(words) + 1) if words else ():
            start, end = places[first][0], places[first + len(words) - 1][1]
            likeness = fuzz.ratio(wanted, title.lower[start:end], score_cutoff=100 * NEAR) / 100
            if likeness:
                there = title.plain[slice(*title.place(start, end))]
                yield NearPhrase(phrase.source, rule.id, there, likeness)
