"""A printed list is looked up like a deposited one: by what it prints, then by where it leads."""

from __future__ import annotations

import pytest

from refkit.documents.listing import listing_of
from refkit.documents.model import PrintedLine, PrintedList

WORDS = "Abel A. The life of bees. J Invent Results. 2001;1:1-2."
BEES, WASPS = "https://doi.org/10.1000/bees", "https://doi.org/10.1000/wasps"
HOME = "https://example.org/bees"


def fields(text: str, *links: str) -> dict[str, str]:
    """What a line of these words and links deposits."""
    (listed,) = listing_of("a.html", PrintedList((PrintedLine(text, "1", links),))).references
    return dict(listed.reference.deposited)


@pytest.mark.parametrize(
    ("links", "doi"),
    [
        ((BEES,), {"DOI": BEES}),
        ((HOME, BEES), {"DOI": BEES}),
        ((BEES, WASPS), {}),  # which of the two is the line's cannot be told
        ((HOME,), {}),
        ((), {}),
    ],
)
def test_a_line_without_a_doi_has_that_of_its_one_link(
    links: tuple[str, ...], doi: dict[str, str]
) -> None:
    assert fields(WORDS, *links) == {"unstructured": WORDS} | doi


def test_a_doi_that_is_printed_is_meant_wherever_a_link_leads() -> None:
    printed = f"{WORDS} doi:10.1000/wasps"

    assert fields(printed, BEES) == {"unstructured": printed}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1000/bees", {"DOI": "10.1000/bees"}),
        ("12345678", {"unstructured": "12345678", "PMID": "12345678"}),
        ("12345", {"unstructured": "12345", "PMID": "12345"}),
        ("1234", {"unstructured": "1234"}),  # a year, or a page
        ("PMC1234567", {"unstructured": "PMC1234567"}),
    ],
)
def test_an_identifier_alone_is_what_the_line_is_asked_by(text: str, found: dict[str, str]) -> None:
    assert fields(text, BEES) == found


def test_a_line_is_known_by_its_place_and_by_another_number_that_is_printed() -> None:
    lines = (PrintedLine(WORDS, "1"), PrintedLine(WORDS, "2a"), PrintedLine(WORDS))

    found = [each.reference for each in listing_of("a.txt", PrintedList(lines)).references]

    assert [(each.position, each.key) for each in found] == [(1, ""), (2, "2a"), (3, "")]
