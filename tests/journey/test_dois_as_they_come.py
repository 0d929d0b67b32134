"""From what was deposited or pasted to a bibliography, where DOIs are dressed in every way."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from crossref_server import CrossrefServer, make_review, make_work

import refkit
from refkit.cli import main
from refkit.model.resolution import Resolved

REVIEW = "10.5555/review"
BEES = make_work("10.5555/bees", title=["The long life of invented bees"], volume="7", page="11-19")
WASPS = make_work("10.5555/wasps", title=["A short history of paper wasps"], volume="3", page="1-9")


def listing(server: CrossrefServer, *references: dict[str, str]) -> list[str | None]:
    """The DOI with which each reference of a review leaves; None where it is unresolved."""
    for work in (BEES, WASPS, make_review(REVIEW, references)):
        server.add(work)
    entries = refkit.fetch(REVIEW, mailto="me@example.org").entries
    found = {
        citation.reference.position: str(entry.work.doi)
        for entry in entries
        if isinstance(entry.resolution, Resolved)
        for citation in entry.citations
    }
    return [found.get(position) for position in range(1, len(references) + 1)]


def fetch(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["fetch", *map(str, arguments)])


@pytest.mark.parametrize(
    "text",
    ["10.5555/bees/full", "10.5555/bees.pdf", "10.5555/bees?cookieSet=1", "10.5555/bees#sec2",
     "10.5555/https://doi.org/10.5555/bees", "l0.5555/bees", "10. 5555/bees", "10.5555/bees. Accessed 3 May 2020"],
)  # fmt: skip
def test_a_damaged_doi_leads_to_its_work(crossref: CrossrefServer, text: str) -> None:
    assert listing(crossref, {"DOI": text}) == ["10.5555/bees"]


def test_a_doi_that_ends_like_an_address_is_asked_for_as_it_stands_first(
    crossref: CrossrefServer,
) -> None:
    crossref.add(make_work("10.5555/bees/full"))

    assert listing(crossref, {"DOI": "10.5555/bees/full"}) == ["10.5555/bees/full"]


def test_of_two_dois_the_words_confirm_one_or_none_is_taken(crossref: CrossrefServer) -> None:
    both = "10.5555/wasps; 10.5555/bees"
    author = f"{BEES['author'][0]['family']}"
    words = {"article-title": BEES["title"][0], "author": author, "volume": "7", "first-page": "11"}

    assert listing(crossref, {"DOI": both}, {"DOI": both, **words}) == [None, "10.5555/bees"]


def test_a_pasted_doi_is_read_with_its_tail_and_then_without(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    listing(crossref, {"DOI": "10.5555/bees"})

    result = fetch(f"{REVIEW}/full", "-o", tmp_path / "a.refkit.json")

    assert result.exit_code == 0
    assert f"refkit: {REVIEW}/full is read as {REVIEW}\n" in result.stderr


def test_a_list_in_one_argument_is_several_reviews(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    listing(crossref, {"DOI": "10.5555/bees"})
    crossref.add(make_review("10.5555/other", [{"DOI": "10.5555/wasps"}]))

    result = fetch(f"{REVIEW}, doi:10.5555/other;", "-o", tmp_path / "a.refkit.json")

    assert result.exit_code == 0
    assert [str(each.doi) for each in refkit.load(tmp_path / "a.refkit.json").reviews] == [
        REVIEW, "10.5555/other",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["978-0-19-968162-4", "The long life of invented bees"])
def test_what_is_no_article_says_what_to_do_in_one_line(text: str) -> None:
    result = fetch(text)

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "give the DOI" in result.stderr
