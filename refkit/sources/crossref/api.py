"""habanero over refkit's gateway: all that refkit uses of habanero stands in this file.

habanero knows Crossref's grammar: filters, selects, the form of an error, a polite User-Agent.
Its own sending opens a connection for each call, follows no redirect (an aliased DOI answers 301)
and leaves DOIs unquoted in the path; so ``works`` is overridden, and nothing is patched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from habanero import Crossref
from habanero.exceptions import RequestError
from habanero.filterhandler import filter_handler
from habanero.habanero_utils import make_ua
from habanero.select import validate_select

from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.version import __version__

__all__ = ["Api", "RequestError"]

# What Crossref documents since 1 December 2025, requests a second by pool and kind of question.
RATES = {
    "public": {"single": 5.0, "array": 1.0},
    "polite": {"single": 10.0, "array": 3.0},
}
# And how many may be under way, of each kind.
CONCURRENCY = {"public": 1, "polite": 3}


class Api(Crossref):  # type: ignore[misc]  # habanero ships no types
    """habanero's Crossref whose ``works()`` asks through a gateway."""

    def __init__(self, gateway: Gateway, base_url: str, mailto: str | None) -> None:
        super().__init__(
            base_url=base_url.rstrip("/"), mailto=mailto, ua_string=f"refkit/{__version__}"
        )
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
        return f"{self.base_url}/works"

    @property
    def work_address(self) -> str:
        """Where single works are asked for, without the DOI; the pace goes by it."""
        return f"{self.base_url}/works/"

    def works(
        self,
        ids: str | None = None,
        *,
        filter: Mapping[str, Any] | None = None,  # noqa: A002 (habanero's and Crossref's word)
        limit: int | None = None,
        select: Sequence[str] | None = None,
        query_bibliographic: str | None = None,
        anew: bool = False,
    ) -> Answer:
        """Ask for one work by DOI or for a search, which are remembered, or for a list by filter.

        ``anew`` asks for a work although it is remembered.

        Raises habanero's RequestError (status, message) where Crossref refuses, ValueError for a
        field that cannot be selected, and what ``Gateway.ask`` raises.
        """
        polite = {"mailto": self.mailto} if self.mailto else {}
        if ids is not None:
            return self._ask(self.work_url(Doi(ids)), polite, remember=True, anew=anew)
        if query_bibliographic is not None:
            address = self.search_url(query_bibliographic, limit or 20)
            return self._ask(address, polite, remember=True)
        params = polite | self._list_params(filter, limit, select)
        return self._ask(self.list_address, params, remember=False)

    def work_url(self, doi: Doi) -> str:
        """The one address of a work; the DOI is one path segment, whatever stands in it."""
        return self.work_address + quote(doi.value, safe="")

    def search_url(self, text: str, limit: int) -> str:
        """The one address of a search, without what is polite."""
        params = self._list_params(None, limit, None) | {"query.bibliographic": text}
        return f"{self.list_address}?{urlencode(params)}"

    def list_url_length(self, dois: Sequence[Doi]) -> int:
        """How many bytes the address of a batch has."""
        polite = {"mailto": self.mailto} if self.mailto else {}
        params = polite | self._list_params({"doi": [doi.value for doi in dois]}, len(dois), None)
        return len(f"{self.list_address}?{urlencode(params)}")

    def length_in_list(self, doi: Doi) -> int:
        """How many bytes one more DOI adds to the address of a batch."""
        return len(quote_plus(f",doi:{doi.value}"))

    def _list_params(
        self, filter_: Mapping[str, Any] | None, limit: int | None, select: Sequence[str] | None
    ) -> dict[str, str]:
        chosen = ",".join(select) if select else None
        validate_select(chosen)
        params = {
            # A copy: habanero's handler changes the mapping that it is given.
            "filter": filter_handler(dict(filter_)) if filter_ else None,
            # Without rows Crossref sends the first 20 and drops the rest in silence.
            "rows": None if limit is None else str(limit),
            "select": chosen,
        }
        return {name: value for name, value in params.items() if value is not None}

    def _ask(
        self, url: str, params: Mapping[str, str], *, remember: bool, anew: bool = False
    ) -> Answer:
        headers = make_ua(self.mailto, self.ua_string)
        answer = self._gateway.ask(url, params, headers, remember=remember, anew=anew)
        if answer.status != 200:
            raise RequestError(answer.status, _refusal(answer.text))
        return answer


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("message"), dict)


def _is_list(value: Any) -> bool:
    return _is_message(value) and isinstance(value["message"].get("items"), list)


def _refusal(text: str) -> str:
    """The sentence of a refusal; Crossref says some in JSON, some in plain text typed as JSON."""
    try:
        message = json.loads(text)["message"]
        return str(message if isinstance(message, str) else message[0]["message"])
    except (ValueError, LookupError, TypeError):
        return text.strip()[:200]
