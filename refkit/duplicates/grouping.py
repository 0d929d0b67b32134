"""Records of one work put together, pair by pair, and what is left for a person.

Two records that are alike to a third are not one work for that: no two of a group are judged to be
two works. What the pairs say does not depend on the order of the files.

Those records are compared that share a key, so that the work grows with the list. A duplicate that
shares none of the keys is not found; each of its parts may be misprinted, but not all at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from rapidfuzz import fuzz

from refkit.matching.compared_record import ComparedRecord
from refkit.matching.normalize import length
from refkit.matching.same_work import RecordPair, Sameness, judge
from refkit.matching.score import FULL_TITLE
from refkit.matching.title import NEAR
from refkit.model.bibliography import Entry

Pair = tuple[int, int]
"""The places of two records, the earlier first."""

_TWO = frozenset({Sameness.RELATED, Sameness.OTHER})
# Records of a group that another is compared with before it comes in: more are one work's copies.
_ASKED = 8
_THIRD = "both are like a third record, and not like each other"

# Letters of a title that are a key: those before a subtitle, and before most misprints.
_BEGINNING, _END = 40, 32
# Records that share a key; of more, each is compared with those alone whose titles are next.
_MOST, _NEXT = 60, 20


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of places, one for each work, in order; with what was found of pairs.

    ``same`` are the pairs that made the groups, ``doubts`` those that a person should settle,
    ``related`` two works that have to do with each other. None of them has both its records in one
    group, but for ``same``.
    """

    groups: tuple[tuple[int, ...], ...]
    same: Mapping[Pair, str]
    doubts: Mapping[Pair, str]
    related: Mapping[Pair, str]


def group(entries: Sequence[Entry], decided: Mapping[Pair, bool] | None = None) -> Grouping:
    """Group entries by their works; ``decided`` are pairs of which a person said yes or no."""
    return _Groups([ComparedRecord.of(entry) for entry in entries], entries, decided or {}).made()


@dataclass(slots=True)
class _Groups:
    records: Sequence[ComparedRecord]
    entries: Sequence[Entry]
    decided: Mapping[Pair, bool]
    judged: dict[Pair, RecordPair] = field(default_factory=dict)
    same: dict[Pair, str] = field(default_factory=dict)
    doubts: dict[Pair, str] = field(default_factory=dict)
    related: dict[Pair, str] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    of: list[int] = field(default_factory=list)

    def made(self) -> Grouping:
        """Judge the pairs and join what is the same."""
        self.of = list(range(len(self.records)))
        self.members = {place: [place] for place in self.of}
        for pair, is_same in sorted(self.decided.items()):
            if is_same:
                self._join(pair, "decided by a person")
        found_all = list(self._found())
        same = [each for each in found_all if each[1].sameness is Sameness.SAME]
        # The surest first: a record without a DOI may be like two works that have one.
        for pair, found in sorted(same, key=lambda each: (each[1].rank, each[0])):
            self._join_if_possible(pair, found.why)
        for pair, found in found_all:
            if found.sameness is Sameness.DOUBT:
                self.doubts[pair] = found.why
            elif found.sameness is Sameness.RELATED:
                self.related[pair] = found.why
        groups = sorted(tuple(sorted(each)) for each in self.members.values())
        return Grouping(
            tuple(groups), self.same, self._apart(self.doubts), self._apart(self.related)
        )

    def _found(self) -> Iterator[tuple[Pair, RecordPair]]:
        """What is found of each pair that is worth it, copies first, those that are alike once."""
        copies = self._copies()
        firsts = [places[0] for places in copies]
        for first, *others in copies:
            for other in others:
                yield (first, other), self._judge((first, other))
        for one, other in pairs([self.records[place] for place in firsts]):
            pair = firsts[one], firsts[other]
            yield pair, self._judge(pair)

    def _copies(self) -> list[list[int]]:
        """Places of records that say the same, word for word; a decided one stands for itself."""
        alone = {place for pair in self.decided for place in pair}
        copies: dict[object, list[int]] = defaultdict(list)
        for place, entry in enumerate(self.entries):
            copies[place if place in alone else entry.work].append(place)
        return list(copies.values())

    def _judge(self, pair: Pair) -> RecordPair:
        if pair in self.decided:
            return RecordPair(Sameness.SAME if self.decided[pair] else Sameness.OTHER)
        if pair not in self.judged:
            one, other = pair
            self.judged[pair] = judge(self.records[one], self.records[other])
        return self.judged[pair]

    def _join_if_possible(self, pair: Pair, why: str) -> None:
        one, other = (self.members[self.of[place]] for place in pair)
        if one is other:
            self.same.setdefault(pair, why)
            return
        few = (sorted(each)[:_ASKED] for each in (one, other))
        between = ((min(a, b), max(a, b)) for a, b in product(*few) if {a, b} != set(pair))
        if any(self._judge(each).sameness in _TWO for each in between):
            self.doubts[pair] = _THIRD
        else:
            self._join(pair, why)

    def _join(self, pair: Pair, why: str) -> None:
        self.same[pair] = why
        one, other = sorted(self.of[place] for place in pair)
        if one == other:
            return
        for place in self.members[other]:
            self.of[place] = one
        self.members[one] += self.members.pop(other)

    def _apart(self, found: Mapping[Pair, str]) -> dict[Pair, str]:
        """Pairs whose records did not come into one group by other ways, one for two groups."""
        told: dict[Pair, tuple[Pair, str]] = {}
        for pair, why in sorted(found.items()):
            one, other = sorted(self.of[place] for place in pair)
            if one != other:
                told.setdefault((one, other), (pair, why))
        return dict(told.values())


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
