"""The gateway: waits, repeats, remembers; and offline stays in."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crossref_server import FAST, CrossrefServer, make_work
from other_servers import OtherServer, Reply

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.http.gateway import Gateway
from refkit.http.strict_json import UnreadableBody

DOI = "10.1000/a"
HEADERS = {"User-Agent": "refkit-test"}


@pytest.fixture
def server() -> Iterator[CrossrefServer]:
    with CrossrefServer([make_work(DOI)], pools=FAST) as server:
        yield server


@pytest.fixture
def gateway(server: CrossrefServer, tmp_path: Path) -> Iterator[Gateway]:
    gateway = Gateway(tmp_path / "memory", timeout=(60, 60))
    gateway.pace(f"{server.url}/works", "array", 1000)
    gateway.pace(f"{server.url}/works/", "single", 1000)
    yield gateway
    gateway.close()


def url(server: CrossrefServer, doi: str = DOI) -> str:
    return f"{server.url}/works/{doi.replace('/', '%2F')}"


def test_an_answer_is_asked_for_once(server: CrossrefServer, gateway: Gateway) -> None:
    first = gateway.ask(url(server), {}, HEADERS)
    again = gateway.ask(url(server), {}, HEADERS)

    assert first.json["message"]["DOI"] == DOI
    assert again.json == first.json
    assert len(server.requests) == 1


def test_a_list_is_not_remembered(server: CrossrefServer, gateway: Gateway) -> None:
    for _ in range(2):
        gateway.ask(f"{server.url}/works", {"rows": "0"}, HEADERS, remember=False)

    assert len(server.requests) == 2
    assert gateway.recall(f"{server.url}/works?rows=0") is None


@pytest.mark.parametrize(
    "fault",
    [
        "429",
        "429-retry-after",
        "503",
        "500",
        "504-html",
        "reset",
        "truncated",
        "html-200",
        "json-garbage",
    ],
)
def test_a_passing_fault_is_waited_out(
    server: CrossrefServer, gateway: Gateway, fault: str
) -> None:
    server.fail_next(fault)

    assert gateway.ask(url(server), {}, HEADERS).status == 200
    assert len(server.requests) == 2


@pytest.mark.waits
def test_after_an_empty_429_nothing_is_sent_for_a_second(
    server: CrossrefServer, gateway: Gateway
) -> None:
    server.fail_next("429")

    gateway.ask(url(server), {}, HEADERS)

    refused, answered = server.requests
    assert answered.when - refused.when >= 1.0


@pytest.mark.usefixtures("short_first_try")
def test_an_unanswered_request_is_repeated(server: CrossrefServer, gateway: Gateway) -> None:
    server.fail_next("timeout")

    assert gateway.ask(url(server), {}, HEADERS).status == 200
    assert len(server.requests) == 2


def test_a_lasting_throttle_is_told_not_taken_for_an_answer(
    server: CrossrefServer, gateway: Gateway, pauses: list[float]
) -> None:
    server.fail_next(*["429"] * 50)

    answer = gateway.ask(url(server), {}, HEADERS)

    assert answer.status == 429
    assert gateway.recall(url(server)) is None
    # A second at least, and longer each time; a quarter of a second is chance.
    assert [int(pause) for pause in pauses] == [1, 1, 1, 2, 4, 8]


def test_a_page_of_maintenance_is_an_error_and_not_remembered(
    server: CrossrefServer, gateway: Gateway
) -> None:
    server.fail_next(*["html-200"] * 3)

    with pytest.raises(SourceError, match="cannot be read"):
        gateway.ask(url(server), {}, HEADERS)
    assert gateway.ask(url(server), {}, HEADERS).status == 200


def test_where_nothing_listens_it_is_told_soon_and_without_secrets(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path)
    began = time.monotonic()

    # Held and not listened at: nobody else can be given this port meanwhile.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/works/x"
        with pytest.raises(SourceUnreachable, match="cannot be reached") as caught:
            gateway.ask(url, {"mailto": "me@secret.example"}, HEADERS)

    assert "secret" not in str(caught.value)
    assert time.monotonic() - began < 60
    gateway.close()


def test_offline_answers_from_memory_however_old(
    server: CrossrefServer, gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    monkeypatch.setattr("refkit.http.cache.KEEP_FOUND", timedelta(seconds=-1))
    gateway.ask(url(server), {}, HEADERS)
    gateway.close()
    offline = Gateway(tmp_path / "memory", offline=True)

    assert offline.ask(url(server), {}, HEADERS).json["message"]["DOI"] == DOI
    assert len(server.requests) == 1
    offline.close()


def test_what_is_old_is_asked_anew(
    server: CrossrefServer, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    monkeypatch.setattr("refkit.http.cache.KEEP_FOUND", timedelta(seconds=-1))
    gateway.ask(url(server), {}, HEADERS)
    gateway.ask(url(server), {}, HEADERS)

    assert len(server.requests) == 2


def test_refresh_asks_anew_and_remembers_what_comes(
    server: CrossrefServer, gateway: Gateway, tmp_path: Path
) -> None:
    gateway.ask(url(server), {}, HEADERS)
    gateway.close()
    server.add(make_work(DOI, title=["A new title"]))
    fresh = Gateway(tmp_path / "memory", refresh=True)
    fresh.ask(url(server), {}, HEADERS)
    fresh.close()
    usual = Gateway(tmp_path / "memory")

    recalled = usual.recall(url(server))

    assert recalled is not None
    assert recalled.json["message"]["title"] == ["A new title"]
    assert len(server.requests) == 2
    usual.close()


def test_what_was_answered_before_a_day_is_asked_anew_and_nothing_else(
    server: CrossrefServer, gateway: Gateway, tmp_path: Path
) -> None:
    from datetime import UTC, datetime, timedelta

    before = datetime.now(UTC).date()
    gateway.ask(url(server), {}, HEADERS)
    gateway.close()
    server.add(make_work(DOI, title=["A new title"]))
    found = {}
    for day in (before, before + timedelta(days=2)):
        since = Gateway(tmp_path / "memory", since=day)
        found[day] = since.ask(url(server), {}, HEADERS).json["message"]["title"], since.sent
        since.close()

    was, now = found.values()
    assert was[1] == 0
    assert now == (["A new title"], 1)


def test_offline_says_what_was_never_asked(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, offline=True)

    with pytest.raises(NotRemembered, match="offline"):
        gateway.ask("https://crossref.example/works/x", {}, HEADERS)
    gateway.close()


def test_a_shipped_answer_is_for_offline_only(
    server: CrossrefServer, gateway: Gateway, tmp_path: Path
) -> None:
    shipped = tmp_path / "a.json"
    shipped.write_text('{"transcribed": "2026-11-23", "message": {}}')
    address = "https://crossref.example/works/x"
    offline = Gateway(None, offline=True, shipped={address: shipped})

    recalled = offline.recall(address)

    assert recalled is not None
    assert recalled.day.isoformat() == "2026-11-23"
    assert Gateway(None, shipped={address: shipped}).recall(address) is None
    offline.close()


def test_no_log_holds_the_address(
    server: CrossrefServer, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server.fail_next("reset", "503", "truncated")

    gateway.ask(url(server), {"mailto": "me@secret.example"}, HEADERS)

    assert "/works/" in caplog.text
    assert "secret" not in caplog.text


def test_a_service_that_answers_text_is_read_by_its_own_reader(tmp_path: Path) -> None:
    bodies = [b"<html>down</html>", "Blöcke|1\n".encode()]

    def respond(path: str, query: object) -> Reply:
        return Reply(200, bodies.pop(0))

    def read(body: bytes) -> str:
        if body.startswith(b"<"):
            raise UnreadableBody("a page")
        return body.decode()

    with OtherServer(respond) as server:
        gateway = Gateway(tmp_path / "memory", timeout=(60, 60))
        gateway.pace(f"{server.url}/", "single", 1000, read=read)

        reply = gateway.exchange("GET", f"{server.url}/lines")
        gateway.close()

    assert reply.content.decode() == "Blöcke|1\n"
    assert len(server.requests) == 2
