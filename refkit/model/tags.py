"""Tags, and the words that earned them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The words in a work that speak for a label.

    ``start`` and ``end`` count characters in the plain text of ``field``; ``quote`` is what
    stands there; ``rule`` is the id of the taxonomy's rule that matched.
    """

    field: str
    start: int
    end: int
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A label of a facet, with the evidence for it; there is no tag without evidence."""

    facet: str
    label: str
    name: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A label that words of a work speak for and that was not given; ``reason`` says why."""

    facet: str
    label: str
    name: str
    evidence: Evidence
    reason: str
