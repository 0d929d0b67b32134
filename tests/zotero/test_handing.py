"""Through the connector nothing goes in twice, as far as that can be known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from zotero_not_yet import not_yet
from zotero_pushes import entry, open_entry, order, plan, push, results, review, undo
from zotero_server import DOCUMENTED, ZOTERO_9, ZOTERO_10, DesktopServer

from refkit.errors import ZoteroError
from refkit.into_zotero import plan_zotero

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
    if behaviour.seen:
        not_yet(request)
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
        order(review(entry(1, "CAR-T")), collection=""), transport="connector", say=told.append
    )

    assert any("automatic" in remark for remark in told)


def test_what_the_user_has_already_is_left_out(desktop: DesktopServer) -> None:
    desktop.library().add({"itemType": "journalArticle", "title": "Bees", "DOI": "10.1000/1"})

    pushed = push(review(entry(1), entry(2)), transport="connector", collection="")

    assert results(pushed) == {"10.1000/review": "created", "berg1": "left", "berg2": "created"}


def test_a_lost_answer_imports_nothing_twice(desktop: DesktopServer) -> None:
    desktop.fail_next("reset-after-commit", path="connector/import")

    push(review(entry(1), entry(2)), transport="connector", collection="")

    assert len(desktop.library().regular) == 3


def test_what_zotero_refused_is_not_taken_for_done(desktop: DesktopServer) -> None:
    desktop.fail_next("500", path="connector/import")
    with pytest.raises(ZoteroError):
        push(review(entry(1)), transport="connector", collection="")

    again = push(review(entry(1)), transport="connector", collection="")

    assert set(results(again).values()) == {"created"}
    assert len(desktop.library().regular) == 2


def test_it_goes_only_where_the_user_wants_it(desktop: DesktopServer) -> None:
    with pytest.raises(ZoteroError, match="select 'Bees' there"):
        push(review(entry(1)), transport="connector", collection="Bees")

    assert desktop.library().regular == []


def test_it_cannot_be_taken_back(desktop: DesktopServer) -> None:
    pushed = push(review(entry(1)), transport="connector", collection="")

    with pytest.raises(ZoteroError, match="delete its items in Zotero"):
        undo(pushed)


def test_a_dry_run_sends_nothing(desktop: DesktopServer) -> None:
    planned = plan(review(entry(1)), transport="connector", collection="")

    assert len(planned.to_do) == 2
    assert desktop.library().regular == []
