"""A Zotero on loopback that refkit is told to use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import zotero_pushes
from keyrings import InMemory, keyring_of
from zotero_server import DOCUMENTED, ZOTERO_10, DesktopServer, Limits, ZoteroServer

from refkit.http.gateway import Gateway


@pytest.fixture
def web_zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    """The web's, with a key that may write and no limit near; nobody may break its manners."""
    with ZoteroServer(limits=Limits(capacity=10_000, rate=10_000)) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        yield server
        assert server.violations == []


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that refkit would have waited; nobody waits them."""
    seconds: list[float] = []
    monkeypatch.setattr(Gateway, "rest", lambda gateway, time: seconds.append(time))
    return seconds


@pytest.fixture(
    params=[pytest.param(DOCUMENTED, marks=pytest.mark.more), ZOTERO_10],
    ids=lambda behaviour: behaviour.name,
)
def desktop(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, waited: list[float]
) -> Iterator[DesktopServer]:
    """A running Zotero 10, as it is documented and as it was seen to be."""
    with DesktopServer(version=10, behaviour=request.param) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        yield server
        assert server.violations == []


@pytest.fixture
def zotero_10(monkeypatch: pytest.MonkeyPatch, waited: list[float]) -> Iterator[DesktopServer]:
    """The running program of 10.0.0 as it is; its user is asked once and allows it for ever."""
    with DesktopServer(behaviour=ZOTERO_10) as server, keyring_of(InMemory()):
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        monkeypatch.setattr(zotero_pushes, "way", "local")
        yield server
        assert server.violations == []


@pytest.fixture(params=["documented", "zotero_10"])
def zotero(request: pytest.FixtureRequest) -> ZoteroServer | DesktopServer:
    """Each of the two that a push goes to: the web as documented, and Zotero 10 as it is."""
    name = "web_zotero" if request.param == "documented" else request.param
    server: ZoteroServer | DesktopServer = request.getfixturevalue(name)
    return server
