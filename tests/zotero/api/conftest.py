"""A Zotero on loopback, a door to it, and its library as the web gives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from zotero_server import ZoteroServer

from refkit.http.gateway import Gateway
from refkit.zotero.api.credentials import Secret
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.web import open_web


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refkit.http.retry.LEAST_PAUSE", 0.05)
    for module in ("client", "library"):
        monkeypatch.setattr(f"refkit.zotero.api.{module}.PAUSES", (0.05, 0.05))


@pytest.fixture
def server() -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def gateway(home: Path) -> Iterator[Gateway]:
    gateway = Gateway(home / "memory", timeout=(60.0, 60.0), deadline=300.0)
    yield gateway
    gateway.close()


@pytest.fixture
def web(server: ZoteroServer, gateway: Gateway) -> ZoteroLibrary:
    return open_web(gateway, server.url, Secret(server.key))
