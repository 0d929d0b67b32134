"""Where a work stands, as a reference prints it: what it may be known by without its title."""

from __future__ import annotations

from dataclasses import dataclass


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
