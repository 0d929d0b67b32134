"""Asks OpenCitations' Index which works cite a work: one answer for each, whatever its length.

Its documentation (https://api.opencitations.net/index/v2) allows 180 requests a minute. A token is
not needed; with one its operators see that somebody uses the service. What it does not know is
answered as what nobody cites: an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from refkit.http.gateway import Gateway
from refkit.model.identifiers import Doi
from refkit.sources.citing import CitationPages, Citations, each_by_itself
from refkit.sources.lookup import NOT_KNOWN, is_stale, refusal, user_agent
from refkit.sources.opencitations.reader import read_citations

DEFAULT_URL = "https://api.opencitations.net/index/v2"
RATE = 3.0
_KEPT_AS = "citations"


class OpenCitationsClient:
    """OpenCitations as a source of works that cite another. ``token`` is one of theirs."""

    name = "opencitations"

    def __init__(self, gateway: Gateway, base_url: str = DEFAULT_URL, token: str = "") -> None:
        self._gateway = gateway
        self._base_url = base_url.rstrip("/")
        self._headers = user_agent() | ({"authorization": token} if token else {})
        gateway.pace(f"{self._base_url}/", "single", RATE, is_answer=_is_list)

    def citations(
        self,
        dois: Sequence[Doi],
        since: int = 0,
        limit: int = 0,
        answered: Callable[[int], object] = lambda done: None,
    ) -> dict[Doi, Citations]:
        """Which works cite each DOI, in the order asked; raises nothing.

        There are no pages, so that a ``limit`` saves nothing here.
        """
        return each_by_itself(dois, lambda doi: self._citations(doi, since), answered)

    def _citations(self, doi: Doi, since: int) -> Citations:
        rows, day = self._rows(doi)
        collected = CitationPages(None, since)
        collected.add(read_citations(rows), len(rows), day)
        return collected.found()

    def _rows(self, doi: Doi) -> tuple[list[Any], date]:
        """The citations of a work, remembered, and of which day; "none" is believed for a day."""
        url = f"{self._base_url}/citations/doi:{quote(doi.value, safe='/')}"
        answer = self._gateway.recall(url)
        if answer is not None:
            rows = answer.json[_KEPT_AS]
            if rows or self._gateway.offline or not is_stale(answer.day):
                return rows, answer.day
        # Not remembered by itself: what is cached is an object, and this is a list.
        answer = self._gateway.ask(url, {}, self._headers, remember=False)
        if answer.status not in {200, *NOT_KNOWN}:
            raise refusal("OpenCitations", answer.status)
        rows = answer.json if answer.status == 200 else []
        self._gateway.remember([(url, {_KEPT_AS: rows})])
        return rows, answer.day


def _is_list(value: Any) -> bool:
    return isinstance(value, list)
