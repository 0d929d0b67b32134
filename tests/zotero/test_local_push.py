"""Into the Zotero that runs on this computer: asked once, written as on the web."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from zotero_pushes import entry, open_entry, order, push, results, review, row_of, state, tags, undo
from zotero_server import DENY, DOCUMENTED, ZOTERO_9, ZOTERO_10, Behaviour, DesktopServer

from refkit.api.zotero import to_zotero, zotero_runs
from refkit.errors import ZoteroError
from refkit.model.bibliography import Entry


def replace_id(entry: Entry, name: str) -> Entry:
    """The same printed line at a place of its own."""
    (line,) = entry.citations
    number = 20 + ord(name)
    reference = replace(line.reference, position=number)
    return replace(entry, id=name, citations=(replace(line, reference=reference),))


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


def test_from_another_computer_nothing_is_made_twice(
    desktop: DesktopServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two lines of one list are printed alike; a third one's item lies in the trash.
    lines = (entry(1), *(replace_id(open_entry(2), name) for name in ("a", "b")), open_entry(3))
    bees = review(*lines)
    first = push(bees, transport="local")
    desktop.library().trash(row_of(first, "ref3").key)
    there = len(desktop.library().items)
    monkeypatch.setenv("REFKIT_DATA", str(tmp_path / "another computer"))

    again = push(bees, transport="local")

    assert set(results(again).values()) == {"left"}
    assert "trash" in row_of(again, "ref3").why
    assert len(desktop.library().items) == there
    assert row_of(again, "a").key != row_of(again, "b").key


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
    pushed = to_zotero(order(review(entry(1))), notify=told.append)

    assert row_of(pushed, "berg1").result == "created"
    assert "local" in told[0]


def test_what_lies_in_the_trash_is_seen(desktop: DesktopServer) -> None:
    library = desktop.library()
    theirs = library.add({"itemType": "journalArticle", "title": "Bees", "DOI": "10.1000/1"})
    library.trash(theirs)
    first = push(review(entry(1), entry(2)), transport="local")
    (ours,) = library.by_title("On the bees of meadow 2")
    library.trash(ours["key"])

    again = push(review(entry(1), entry(2)), transport="local")

    assert "trash" in row_of(first, "berg1").why
    assert "in the trash of the library" in row_of(again, "berg2").why
    assert len(library.items) == 3


def test_what_was_deleted_for_good_is_told(desktop: DesktopServer) -> None:
    push(review(entry(1)), transport="local")
    (ours,) = desktop.library().by_title("On the bees of meadow 1")
    desktop.library().delete(ours["key"])

    again = push(review(entry(1)), transport="local")

    assert "deleted by somebody" in row_of(again, "berg1").why
    assert push(review(entry(1)), transport="local", again=True).run


def test_the_whole_library_is_read_once(desktop: DesktopServer) -> None:
    desktop.library().add({"itemType": "book", "title": "Ants"})
    push(review(entry(1)), transport="local")
    desktop.requests.clear()

    push(review(entry(1)), transport="local")

    whole = [
        one
        for one in desktop.requests
        if one.path.endswith("/items") and "since" not in one.query and "format" not in one.query
    ]
    assert whole == []


@pytest.mark.parametrize(
    "fault",
    [
        "reset-after-commit",
        "500-after-commit",
        *(pytest.param(each, marks=pytest.mark.more) for each in ("truncated", "reset")),
    ],
)
@pytest.mark.parametrize("what", ["items", "collections"])
def test_a_lost_answer_makes_nothing_twice(desktop: DesktopServer, fault: str, what: str) -> None:
    bees = review(*(entry(number, "CAR-T") for number in range(1, 41)), open_entry(41))
    # The first object is the one by which it is found out whether keys are taken.
    push(review(entry(50)), transport="local", collection="Ants")
    desktop.fail_next(fault, path=f"POST /api/users/0/{what}", times=2)

    pushed = push(bees, transport="local", notes=True)

    assert "failed" not in results(pushed).values()
    library = desktop.library()
    titles = [each["title"] for each in library.regular]
    assert len(titles) == len(set(titles)) == 43
    assert len(library.items) == 43 + 40
    assert sorted(each["name"] for each in library.collections.values()) == ["Ants", "Bees"]
    undo(pushed)
    assert len(state(desktop)) == 2


def test_the_notes_stand_beside_their_items(desktop: DesktopServer) -> None:
    push(review(entry(1, "CAR-T")), transport="local", notes=True)

    library = desktop.library()
    (item,) = library.by_title("On the bees of meadow 1")
    (note,) = library.children(item["key"])
    assert "CAR-T" in note["note"]


def test_relations_are_written_on_both_sides(desktop: DesktopServer) -> None:
    bees = review(entry(1), entry(2))

    pushed = push(bees, transport="local", relate=True)
    again = push(bees, transport="local", relate=True)

    related = [each["relations"]["dc:relation"] for each in desktop.library().regular]
    assert sorted(1 if isinstance(each, str) else len(each) for each in related) == [1, 1, 2]
    assert again.run == ""
    undo(pushed)
    assert state(desktop) == {}


def test_a_batch_of_a_dead_process_is_waited_for(
    desktop: DesktopServer, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    bees = review(*(entry(number) for number in range(1, 10)))
    push(bees, transport="local")
    library = desktop.library()
    written = dict(library.items)
    (record,) = (home / "data" / "zotero-runs").iterdir()
    # As the process had left it: sent, and no answer. Zotero has made but one of the items yet.
    lines = record.read_text().splitlines(keepends=True)
    record.write_text("".join(one for one in lines if '"step"' in one or '"transport"' in one))
    late = list(library.items)[3:]
    for key in late:
        del library.items[key]

    def go_on(gateway: object, seconds: float) -> None:
        if late:
            library.version += 1
            library.items[key] = written[key := late.pop()]

    monkeypatch.setattr("refkit.http.gateway.Gateway.rest", go_on)
    if desktop.behaviour.seen:
        again = push(bees, transport="local")

        assert set(results(again).values()) == {"left"}
        assert library.items == written
        undo(again.run or zotero_runs()[-1].id)
        assert state(desktop) == {}
