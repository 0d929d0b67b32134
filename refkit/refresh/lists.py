"""Lists as their publishers give them today, beside what was there of them.

A line that is as it was keeps what it came to. One that is new, or says something else, is resolved
as in a first run. One that is not given any more is kept, behind the others, and told. Works that
cite a work are asked for again as they were, to find those that came since.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from refkit import merge_runs
from refkit.api.fetch_options import CITATIONS, read_direction
from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Decision,
    Entry,
    ListOutcome,
    ReviewList,
)
from refkit.model.decisions import decisions_of
from refkit.model.identifiers import Doi, ListId
from refkit.model.identity import LineWords, lines_of, same_lines
from refkit.model.list_ids import CitingList
from refkit.model.list_notes import LIMIT
from refkit.model.reference import ASSERTED_BY
from refkit.model.resolution import NOT_ASKED, Unresolved
from refkit.pipeline import Collected, Failure
from refkit.refresh.works import unknown_dois
from refkit.resolver import resolve
from refkit.resolver.asking import Sources, StartProgress
from refkit.sources.base import Listed
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.http.gateway import Gateway
    from refkit.settings import Settings

_Held = tuple[Entry, Citation]

# What a row says of the year from which works were asked for (forward.collect).
_SINCE = re.compile(r"from before (\d{4}) left out")


@dataclass(frozen=True, slots=True)
class ListNow:
    """A list as it is given today, line by line; ``was`` has for each what it was, if it was there.

    ``gone`` are lines that are not given any more, ``told`` those of them that an earlier run told.
    """

    collected: Collected
    was: tuple[_Held | None, ...]
    gone: tuple[_Held, ...]
    told: int

    @property
    def id(self) -> ListId:
        """What the list is known by."""
        return self.collected.listing.list_id

    @property
    def is_limited(self) -> bool:
        """Whether no more than so many works were asked for: others are there and not gone."""
        return any(row.detail == LIMIT for row in (self.collected.row, *self.collected.more))

    @property
    def lines(self) -> Iterator[tuple[Listed, Citation, _Held | None]]:
        """Each line as it was deposited and as it stands in the list, with what it was."""
        references = self.collected.listing.references
        for listed, was in zip(references, self.was, strict=True):
            yield listed, Citation(self.id, listed.reference), was

    @property
    def row(self) -> ReviewList:
        """What is kept of the list, with what is not given any more."""
        row = self.collected.row
        if not self.gone or isinstance(self.id, CitingList):  # whose lines say who names them
            return row
        kept = count_noun(len(self.gone), "lines")
        said = f"{kept} that it gave before {_is(len(self.gone))} kept behind the others"
        return replace(row, detail=said)

    @property
    def note(self) -> str:
        """What is different, in a line for the user; empty where nothing is."""
        new = sum(was is None for was in self.was)
        worded = sum(was is not None and is_amended(was[1], now) for _, now, was in self.lines)
        gone = 0 if self.is_limited else len(self.gone) - self.told
        parts = [
            *([f"{count_noun(new, 'lines')} {_is(new)} new"] if new else []),
            *([f"{count_noun(worded, 'lines')} {_is(worded)} worded anew"] if worded else []),
            *([f"{count_noun(gone, 'lines')} {_is(gone)} not given any more and {_is(gone)} kept"]
              if gone else []),
        ]  # fmt: skip
        return f"{self.id}: {', '.join(parts)}" if parts else ""


def lists_now(collected: Sequence[Collected], bibliography: Bibliography) -> list[ListNow]:
    """Lists as they are given, each beside what is there of it."""
    there: dict[ListId, list[_Held]] = {}
    for place, line in lines_of(bibliography.entries):
        there.setdefault(line.review, []).append((bibliography.entries[place], line))
    given = {
        row.review: row.given for row in bibliography.lists if row.outcome is ListOutcome.GIVEN
    }
    found = []
    for each in collected:
        before = there.get(each.listing.list_id, [])
        last = given.get(str(each.listing.list_id), len(before))
        found.append(_list_now(each, before, last))
    return found


def _list_now(collected: Collected, before: Sequence[_Held], last: int) -> ListNow:
    """``last`` is the place behind which lines stand that an earlier run told to be gone."""
    listing = collected.listing
    now = [Citation(listing.list_id, each.reference) for each in listing.references]
    # Those that were gone before come after those that were there: only the latter have neighbours.
    parts: tuple[list[_Held], list[_Held]] = ([], [])
    for each in before:
        parts[_is_told(each[1], last)].append(each)
    was: dict[int, _Held] = {}
    gone: list[_Held] = []
    for part in parts:
        left = [place for place in range(len(now)) if place not in was]
        same = same_lines([line for _, line in part], [now[place] for place in left])
        was |= {left[place]: part[then] for place, then in same.items()}
        held = set(same.values())
        gone += [each for then, each in enumerate(part) if then not in held]
    told = sum(_is_told(line, last) for _, line in gone)
    return ListNow(collected, tuple(map(was.get, range(len(now)))), tuple(gone), told)


def _is_told(line: Citation, last: int) -> bool:
    """Whether an earlier run told that a line is gone."""
    if isinstance(line.review, CitingList):
        return not line.reference.field(ASSERTED_BY)
    return line.reference.position > last


def is_amended(was: Citation, now: Citation) -> bool:
    """Whether a line says something else than before: what each deposit brings anew is nothing."""
    old, new = (LineWords.of(each.review, each.reference.deposited) for each in (was, now))
    return old != new


def line_entries(
    lists: Sequence[ListNow],
    bibliography: Bibliography,
    sources: Sources,
    known: Collection[Doi],
    progress: StartProgress,
) -> list[Entry]:
    """An entry for each line of the lists, in order, last those that are not given any more.

    ``known`` are DOIs that are known now: lines that waited for one are resolved again.
    """
    asked = {
        now.place: was
        for each in lists
        for _, now, was in each.lines
        if was is None or is_amended(was[1], now) or _is_waiting(was[0], known)
    }
    found = _resolved(lists, asked, bibliography, sources, progress)
    entries: list[Entry] = []
    for each in lists:
        for _, now, was in each.lines:
            if was is None or now.place in asked:
                entries.append(found[now.place])
            else:
                entries.append(_as_it_was(*was, now.reference.position, now))
        last = len(each.was)
        for number, (entry, line) in enumerate(each.gone, start=1):
            now = line if each.is_limited else _named_by_nobody(line)
            entries.append(_as_it_was(entry, line, last + number, now))
    return entries


def _is_waiting(entry: Entry, known: Collection[Doi]) -> bool:
    resolution = entry.resolution
    if not isinstance(resolution, Unresolved):
        return False
    return resolution.reason in NOT_ASKED or any(doi in known for doi in unknown_dois(entry))


def _resolved(
    lists: Sequence[ListNow],
    asked: Mapping[tuple[ListId, int], _Held | None],
    bibliography: Bibliography,
    sources: Sources,
    progress: StartProgress,
) -> dict[tuple[ListId, int], Entry]:
    """What the lines come to that are asked for, with the decisions on them, by their places."""
    if not asked:
        return {}
    listings = [
        replace(
            each.collected.listing,
            references=tuple(listed for listed, now, _ in each.lines if now.place in asked),
        )
        for each in lists
    ]
    before = [was[1] for was in asked.values() if was]
    entries = resolve(
        [each for each in listings if each.references],
        sources,
        _decisions_on(before, bibliography),
        progress,
        sorted(before, key=lambda line: (str(line.review), line.reference.position)),
    )
    return {entry.citations[0].place: entry for entry in entries}


def _decisions_on(lines: Sequence[Citation], bibliography: Bibliography) -> list[Decision]:
    """The decisions that are about these lines, and those that wait for a line."""
    there = {line.place for line in lines}
    set_aside = set(bibliography.decisions)
    return [
        each
        for each in decisions_of(bibliography)
        if each in set_aside or (each.review, each.position) in there
    ]


def _as_it_was(entry: Entry, was: Citation, position: int, now: Citation) -> Entry:
    """A line's part of an entry, at its place of today and as it is deposited today."""
    part = merge_runs.part_of(entry, (was,))
    (line,) = part.citations
    reference = replace(now.reference, position=position)
    return replace(part, citations=(replace(line, reference=reference),))


def _named_by_nobody(line: Citation) -> Citation:
    """A line that is not given any more: no service says any more that the work cites another."""
    reference = line.reference
    fields = tuple(each for each in reference.deposited if each[0] != ASSERTED_BY)
    return replace(line, reference=replace(reference, deposited=fields))


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


class _Asked(NamedTuple):
    """From which year works were asked for, and how many of a list at most; 0 for all."""

    since: int
    limit: int


def citing_again(
    bibliography: Bibliography,
    settings: Settings,
    gateway: Gateway,
    sources: Sources,
    progress: StartProgress,
) -> Iterator[Collected | Failure]:
    """The lists of citing works as they are today; ``bibliography`` has what there was."""
    seeds: dict[_Asked, list[Doi]] = {}
    for each in bibliography.heads:
        if isinstance(each, CitingList):
            seeds.setdefault(_asked(each, bibliography), []).append(each.cited)
    for asked, dois in seeds.items():
        way = read_direction(CITATIONS, asked.since, asked.limit, 1)
        yield from way.lists(
            dois, settings, gateway, sources, lambda line: True, bibliography, progress
        )


def _asked(each: CitingList, bibliography: Bibliography) -> _Asked:
    """How a list was asked for, as far as its rows say so.

    Of one that a limit cut short the newest are asked for, as many as there are.
    """
    details = [row.detail for row in bibliography.lists if row.review == str(each)]
    years = [int(found[1]) for text in details if (found := _SINCE.search(text))]
    lines = (line for entry in bibliography.entries for line in entry.citations)
    limit = sum(line.review == each for line in lines) if LIMIT in details else 0
    return _Asked(max(years, default=0), limit)
