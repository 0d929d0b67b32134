"""A request of any method: what came comes back, and what was lost is asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crossref_server import FAST, CrossrefServer
from zotero_server import ZoteroServer

from refkit.errors import NotRemembered, SourceError
from refkit.http.cache import InMemoryCache
from refkit.http.gateway import Gateway
from refkit.http.rate_limit import MARGIN
from refkit.http.sender import Sender
from refkit.http.transport import proxies_for, seconds_of


@pytest.fixture
def server() -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        yield server


@pytest.fixture
def gateway(home: Path) -> Iterator[Gateway]:
    gateway = Gateway(home / "memory", timeout=(60.0, 60.0), deadline=300.0)
    yield gateway
    gateway.close()


def headers(server: ZoteroServer) -> dict[str, str]:
    return {"Zotero-API-Key": server.key, "Zotero-API-Version": "3", "User-Agent": "refkit-test"}


def create(gateway: Gateway, server: ZoteroServer, **how: object) -> int:
    body = b'[{"itemType": "book", "title": "Bees", "key": "AAAA2222", "version": 0}]'
    reply = gateway.exchange(
        "POST", f"{server.url}/users/1/items", headers=headers(server), body=body, **how
    )  # type: ignore[arg-type]
    return reply.status


def test_nothing_is_remembered(gateway: Gateway, server: ZoteroServer) -> None:
    for _ in range(2):
        reply = gateway.exchange("GET", f"{server.url}/keys/current", headers=headers(server))

    assert reply.json["userID"] == 1
    assert reply.headers["zotero-api-version"] == "3"
    assert server.counted("GET") == 2


def test_a_lost_answer_is_asked_for_again_with_the_same_bytes(
    gateway: Gateway, server: ZoteroServer
) -> None:
    server.fail_next("reset-after-commit")

    assert create(gateway, server) == 200
    first, second = server.requests
    assert first.body == second.body
    assert len(server.library().items) == 1


@pytest.mark.parametrize("fault", ["500", "429"])
def test_what_is_sent_once_is_sent_once(gateway: Gateway, server: ZoteroServer, fault: str) -> None:
    server.fail_next(fault)

    assert create(gateway, server, once=True) == int(fault)
    assert len(server.requests) == 1


def test_what_is_sent_once_and_lost_is_an_error(gateway: Gateway, server: ZoteroServer) -> None:
    server.fail_next("reset-after-commit")

    with pytest.raises(SourceError):
        create(gateway, server, once=True)

    assert len(server.requests) == 1


def test_backoff_holds_what_comes_next(gateway: Gateway, server: ZoteroServer) -> None:
    server.fail_next("backoff", seconds=1)
    create(gateway, server)

    gateway.exchange("GET", f"{server.url}/keys/current", headers=headers(server))

    told, held = server.requests
    assert held.when - told.when > 0.9  # by the server's clock, from before it told
    assert server.violations == []


def test_offline_nothing_is_sent(home: Path, server: ZoteroServer) -> None:
    gateway = Gateway(home / "memory", offline=True)

    with pytest.raises(NotRemembered):
        gateway.exchange("GET", f"{server.url}/keys/current")

    gateway.close()
    assert server.requests == []


def test_seconds_are_read_as_a_number_or_a_date() -> None:
    assert seconds_of("7") == 7
    assert seconds_of("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert seconds_of("soon") is None
    assert seconds_of(None) is None


def test_a_program_on_this_machine_is_asked_without_a_proxy() -> None:
    assert proxies_for("http://127.0.0.1:23119/api/") == {"http": None, "https": None}
    assert proxies_for("http://localhost:23119/") == {"http": None, "https": None}
    assert proxies_for("https://api.zotero.org/") == {}


@pytest.mark.waits
def test_a_header_slows_what_has_no_pace_of_its_own_only_below_the_usual() -> None:
    # All services without a pace share one limiter: what one of them allows is no limit of all.
    sender = Sender(InMemoryCache(), None, (60.0, 60.0), 300.0)
    with CrossrefServer(pools=FAST) as server:
        sender.exchange("GET", f"{server.url}/works?rows=0", headers={"User-Agent": "t"})

        limiter = sender.limiter(server.url)
        assert (limiter.limit, limiter.period) == (10, MARGIN)  # ten in a second
    sender.close()
