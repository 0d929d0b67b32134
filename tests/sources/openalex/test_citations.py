"""Which works cite a work, as OpenAlex has it: page after page, with a key and without."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from other_servers import Hurried, OtherServer, Reply, make_openalex_work, openalex, said

from refkit.model.identifiers import Doi
from refkit.model.work import WorkType
from refkit.sources.base import Outcome
from refkit.sources.citing import Citations
from refkit.sources.openalex import citations
from refkit.sources.openalex.citations import OpenAlexCitations, read_citing
from refkit.sources.openalex.client import OpenAlexClient

CITED = Doi("10.1000/cited")
Json = dict[str, Any]


def works(number: int) -> list[Json]:
    return [
        make_openalex_work(f"W{n}", f"10.1000/{n}", publication_date=f"2024-01-{1 + n % 28:02d}")
        for n in range(100, 100 + number)
    ]


def served(citing: list[Json], **options: Any) -> OtherServer:
    return openalex([make_openalex_work("W1", CITED.value)], citing={"W1": citing}, **options)


def ask(server: OtherServer, folder: Path, key: str = "", **asked: int) -> Citations:
    gateway = Hurried(folder / "memory", timeout=(60, 60))
    found = OpenAlexCitations(OpenAlexClient(gateway, server.url, key)).citations([CITED], **asked)
    gateway.close()
    return found[CITED]


def pages(server: OtherServer) -> list[Json]:
    return [asked.query for asked in server.requests if asked.path == "/works"]


def test_pages_follow_the_cursor_to_the_end(tmp_path: Path) -> None:
    with served(works(450)) as server:
        found = ask(server, tmp_path, "key")

        assert (found.announced, found.came, len(found.works)) == (450, 450, 450)
        assert [page["cursor"] for page in pages(server)] == ["*", "c200", "c400"]
        assert {page["per-page"] for page in pages(server)} == {"200"}


def test_without_a_key_numbered_pages_go_on(tmp_path: Path) -> None:
    with served(works(450), needs_key=True) as server:
        found = ask(server, tmp_path)

        assert len(found.works) == 450
        assert [page.get("page") for page in pages(server)] == [None, None, "2", "3"]


@pytest.mark.parametrize("most", [1_000, pytest.param(10_000, marks=pytest.mark.more)])
def test_without_a_key_there_are_ten_thousand_at_most(
    tmp_path: Path, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert citations.MOST_BY_NUMBER == 10_000
    monkeypatch.setattr(citations, "MOST_BY_NUMBER", most)  # fifty pages take seconds
    with served(works(most + 100), needs_key=True) as server:
        found = ask(server, tmp_path)

    assert (found.announced, len(found.works)) == (most + 100, most)


@pytest.mark.parametrize("needs_key", [False, True])
@pytest.mark.parametrize("clamps", [False, True])
def test_pages_may_be_shorter_than_asked_for(
    tmp_path: Path, *, needs_key: bool, clamps: bool
) -> None:
    with served(works(250), longest=100, clamps=clamps, needs_key=needs_key) as server:
        assert len(ask(server, tmp_path).works) == 250


def test_a_limit_asks_for_no_further_page(tmp_path: Path) -> None:
    with served(works(450)) as server:
        found = ask(server, tmp_path, limit=150)

        assert (found.announced, len(found.works), found.limited) == (450, 200, True)
        assert len(pages(server)) == 1


def test_a_limit_that_is_not_reached_ends_nothing(tmp_path: Path) -> None:
    with served(works(150)) as server:
        assert not ask(server, tmp_path, limit=150).limited


def test_a_list_that_breaks_off_keeps_what_came(tmp_path: Path) -> None:
    with served(works(450)) as server:
        server.fail_always("500", matching="c200")
        found = ask(server, tmp_path, "key")

        assert (found.outcome, found.announced, len(found.works)) == (Outcome.FAILED, 450, 200)
        assert "500" in found.detail


def test_who_was_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    with served(works(450)) as server:
        server.fail_next("401", matching="c200")
        ask(server, tmp_path, "key")
        before = len(pages(server))

        found = ask(server, tmp_path, "key")

        assert len(found.works) == 450
        assert [page["cursor"] for page in pages(server)[before:]] == ["c200", "c400"]


def test_a_cursor_that_leads_back_ends_the_list(tmp_path: Path) -> None:
    shown = works(3)

    def respond(path: str, query: Any) -> Reply:
        if path != "/works":
            return said(make_openalex_work("W1", CITED.value))
        return said({"meta": {"count": 9, "next_cursor": "again"}, "results": shown})

    with OtherServer(respond) as server:
        found = ask(server, tmp_path)

        assert (found.announced, len(found.works), found.came) == (9, 3, 6)
        assert len(pages(server)) == 2


def test_a_work_on_two_pages_is_one(tmp_path: Path) -> None:
    twice = works(300)
    with served([*twice, twice[0]]) as server:
        found = ask(server, tmp_path)

    assert (found.announced, found.came, len(found.works)) == (301, 301, 300)


def test_a_work_says_what_openalex_has_of_it() -> None:
    told = read_citing(
        make_openalex_work(
            "W5",
            "10.1000/ODD.Case",
            cited_by_count=4,
            ids={
                "openalex": "https://openalex.org/W5",
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/77",
            },
        )
    )

    assert told.key == "W5"
    assert told.dois == (Doi("10.1000/odd.case"),)
    assert (told.cited_by, told.year) == (4, 2023)
    assert dict(told.reference.deposited) == {
        "DOI": "10.1000/odd.case",
        "article-title": "The life of invented bees",
        "author": "Ada Abel",
        "first-page": "12",
        "journal-title": "Journal of Invented Results",
        "openalex": "W5",
        "pmid": "77",
        "volume": "7",
        "year": "2023",
    }


def test_a_book_and_a_chapter_have_their_titles_where_crossref_has_them() -> None:
    held = {"display_name": "A book of bees", "type": "ebook platform"}
    book = read_citing(make_openalex_work("W1", type="book"))
    chapter = read_citing(
        make_openalex_work("W2", type="book-chapter", primary_location={"source": held})
    )

    assert book.reference.field("volume-title") == "The life of invented bees"
    assert book.work.type is WorkType.BOOK
    assert chapter.reference.field("article-title") == "The life of invented bees"


def test_a_work_of_which_nothing_is_said_is_kept() -> None:
    bare = read_citing({"id": "https://openalex.org/W9", "doi": None, "title": None})

    assert bare.reference.deposited == (("openalex", "W9"),)
    assert (bare.dois, bare.year, bare.cited_by) == ((), 0, None)


def test_recorded_works_are_read_with_what_they_say(shared: Path) -> None:
    """Whatever OpenAlex has of a work, it has a number, and its DOI and year where it has them."""
    for path in sorted((shared / "recorded" / "openalex").glob("W*.json")):
        item = json.loads(path.read_text(encoding="utf-8"))
        told = read_citing(item)

        assert told.key == path.stem
        assert told.year == (item["publication_year"] or 0)
        assert bool(told.dois) == bool(item["doi"])
        assert told.reference.field("DOI") == (item["doi"] or "").lower().removeprefix(
            "https://doi.org/"
        )
        title = item["title"] or item.get("display_name") or ""
        printed = told.reference.field("article-title") or told.reference.field("volume-title")
        assert printed == title.strip()
