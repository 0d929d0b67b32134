"""What a person must know of a run of ``fetch``, beside its account."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from refkit.merge_runs import AGAIN
from refkit.model import list_notes
from refkit.model.bibliography import Bibliography, Citation, Decision, Entry, ListOutcome
from refkit.model.identifiers import ListId
from refkit.model.identity import lines_of, same_lines
from refkit.model.label_decisions import set_aside_in_words
from refkit.model.resolution import COMPLETING, Reason, Resolved, Unresolved, unasked
from refkit.text.plural import count_noun


def remarks(bibliography: Bibliography) -> list[str]:
    """A sentence for each thing that the account does not say.

    That a review is retracted, what could not be asked, which decisions hold for no line at
    present, and what the lists of the reviews lack.
    """
    retracted = [
        f"{review.doi} itself is retracted"
        for review in bibliography.reviews
        if review.is_retracted
    ]
    told = list_notes.notes(bibliography)
    return [*retracted, *_failures(bibliography), *_set_aside(bibliography), *told]


def left_out(before: Bibliography, now: Bibliography) -> Iterator[str]:
    """A sentence for each list that has lines no more which it had ``before``, naming entries.

    A list that was fetched again is what it is today; ``update`` keeps such lines.
    """
    had, has = _by_list(before), _by_list(now)
    for each in filter(has.__contains__, had):
        same = same_lines([line for _, line in had[each]], [line for _, line in has[each]])
        held = set(same.values())
        gone = [entry.id for place, (entry, _) in enumerate(had[each]) if place not in held]
        if gone:
            more = ", ..." if len(gone) > _NAMED else ""
            is_ = "is" if len(gone) == 1 else "are"
            yield (
                f"{each}: {count_noun(len(gone), 'lines')} that stood there {is_} not given any "
                f"more and left out ({', '.join(gone[:_NAMED])}{more}); refkit update keeps such "
                "lines"
            )


_NAMED = 3


def _by_list(bibliography: Bibliography) -> dict[ListId, list[tuple[Entry, Citation]]]:
    found: dict[ListId, list[tuple[Entry, Citation]]] = {}
    for place, line in lines_of(bibliography.entries):
        found.setdefault(line.review, []).append((bibliography.entries[place], line))
    return found


def _set_aside(bibliography: Bibliography) -> Iterator[str]:
    for each in bibliography.decisions:
        yield (
            f"{each.review} lists one line no more that was decided on ({_said(each)}): "
            "the decision is kept and holds again when the line is back"
        )
    yield from filter(None, [set_aside_in_words(bibliography)])


def not_asked(bibliography: Bibliography) -> int:
    """How many references could not be looked up; who runs again asks for these alone."""
    return len(_not_asked(bibliography))


def lists_not_asked(bibliography: Bibliography, named: Collection[str]) -> int:
    """How many of the lists that are named nobody could be asked for; who runs again asks anew."""
    wanted = {each.lower() for each in named}
    return sum(
        row.outcome is ListOutcome.FAILED and row.review.lower() in wanted
        for row in bibliography.lists
    )


def _not_asked(bibliography: Bibliography) -> list[str]:
    return [
        attempt.detail if (attempt := unasked(each)) else ""
        for each in (entry.resolution for entry in bibliography.entries)
        if isinstance(each, Unresolved) and each.reason is Reason.SOURCE_FAILED
    ]


def _said(decision: Decision) -> str:
    if decision.rejected:
        return f"not {decision.rejected.doi}"
    return str(decision.doi or "no DOI")


def _failures(bibliography: Bibliography) -> Iterator[str]:
    """What could not be asked: references that were not looked up, works not completed."""
    if failed := _not_asked(bibliography):
        yield f"{len(failed)} could not be looked up: {failed[0]}; run again to go on from here"
    if held := _attempts(bibliography, AGAIN):
        yield (
            f"{len(held)} could not be looked up again and stay as they were: {held[0]}; run again "
            "to go on from here"
        )
    if incomplete := _attempts(bibliography, COMPLETING):
        yield f"{len(incomplete)} could not be completed: {incomplete[0]}"


def _attempts(bibliography: Bibliography, method: str) -> list[str]:
    """Who was asked in this way for works that were found, and what came of it."""
    return [
        f"{attempt.source}, {attempt.detail or attempt.outcome}"
        for entry in bibliography.entries
        if isinstance(entry.resolution, Resolved)
        for attempt in entry.resolution.attempts
        if attempt.method == method
    ]
