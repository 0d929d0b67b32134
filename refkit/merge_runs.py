"""Merges what a run found into the bibliography that was there.

A review that was fetched again stands in its old place with its new lines; every other line stays
as it was. What was there and cannot be asked for now is kept, and so is what another source added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from refkit.matching.merge_works import fill
from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Decision,
    Entry,
    ListOutcome,
    ReviewList,
)
from refkit.model.decisions import carried_over, decisions_of
from refkit.model.identifiers import Doi, ListId, Pmid
from refkit.model.identity import in_list_order, same_lines
from refkit.model.list_ids import CITING, CitingList, id_of_head
from refkit.model.resolution import (
    COMPLETING,
    DOUBTFUL,
    NOT_ASKED,
    SUSPECT,
    Attempt,
    Method,
    Resolution,
    Resolved,
    Unresolved,
    doubts,
    unasked,
)
from refkit.model.work import Work
from refkit.sources.base import Outcome

AGAIN = "looking up again"
"""The method of an attempt that failed for a line whose work is known from an earlier run."""


def grown_reviews(earlier: Bibliography, fetched: Sequence[Work]) -> tuple[Work, ...]:
    """The reviews in order: those that were there, fetched anew or not, then the new ones."""
    reviews = {id_of_head(review): review for review in earlier.reviews}
    return tuple((reviews | {id_of_head(review): review for review in fetched}).values())


def grown_lists(earlier: Bibliography, fetched: Sequence[ReviewList]) -> tuple[ReviewList, ...]:
    """What came of each review's list; of what failed only what failed in this run.

    A list that was there and is not given any more is a failure: its lines are kept.
    """
    known = {(row.review, _whose(row)): row for row in earlier.lists if row.outcome in _TOLD}
    there = {str(each) for each in earlier.heads}
    failed = []
    for row in fetched:
        if row.outcome is ListOutcome.GIVEN or (row.outcome in _TOLD and row.review not in there):
            known[row.review, _whose(row)] = row
        else:
            kept = "; its lines stay as they were" if row.review in there else ""
            outcome = row.outcome if row.outcome not in _TOLD else ListOutcome.FAILED
            failed.append(replace(row, outcome=outcome, detail=row.detail + kept))
    return (*known.values(), *failed)


def _whose(row: ReviewList) -> str:
    """Who gave it: of what cites a work each source has a list of its own."""
    return row.source if row.review.startswith(CITING) else ""


_TOLD = frozenset({ListOutcome.GIVEN, ListOutcome.NONE})


def grown_entries(
    earlier: Bibliography,
    fetched: Iterable[Entry],
    reviews: Sequence[Work],
    again: Collection[ListId],
) -> list[Entry]:
    """All entries in list order, with keys where they were there; to be merged.

    ``fetched`` has an entry for each line of the reviews ``again``, ``reviews`` the order.
    """
    held = _held_all(list(fetched), earlier)
    kept = [part for entry in earlier.entries for part in _kept(entry, again)]
    newest = _newest(held, earlier.entries)
    return in_order_of([_with_newest(entry, newest) for entry in [*kept, *held]], reviews)


def in_order_of(entries: Iterable[Entry], reviews: Sequence[Work]) -> list[Entry]:
    """The entries as the reviews list them, each where its first line stands."""
    place = {id_of_head(review): number for number, review in enumerate(reviews)}
    return sorted(entries, key=lambda entry: _first_place(entry, place))


def set_aside(
    earlier: Bibliography, entries: Sequence[Entry], decisions: Iterable[Decision] = ()
) -> tuple[Decision, ...]:
    """Decisions on lines that no list holds any more; they hold again when the line is back.

    ``decisions`` are those that were said now.
    """
    said = (*decisions_of(earlier), *decisions)
    return carried_over(said, in_list_order(entries), in_list_order(earlier.entries))[1]


def _first_place(entry: Entry, place: Mapping[ListId, int]) -> tuple[int, bool, int]:
    if not entry.citations:
        return -1, False, 0
    first = entry.citations[0]
    cited = isinstance(first.review, CitingList)
    head = first.review.cited if isinstance(first.review, CitingList) else first.review
    return place.get(head, len(place)), cited, first.reference.position


def _kept(entry: Entry, again: Collection[ListId]) -> Iterator[Entry]:
    """The entry with the lines of those reviews alone that were not fetched again.

    A work's lines on either side of one that was are a part each: they are merged again, in order.
    """
    lines = tuple(line for line in entry.citations if line.review not in again)
    if lines == entry.citations:
        yield entry
    elif _looked_up(entry):
        for was_fetched, run in groupby(entry.citations, lambda line: line.review in again):
            if not was_fetched:
                yield part_of(entry, tuple(run))
    elif lines:
        yield part_of(entry, lines)


def part_of(entry: Entry, lines: tuple[Citation, ...]) -> Entry:
    """The entry with some of its lines. What was tried is told of its first line alone."""
    resolution = entry.resolution
    if not isinstance(resolution, Resolved) or lines[0] == entry.citations[0]:
        return replace(entry, citations=lines)
    methods = [entry.method_of(line) for line in lines]
    first = methods[0] or resolution.method
    citations = tuple(
        replace(line, method=None if method is first else method)
        for line, method in zip(lines, methods, strict=True)
    )
    return replace(entry, citations=citations, resolution=Resolved(first, resolution.source))


def _held_all(fetched: Sequence[Entry], earlier: Bibliography) -> list[Entry]:
    """The entries, one for each line; where one could not be asked for, with the work known."""
    if not any(map(_could_not_be_asked, fetched)):
        return list(fetched)
    before = in_list_order(earlier.entries)
    same = same_lines(before, [entry.citations[0] for entry in fetched])
    known = {
        citation.place: (entry, citation.method or entry.resolution.method)
        for entry in earlier.entries
        if isinstance(entry.resolution, Resolved)
        for citation in entry.citations
    }
    return [
        _held(entry, *known.get(before[same[place]].place, (None, None)))
        if place in same
        else entry
        for place, entry in enumerate(fetched)
    ]


def _could_not_be_asked(entry: Entry) -> bool:
    resolution = entry.resolution
    return isinstance(resolution, Unresolved) and resolution.reason in NOT_ASKED


def _held(entry: Entry, before: Entry | None, method: Method | None) -> Entry:
    """The entry; where it could not be asked for, the work that is known of its line."""
    resolution = entry.resolution
    if not isinstance(resolution, Unresolved) or not _could_not_be_asked(entry):
        return entry
    if before is None or method is None or not isinstance(before.resolution, Resolved):
        return entry
    if any(each.doi == before.work.doi for line in entry.citations for each in line.rejected):
        return entry  # a person says that it is not this work
    tried = filter(None, [unasked(resolution)])
    failed = tuple(Attempt(one.source, AGAIN, one.outcome, one.detail) for one in tried)
    same = method is before.resolution.method
    attempts = before.resolution.attempts if same else ()
    attempts = tuple(one for one in attempts if one.method != AGAIN) + failed
    score = before.resolution.score if same else None
    work = Resolved(method, before.resolution.source, attempts, score)
    return replace(entry, work=before.work, resolution=work)


def _newest(fetched: Iterable[Entry], there: Iterable[Entry]) -> dict[Doi | Pmid, Work]:
    """The works that were looked up now, with what another source had added to them before."""
    newest: dict[Doi | Pmid, Work] = {}
    for entry in fetched:  # of two lines one may have been found where more is known of the work
        if name := _looked_up(entry):
            work = entry.work
            newest[name] = with_added(work, newest[name]) if name in newest else work
    for entry in there:
        name = _looked_up(entry)
        if name in newest:
            newest[name] = with_added(newest[name], entry.work)
    return newest


def with_added(work: Work, before: Work) -> Work:
    """The work with what other sources than its own had added to it before."""
    for source in dict.fromkeys(source for _, source in before.origins):
        named = [name for name, said_by in before.origins if said_by == source]
        added = {name: getattr(before, name) for name in named if hasattr(before, name)}
        if "creators" in added:
            added["creators_complete"] = before.creators_complete
        work = fill(work, replace(Work(before.type), **added), source)
    return work


def _with_newest(entry: Entry, newest: dict[Doi | Pmid, Work]) -> Entry:
    name = _looked_up(entry)
    return replace(entry, work=newest[name]) if name in newest else entry


def _looked_up(entry: Entry) -> Doi | Pmid | None:
    """The work that a source gave for an entry, by name; a user's own entry stays by itself."""
    is_looked_up = isinstance(entry.resolution, Resolved)
    return entry.work.doi or entry.work.pmid if is_looked_up else None


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for a work, however often it is cited; the first line keeps the place."""
    together: dict[object, Entry] = {}
    for place, entry in enumerate(entries):
        key = _looked_up(entry) or place
        first = together.get(key)
        together[key] = _joined(first, entry) if first else entry
    return list(together.values())


def _joined(first: Entry, again: Entry) -> Entry:
    other = dict.fromkeys(first.work.other_dois + again.work.other_dois)
    work = replace(first.work, other_dois=tuple(other))
    lines = tuple(_with_method(first, again, citation) for citation in again.citations)
    resolution = _with_doubts(first.resolution, again.resolution)
    return replace(first, work=work, resolution=resolution, citations=first.citations + lines)


def _with_doubts(first: Resolution, again: Resolution) -> Resolution:
    """The first line's resolution with what was doubted on the way of another line."""
    if not (isinstance(first, Resolved) and isinstance(again, Resolved) and doubts(again)):
        return first
    looked_up = [one for one in again.attempts if one.outcome in {SUSPECT, DOUBTFUL, Outcome.FOUND}]
    new = tuple(one for one in looked_up if one not in first.attempts and one.method != COMPLETING)
    return replace(first, attempts=first.attempts + new)


def _with_method(first: Entry, again: Entry, citation: Citation) -> Citation:
    method = again.method_of(citation)
    same = isinstance(first.resolution, Resolved) and method is first.resolution.method
    return citation if same else replace(citation, method=method)
