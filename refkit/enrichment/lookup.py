"""Looks up the entries of a library like listed references, and judges the answers.

A library says less than a review's list or more; either way it is matched by the same rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from refkit.errors import NotRemembered, SourceError
from refkit.model.bibliography import Citation, Decision, Entry
from refkit.model.decisions import rejection_on, rejections_of
from refkit.model.identifiers import Doi
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.resolution import (
    COMPLETING,
    DOUBTFUL,
    SUSPECT,
    AsPrinted,
    Imported,
    Method,
    Reason,
    Resolved,
    Unresolved,
    WithoutDoi,
    details,
    unasked,
)
from refkit.model.work import Work, WorkType
from refkit.place_search import name_of
from refkit.resolver import resolve
from refkit.resolver.asking import Sources, StartProgress, no_progress
from refkit.sources.base import Listed, Listing

# A library is no review's list: the list needs a name, and this one is never asked for.
_LIBRARY = Work(WorkType.COLLECTION, doi=Doi("10.0000/library"))


class State(StrEnum):
    """What became of an entry, in the words of the account."""

    BY_DOI = "by DOI"
    BY_SEARCH = "found by search"
    NOT_FOUND = "not found"
    SUSPECT_DOI = "suspect DOI"
    FAILED = "could not be asked"
    OFFLINE = "never asked before, and this is offline"
    OF_A_REVIEW = "unresolved in a review's list"


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """What the sources say of an entry: ``work`` is there where it is believed.

    ``note`` is a clause for the user about a DOI that is not to be trusted; ``trouble`` says why a
    source could not be asked. Nothing that stands is replaced from a work that ``is_doubtful``.
    """

    state: State
    work: Work | None = None
    source: str = ""
    note: str = ""
    trouble: str = ""
    is_doubtful: bool = False


def ask(
    entries: Sequence[Entry], sources: Sources, progress: StartProgress = no_progress
) -> tuple[EntryAnswer, ...]:
    """What the sources say of each entry, in order.

    An unresolved line of a review's list is not asked for again: that is ``fetch``'s. Raises
    SourceError where no entry at all could be asked for, NotRemembered where that is so offline.
    """
    asked = [entry for entry in entries if not isinstance(entry.resolution, AsPrinted)]
    listed = tuple(
        Listed(Reference(place, entry.id), entry.work, PrintedReference.of_entry(entry))
        for place, entry in enumerate(asked, start=1)
    )
    listing = Listing(_LIBRARY, listed, len(listed), date.min)
    rejecting, lines = _rejections(asked, listed)
    resolved = resolve([listing], sources, rejecting, progress, lines)
    pairs = zip(listed, resolved, strict=True)
    answers = [_answer(each.printed.doi_text, found) for each, found in pairs]
    _insist_on_one(answers)
    coming = iter(answers)
    return tuple(
        EntryAnswer(State.OF_A_REVIEW) if isinstance(entry.resolution, AsPrinted) else next(coming)
        for entry in entries
    )


def _rejections(
    asked: Sequence[Entry], listed: Sequence[Listed]
) -> tuple[list[Decision], list[Citation]]:
    """What persons said that the entries do not mean, and the lines that it is said of."""
    assert _LIBRARY.doi  # noqa: S101 (it stands above)
    lines = [Citation(_LIBRARY.doi, each.reference) for each in listed]
    rejecting = [
        rejection_on(line, rejection)
        for line, entry in zip(lines, asked, strict=True)
        for rejection in rejections_of(entry)
    ]
    return rejecting, lines if rejecting else []


def _insist_on_one(answers: Sequence[EntryAnswer]) -> None:
    """Nothing at all was learnt: that is for the user to mend, not an answer about the entries."""
    states = {answer.state for answer in answers}
    if states == {State.FAILED}:
        raise SourceError(answers[0].trouble)
    if states == {State.OFFLINE}:
        raise NotRemembered("offline, and no entry was ever looked up or searched for before")


def _answer(doi: str, found: Entry) -> EntryAnswer:
    resolution = found.resolution
    assert not isinstance(resolution, Imported | WithoutDoi)  # noqa: S101 (nobody decided)
    suspect = _suspected(found)
    if suspect:
        return EntryAnswer(State.SUSPECT_DOI, note=suspect)
    unknown = doi if _is_unknown(doi, found) else ""
    if isinstance(resolution, Unresolved):
        return _left(resolution, f"its DOI {unknown} is not known" if unknown else "")
    state = State.BY_SEARCH if resolution.method is Method.SEARCH else State.BY_DOI
    found_now = f"its DOI {unknown} is not known; the search found {name_of(found.work)}"
    note = found_now if unknown else ""
    doubt = next(iter(details(resolution, DOUBTFUL)), "")
    if doubt:
        note = f"its DOI is doubtful, and only what was empty is filled ({doubt})"
    trouble = _incomplete(resolution)
    return EntryAnswer(state, found.work, resolution.source, note, trouble, is_doubtful=bool(doubt))


def _left(resolution: Unresolved, note: str) -> EntryAnswer:
    trouble = attempt.detail if (attempt := unasked(resolution)) else ""
    if resolution.reason is Reason.SOURCE_FAILED:
        return EntryAnswer(State.FAILED, trouble=trouble)
    if resolution.reason is Reason.OFFLINE:
        return EntryAnswer(State.OFFLINE)
    return EntryAnswer(State.NOT_FOUND, note=note)


def _suspected(found: Entry) -> str:
    """Why the entry's DOI is not believed; empty where it is, or there is none."""
    wrong = details(found.resolution, SUSPECT)
    by_search = isinstance(found.resolution, Resolved) and wrong
    other = f"; the search found {found.work.doi}" if by_search else ""
    return f"its DOI leads to another work ({wrong[0]}){other}" if wrong else ""


def _is_unknown(doi: str, found: Entry) -> bool:
    """Whether there is a DOI to be told of that no source knows."""
    resolution = found.resolution
    if isinstance(resolution, Resolved):
        return bool(doi) and resolution.method is Method.SEARCH
    return isinstance(resolution, Unresolved) and resolution.reason is Reason.UNKNOWN_DOI


def _incomplete(resolution: Resolved) -> str:
    """Why another source could not add what it knows."""
    return next(
        (
            f"{attempt.source}: {attempt.detail}"
            for attempt in resolution.attempts
            if attempt.method == COMPLETING
        ),
        "",
    )
