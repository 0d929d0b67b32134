"""The protocol of a source that knows which works cite a work, and the results that it gives.

Each source answers every DOI by itself, in the order asked; which of the works that they name are
the same is not for a source to say (``refkit.forward``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.work import Work
from refkit.sources.base import Outcome


@dataclass(frozen=True, slots=True)
class CitingWork:
    """A work that cites another, as one source has it.

    ``reference`` has the source's own number of it as key, and what the source says of it in
    Crossref's names of fields; ``work`` is the same, read. ``dois`` are all that the source has for
    it. ``cited_by`` is how many works cite it in turn, None where the source does not say.
    """

    reference: Reference
    work: Work
    dois: tuple[Doi, ...] = ()
    cited_by: int | None = None

    @property
    def key(self) -> str:
        """The source's own number of it."""
        return self.reference.key

    @property
    def year(self) -> int:
        """The year that the source says; 0 where it says none."""
        text = self.reference.field("year")
        return int(text) if text.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Citations:
    """What a source says to the question who cites one work.

    ``outcome`` is FOUND where it was answered, though perhaps with nothing. UNKNOWN says that the
    source does not know the work that is cited, the others that it could not be asked to the end:
    ``works`` may have a part then. ``announced`` is how many the source counts, ``came`` how many
    it gave, of which ``works`` has each once: ``earlier`` left out are those from before the year
    that was asked for. ``limited`` is whether a limit ended it. ``detail`` is one line without
    secrets that says why it is not whole, or what was counted.
    """

    outcome: Outcome
    works: tuple[CitingWork, ...] = ()
    announced: int = 0
    came: int = 0
    earlier: int = 0
    limited: bool = False
    detail: str = ""
    cited: Work | None = None
    retrieved: date = date.min


class CitationSource(Protocol):
    """A service that knows which works cite a work."""

    @property
    def name(self) -> str:
        """The name in the ledger: ``openalex``."""

    def citations(
        self,
        dois: Sequence[Doi],
        since: int = 0,
        limit: int = 0,
        answered: Callable[[int], object] = lambda done: None,
    ) -> dict[Doi, Citations]:
        """Which works cite each DOI, in the order asked; raises nothing.

        ``since`` leaves out what is known to be from before that year, ``limit`` asks for no more
        pages once so many works came; 0 says all. ``answered`` is told of each that is done.
        """


class BrokenOff(Exception):
    """A list that broke off: what came of it, and why no more did."""

    def __init__(self, found: Citations, why: SourceError | NotRemembered) -> None:
        super().__init__(str(why))
        self.found, self.why = found, why


def each_by_itself(
    dois: Sequence[Doi],
    ask: Callable[[Doi], Citations],
    answered: Callable[[int], object],
) -> dict[Doi, Citations]:
    """Ask for each DOI once; what fails is told, and ends it only where nothing answers.

    ``ask`` may raise what a gateway does, and ``BrokenOff`` where a part came before that.
    """
    found: dict[Doi, Citations] = {}
    gone: SourceUnreachable | None = None
    for doi in dict.fromkeys(dois):
        if gone:
            found[doi] = Citations(Outcome.FAILED, detail=str(gone))
            continue
        try:
            found[doi] = ask(doi)
        except (BrokenOff, SourceError, NotRemembered) as error:
            found[doi] = _failed(error)
            why = error.why if isinstance(error, BrokenOff) else error
            gone = why if isinstance(why, SourceUnreachable) else None
        answered(1)
    return found


def _failed(error: BrokenOff | SourceError | NotRemembered) -> Citations:
    part = error.found if isinstance(error, BrokenOff) else Citations(Outcome.FAILED)
    why = error.why if isinstance(error, BrokenOff) else error
    remembered = isinstance(why, NotRemembered)
    outcome = Outcome.NOT_REMEMBERED if remembered else Outcome.FAILED
    return replace(part, outcome=outcome, detail=str(why))


class CitationPages:
    """The pages of one list as they come; ``cited`` is the cited work as the source has it.

    Each work is kept once, by the source's own number. ``since`` leaves out what the source says is
    from before that year.
    """

    def __init__(self, cited: Work | None, since: int = 0) -> None:
        self._cited, self._since = cited, since
        self._works: dict[str, CitingWork] = {}
        self._announced = self._came = 0
        self._day = date.min

    @property
    def number(self) -> int:
        """How many works there are by now, those from before the year included."""
        return len(self._works)

    def add(self, works: Iterable[CitingWork], announced: int, day: date) -> bool:
        """Take a page with what it counts in all; whether any work of it is new."""
        before = len(self._works)
        for work in works:
            self._came += 1
            self._works.setdefault(work.key, work)
        self._announced = max(self._announced, announced)
        self._day = max(self._day, day)
        return len(self._works) > before

    def found(self, limit: int = 0, detail: str = "") -> Citations:
        """What came of it; ``limit`` is how many were asked for at most."""
        kept = tuple(each for each in self._works.values() if not 0 < each.year < self._since)
        announced = max(self._announced, self.number)
        return Citations(
            Outcome.FOUND,
            kept,
            announced=announced,
            came=self._came,
            earlier=self.number - len(kept),
            limited=bool(limit) and limit <= self.number < announced,
            detail=detail,
            cited=self._cited,
            retrieved=self._day,
        )
