"""What a person decided about a listed reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from refkit.model.bibliography import Bibliography, Citation, Decision, Entry, Place
from refkit.model.identifiers import Doi
from refkit.model.identity import only_lines, same_lines
from refkit.model.resolution import Method, Resolved, Unresolved, WithoutDoi

__all__ = [
    "DECIDED",
    "PERSON",
    "Decision",
    "carried_over",
    "decision_on",
    "decisions_of",
    "decisions_on",
]

PERSON, DECIDED = "person", "decided"
"""Source and outcome of the attempt that records a decision; its detail is the DOI, if any."""


def decisions_of(bibliography: Bibliography) -> tuple[Decision, ...]:
    """The decisions in a bibliography: carried out, only said (DOI not found yet), or put by."""
    standing = (each for entry in bibliography.entries for each in decisions_on(entry))
    return (*standing, *bibliography.decisions)


def decisions_on(entry: Entry) -> tuple[Decision, ...]:
    """The decisions on the lines of an entry."""
    return tuple(
        decision_on(citation, doi)
        for citation in entry.citations
        for doi in _decided(entry, citation)
    )


def decision_on(line: Citation, doi: Doi | None, *, taken_back: bool = False) -> Decision:
    """The decision on a line that it means this DOI, or (None) that there is none."""
    reference = line.reference
    return Decision(line.review, reference.deposited, doi, taken_back, reference.position)


def _decided(entry: Entry, citation: Citation) -> Iterator[Doi | None]:
    if isinstance(entry.resolution, Resolved):
        if entry.method_of(citation) is Method.BY_HAND:
            yield entry.work.doi
    elif isinstance(entry.resolution, WithoutDoi):
        yield None
    elif isinstance(entry.resolution, Unresolved):
        # The DOI that a person named and that could not be looked up yet; the last word counts.
        words = [each for each in entry.resolution.attempts if each.source == PERSON]
        for said in words[-1:]:
            yield Doi.parse(said.detail)


def carried_over(
    decisions: Iterable[Decision], lines: Sequence[Citation], before: Sequence[Citation] = ()
) -> tuple[dict[Place, Decision], tuple[Decision, ...]]:
    """Which decision holds for which line of the lists as they are now, and those for none.

    ``lines`` and ``before``, the lists as they were, are in list order. A decision on none of
    those before, which was put by, holds for a line only where no other can be meant.
    """
    said = list(decisions)
    known = _on_lines(said, before)
    last = {line: number for number, line in enumerate(known) if line is not None}
    now = {then: place for place, then in same_lines(before, lines).items()}
    found = {lines[now[line]].place: said[n] for line, n in last.items() if line in now}
    gone = [said[number] for line, number in last.items() if line not in now]
    loose = [each for each, line in zip(said, known, strict=True) if line is None]
    open_lines = [line for line in lines if line.place not in found]
    again = only_lines([each.line for each in loose], open_lines)
    found |= {open_lines[place].place: loose[number] for place, number in again.items()}
    put_by = [each for number, each in enumerate(loose) if number not in again.values()]
    return found, (*gone, *put_by)


def _on_lines(said: Sequence[Decision], lines: Sequence[Citation]) -> list[int | None]:
    """For each decision the place of the line that it is on, None for one that is put by."""
    there = {(line.place, line.reference.deposited): n for n, line in enumerate(lines)}
    known = [there.get((each.line.place, each.deposited)) for each in said]
    loose = [number for number, place in enumerate(known) if place is None]
    for place, number in only_lines([said[n].line for n in loose], lines).items():
        known[loose[number]] = place
    return known
