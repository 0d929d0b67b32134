"""The terms of titles, one to three words long, and how strongly one tells two groups apart."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from refkit.tagging.normalized_text import NormalizedText
from refkit.tagging.ordinary_words import SMALL

Places = Mapping[str, frozenset[int]]
"""Which titles have a term, by their number."""

_LONGEST = 3  # words of a term: what is longer stands in too few titles to tell anything
_CLAUSE = re.compile(r"[,:;?!]|\.(?= |$)| - ")
_WORD = re.compile(r"[^\W_]+")  # of any script
# "T cell" is no "t cell"; the X of rays and chromosomes is printed in both ways.
_SEVERAL_CAPITALS = re.compile(r"[A-Z].*[A-Z]|[A-Z]\d|\d[A-Z]|^[A-WYZ]$")


def terms(title: str) -> set[str]:
    """The terms of a title as a phrase of a taxonomy writes them: ``CAR T``, ``sleep loss``.

    Where all of a title is in capitals they say nothing.
    """
    passage = NormalizedText(title)
    keeps = not passage.is_of_one_case
    return {term for clause in _CLAUSE.split(passage.text) for term in _terms(clause, keeps=keeps)}


def _terms(clause: str, *, keeps: bool) -> Iterator[str]:
    words = [in_phrase(word) if keeps else word.lower() for word in _WORD.findall(clause)]
    for start, first in enumerate(words):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            if _tells(first) and _tells(words[end - 1]):
                yield " ".join(words[start:end])


def in_phrase(word: str) -> str:
    """A word as a phrase writes it: as it is printed where its capitals tell it from another word.

    >>> in_phrase("PET"), in_phrase("FoxP3"), in_phrase("T"), in_phrase("Sleep")
    ('PET', 'FoxP3', 'T', 'sleep')
    """
    return word if _SEVERAL_CAPITALS.search(word) else word.lower()


def _tells(word: str) -> bool:
    told = word.lower() not in SMALL and not word.isdigit()
    return told and (len(word) > 1 or word.isupper())


def places_of_terms(titles: Sequence[str], least: int) -> dict[str, frozenset[int]]:
    """Which titles have which term, of terms that ``least`` titles have."""
    found: dict[str, list[int]] = {}
    for number, title in enumerate(titles):
        for term in terms(title):
            found.setdefault(term, []).append(number)
    return {term: frozenset(each) for term, each in found.items() if len(each) >= least}


def longest_of_the_same(ranked: Iterable[str], places: Places) -> list[str]:
    """The terms in their order, of those with the same titles the one that says most."""
    chosen: dict[frozenset[int], str] = {}
    for term in ranked:
        known = chosen.get(places[term])
        if known is None or len(term) > len(known):
            chosen[places[term]] = term  # stays at the place of the first
    return list(chosen.values())


def log_odds(here: int, of_here: int, there: int, of_there: int) -> float:
    """How far the odds of a term in one group are above those in another, in standard errors.

    The log-odds ratio of the titles that have it, with half a title added to each count (Haldane
    1956, Anscombe 1956), by its standard error, so that what one title has does not come first
    (Monroe, Colaresi and Quinn, "Fightin' Words", 2008). Above 0: more often here.
    """
    counts = [here + 0.5, of_here - here + 0.5, there + 0.5, of_there - there + 0.5]
    ratio = math.log(counts[0] / counts[1]) - math.log(counts[2] / counts[3])
    return ratio / math.sqrt(sum(1 / count for count in counts))
