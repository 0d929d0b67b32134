"""Decisions on labels in a cell: nothing is lost, nothing invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.table.decisions import decisions_cell, notes_cell, read_decisions
from refkit.model.tags import LabelDecision, LabelVerdict

ADD, REMOVE, CONFIRM = LabelVerdict.ADD, LabelVerdict.REMOVE, LabelVerdict.CONFIRM
ADA, BO = "Ada Rossi", "Bo; Berg: et al., Jr."


def decided(*said: tuple[str, LabelVerdict, str]) -> tuple[LabelDecision, ...]:
    keys = ((*each.partition("/")[::2], verdict, by) for each, verdict, by in said)
    return tuple(sorted(LabelDecision(*each) for each in keys))


DECIDED = decided(
    ("modality/car-t", CONFIRM, ADA),
    ("modality", CONFIRM, ADA),
    ("disease", CONFIRM, ADA),
    ("study/case-report", ADD, BO),
    ("study/review", REMOVE, ADA),
)
CELL = (
    "Ada Rossi: removed study/review, confirmed modality/car-t, none of disease, all of modality; "
    "Bo; Berg: et al., Jr.: added study/case-report"
)


def test_a_cell_says_which_labels_a_confirmed_facet_has() -> None:
    assert decisions_cell(DECIDED) == CELL
    assert read_decisions(CELL) == (DECIDED, "")


def test_a_facet_is_confirmed_with_a_label_that_another_added() -> None:
    said = decided(
        ("disease/sle", CONFIRM, "Bo"), ("disease", CONFIRM, "Bo"), ("disease/ssc", ADD, ADA)
    )

    assert read_decisions(decisions_cell(said)) == (said, "")


_ids = st.from_regex(r"[a-z0-9]+([.-][a-z0-9]+)*", fullmatch=True)
_names = st.sampled_from([ADA, BO, "added", "x: y", "a; b", "added a/b", "O'Neill, P."])
_facets = st.sampled_from(["disease", "modality"]) | _ids
_of_labels = st.builds(LabelDecision, _facets, _ids, st.sampled_from(LabelVerdict), _names)
_of_facets = st.builds(LabelDecision, _facets, st.just(""), st.just(CONFIRM), _names)


@given(st.lists(_of_labels | _of_facets, unique_by=lambda each: each.key))
def test_what_is_written_is_read_back(said: list[LabelDecision]) -> None:
    decisions = tuple(sorted(said))

    assert read_decisions(decisions_cell(decisions)) == (decisions, "")


@given(st.text())
def test_any_text_is_read_or_told(text: str) -> None:
    found = read_decisions(text)

    assert found.decisions or found.unread or not text.strip("; ")


@pytest.mark.parametrize(
    ("cell", "kept", "unread"),
    [
        # As it was written before, without the labels that were confirmed with the facet.
        ("Ada Rossi: removed study/review, confirmed modality", ["study/review"],
         "Ada Rossi: confirmed modality"),
        # Somebody took a label out of the cell, or put one in.
        ("Ada Rossi: confirmed all of modality", [], "Ada Rossi: confirmed modality"),
        ("Ada Rossi: confirmed modality/car-t, none of modality", ["modality/car-t"],
         "Ada Rossi: confirmed modality"),
        ("Ada Rossi: added a/b; Bo: removed a/b", ["a/b"], "Bo: removed a/b"),
        ("Ada Rossi: added all of a", [], "Ada Rossi: added all of a"),
        ("please look again", [], "please look again"),
        ("Ada Rossi: added a/b; and look", ["a/b"], "and look"),
    ],
)  # fmt: skip
def test_what_is_not_said_is_not_invented(cell: str, kept: list[str], unread: str) -> None:
    found = read_decisions(cell)

    assert ["/".join(each.key) for each in found.decisions] == kept
    assert found.unread == unread


def test_notes_stand_once_with_what_they_are_on() -> None:
    decisions = (
        LabelDecision("a", "b", ADD, ADA, "see methods"),
        LabelDecision("a", "c", ADD, ADA, "see methods"),
        LabelDecision("d", "", CONFIRM, ADA, "two: read"),
        LabelDecision("d", "e", CONFIRM, ADA),
    )

    assert notes_cell(decisions) == "a/b, a/c: see methods; d: two: read"
    assert notes_cell(decisions[3:]) == ""
