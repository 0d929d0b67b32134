"""Which works cite a work, as Europe PMC has it: those of its own full texts and of PubMed.

A line has few words and as a rule no DOI, but PubMed's number, by which Europe PMC itself tells the
DOI (``EuropePmcClient.numbered_each``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from refkit.errors import NotRemembered, SourceError
from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.citing import BrokenOff, CitationPages, Citations, each_by_itself
from refkit.sources.europepmc.client import MOST_ON_A_PAGE, EuropePmcClient
from refkit.sources.europepmc.reader import read_citation, read_work
from refkit.sources.lookup import under


class EuropePmcCitations:
    """Europe PMC as a source of works that cite another."""

    name = "europepmc"

    def __init__(self, client: EuropePmcClient) -> None:
        self._client = client

    def citations(
        self,
        dois: Sequence[Doi],
        since: int = 0,
        limit: int = 0,
        answered: Callable[[int], object] = lambda done: None,
    ) -> dict[Doi, Citations]:
        """Which works cite each DOI, in the order asked; raises nothing."""
        known = self._client.records(dois)
        return each_by_itself(
            dois, lambda doi: self._citations(doi, known.get(doi), since, limit), answered
        )

    def _citations(
        self, doi: Doi, record: Mapping[str, Any] | None, since: int, limit: int
    ) -> Citations:
        record = record or self._client.record(doi)[0]
        if record is None:
            return Citations(Outcome.UNKNOWN, detail=f"{self.name} does not know {doi}")
        collected = CitationPages(under(doi, read_work(record)), since)
        try:
            self._collect(record, collected, limit)
        except (SourceError, NotRemembered) as error:
            raise BrokenOff(collected.found(limit), error) from None
        return collected.found(limit)

    def _collect(self, record: Mapping[str, Any], collected: CitationPages, limit: int) -> None:
        page, came, announced = 0, 0, 1
        while came < announced and not (limit and collected.number >= limit):
            page += 1
            lines, announced, day = self._client.page(record, "citation", page)
            came += len(lines)
            if not collected.add(map(read_citation, lines), announced, day):
                return
            if len(lines) < MOST_ON_A_PAGE:
                return
