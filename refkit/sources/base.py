"""The protocols of a source of works: what it can be asked, and the results that it gives.

A source asks and understands, and does nothing else: it does not choose, merge or decide what a
user sees. It answers every identifier, in the order asked; not knowing is an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, Self, TypeVar

from refkit.errors import NotRemembered, SourceError
from refkit.model.identifiers import Doi, ListId, Pmcid, Pmid
from refkit.model.list_ids import id_of_head
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import PrintedPlace, Reference
from refkit.model.work import Work


class Outcome(StrEnum):
    """What came of a question about one identifier."""

    FOUND = "found"
    UNKNOWN = "unknown"
    FAILED = "failed"
    NOT_REMEMBERED = "not-remembered"


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What a source says to one identifier: ``work`` is there when the outcome is FOUND.

    ``detail`` is one line without secrets: why it failed, or that another DOI leads here.
    """

    outcome: Outcome
    work: Work | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One reference as deposited, the work as far as it is printed there, and what is compared."""

    reference: Reference
    work: Work
    printed: PrintedReference

    @classmethod
    def of(cls, reference: Reference, work: Work) -> Self:
        """A line of a review's list, which is read here and nowhere else."""
        return cls(reference, work, PrintedReference.of(reference))


@dataclass(frozen=True, slots=True)
class Listing:
    """A review and its reference list in the order deposited.

    ``announced`` is how many references the source counts, which may be more than it gives.
    ``retrieved`` is None for a list that nobody was asked for. ``id`` is what the list is known by,
    where that is not the review's DOI or the document's name.
    """

    review: Work
    references: tuple[Listed, ...]
    announced: int
    retrieved: date | None
    id: ListId | None = None

    @property
    def list_id(self) -> ListId:
        """What the list is known by."""
        return self.id or id_of_head(self.review)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gave: works in the source's own order, the likeliest first.

    ``outcome`` is FOUND where the search was answered, though perhaps with nothing; ``detail`` says
    why it was not, or why there is nothing. ``is_ambiguous`` is True where more fit than are given.
    """

    outcome: Outcome
    works: tuple[Work, ...] = ()
    detail: str = ""
    is_ambiguous: bool = False


Key = TypeVar("Key")
Result = TypeVar("Result")
Told = Callable[[Mapping[Key, Result]], None]
"""What is told of answers as they come, by what was asked for."""


def require_an_answer(answers: Sequence[LookupResult], sought: str) -> None:
    """Raise SourceError where every question failed, NotRemembered where none was ever asked.

    ``sought`` is what they were about: "no DOI" of a file, "nothing" of it.
    """
    outcomes = {answer.outcome for answer in answers}
    if outcomes == {Outcome.FAILED}:
        raise SourceError(answers[0].detail)
    if outcomes == {Outcome.NOT_REMEMBERED}:
        raise NotRemembered(f"offline, and {sought} of the file was ever looked up before")


def nobody(answers: Mapping[Any, Any]) -> None:
    """Nobody is told."""


class Searchable(Protocol):
    """A source that can be searched by the words of a reference."""

    @property
    def name(self) -> str:
        """The name in attempts and resolutions."""

    def search(
        self, texts: Sequence[str], answered: Told[str, SearchResult] = nobody
    ) -> dict[str, SearchResult]:
        """Search for each text, one request each, answers in the order asked; raises nothing.

        ``answered`` is told of answers as they come.
        """


class PlaceSearchable(Protocol):
    """A source that knows works by where they stand: journal, year, volume, page, author."""

    @property
    def name(self) -> str:
        """The name in attempts and resolutions: ``pubmed``."""

    def search_places(
        self, places: Sequence[PrintedPlace], answered: Told[PrintedPlace, SearchResult] = nobody
    ) -> dict[PrintedPlace, SearchResult]:
        """Search for each place, many in a request, answers in the order asked; raises nothing.

        What it gives is no more than candidates. ``answered`` is told of answers as they come.
        """


class Lookup(Protocol):
    """A source of which only works by DOI are asked."""

    @property
    def name(self) -> str:
        """The name in attempts and resolutions: ``crossref``."""

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing.

        ``answered`` is told of answers as they come, of each DOI once.
        """


class Source(Lookup, Protocol):
    """A service that knows works by their DOI, and lists."""

    def listing(self, doi: Doi) -> Listing | None:
        """Give a review with its references; None where the source does not know the DOI.

        Raises SourceError where the source cannot answer, NotRemembered offline.
        """


class Numbered(Protocol):
    """A source that knows works by PubMed's and PubMed Central's numbers."""

    @property
    def name(self) -> str:
        """The name in attempts and resolutions: ``europepmc``."""

    def numbered(self, number: Pmid | Pmcid) -> Work | None:
        """Find the work with this number, None where there is none.

        Raises SourceError where the source cannot answer, NotRemembered offline.
        """

    def numbered_each(
        self, numbers: Sequence[Pmid | Pmcid], answered: Told[Pmid | Pmcid, LookupResult] = nobody
    ) -> dict[Pmid | Pmcid, LookupResult]:
        """Find the works with these numbers, several in one question; raises nothing."""
