"""Which of the works that several services name are the same, and the one list of them.

A DOI first: two DOIs are two works, so that a preprint and its article stay two. Then any other
number that both have. What a service names without a number that another one has is judged by its
words, as two records of a library are (``matching.same_work``); a doubt merges nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from refkit.matching.compared_record import ComparedRecord
from refkit.matching.normalize import compact
from refkit.matching.same_work import Sameness, judge
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.reference import ASSERTED_BY, Reference
from refkit.model.resolution import Reason, Unresolved
from refkit.model.work import Work
from refkit.sources.base import Listed
from refkit.sources.citing import CitingWork

# Other numbers of a work than its DOI, by the fields that they stand in.
NUMBERS = ("pmid", "pmcid", "openalex")
# Letters of a title that works must share to be compared at all, and how many such works one is
# compared with: as many titles begin alike where they say little ("Proceedings of the ...").
_BEGINNING, _MOST = 24, 60

Number = tuple[str, str]


@dataclass(slots=True)
class MergedWork:
    """What services say of one work, each with its name, in the order in which they were asked."""

    said: list[tuple[str, CitingWork]] = field(default_factory=list)
    dois: set[Doi] = field(default_factory=set)

    @property
    def sources(self) -> frozenset[str]:
        """The names of who says that it cites."""
        return frozenset(name for name, _ in self.said)

    @property
    def cited_by(self) -> int:
        """How many works cite it in turn, as far as anybody says."""
        return max((work.cited_by or 0 for _, work in self.said), default=0)

    @property
    def first(self) -> CitingWork:
        """Whose words are taken: the first that has a title, else the first."""
        works = [work for _, work in self.said]
        return next((each for each in works if each.work.title), works[0])


def union(answers: Mapping[str, Sequence[CitingWork]]) -> list[MergedWork]:
    """The works of all answers, by the names of the services in their order, each work once."""
    named = [(name, work) for name, works in answers.items() for work in _in_order(works)]
    found: list[MergedWork] = []
    by: dict[Number, MergedWork] = {}
    # A work without a DOI may be one that another service has a DOI of.
    for name, work in sorted(named, key=lambda each: not each[1].dois):
        same = _known(work, by)
        if same is None:
            same = MergedWork()
            found.append(same)
        same.said.append((name, work))
        same.dois.update(work.dois)
        for number in _numbers(work):
            by.setdefault(number, same)
    kept, order = _by_words(found), list(answers)
    for same in kept:
        same.said.sort(key=lambda said: order.index(said[0]))
    return kept


def _in_order(works: Iterable[CitingWork]) -> list[CitingWork]:
    return sorted(works, key=lambda work: work.key)


def _numbers(work: CitingWork) -> Iterator[Number]:
    yield from (("DOI", doi.value) for doi in work.dois)
    for name in NUMBERS:
        if value := work.reference.field(name):
            yield name, value


def _known(work: CitingWork, by: Mapping[Number, MergedWork]) -> MergedWork | None:
    """The work that is known by one of these numbers, and not by another DOI."""
    for number in _numbers(work):
        same = by.get(number)
        if same and (number[0] == "DOI" or not (work.dois and same.dois)):
            return same
    return None


def _by_words(found: Sequence[MergedWork]) -> list[MergedWork]:
    """Merge those without a DOI into what their words say that they are."""
    blocks: dict[str, list[MergedWork]] = defaultdict(list)
    kept: list[MergedWork] = []
    for same in found:
        title = compact(same.first.work.title.plain)[:_BEGINNING]
        others = blocks[title][:_MOST] if title and not same.dois else []
        meant = next((each for each in others if _is_same(same, each)), None)
        if meant is None:
            kept.append(same)
            if title:
                blocks[title].append(same)
            continue
        meant.said += same.said
    return kept


def _is_same(one: MergedWork, other: MergedWork) -> bool:
    return judge(_compared(one.first.work), _compared(other.first.work)).sameness is Sameness.SAME


def _compared(work: Work) -> ComparedRecord:
    return ComparedRecord.of(Entry("", work, Unresolved(Reason.NO_IDENTIFIER)))


def listed(works: Iterable[MergedWork]) -> tuple[Listed, ...]:
    """The list in its order: the year, then the DOI or the title; whoever answered first."""
    lines = sorted((_line(same) for same in works), key=lambda each: _place(each[0]))
    return tuple(
        Listed.of(replace(reference, position=place), work)
        for place, (reference, work) in enumerate(lines, start=1)
    )


def newest(works: Sequence[MergedWork], limit: int) -> list[MergedWork]:
    """So many of the works, the newest; 0 says all."""
    if not limit or len(works) <= limit:
        return list(works)
    return sorted(works, key=_age)[:limit]


def _age(same: MergedWork) -> tuple[int, int, int, str]:
    date = same.first.work.cited_date()
    year, month, day = (*(date.parts if date else ()), 0, 0, 0)[:3]
    return -(year or _year(same)), -month, -day, str(min(same.dois, default=same.first.key))


def _year(same: MergedWork) -> int:
    return next((work.year for _, work in same.said if work.year), 0)


def _place(reference: Reference) -> tuple[int, str, str]:
    year = reference.field("year")
    title = compact(reference.field("article-title") or reference.field("volume-title"))
    words = reference.field("DOI").lower() or title
    return int(year) if year.isdecimal() else 9999, words, reference.key


def _line(same: MergedWork) -> tuple[Reference, Work]:
    """The words of one service, and the numbers that the others add; who says that it cites."""
    first = same.first
    fields = dict(first.reference.deposited)
    for _, each in same.said:
        for name in ("DOI", "year", *NUMBERS):
            if value := each.reference.field(name):
                fields.setdefault(name, value)
    fields[ASSERTED_BY] = " ".join(dict.fromkeys(name for name, _ in same.said))
    own = first.dois or next((each.dois for _, each in same.said if each.dois), ())
    rest = sorted(same.dois - set(own[:1]))
    work = replace(
        first.work,
        doi=own[0] if own else None,
        other_dois=tuple(dict.fromkeys((*first.work.other_dois, *rest))),
    )
    return Reference(0, first.key, tuple(sorted(fields.items()))), work
