"""Searches for listed lines by where they stand, many in a request, and judges what is found.

What a source gives for a place is a candidate and no more: it knows works by journal, volume and
page, and gives one of another author as readily. The line's own words decide, as of any search;
then the DOI is looked up, so that a work is the same record however it was found, and a DOI that
stands with the wrong record is not believed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from refkit.matching.choose import Match, NoMatch, NoMatchReason
from refkit.matching.decide import is_another_work
from refkit.matching.merge_works import fill
from refkit.model.identifiers import Doi
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import PrintedPlace
from refkit.model.resolution import COMPLETING, Attempt, Method
from refkit.model.work import Work
from refkit.sources.base import Lookup, LookupResult, Outcome, PlaceSearchable, SearchResult, Told

Fitting = Callable[[Sequence[Work]], Match | NoMatch]
"""Takes the work that a line's own words confirm."""


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """What came of a line: what was tried, and the work that its words confirm.

    Where there is none ``result`` says why: nothing fits, or it could not be asked for. ``rivals``
    are works that fit equally well: what a search finds has to be better than they are.
    """

    attempts: tuple[Attempt, ...]
    result: Match | NoMatch | Outcome
    rivals: tuple[Work, ...] = ()


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A listed line, where its work stands, and what judges a work by all that it prints."""

    place: PrintedPlace
    printed: PrintedReference
    fits: Fitting


def search_by_place(
    lines: Sequence[PlacedLine],
    source: PlaceSearchable,
    first: Lookup,
    counted: Told[PrintedPlace, SearchResult],
) -> list[PlaceFinding]:
    """A finding for each line, in their order.

    ``first`` is asked for the DOIs that were found: a work is its record, with what ``source``
    adds; where it has none the record is the source's own.
    """
    answers = source.search_places(list(dict.fromkeys(line.place for line in lines)), counted)
    found = [_judged(answers[line.place], line.fits, source.name) for line in lines]
    dois = [doi for each in found if (doi := _doi_of(each))]
    known = first.lookup(list(dict.fromkeys(dois))) if dois else {}
    return [
        _looked_up(each, line.printed, doi, known[doi], source.name, first.name)
        if (doi := _doi_of(each))
        else each
        for each, line in zip(found, lines, strict=True)
    ]


def name_of(work: Work) -> str:
    """What a work is called in an attempt: its DOI, else its number at PubMed."""
    return str(work.doi) if work.doi or not work.pmid else f"PMID {work.pmid}"


def _doi_of(finding: PlaceFinding) -> Doi | None:
    return finding.result.work.doi if isinstance(finding.result, Match) else None


def _judged(answer: SearchResult, fits: Fitting, source: str) -> PlaceFinding:
    if answer.outcome is not Outcome.FOUND:
        attempt = Attempt(source, Method.SEARCH, answer.outcome, answer.detail)
        return PlaceFinding((attempt,), answer.outcome)
    if answer.is_ambiguous:
        return _miss(NoMatch(NoMatchReason.AMBIGUOUS), source, answer.detail)
    result = fits(answer.works)
    if isinstance(result, NoMatch):
        is_tie = result.reason is NoMatchReason.AMBIGUOUS
        rivals = tuple(work for work in answer.works if is_tie and work.doi)
        return replace(_miss(result, source, answer.detail), rivals=rivals)
    detail = f"{name_of(result.work)}: {result.why}"
    attempt = Attempt(source, Method.SEARCH, Outcome.FOUND, detail, result.score)
    return PlaceFinding((attempt,), result)


def _miss(miss: NoMatch, source: str, why: str) -> PlaceFinding:
    near = miss.nearest
    detail = f"{name_of(near.work)}: {near.why}" if near else why
    score = near.score if near else None
    return PlaceFinding((Attempt(source, Method.SEARCH, miss.reason.value, detail, score),), miss)


def _looked_up(
    finding: PlaceFinding,
    printed: PrintedReference,
    doi: Doi,
    answer: LookupResult,
    source: str,
    first: str,
) -> PlaceFinding:
    """The finding with the record that ``first`` has under its DOI, if it is of the same work."""
    assert isinstance(finding.result, Match)  # noqa: S101 (it has a DOI)
    match, (attempt,) = finding.result, finding.attempts
    if answer.work is None:
        tried = () if answer.outcome is Outcome.UNKNOWN else (_untold(doi, answer, first),)
        return replace(finding, attempts=(attempt, *tried))
    judged = is_another_work(printed, answer.work)
    if judged.is_another:
        title = answer.work.title.plain or "without a title"
        why = f"{attempt.detail}; but {first} has another work under this DOI ({title})"
        miss = NoMatch(NoMatchReason.NOT_CLOSE)
        return PlaceFinding((replace(attempt, outcome=miss.reason.value, detail=why),), miss)
    work = fill(answer.work, match.work, source)
    return replace(finding, result=replace(match, work=work))


def _untold(doi: Doi, answer: LookupResult, first: str) -> Attempt:
    detail = f"{doi}: {answer.detail}" if answer.detail else str(doi)
    return Attempt(first, COMPLETING, answer.outcome, detail)
