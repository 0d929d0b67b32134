"""Into the Zotero that runs on this computer: asked once, written as on the web."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from zotero_not_yet import not_yet
from zotero_pushes import entry, open_entry, order, push, results, review, row_of, state, tags, undo
from zotero_server import DENY, DOCUMENTED, ZOTERO_9, ZOTERO_10, Behaviour, DesktopServer

from refkit.errors import ZoteroError
from refkit.into_zotero import to_zotero, zotero_runs


@pytest.fixture(params=[DOCUMENTED, ZOTERO_10], ids=lambda behaviour: behaviour.name)
def desktop(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DesktopServer]:
    if request.param is ZOTERO_10:
        not_yet(request)
    with DesktopServer(version=10, behaviour=request.param) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        yield server
        assert server.violations == []


def test_it_goes_in_once_and_is_taken_back(desktop: DesktopServer) -> None:
    theirs = desktop.library().add(
        {"itemType": "journalArticle", "title": "Bees", "DOI": "10.1000/1"}
    )
    before = state(desktop)
    bees = review(entry(1, "CAR-T"), entry(2), open_entry(3))

    first = push(bees, transport="local", notes=True)
    again = push(bees, transport="local", notes=True)

    assert results(first) == {
        "10.1000/review": "created",
        "berg1": "updated",
        "berg2": "created",
        "ref3": "created",
    }
    assert set(results(again).values()) == {"left"}
    assert tags(desktop.library().items[theirs]) == ["CAR-T"]
    (item,) = desktop.library().by_title("On the bees of meadow 2")
    assert (item["DOI"], item["volume"]) == ("10.1000/2", "2")
    undo(first)
    assert state(desktop) == before


@pytest.mark.parametrize("behaviour", [DOCUMENTED, ZOTERO_10], ids=lambda one: one.name)
def test_what_is_denied_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    with DesktopServer(version=10, consent=DENY, behaviour=behaviour) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        with pytest.raises(ZoteroError, match="denied"):
            push(review(entry(1)), transport="local")

        assert server.library().items == {}


@pytest.mark.parametrize("behaviour", [DOCUMENTED, ZOTERO_9], ids=lambda one: one.name)
def test_an_older_zotero_is_read_only_and_says_so(
    monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    with DesktopServer(version=9, behaviour=behaviour) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        with pytest.raises(ZoteroError, match="connector"):
            push(review(entry(1)), transport="local")

        assert zotero_runs() == []


def test_the_best_way_is_found_and_told(desktop: DesktopServer) -> None:
    told: list[str] = []
    pushed = to_zotero(order(review(entry(1))), say=told.append)

    assert row_of(pushed, "berg1").result == "created"
    assert "local" in told[0]
