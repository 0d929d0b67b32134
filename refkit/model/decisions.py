"""What a person decided about a listed reference."""

from __future__ import annotations

from collections.abc import Iterator

from refkit.model.bibliography import Bibliography, Citation, Decision, Entry
from refkit.model.identifiers import Doi
from refkit.model.resolution import Method, Resolved, Unresolved, WithoutDoi

__all__ = ["DECIDED", "PERSON", "Decision", "decisions_of"]

PERSON, DECIDED = "person", "decided"
"""Source and outcome of the attempt that records a decision; its detail is the DOI, if any."""


def decisions_of(bibliography: Bibliography) -> tuple[Decision, ...]:
    """The decisions in a bibliography: carried out, only said (DOI not found yet), or put by."""
    standing = (
        Decision(citation.review, citation.reference.deposited, doi)
        for entry in bibliography.entries
        for citation in entry.citations
        for doi in _decided(entry, citation)
    )
    return (*standing, *bibliography.decisions)


def _decided(entry: Entry, citation: Citation) -> Iterator[Doi | None]:
    if isinstance(entry.resolution, Resolved):
        if entry.method_of(citation) is Method.BY_HAND:
            yield entry.work.doi
    elif isinstance(entry.resolution, WithoutDoi):
        yield None
    elif isinstance(entry.resolution, Unresolved):
        # The DOI that a person named and that could not be looked up yet; the last word counts.
        words = [each for each in entry.resolution.attempts if each.source == PERSON]
        for said in words[-1:]:
            yield Doi.parse(said.detail)
