"""How each object of a batch fared, read from Zotero's answer."""

from __future__ import annotations

from typing import Any

import pytest

from refkit.zotero.api.protocol import WriteResult, WriteStatus
from refkit.zotero.api.responses import is_passing, reason, results_of

SENT = [{"key": f"ABCD234{n}", "version": 0} for n in range(5, 9)]


def test_each_object_is_found_by_its_index() -> None:
    answer = {
        "successful": {"1": {"key": "ABCD2346", "version": 12}},
        "unchanged": {"0": "ABCD2345"},
        "failed": {"2": {"code": 400, "message": "&#039;x&#039; is no <b>field</b>"}},
    }

    assert results_of(SENT, answer) == [
        WriteResult("ABCD2345", WriteStatus.UNCHANGED),
        WriteResult("ABCD2346", WriteStatus.WRITTEN, version=12),
        WriteResult("ABCD2347", WriteStatus.FAILED, code=400, why="'x' is no <b>field</b>"),
        WriteResult(
            "ABCD2348",
            WriteStatus.UNKNOWN,
            why="Zotero does not say what became of it; run it again",
        ),
    ]


@pytest.mark.parametrize(
    ("code", "fate", "why"),
    [
        (404, WriteStatus.GONE, "it was deleted in Zotero"),
        (409, WriteStatus.GONE, "the collection or the item that it belongs to is no longer there"),
        (412, WriteStatus.STALE, "it is there already, or was changed in Zotero meanwhile"),
        (413, WriteStatus.FAILED, "too long for Zotero: said"),
        (428, WriteStatus.FAILED, "sent without its version: said"),
        (429, WriteStatus.FAILED, "Zotero is too busy; run it again later: said"),
        (500, WriteStatus.FAILED, "Zotero has a fault; run it again later: said"),
    ],
)
def test_a_failure_is_told_in_plain_words(code: int, fate: WriteStatus, why: str) -> None:
    (outcome,) = results_of(SENT[:1], {"failed": {"0": {"code": code, "message": "said"}}})

    assert outcome == WriteResult("ABCD2345", fate, code=code, why=why)
    assert is_passing(outcome) == (code in {429, 500})


@pytest.mark.parametrize(
    "answer",
    [None, [], "", 1, {"successful": []}, {"successful": {"0": None}, "failed": None},
     {"successful": {"0": {"key": "WRXNG234", "version": 1}}}, {"success": {"0": "ABCD2345"}}],
)  # fmt: skip
def test_nothing_passes_for_written_that_was_not_said_to_be(answer: Any) -> None:
    assert {outcome.status for outcome in results_of(SENT, answer)} == {WriteStatus.UNKNOWN}


def test_lists_stand_for_mappings_that_count_from_0() -> None:
    answer = {"successful": [{"key": each["key"], "version": 3} for each in SENT], "failed": []}

    assert {outcome.status for outcome in results_of(SENT, answer)} == {WriteStatus.WRITTEN}


def test_a_reason_is_one_line_of_text() -> None:
    assert reason("a\n\x1b[31mb\u2028c &amp;") == "a [31mb c &"
    assert reason(" <html><h1>Down</h1>") == ""
    assert len(reason("x" * 9999)) == 300
