"""Whatever passing faults a push meets, the library is in the end as after an undisturbed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zotero_pushes
from keyrings import InMemory, keyring_of
from stories import seeds
from zotero_pushes import entry, open_entry, push, results, review, state, undo
from zotero_server import ZOTERO_10, DesktopServer, Limits, ZoteroServer

from refkit.model.bibliography import Bibliography

THEIRS = {"itemType": "journalArticle", "title": "Bees", "tags": [{"tag": "to read"}]}


Server = ZoteroServer | DesktopServer


def made(kind: str, name: str) -> Server:
    """The web, or a program of this name."""
    if kind == "documented":
        return ZoteroServer(limits=Limits(capacity=1000, rate=1000))
    return DesktopServer(behaviour=ZOTERO_10, server_id=name)


@pytest.fixture(params=["documented", "zotero_10"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "zotero_10":
        monkeypatch.setattr(zotero_pushes, "way", "local")
        monkeypatch.setattr("refkit.http.gateway.Gateway.rest", lambda gateway, seconds: None)
    with keyring_of(InMemory()):
        yield request.param


@pytest.fixture
def server(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with made(kind, "faulty") as server:
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", ZoteroServer.key)
        use(server, monkeypatch)
        yield server


def use(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(address_of(server), server.url)
    for number in (1, 2, 3):
        server.library().add(THEIRS | {"DOI": f"10.1000/{number}"}, key=f"USER222{number + 1}")


def address_of(server: Server) -> str:
    return "REFKIT_ZOTERO_URL" if isinstance(server, ZoteroServer) else "REFKIT_ZOTERO_LOCAL_URL"


def bees() -> Bibliography:
    return review(*(entry(number, "CAR-T", "lupus") for number in range(1, 9)), open_entry(9))


def whole(server: Server) -> Any:
    """The library but for the name of the run, and for the keys that a program chose."""
    library = server.library()
    held, names = state(server), {}
    if isinstance(server, DesktopServer):
        names = {key: item.get("title", item["itemType"]) for key, item in held.items()}
        names |= {key: one["name"] for key, one in library.collections.items()}
    text = [re.sub(r"refkit run [0-9a-f-]+", "refkit run", repr(one)) for one in held.items()]
    named = [re.sub(r"\b[A-Z2-9]{8}\b", lambda key: names.get(key[0], key[0]), one) for one in text]
    return sorted(named), sorted(names.get(key, key) for key in library.collections)


@pytest.mark.parametrize("seed", seeds(range(2), more=range(2, 6)))
def test_a_push_through_faults_makes_the_same_library(
    server: Server, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int
) -> None:
    with made(kind, "quiet") as quiet:
        use(quiet, monkeypatch)
        push(bees(), notes=True)
        wanted = whole(quiet)
    monkeypatch.setenv(address_of(server), server.url)
    # Another server, the same library: what this machine remembers of it is void, and found out.
    monkeypatch.setenv("REFKIT_DATA", str(tmp_path / "other"))
    before = state(server)
    server.misbehave(seed, 0.25)

    pushed = push(bees(), notes=True)
    server.behave()
    again = push(bees(), notes=True)

    assert set(results(again).values()) <= {"left", "created", "updated"}
    assert whole(server) == wanted
    if not again.run:
        undo(pushed)
        assert state(server) == before
    assert server.violations == []
