"""What a person decided about a listed reference."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi
from refkit.model.resolution import Method, Resolved


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
    """The decisions that stand in a bibliography."""
    return tuple(
        Decision(citation.review, citation.reference.deposited, _doi(entry))
        for entry in bibliography.entries
        for citation in entry.citations
        if entry.method_of(citation) is Method.BY_HAND
    )


def _doi(entry: Entry) -> Doi | None:
    return entry.work.doi if isinstance(entry.resolution, Resolved) else None
