"""A reference: one line of a review's list, as it was deposited."""

from __future__ import annotations

from dataclasses import dataclass

ASSERTED_BY = "asserted-by"
"""The field that says which services name the work among those that cite another, parted by blanks.

It is none of Crossref's, whose ``doi-asserted-by`` says the like of a DOI.
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """One listed reference. ``position`` counts from 1; ``deposited`` is kept word for word.

    ``deposited`` holds pairs of field and value in Crossref's names (``DOI``, ``unstructured``,
    ``article-title`` ...), sorted by field. Keys are the depositor's and need not be unique.
    """

    position: int
    key: str = ""
    deposited: tuple[tuple[str, str], ...] = ()

    def field(self, name: str) -> str:
        """The deposited value of a field; empty where there is none."""
        return next((value for field, value in self.deposited if field == name), "")

    @property
    def doi_text(self) -> str:
        """The DOI as deposited, unread; empty where none was."""
        return self.field("DOI")


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """Journal, year, volume, first page and the first author's family name, each on one line.

    What is not printed is empty. The journal's name is as printed, whole or abbreviated.
    """

    journal: str
    year: str
    volume: str = ""
    first_page: str = ""
    author: str = ""
