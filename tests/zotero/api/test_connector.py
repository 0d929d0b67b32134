"""The connector: what is selected, saves that are made once, and every refusal told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from zotero_server import DesktopServer

from refkit.errors import ZoteroError
from refkit.http.gateway import Gateway
from refkit.zotero.api.connector import Connector

ITEM = {"itemType": "journalArticle", "title": "CAR-T cells", "DOI": "10.1000/a"}


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refkit.http.retry._LONGEST_PAUSE", 0.05)


@pytest.fixture
def gateway(home: Path) -> Iterator[Gateway]:
    gateway = Gateway(home / "memory", timeout=(60.0, 60.0), deadline=300.0)
    yield gateway
    gateway.close()


@pytest.mark.parametrize("version", [7, 8, 9, 10])
def test_it_answers_without_any_setting(gateway: Gateway, version: int) -> None:
    with DesktopServer(version, local_api=False) as server:
        connector = Connector(gateway, server.url)
        connector.ping()

        assert str(connector.selected()) == "My Library"
        assert connector.selected().is_editable
        assert connector.requests == 3


def test_the_selected_collection_is_named(gateway: Gateway) -> None:
    with DesktopServer() as server:
        library = server.library()
        server.connector.selected = library.add_collection("Review \x1b[2J X")

        selected = Connector(gateway, server.url).selected()

        assert str(selected) == "Review [2J X in My Library"


def test_items_are_saved_once_in_a_session_and_moved(gateway: Gateway) -> None:
    with DesktopServer() as server:
        library = server.library()
        bees = library.add_collection("Bees")
        connector = Connector(gateway, server.url)
        (place,) = connector.selected().targets

        assert connector.save([ITEM], "session-1")
        assert not connector.save([ITEM], "session-1")
        connector.move("session-1", place.id, ["CAR-T", "one, two"])

        (item,) = library.items.values()
        assert item["collections"] == [bees]
        assert {"tag": "CAR-T"} in item["tags"]


def test_a_save_whose_answer_is_lost_is_not_made_twice(gateway: Gateway) -> None:
    with DesktopServer() as server:
        server.fail_next("reset-after-commit", path="/saveItems")

        assert not Connector(gateway, server.url).save([ITEM], "session-1")
        assert len(server.library().items) == 1


def test_a_selection_that_cannot_be_changed_is_told(gateway: Gateway) -> None:
    with DesktopServer(editable=False) as server:
        connector = Connector(gateway, server.url)

        assert not connector.selected().is_editable
        with pytest.raises(ZoteroError, match="cannot be changed; select one of your own"):
            connector.save([ITEM], "session-1")
        assert server.library().items == {}


def test_no_zotero_is_told(gateway: Gateway) -> None:
    with pytest.raises(ZoteroError, match="no Zotero runs on this computer; start it"):
        Connector(gateway, "http://127.0.0.1:9").ping()


def test_a_fault_is_told_in_one_line(gateway: Gateway) -> None:
    with DesktopServer() as server:
        server.fail_next("500", times=9, path="/saveItems")

        with pytest.raises(ZoteroError, match=r"refuses \(500: An error occurred\)"):
            Connector(gateway, server.url).save([ITEM], "session-1")
