"""What a person decided about a listed reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.identifiers import Doi
from refkit.model.resolution import Method, Resolved, Unresolved

PERSON, DECIDED, NONE_EXISTS = "person", "decided", "none-exists"
"""Source and outcomes of the attempt that records a decision; its detail is the DOI."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one reference: this DOI is it, or (None) there is no DOI.

    It holds for the reference as it was deposited, wherever in the review's list it stands then.
    """

    review: Doi
    deposited: tuple[tuple[str, str], ...]
    doi: Doi | None

    @property
    def about(self) -> tuple[Doi, tuple[tuple[str, str], ...]]:
        """Which reference of which review."""
        return self.review, self.deposited


def decisions_of(bibliography: Bibliography) -> tuple[Decision, ...]:
    """The decisions that stand in a bibliography, carried out or (DOI not found yet) only said."""
    return tuple(
        Decision(citation.review, citation.reference.deposited, doi)
        for entry in bibliography.entries
        for citation in entry.citations
        for doi in _decided(entry, citation)
    )


def _decided(entry: Entry, citation: Citation) -> Iterator[Doi | None]:
    if isinstance(entry.resolution, Resolved):
        if entry.method_of(citation) is Method.BY_HAND:
            yield entry.work.doi
    elif isinstance(entry.resolution, Unresolved):
        # The last word counts: a person may have thought again.
        words = [each for each in entry.resolution.attempts if each.source == PERSON]
        for said in words[-1:]:
            yield None if said.outcome == NONE_EXISTS else Doi.parse(said.detail)
