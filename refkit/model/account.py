"""The account of a bibliography: every listed reference ends in exactly one state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from refkit.model.bibliography import Bibliography, Citation, Entry, ListOutcome
from refkit.model.resolution import Method, Resolved, WithoutDoi
from refkit.text.plural import count_noun


@dataclass(frozen=True, slots=True)
class Account:
    """How many references were listed, and what became of them; the parts add up.

    ``by_hand`` are those whose DOI a person named, ``without_doi`` those of which a person found
    that there is none. ``without_list`` counts reviews, not references.
    """

    listed: int
    by_deposited_doi: int
    found_by_search: int
    by_hand: int
    without_doi: int
    unresolved: int
    without_list: int = 0

    def __str__(self) -> str:
        lists = f"; {count_noun(self.without_list, 'reviews')} without a list"
        without = f"{self.without_doi} {WithoutDoi.words}, " if self.without_doi else ""
        return (
            f"{self.listed} listed: {self.by_deposited_doi} by deposited DOI, "
            f"{self.found_by_search} found by search, {self.by_hand} by hand, {without}"
            f"{self.unresolved} unresolved (kept as printed){lists if self.without_list else ''}"
        )


def account(bibliography: Bibliography) -> Account:
    """Count lines of reviews' lists, not entries: a work cited twice was listed twice."""
    parts = Counter(
        _part(entry, citation) for entry in bibliography.entries for citation in entry.citations
    )
    lacking = sum(each.outcome is ListOutcome.NONE for each in bibliography.lists)
    return Account(
        listed=parts.total(), without_list=lacking, **{part: parts[part] for part in _ALL}
    )


def _part(entry: Entry, citation: Citation) -> str:
    if isinstance(entry.resolution, Resolved):
        return _PARTS[citation.method or entry.resolution.method]
    return "without_doi" if isinstance(entry.resolution, WithoutDoi) else "unresolved"


_PARTS = {
    Method.DEPOSITED_DOI: "by_deposited_doi",
    Method.OTHER_AGENCY: "by_deposited_doi",
    Method.SEARCH: "found_by_search",
    Method.BY_HAND: "by_hand",
}
_ALL = (*dict.fromkeys(_PARTS.values()), "without_doi", "unresolved")
