"""Take the work that the reference's own words confirm, or say why none is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from refkit.matching.query import parts
from refkit.matching.score import Fit, fit
from refkit.matching.title import Agreement
from refkit.matching.work_types import why_not_this_type
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import NO_CONTAINER, Work, WorkType

# Tuned on the even half of the gold: see docs/decisions/0004-matching.md.
ACCEPT = 0.8
HALF = 0.5
# What the better of two has to have more: a year that is not one off, or a title that is letter by
# letter closer.
CLEAR_SUPPORT = 0.5
CLEAR_LIKENESS = 0.02

_BOOKS = {WorkType.BOOK, WorkType.REPORT, WorkType.THESIS}


class NoMatchReason(StrEnum):
    """Why no work was taken."""

    NOTHING_FOUND = "nothing-found"
    NOT_CLOSE = "not-close"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Match:
    """A work, how well it fits from 0 to 1, and which parts say so."""

    work: Work
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Why no work was taken, and the one that came closest."""

    reason: NoMatchReason
    nearest: Match | None = None


@dataclass(frozen=True, slots=True)
class _Judged:
    work: Work
    fit: Fit
    barred: str

    @property
    def rank(self) -> tuple[float, float, float]:
        return (self.fit.score, self.fit.support, self.fit.likeness.ratio)

    @property
    def is_close(self) -> bool:
        return not self.barred and self.fit.score >= ACCEPT and _is_known(self.work, self.fit)

    def match(self) -> Match:
        why = f"{self.barred}; {self.fit.why}" if self.barred else self.fit.why
        return Match(self.work, round(self.fit.score, 3), why)


def choose(printed: PrintedReference, candidates: Sequence[Work]) -> Match | NoMatch:
    """Judge what a search gave, in the order it gave it; a tie is no match."""
    judged = [_judge(printed, work) for work in _once(candidates)]
    if not judged:
        return NoMatch(NoMatchReason.NOTHING_FOUND)
    close = sorted((one for one in judged if one.is_close), key=lambda one: one.rank, reverse=True)
    if not close or len(parts(printed.text)) > 1:
        return NoMatch(NoMatchReason.NOT_CLOSE, _nearest(judged).match())
    if any(not _is_clear(close[0], other) for other in close[1:]) or _has_twin(close[0], judged):
        return NoMatch(NoMatchReason.AMBIGUOUS, close[0].match())
    return close[0].match()


def _nearest(judged: Sequence[_Judged]) -> _Judged:
    """The one to look at first: what cannot be meant comes after what half fits."""
    return max(judged, key=lambda one: (not one.barred and one.fit.score > HALF, one.rank))


def _judge(printed: PrintedReference, work: Work) -> _Judged:
    found = fit(printed, work)
    return _Judged(work, found, why_not_this_type(printed, work, found))


def _once(candidates: Sequence[Work]) -> list[Work]:
    """The candidates without repetitions of one DOI."""
    first: dict[str, Work] = {}
    for place, work in enumerate(candidates):
        first.setdefault(work.doi.value if work.doi else f"#{place}", work)
    return list(first.values())


def _is_known(work: Work, fit: Fit) -> bool:
    """Whether what agrees can single out one work: a title, or a page of a container.

    A title that is only near needs a volume or a page beside it; books have none, so their year has
    to agree. Where another word or number stands in it, everything else has to agree. A work of
    another year is another edition, unless its volume says that the year is a misprint; of the year
    before or after and by another first author it is another work, unless its place says so.
    """
    if fit.year is Agreement.DISAGREE and fit.volume is not Agreement.AGREE:
        return False
    if fit.author is fit.year is Agreement.NEAR and Agreement.AGREE not in {fit.volume, fit.pages}:
        return False
    if fit.title is Agreement.SILENT:
        return fit.pages is Agreement.AGREE and fit.container is Agreement.AGREE
    if fit.title is not Agreement.NEAR:
        return fit.title is Agreement.AGREE
    if fit.likeness.other_word or fit.likeness.other_number:
        return _is_placed(work, fit)
    placed = Agreement.AGREE in {fit.volume, fit.pages}
    return placed or (work.type in _BOOKS and fit.year is Agreement.AGREE)


def _is_placed(work: Work, fit: Fit) -> bool:
    """Whether author, year, container, volume and first page agree, as far as the work has them."""
    agreements = {fit.year, fit.pages}
    agreements.add(fit.author if work.creators else Agreement.AGREE)
    agreements.add(fit.volume if work.volume else Agreement.AGREE)
    agreements.add(fit.container if work.container != NO_CONTAINER else Agreement.AGREE)
    return agreements == {Agreement.AGREE}


def _has_twin(best: _Judged, judged: Sequence[_Judged]) -> bool:
    """Whether the place says one work and the words of the title say another."""
    return best.fit.title is Agreement.NEAR and any(
        not other.barred and {other.fit.title, other.fit.author} == {Agreement.AGREE}
        for other in judged
    )


def _is_clear(best: _Judged, other: _Judged) -> bool:
    more = best.fit.support - other.fit.support
    closer = best.fit.likeness.ratio - other.fit.likeness.ratio
    return more >= CLEAR_SUPPORT or (more >= 0 and closer >= CLEAR_LIKENESS)
