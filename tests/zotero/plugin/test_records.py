"""Runs on record: begun before anything is written, known to both writers, taken back."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from conftest import FIRST_REVIEW
from zotero_program import Json, Program, of, one, run
from zotero_server import DesktopServer, ZoteroServer

from refkit import load, to_zotero, undo_zotero, zotero_runs
from refkit.api.zotero import zotero_order

VIVO = "In vivo CAR T cell generation to treat cancer and autoimmune disease"
DEEP = "CD19-CAR T-cell therapy induces deep tissue depletion of B cells"


def fetched(library: str = "local/abcdefgh/users/0") -> Program:
    program = Program(library)
    program.write(program.references(FIRST_REVIEW))
    return program


def actions(told: list[Json]) -> set[str]:
    return {each["action"] for each in of(told, "item")}


def writes(told: list[Json]) -> list[Json]:
    return [each["write"] for each in of(told, "item") if each["write"]]


def test_a_run_is_listed_by_both(home: Any) -> None:
    program = fetched()

    told = one(program.ask("runs"), "run")

    assert told["run"] == program.run
    assert (told["items"], told["state"], told["transport"]) == (10, "ended", "plugin")
    assert told["by"] == "Zotero 10.0.0 0.1.0"
    assert set(told["keys"]) == set(program.items)
    assert [each.id for each in zotero_runs()] == [program.run]


def test_undo_moves_to_the_trash_and_keeps_what_somebody_touched() -> None:
    program = fetched()
    touched = program.key_of(DEEP)
    program.change(touched, tags=[*program.items[touched]["tags"], {"tag": "read it"}])
    noted = program.key_of(VIVO)
    program.create(itemType="note", parentItem=noted, note="mine")

    told = program.undo(program.run)

    acted = {each["key"]: each for each in of(told, "item")}
    assert acted[touched]["action"] == "keep"
    assert acted[touched]["why"] == "somebody changed it since: tags"
    assert acted[noted]["why"] == "somebody put a note or a file beside it"
    trashed = {key for key, each in program.items.items() if each.get("deleted")}
    assert len(trashed) == 8
    assert not trashed & {touched, noted}
    assert of(told, "collection") == []
    left = one(program.ask("runs"), "run")
    assert (left["items"], set(left["keys"])) == (2, {touched, noted})


def test_undo_of_an_update_gives_back_what_was_there() -> None:
    program = Program()
    mine = program.create(title=VIVO, DOI="10.1126/science.ads8473", tags=[{"tag": "to read"}])
    before = deepcopy(program.items[mine])
    program.write(program.references(FIRST_REVIEW))

    told = program.undo(program.run)

    assert {each["key"]: each["action"] for each in of(told, "item")}[mine] == "restore"
    assert {**program.items[mine], "version": 0} == {**before, "version": 0}
    assert one(told, "collection")["action"] == "delete"
    assert one(program.ask("runs"), "run")["state"] == "taken back"


def test_what_undo_put_into_the_trash_comes_out_again() -> None:
    program = fetched()
    program.undo(program.run)

    program.write(program.references(FIRST_REVIEW))

    assert len(program.items) == 10
    assert not any(each.get("deleted") for each in program.items.values())


def test_an_earlier_run_waits_for_the_later_one() -> None:
    program = fetched()
    first, key = program.run, program.key_of(DEEP)
    program.write(program.decide({"key": key, "decision": "remove", "label": "CD19"}))

    kept = {each["key"]: each for each in of(program.plan_undo(first), "item")}[key]

    assert kept["why"] == f"run {program.run} wrote to it later: undo that one first"


def test_undo_needs_whole_items() -> None:
    program = fetched()

    told = program.ask("undo", run=program.run)

    assert one(told, "error")["kind"] == "request"
    assert "was not sent whole" in one(told, "error")["message"]


def test_undo_of_what_was_deleted_says_so() -> None:
    program = fetched()
    del program.items[program.key_of(DEEP)]

    told = program.undo(program.run)

    assert [each["action"] for each in of(told, "item")].count("gone") == 1


def test_a_rolled_back_run_is_none() -> None:
    program = Program()
    program.references(FIRST_REVIEW)
    program.ask("begin", run=program.run)

    told = program.ask("written", run=program.run, failed="FOREIGN KEY constraint failed")

    assert "FOREIGN KEY" in one(told, "account")["text"]
    assert of(program.ask("runs"), "run") == []
    assert "create" in actions(program.references(FIRST_REVIEW))


def test_a_run_of_which_nothing_was_told_is_found_in_the_library() -> None:
    program = Program()
    program.write(program.references(FIRST_REVIEW), is_told=False)
    broken = program.run
    assert one(program.ask("runs"), "run")["state"] == "broke off"

    again = program.references(FIRST_REVIEW)

    assert writes(again) == []
    told = one(program.ask("runs"), "run")
    assert (told["run"], told["items"], told["state"]) == (broken, 10, "ended")
    program.undo(broken)
    assert all(each.get("deleted") for each in program.items.values())
    assert program.collections == {}


def test_a_look_at_a_part_of_the_library_decides_nothing_on_a_run() -> None:
    program = Program()
    key = program.create(title="CAR-T cells in lupus")
    program.references(FIRST_REVIEW)
    program.ask("begin", run=program.run)

    part = program.described() | {"items": program.whole(key)}
    program.label(key, library=part)

    assert one(program.ask("runs"), "run")["state"] == "broke off"


def test_a_run_that_was_killed_before_it_wrote_is_none() -> None:
    program = Program()
    program.references(FIRST_REVIEW)
    program.ask("begin", run=program.run)

    program.create(title="Gardening")
    program.references(FIRST_REVIEW)

    assert of(program.ask("runs"), "run") == []


def test_another_window_that_looks_meanwhile_takes_nothing_off_the_record() -> None:
    program = Program()
    told = program.references(FIRST_REVIEW)
    (chosen,) = [each for each in of(told, "item") if each["title"] == VIVO]
    program.create(title="Gardening")
    program.ask("begin", run=program.run, chosen=[chosen["id"]])
    ours = program.run
    program.references(FIRST_REVIEW)  # the other window: nothing is there yet
    program.run = ours

    key = program.create(**chosen["write"]["item"])
    after = program.whole(key)[0]
    written = {"id": chosen["id"], "key": key, "version": after["version"], "after": after}
    program.ask("written", run=ours, written=[written])

    assert one(program.ask("runs"), "run")["keys"] == [key]


def test_what_is_told_twice_is_refused() -> None:
    program = fetched()
    key = next(iter(program.items))

    told = program.ask("written", run=program.run, written=[{"id": 0, "key": key}])

    assert one(told, "error")["message"].endswith("is on record already")


def test_a_plan_is_begun_once_and_for_its_own_library() -> None:
    program = Program()
    program.references(FIRST_REVIEW)
    other = program.described() | {"id": "local/zzzzzzzz/users/0"}

    assert (
        "another library"
        in one(program.ask("begin", run=program.run, library=other), "error")["message"]
    )
    assert one(program.ask("begin", run=program.run, chosen=[99]), "error")["where"] == "chosen"
    assert one(program.ask("begin", run=program.run), "account")["counts"] == {"items": 10}
    assert "has begun already" in one(program.ask("begin", run=program.run), "error")["message"]


@pytest.mark.parametrize("name", ["2026-01-01-abcdef", "../../etc/passwd", "x"])
def test_a_run_that_is_not_there_is_told(name: str) -> None:
    for want in ("begin", "undo"):
        sent = {"protocol": 1, "want": want, "run": name, "library": {"id": "local/x/users/0"}}
        assert one(run(sent, is_sound=False), "error")["kind"] == "input"


def test_a_library_is_known_by_all_its_names() -> None:
    program = fetched("local/userkey1/users/0")
    without(program, DEEP, "CAR-T")
    # The user switches the local interface on: now the server's name can be had.
    program.also, program.library = ["local/userkey1/users/0"], "local/serverid/users/0"

    told = program.references(FIRST_REVIEW)

    assert one(told, "conflict")["field"] == "tag:CAR-T"
    assert writes(told) == []


def test_other_libraries_do_not_know_it() -> None:
    fetched("local/serverid/users/0")
    group = Program("local/serverid/groups/77")

    assert of(group.ask("runs"), "run") == []
    assert "same" not in actions(group.references(FIRST_REVIEW))


def without(program: Program, title: str, tag: str) -> str:
    key = program.key_of(title)
    left = [each for each in program.items[key]["tags"] if each["tag"] != tag]
    program.change(key, tags=left)
    return key


def pushed(program: Program, transport: str) -> Any:
    """What ``refkit export --to zotero`` does with the list that the plug-in keeps."""
    file = of(program.references(FIRST_REVIEW), "account")[0]["file"]
    return to_zotero(zotero_order(load(file), file, collection="Bees"), transport=transport)


def taken_from(server: Any, path: str, program: Program) -> None:
    """The program holds what the server of a library does: it is the same one."""
    library = server.library(path)
    program.items = {key: deepcopy(each) for key, each in library.items.items()}
    program.collections = {
        key: {"key": key, "name": each["name"], "parent": None}
        for key, each in library.collections.items()
    }


def put_into(server: Any, path: str, program: Program) -> None:
    library = server.library(path)
    for key, each in program.collections.items():
        library.collections[key] = {
            "key": key, "name": each["name"], "version": 1, "parentCollection": False,
        }  # fmt: skip
    for key, each in program.items.items():
        library.add({name: value for name, value in each.items() if name != "version"}, key)


def test_a_push_of_the_command_line_is_known_in_zotero(web_zotero: ZoteroServer) -> None:
    program = Program("local/serverid/users/0")
    program.also = ["users/1"]
    pushed(program, "web")
    taken_from(web_zotero, "users/1", program)
    assert writes(program.references(FIRST_REVIEW)) == []

    without(program, DEEP, "CAR-T")

    assert one(program.references(FIRST_REVIEW), "conflict")["field"] == "tag:CAR-T"
    told = one(program.ask("runs"), "run")
    assert (told["transport"], told["can_undo"]) == ("web", True)
    taken = program.undo(told["run"])
    assert actions(taken) == {"trash", "keep"}


def test_a_run_in_zotero_is_known_to_the_command_line(web_zotero: ZoteroServer) -> None:
    program = Program("local/serverid/users/0")
    program.also = ["users/1"]
    program.write(program.references(FIRST_REVIEW))
    without(program, DEEP, "CAR-T")
    put_into(web_zotero, "users/1", program)

    result = pushed(program, "web")

    assert {row.result for row in result.rows} == {"left"}
    (row,) = [row for row in result.rows if row.conflicts]
    assert row.title == DEEP
    there = web_zotero.library("users/1").items[program.key_of(DEEP)]["tags"]
    assert "CAR-T" not in [each["tag"] for each in there]


def test_a_run_in_zotero_is_taken_back_from_the_command_line(zotero_10: DesktopServer) -> None:
    program = fetched(f"local/{zotero_10.server_id}/users/0")
    put_into(zotero_10, "users/1", program)

    undone = undo_zotero(program.run)

    assert {row.result for row in undone.rows} == {"taken back"}
    assert all(each.get("deleted") for each in zotero_10.library().items.values())


def test_of_two_windows_with_one_review_the_second_looks_again_and_nothing_is_there_twice() -> None:
    program = Program()
    first, second = program.references(FIRST_REVIEW), program.references(FIRST_REVIEW)
    program.run = first[0]["run"]
    program.write(first)

    refused = one(program.ask("begin", run=second[0]["run"]), "error")

    assert refused["kind"] == "request"
    assert refused["message"] == (
        f"run: run {program.run} has brought in some of these items meanwhile: look again"
    )
    again = program.references(FIRST_REVIEW)
    assert writes(again) == []
    assert len(program.items) == 10


def test_what_no_other_window_brings_in_is_written() -> None:
    program = Program()
    first, second = program.references(FIRST_REVIEW), program.references(FIRST_REVIEW)
    program.run = first[0]["run"]
    program.write(first, [1, 2])
    program.run = second[0]["run"]

    program.write(second, [3, 4])

    assert len(program.items) == 4


def test_a_window_whose_run_came_to_nothing_is_in_nobodys_way() -> None:
    program = Program()
    first, second = program.references(FIRST_REVIEW), program.references(FIRST_REVIEW)
    program.ask("begin", run=first[0]["run"])
    program.ask("written", run=first[0]["run"], written=[], failed="the disk is full")
    program.run = second[0]["run"]

    program.write(second)

    assert len(program.items) == 10
