"""Decisions on labels follow their entries, however a library is changed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from builders import bibliography_of, make_entry, make_work
from growth import is_linear

from refkit.model.bibliography import Bibliography, Entry, LabelsSetAside
from refkit.model.entry_identity import same_entries
from refkit.model.identifiers import Doi
from refkit.model.label_decisions import count_said, joined, with_decisions_of
from refkit.model.resolution import Imported
from refkit.model.tags import LabelDecision, LabelVerdict

BOOK, OTHER = Doi("10.1000/book"), Doi("10.1000/other")
TITLES = ("Snow on mountains", "Ice in lakes", "Rain over forests", "Fog")
ADD, REMOVE, CONFIRM = LabelVerdict.ADD, LabelVerdict.REMOVE, LabelVerdict.CONFIRM


def own(title: str, key: str, doi: Doi | None, *decisions: LabelDecision) -> Entry:
    work = make_work(title, doi=doi)
    return make_entry(
        work, key, resolution=Imported("bibtex"), citations=(), label_decisions=decisions
    )


def some_library(chance: random.Random) -> list[Entry]:
    """Up to five records, many of which share a DOI, a title or both; some are decided on."""
    return [
        own(
            chance.choice(TITLES),
            f"k{number}",
            chance.choice([None, BOOK, OTHER]),
            *[LabelDecision("modality", f"l{number}", ADD, "Ada")] * (chance.random() < 0.6),
        )
        for number in range(chance.randint(1, 5))
    ]


def bare(entries: list[Entry]) -> list[Entry]:
    return [replace(entry, label_decisions=()) for entry in entries]


@pytest.mark.parametrize("seed", range(60))
def test_every_decision_is_where_it_was_or_put_by(seed: int) -> None:
    chance = random.Random(seed)
    before = some_library(chance)
    said = {each: entry for entry in before for each in entry.label_decisions}
    kept = [entry for entry in bare(before) if chance.random() < 0.7]
    now = [replace(entry, id=f"n{n}") if chance.random() < 0.3 else entry
           for n, entry in enumerate(kept)]  # fmt: skip
    chance.shuffle(now)

    found = with_decisions_of(bibliography_of(*now), bibliography_of(*before))

    there = [(each, entry) for entry in found.entries for each in entry.label_decisions]
    aside = [each for labels in found.label_decisions for each in labels.decisions]
    assert Counter([*(each for each, _ in there), *aside]) == Counter([*said])
    assert [e for each, e in there if e.work.title != said[each].work.title] == []
    assert with_decisions_of(bibliography_of(*now), found).entries == found.entries


@pytest.mark.parametrize("seed", range(30))
def test_the_same_records_are_the_same_in_any_order(seed: int) -> None:
    chance = random.Random(seed)
    before = some_library(chance)
    order = list(range(len(before)))
    chance.shuffle(order)
    now = [before[place] for place in order]

    assert same_entries(before, now) == dict(enumerate(order))
    found = with_decisions_of(bibliography_of(*bare(now)), bibliography_of(*before))
    assert found.entries == tuple(now)


def test_what_an_earlier_version_put_by_goes_to_none_of_several_works() -> None:
    said = LabelDecision("modality", "car-t", ADD, "Ada")
    before = replace(
        bibliography_of(), label_decisions=(LabelsSetAside((f"doi:{BOOK}",), (said,)),)
    )

    def standing(*entries: Entry) -> list[str]:
        found: Bibliography = with_decisions_of(bibliography_of(*entries), before)
        return [entry.id for entry in found.entries if entry.label_decisions]

    assert standing(own("Snow", "s", BOOK), own("Ice", "i", BOOK)) == []
    assert standing(own("Snow", "s", BOOK)) == ["s"]
    assert standing(own("Snow", "s", BOOK), own("Snow", "t", BOOK)) == ["s"]


def test_who_is_overruled_on_a_label_has_not_confirmed_its_facet() -> None:
    ada = (LabelDecision("disease", "sle", REMOVE, "Ada"),)
    bo = tuple(LabelDecision("disease", id_, CONFIRM, "Bo") for id_ in ("", "ra", "sle"))

    assert joined(ada, bo) == ((bo[1], ada[0]), (bo[0], bo[2]))


def test_why_it_was_decided_stays_where_one_of_two_files_says_it() -> None:
    said = LabelDecision("modality", "car-t", REMOVE, "Ada", "a bystander")
    without = replace(said, note="")

    assert joined((without,), (said,)) == ((said,), ())
    assert joined((said,), (without,)) == ((said,), ())
    assert joined((replace(said, by="Bo", note=""),), (said,))[0][0].note == ""


def test_a_confirmation_is_one_thing_that_was_said() -> None:
    confirmed = [LabelDecision(facet, id_, CONFIRM, "Ada")
                 for facet, id_ in (("disease", ""), ("disease", "sle"), ("modality", ""))]  # fmt: skip
    added = LabelDecision("modality", "car-nk", ADD, "Ada")

    assert count_said(confirmed) == 1
    assert count_said([*confirmed, added, replace(added, label="car-t", by="Bo")]) == 3


def test_the_abstracts_of_one_meeting_take_time_in_proportion() -> None:
    said = LabelDecision("modality", "car-t", ADD, "Ada")

    def work(abstracts: int) -> None:
        entries = [own(f"Abstract {n} on w{n}", f"k{n}", BOOK, said) for n in range(abstracts)]
        with_decisions_of(bibliography_of(*bare(entries)), bibliography_of(*entries))
        same_entries(entries, entries)

    assert is_linear(work, 2000)
