"""What a person decided about a listed reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from refkit.model.bibliography import (
    Bibliography,
    Citation,
    Decision,
    Entry,
    Place,
    Rejection,
)
from refkit.model.identifiers import Doi
from refkit.model.identity import only_lines, same_lines
from refkit.model.resolution import Method, Resolved, Unresolved, WithoutDoi

PERSON, DECIDED = "person", "decided"
"""Source and outcome of the attempt that records a decision; its detail is the DOI, if any."""


def decisions_of(bibliography: Bibliography) -> tuple[Decision, ...]:
    """The decisions in a bibliography: carried out, only said (DOI not found yet), or set aside."""
    standing = (each for entry in bibliography.entries for each in decisions_on(entry))
    return (*standing, *bibliography.decisions)


def decisions_on(entry: Entry) -> tuple[Decision, ...]:
    """The decisions on the lines of an entry: of each what it means, then what it does not."""
    return tuple(each for citation in entry.citations for each in _standing(entry, citation))


def _standing(entry: Entry, citation: Citation) -> Iterator[Decision]:
    for doi in _decided(entry, citation):
        yield decision_on(citation, doi)
    for rejection in citation.rejected:
        yield rejection_on(citation, rejection)


def decision_on(line: Citation, doi: Doi | None, *, taken_back: bool = False) -> Decision:
    """The decision on a line that it means this DOI, or (None) that there is none."""
    reference = line.reference
    return Decision(line.review, reference.deposited, doi, taken_back, reference.position)


def rejection_on(line: Citation, rejection: Rejection, *, taken_back: bool = False) -> Decision:
    """The decision on a line that it does not mean a DOI."""
    return replace(decision_on(line, None, taken_back=taken_back), rejected=rejection)


def rejections_of(entry: Entry) -> tuple[Rejection, ...]:
    """What persons said that the lines of an entry do not mean, each DOI once."""
    found = {each.doi: each for citation in entry.citations for each in citation.rejected}
    return tuple(sorted(found.values()))


def rejections_in_words(entry: Entry) -> str:
    """The same for people: ``not 10.1000/a (rejected by Ada Rossi on 2026-11-30)``."""
    return "; ".join(f"not {each.doi} ({each})" for each in rejections_of(entry))


def _decided(entry: Entry, citation: Citation) -> Iterator[Doi | None]:
    if isinstance(entry.resolution, Resolved):
        if entry.method_of(citation) is Method.BY_HAND:
            yield entry.work.doi
    elif isinstance(entry.resolution, WithoutDoi):
        yield None
    elif isinstance(entry.resolution, Unresolved):
        # The DOI that a person named and that could not be looked up yet; the last word counts.
        words = [each for each in entry.resolution.attempts if each.outcome == DECIDED]
        for said in words[-1:]:
            yield Doi.parse(said.detail)


class OnLine(NamedTuple):
    """What persons decided on one line: what it means, or that this is taken back, and what not."""

    meant: Decision | None
    rejecting: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, said: Iterable[Decision]) -> OnLine:
        """Of what was said one after the other the last word on each thing.

        A DOI that is accepted is not rejected any more, and the other way round.
        """
        meant: Decision | None = None
        rejecting: dict[Doi, Decision] = {}
        for each in said:
            if each.rejected is None:
                meant = each
                if each.doi:
                    rejecting.pop(each.doi, None)
            elif each.taken_back:
                rejecting.pop(each.rejected.doi, None)
            else:
                rejecting[each.rejected.doi] = each
                if meant and meant.doi == each.rejected.doi:
                    meant = replace(meant, doi=None, taken_back=True)
        return cls(meant, tuple(rejecting[doi] for doi in sorted(rejecting)))

    @property
    def rejected(self) -> tuple[Rejection, ...]:
        """The DOIs that it does not mean, in their order."""
        return tuple(each.rejected for each in self.rejecting if each.rejected)

    @property
    def is_meant(self) -> bool:
        """Whether a person says what it means: a DOI, or that there is none."""
        return self.meant is not None and not self.meant.taken_back

    @property
    def standing(self) -> tuple[Decision, ...]:
        """All that holds: not what was taken back."""
        return (*((self.meant,) if self.meant and self.is_meant else ()), *self.rejecting)


def carried_over(
    decisions: Iterable[Decision], lines: Sequence[Citation], before: Sequence[Citation] = ()
) -> tuple[dict[Place, OnLine], tuple[Decision, ...]]:
    """Which decisions hold for which line of the lists as they are now, and those for none.

    ``lines`` and ``before``, the lists as they were, are in list order. Decisions on none of
    those before, which were set aside, hold for a line only where no other can be meant.
    """
    said = _by_line(decisions)
    if not said:
        return {}, ()
    known = _on_lines(said, before)
    now = {then: place for place, then in same_lines(before, lines).items()}
    found: dict[Place, list[Decision]] = {}
    gone: dict[int, list[Decision]] = {}
    for each, line in zip(said, known, strict=True):
        if line is not None and line in now:
            found.setdefault(lines[now[line]].place, []).extend(each)
        elif line is not None:
            gone.setdefault(line, []).extend(each)
    loose = [each for each, line in zip(said, known, strict=True) if line is None]
    open_lines = [line for line in lines if line.place not in found]
    again = only_lines([each[0].line for each in loose], open_lines)
    found |= {open_lines[place].place: loose[number] for place, number in again.items()}
    held = set(again.values())
    set_aside = [*gone.values(), *(each for n, each in enumerate(loose) if n not in held)]
    standing = (decision for each in set_aside for decision in OnLine.of(each).standing)
    return {place: OnLine.of(each) for place, each in found.items()}, tuple(standing)


def _by_line(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Decisions on one line together; of lines that say the same, where their places are not known,
    each has one on a thing at most."""
    groups: dict[tuple[Place, tuple[tuple[str, str], ...]], list[list[Decision]]] = {}
    for each in decisions:
        there = groups.setdefault((each.line.place, each.deposited), [])
        is_placed = bool(each.position and there)
        found = next((one for one in there if is_placed or _has_room(one, each)), None)
        if found is None:
            there.append([each])
        else:
            found.append(each)
    return [each for there in groups.values() for each in there]


def _has_room(there: Sequence[Decision], new: Decision) -> bool:
    return all(each.subject != new.subject for each in there)


def _on_lines(said: Sequence[Sequence[Decision]], lines: Sequence[Citation]) -> list[int | None]:
    """For the decisions on each line its place, None for those that are set aside."""
    there = {(line.place, line.reference.deposited): n for n, line in enumerate(lines)}
    known = [there.get((each[0].line.place, each[0].deposited)) for each in said]
    loose = [number for number, place in enumerate(known) if place is None]
    for place, number in only_lines([said[n][0].line for n in loose], lines).items():
        known[loose[number]] = place
    return known
