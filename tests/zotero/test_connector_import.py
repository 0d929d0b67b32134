"""Through the connector nothing goes in twice, as far as that can be known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from zotero_pushes import entry, open_entry, order, plan, push, results, review, tags, undo
from zotero_server import DOCUMENTED, ZOTERO_9, ZOTERO_10, DesktopServer

from refkit.api.zotero import plan_zotero, zotero_runs
from refkit.errors import ZoteroError

PROGRAMS = {
    "documented 7": (7, DOCUMENTED),
    "documented 9": (9, DOCUMENTED),
    "zotero_9": (9, ZOTERO_9),
    "zotero_10": (10, ZOTERO_10),
}


@pytest.fixture(params=PROGRAMS)
def desktop(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[DesktopServer]:
    version, behaviour = PROGRAMS[request.param]
    with DesktopServer(version, behaviour=behaviour) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        yield server
        assert server.violations == []


def test_it_goes_in_once(desktop: DesktopServer) -> None:
    bees = review(entry(1, "CAR-T"), open_entry(2))

    first = push(bees, transport="connector", collection="")
    again = push(bees, transport="connector", collection="")

    assert set(results(first).values()) == {"created"}
    assert set(results(again).values()) == {"left"}
    assert len(desktop.library().regular) == 3


def test_the_user_is_told_what_becomes_of_tags(desktop: DesktopServer) -> None:
    told: list[str] = []

    plan_zotero(
        order(review(entry(1, "CAR-T")), collection=""), transport="connector", notify=told.append
    )

    assert any("automatic" in remark for remark in told)


def test_what_the_user_has_already_is_left_out(desktop: DesktopServer) -> None:
    desktop.library().add({"itemType": "journalArticle", "title": "Bees", "DOI": "10.1000/1"})

    pushed = push(review(entry(1), entry(2)), transport="connector", collection="")

    assert results(pushed) == {"10.1000/review": "created", "berg1": "left", "berg2": "created"}


def test_a_lost_answer_imports_nothing_twice(desktop: DesktopServer) -> None:
    desktop.fail_next("reset-after-commit", path="connector/saveItems")

    push(review(entry(1), entry(2)), transport="connector", collection="")

    assert len(desktop.library().regular) == 3


def test_what_zotero_refused_is_not_taken_for_done(desktop: DesktopServer) -> None:
    desktop.fail_next("500", path="connector/saveItems", times=2)
    refused = push(review(entry(1)), transport="connector", collection="")

    again = push(review(entry(1)), transport="connector", collection="")

    assert "failed" in results(refused).values()
    assert set(results(again).values()) <= {"created", "left"}
    assert len(desktop.library().regular) == 2


def test_one_item_that_zotero_refuses_does_not_take_the_others_with_it(
    desktop: DesktopServer,
) -> None:
    desktop.fail_next("500", path="connector/saveItems")

    pushed = push(review(entry(1), entry(2)), transport="connector", collection="")

    assert set(results(pushed).values()) == {"created"}
    assert len(desktop.library().regular) == 3


def test_it_goes_into_the_named_collection_whatever_is_selected(desktop: DesktopServer) -> None:
    library = desktop.library()
    ants, bees = library.add_collection("Ants"), library.add_collection("Bees")
    desktop.connector.selected = ants

    push(review(entry(1, "CAR-T"), entry(2, "lupus")), transport="connector", collection="Bees")

    assert {tuple(each["collections"]) for each in library.regular} == {(bees,)}
    (item,) = library.by_title("On the bees of meadow 1")
    assert tags(item) == ["CAR-T"]
    assert desktop.connector.selected == ants or not desktop.behaviour.seen


def test_a_collection_that_is_not_there_is_told_before_anything_is_sent(
    desktop: DesktopServer,
) -> None:
    with pytest.raises(ZoteroError, match="has no collection 'Bees'"):
        push(review(entry(1)), transport="connector", collection="Bees")

    assert desktop.library().regular == []
    assert zotero_runs() == []


def test_a_push_that_broke_off_is_finished_and_nothing_is_saved_twice(
    desktop: DesktopServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refkit.http.gateway.Gateway.rest", lambda gateway, seconds: None)
    bees = review(*(entry(number, *["CAR-T"] * (number % 2)) for number in range(1, 6)))
    desktop.fail_next("reset-after-commit", path="connector/saveItems", times=2)
    with pytest.raises(ZoteroError):
        push(bees, transport="connector", collection="")

    push(bees, transport="connector", collection="")

    assert len(desktop.library().regular) == 6


def test_a_library_that_cannot_be_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopServer(behaviour=ZOTERO_9, editable=False) as server:
        group = server.connector.shown[-1]
        group.editable = False
        server.connector.select(group)
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)

        with pytest.raises(ZoteroError, match="cannot be changed; select a collection of your own"):
            push(review(entry(1)), transport="connector", collection="")

        assert server.library().regular == []


def test_what_an_item_says_arrives(desktop: DesktopServer) -> None:
    push(review(entry(1)), transport="connector", collection="")

    (item,) = desktop.library().by_title("On the bees of meadow 1")
    assert (item["DOI"], item["volume"], item["date"]) == ("10.1000/1", "1", "2025-11")
    assert item.get("citationKey") == "berg1" or "Citation Key: berg1" in item["extra"]
    assert desktop.library().children(item["key"]) == []


def test_it_cannot_be_taken_back(desktop: DesktopServer) -> None:
    pushed = push(review(entry(1)), transport="connector", collection="")

    with pytest.raises(ZoteroError, match="delete its items in Zotero"):
        undo(pushed)


def test_a_dry_run_sends_nothing(desktop: DesktopServer) -> None:
    planned = plan(review(entry(1)), transport="connector", collection="")

    assert len(planned.to_do) == 2
    assert desktop.library().regular == []
