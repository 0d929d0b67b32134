"""One reference on its way to a work: what was tried, what it came to, and who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from refkit.matching.choose import Match, NoMatchReason, choose
from refkit.matching.decide import Judgement
from refkit.model.bibliography import Citation, Decision, Entry, Rejection
from refkit.model.decisions import DECIDED, PERSON
from refkit.model.identifiers import Doi
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import (
    NOT_ASKED,
    REJECTED,
    Attempt,
    Method,
    Nearest,
    Reason,
    Resolved,
    Unresolved,
    WithoutDoi,
)
from refkit.model.work import Work
from refkit.resolver.asking import Progress, Watch, no_watch
from refkit.sources.base import (
    Key,
    Listing,
    LookupResult,
    Outcome,
    Result,
    Told,
)

TROUBLES = {
    Outcome.FAILED: Reason.SOURCE_FAILED,
    Outcome.NOT_REMEMBERED: Reason.OFFLINE,
}


NO_MATCHES = {
    NoMatchReason.NOTHING_FOUND: Reason.NO_MATCH,
    NoMatchReason.NOT_CLOSE: Reason.NO_MATCH,
    NoMatchReason.AMBIGUOUS: Reason.AMBIGUOUS,
}


@dataclass(slots=True)
class Track:
    """One reference on its way; ``readings`` are the DOIs still to be tried.

    ``by_hand`` is True where a person said which DOI it is, ``without_doi`` where it has none:
    nothing else is tried then. ``doubt`` is why the DOI that was taken is doubtful, ``refused``
    are DOIs that lead to another work. ``kept`` is a work without a DOI that was found by place,
    and by whom: it is taken where a search does not find its DOI. ``unasked`` is why it could not
    be asked for by place: where it stays open that is the reason, for the next run may find it.
    ``rivals`` are works that fit equally well by place, so that none of them is taken.
    """

    citation: Citation
    printed: PrintedReference
    as_printed: Work
    readings: list[Doi]
    by_hand: bool = False
    without_doi: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    work: Work | None = None
    method: Method = Method.DEPOSITED_DOI
    source: str = ""
    score: float | None = None
    reason: Reason | None = None
    nearest: Nearest | None = None
    unknown: list[Doi] = field(default_factory=list)
    doubt: Judgement | None = None
    refused: set[Doi | None] = field(default_factory=set)
    kept: tuple[str, Match] | None = None
    unasked: Reason | None = None
    rivals: tuple[Work, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is use in trying further."""
        return self.work is None and self.reason not in NOT_ASKED and not self.without_doi

    def rejection_of(self, *dois: Doi) -> Rejection | None:
        """A person's word that the reference does not mean one of these DOIs."""
        return next((each for each in self.citation.rejected if each.doi in dois), None)

    def reject(self, doi: Doi, rejection: Rejection, method: Method) -> None:
        """Leave a DOI or the work behind it, since a person rejected it."""
        self.attempts.append(Attempt(PERSON, method, REJECTED, f"{doi}: {rejection}"))
        self.reason = self.reason or Reason.REJECTED

    def note(self, source: str, method: str, answer: LookupResult, doi: Doi) -> None:
        """Keep on record what a source said of a DOI."""
        detail = f"{doi}: {answer.detail}" if answer.detail else str(doi)
        self.attempts.append(Attempt(source, method, answer.outcome, detail))

    def take(self, work: Work, method: Method, source: str, score: float | None = None) -> None:
        """The reference means this work."""
        self.work, self.method, self.source, self.score = work, method, source, score
        self.reason = self.nearest = None

    def settle(self) -> None:
        """After a search: take the work without a DOI where no other was found."""
        if self.work is None and self.kept:
            source, match = self.kept
            self.take(match.work, Method.SEARCH, source, match.score)
        elif self.work is None and self.unasked and self.reason not in NOT_ASKED:
            self.reason = self.unasked


def tracks_of(listing: Listing) -> Iterable[Track]:
    """One for each listed reference, in list order."""
    for listed in listing.references:
        printed = listed.printed
        citation = Citation(listing.list_id, listed.reference)
        track = Track(citation, printed, listed.work, list(printed.dois))
        if printed.doi_text and not printed.dois:
            text, outcome = printed.doi_text, "several" if printed.alternatives else "unreadable"
            track.attempts.append(Attempt("deposit", Method.DEPOSITED_DOI, outcome, text))
        yield track


def attempt_of(decision: Decision) -> Attempt:
    """A person's decision as it stands on record; ``decisions_of`` reads it there."""
    outcome = DECIDED if decision.doi else WithoutDoi.state
    return Attempt(PERSON, Method.BY_HAND, outcome, str(decision.doi or ""))


def not_rejected(track: Track, works: Sequence[Work], method: Method) -> list[Work]:
    """The works that no person rejected; of the others those are told that would be taken alone."""
    left = []
    for work in works:
        rejection = track.rejection_of(*work.dois)
        if rejection is None:
            left.append(work)
        elif isinstance(choose(track.printed, [work]), Match):
            track.reject(rejection.doi, rejection, method)
    return left


class Watched:
    """Who watches is told of each line, once there is no more to be tried."""

    def __init__(self, tracks: Sequence[Track], watch: Watch) -> None:
        self._watch = watch
        self._told = set[int]()
        if watch is not no_watch:
            watch([entry_of(track) for track in tracks], False)

    def of(self, tracks: Sequence[Track]) -> None:
        """Tell of those that are through, where nobody was told of them."""
        self._told.difference_update(id(track) for track in tracks if track.is_open)
        self.all_of([track for track in tracks if not track.is_open])

    def all_of(self, tracks: Sequence[Track]) -> None:
        """Tell of all of them, where nobody was told."""
        new = [track for track in tracks if id(track) not in self._told]
        self._told.update(map(id, new))
        if new and self._watch is not no_watch:
            self._watch([entry_of(track) for track in new], True)


def put_each(
    waiting: dict[Key, list[Track]],
    ask: Callable[[Sequence[Key], Told[Key, Result]], Mapping[Key, Result]],
    put: Callable[[Track, Key, Result], None],
    progress: Progress,
    told: Callable[[Sequence[Track]], None],
) -> None:
    """Ask for all that tracks wait for, and give each its answer as soon as that comes."""

    def take(answers: Mapping[Key, Result]) -> None:
        for key, answer in answers.items():
            tracks = waiting.pop(key, [])
            for track in tracks:
                put(track, key, answer)
            told(tracks)

    def tell(answers: Mapping[Key, Result]) -> None:
        take(answers)
        progress(len(answers))

    take(ask(list(waiting), tell))


def counting(progress: Progress) -> Told[Any, Any]:
    """Progress by the number of answers."""
    return lambda answers: progress(len(answers))


def entry_of(track: Track) -> Entry:
    """The reference as it stands: with its work, or as printed and with a reason."""
    attempts = tuple(track.attempts)
    if track.work is not None:
        resolved = Resolved(track.method, track.source, attempts, track.score)
        return Entry("", track.work, resolved, (track.citation,))
    if track.without_doi:
        return Entry("", without_dois(track.as_printed), WithoutDoi(attempts), (track.citation,))
    reason = track.reason or Reason.NO_IDENTIFIER
    rejected = [each.doi for each in track.citation.rejected]
    printed = without_dois(track.as_printed, rejected) if rejected else track.as_printed
    return Entry("", printed, Unresolved(reason, attempts, track.nearest), (track.citation,))


def without_dois(work: Work, denied: Sequence[Doi] | None = None) -> Work:
    """What a line says, without DOIs that a person says are not its own; None says any.

    A list of a service that knows works, and not only what is printed, has a DOI in each.
    """
    left = tuple(doi for doi in work.dois if denied is not None and doi not in denied)
    return replace(work, doi=left[0] if left else None, other_dois=left[1:])
