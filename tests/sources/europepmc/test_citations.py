"""Which works cite a work, as Europe PMC has it: pages of a thousand, lines of few words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from other_servers import Hurried, OtherServer, Reply, europepmc, make_citation, make_result, said

from refkit.model.identifiers import Doi, Pmid
from refkit.model.work import WorkType
from refkit.sources.base import Outcome
from refkit.sources.citing import Citations
from refkit.sources.europepmc.citations import EuropePmcCitations
from refkit.sources.europepmc.client import EuropePmcClient
from refkit.sources.europepmc.reader import read_citation

CITED = Doi("10.1000/cited")


def served(number: int) -> OtherServer:
    citing = [make_citation(str(n)) for n in range(1, number + 1)]
    return europepmc([make_result("9000", CITED.value)], citations={"MED/9000": citing})


def ask(server: OtherServer, folder: Path, **asked: int) -> Citations:
    gateway = Hurried(folder / "memory", timeout=(60, 60))
    found = EuropePmcCitations(EuropePmcClient(gateway, server.url)).citations([CITED], **asked)
    gateway.close()
    return found[CITED]


@pytest.mark.parametrize(
    ("number", "pages"),
    [
        (1000, 1),
        (1001, 2),
        *(pytest.param(*each, marks=pytest.mark.more) for each in ((999, 1), (2500, 3))),
    ],
)
def test_pages_of_a_thousand_until_all_are_there(tmp_path: Path, number: int, pages: int) -> None:
    with served(number) as server:
        found = ask(server, tmp_path)

        assert (found.announced, len(found.works)) == (number, number)
        assert len(server.requests) == 1 + pages


def test_a_limit_asks_for_no_further_page(tmp_path: Path) -> None:
    with served(2500) as server:
        found = ask(server, tmp_path, limit=500)

        assert (found.announced, len(found.works), found.limited) == (2500, 1000, True)


def test_a_list_that_breaks_off_keeps_what_came(tmp_path: Path) -> None:
    with served(1500) as server:
        server.fail_always("errCode", matching="page=2")
        found = ask(server, tmp_path)

    assert (found.outcome, found.announced, len(found.works)) == (Outcome.FAILED, 1500, 1000)


def test_a_page_that_is_short_ends_the_list(tmp_path: Path) -> None:
    def respond(path: str, query: Any) -> Reply:
        if path == "/search":
            record = make_result("9000", CITED.value)
            return said({"hitCount": 1, "resultList": {"result": [record]}})
        lines = [make_citation("1"), make_citation("2")]
        return said({"hitCount": 12, "citationList": {"citation": lines}})

    with OtherServer(respond) as server:
        found = ask(server, tmp_path)

        assert (found.announced, len(found.works)) == (12, 2)
        assert len(server.requests) == 2


def test_a_line_says_what_europe_pmc_has_of_it() -> None:
    told = read_citation(make_citation("77", citedByCount=4))

    assert told.key == "MED:77"
    assert told.work.pmid == Pmid("77")
    assert (told.dois, told.cited_by, told.year) == ((), 4, 2023)
    assert dict(told.reference.deposited) == {
        "article-title": "The life of invented bees.",
        "author": "Abel A, van den Berg BC.",
        "first-page": "12",
        "issue": "2",
        "journal-title": "J Invent Results",
        "pmid": "77",
        "volume": "7",
        "year": "2023",
    }


def test_a_preprint_is_one_and_may_have_its_doi() -> None:
    told = read_citation(make_citation("PPR9", source="PPR", doi="10.1101/2023.01.01.1"))

    assert told.work.type is WorkType.ARTICLE
    assert told.dois == (Doi("10.1101/2023.01.01.1"),)
    assert told.work.pmid is None
