"""How each object of a batch fared, read from Zotero's answer."""

from __future__ import annotations

from typing import Any

import pytest

from refkit.zotero.api.protocol import Fate, Outcome
from refkit.zotero.api.responses import is_passing, outcomes_of, reason

SENT = [{"key": f"ABCD234{n}", "version": 0} for n in range(5, 9)]


def test_each_object_is_found_by_its_index() -> None:
    answer = {
        "successful": {"1": {"key": "ABCD2346", "version": 12}},
        "unchanged": {"0": "ABCD2345"},
        "failed": {"2": {"code": 400, "message": "&#039;x&#039; is no <b>field</b>"}},
    }

    assert outcomes_of(SENT, answer) == [
        Outcome("ABCD2345", Fate.UNCHANGED),
        Outcome("ABCD2346", Fate.WRITTEN, version=12),
        Outcome("ABCD2347", Fate.FAILED, code=400, why="'x' is no <b>field</b>"),
        Outcome(
            "ABCD2348", Fate.UNKNOWN, why="Zotero does not say what became of it; run it again"
        ),
    ]


@pytest.mark.parametrize(
    ("code", "fate", "why"),
    [
        (404, Fate.GONE, "it was deleted in Zotero"),
        (409, Fate.GONE, "the collection or the item that it belongs to is no longer there"),
        (412, Fate.STALE, "it is there already, or was changed in Zotero meanwhile"),
        (413, Fate.FAILED, "too long for Zotero: said"),
        (428, Fate.FAILED, "sent without its version: said"),
        (429, Fate.FAILED, "Zotero is too busy; run it again later: said"),
        (500, Fate.FAILED, "Zotero has a fault; run it again later: said"),
    ],
)
def test_a_failure_is_told_in_plain_words(code: int, fate: Fate, why: str) -> None:
    (outcome,) = outcomes_of(SENT[:1], {"failed": {"0": {"code": code, "message": "said"}}})

    assert outcome == Outcome("ABCD2345", fate, code=code, why=why)
    assert is_passing(outcome) == (code in {429, 500})


@pytest.mark.parametrize(
    "answer",
    [None, [], "", 1, {"successful": []}, {"successful": {"0": None}, "failed": None},
     {"successful": {"0": {"key": "WRXNG234", "version": 1}}}, {"success": {"0": "ABCD2345"}}],
)  # fmt: skip
def test_nothing_passes_for_written_that_was_not_said_to_be(answer: Any) -> None:
    assert {outcome.fate for outcome in outcomes_of(SENT, answer)} == {Fate.UNKNOWN}


def test_lists_stand_for_mappings_that_count_from_0() -> None:
    answer = {"successful": [{"key": each["key"], "version": 3} for each in SENT], "failed": []}

    assert {outcome.fate for outcome in outcomes_of(SENT, answer)} == {Fate.WRITTEN}


def test_a_reason_is_one_line_of_text() -> None:
    assert reason("a\n\x1b[31mb\u2028c &amp;") == "a [31mb c &"
    assert reason(" <html><h1>Down</h1>") == ""
    assert len(reason("x" * 9999)) == 300
