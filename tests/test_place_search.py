"""Lines without a usable DOI, found at PubMed by where they stand and judged by all they print."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crossref_server import CrossrefServer, make_review, make_work
from mixed_list import crossref_of, review_of
from pubmed_server import PubMedServer, Record
from search_index import SearchIndex

import refkit
from refkit.cli import main

REVIEW = "10.1000/review"
BEES = make_work(
    "10.1000/bees",
    title=["The flight of honey bees over alpine meadows"],
    author=[{"family": "Berg", "given": "Ada"}],
    container_title=["Journal of Bees"],
    short_container_title=["J Bees"],
    volume="12",
    page="34-45",
    issued={"date-parts": [[2021]]},
    published_print={"date-parts": [[2021]]},
)
FIELDS = {
    "author": "Berg", "journal-title": "J Bees", "year": "2021", "volume": "12",
    "first-page": "34",
}  # fmt: skip
STRING = "Berg A. The flight of honey bees over alpine meadows. J Bees. 2021;12:34-45."


@pytest.fixture
def pubmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[PubMedServer]:
    """A PubMed that knows the bees, and which refkit is told to use."""
    with PubMedServer([Record("31", BEES)], limit=1000) as server:
        monkeypatch.setenv("REFKIT_PUBMED_URL", server.url)
        yield server
        assert server.violations == []


@pytest.fixture
def searches(crossref: CrossrefServer) -> list[str]:
    """What Crossref, which knows the bees too, was searched for; it finds what it knows."""
    asked: list[str] = []
    index = SearchIndex([BEES])

    def search(text: str, rows: int) -> list[tuple[float, str]]:
        asked.append(text)
        return index.search(text, rows)

    crossref.add(BEES)
    crossref._search = search
    return asked


def fetched(
    crossref: CrossrefServer, folder: Path, *listed: dict[str, str], more: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """The entries of a review with these lines, with PubMed."""
    crossref.add(make_review(REVIEW, listed))
    path = folder / "r.refkit.json"
    done = CliRunner().invoke(main, ["fetch", REVIEW, "-o", str(path), "--source", "pubmed", *more])
    assert done.exit_code == 0, done.output
    entries: list[dict[str, Any]] = json.loads(path.read_text())["entries"]
    return entries


def tried(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    attempts = entry["resolution"]["attempts"]
    return [(each["source"], each["method"], each["outcome"]) for each in attempts]


@pytest.mark.parametrize("listed", [FIELDS, {"unstructured": STRING}])
def test_what_pubmed_finds_is_not_searched_for(
    crossref: CrossrefServer,
    pubmed: PubMedServer,
    searches: list[str],
    tmp_path: Path,
    listed: dict[str, str],
) -> None:
    (entry,) = fetched(crossref, tmp_path, listed)

    resolution = entry["resolution"]
    assert (resolution["state"], resolution["method"]) == ("resolved", "search")
    assert resolution["source"] == "pubmed"
    assert resolution["score"] == 1.0
    assert tried(entry) == [("pubmed", "search", "found")]
    assert resolution["attempts"][0]["detail"].startswith("10.1000/bees: ")
    assert searches == []
    assert len(pubmed.requests) == 2


def test_the_work_is_crossrefs_with_what_pubmed_adds(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    crossref.add(BEES | {"title": ["The Flight of Honey Bees Over Alpine Meadows"]})

    (entry,) = fetched(crossref, tmp_path, FIELDS)

    work = entry["work"]
    assert work["title"] == "The Flight of Honey Bees Over Alpine Meadows"
    assert work["publisher"] == "Invented Press"
    assert work["PMID"] == "31"
    assert work["custom"]["origins"]["abstract"] == "pubmed"


def test_the_same_work_by_its_doi_and_by_place_is_one_entry(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    (entry,) = fetched(crossref, tmp_path, {"DOI": "10.1000/bees"}, FIELDS)

    assert [row.get("method") for row in entry["cited_by"]] == [None, "search"]
    assert entry["resolution"]["method"] == "deposited-doi"


def test_what_is_at_the_place_and_is_another_work_is_not_taken(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    """PubMed finds by journal, volume and page, whoever wrote it and whatever it is called."""
    other = FIELDS | {"author": "Quist", "article-title": "Sleep of the alpine marmot in winter"}

    (entry,) = fetched(crossref, tmp_path, other)

    assert entry["resolution"]["reason"] == "no-match"
    assert tried(entry)[0] == ("pubmed", "search", "not-close")
    assert len(searches) == 1


def test_a_number_of_another_work_is_not_taken(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    owls = make_work("10.1000/owls", title=["Owls"], volume="3", page="7")
    pubmed.records.append(Record("77", owls))
    pubmed.rewrite = lambda utility, body: body.replace("|31\n", "|77\n")

    (entry,) = fetched(crossref, tmp_path, FIELDS)

    assert tried(entry) == [("pubmed", "search", "not-close"), ("crossref", "search", "found")]
    assert entry["work"]["DOI"] == "10.1000/bees"


def test_whatever_numbers_it_gives_no_work_is_wrong(
    pubmed: PubMedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker, chance = review_of(60, 7), random.Random(7)
    articles = [work for work in maker.works if work["type"] == "journal-article"]
    pubmed.records[:] = [Record(str(100 + n), work) for n, work in enumerate(articles)]

    def garbled(utility: str, body: str) -> str:
        if utility != "ecitmatch.cgi":
            return body
        keys = [line.rsplit("|", 1)[0] for line in body.splitlines()]
        return "".join(f"{key}|{100 + chance.randrange(len(articles))}\n" for key in keys)

    pubmed.rewrite = garbled
    with crossref_of(maker, REVIEW) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        bibliography = refkit.fetch(REVIEW, taxonomies=(), sources=("pubmed",))

    found = {
        line.reference.position: entry.work.doi if entry.method_of(line) else None
        for entry in bibliography.entries
        for line in entry.citations
    }
    wanted = {place: line.want for place, line in enumerate(maker.lines, start=1)}
    assert {place: str(doi) if doi else None for place, doi in found.items()} == wanted


def test_of_two_lines_with_one_number_only_that_is_found_which_it_fits(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    pubmed.rewrite = lambda utility, body: body.replace("NOT_FOUND", "31")
    marmots = FIELDS | {"article-title": "Sleep of the alpine marmot", "first-page": "77"}

    found, other = fetched(crossref, tmp_path, FIELDS, marmots)

    assert found["resolution"]["source"] == "pubmed"
    assert other["resolution"]["state"] == "unresolved"


def test_a_doi_that_pubmed_has_wrongly_is_not_taken(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    crossref.add(make_work("10.1000/owls", title=["A field guide to the owls of the north"]))
    pubmed.records[:] = [Record("31", BEES | {"DOI": "10.1000/owls"})]

    (entry,) = fetched(crossref, tmp_path, FIELDS | {"article-title": BEES["title"][0]})

    first, second = entry["resolution"]["attempts"]
    assert first["outcome"] == "not-close"
    assert "crossref has another work under this DOI (A field guide" in first["detail"]
    assert (second["source"], entry["work"]["DOI"]) == ("crossref", "10.1000/bees")


@pytest.mark.parametrize(
    ("answer", "outcome", "detail"),
    [
        ("NOT_FOUND", "nothing-found", ""),
        ("NOT_FOUND;INVALID_JOURNAL", "nothing-found", "PubMed knows no journal of this name"),
        ("AMBIGUOUS (783 citations)", "ambiguous", "783 works of PubMed fit"),
        ("77", "nothing-found", "PubMed gives no record of 77"),
        ("garbage", "failed", "PubMed leaves this line out of its answer; try again later"),
    ],
)
def test_what_is_not_found_there_is_searched_for(
    crossref: CrossrefServer,
    pubmed: PubMedServer,
    searches: list[str],
    tmp_path: Path,
    answer: str,
    outcome: str,
    detail: str,
) -> None:
    pubmed.rewrite = lambda utility, body: body.replace("|31\n", f"|{answer}\n")

    (entry,) = fetched(crossref, tmp_path, FIELDS)

    first, second = entry["resolution"]["attempts"]
    assert (first["outcome"], first.get("detail", "")) == (outcome, detail)
    assert (second["source"], second["outcome"]) == ("crossref", "found")
    assert entry["resolution"]["source"] == "crossref"
    assert len(searches) == 1


def test_of_candidates_the_one_is_taken_that_the_words_confirm(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    twin = BEES | {"DOI": "10.1000/wasps", "title": ["The flight of wasps over alpine meadows"]}
    crossref.add(twin)
    pubmed.records.append(Record("32", twin))

    titled, untitled = fetched(
        crossref, tmp_path, FIELDS | {"article-title": BEES["title"][0]}, FIELDS
    )

    assert titled["work"]["DOI"] == "10.1000/bees"
    assert titled["resolution"]["source"] == "pubmed"
    # Crossref's search shows one of them, whose words say no more for it than for the other.
    assert tried(untitled) == [
        ("pubmed", "search", "ambiguous"),
        ("crossref", "search", "ambiguous"),
    ]


def test_where_pubmed_fails_the_search_goes_on(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    pubmed.fail_always("html-200")

    found, other = fetched(crossref, tmp_path, FIELDS, FIELDS | {"volume": "99", "year": "1999"})

    assert tried(found) == [("pubmed", "search", "failed"), ("crossref", "search", "found")]
    # It may be there: the next run asks again, and what an earlier one found is kept.
    assert other["resolution"]["reason"] == "source-failed"
    arguments = ["fetch", REVIEW, "-o", str(tmp_path / "r.refkit.json"), "--source", "pubmed"]
    said = CliRunner().invoke(main, arguments).stderr
    assert "1 could not be looked up: " in said
    assert "cannot be read (a page or an error in place of an answer)" in said


def test_a_work_that_was_found_there_stays_when_pubmed_fails_later(
    crossref: CrossrefServer, pubmed: PubMedServer, tmp_path: Path
) -> None:
    """Crossref does not find it; it knows the DOI."""
    crossref.add(BEES)
    crossref.add(make_review(REVIEW, [FIELDS]))
    path = tmp_path / "r.refkit.json"
    arguments = ["fetch", REVIEW, "-o", str(path), "--source", "pubmed"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    pubmed.fail_always("503")

    done = CliRunner().invoke(main, [*arguments, "--refresh"])

    assert done.exit_code == 0, done.output
    (entry,) = json.loads(path.read_text())["entries"]
    assert (entry["resolution"]["source"], entry["work"]["DOI"]) == ("pubmed", "10.1000/bees")


def test_a_work_without_a_doi_at_pubmed_is_searched_for_and_has_its_number(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    pubmed.records[:] = [Record("31", BEES, has_doi=False)]

    (entry,) = fetched(crossref, tmp_path, FIELDS)

    assert tried(entry) == [("pubmed", "search", "found"), ("crossref", "search", "found")]
    assert entry["resolution"]["attempts"][0]["detail"].startswith("PMID 31: ")
    assert entry["resolution"]["source"] == "crossref"
    assert entry["work"]["DOI"] == "10.1000/bees"
    assert entry["work"]["PMID"] == "31"


def test_a_work_that_has_no_doi_anywhere_is_known_by_its_number(
    crossref: CrossrefServer, pubmed: PubMedServer, tmp_path: Path
) -> None:
    pubmed.records[:] = [Record("31", BEES, has_doi=False)]

    (entry,) = fetched(crossref, tmp_path, FIELDS)

    assert (entry["resolution"]["state"], entry["resolution"]["source"]) == ("resolved", "pubmed")
    assert entry["resolution"]["score"] == 1.0
    assert "DOI" not in entry["work"]
    assert entry["work"]["PMID"] == "31"
    assert entry["work"]["title"] == "The flight of honey bees over alpine meadows"


def test_lines_that_mean_one_work_without_a_doi_are_one_entry_and_stay_it(
    crossref: CrossrefServer, pubmed: PubMedServer, tmp_path: Path
) -> None:
    pubmed.records[:] = [Record("31", BEES, has_doi=False)]
    (first,) = fetched(crossref, tmp_path, FIELDS, {"unstructured": STRING})

    (again,) = fetched(crossref, tmp_path, FIELDS, {"unstructured": STRING})

    assert len(first["cited_by"]) == 2
    assert again == first


def test_a_doi_that_crossref_does_not_know_is_pubmeds_word(
    crossref: CrossrefServer, pubmed: PubMedServer, tmp_path: Path
) -> None:
    (entry,) = fetched(crossref, tmp_path, FIELDS)

    assert (entry["work"]["DOI"], entry["resolution"]["source"]) == ("10.1000/bees", "pubmed")
    assert tried(entry) == [("pubmed", "search", "found")]


def test_a_doi_that_leads_elsewhere_is_mended(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    crossref.add(make_work("10.1000/owls", title=["A field guide to the owls of the north"]))

    (entry,) = fetched(
        crossref, tmp_path, {**FIELDS, "article-title": BEES["title"][0], "DOI": "10.1000/owls"}
    )

    assert tried(entry)[0] == ("crossref", "deposited-doi", "suspect")
    assert (entry["resolution"]["source"], entry["work"]["DOI"]) == ("pubmed", "10.1000/bees")
    assert searches == []


def test_what_a_person_rejected_is_not_found_again(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    fetched(crossref, tmp_path, FIELDS)
    path = str(tmp_path / "r.refkit.json")
    done = CliRunner().invoke(main, ["resolve", path, "--position", "1", "--not", "10.1000/bees"])
    assert done.exit_code == 0, done.output

    (entry,) = fetched(crossref, tmp_path, FIELDS)

    assert entry["resolution"]["reason"] == "rejected"


def test_offline_what_was_found_is_found_again(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    first = fetched(crossref, tmp_path, FIELDS)
    asked = len(pubmed.requests)

    again = fetched(crossref, tmp_path, FIELDS, more=("--offline",))

    assert again == first
    assert len(pubmed.requests) == asked


def test_without_the_option_pubmed_is_not_asked(
    crossref: CrossrefServer, pubmed: PubMedServer, searches: list[str], tmp_path: Path
) -> None:
    crossref.add(make_review(REVIEW, [FIELDS]))

    done = CliRunner().invoke(main, ["fetch", REVIEW, "-o", str(tmp_path / "r.refkit.json")])

    assert done.exit_code == 0, done.output
    assert pubmed.requests == []


def test_a_library_is_filled_by_place_too(
    crossref: CrossrefServer, pubmed: PubMedServer, tmp_path: Path
) -> None:
    crossref.add(BEES)
    path = tmp_path / "mine.bib"
    path.write_text(
        "@article{berg, author = {Berg, Ada}, journal = {J Bees}, year = 2021, volume = 12,\n"
        "  pages = {34--45}}\n"
    )

    done = CliRunner().invoke(main, ["enrich", str(path), "-o", str(path), "--source", "pubmed"])

    assert done.exit_code == 0, done.output
    assert "10.1000/bees" in path.read_text()
    assert "1 found by search" in done.stderr
