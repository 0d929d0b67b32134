"""Where a taxonomy is silent on a library: facets without a label, words that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from refkit.model.bibliography import Entry
from refkit.model.printed import title_of, words_in_place_of_title
from refkit.model.tags import Tag
from refkit.tagging.fields import PRINTED, TITLE
from refkit.tagging.patterns import Phrase
from refkit.tagging.phrase_index import PhraseIndex
from refkit.tagging.rules import Rule
from refkit.tagging.tagger import TITLE_ONLY, passages_of, tag
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.title_terms import Places, log_odds, longest_of_the_same, places_of_terms

Key = tuple[str, str]

LEAST, MOST = 2, 10
"""How many titles must have a word that is shown, and how many words of a facet are."""

_STANDS_OUT = 1.0  # standard errors: less may be chance


@dataclass(frozen=True, slots=True)
class GapWord:
    """Words of titles without a label: in how many of these, in how many others, an example.

    ``log_odds`` is how far they stand out, in standard errors; None where no title has a label of
    the facet, and they are the frequent ones.
    """

    words: str
    unlabelled: int
    labelled: int
    log_odds: float | None
    example: str


@dataclass(frozen=True, slots=True)
class FacetGap:
    """How many titles have a label of a facet, and which words stand out in the others.

    ``more`` words do as well, and are not told.
    """

    facet: str
    labelled: int
    words: tuple[GapWord, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class UnusedPhrases:
    """The phrases of a rule, as they are written, that stand in no title; ``of`` how many."""

    rule: str
    phrases: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a taxonomy leaves open; ``labelled`` titles have a label of any facet.

    ``unused`` are told by label rule; ``unused_names`` are drugs, products and endings of names
    that stand in no title, of ``names``.
    """

    titles: int
    labelled: int
    facets: tuple[FacetGap, ...]
    unused: tuple[UnusedPhrases, ...]
    unused_names: tuple[str, ...]
    names: int
    never_given: tuple[Key, ...]


def find_gaps(
    entries: Sequence[Entry],
    taxonomy: Taxonomy,
    fields: Sequence[str] = TITLE_ONLY,
    least: int = LEAST,
    most: int = MOST,
) -> Gaps:
    """Label a library and tell what is left open.

    Words that ``least`` titles have are compared, of each facet ``most`` are told; where no title
    has a label of it nothing stands out, and the frequent ones are told. A label counts as given
    where one that implies it is.
    """
    tags = [
        tag(each.work, [taxonomy], None, fields, words_in_place_of_title(each)) for each in entries
    ]
    titles = [title_of(each).plain for each in entries]
    places = places_of_terms(titles, least)
    rules = [rule for rule in taxonomy.rules if set(rule.fields) & set(fields)]
    silent = _silent(rules, entries, fields)
    names = [rule for rule in rules if rule.kind]
    return Gaps(
        titles=len(entries),
        labelled=sum(map(bool, tags)),
        facets=tuple(_facet(each, tags, titles, places, most) for each in taxonomy.facets),
        unused=tuple(
            UnusedPhrases(rule.id, tuple(phrase.source for phrase in left), len(rule.any))
            for rule, left in silent
            if left and not rule.kind
        ),
        unused_names=tuple(
            rule.any[0].source.removesuffix("(s)")
            for rule, left in silent
            if rule.kind and len(left) == len(rule.any)
        ),
        names=len(names),
        never_given=tuple(_never_given(tags, taxonomy)),
    )


def _facet(
    facet: str, tags: Sequence[Sequence[Tag]], titles: Sequence[str], places: Places, most: int
) -> FacetGap:
    without = {
        number
        for number, given in enumerate(tags)
        if titles[number] and all(tag.facet != facet for tag in given)
    }
    others = sum(map(bool, titles)) - len(without)
    found: dict[str, tuple[int, int, float | None]] = {}
    for term, where in places.items():
        here = len(where & without)
        there = len(where) - here
        weight = log_odds(here, len(without), there, others) if others else None
        if here and (weight is None or weight >= _STANDS_OUT):
            found[term] = (here, there, weight)
    best = sorted(found, key=lambda term: (-(found[term][2] or 0), -found[term][0], term))
    told = longest_of_the_same(best, places)
    words = (
        GapWord(term, *found[term], example=titles[min(places[term] & without)])
        for term in told[:most]
    )
    labelled = sum(any(tag.facet == facet for tag in given) for given in tags)
    return FacetGap(facet, labelled, tuple(words), len(told[most:]))


def _silent(
    rules: Sequence[Rule], entries: Sequence[Entry], fields: Sequence[str]
) -> list[tuple[Rule, list[Phrase]]]:
    """Each rule with those of its phrases that stand nowhere in the fields where it speaks."""
    phrases = list({phrase.pattern: phrase for rule in rules for phrase in rule.any}.values())
    index = PhraseIndex.of([phrase] for phrase in phrases)
    used = set[tuple[str, str]]()
    for entry in entries:
        for passage in passages_of(entry, fields):
            field = TITLE if passage.field == PRINTED else passage.field
            used |= {(field, phrases[number].pattern) for number in index.places(passage)}
    return [(rule, [each for each in rule.any if not _is_used(each, rule, used)]) for rule in rules]


def _is_used(phrase: Phrase, rule: Rule, used: set[tuple[str, str]]) -> bool:
    return any((field, phrase.pattern) in used for field in rule.fields)


def _never_given(tags: Sequence[Sequence[Tag]], taxonomy: Taxonomy) -> Iterator[Key]:
    given = {(tag.facet, tag.label) for each in tags for tag in each}
    given |= {
        (facet, above)
        for facet, label in tuple(given)
        for above in taxonomy.ancestors(facet, label)
    }
    yield from (label.key for label in taxonomy.labels if label.key not in given)
