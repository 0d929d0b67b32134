"""What a taxonomy is made of: labels, the rules that give them, and the scopes that take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from refkit.tagging.fields import RUNNING_TEXT
from refkit.tagging.patterns import Phrase

AGENT, STEM = "agent", "stem"

SOURCE, GENERAL_KNOWLEDGE = "source", "general knowledge"
"""What stands behind the labels of an agent: a source that was read, or what is known anyway."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a facet. ``examples`` are titles that earn it, ``counter_examples`` do not.

    ``same_as`` are ids of the same thing elsewhere: ``MeSH:D000076962``.
    """

    facet: str
    id: str
    name: str
    parents: tuple[str, ...] = ()
    definition: str = ""
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Facet and id: what rules give."""
        return self.facet, self.id


@dataclass(frozen=True, slots=True)
class Agent:
    """A drug or product: its names, and where it was read what it is.

    ``inn`` is its international nonproprietary name, ``also`` are phrases of other spellings.
    ``reference`` says where its labels were read and ``checked`` when, ``status`` is SOURCE or the
    mark GENERAL_KNOWLEDGE; without either nothing is said of that. ``where`` is its place: a row
    of a table, or a table of the TOML.
    """

    name: str
    where: str = field(compare=False)
    inn: str = ""
    codes: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    reference: str = ""
    checked: str = ""
    status: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Gives labels where one of ``any`` stands in a title.

    One of ``requires`` must stand anywhere in the title as well, none of ``unless`` may; a place
    that overlaps one of ``but_not`` does not count, nor one that overlaps none of ``within``, where
    there are such. ``kind`` is "agent", "stem" or empty.
    ``earned_by`` are labels that earn these as well, by their own evidence. ``present`` and
    ``absent`` are labels too: one of the former must be given, none of the latter may. All three
    hold what implies the labels that are named. ``exact`` says that its words name one thing that
    has no label of its own, so that no lesser field makes them more exact.
    ``fields`` are the parts of a work in which the rule speaks. ``is_free`` tells that all its
    places count, whatever stands beside them. ``agent`` is the drug or product that a rule of
    that kind is about.
    """

    id: str
    gives: tuple[tuple[str, str], ...]
    any: Sequence[Phrase]
    requires: Sequence[Phrase] = ()
    unless: Sequence[Phrase] = ()
    but_not: Sequence[Phrase] = ()
    within: Sequence[Phrase] = ()
    earned_by: frozenset[tuple[str, str]] = frozenset()
    present: frozenset[tuple[str, str]] = frozenset()
    absent: frozenset[tuple[str, str]] = frozenset()
    not_in_capitals: bool = False
    exact: bool = False
    kind: str = ""
    fields: tuple[str, ...] = RUNNING_TEXT
    agent: Agent | None = None
    is_free: bool = field(init=False)

    def __post_init__(self) -> None:
        asks = self.requires or self.unless or self.but_not or self.within or self.not_in_capitals
        object.__setattr__(self, "is_free", not asks)


@dataclass(frozen=True, slots=True)
class Scope:
    """Words that take labels away: what they cover is said to be absent, past or left behind.

    ``covers`` is "after" (up to a stop or the end of the clause), "before" (the words directly
    before), "sentence" or "inside". ``labels`` are the only ones that it takes, where there are
    such. ``only_beside`` names a facet: then the scope counts only where a label of that facet
    stands before it that neither implies nor is implied by those within it.
    """

    id: str
    cues: Sequence[Phrase]
    covers: str
    facets: tuple[str, ...]
    labels: frozenset[tuple[str, str]] = frozenset()
    fields: tuple[str, ...] = RUNNING_TEXT
    stops: Sequence[Phrase] = ()
    but_not: Sequence[Phrase] = ()
    unless: Sequence[Phrase] = ()
    only_beside: str = ""


@dataclass(frozen=True, slots=True)
class BeyondTitle:
    """What a taxonomy asks of labels that only fields beyond the title say.

    ``beside`` has facets whose labels need one of these beside them; ``adding`` are facets in which
    such a field may add a label of the kind that the title says, by words that tell what the work
    is; ``strategies`` are labels of a title that leave room for others of their facet.
    """

    beside: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    adding: frozenset[str] = frozenset()
    strategies: frozenset[tuple[str, str]] = frozenset()


class Signal(StrEnum):
    """What a doubt goes by."""

    WORDS = "words"  # phrases in the title
    CODE = "code"  # letters and digits as in the name of a drug in development
    LABELS = "labels"  # labels that are given together, or without others
    SCOPE = "scope"  # a scope took a label away, and none of its facet is left
    SILENCED = "silenced"  # other words took a label away, and none of its facet is left
    ALONE = "alone"  # words that need others stand without, and no label of facet is left
    COMPANY = "company"  # a label is given for words that need others beside them
    STEM = "stem"  # a label is given for the ending of a name alone
    FIELD = "field"  # a label is given for words of a lesser field alone


@dataclass(frozen=True, slots=True)
class DoubtRule:
    """Speaks for a look at the labels of an entry; ``says`` is the reason.

    ``weight`` is how much it says: an entry whose reasons weigh 1 or more together is marked.

    ``facet`` is the one whose labels a signal is about; with words: their place does not count
    where it is evidence of that facet. ``present``, ``absent`` are facets or facet/label: one of
    the former must be given with all it implies, none of the latter may. ``several`` is a facet
    that must have two labels for different words.
    """

    id: str
    says: str
    signal: Signal
    weight: float = 1
    facet: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    several: str = ""
    any: Sequence[Phrase] = ()
    requires: Sequence[Phrase] = ()
    unless: Sequence[Phrase] = ()
    but_not: Sequence[Phrase] = ()
