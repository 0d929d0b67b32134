"""The loopback Crossref answers as recordings of the real one do, and keeps its limits."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from crossref_server import FAST, CrossrefServer, Pool, make_review, make_work
from faults import BOMB

RECORDED = Path(__file__).resolve().parents[2] / "shared" / "crossref"
POLITE = {"User-Agent": "tests/1 (mailto:reader@example.org)"}
ALIAS = {"10.17487/RFC0001": "10.17487/rfc1"}
BROKEN = (
    requests.ConnectionError,
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
)
RARE = {"vary", "server"}  # of the software and the proxies before it, not of the service

needs_recordings = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the recorded answers of Crossref are not beside this tree"
)


@pytest.fixture
def server() -> Iterator[CrossrefServer]:
    works = [make_work(f"10.5555/{name}") for name in ("a", "b", "c,d", "10.1002/(x)1;2-#")]
    with CrossrefServer(works, aliases=ALIAS, pools=FAST) as server:
        yield server


def ask(server: CrossrefServer, path: str, **params: str) -> requests.Response:
    url = server.url + path
    return requests.get(url, params=params, headers=POLITE, timeout=60, allow_redirects=False)


def found(server: CrossrefServer, filter_: str, **params: str) -> list[str]:
    answer = ask(server, "/works", filter=filter_, **params)
    assert answer.status_code == 200
    return [item["DOI"] for item in answer.json()["message"]["items"]]


def recorded(name: str) -> tuple[Mapping[str, Any], bytes]:
    rows = map(json.loads, (RECORDED / "responses.jsonl").read_text("utf-8").splitlines())
    return next(row for row in rows if row["file"] == name), (RECORDED / name).read_bytes()


# As recorded


@needs_recordings
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("errors/301-alias.20260822.txt", "/works/10.17487%2FRFC0001"),
        ("errors/404-unknown-doi.20260822.txt", "/works/10.11111%2FRFC0000"),
        ("lists/types-and-query-polite-array.20260822.json", "/works"),
        ("works/10.1515-cog.2007.005.20260822.json", "/works/10.5555%2Fa"),
    ],
)
def test_answers_have_the_status_and_headers_of_the_recorded(name, path):
    expected, body = recorded(name)

    with CrossrefServer([make_work("10.5555/a")], aliases=ALIAS) as own:
        answer = ask(own, path)

    theirs = {k: v for k, v in expected["response_headers"].items() if k not in RARE | {"date"}}
    assert answer.status_code == expected["status"]
    assert {name: answer.headers.get(name) for name in theirs} == theirs
    assert {name.lower() for name in answer.headers} - theirs.keys() == {"date", "content-length"}
    assert answer.content == body or expected["status"] == 200


@needs_recordings
def test_an_empty_429_has_no_more_headers_than_the_recorded():
    expected, body = recorded("errors/429-empty.20260822.txt")

    with CrossrefServer(pools={"polite-array": Pool(0, 1)}) as own:
        answer = ask(own, "/works")

    assert answer.status_code == expected["status"]
    assert {name.lower() for name in answer.headers} == expected["response_headers"].keys()
    assert answer.content == body == b""
    assert answer.headers["Content-Length"] == "0"


@needs_recordings
@pytest.mark.parametrize(
    ("name", "path", "params"),
    [
        ("400-select-on-single.20240814", "/works/10.5555%2Fa", {"select": "DOI,title"}),
        ("400-query-on-single.20260616", "/works/10.5555%2Fa", {"query.author": "carl"}),
        ("400-rows.20260616", "/works", {"rows": "things"}),
        ("404-route.20230213", "/prefixes", {}),
    ],
)
def test_refusals_have_the_recorded_words(server, name, path, params):
    expected, body = recorded(f"errors/{name}.json")

    answer = ask(server, path, **params)

    assert answer.status_code == expected["status"]
    assert answer.headers["Content-Type"] == expected["response_headers"]["content-type"]
    assert answer.json() == json.loads(body)


@needs_recordings
def test_envelopes_have_the_recorded_keys(server):
    name = "lists/types-and-query-polite-array.20260822.json"
    theirs, own = json.loads(recorded(name)[1]), ask(server, "/works").json()

    assert own.keys() == theirs.keys()
    assert own["message-type"] == theirs["message-type"]
    assert own["message"].keys() == theirs["message"].keys()
    assert own["message"]["query"].keys() == theirs["message"]["query"].keys()


# Single works


@pytest.mark.parametrize("path", ["/works/10.5555%2FA", "/works/10.5555/a"])
def test_a_work_is_found_in_any_case_and_spelling_of_its_address(server, path):
    assert ask(server, path).json()["message"]["DOI"] == "10.5555/a"


def test_a_doi_of_odd_characters_is_one_segment(server):
    answer = ask(server, "/works/10.5555%2F10.1002%2F%28x%291%3B2-%23")

    assert answer.json()["message"]["DOI"] == "10.5555/10.1002/(x)1;2-#"


def test_an_alias_leads_to_the_work_in_its_place(server):
    server.add(make_work("10.17487/RFC1"))

    answer = requests.get(f"{server.url}/works/10.17487%2Frfc0001", headers=POLITE, timeout=60)

    assert answer.json()["message"]["DOI"] == "10.17487/rfc1"
    assert [asked.status for asked in server.requests] == [301, 200]


@pytest.mark.parametrize("name", ["rows", "filter", "query", "sample", "cursor", "strange"])
def test_a_single_work_refuses_what_belongs_to_lists(server, name):
    answer = ask(server, "/works/10.5555%2Fa", **{name: "1", "mailto": "a@example.org"})

    assert answer.status_code == 400
    assert [failure["value"] for failure in answer.json()["message"]] == [name]


def test_other_methods_are_refused(server):
    answer = requests.post(f"{server.url}/works", json={"a": 1}, headers=POLITE, timeout=60)

    assert answer.status_code == 405


# Lists


def test_a_filter_gives_what_is_known_and_says_nothing_of_the_rest(server):
    asked = "doi:10.5555/A,doi:10.5555/none,doi:10.5555/b,doi:10.17487/RFC0001"

    assert found(server, asked) == ["10.5555/b", "10.5555/a"]


def test_without_rows_a_list_ends_after_twenty(server):
    dois = [f"10.5555/n{number:02}" for number in range(25)]
    for doi in dois:
        server.add(make_work(doi))
    filter_ = ",".join(f"doi:{doi}" for doi in dois)

    assert found(server, filter_) == dois[:4:-1]
    assert found(server, filter_, rows="1000") == dois[::-1]


def test_no_rows_give_the_count(server):
    message = ask(server, "/works", filter="doi:10.5555/a,doi:10.5555/b", rows="0").json()[
        "message"
    ]

    assert (message["items"], message["total-results"], message["items-per-page"]) == ([], 2, 0)


def test_one_comma_in_a_doi_is_survived(server):
    assert found(server, "doi:10.5555/a,doi:10.5555/c,d") == ["10.5555/c,d", "10.5555/a"]


def test_a_second_comma_spoils_another_value(server):
    server.add(make_work("10.5555/e,f"))

    assert found(server, "doi:10.5555/c,d,doi:10.5555/e,f") == []


def test_a_comma_before_a_colon_begins_a_filter(server):
    answer = ask(server, "/works", filter="doi:10.5555/a,x:1")

    assert answer.status_code == 400
    assert answer.json()["message"][0]["type"] == "filter-not-available"


def test_a_percent_sequence_is_undone_once_only(server):
    assert found(server, "doi:10.5555%2Fa") == []


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("rows", "1001", "integer-not-valid"),
        ("rows", "-1", "integer-not-valid"),
        ("select", "DOI,language", "select-not-available"),
        ("filter", "colour:red", "filter-not-available"),
        ("sample", "5", "parameter-not-allowed"),
        ("strange", "1", "unknown-parameter"),
    ],
)
def test_a_list_refuses_what_it_does_not_know(server, name, value, kind):
    answer = ask(server, "/works", **{name: value})

    assert answer.status_code == 400
    assert [failure["type"] for failure in answer.json()["message"]] == [kind]


def test_select_gives_the_chosen_fields(server):
    answer = ask(server, "/works", filter="doi:10.5555/a", select="DOI,abstract,title")

    assert answer.json()["message"]["items"][0].keys() == {"DOI", "title"}


def test_a_search_finds_what_it_is_given_to_find(server):
    answer = ask(server, "/works", **{"query.bibliographic": "bees"}).json()
    assert (answer["message"]["items"], answer["message"]["total-results"]) == ([], 0)

    with CrossrefServer(
        [make_work("10.5555/a")], search=lambda text, rows: [(rows + 0.5, "10.5555/a")]
    ) as own:
        message = ask(own, "/works", rows="5", **{"query.bibliographic": "bees"}).json()["message"]

    assert [(item["DOI"], item["score"]) for item in message["items"]] == [("10.5555/a", 5.5)]
    assert message["total-results"] == 1


# Limits


def test_the_pool_is_named_by_address_and_kind_of_question():
    with CrossrefServer() as own:
        pools = [
            requests.get(own.url + path, headers={"User-Agent": agent}, timeout=60).headers
            for path, agent in (
                ("/works/10.1%2Fa", "plain/1"),
                ("/works", "plain/1"),
                ("/works", POLITE["User-Agent"]),
                ("/works/10.1%2Fa?mailto=reader@example.org", "plain/1"),
            )
        ]

    told = [f"{pool['x-api-pool']} {pool['x-rate-limit-limit']}" for pool in pools]
    assert told == ["public-single 5", "public-array 1", "polite-array 3", "polite-single 10"]


def test_too_many_in_an_interval_are_refused_and_counted():
    with CrossrefServer(pools={"polite-single": Pool(2, 5, interval=60)}) as own:
        statuses = [ask(own, "/works/10.1%2Fa").status_code for _ in range(3)]
        own.pools["polite-single"] = Pool(2, 5, interval=0.01)
        time.sleep(0.02)
        statuses.append(ask(own, "/works/10.1%2Fa").status_code)

    assert statuses == [404, 404, 429, 404]
    assert own.violations == ["polite-single: 3 requests in 60s, 2 allowed, at /works/10.1%2Fa"]


def test_too_many_at_once_are_refused_and_counted():
    go_on = threading.Event()

    def search(text, rows):
        go_on.wait(60)
        return ()

    with CrossrefServer(pools={"polite-array": Pool(100, 1)}, search=search) as own:
        first = threading.Thread(target=ask, args=(own, "/works?query.bibliographic=bees"))
        first.start()
        while not own.under_way:
            time.sleep(0.01)
        second = ask(own, "/works?rows=2")
        go_on.set()
        first.join()
        third = ask(own, "/works?rows=3")

    assert (second.status_code, third.status_code) == (429, 200)
    assert own.violations == ["polite-array: 2 under way, 1 allowed, at /works?rows=2"]


def test_one_after_the_other_is_never_two_at_once():
    with (
        CrossrefServer(pools={"polite-single": Pool(1000, 1)}) as own,
        requests.Session() as session,
    ):
        for _ in range(200):
            session.get(f"{own.url}/works/10.1%2Fa", headers=POLITE, timeout=60)

    assert own.violations == []


def test_a_long_address_is_refused_and_counted(server):
    too_much = 4096 - len("/works?filter=") + 1

    assert (
        requests.get(f"{server.url}/works?filter={'x' * too_much}", timeout=60).status_code == 414
    )
    assert server.violations == ["4097 bytes of URL, 4096 allowed"]


def test_a_client_without_a_name_is_counted(server):
    with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as plain:
        plain.sendall(b"GET /works HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.1 200")

    assert server.violations == ["no User-Agent, at /works"]


def test_requests_are_remembered_as_they_came(server):
    ask(server, "/works/10.5555%2FA", mailto="a@example.org")

    (asked,) = server.requests
    assert asked.path == "/works/10.5555%2FA"
    assert asked.query == {"mailto": "a@example.org"}
    assert asked.headers["user-agent"] == POLITE["User-Agent"]
    assert asked.status == 200


# Faults


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        ("429", 429, None),
        ("429-retry-after", 429, None),
        ("500", 500, "application/json"),
        ("503", 503, "text/html"),
        ("504-html", 504, "text/html"),
        ("html-200", 200, "text/html"),
        ("json-garbage", 200, "application/json"),
        ("json-wrong-shape", 200, "application/json"),
        ("nan", 200, "application/json"),
        ("not-utf8", 200, "application/json"),
        ("deep", 200, "application/json"),
        ("wrong-type", 200, "text/html"),
        ("redirect-loop", 302, None),
        ("redirect-away", 302, None),
    ],
)
def test_a_fault_comes_once_and_is_no_violation(server, fault, status, content_type):
    server.fail_next(fault)

    answer, next_answer = ask(server, "/works"), ask(server, "/works")

    assert (answer.status_code, answer.headers.get("Content-Type")) == (status, content_type)
    assert answer.headers.get("Retry-After") == ("1" if fault == "429-retry-after" else None)
    assert next_answer.json()["status"] == "ok"
    assert server.violations == []


@pytest.mark.parametrize("fault", ["reset", "reset-within", "truncated", "gzip-garbage"])
def test_a_broken_answer_is_an_error_of_the_connection(server, fault):
    server.fail_next(fault)

    with pytest.raises(BROKEN):
        ask(server, "/works")

    assert ask(server, "/works").status_code == 200
    assert server.violations == []


def test_a_fault_waits_for_its_address(server):
    server.fail_next("503", "503", "500", matching="10.5555/b")

    paths = ["/works/10.5555%2Fa"] + ["/works/10.5555%2Fb", "/works/10.5555/b"] * 2
    assert [ask(server, path).status_code for path in paths] == [200, 503, 503, 500, 200]


def test_misbehaving_is_the_same_for_the_same_seed():
    def statuses(seed):
        with CrossrefServer(pools=FAST) as own:
            own.misbehave(seed, 0.4, ["500", "503"])
            return [ask(own, "/works").status_code for _ in range(40)]

    first, again, other = statuses(1), statuses(1), statuses(2)

    assert first == again != other
    assert 5 < sum(status != 200 for status in first) < 30


def test_a_bomb_is_small_until_it_is_opened(server):
    server.fail_next("gzip-bomb")

    with requests.get(f"{server.url}/works", headers=POLITE, timeout=60, stream=True) as answer:
        assert int(answer.headers["Content-Length"]) * 500 < BOMB


def test_a_date_to_come_back_at_is_ahead(server):
    server.fail_next("429-date")
    before = time.time()

    date = parsedate_to_datetime(ask(server, "/works").headers["Retry-After"])

    assert before < date.timestamp() < time.time() + 2


def test_an_unknown_fault_is_refused(server):
    with pytest.raises(ValueError, match="no such fault: 418"):
        server.fail_next("418")
    with pytest.raises(ValueError, match="no such fault: 418"):
        server.misbehave(1, 0.5, ["418"])


def test_closing_waits_for_nobody(server, capfd, monkeypatch):
    monkeypatch.setattr("faults.TIMEOUT", 120)
    server.fail_next("timeout")
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{server.url}/works", headers=POLITE, timeout=(60, 0.1))

    with requests.Session() as idle:
        idle.get(f"{server.url}/works", headers=POLITE, timeout=60)
        began = time.monotonic()
        server.close()
        assert time.monotonic() - began < 60
        with pytest.raises(requests.ConnectionError):
            idle.get(f"{server.url}/works", headers=POLITE, timeout=60)
    assert capfd.readouterr().err == ""


# Works of our own


def test_a_made_work_depends_on_its_doi_alone():
    assert make_work("10.5555/A") == make_work("10.5555/a")
    assert make_work("10.5555/a") != make_work("10.5555/b")


def test_a_made_work_takes_fields_and_lets_them_go():
    work = make_work("10.5555/a", container_title=["Other"], volume=None)

    assert (work["container-title"], work.get("volume")) == (["Other"], None)


def test_a_made_review_lists_its_references():
    review = make_review("10.5555/r", [{"DOI": "10.5555/A"}, {"key": "k", "unstructured": "x"}])

    assert [item["key"] for item in review["reference"]] == ["ref1", "k"]
    assert review["reference-count"] == review["references-count"] == 2
    assert "reference" not in make_review("10.5555/r", [])
