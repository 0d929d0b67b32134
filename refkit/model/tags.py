"""Tags, and the words that earned them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


class Against(StrEnum):
    """What kind of thing takes a label away."""

    NOTHING = ""
    SCOPE = "scope"  # words such as "without" that cover it
    ALONE = "alone"  # words that have to stand in the same text do not
    TEXT = "text"  # other words of the same text
    PLACE = "place"  # its words are part of longer ones that say something else
    AGENT = "agent"  # a drug that is known by name stands there
    FIELD = "field"  # a weightier field says otherwise
    EXACT = "exact"  # another label says it more exactly


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A label that words of a work speak for and that was not given; ``reason`` says why.

    ``against`` is the kind of the reason.
    """

    facet: str
    label: str
    name: str
    evidence: Evidence
    reason: str
    against: Against


@dataclass(frozen=True, slots=True, order=True)
class LabelDoubt:
    """Why a person should look at the labels of an entry: the signal's id, and words for it."""

    signal: str
    reason: str
