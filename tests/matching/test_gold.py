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

from refkit.matching.decide import is_another_work
from refkit.model.printed_reference import PrintedReference
from refkit.sources.crossref.reader import read_work

# Every twelfth reference of the half that no constant was tuned on; everyday a fourth of these.
SAMPLE = 12
SHARES = pytest.mark.parametrize(
    "share", [4, pytest.param(1, marks=pytest.mark.more)], ids=["a fourth", "all"]
)


@pytest.fixture(scope="module")
def gold() -> Gold:
    folder = Path(__file__).resolve().parents[3] / "shared" / "crossref"
    if not folder.is_dir():
        pytest.skip("the shared references are not beside this repository")
    return read_gold(folder)


@pytest.fixture(scope="module")
def plain(gold: Gold) -> Searched:
    return Searched(present_records(gold))


def sample(gold: Gold, share: int = 1) -> list[Case]:
    return [case for case in gold.cases if not is_even(case)][:: SAMPLE * share]


def check(verdicts: list[Verdict]) -> None:
    precision, recall, false = measures(Counter(verdict.outcome for verdict in verdicts))
    told = errors(verdicts, ("wrong", "false"), 20)

    assert precision >= 0.995, told
    assert recall >= 0.95, errors(verdicts, ("missed",), 20)
    assert false <= 0.005, told


@pytest.mark.more  # the same cases among the same records, without those that make it hard
def test_references_are_found_or_left_alone(gold: Gold, plain: Searched) -> None:
    check(run(sample(gold), plain))


@SHARES
def test_among_look_alikes_of_all_that_is_meant(gold: Gold, plain: Searched, share: int) -> None:
    cases = sample(gold, share)
    meant = {doi for case in cases for doi in case.dois} & gold.records.keys()
    alike = [one for doi in sorted(meant) for one in look_alikes(gold.records[doi])]

    check(run(cases, Searched(plain.records | {one["DOI"]: one for one in alike})))


@SHARES
def test_through_the_client(gold: Gold, plain: Searched, share: int) -> None:
    cases = sample(gold, share)[::8]

    assert served(cases, plain) == run(cases, plain)


# Wrong in the gold: the record is of a title that stands within the one that is printed ("Peptide
# antibiotics" for "Peptide antibiotics and their role in innate immunity"). Read one by one.
WRONG_IN_THE_GOLD = 0.01


@SHARES
def test_deposited_dois_that_are_right_are_hardly_ever_refused(gold: Gold, share: int) -> None:
    judged = [
        (case, is_another_work(PrintedReference.of(case.reference), read_work(gold.records[doi])))
        for case in gold.cases[:: SAMPLE // 3 * share]
        for doi in case.dois[:1]
        if doi in gold.records
    ]
    refused = [(case.reference, each.why) for case, each in judged if each.is_another]
    real = [case for case, each in judged if each.is_another and case.source != "biomedical"]

    assert len(refused) <= WRONG_IN_THE_GOLD * len(judged), refused
    assert len(real) <= 1, real


@SHARES
def test_dois_of_other_works_are_refused(gold: Gold, share: int) -> None:
    titled = [case for case in gold.cases if "title" in case.kind or case.kind == "string"]
    cases = [case for case in titled if case.dois and case.dois[0] in gold.records][
        :: SAMPLE // 2 * share
    ]
    works = [read_work(gold.records[case.dois[0]]) for case in cases]
    # Each with the work of the next: sorted by year, so that half of them share it.
    pairs = sorted(zip(cases, works, strict=True), key=lambda pair: str(pair[1].cited_date()))
    beside = list(zip(pairs, [*pairs[1:], pairs[0]], strict=True))
    believed = [
        (case.reference, work.doi)
        for (case, own), (_, work) in beside
        if work.title.plain != own.title.plain
        and not is_another_work(PrintedReference.of(case.reference), work).is_another
    ]

    assert len(believed) <= 0.005 * len(pairs), believed
