"""Records as databases give them: every duplicate is found, and none that is none."""

from __future__ import annotations

import random

import pytest
from planted import RECORDED, as_ris, made_up_works, recorded_works, records, work_of

from refkit.duplicates.run import dedup
from refkit.formats.detect import read_library
from refkit.model.bibliography import Entry


def groups(entries: list[Entry]) -> tuple[list[set[str]], list[str]]:
    """The keys of each group, and all keys, after a way through a file."""
    library = read_library(as_ris(entries), "a.ris")
    found = dedup({"a.ris": library}).grouping.groups
    keys = [entry.id for entry in library.entries]
    return [{keys[place] for place in places} for places in found], keys


def scored(entries: list[Entry]) -> tuple[float, list[set[str]]]:
    """Sensitivity, and the groups that hold several works."""
    found, keys = groups(entries)
    works = {work_of(key) for key in keys}
    parts = [{work_of(key) for key in each} for each in found]
    missed = sum(map(len, parts)) - len(works)
    wrong = [each for each, own in zip(found, parts, strict=True) if len(own) > 1]
    return 1 - missed / (len(keys) - len(works)), wrong


def test_planted_duplicates_are_found_and_neighbours_are_left() -> None:
    sensitivity, wrong = scored(list(records(made_up_works(60))))

    assert wrong == []
    assert sensitivity >= 0.97


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded works are not beside the project")
def test_recorded_works_as_databases_give_them() -> None:
    works = random.Random(7).sample(recorded_works(each=8), 100)

    sensitivity, wrong = scored(list(records(works)))

    assert wrong == []
    assert sensitivity >= 0.97


def test_the_order_of_the_records_makes_no_other_groups() -> None:
    entries = list(records(made_up_works(40)))
    turned = entries[::-1]
    random.Random(3).shuffle(turned)

    assert sorted(map(sorted, groups(entries)[0])) == sorted(map(sorted, groups(turned)[0]))
