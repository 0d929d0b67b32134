"""Asks DataCite for works by their DOI, one at a time: its lists are searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.sources.base import LookupResult, Outcome, Told, nobody
from refkit.sources.datacite.reader import read_work
from refkit.sources.json_values import mapping
from refkit.sources.lookup import (
    NOT_KNOWN,
    UNKNOWN,
    answer_each,
    one_by_one,
    refusal,
    under,
    user_agent,
)

DEFAULT_URL = "https://api.datacite.org"
# DataCite counts in five minutes: 500 requests of whoever asks, 1,000 with a contact address
# (support.datacite.org, 2026-06).
ANONYMOUS_RATE, POLITE_RATE = 500 / 300, 1000 / 300


class DataCiteClient:
    """DataCite as a source of works. ``mailto`` is the contact address that doubles the rate."""

    name = "datacite"

    def __init__(
        self, gateway: Gateway, base_url: str = DEFAULT_URL, mailto: str | None = None
    ) -> None:
        self._gateway = gateway
        self._base_url = base_url.rstrip("/")
        self._params = {"mailto": mailto} if mailto else {}
        self._headers = user_agent(mailto or "")
        rate = POLITE_RATE if mailto else ANONYMOUS_RATE
        gateway.pace(f"{self._base_url}/dois/", "single", rate, is_answer=_is_record)

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        return answer_each(
            LookupResult, dois, self._recall, self._ask, answered, offline=self._gateway.offline
        )

    def work_url(self, doi: Doi) -> str:
        """The one address of a work; the DOI is one path segment, whatever stands in it."""
        return f"{self._base_url}/dois/{quote(doi.value, safe='')}"

    def _recall(self, doi: Doi) -> LookupResult | None:
        answer = self._gateway.recall(self.work_url(doi))
        return _found(doi, answer) if answer is not None else None

    def _ask(self, dois: Sequence[Doi]) -> Iterator[Mapping[Doi, LookupResult]]:
        return one_by_one(dois, self._ask_one)

    def _ask_one(self, doi: Doi) -> LookupResult:
        return _found(doi, self._gateway.ask(self.work_url(doi), self._params, self._headers))


def _found(doi: Doi, answer: Answer) -> LookupResult:
    if answer.status in NOT_KNOWN:
        return UNKNOWN
    if answer.status != 200:
        raise refusal("DataCite", answer.status)
    return LookupResult(Outcome.FOUND, under(doi, read_work(_attributes(answer.json))))


def _is_record(value: Any) -> bool:
    return bool(_attributes(value))


def _attributes(value: Any) -> Mapping[str, Any]:
    return mapping(mapping(mapping(value).get("data")).get("attributes"))
