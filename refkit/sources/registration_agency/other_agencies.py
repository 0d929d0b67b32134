"""DOIs that Crossref does not have: their agency is asked for, and asked, where it can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from refkit.model.identifiers import Doi
from refkit.sources.base import LookupResult, Outcome
from refkit.sources.registration_agency.client import Agency


class Directory(Protocol):
    """Who knows the agencies: doi.org."""

    def agencies(self, dois: Sequence[Doi]) -> dict[Doi, Agency]:
        """Tell the agency of each DOI."""


class Registry(Protocol):
    """An agency whose records can be read."""

    @property
    def name(self) -> str:
        """The name in attempts and resolutions."""

    def lookup(
        self, dois: Sequence[Doi], progress: Callable[[int], None] = ...
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""


class OtherAgencies:
    """Looks DOIs up at DataCite where doi.org says so, and tells of the others whose they are."""

    def __init__(self, directory: Directory, datacite: Registry) -> None:
        self._directory = directory
        self._datacite = datacite
        self.name = datacite.name

    def lookup(
        self, dois: Sequence[Doi], progress: Callable[[int], None] = lambda done: None
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        agencies = self._directory.agencies(dois) if dois else {}
        there = [doi for doi, agency in agencies.items() if agency.name == "DataCite"]
        progress(len(agencies) - len(there))
        found = self._datacite.lookup(there, progress) if there else {}
        return {doi: _answer(agencies[doi], doi, found) for doi in dois}


def _answer(agency: Agency, doi: Doi, found: Mapping[Doi, LookupResult]) -> LookupResult:
    if doi in found:
        return found[doi]
    if agency.outcome is not Outcome.FOUND:
        return LookupResult(agency.outcome, detail=agency.detail)
    detail = f"the prefix belongs to {agency.name}"
    return LookupResult(Outcome.UNKNOWN, detail=detail)
