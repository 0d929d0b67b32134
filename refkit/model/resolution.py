"""How a reference came to its work, or why it did not."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

SUSPECT = "suspect"
"""The outcome of an attempt whose DOI leads to another work: its detail is the DOI, the title of
that work, and what disagrees."""
COMPLETING = "completing"
"""The method of an attempt to add what is missing of a work that was found."""
DOUBTFUL = "doubtful"
"""The outcome of an attempt whose DOI was taken though something disagrees: the DOI, and what."""
REJECTED = "rejected"
"""The outcome of an attempt that was not made or not taken, since a person said that the reference
does not mean this DOI: the DOI, and who said so when."""


class Method(StrEnum):
    """The way by which a reference was resolved."""

    DEPOSITED_DOI = "deposited-doi"
    SEARCH = "search"
    OTHER_AGENCY = "other-agency"
    PUBMED_NUMBER = "pubmed-number"
    BY_HAND = "by-hand"


class Reason(StrEnum):
    """Why a reference is unresolved. Each is a final state of this run, none an error."""

    NO_IDENTIFIER = "no-identifier"
    NO_MATCH = "no-match"
    AMBIGUOUS = "ambiguous"
    UNKNOWN_DOI = "unknown-doi"
    SUSPECT_DOI = "suspect-doi"
    REJECTED = "rejected"
    SOURCE_FAILED = "source-failed"
    OFFLINE = "offline"

    @property
    def sentence(self) -> str:
        """The reason in words that stand in an export."""
        return _SENTENCES[self]


NOT_ASKED = frozenset({Reason.SOURCE_FAILED, Reason.OFFLINE})
"""Reasons that may be gone tomorrow: nobody could be asked."""

_NO_OTHER = "and no other work that was found fits its words"
_SENTENCES = {
    Reason.NO_IDENTIFIER: "no usable DOI was deposited with the reference, nor words to search by",
    Reason.NO_MATCH: "no usable DOI was deposited, and no work that was found fits its words",
    Reason.AMBIGUOUS: "no usable DOI was deposited, and several works fit its words equally well",
    Reason.UNKNOWN_DOI: "the deposited DOI is not known, and no work that was found fits its words",
    Reason.SUSPECT_DOI: "the deposited DOI leads to another work than the one that is printed",
    Reason.REJECTED: f"a person rejected what was found, {_NO_OTHER}",
    Reason.SOURCE_FAILED: "the source could not be asked; run the same command again",
    Reason.OFFLINE: "offline, and it was never looked up or searched for before",
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question asked for a reference: of whom, how, what came of it.

    ``score`` is how well the best answer fits the reference's own words, from 0 to 1; None where
    nothing was compared.
    """

    source: str
    method: str
    outcome: str
    detail: str = ""
    score: float | None = None

    def __str__(self) -> str:
        score = "" if self.score is None else f" ({self.score:.2f})"
        return f"{self.source}, {self.method}: {self.outcome}{score}"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The work that came closest without being taken, for a person to judge."""

    doi: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """The reference means this work, by this method, as this source says."""

    state: ClassVar[str] = "resolved"
    method: Method
    source: str
    attempts: tuple[Attempt, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The reference stays as printed, for this reason."""

    state: ClassVar[str] = "unresolved"
    reason: Reason
    attempts: tuple[Attempt, ...] = ()
    nearest: Nearest | None = None

    @property
    def sentence(self) -> str:
        """The reason in words that stand in an export, and what was rejected by whom."""
        # One that was deposited, and that the search found again, is told once.
        parts = (each.partition(": ") for each in dict.fromkeys(details(self, REJECTED)))
        told = "; ".join(f"{doi} was {words}" for doi, _, words in parts)
        if not told:
            return self.reason.sentence
        is_why = self.reason is Reason.REJECTED
        return f"{told}, {_NO_OTHER}" if is_why else f"{self.reason.sentence}; {told}"


@dataclass(frozen=True, slots=True)
class WithoutDoi:
    """A person found that there is no DOI: the reference stays as printed, and nothing is left."""

    state: ClassVar[str] = "without-doi"
    words: ClassVar[str] = "without a DOI (decided)"
    sentence: ClassVar[str] = "a person found that there is no DOI"
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """The entry came from a user's own library file; no source was asked.

    ``source`` is the file's format. ``kept`` holds its fields that have no place in a work, by
    name, verbatim, in their order: ``file``, ``owner``. ``has_key`` says whether it stands under a
    key there; one that refkit made is the entry's own as soon as it is saved.
    """

    state: ClassVar[str] = "imported"
    source: str
    kept: tuple[tuple[str, str], ...] = ()
    has_key: bool = field(default=True, compare=False)


Resolution = Resolved | Unresolved | WithoutDoi | Imported
AsPrinted = Unresolved | WithoutDoi
"""No source says what the work is: it holds what was printed, and no DOI of it is believed."""


def attempts_of(resolution: Resolution) -> tuple[Attempt, ...]:
    """What was asked, of whom; nothing for an entry of a user's own library."""
    return () if isinstance(resolution, Imported) else resolution.attempts


def is_decided(resolution: Resolution) -> bool:
    """Whether it is as a person decided, which silences every doubt."""
    by_hand = isinstance(resolution, Resolved) and resolution.method is Method.BY_HAND
    return by_hand or isinstance(resolution, WithoutDoi)


def details(resolution: Resolution, outcome: str) -> tuple[str, ...]:
    """The details of the attempts that had this outcome."""
    attempts: tuple[Attempt, ...] = getattr(resolution, "attempts", ())
    return tuple(attempt.detail for attempt in attempts if attempt.outcome == outcome)


_UNASKED = frozenset({"failed", "not-remembered"})


def unasked(resolution: Unresolved) -> Attempt | None:
    """The attempt that could not be made, the last of several; else the last that was made."""
    tried = resolution.attempts
    return next((each for each in reversed(tried) if each.outcome in _UNASKED), (*tried, None)[-1])


def doubts(resolution: Resolution) -> tuple[str, ...]:
    """Sentences on DOIs that are not believed, or not wholly, with what a search then found.

    There are none where a person decided.
    """
    if is_decided(resolution):
        return ()
    wrong = details(resolution, SUSPECT)
    ways = [_SUSPICION.format(each, _search(resolution)) for each in wrong]
    return (*ways, *(f"its DOI is doubtful ({each})" for each in details(resolution, DOUBTFUL)))


_SUSPICION = "the deposited DOI leads to another work ({}); {}"


def _search(resolution: Resolution) -> str:
    """What came of searching instead of a DOI that is suspect."""
    attempts: tuple[Attempt, ...] = getattr(resolution, "attempts", ())
    searches = [each for each in attempts if each.method == Method.SEARCH]
    if not searches:
        taken = isinstance(resolution, Resolved)
        return "another DOI was taken" if taken else "there was nothing to search by"
    last = next((each for each in reversed(searches) if each.outcome == "found"), searches[-1])
    if last.outcome == "found":
        return f"a search found {last.detail.partition(': ')[0]}"
    failed = last.outcome in _UNASKED
    return "it could not be searched for" if failed else "a search found nothing that fits"


def in_words(resolution: Resolution) -> str:
    """How a reference stands, for people: ``unresolved: no-match``."""
    if isinstance(resolution, Unresolved):
        return f"{resolution.state}: {resolution.reason.value}"
    return resolution.words if isinstance(resolution, WithoutDoi) else resolution.state
