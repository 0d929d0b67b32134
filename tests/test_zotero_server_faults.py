"""The loopback Zotero keeps its limits, sees bad manners, and fails as it is told to."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest
import requests
from zotero_server import Library, Limits, ZoteroServer
from zotero_server.asking import ARTICLE, KEYS, ask, failure, new, post
from zotero_server.faults import INSTEAD, NAMES
from zotero_server.manners import ON_ITS_WAY


@pytest.fixture
def server() -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        yield server


@pytest.fixture
def library(server: ZoteroServer) -> Library:
    return server.library("users/1")


# Limits and manners


def test_five_at_a_time_are_let_in_and_more_than_four_are_bad_manners(
    server: ZoteroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, answer = threading.Event(), server.respond
    with monkeypatch.context() as patch:
        patch.setattr(server, "respond", lambda *given: go_on.wait(60) and answer(*given))
        statuses: list[int] = []

        def one() -> None:
            statuses.append(ask(server, "GET", "/users/1/items").status_code)

        threads = [threading.Thread(target=one) for _ in range(6)]
        for thread in threads:
            thread.start()
        while not statuses:  # five are held
            time.sleep(0.01)
        go_on.set()
        for thread in threads:
            thread.join()

        assert sorted(statuses) == [200] * 5 + [429]
        assert [one.partition(",")[0] for one in server.violations] == [
            "5 requests at a time",
            "6 requests at a time",
        ]


def test_a_bucket_that_is_empty() -> None:
    with ZoteroServer(limits=Limits(capacity=2, rate=0.001)) as server:
        answers = [ask(server, "GET", "/users/1/items") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "1"


@pytest.mark.waits
@pytest.mark.parametrize("fault", ["429", "429-date", "503", "backoff"])
def test_who_does_not_wait_is_written_down(server: ZoteroServer, fault: str) -> None:
    server.fail_next(fault, seconds=60)
    answer = ask(server, "GET", "/users/1/items")
    assert answer.headers.keys() & {"Retry-After", "Backoff"}

    time.sleep(ON_ITS_WAY + 0.1)
    ask(server, "GET", "/users/1/items")

    (violation,) = server.violations
    assert re.match(r"a request [\d.]+s before it may come", violation)


@pytest.mark.waits
def test_who_waits_is_not() -> None:
    with ZoteroServer() as server:
        server.fail_next("429-date", seconds=1)
        told = ask(server, "GET", "/users/1/items").headers["Retry-After"]
        time.sleep(max(0.0, parsedate_to_datetime(told).timestamp() - time.time()))

        assert ask(server, "GET", "/users/1/items").status_code == 200
        assert server.violations == []


def test_other_bad_manners(server: ZoteroServer) -> None:
    ask(server, "POST", "/users/1/items", [ARTICLE])
    ask(server, "GET", "/users/1/items", Zotero_API_Version="")
    ask(server, "GET", f"/users/1/items?key={server.key}")
    for _ in range(2):
        ask(server, "DELETE", "/users/1/items?itemKey=X", key=server.read_only_key)

    assert [one.partition(", at")[0] for one in server.violations] == [
        "a new object without key and version: sent again, it is there twice",
        "no Zotero-API-Version: 3",
        "the key in the address",
        "a 403 repeated",
    ]
    assert not any(server.key in one for one in server.violations)


def test_expect_is_refused(server: ZoteroServer) -> None:
    head = "POST /users/1/items HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=60) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(1000)

    assert answer.startswith(b"HTTP/1.1 417 ")
    assert server.violations == ["Expect: 100-continue, at /users/1/items"]


# Faults


@pytest.mark.parametrize("fault", sorted(INSTEAD))
def test_a_fault_in_place_of_an_answer_does_nothing(server: ZoteroServer, fault: str) -> None:
    server.fail_next(fault)

    ask(server, "POST", "/users/1/items", [new()])

    assert not server.library("users/1").items
    assert post(server, new())["success"] == {"0": KEYS[0]}


@pytest.mark.parametrize("fault", ["reset", "reset-after-commit", "truncated"])
def test_a_line_that_breaks(server: ZoteroServer, library: Library, fault: str) -> None:
    server.fail_next(fault)

    with pytest.raises(requests.RequestException):
        post(server, new())

    assert bool(library.items) == (fault != "reset")


@pytest.mark.parametrize("fault", ["slow", "html-after-commit", "500-after-commit"])
def test_an_answer_that_comes_late_or_is_another(
    server: ZoteroServer, library: Library, fault: str
) -> None:
    server.fail_next(fault, seconds=0.2)

    answer = ask(server, "POST", "/users/1/items", [new()])

    assert answer.elapsed.total_seconds() >= 0.2 or fault != "slow"
    assert answer.text.startswith(
        {"slow": "{", "html-after-commit": "<html>"}.get(fault, "An error")
    )
    assert library.items.keys() == {KEYS[0]}


def test_a_fault_waits_for_its_address(server: ZoteroServer) -> None:
    server.fail_next("500", times=2, path="POST /users/1/items")

    assert ask(server, "GET", "/users/1/items").status_code == 200
    statuses = [ask(server, "POST", "/users/1/items", [new()]).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert [one.status for one in server.requests] == [200, 500, 500, 200]


def test_one_object_of_many_fails(server: ZoteroServer, library: Library) -> None:
    server.fail_next("partial", places=(1,), code=503, message="Down")

    report = post(server, new(0), new(1), new(2))

    assert report["failed"] == {"1": {"code": 503, "message": "Down"}}
    assert library.items.keys() == {KEYS[0], KEYS[2]}


def test_somebody_edits_just_before(server: ZoteroServer, library: Library) -> None:
    post(server, new())
    server.fail_next("concurrent-edit")

    assert failure(server, {"key": KEYS[0], "version": 1, "date": "2026"})["code"] == 412
    assert library.items[KEYS[0]]["rights"] == "somebody else's"


def test_a_collection_that_goes_just_before(server: ZoteroServer, library: Library) -> None:
    library.add_collection("Review", key="CCCC2222")
    server.fail_next("collection-gone")

    failed = failure(server, new(collections=["CCCC2222"]))

    assert (failed["code"], failed["data"]) == (409, {"collection": "CCCC2222"})


def test_a_key_that_is_revoked(server: ZoteroServer) -> None:
    server.fail_next("key-revoked")

    answers = [ask(server, "GET", "/users/1/items") for _ in range(2)]

    assert [(one.status_code, one.text) for one in answers] == [(403, "Invalid key")] * 2


def test_a_library_that_moves_between_pages(server: ZoteroServer, library: Library) -> None:
    post(server, *(new(number) for number in range(30)))
    server.fail_next("library-moves")

    pages = [ask(server, "GET", f"/users/1/items?start={start}") for start in (0, 25)]

    assert [page.headers["Last-Modified-Version"] for page in pages] == ["30", "31"]


def test_misbehaving_is_the_same_for_the_same_seed() -> None:
    told = []
    for _ in range(2):
        with ZoteroServer() as server:
            server.misbehave(7, 0.5, ("500", "502"))
            told.append([ask(server, "GET", "/users/1/items").status_code for _ in range(12)])

    assert told[0] == told[1]
    assert set(told[0]) == {200, 500, 502}


def test_a_fault_that_there_is_not(server: ZoteroServer) -> None:
    with pytest.raises(ValueError, match="no such fault: nonsense"):
        server.fail_next("nonsense")
    assert "429" in NAMES


def test_many_writers_at_once_lose_nothing() -> None:
    with ZoteroServer(limits=Limits(capacity=1000, together=100)) as server:
        batches = [[new(4 * lot + n) for n in range(4)] for lot in range(20)]
        threads = [threading.Thread(target=post, args=(server, *batch)) for batch in batches]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        library = server.library("users/1")
        assert sorted(item["version"] for item in library.items.values()) == list(range(1, 81))
        assert not [one for one in server.violations if "server itself" in one]
