"""Tags, and the words that earned them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PERSON = "person"
"""The field of an evidence that is a person's word; its quote is who said it."""


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The words in a work that speak for a label, or a person's word.

    ``start`` and ``end`` count characters in the plain text of ``field``; ``quote`` is what
    stands there; ``rule`` is the id of the taxonomy's rule that matched. Where a person decided
    ``field`` is PERSON, ``quote`` is who, and there is no rule.
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

    @property
    def is_decided(self) -> bool:
        """Whether a person said that it holds."""
        return any(each.field == PERSON for each in self.evidence)


class LabelVerdict(StrEnum):
    """What a person says of a label."""

    ADD = "add"
    REMOVE = "remove"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, order=True)
class LabelDecision:
    """A person's word on a label of a work; it stands before what the rules say.

    ``by`` is who decided, ``note`` why. A label that is added or confirmed holds, one that is
    removed does not, nor what is below it. Without a ``label`` a confirmation is of the whole
    facet: it has the labels that are decided, and no others.
    """

    facet: str
    label: str
    decision: LabelVerdict
    by: str
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Facet and label."""
        return self.facet, self.label

    @property
    def holds(self) -> bool:
        """Whether it says that the label holds."""
        return bool(self.label) and self.decision is not LabelVerdict.REMOVE

    @property
    def is_of_facet(self) -> bool:
        """Whether it says that a facet has no further label."""
        return not self.label


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
    PERSON = "person"  # somebody decided that it does not hold


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
    """Why a person should look at the labels of an entry: the signal's id, and words for it.

    ``weight`` says how much it speaks for a look; entries are shown in the order of its sum.
    """

    signal: str
    reason: str
    weight: float = 1


def weight_of(doubts: Iterable[LabelDoubt]) -> float:
    """How much some reasons say together: the entries with the most should be looked at first."""
    return round(sum(each.weight for each in doubts), 6)
