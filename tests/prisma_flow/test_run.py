"""The paragraph for a methods section: its numbers are those of the diagram."""

from __future__ import annotations

import re
from dataclasses import replace

from prisma_flow.test_counts import imported, library, line, resolved, saved, waiting

from refkit.model.bibliography import Bibliography
from refkit.prisma_flow.run import prisma
from refkit.version import __version__

REVIEW = saved(resolved(0, line(1), line(4)), resolved(1, line(2)), waiting(3))


def text(**files: object) -> str:
    return prisma(files).text  # type: ignore[arg-type]


def test_it_says_where_records_are_from_and_what_became_of_them() -> None:
    made = replace(REVIEW.made, retrieved="2026-11-30")

    said = text(review=replace(REVIEW, made=made), a=library(imported(1, database="Embase")))

    assert said == (
        "Databases and registers gave 1 record (Embase (a): 1; [date of each search]). "
        "The references of 1 review (Berg 2025, https://doi.org/10.1000/review) were retrieved on "
        "2026-11-30 with refkit 0.1.0. 4 references were listed: 3 identified by the DOI deposited "
        "with the reference, 1 not identified and kept as printed. Other methods gave 4 records "
        "(references of Berg 2025 (review): 4). Of 5 records identified, 2 duplicates were removed "
        f"with refkit {__version__}, which compares identifiers, title, people, year and place. "
        "This left 3 records: 2 with an identifier (DOI, PubMed or PMC number, ISBN, arXiv), 0 "
        "without one and 1 listed and not identified, which are kept as printed; 0 of them are "
        "retracted. [Numbers of screening, eligibility and inclusion.]"
    )


def test_what_a_person_has_to_fill_in_stands_in_brackets() -> None:
    assert re.findall(r"\[[^\]]+\]", text(review=REVIEW)) == [
        "[Numbers of screening, eligibility and inclusion.]"
    ]
    assert "[date of each search]" in text(a=library(imported(0)))


def test_a_library_that_was_saved_is_what_a_database_gave() -> None:
    assert text(a=Bibliography(REVIEW.made, entries=(imported(0),))).startswith(
        "Databases and registers gave 1 record (a: 1; [date of each search])."
    )
