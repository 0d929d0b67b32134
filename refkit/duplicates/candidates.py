"""Which records are worth comparing: those that share a key, so that the work grows with the list.

A duplicate that shares none of the keys is not found; each of its parts may be misprinted, but not
all at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from refkit.matching.compared_record import ComparedRecord
from refkit.matching.normalize import length
from refkit.matching.score import FULL_TITLE
from refkit.matching.title import NEAR

# Letters of a title that are a key: those before a subtitle, and before most misprints.
_BEGINNING, _END = 40, 32
# Records that share a key; of more, each is compared with those alone whose titles are next.
_MOST, _NEXT = 60, 20


def pairs(records: Sequence[ComparedRecord], first: int = 0) -> Iterator[tuple[int, int]]:
    """Pairs of places in the list, each once, the earlier place first, in order.

    Where the ``first`` so many are a list of their own, only pairs of one of them and another.
    """
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in dict.fromkeys(_keys(record)):
            blocks[key].append(place)
    found: set[tuple[int, int]] = set()
    for key, places in blocks.items():
        # One author writes much, and a page, or a DOI, that has many works says nothing of any.
        is_weak = key[0] == "author" or len(places) > _MOST
        if first and (places[0] >= first or places[-1] < first):
            continue
        for pair in _within(places, records):
            if first and not pair[0] < first <= pair[1]:
                continue
            if pair not in found and (not is_weak or _may_be_one(*pair, records)):
                found.add(pair)
    return iter(sorted(found))


def _within(places: Sequence[int], records: Sequence[ComparedRecord]) -> Iterator[tuple[int, int]]:
    if len(places) > _MOST:
        places = sorted(places, key=lambda place: (records[place].title, place))
        reach = _NEXT
    else:
        reach = len(places)
    for at, place in enumerate(places):
        for other in places[at + 1 : at + 1 + reach]:
            yield (place, other) if place < other else (other, place)


def _keys(record: ComparedRecord) -> Iterator[tuple[object, ...]]:
    work = record.work
    for doi in sorted(record.dois):
        yield "doi", doi
    if work.pmid:
        yield "pmid", work.pmid
    if work.pmcid:
        yield "pmcid", work.pmcid
    for isbn in sorted(record.isbns):
        yield "isbn", isbn
    if length(record.title) >= FULL_TITLE:
        yield "title", record.title[:_BEGINNING]
        yield "end", record.title[-_END:]
    years = {
        date.year for date in (work.published_print, work.published_online, work.issued) if date
    }
    for year in years if record.author else ():
        yield "author", record.author, year
        yield "author", record.author, year + 1
    if record.place:
        yield "place", *record.place


def _may_be_one(one: int, other: int, records: Sequence[ComparedRecord]) -> bool:
    """Whether two titles are alike at all: quick, where comparing is not."""
    ours, theirs = records[one].title, records[other].title
    return bool(fuzz.ratio(ours, theirs, score_cutoff=100 * NEAR)) or ours[:20] == theirs[:20]
