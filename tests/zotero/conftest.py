"""A Zotero on loopback that refkit is told to use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from zotero_server import ZoteroServer


@pytest.fixture
def zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    """The web's, with a key that may write; nobody may break its manners."""
    with ZoteroServer() as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        yield server
        assert server.violations == []
