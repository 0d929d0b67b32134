"""Phrases that labelled titles suggest for a label, with the titles that they would be wrong on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from refkit.tagging.evaluation import Gold
from refkit.tagging.tagger import TITLE_ONLY, tag
from refkit.tagging.taxonomy import Taxonomy
from refkit.tagging.title_terms import Places, log_odds, longest_of_the_same, places_of_terms

LEAST, MOST = 2, 5
"""How many titles of a label must have a phrase, and how many phrases of a label are shown."""

_SHORTEST_BEGINNING = 5  # letters before a *: "cardi*" is of one kind of word, "car*" is not
_LONGEST_BEGINNING = 30
_WORD = re.compile(r"[^\W_]+")  # of any script


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase, how many titles of the label it finds, and the titles that do not have the label.

    ``adds`` are titles of the label that neither the taxonomy nor a phrase above this one finds.
    ``log_odds`` is how far the label's titles have it more often, in standard errors.
    """

    phrase: str
    right: int
    adds: int
    log_odds: float
    wrong: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class LabelSuggestions:
    """What is suggested for a label: ``titles`` have it, ``missed`` of them do not get it."""

    facet: str
    label: str
    titles: int
    missed: tuple[Gold, ...]
    phrases: tuple[Suggestion, ...]


def suggest_phrases(
    rows: Sequence[Gold],
    taxonomy: Taxonomy,
    fields: Sequence[str] = TITLE_ONLY,
    least: int = LEAST,
    most: int = MOST,
) -> list[LabelSuggestions]:
    """Suggest phrases for every label whose titles the taxonomy does not all find.

    Those come first that tell the label's titles best from all others; each adds a title that none
    before it finds, and is right more often than wrong. Titles of a label that implies this one
    count on neither side: their words are that label's.
    """
    given = [
        {(each.facet, each.label) for each in tag(row.work, [taxonomy], fields=fields)}
        for row in rows
    ]
    places = places_of_terms([row.work.title.plain for row in rows], 1)
    places |= _beginnings(places)
    found = (_Asked(rows, taxonomy, given, *key) for key in taxonomy.ranks)
    told = ((each, each.missed()) for each in found)
    return [each.answer(places, missed, least, most) for each, missed in told if missed]


def _beginnings(places: Places) -> dict[str, frozenset[int]]:
    """Beginnings that several words share, as ``cardi*``, with the titles of all these words."""
    found: dict[str, set[int]] = {}
    words = [term for term in places if _WORD.fullmatch(term) and term.islower()]
    for word in words:
        for end in range(_SHORTEST_BEGINNING, min(len(word), _LONGEST_BEGINNING)):
            found.setdefault(word[:end], set()).update(places[word])
    known = {places[word] for word in words}
    return {f"{begin}*": frozenset(where) for begin, where in found.items() if where not in known}


class _Asked:
    """A label of which it is asked what could find it."""

    def __init__(
        self,
        rows: Sequence[Gold],
        taxonomy: Taxonomy,
        given: Sequence[set[tuple[str, str]]],
        facet: str,
        label: str,
    ) -> None:
        heirs = {
            id_ for of, id_ in taxonomy.ranks
            if of == facet and label in taxonomy.ancestors(facet, id_)
        }  # fmt: skip
        self.rows, self.facet, self.label = rows, facet, label
        self.own = {n for n, row in enumerate(rows) if label in row.labels.get(facet, ())}
        of_heirs = {n for n, row in enumerate(rows) if heirs & row.labels.get(facet, frozenset())}
        self.others = set(range(len(rows))) - self.own - of_heirs
        keys = {(facet, id_) for id_ in (label, *heirs)}
        self.found = {n for n, each in enumerate(given) if each & keys}

    def missed(self) -> list[int]:
        """The titles of the label that do not get it."""
        return sorted(self.own - self.found)

    def answer(
        self, places: Places, missed: Sequence[int], least: int, most: int
    ) -> LabelSuggestions:
        """The phrases that find these titles."""
        phrases = self._phrases(self._ranked(places, least), places, set(missed), most)
        titles = tuple(self.rows[n] for n in missed)
        return LabelSuggestions(self.facet, self.label, len(self.own), titles, tuple(phrases))

    def _ranked(self, places: Places, least: int) -> list[tuple[float, str]]:
        """Phrases that are right in enough titles, and more often than wrong; the best first."""
        ranked = []
        for term, where in places.items():
            right, wrong = len(where & self.own), len(where & self.others)
            if right >= least and right > wrong:
                weight = log_odds(right, len(self.own), wrong, len(self.others))
                ranked.append((weight, term))
        return sorted(ranked, key=lambda each: (-each[0], each[1]))

    def _phrases(
        self, ranked: Sequence[tuple[float, str]], places: Places, open_: set[int], most: int
    ) -> Iterator[Suggestion]:
        weights = {term: weight for weight, term in ranked}
        for term in longest_of_the_same(weights, places):
            if adds := places[term] & open_:
                open_ -= adds
                right = len(places[term] & self.own)
                wrong = tuple(self.rows[n] for n in sorted(places[term] & self.others))
                yield Suggestion(term, right, len(adds), weights[term], wrong)
                if (most := most - 1) == 0:
                    return
