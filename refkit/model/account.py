"""The account of a bibliography: every listed reference ends in exactly one state."""

from __future__ import annotations

from dataclasses import dataclass

from refkit.model.bibliography import Bibliography
from refkit.model.resolution import Method, Resolved


@dataclass(frozen=True, slots=True)
class Account:
    """How many references were listed, and what became of them; the parts add up."""

    listed: int
    by_deposited_doi: int
    found_by_search: int
    unresolved: int

    def __str__(self) -> str:
        return (
            f"{self.listed} listed: {self.by_deposited_doi} by deposited DOI, "
            f"{self.found_by_search} found by search, "
            f"{self.unresolved} unresolved (kept as printed)"
        )


def account(bibliography: Bibliography) -> Account:
    """Count lines of reviews' lists, not entries: a work cited twice was listed twice.

    A DOI that a person named for a reference counts as found: it was not deposited.
    """
    methods = [
        entry.method_of(citation) if isinstance(entry.resolution, Resolved) else None
        for entry in bibliography.entries
        for citation in entry.citations
    ]
    deposited = sum(method in _DEPOSITED for method in methods)
    unresolved = methods.count(None)
    return Account(len(methods), deposited, len(methods) - deposited - unresolved, unresolved)


_DEPOSITED = {Method.DEPOSITED_DOI, Method.OTHER_AGENCY}
