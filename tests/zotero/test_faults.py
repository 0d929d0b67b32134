"""Whatever passing faults a push meets, the library is in the end as after an undisturbed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from zotero_pushes import entry, open_entry, push, results, review, state, undo
from zotero_server import Limits, ZoteroServer

from refkit.model.bibliography import Bibliography

THEIRS = {"itemType": "journalArticle", "title": "Bees", "tags": [{"tag": "to read"}]}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    with ZoteroServer(limits=Limits(capacity=1000, rate=1000)) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        use(server, monkeypatch)
        yield server


def use(server: ZoteroServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
    for number in (1, 2, 3):
        server.library().add(THEIRS | {"DOI": f"10.1000/{number}"}, key=f"USER222{number + 1}")


def bees() -> Bibliography:
    return review(*(entry(number, "CAR-T", "lupus") for number in range(1, 9)), open_entry(9))


def whole(server: ZoteroServer) -> Any:
    """The library but for the name of the run."""
    text = re.sub(r"refkit run [0-9a-f-]+", "refkit run", repr(sorted(state(server).items())))
    return text, sorted(server.library().collections)


@pytest.mark.parametrize("seed", range(6))
def test_a_push_through_faults_makes_the_same_library(
    server: ZoteroServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int
) -> None:
    with ZoteroServer() as quiet:
        use(quiet, monkeypatch)
        push(bees(), notes=True)
        wanted = whole(quiet)
    monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
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
