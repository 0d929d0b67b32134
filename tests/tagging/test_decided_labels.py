"""What a person decided on a label counts for the labels that others earn."""

from __future__ import annotations

from dataclasses import replace

from builders import make_entry, make_work

from refkit.model.tags import PERSON, LabelDecision, LabelVerdict, Tag
from refkit.tagging.tagger import tag_entry
from refkit.tagging.taxonomy import load_taxonomy
from refkit.text.rich import RichText

THERAPY = load_taxonomy("therapy-modality")
SHELF = ("supply", "off-the-shelf")


def tags(title: str, *decisions: LabelDecision) -> dict[tuple[str, str], Tag]:
    entry = make_entry(make_work(title=RichText.of(title)))
    labelled = tag_entry(replace(entry, label_decisions=decisions), [THERAPY])
    return {(each.facet, each.label): each for each in labelled.tags}


def said(verdict: LabelVerdict, facet: str, label: str) -> LabelDecision:
    return LabelDecision(facet, label, verdict, "Ada Rossi")


def test_a_label_that_is_removed_earns_no_other() -> None:
    title = "Allogeneic CD19-targeting T cells in lupus"
    assert SHELF in tags(title)

    left = tags(title, said(LabelVerdict.REMOVE, "source", "allogeneic"))

    assert ("source", "allogeneic") not in left
    assert SHELF not in left


def test_a_label_that_is_earned_can_be_removed_alone() -> None:
    left = tags("In vivo CAR T cells in lupus", said(LabelVerdict.REMOVE, *SHELF))

    assert SHELF not in left
    assert ("modality", "in-vivo-car-t") in left


def test_a_label_that_a_person_added_earns_by_the_person() -> None:
    given = tags("Cells in lupus", said(LabelVerdict.ADD, "modality", "in-vivo-car-t"))

    assert [each.field for each in given[SHELF].evidence] == [PERSON]
    assert given[SHELF].evidence[0].quote == "Ada Rossi"
