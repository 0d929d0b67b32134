"""Runs are on record before anything is sent, and a record that was cut off is still read."""

from __future__ import annotations

import stat
from pathlib import Path

from zotero_pushes import entry, push, results, review, undo
from zotero_server import ZoteroServer

from refkit.zotero.api.protocol import Fate, Outcome
from refkit.zotero.journal import Records, owned
from refkit.zotero.plan import NOWHERE, Step, Target, Verdict


def step(key: str = "AAAA2222", *tags: str) -> Step:
    body = {"key": key, "version": 0, "itemType": "book", "title": "Bees"}
    body["tags"] = [{"tag": tag} for tag in tags]
    return Step("berg", "Bees", Verdict.CREATE, key, (f"words:{key}",), body=body)


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    records = Records(tmp_path)
    run = records.begin("users/1", "Ada's", "web", "refs.bib", Target("CCCC2222", "Bees", True))
    numbers = run.plan([step("AAAA2222"), step("BBBB2222")])
    run.tell({numbers[0]: Outcome("AAAA2222", Fate.WRITTEN, 7)})
    run.color(["CAR-T"])
    run.undo(0, trashed=9)
    run.end(12)

    assert records.runs("users/1") == [run]
    assert records.runs("users/2") == []


def test_a_record_is_for_its_user_alone(tmp_path: Path) -> None:
    run = Records(tmp_path).begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)

    assert stat.S_IMODE(run.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(run.path.parent.stat().st_mode) == 0o700


def test_a_line_that_was_cut_off_is_not_believed_and_spoils_none_after_it(tmp_path: Path) -> None:
    records = Records(tmp_path)
    run = records.begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.plan([step("AAAA2222")])
    whole = run.path.read_bytes()
    run.plan([step("BBBB2222")])
    run.path.write_bytes(run.path.read_bytes()[: len(whole) + 30])

    (cut,) = records.runs()
    cut.plan([step("DDDD2222")])

    assert [each.key for each in records.runs()[0].steps] == ["AAAA2222", "DDDD2222"]


def test_a_file_without_a_beginning_is_no_run(tmp_path: Path) -> None:
    run = Records(tmp_path).begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.path.write_bytes(run.path.read_bytes()[:20])

    assert Records(tmp_path).runs() == []


def test_what_was_refused_or_undone_is_not_refkits(tmp_path: Path) -> None:
    run = Records(tmp_path).begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.plan([step("AAAA2222", "CAR-T"), step("BBBB2222"), step("DDDD2222"), step("EEEE2222")])
    run.tell({0: Outcome("AAAA2222", Fate.WRITTEN, 7), 1: Outcome("BBBB2222", Fate.FAILED)})
    run.undo(2)

    own, keys = owned([run])

    assert own.keys() == {"AAAA2222", "EEEE2222"}
    assert own["AAAA2222"].tags == {"CAR-T"}
    # Without an answer it may be there or not.
    assert (own["AAAA2222"].version, own["EEEE2222"].version) == (7, 0)
    assert keys["words:AAAA2222"] == "AAAA2222"


def test_what_is_to_be_sent_is_on_record_when_it_arrives(zotero: ZoteroServer, home: Path) -> None:
    seen: list[int] = []
    zotero.fail_next(
        "concurrent-edit",
        path="POST /users/1/items",
        change=lambda library: seen.append(len(Records(home / "data").runs()[0].steps)),
    )

    push(review(entry(1), entry(2)))

    assert seen == [3]


def test_without_its_records_refkit_takes_nothing_for_its_own(
    zotero: ZoteroServer, home: Path
) -> None:
    push(review(entry(1, "CAR-T")))
    for path in (home / "data" / "zotero-runs").iterdir():
        path.unlink()

    again = push(review(entry(1, "lupus")))

    assert results(again)["berg1"] == "updated"
    (item,) = zotero.library().by_title("On the bees of meadow 1")
    assert {"CAR-T", "lupus"} <= {each["tag"] for each in item["tags"]}
    undo(again)
    assert item["key"] in zotero.library().items
