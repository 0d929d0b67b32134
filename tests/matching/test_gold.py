"""Floors on references with known DOIs, where these are beside the repository."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from gold_references import Case, Gold, is_even, present_records, read_gold
from look_alikes import look_alikes
from trial import Searched, Verdict, errors, measures, run, served

from refkit.matching.choose import contradicts
from refkit.sources.crossref.reader import read_work

# Every twelfth reference of the half that no constant was tuned on.
SAMPLE = 12


@pytest.fixture(scope="module")
def gold() -> Gold:
    folder = Path(__file__).resolve().parents[3] / "shared" / "crossref"
    if not folder.is_dir():
        pytest.skip("the shared references are not beside this repository")
    return read_gold(folder)


@pytest.fixture(scope="module")
def plain(gold: Gold) -> Searched:
    return Searched(present_records(gold))


def sample(gold: Gold) -> list[Case]:
    return [case for case in gold.cases if not is_even(case)][::SAMPLE]


def check(verdicts: list[Verdict]) -> None:
    precision, recall, false = measures(Counter(verdict.outcome for verdict in verdicts))
    told = errors(verdicts, ("wrong", "false"), 20)

    assert precision >= 0.995, told
    assert recall >= 0.95, errors(verdicts, ("missed",), 20)
    assert false <= 0.005, told


def test_references_are_found_or_left_alone(gold: Gold, plain: Searched) -> None:
    check(run(sample(gold), plain))


def test_among_look_alikes_of_all_that_is_meant(gold: Gold, plain: Searched) -> None:
    cases = sample(gold)
    meant = {doi for case in cases for doi in case.dois} & gold.records.keys()
    alike = [one for doi in sorted(meant) for one in look_alikes(gold.records[doi])]

    check(run(cases, Searched(plain.records | {one["DOI"]: one for one in alike})))


def test_through_the_client(gold: Gold, plain: Searched) -> None:
    cases = sample(gold)[::8]

    assert served(cases, plain) == run(cases, plain)


def test_deposited_dois_that_are_right_are_never_contradicted(gold: Gold) -> None:
    contradicted = [
        case
        for case in gold.cases[:: SAMPLE // 3]
        for doi in case.dois[:1]
        if doi in gold.records and contradicts(case.reference, read_work(gold.records[doi]))
    ]

    assert contradicted == []
