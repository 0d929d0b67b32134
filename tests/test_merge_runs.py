"""A bibliography that grows: in whatever order reviews come, nothing is lost and nothing twice."""

from __future__ import annotations

from dataclasses import astuple, replace

from builders import make_entry, make_work
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_pipeline import REVIEW, Shelf

from refkit import pipeline
from refkit.formats.saved.mapping import dumps, loads
from refkit.merge_runs import grown_entries, merged, set_aside
from refkit.model.bibliography import Bibliography, Citation, Decision, Made, Rejection
from refkit.model.decisions import OnLine, carried_over, decision_on, decisions_of
from refkit.model.identifiers import Doi, Pmid
from refkit.model.reference import Reference
from refkit.model.resolution import Attempt, Method, Resolved
from refkit.resolver.asking import Sources

LINES = st.lists(
    st.sampled_from(["", "bad", *(f"10.1000/{letter}" for letter in "abcde")]),
    min_size=1,
    max_size=6,
)
NUMBERED = [Doi(f"{REVIEW.value}{number}") for number in range(3)]


def fetch(shelf: Shelf, *numbers: int, into: Bibliography | None = None) -> Bibliography:
    return pipeline.fetch([NUMBERED[number] for number in numbers], Sources(shelf), into=into)


@settings(deadline=None)
@example((["10.1000/a"], ["10.1000/a"], ["10.1000/a"]), [[1, 0, 2], [0]])
@given(
    st.tuples(LINES, LINES, LINES),
    st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3), min_size=1, max_size=4),
)
def test_one_by_one_or_together_it_is_the_same(
    lists: tuple[list[str], ...], runs: list[list[int]]
) -> None:
    shelf = Shelf(*lists)
    grown = None
    for numbers in runs:
        grown = fetch(shelf, *numbers, into=grown)
        grown = loads(dumps(grown))
    assert grown is not None
    order = dict.fromkeys(number for numbers in runs for number in numbers)

    together = fetch(shelf, *order)

    assert grown.reviews == together.reviews
    assert [replace(each, id="") for each in grown.entries] == [
        replace(each, id="") for each in together.entries
    ]
    counted = grown.account
    assert counted.listed == sum(len(lists[number]) for number in order)
    assert counted.listed == sum(astuple(counted)[1:])
    assert len({each.id for each in grown.entries}) == len(grown.entries)


@settings(deadline=None)
@given(LINES, LINES, st.data())
def test_no_decision_is_ever_lost(before: list[str], after: list[str], data: st.DataObject) -> None:
    first = fetch(Shelf(before, before), 0, 1)
    lines = [
        (line.review, line.reference.deposited)
        for entry in first.entries
        for line in entry.citations
    ]
    chosen = data.draw(st.lists(st.sampled_from(lines), unique=True, max_size=4))
    no = Rejection(Doi("10.1000/not"), "Ada Rossi", "2026-11-30")
    told = ((None,), (Doi("10.1000/named"),), (no,), (no, replace(no, doi=Doi("10.1000/nor"))),
            (Doi("10.1000/named"), no), (None, no))  # fmt: skip
    said = tuple(
        Decision(*line, None, rejected=each)
        if isinstance(each, Rejection)
        else Decision(*line, each)
        for line in chosen
        for each in data.draw(st.sampled_from(told))
    )
    decided = pipeline.fetch(NUMBERED[:2], Sources(Shelf(before, before)), decisions=said)
    assert set(decisions_of(decided)) == set(said)

    grown = fetch(Shelf(after, before), 0, into=decided)

    assert set(decisions_of(grown)) == set(said)


def test_a_line_is_known_without_the_key_that_counts_it() -> None:
    def line(place: int, key: str, text: str) -> Citation:
        return Citation(REVIEW, Reference(place, key, (("key", key), ("unstructured", text))))

    one, two = line(1, "ref1", "One"), line(2, "ref2", "Two")
    said = [decision_on(one, None), decision_on(two, None)]
    bare = Decision(REVIEW, (("key", "ref9"),), None)
    lists = [line(1, "ref2", "One"), line(2, "ref3", "Two"), line(3, "ref4", "Two"),
             Citation(REVIEW, Reference(4))]  # fmt: skip

    found, left = carried_over([*said, bare], lists, [one, two])
    meant, not_meant = carried_over([replace(each, position=0) for each in said], lists)

    assert found == {lists[0].place: OnLine(said[0]), lists[1].place: OnLine(said[1])}
    assert left == (bare,)  # a key says nothing
    # Where no list is known that it stood in, of two that are alike none is meant.
    assert meant == {lists[0].place: OnLine(said[0])}
    assert not_meant == (said[1],)


def test_lines_that_mean_one_article_of_pubmed_without_a_doi_are_one_entry() -> None:
    bees, wasps = make_work("On bees", pmid=Pmid("123")), make_work("On wasps", pmid=Pmid("124"))
    lines = [(Citation(REVIEW, Reference(number)),) for number in (1, 2, 3)]
    entries = [
        make_entry(each, citations=line)
        for each, line in zip((bees, wasps, bees), lines, strict=True)
    ]

    found = merged(entries)

    assert [[each.reference.position for each in entry.citations] for entry in found] == [
        [1, 3],
        [2],
    ]


def test_a_part_of_an_entry_tells_how_its_own_first_line_came_to_the_work() -> None:
    work = make_work(doi=Doi("10.1000/a"))
    lines = (
        Citation(NUMBERED[0], Reference(1)),
        Citation(NUMBERED[1], Reference(4), Method.SEARCH),
        Citation(NUMBERED[1], Reference(5)),
    )
    tried = (Attempt("crossref", "deposited-doi", "found", "10.1000/a"),)
    entry = make_entry(
        work, resolution=Resolved(Method.DEPOSITED_DOI, "crossref", tried), citations=lines
    )
    earlier = Bibliography(
        Made("0"), (make_work(doi=NUMBERED[0]), make_work(doi=NUMBERED[1])), (entry,)
    )

    (part,) = grown_entries(earlier, [], earlier.reviews, {NUMBERED[0]})

    assert part.resolution == Resolved(Method.SEARCH, "crossref")
    assert [part.method_of(line) for line in part.citations] == [
        Method.SEARCH, Method.DEPOSITED_DOI,
    ]  # fmt: skip
    assert set_aside(earlier, [part]) == ()
