"""Which way is taken, and what is said of one that turns out shut."""

from __future__ import annotations

import pytest
from keyrings import InMemory, keyring_of
from zotero_pushes import entry, order, plan, push, results, review
from zotero_server import ALLOW_ONCE, DENY, ZOTERO_10, DesktopServer

from refkit.api.zotero import check_zotero, to_zotero, zotero_runs
from refkit.errors import InputError, ZoteroError


@pytest.mark.parametrize("consent", [DENY, ALLOW_ONCE])
def test_auto_falls_back_and_says_why(monkeypatch: pytest.MonkeyPatch, consent: str) -> None:
    told: list[str] = []
    with DesktopServer(behaviour=ZOTERO_10, consent=consent) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)

        pushed = to_zotero(order(review(entry(1)), collection=""), notify=told.append)

        assert set(results(pushed).values()) == {"created"}
        assert any(line.startswith("local is shut: ") for line in told)
        assert any(line.startswith("Zotero by connector") for line in told)
        assert server.prompts == 1
        assert not pushed.can_be_undone


def test_leave_for_one_write_stops_before_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopServer(behaviour=ZOTERO_10, consent=ALLOW_ONCE) as server:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)

        with pytest.raises(ZoteroError, match="choose “Always Allow”"):
            push(review(entry(1)), transport="local")

        assert server.library().items == {}
        assert zotero_runs() == []


def test_a_library_that_may_only_be_read_leaves_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopServer(behaviour=ZOTERO_10) as server, keyring_of(InMemory()):
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        server.library("groups/77").editable = False

        with pytest.raises(ZoteroError, match="you may only read this library"):
            push(review(entry(1)), transport="local", library="groups/77")

        assert zotero_runs() == []


def test_a_dry_run_needs_no_zotero() -> None:
    planned = plan(review(entry(1, "CAR-T")), transport="auto")

    assert [step.verdict.value for step in planned.steps] == ["create", "create"]
    assert (planned.steps[1].body or {})["DOI"] == "10.1000/1"


def test_the_pace_is_said_before_a_large_push(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    with DesktopServer(behaviour=ZOTERO_10) as server, keyring_of(InMemory()):
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", server.url)
        bees = review(*(entry(number) for number in range(1, 60)))

        to_zotero(order(bees), transport="local", notify=told.append)

        sent = [
            one for one in server.requests if one.method == "POST" and one.path.endswith("items")
        ]
        assert any("draws its window anew" in line for line in told)
        assert max(len(one.json) for one in sent) <= 20


def test_a_read_during_a_write_is_waited_for(zotero_10: DesktopServer, waited: list[float]) -> None:
    zotero_10.fail_next("500", path="GET /api/users/0/items", times=6)

    assert results(push(review(entry(1))))["berg1"] == "created"
    assert waited


def test_a_zotero_is_tried_and_left_as_it_was(zotero_10: DesktopServer) -> None:
    zotero_10.library().add({"itemType": "book", "title": "Ants"})

    lines, is_well = check_zotero("refkit check", transport="local")

    assert is_well, lines
    assert "created: 10" in lines
    assert [each["title"] for each in zotero_10.library().regular] == ["Ants"]
    assert zotero_10.library().collections == {}
    assert not any(key in line for key in zotero_10.keys for line in lines)


def test_a_collection_that_is_there_is_not_used_to_try(zotero_10: DesktopServer) -> None:
    zotero_10.library().add_collection("Bees")

    with pytest.raises(InputError, match="is there already"):
        check_zotero("Bees", transport="local")
