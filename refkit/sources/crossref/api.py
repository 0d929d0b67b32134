"""Crossref's grammar, by habanero, over refkit's gateway: all of habanero stands in this file.

habanero knows how a filter is written and how a polite client names itself. Its own sending opens
a connection for each call, follows no redirect (an aliased DOI answers 301) and leaves DOIs
unquoted in the path, so that sending is the gateway's. It is loaded when something is really sent:
it brings a bar and a client of its own, whose import takes longer than a run that remembers all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.version import __version__

# What Crossref documents since 1 December 2025, requests a second by pool and kind of question.
RATES = {
    "public": {"single": 5.0, "array": 1.0},
    "polite": {"single": 10.0, "array": 3.0},
}
# And how many may be under way, of each kind.
CONCURRENCY = {"public": 1, "polite": 3}


class QuestionRefused(Exception):
    """Crossref answers a question with a ``status`` that is not 200, and says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(status, why)
        self.status, self.why = status, why


class Api:
    """Crossref's addresses, and asking there through a gateway."""

    def __init__(self, gateway: Gateway, base_url: str, mailto: str | None) -> None:
        self._base_url, self._mailto = base_url.rstrip("/"), mailto
        self._gateway = gateway
        pool = "polite" if mailto else "public"
        self.at_once = CONCURRENCY[pool]
        for kind, address, is_answer in (
            ("array", self.list_address, _is_list),
            ("single", self.work_address, _is_message),
        ):
            gateway.pace(
                address,
                kind,
                RATES[pool][kind],
                concurrency=self.at_once,
                is_answer=is_answer,
            )

    @property
    def list_address(self) -> str:
        """Where lists and searches are asked for; the pace goes by it."""
        return f"{self._base_url}/works"

    @property
    def work_address(self) -> str:
        """Where single works are asked for, without the DOI; the pace goes by it."""
        return f"{self._base_url}/works/"

    def works(
        self,
        ids: str | None = None,
        *,
        filter: Mapping[str, Any] | None = None,  # noqa: A002 (Crossref's word)
        limit: int | None = None,
        query_bibliographic: str | None = None,
        anew: bool = False,
    ) -> Answer:
        """Ask for one work by DOI or for a search, which are remembered, or for a list by filter.

        ``anew`` asks for a work although it is remembered.

        Raises QuestionRefused where Crossref refuses, and what ``Gateway.ask`` raises.
        """
        polite = {"mailto": self._mailto} if self._mailto else {}
        if ids is not None:
            return self._ask(self.work_url(Doi(ids)), polite, remember=True, anew=anew)
        if query_bibliographic is not None:
            address = self.search_url(query_bibliographic, limit or 20)
            return self._ask(address, polite, remember=True)
        params = polite | _list_params(filter, limit)
        return self._ask(self.list_address, params, remember=False)

    def work_url(self, doi: Doi) -> str:
        """The one address of a work; the DOI is one path segment, whatever stands in it."""
        return self.work_address + quote(doi.value, safe="")

    def search_url(self, text: str, limit: int) -> str:
        """The one address of a search, without what is polite."""
        params = _list_params(None, limit) | {"query.bibliographic": text}
        # A lone surrogate, which a saved file can hold, has no UTF-8: nothing is found by it.
        return f"{self.list_address}?{urlencode(params, errors='replace')}"

    def list_url_length(self, dois: Sequence[Doi]) -> int:
        """How many bytes the address of a batch has."""
        polite = {"mailto": self._mailto} if self._mailto else {}
        params = polite | _list_params({"doi": [doi.value for doi in dois]}, len(dois))
        return len(f"{self.list_address}?{urlencode(params)}")

    def length_in_list(self, doi: Doi) -> int:
        """How many bytes one more DOI adds to the address of a batch."""
        return len(quote_plus(f",doi:{doi.value}"))

    def _ask(
        self, url: str, params: Mapping[str, str], *, remember: bool, anew: bool = False
    ) -> Answer:
        headers = {} if self._gateway.offline else _named(self._mailto)
        answer = self._gateway.ask(url, params, headers, remember=remember, anew=anew)
        if answer.status != 200:
            raise QuestionRefused(answer.status, _reason(answer.text))
        return answer


def _list_params(filter_: Mapping[str, Any] | None, limit: int | None) -> dict[str, str]:
    params = {}
    if filter_:
        from habanero.filterhandler import filter_handler

        # A copy: habanero's handler changes the mapping that it is given.
        params["filter"] = filter_handler(dict(filter_))
    # Without rows Crossref sends the first 20 and drops the rest in silence.
    return params if limit is None else params | {"rows": str(limit)}


def _named(mailto: str | None) -> dict[str, str]:
    """The headers by which a polite client names itself."""
    from habanero.habanero_utils import make_ua

    headers: dict[str, str] = make_ua(mailto, f"refkit/{__version__}")
    return headers


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("message"), dict)


def _is_list(value: Any) -> bool:
    return _is_message(value) and isinstance(value["message"].get("items"), list)


def _reason(text: str) -> str:
    """The sentence of a refusal; Crossref says some in JSON, some in plain text typed as JSON."""
    try:
        message = json.loads(text)["message"]
        return str(message if isinstance(message, str) else message[0]["message"])
    except (ValueError, LookupError, TypeError):
        return text.strip()[:200]
