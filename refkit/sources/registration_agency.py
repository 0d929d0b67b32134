"""Asks doi.org at which agency a DOI is registered, and that agency where it can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.sources.base import Lookup, LookupResult, Outcome, Told, nobody
from refkit.sources.json_values import mappings, plain
from refkit.sources.lookup import is_stale, refusal, user_agent

DEFAULT_URL = "https://doi.org"
# No limit is published; a review has a dozen prefixes at most.
RATE = 5.0


@dataclass(frozen=True, slots=True)
class Agency:
    """Who registers under a prefix, in doi.org's words (``Crossref``, ``DataCite``, ``mEDRA``).

    ``name`` is empty unless the outcome is FOUND; ``detail`` says why it could not be asked.
    """

    outcome: Outcome
    name: str = ""
    detail: str = ""


_UNKNOWN = Agency(Outcome.UNKNOWN)


class DoiOrgClient:
    """The DOI system's own directory of agencies."""

    name = "doi.org"

    def __init__(self, gateway: Gateway, base_url: str = DEFAULT_URL) -> None:
        self._gateway = gateway
        self._base_url = base_url.rstrip("/")
        gateway.pace(f"{self._base_url}/ra/", "single", RATE)

    def agencies(self, dois: Sequence[Doi]) -> dict[Doi, Agency]:
        """Tell the agency of each DOI's prefix, in the order asked; raises nothing.

        A prefix has one agency, whether or not the DOI under it exists.
        """
        known: dict[str, Agency] = {}
        unreachable: Agency | None = None
        for prefix in dict.fromkeys(map(_prefix, dois)):
            try:
                known[prefix] = self._recall(prefix) or unreachable or self._ask(prefix)
            except SourceUnreachable as error:
                known[prefix] = unreachable = Agency(Outcome.FAILED, detail=str(error))
        return {doi: known[_prefix(doi)] for doi in dois}

    def _url(self, prefix: str) -> str:
        return f"{self._base_url}/ra/{quote(prefix, safe='')}"

    def _recall(self, prefix: str) -> Agency | None:
        answer = self._gateway.recall(self._url(prefix))
        if answer is None:
            return None
        agency = _read(prefix, answer)
        if agency is _UNKNOWN and is_stale(answer.day) and not self._gateway.offline:
            return None
        return agency

    def _ask(self, prefix: str) -> Agency:
        try:
            answer = self._gateway.ask(self._url(prefix), {}, user_agent(), remember=False)
            agency = _read(prefix, answer)
        except NotRemembered:
            return Agency(Outcome.NOT_REMEMBERED)
        except SourceUnreachable:
            raise
        except SourceError as error:
            return Agency(Outcome.FAILED, detail=str(error))
        if answer.status == 200:
            # The answer is a list, which the cache does not keep by itself.
            self._gateway.remember([(self._url(prefix), answer.json)])
        return agency


def _prefix(doi: Doi) -> str:
    return doi.value.partition("/")[0]


def _read(prefix: str, answer: Answer) -> Agency:
    """Read ``[{"DOI": "10.5281", "RA": "DataCite"}]``; without RA there is a ``status`` why not."""
    if answer.status in {400, 404}:
        return _UNKNOWN
    if answer.status != 200:
        raise refusal("doi.org", answer.status)
    named = _named(prefix, answer.json)
    if not named:
        raise SourceError("doi.org answers JSON that names no prefix; try again later")
    return Agency(Outcome.FOUND, named[0]) if named[0] else _UNKNOWN


def _named(prefix: str, body: Any) -> list[str]:
    said = [item for item in mappings(body) if "RA" in item or "status" in item]
    return [plain(item.get("RA")) for item in said if plain(item.get("DOI")) in {prefix, ""}]


class OtherAgencies:
    """Looks DOIs up at DataCite where doi.org says so, and tells of the others whose they are.

    ``open_datacite`` gives DataCite when it is first asked: few lists have a DOI of it.
    """

    name = "datacite"

    def __init__(self, directory: DoiOrgClient, open_datacite: Callable[[], Lookup]) -> None:
        self._directory = directory
        self._open_datacite = open_datacite

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        agencies = self._directory.agencies(dois) if dois else {}
        there = [doi for doi, agency in agencies.items() if agency.name == "DataCite"]
        others = {doi: _answer(agencies[doi], doi, {}) for doi in agencies if doi not in there}
        answered(others)
        found = self._open_datacite().lookup(there, answered) if there else {}
        return {doi: _answer(agencies[doi], doi, found) for doi in dois}


def _answer(agency: Agency, doi: Doi, found: Mapping[Doi, LookupResult]) -> LookupResult:
    if doi in found:
        return found[doi]
    if agency.outcome is not Outcome.FOUND:
        return LookupResult(agency.outcome, detail=agency.detail)
    detail = f"the prefix belongs to {agency.name}"
    return LookupResult(Outcome.UNKNOWN, detail=detail)
