"""A small search over works as Crossref answers them: BM25 over the fields that references print.

``CrossrefServer(works, search=SearchIndex(works).search)`` makes the loopback Crossref searchable.
"""

from __future__ import annotations

import heapq
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

# The constants that Lucene starts from.
K1, B = 1.2, 0.75
# A word that more than this share of the works has says nothing and costs the most.
_TOO_COMMON = 0.2
_TERM = re.compile(r"[^\W_]+")
_DATES = ("published-print", "published-online", "issued")


class SearchIndex:
    """An inverted index; works may be added until the first search and after it."""

    def __init__(self, works: Iterable[Mapping[str, Any]] = ()) -> None:
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._dois: list[str] = []
        self._lengths: list[int] = []
        for work in works:
            self.add(work)

    def __len__(self) -> int:
        return len(self._dois)

    def add(self, work: Mapping[str, Any]) -> None:
        """Index one more work by the ``message`` of its answer."""
        counts = Counter(terms(" ".join(_printed(work))))
        number = len(self._dois)
        self._dois.append(work["DOI"].lower())
        self._lengths.append(counts.total())
        for term, count in counts.items():
            self._postings[term].append((number, count))

    def search(self, text: str, rows: int) -> list[tuple[float, str]]:
        """The works that fit the text best, the best first, each with its score."""
        scores: dict[int, float] = defaultdict(float)
        average = sum(self._lengths) / max(1, len(self))
        for term in dict.fromkeys(terms(text)):
            for number, weight in self._weights(term, average):
                scores[number] += weight
        best = heapq.nsmallest(rows, scores.items(), key=lambda item: (-item[1], item[0]))
        return [(score, self._dois[number]) for number, score in best]

    def _weights(self, term: str, average: float) -> Iterator[tuple[int, float]]:
        postings, size = self._postings.get(term, ()), len(self)
        if len(postings) > max(50, _TOO_COMMON * size):
            return
        rarity = math.log(1 + (size - len(postings) + 0.5) / (len(postings) + 0.5))
        for number, count in postings:
            longer = 1 - B + B * self._lengths[number] / average
            yield number, rarity * count * (K1 + 1) / (count + K1 * longer)


def terms(text: str) -> list[str]:
    """The words of a text without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    if plain.isascii():
        return _TERM.findall(plain)
    return _TERM.findall("".join(char for char in plain if not unicodedata.combining(char)))


def _printed(work: Mapping[str, Any]) -> Iterator[str]:
    """What a reference would print of a work."""
    for name in ("title", "subtitle", "original-title", "container-title", "short-container-title"):
        yield from (str(text) for text in work.get(name) or ())
    for person in [*(work.get("author") or ()), *(work.get("editor") or ())]:
        yield f"{person.get('given', '')} {person.get('family', '')} {person.get('name', '')}"
    yield from (str(work.get(name) or "") for name in ("volume", "issue", "page", "article-number"))
    yield " ".join(sorted(_years(work)))


def _years(work: Mapping[str, Any]) -> set[str]:
    parts = (((work.get(name) or {}).get("date-parts") or [[None]])[0] for name in _DATES)
    return {str(part[0]) for part in parts if part and part[0]}
