"""The numbers that the report shows: how each listed reference ended, and all for machines."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.resolution import Imported, Method, Reason, Resolved, Unresolved, WithoutDoi
from refkit.report.counts import matrices
from refkit.report.labels import is_preprint, review_names

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


def report_numbers(bibliography: Bibliography) -> dict[str, Any]:
    """The account, the reviews, the ways in which references ended, and every matrix in full."""
    counts = listed_counts(bibliography)
    announced: dict[str, int] = {}
    for row in bibliography.lists:  # of works that cite one each source announces its own number
        announced[row.review] = max(row.announced, announced.get(row.review, 0))
    return {
        "account": asdict(bibliography.account),
        "works": len(bibliography.entries),
        "retracted": sum(entry.work.is_retracted for entry in bibliography.entries),
        "preprints": sum(is_preprint(entry.work) for entry in bibliography.entries),
        "reviews": [
            {
                "doi": str(doi),
                "name": name,
                "listed": counts[name],
                "announced": announced.get(str(doi)),
            }
            for doi, name in review_names(bibliography).items()
        ],
        "ways": [
            {
                "words": way.words,
                "state": way.state,
                "resolved": way.is_resolved,
                "counts": way.counts,
            }
            for way in resolution_counts(bibliography)
        ],
        "matrices": [
            asdict(matrix) | {"kind": matrix.kind.value} for matrix in matrices(bibliography)
        ],
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
