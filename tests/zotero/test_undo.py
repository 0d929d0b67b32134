"""Undo takes back what a run did, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from zotero_pushes import entry, push, results, review, row_of, state, tags, undo, writes
from zotero_server import DesktopServer, ZoteroServer

from refkit.errors import InputError
from refkit.zotero.changes import record_of

THEIRS = {"itemType": "journalArticle", "title": "On Bees", "DOI": "10.1000/1", "extra": "mine"}


def test_a_library_is_as_it_was(web_zotero: ZoteroServer) -> None:
    library = web_zotero.library()
    library.add(THEIRS | {"tags": [{"tag": "to read"}]})
    library.set_setting("tagColors", [{"name": "to read", "color": "#FF0000"}])
    before, colors = state(web_zotero), library.settings["tagColors"]["value"]
    pushed = push(review(entry(1, "CAR-T"), entry(2)), notes=True, relate=True, colors=True)

    undone = undo(pushed)

    assert state(web_zotero) == before
    assert library.collections == {}
    assert library.settings["tagColors"]["value"] == colors
    assert {row.result for row in undone.rows} == {"taken back"}


def test_colours_are_taken_back_to_none(web_zotero: ZoteroServer) -> None:
    undone = undo(push(review(entry(1, "CAR-T")), colors=True))

    assert undone.remarks == ()
    assert not web_zotero.library().settings.get("tagColors", {}).get("value")


def test_a_colour_that_somebody_gave_since_stays(web_zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1, "CAR-T")), colors=True)
    theirs = [{"name": "CAR-T", "color": "#123456"}]
    web_zotero.library().set_setting("tagColors", theirs)

    undo(pushed)

    assert web_zotero.library().settings["tagColors"]["value"] == theirs


def test_an_item_that_somebody_worked_on_is_kept(zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1), entry(2), entry(3)))
    library = zotero.library()
    one, two = (library.by_title(f"On the bees of meadow {n}")[0]["key"] for n in (1, 2))
    library.edit(one, title="My bees")
    library.add({"itemType": "note", "note": "mine", "parentItem": two})

    undone = undo(pushed)

    assert results(undone) == {
        "10.1000/review": "taken back",
        "berg1": "kept",
        "berg2": "kept",
        "berg3": "taken back",
    }
    assert {one, two} < state(zotero).keys()
    assert any("not empty" in remark for remark in undone.remarks)


def test_of_a_users_item_only_what_refkit_added_goes(zotero: ZoteroServer) -> None:
    library = zotero.library()
    key = library.add(THEIRS)
    pushed = push(review(entry(1, "CAR-T", "lupus")))
    library.edit(key, volume="99", tags=[{"tag": "lupus"}, {"tag": "to read"}])

    undone = undo(pushed)

    item = library.items[key]
    assert item["volume"] == "99"
    assert (item["extra"], tags(item), item["collections"]) == ("mine", ["to read"], [])
    assert {record_of(each)[0] for each in row_of(undone, "berg1").conflicts} == {
        "volume",
        "tag:CAR-T",
    }


def test_what_a_later_run_changed_is_undone_with_that_run_first(zotero: ZoteroServer) -> None:
    first = push(review(entry(1, "CAR-T")))
    second = push(review(entry(1, "lupus")))

    kept = undo(first)
    undo(second)
    undo(first)

    assert second.run in row_of(kept, "berg1").why
    assert state(zotero) == {}


def test_undone_twice_is_undone_once(zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1)))
    undo(pushed)
    sent = writes(zotero)

    assert undo(pushed).rows == ()
    assert writes(zotero) == sent


def test_what_was_undone_comes_out_of_the_trash_when_asked_for(zotero: ZoteroServer) -> None:
    undo(push(review(entry(1, "CAR-T")), notes=True))
    there = set(zotero.library().items)

    again = push(review(entry(1, "lupus")), notes=True)

    assert set(results(again).values()) == {"created"}
    assert state(zotero).keys() == there
    (item,) = zotero.library().by_title("On the bees of meadow 1")
    assert tags(item) == ["lupus"]
    assert set(item["collections"]) == set(zotero.library().collections)
    undo(again)
    assert state(zotero) == {}


def test_what_was_undone_and_then_lost_from_the_trash_is_created_anew(zotero: ZoteroServer) -> None:
    undo(push(review(entry(1))))
    for key in list(zotero.library().items):
        zotero.library().delete(key)

    assert results(push(review(entry(1))))["berg1"] == "created"


@pytest.mark.parametrize("fault", ["reset", "reset-after-commit", "503", "truncated"])
def test_an_undo_with_lost_answers_is_whole(zotero: ZoteroServer, fault: str) -> None:
    pushed = push(review(entry(1), entry(2)))
    zotero.fail_next(fault, path="POST", times=2)

    undo(pushed)

    assert state(zotero) == {}


def test_what_zotero_does_after_its_answer_was_lost_is_waited_for(
    desktop: DesktopServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed = push(review(entry(1), entry(2)), transport="local", reviews=False)
    library = desktop.library()
    sent = desktop.counted("POST", "/items")
    desktop.fail_next("reset", path="POST /users/1/items", times=4)
    late = [each["key"] for each in library.regular]

    def go_on(gateway: object, seconds: float) -> None:
        if late and desktop.counted("POST", "/items") == sent + 4:  # none of the four was answered
            library.trash(late.pop())

    monkeypatch.setattr("refkit.http.gateway.Gateway.rest", go_on)
    undone = undo(pushed)

    assert set(results(undone).values()) == {"taken back"}
    assert state(desktop) == {}


def test_a_change_whose_answer_was_lost_is_taken_back_too(zotero: ZoteroServer) -> None:
    key = zotero.library().add(THEIRS)
    before = state(zotero)
    zotero.fail_next("reset-after-commit", path="POST /users/1/items")

    pushed = push(review(entry(1, "CAR-T")), reviews=False)
    assert tags(zotero.library().items[key]) == ["CAR-T"]
    undo(pushed)

    assert state(zotero) == before


def test_a_change_of_which_is_not_known_what_zotero_stored_is_taken_back(
    zotero: ZoteroServer, tmp_path: Path
) -> None:
    zotero.library().add(THEIRS)
    before = state(zotero)
    pushed = push(review(entry(1, "CAR-T")), reviews=False)
    forget_what_was_stored(tmp_path, pushed.run)

    undo(pushed)

    assert state(zotero) == before


def test_a_created_item_of_which_is_not_known_what_zotero_stored_is_kept_where_somebody_worked_on_it(
    zotero: ZoteroServer, tmp_path: Path
) -> None:
    pushed = push(review(entry(1), entry(2), entry(3)), reviews=False)
    forget_what_was_stored(tmp_path, pushed.run)
    library = zotero.library()
    one, two = (library.by_title(f"On the bees of meadow {n}")[0]["key"] for n in (1, 2))
    library.edit(one, title="My bees")
    library.edit(two, title="On the bees of meadow 2")  # another version that says the same

    undone = undo(pushed)

    assert results(undone) == {"berg1": "kept", "berg2": "taken back", "berg3": "taken back"}


def forget_what_was_stored(folder: Path, run: str) -> None:
    """Leave out of a run's record what Zotero made of what it was sent, as where no answer came."""
    journal = next((folder / "data").rglob(f"*{run}*"))
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    stored = [line.get("outcome", {}).pop("stored", None) for line in lines]
    journal.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert any(stored)


def test_an_undo_that_breaks_off_goes_on(zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1), entry(2)))
    zotero.fail_next("reset", path="POST", times=4)
    broken = undo(pushed)
    left = len(state(zotero))

    undo(pushed)

    assert "failed" in results(broken).values()
    assert left > 0
    assert state(zotero) == {}


def test_a_collection_stays_into_which_somebody_put_what_was_taken_back(
    zotero: ZoteroServer,
) -> None:
    library = zotero.library()
    key, guest = library.add(THEIRS), library.add({"itemType": "book", "title": "Owls"})
    pushed = push(review(entry(1, "CAR-T")), reviews=False)
    (bees,) = library.collections
    library.edit(guest, collections=[bees])
    undo(pushed)
    library.edit(guest, collections=[])
    library.edit(key, collections=[bees])

    undone = undo(pushed)

    assert any("not empty" in remark for remark in undone.remarks)
    assert bees in library.collections


def test_what_zotero_refuses_is_told_with_its_reason(web_zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1), entry(2)), reviews=False)
    web_zotero.fail_next("partial", path="POST /users/1/items", code=400, message="no room left")

    undone = undo(pushed)

    assert sorted(results(undone).values()) == ["failed", "taken back"]
    assert [row.why for row in undone.rows if row.result == "failed"] == ["no room left"]


def test_what_somebody_changes_meanwhile_is_kept_and_told(zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1), entry(2)), reviews=False)
    zotero.fail_next("concurrent-edit", path="POST /users/1/items")

    undone = undo(pushed)

    assert {row.result for row in undone.rows} == {"failed"}
    assert {row.why for row in undone.rows} == {
        "it is there already, or was changed in Zotero meanwhile"
    }
    undo(pushed)
    assert state(zotero).keys() == {row.key for row in undone.rows}


def test_a_run_is_named_by_its_beginning(zotero: ZoteroServer) -> None:
    pushed = push(review(entry(1)))

    with pytest.raises(InputError, match=pushed.run):
        undo("2001-01-01-aaaaaa")
    undo(pushed.run[:-2])

    assert state(zotero) == {}
