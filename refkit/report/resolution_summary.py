"""The account in full: how each listed reference came to its work, or why it did not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.resolution import Imported, Method, Reason, Resolved, Unresolved, WithoutDoi
from refkit.report.labels import review_names

_Ending = Method | Reason | str

_WORDS: dict[_Ending, str] = {
    Method.DEPOSITED_DOI: "by the deposited DOI",
    Method.OTHER_AGENCY: "by the deposited DOI, registered elsewhere than at Crossref",
    Method.PUBMED_NUMBER: "by the PubMed number that is printed",
    Method.SEARCH: "found by search",
    Method.BY_HAND: "by a DOI that a person named",
}
_WHY_NOT: dict[_Ending, str] = {
    WithoutDoi.state: WithoutDoi.sentence,
    **{reason: reason.sentence for reason in Reason},
    Imported.state: "not looked up",
}


@dataclass(frozen=True, slots=True)
class ResolutionCount:
    """One way in which references ended; ``counts`` has a number for each review."""

    state: str
    words: str
    counts: tuple[int, ...]

    @property
    def is_resolved(self) -> bool:
        """Whether the references came to a work."""
        return self.state == Resolved.state

    @property
    def total(self) -> int:
        """How many lines of all lists."""
        return sum(self.counts)


def resolution_counts(bibliography: Bibliography) -> tuple[ResolutionCount, ...]:
    """The ways that there are, resolved ones first; together they are all listed references."""
    reviews = review_names(bibliography)
    counted = Counter(
        (_ending(entry, line), line.review)
        for entry in bibliography.entries
        for line in entry.citations
    )
    rows = (
        ResolutionCount(_state(ending), words, tuple(counted[ending, review] for review in reviews))
        for ending, words in (_WORDS | _WHY_NOT).items()
    )
    return tuple(row for row in rows if row.total)


def listed_counts(bibliography: Bibliography) -> dict[str, int]:
    """How many references each review lists, by its short name."""
    counted = Counter(line.review for entry in bibliography.entries for line in entry.citations)
    return {name: counted[doi] for doi, name in review_names(bibliography).items()}


def _state(ending: _Ending) -> str:
    if ending in _WORDS:
        return Resolved.state
    return Unresolved.state if ending in set(Reason) else str(ending)


def _ending(entry: Entry, line: Citation) -> _Ending:
    resolution = entry.resolution
    if isinstance(resolution, Resolved):
        return line.method or resolution.method
    return resolution.reason if isinstance(resolution, Unresolved) else resolution.state
