"""Runs are on record before anything is sent, and a record that was cut off is still read."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from zotero_pushes import entry, push, results, review, undo
from zotero_server import ZoteroServer

from refkit.zotero.api.protocol import WriteResult, WriteStatus
from refkit.zotero.changes import (
    CollectionChange,
    ExtraChange,
    FieldChange,
    ItemChange,
    RelationChange,
    TagChange,
    TrashChange,
)
from refkit.zotero.journal import Journal
from refkit.zotero.ownership import ownerships
from refkit.zotero.plan import NOWHERE, Step, TargetCollection, Verdict


def step(key: str = "AAAA2222", *tags: str) -> Step:
    body = {"key": key, "version": 0, "itemType": "book", "title": "Bees"}
    body["tags"] = [{"tag": tag} for tag in tags]
    return Step("berg", "Bees", Verdict.CREATE, key, (f"words:{key}",), body=body)


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    records = Journal(tmp_path)
    run = records.begin(
        "users/1", "Ada's", "web", "refs.bib", TargetCollection("CCCC2222", "Bees", True)
    )
    numbers = run.record_steps([step("AAAA2222"), step("BBBB2222")])
    run.record_results({numbers[0]: WriteResult("AAAA2222", WriteStatus.WRITTEN, 7)})
    run.record_colors(["CAR-T"])
    run.record_undo(0, trashed=9)
    run.record_end(12)

    assert records.runs("users/1") == [run]
    assert records.runs("users/2") == []


def test_a_record_is_for_its_user_alone(tmp_path: Path) -> None:
    run = Journal(tmp_path).begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)

    assert stat.S_IMODE(run.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(run.path.parent.stat().st_mode) == 0o700


def test_a_line_that_was_cut_off_is_not_believed_and_spoils_none_after_it(tmp_path: Path) -> None:
    records = Journal(tmp_path)
    run = records.begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.record_steps([step("AAAA2222")])
    whole = run.path.read_bytes()
    run.record_steps([step("BBBB2222")])
    run.path.write_bytes(run.path.read_bytes()[: len(whole) + 30])

    (cut,) = records.runs()
    cut.record_steps([step("DDDD2222")])

    assert [each.key for each in records.runs()[0].steps] == ["AAAA2222", "DDDD2222"]


def test_a_file_without_a_beginning_is_no_run(tmp_path: Path) -> None:
    run = Journal(tmp_path).begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.path.write_bytes(run.path.read_bytes()[:20])

    assert Journal(tmp_path).runs() == []


def test_what_was_refused_or_undone_is_not_refkits(tmp_path: Path) -> None:
    run = Journal(tmp_path).begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.record_steps(
        [step("AAAA2222", "CAR-T"), step("BBBB2222"), step("DDDD2222"), step("EEEE2222")]
    )
    run.record_results(
        {
            0: WriteResult("AAAA2222", WriteStatus.WRITTEN, 7),
            1: WriteResult("BBBB2222", WriteStatus.FAILED),
        }
    )
    run.record_undo(2)

    own, keys = ownerships([run])

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
        change=lambda library: seen.append(len(Journal(home / "data").runs()[0].steps)),
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


JOURNALS = Path(__file__).parent / "journals"


@pytest.mark.parametrize("path", sorted(JOURNALS.iterdir()), ids=lambda path: str(path.stem))
def test_a_journal_of_an_earlier_version_is_read_and_written_as_it_was(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "zotero-runs").mkdir()
    shutil.copy(path, tmp_path / "zotero-runs")
    (before,) = Journal(tmp_path).runs()

    run = Journal(tmp_path / "new").begin("users/1", "Ada's", "web", "refs.bib", NOWHERE)
    run.record_steps(before.steps)
    run.record_results(before.results)

    assert _lines(run.path, "step") == _lines(path, "step")
    # Of a step that was sent twice the last answer counts.
    assert {*_lines(run.path, "outcome")} <= {*_lines(path, "outcome")}
    assert before.results.keys() == set(range(len(before.steps)))


def _lines(path: Path, kind: str) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if kind in json.loads(line)]


def test_the_changes_of_an_earlier_version_are_what_they_were(tmp_path: Path) -> None:
    shutil.copytree(JOURNALS, tmp_path / "zotero-runs")
    runs = Journal(tmp_path).runs("users/1")
    changes = {change for run in runs for step in run.steps for change in _hashable(step.changes)}

    assert FieldChange("volume", "1", "9") in changes
    assert ExtraChange("Original Title", None, "Von Bienen") in changes
    assert CollectionChange("GKCT25PT") in changes
    assert TrashChange() in changes
    assert any(isinstance(change, RelationChange) for change in changes)
    tags = [
        c for run in runs for step in run.steps for c in step.changes if isinstance(c, TagChange)
    ]
    assert TagChange("CAR-T", {"tag": "CAR-T"}, None) in tags
    assert TagChange("CAR-NK", None, {"tag": "CAR-NK"}) in tags


def test_what_an_earlier_version_wrote_is_still_owned(tmp_path: Path) -> None:
    shutil.copytree(JOURNALS, tmp_path / "zotero-runs")

    own, keys = ownerships(Journal(tmp_path).runs("users/1"))

    made, users = own[keys["doi:10.1000/1"]], own[keys["doi:10.1000/3"]]
    assert (made.created, made.item_type, made.version) == (True, "journalArticle", 4)
    assert (made.fields["volume"], made.tags, made.collections) == ("1", {"CAR-T"}, {"GKCT25PT"})
    assert (users.created, users.version) == (False, 41)
    assert users.fields.keys() == {"PMID", "volume", "date", "creators"}
    assert users.extra == {"original title": "Bienen"}
    assert own[keys["line:10.1000/review#349d27cab6e8d74b"]].trashed == 37


def _hashable(changes: Iterable[ItemChange]) -> Iterator[ItemChange]:
    for change in changes:
        with suppress(TypeError):
            hash(change)
            yield change
