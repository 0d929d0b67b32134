"""Asking PubMed: a hundred places in a request, their records in another, and what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faults import Answer
from other_servers import Hurried
from pubmed_server import PubMedServer, Record

from refkit.formats.pubmed.xml import read_records
from refkit.model.reference import PrintedPlace
from refkit.sources.base import Outcome, SearchResult
from refkit.sources.pubmed.client import MOST_LINES, PubMedClient


def article(number: int, **fields: Any) -> dict[str, Any]:
    """A work as Crossref describes it."""
    return {
        "DOI": f"10.1000/bees.{number}",
        "type": "journal-article",
        "title": [f"The flight of invented bees, part {number}"],
        "author": [{"family": "Berg", "given": "Ada"}],
        "container-title": ["Journal of Bees"],
        "short-container-title": ["J Bees"],
        "volume": "12",
        "page": f"{number}-{number + 3}",
        "issued": {"date-parts": [[2021]]},
        **fields,
    }


def place(number: int, **fields: str) -> PrintedPlace:
    return PrintedPlace(
        **{"journal": "J. Bees", "year": "2021", "volume": "12", "first_page": str(number),
           "author": "Berg", **fields}
    )  # fmt: skip


def records(count: int) -> list[Record]:
    return [Record(str(30_000_000 + number), article(number)) for number in range(1, count + 1)]


@pytest.fixture
def server() -> Iterator[PubMedServer]:
    with PubMedServer(records(5), limit=1000) as server:
        yield server
        assert server.violations == []


def client_of(server: PubMedServer, folder: Path, **options: Any) -> PubMedClient:
    named = {"key": "Secret1234", "mailto": "me@example.org"}
    gateway = Hurried(folder / "memory", timeout=(60, 60), **options)
    return PubMedClient(gateway, read_records, server.url, **named)


def dois(found: SearchResult) -> list[str]:
    return [str(work.doi) for work in found.works]


def test_places_are_asked_together_and_answered_in_order(
    server: PubMedServer, tmp_path: Path
) -> None:
    asked = [place(4), place(99), place(2), place(1, journal="Owl Letters")]

    found = client_of(server, tmp_path).search_places(asked)

    assert list(found) == asked
    assert [dois(each) for each in found.values()] == [
        ["10.1000/bees.4"],
        [],
        ["10.1000/bees.2"],
        [],
    ]
    assert {each.outcome for each in found.values()} == {Outcome.FOUND}
    assert found[asked[3]].detail == "PubMed knows no journal of this name"
    assert [each.path for each in server.requests] == ["/ecitmatch.cgi", "/efetch.fcgi"]
    assert server.lines[0] == "J Bees|2021|12|4|Berg|line-1|"


def test_a_record_is_read_whole(server: PubMedServer, tmp_path: Path) -> None:
    (work,) = client_of(server, tmp_path).search_places([place(1)])[place(1)].works

    assert work.title.plain == "The flight of invented bees, part 1"
    assert str(work.pmid) == "30000001"
    assert work.mesh == ("Bees",)
    assert work.abstract
    assert work.container.short_title == "J Bees"


def test_a_hundred_go_into_one_request(tmp_path: Path) -> None:
    asked = [place(number) for number in range(1, MOST_LINES + 31)]
    with PubMedServer(records(MOST_LINES + 30), limit=1000) as server:
        found = client_of(server, tmp_path).search_places(asked)

        assert all(dois(each) for each in found.values())
        assert len(server.requests) == 4
        assert server.violations == []


def test_of_nothing_nothing_is_asked(server: PubMedServer, tmp_path: Path) -> None:
    assert client_of(server, tmp_path).search_places([]) == {}
    assert server.requests == []


def test_candidates_are_all_looked_up(tmp_path: Path) -> None:
    twins = [Record("1", article(7)), Record("2", article(7, DOI="10.1000/twin"))]
    with PubMedServer(twins) as server:
        found = client_of(server, tmp_path).search_places([place(7)])

    assert dois(found[place(7)]) == ["10.1000/bees.7", "10.1000/twin"]
    assert not found[place(7)].is_ambiguous


def test_too_many_candidates_are_counted(server: PubMedServer, tmp_path: Path) -> None:
    wide = place(1, first_page="", author="")

    found = client_of(server, tmp_path).search_places([wide])[wide]

    assert found.is_ambiguous
    assert found.detail == "5 works of PubMed fit"


def test_a_second_time_nothing_is_asked(server: PubMedServer, tmp_path: Path) -> None:
    asked = [place(1), place(99), place(1, journal="Owl Letters")]
    first = client_of(server, tmp_path).search_places(asked)
    count = len(server.requests)

    assert client_of(server, tmp_path).search_places(asked) == first
    assert client_of(server, tmp_path, offline=True).search_places(asked) == first
    assert len(server.requests) == count


def test_one_place_more_is_one_line_more(server: PubMedServer, tmp_path: Path) -> None:
    client_of(server, tmp_path).search_places([place(1)])

    client_of(server, tmp_path).search_places([place(1), place(2)])

    assert len(server.lines) == 2
    assert server.requests[-1].form["id"] == "30000002"


def test_offline_what_was_never_asked_is_told_apart(server: PubMedServer, tmp_path: Path) -> None:
    client_of(server, tmp_path).search_places([place(1)])

    found = client_of(server, tmp_path, offline=True).search_places([place(1), place(2)])

    outcomes = [each.outcome for each in found.values()]
    assert outcomes == [Outcome.FOUND, Outcome.NOT_REMEMBERED]


def test_what_was_not_there_is_asked_for_again_after_a_day(
    server: PubMedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [place(1), place(99)]
    client_of(server, tmp_path).search_places(asked)
    server.records += [Record("5", article(99))]

    today = client_of(server, tmp_path).search_places(asked)
    monkeypatch.setattr("refkit.sources.pubmed.client.is_stale", lambda day: True)
    later = client_of(server, tmp_path).search_places(asked)

    assert dois(today[place(99)]) == []
    assert dois(later[place(99)]) == ["10.1000/bees.99"]
    assert [line.split("|")[3] for line in server.lines] == ["1", "99", "99"]


def test_a_number_without_a_record_is_told(server: PubMedServer, tmp_path: Path) -> None:
    server.rewrite = lambda utility, body: body.replace("30000001\n", "77\n")

    found = client_of(server, tmp_path).search_places([place(1)])[place(1)]

    assert (found.outcome, found.works) == (Outcome.FOUND, ())
    assert found.detail == "PubMed gives no record of 77"


def test_records_that_were_not_asked_for_are_nobodys(server: PubMedServer, tmp_path: Path) -> None:
    server.rewrite = lambda utility, body: body.replace(">30000001<", ">30000003<")

    found = client_of(server, tmp_path).search_places([place(1)])

    assert found[place(1)].works == ()


def test_what_is_left_out_of_an_answer_is_asked_for_once_more(
    server: PubMedServer, tmp_path: Path
) -> None:
    server.rewrite = lambda utility, body: (
        body.splitlines(keepends=True)[0] if utility == "ecitmatch.cgi" else body
    )

    found = client_of(server, tmp_path).search_places([place(1), place(2), place(3)])

    assert [each.outcome for each in found.values()] == [
        Outcome.FOUND,
        Outcome.FOUND,
        Outcome.FAILED,
    ]
    assert "leaves this line out" in found[place(3)].detail
    assert [len(each.lines) for each in server.requests] == [3, 2, 0]


def test_a_last_line_that_does_not_end_is_believed_when_it_comes_so_again(
    server: PubMedServer, tmp_path: Path
) -> None:
    def cut(utility: str, body: str) -> str:
        asked = len(server.requests)
        return body[:-3] if utility == "ecitmatch.cgi" and not asked else body.rstrip("\n")

    server.rewrite = cut

    found = client_of(server, tmp_path).search_places([place(1), place(2)])

    assert [dois(each) for each in found.values()] == [["10.1000/bees.1"], ["10.1000/bees.2"]]
    assert [len(each.lines) for each in server.requests] == [2, 1, 0]


def test_lines_in_another_order_and_of_keys_never_asked_harm_nobody(
    server: PubMedServer, tmp_path: Path
) -> None:
    def shuffled(utility: str, body: str) -> str:
        lines = body.splitlines(keepends=True)
        more = "J Bees|2021|12|9|Berg|line-77|30000004\n"
        return more + "".join(reversed(lines)) if utility == "ecitmatch.cgi" else body

    server.rewrite = shuffled

    found = client_of(server, tmp_path).search_places([place(1), place(2)])

    assert [dois(each) for each in found.values()] == [["10.1000/bees.1"], ["10.1000/bees.2"]]


@pytest.mark.parametrize("fault", ["html-200", "json-garbage", "500", "not-utf8"])
def test_what_cannot_be_read_has_failed_and_is_asked_again_next_time(
    server: PubMedServer, tmp_path: Path, fault: str
) -> None:
    server.fail_always(fault)
    first = client_of(server, tmp_path).search_places([place(1)])
    server.fail_always("")

    again = client_of(server, tmp_path).search_places([place(1)])

    assert first[place(1)].outcome is Outcome.FAILED
    assert "try again later" in first[place(1)].detail
    assert dois(again[place(1)]) == ["10.1000/bees.1"]


@pytest.mark.parametrize("fault", ["429-retry-after", "503", "html-200", "truncated", "reset"])
def test_what_passes_is_sat_out(server: PubMedServer, tmp_path: Path, fault: str) -> None:
    server.fail_next(fault)

    found = client_of(server, tmp_path).search_places([place(1)])

    assert dois(found[place(1)]) == ["10.1000/bees.1"]


@pytest.mark.parametrize("fault", ["401", "403", "429"])
def test_who_is_refused_does_not_ask_on(server: PubMedServer, tmp_path: Path, fault: str) -> None:
    server.fail_always(fault)
    asked = [place(number) for number in range(1, 3 * MOST_LINES)]

    found = client_of(server, tmp_path).search_places(asked)

    assert {each.outcome for each in found.values()} == {Outcome.FAILED}
    assert len(server.requests) <= 7


@pytest.mark.parametrize(
    "records",
    [
        "<eFetchResult><ERROR>Invalid uid</ERROR></eFetchResult>",
        '<?xml version="1.0"?><eFetchResult><ERROR>Invalid uid</ERROR></eFetchResult>',
        '<?xml version="1.0"?><PubmedArticleSet><PubmedArticle></PubmedArticleSet>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet>&b;</PubmedArticleSet>',
        "error: too many requests",
        "",
    ],
)
def test_records_that_are_none_have_failed(
    server: PubMedServer, tmp_path: Path, records: str
) -> None:
    server.rewrite = lambda utility, body: records if utility == "efetch.fcgi" else body

    found = client_of(server, tmp_path).search_places([place(1)])

    assert found[place(1)].outcome is Outcome.FAILED


def test_a_key_that_is_wrong_is_named_and_not_shown(server: PubMedServer, tmp_path: Path) -> None:
    def refuse(utility: str, form: Any) -> Answer:
        return Answer(400, b'{"error":"API key invalid","api-key":"Secret1234"}')

    server.answer = refuse  # type: ignore[method-assign]

    found = client_of(server, tmp_path).search_places([place(1)])

    assert "REFKIT_PUBMED_KEY" in found[place(1)].detail
    assert "Secret1234" not in found[place(1)].detail


def test_key_and_contact_are_sent_in_the_body_and_kept_nowhere(
    server: PubMedServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.fail_next("403")
    asked = [place(1), place(99)]
    told = [each.detail for each in client_of(server, tmp_path).search_places(asked).values()]

    client_of(server, tmp_path).search_places(asked)

    kept = b"".join(path.read_bytes() for path in (tmp_path / "memory").iterdir())
    for secret in ("Secret1234", "me@example.org"):
        assert secret.encode() not in kept
        assert secret not in " ".join(told) + caplog.text
        assert all(secret in each.form.values() for each in server.requests)
        assert all(secret not in each.path for each in server.requests)


def test_three_a_second_go_out_and_ten_with_a_key(tmp_path: Path) -> None:
    paces = {}

    class Noting(Hurried):
        def pace(self, prefix: str, kind: str, rate: float, **options: Any) -> None:
            paces[prefix] = rate

    for key in ("", "Secret1234"):
        PubMedClient(Noting(tmp_path), read_records, f"http://127.0.0.1:9/{key}", key)

    assert paces == {"http://127.0.0.1:9/": 3.0, "http://127.0.0.1:9/Secret1234/": 10.0}
