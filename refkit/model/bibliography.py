"""A bibliography: reviews, what they list, how it was made, and the account of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from refkit.model.identifiers import Doi, ListId
from refkit.model.list_ids import CITING, CitingList, id_of_head
from refkit.model.reference import Reference
from refkit.model.resolution import Imported, Method, Resolution, Resolved, WithoutDoi
from refkit.model.tags import LabelDecision, LabelDoubt, Tag, weight_of
from refkit.model.work import Work
from refkit.text.plural import count_noun


@dataclass(frozen=True, slots=True)
class Citation:
    """One line of one list: of which review, and the reference as deposited there.

    ``review`` is the review's DOI, or what another list is known by (``model.list_ids``).
    ``method`` says how this line came to its work, where the entry's first line came another way.
    ``rejected`` are DOIs of which a person said that it does not mean them, in order of DOIs.
    """

    review: ListId
    reference: Reference
    method: Method | None = None
    rejected: tuple[Rejection, ...] = ()

    @property
    def place(self) -> Place:
        """Where it stands in this bibliography; in another one ``model.identity`` finds it."""
        return self.review, self.reference.position


Place = tuple[ListId, int]
"""A list, known by its review's DOI or otherwise, and a position in it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A work as it is cited. ``id`` is the citation key, unique within the bibliography.

    ``citations`` has a row for each line that means this work: a work cited twice is one entry
    with two rows. It is empty for an entry from a user's own library. For a reference that is
    unresolved or without a DOI ``work`` holds what was printed. ``label_doubts`` say why a person
    should look at its tags, ``label_decisions`` what persons decided on them, in order of labels.
    """

    id: str
    work: Work
    resolution: Resolution
    citations: tuple[Citation, ...] = ()
    tags: tuple[Tag, ...] = ()
    label_doubts: tuple[LabelDoubt, ...] = ()
    label_decisions: tuple[LabelDecision, ...] = ()

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The fields of its own file that have no place in a work; of a listed line none."""
        return self.resolution.kept if isinstance(self.resolution, Imported) else ()

    @property
    def cited_by_seeds(self) -> int:
        """In how many lists of references it stands: reviews and documents that cite it."""
        return len({line.review for line in self.citations} - self._citing)

    @property
    def cites_seeds(self) -> int:
        """How many of those works it cites whose citing works were asked for."""
        return len(self._citing)

    @property
    def _citing(self) -> set[ListId]:
        return {line.review for line in self.citations if isinstance(line.review, CitingList)}

    def method_of(self, citation: Citation) -> Method | None:
        """How one of its lines came to the work; None where it came to none."""
        if isinstance(self.resolution, Resolved):
            return citation.method or self.resolution.method
        return Method.BY_HAND if isinstance(self.resolution, WithoutDoi) else None


@dataclass(frozen=True, slots=True)
class Made:
    """How a bibliography was made: by which refkit and taxonomies, from answers of which day."""

    refkit: str
    taxonomies: tuple[str, ...] = ()
    retrieved: str = ""  # ISO date of the newest answer about a review; empty for a library file
    citation_key: str = ""  # the formula of its citation keys; empty for the usual one
    evidence: str = ""  # what could earn a label; empty for the title alone
    facets: tuple[str, ...] = ()  # of which labels were given; empty for all
    updated: str = ""  # ISO date of the last time that all of it was asked again; empty for never

    @property
    def reads_titles_alone(self) -> bool:
        """Whether nothing but a title earned a label."""
        return self.evidence in ("", "title")


class ListOutcome(StrEnum):
    """What came of asking for a review's list of references."""

    GIVEN = "given"
    NONE = "none"
    UNKNOWN = "unknown"
    FAILED = "failed"
    NOT_REMEMBERED = "not-remembered"


@dataclass(frozen=True, slots=True)
class ReviewList:
    """The list of a review: who gave it, how many references its record counts and it has.

    ``review`` is the DOI, or another list as it is spelled, ``citing:10.1000/a``, which has a row
    for each source; of one that failed it is what was given for it. NONE means that nobody
    who was asked has the references, UNKNOWN that there is no such DOI; FAILED and NOT_REMEMBERED
    (offline) that it could not be asked for in the last run. ``detail`` says why there is none.
    """

    review: str
    outcome: ListOutcome
    source: str = ""
    announced: int = 0
    given: int = 0
    detail: str = ""

    @property
    def is_short(self) -> bool:
        """Whether the list is there and has another number of references than announced."""
        return self.outcome is ListOutcome.GIVEN and self.announced != self.given

    @property
    def note(self) -> str:
        """A line for the user where not all is as announced; empty where it is."""
        if not self.is_short and not self.detail:
            return ""
        if self.review.startswith(CITING):  # of all its sources together: ``model.list_notes``
            of = self.review.removeprefix(CITING)
            told = self.detail or f"{self.announced} announced and {self.given} given"
            return f"{self.source}, asked who cites {of}: {told}"
        if self.is_short:
            also = f"; {self.detail}" if self.detail else ""
            return (
                f"{self.review} announces {self.announced} references and {self.source} gives "
                f"{self.given}{also}"
            )
        return self.detail if self.review in self.detail else f"{self.review}: {self.detail}"


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """A person's word that a reference does not mean a DOI: whose, on which day, perhaps why.

    ``day`` is an ISO date, ``title`` that of the work behind the DOI, as far as it was known then.
    """

    doi: Doi
    by: str
    day: str
    note: str = ""
    title: str = ""

    def __str__(self) -> str:
        """``rejected by Ada Rossi on 2026-11-30 (an erratum)``."""
        return f"rejected by {self.by} on {self.day}{f' ({self.note})' if self.note else ''}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one reference: this DOI is it, (None) there is no DOI, or not this one.

    The last is said by ``rejected``; there is no ``doi`` then. It holds for the reference as it was
    deposited, wherever in the review's list it stands then. ``position`` is where it stood when
    that was last known, else 0. ``taken_back`` undoes the decision that stands on it, with
    ``rejected`` that rejection.
    """

    review: ListId
    deposited: tuple[tuple[str, str], ...]
    doi: Doi | None
    taken_back: bool = False
    position: int = field(default=0, compare=False)
    rejected: Rejection | None = None

    @property
    def subject(self) -> Doi | None:
        """What it is about: a DOI that is rejected, or (None) what the reference means."""
        return self.rejected.doi if self.rejected else None

    @property
    def line(self) -> Citation:
        """The line that it is about, as it was then."""
        return Citation(self.review, Reference(self.position, deposited=self.deposited))


@dataclass(frozen=True, slots=True)
class LabelsSetAside:
    """Decisions on the labels of a work that no list holds at present, and what it is known by.

    ``names`` are those of ``model.entry_identity``; the decisions hold again when it is back.
    """

    names: tuple[str, ...]
    decisions: tuple[LabelDecision, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """How many references were listed, and what became of them; the parts add up.

    ``by_hand`` are those whose DOI a person named, ``without_doi`` those of which a person found
    that there is none. ``without_list`` counts reviews, not references, ``needing_a_look`` works
    whose labels a person should look at.
    """

    listed: int
    by_deposited_doi: int
    found_by_search: int
    by_hand: int
    without_doi: int
    unresolved: int
    without_list: int = 0
    needing_a_look: int = 0

    def __str__(self) -> str:
        more = ""
        if self.without_list:
            more += f"; {count_noun(self.without_list, 'reviews')} without a list"
        more += self.look
        without = f"{self.without_doi} {WithoutDoi.words}, " if self.without_doi else ""
        return (
            f"{self.listed} listed: {self.by_deposited_doi} by deposited DOI, "
            f"{self.found_by_search} found by search, {self.by_hand} by hand, {without}"
            f"{self.unresolved} unresolved (kept as printed){more}"
        )

    @property
    def look(self) -> str:
        """What an account ends with where labels need a look; empty where none do."""
        if not self.needing_a_look:
            return ""
        return f"; labels of {self.needing_a_look} need a look"


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Reviews and the entries they list, in list order.

    ``keys`` are the citation keys that were given before and what to, as sorted pairs; what an
    entry says itself is not among them. No key in it is ever given to another work. ``lists`` says
    what came of asking for each review's list, ``decisions`` has those that were made on lines
    which the lists do not hold at present, ``label_decisions`` those on labels of works that are
    not there at present. ``others`` are members of the saved form that this
    version does not know: the way to the owner, the name and the value as JSON.
    """

    made: Made
    reviews: tuple[Work, ...] = ()
    entries: tuple[Entry, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    lists: tuple[ReviewList, ...] = ()
    decisions: tuple[Decision, ...] = ()
    label_decisions: tuple[LabelsSetAside, ...] = ()
    others: tuple[tuple[tuple[str, ...], str, str], ...] = ()

    # What a notebook asks for (the name is IPython's, and other notebooks know it). A table is no
    # part of a noun: ``refkit.api`` gives it.
    _repr_html_: ClassVar[Callable[[Bibliography], str]]

    @property
    def heads(self) -> dict[ListId, Work]:
        """Each list that is there, in order, with the review, document or cited work it is of."""
        lines = {str(line.review) for entry in self.entries for line in entry.citations}
        there = lines | {row.review for row in self.lists}
        heads: dict[ListId, Work] = {}
        for work in self.reviews:
            own = id_of_head(work)
            citing = CitingList(own.value)
            if str(citing) not in there or str(own) in there:
                heads[own] = work
            if str(citing) in there:
                heads[citing] = work
        return heads

    @property
    def uncited(self) -> frozenset[ListId]:
        """The lists of citing works in which nothing stands.

        A second step has one for each citing work, and of most nobody cites them.
        """
        there = {line.review for entry in self.entries for line in entry.citations}
        return frozenset(each for each in self.heads if isinstance(each, CitingList)) - there

    @property
    def needing_a_look(self) -> tuple[Entry, ...]:
        """The entries whose labels a person should look at, the weightiest reasons first."""
        unsure = (entry for entry in self.entries if entry.label_doubts)
        return tuple(sorted(unsure, key=lambda entry: -weight_of(entry.label_doubts)))

    @property
    def account(self) -> Account:
        """How many lines of reviews' lists, not entries: a work cited twice was listed twice."""
        parts = Counter(
            _part(entry, citation) for entry in self.entries for citation in entry.citations
        )
        lacking = sum(each.outcome is ListOutcome.NONE for each in self.lists)
        return Account(
            listed=parts.total(),
            without_list=lacking,
            needing_a_look=len(self.needing_a_look),
            **{part: parts[part] for part in _ALL},
        )

    @property
    def account_in_words(self) -> str:
        """The account in a sentence; of a library, which no list accounts for, its entries."""
        if self.reviews:
            return str(self.account)
        return f"{count_noun(len(self.entries), 'entries')}{self.account.look}"


def _part(entry: Entry, citation: Citation) -> str:
    if isinstance(entry.resolution, Resolved):
        return _PARTS[citation.method or entry.resolution.method]
    return "without_doi" if isinstance(entry.resolution, WithoutDoi) else "unresolved"


_PARTS = {
    Method.DEPOSITED_DOI: "by_deposited_doi",
    Method.OTHER_AGENCY: "by_deposited_doi",
    Method.PUBMED_NUMBER: "by_deposited_doi",
    Method.SEARCH: "found_by_search",
    Method.BY_HAND: "by_hand",
}
_ALL = (*dict.fromkeys(_PARTS.values()), "without_doi", "unresolved")
