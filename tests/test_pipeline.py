"""The pipeline: every listed reference ends in exactly one state, and the account adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date
from typing import Any

import pytest
from builders import make_work
from hypothesis import given
from hypothesis import strategies as st

from refkit import pipeline
from refkit.errors import InputError, SourceError
from refkit.formats.saved.mapping import dumps, loads
from refkit.model.bibliography import Bibliography, ListOutcome, ReviewList
from refkit.model.identifiers import Doi
from refkit.model.list_ids import CitingList, DocumentList, document_head
from refkit.model.reference import Reference
from refkit.model.resolution import Reason, Resolved, Unresolved
from refkit.model.work import Work, WorkType
from refkit.resolver.asking import Sources
from refkit.sources.base import Listed, Listing, LookupResult, Outcome, SearchResult, Told, nobody

REVIEW = Doi("10.1000/review")


class Shelf:
    """A source with a few works, one review after the other, and trouble where it is told."""

    name = "shelf"

    def __init__(self, *lists: Sequence[str], outcomes: dict[str, Outcome] | None = None) -> None:
        self.lists = lists
        self.outcomes = outcomes or {}
        self.asked: list[Sequence[Doi]] = []

    def listing(self, doi: Doi) -> Listing | None:
        if not doi.value.startswith(REVIEW.value):
            return None
        number = int(doi.value.removeprefix(REVIEW.value) or 0)
        references = tuple(
            Listed.of(
                Reference(position, f"r{position}", (("DOI", text),) if text else ()),
                Work(WorkType.DOCUMENT),
            )
            for position, text in enumerate(self.lists[number], start=1)
        )
        return Listing(
            make_work("A review", doi=doi), references, len(references), date(2026, 11, 23)
        )

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        self.asked.append(dois)
        return {doi: self._found(doi) for doi in dois}

    def search(
        self, texts: Sequence[str], answered: Told[str, SearchResult] = nobody
    ) -> dict[str, SearchResult]:
        return dict.fromkeys(texts, SearchResult(Outcome.FOUND))

    def _found(self, doi: Doi) -> LookupResult:
        outcome = self.outcomes.get(doi.value, Outcome.FOUND)
        if outcome is not Outcome.FOUND:
            return LookupResult(outcome, detail="why")
        prime = Doi(doi.value.replace("alias", "prime"))
        return LookupResult(outcome, make_work(f"Work {prime.value[8:]}", doi=prime))


def fetch(shelf: Shelf, *numbers: int) -> Bibliography:
    reviews = [Doi(f"{REVIEW.value}{number}") for number in numbers or (0,)]
    return pipeline.fetch(reviews, Sources(shelf))


def reasons(bibliography: Bibliography) -> list[Reason | None]:
    return [
        entry.resolution.reason if isinstance(entry.resolution, Unresolved) else None
        for entry in bibliography.entries
    ]


def test_each_line_has_its_state_and_its_place() -> None:
    outcomes = {
        "10.1/unknown": Outcome.UNKNOWN,
        "10.1000/unknown": Outcome.UNKNOWN,
        "10.1000/failed": Outcome.FAILED,
        "10.1000/away": Outcome.NOT_REMEMBERED,
    }
    lines = ["10.1000/a", "", "10.1000/unknown", "10.1000/failed", "10.1000/away", "not a doi"]

    bibliography = fetch(Shelf(lines, outcomes=outcomes))

    assert reasons(bibliography) == [
        None, Reason.NO_IDENTIFIER, Reason.UNKNOWN_DOI, Reason.SOURCE_FAILED, Reason.OFFLINE,
        Reason.NO_IDENTIFIER,
    ]  # fmt: skip
    assert str(bibliography.account) == (
        "6 listed: 1 by deposited DOI, 0 found by search, 0 by hand, 5 unresolved (kept as printed)"
    )


def test_a_doi_that_nobody_knows_is_not_carried_on_but_one_not_asked_for_is() -> None:
    outcomes = {"10.1000/unknown": Outcome.UNKNOWN, "10.1000/failed": Outcome.FAILED}

    unknown, failed = fetch(Shelf(["10.1000/unknown", "10.1000/failed"], outcomes=outcomes)).entries

    assert unknown.work.doi is None
    assert unknown.citations[0].reference.doi_text == "10.1000/unknown"
    assert failed.work.doi == Doi("10.1000/failed")


def test_what_was_tried_is_on_record() -> None:
    outcomes = {"10.1000/failed": Outcome.FAILED}
    failed, unreadable, without = fetch(
        Shelf(["10.1000/failed", "see below", ""], outcomes=outcomes)
    ).entries

    for entry, recorded in ((failed, "10.1000/failed: why"), (unreadable, "see below")):
        assert isinstance(entry.resolution, Unresolved)
        assert entry.resolution.attempts[0].detail == recorded
    assert isinstance(without.resolution, Unresolved)
    assert without.resolution.attempts == ()


def test_a_work_cited_twice_is_one_entry_with_two_lines() -> None:
    bibliography = fetch(Shelf(["10.1000/a", "10.1000/b", "10.1000/A"]))

    assert [len(entry.citations) for entry in bibliography.entries] == [2, 1]
    assert [each.reference.position for each in bibliography.entries[0].citations] == [1, 3]
    assert bibliography.account.listed == 3


def test_an_alias_and_its_work_are_one() -> None:
    bibliography = fetch(Shelf(["10.1000/alias", "10.1000/prime"]))

    (entry,) = bibliography.entries
    assert len(entry.citations) == 2


def test_lines_without_a_work_are_never_merged() -> None:
    assert len(fetch(Shelf(["", "", ""])).entries) == 3


def test_several_reviews_share_their_works() -> None:
    shelf = Shelf(["10.1000/a", "10.1000/b"], ["10.1000/b", ""])

    bibliography = fetch(shelf, 0, 1)

    assert [len(entry.citations) for entry in bibliography.entries] == [1, 2, 1]
    assert {str(each.review) for each in bibliography.entries[1].citations} == {
        "10.1000/review0", "10.1000/review1",
    }  # fmt: skip
    lists, works = shelf.asked
    assert lists == [Doi("10.1000/review0"), Doi("10.1000/review1")]
    assert works == [Doi("10.1000/a"), Doi("10.1000/b")]


def test_the_same_review_twice_is_one() -> None:
    assert fetch(Shelf(["10.1000/a"]), 0, 0).account.listed == 1


def test_what_is_in_an_earlier_bibliography_keeps_its_key() -> None:
    before = Shelf(["10.1000/a", "", "10.1000/b"], outcomes={"10.1000/b": Outcome.FAILED})
    first = pipeline.fetch([REVIEW], Sources(before), citation_key="[auth]")

    after = Shelf(["10.1000/new", "", "10.1000/b"])
    again = pipeline.fetch([REVIEW], Sources(after), into=first)

    assert [entry.id for entry in first.entries] == ["Berg", "anonymous", "anonymousa"]
    assert [entry.id for entry in again.entries] == ["Berga", "anonymous", "anonymousa"]
    assert again.keys[0] == ("Berg", "doi:10.1000/a")


def test_a_formula_that_cannot_be_read_is_told_before_anybody_is_asked() -> None:
    shelf = Shelf(["10.1000/a"])

    with pytest.raises(InputError, match="unknown function 'foo'"):
        pipeline.fetch([REVIEW], Sources(shelf), citation_key="foo")

    assert shelf.asked == []


def test_an_unknown_review_is_told() -> None:
    with pytest.raises(InputError, match=r"does not know 10\.1000/other"):
        pipeline.fetch([Doi("10.1000/other")], Sources(Shelf()))


def test_a_review_without_references_says_how_many_are_announced() -> None:
    with pytest.raises(SourceError, match="it announces 0"):
        fetch(Shelf([]))


_LINES = st.lists(
    st.sampled_from(["", "bad", *(f"10.1000/{letter}" for letter in "abcdefgh")]),
    min_size=1,
    max_size=12,
)


@given(
    _LINES,
    st.dictionaries(
        st.sampled_from([f"10.1000/{x}" for x in "abcdefgh"]), st.sampled_from(Outcome)
    ),
)
def test_the_account_adds_up_and_nothing_is_lost(
    lines: list[str], outcomes: dict[str, Any]
) -> None:
    bibliography = fetch(Shelf(lines, outcomes=outcomes))
    counted = bibliography.account

    positions = sorted(
        each.reference.position for entry in bibliography.entries for each in entry.citations
    )
    assert positions == list(range(1, len(lines) + 1))
    assert counted.listed == sum(astuple(counted)[1:])
    assert len({entry.id for entry in bibliography.entries}) == len(bibliography.entries)
    assert all(
        isinstance(entry.resolution, Resolved) or len(entry.citations) == 1
        for entry in bibliography.entries
    )


class Broken(Shelf):
    """A source whose service answers with an error that names no review."""

    def listing(self, doi: Doi) -> Listing | None:
        raise SourceError("Crossref answers with status 500; try again later")


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_names_the_review_that_it_is_about(count: int) -> None:
    reviews = [Doi(f"10.1000/review{number}") for number in range(count)]

    with pytest.raises(SourceError) as raised:
        pipeline.fetch(reviews, Sources(Broken()))

    assert str(raised.value) == "; ".join(
        f"{review}: Crossref answers with status 500; try again later" for review in reviews
    )


def in_hand(*texts: str, cites: str = "") -> pipeline.Collected:
    """A list that nobody has to be asked for: a document's, or what cites a work."""
    references = tuple(
        Listed.of(Reference(place, "", (("DOI", text),)), Work(WorkType.DOCUMENT))
        for place, text in enumerate(texts, start=1)
    )
    head = make_work("A seed", doi=Doi(cites)) if cites else document_head("refs.txt")
    named = CitingList(cites) if cites else DocumentList("refs.txt")
    listing = Listing(head, references, len(texts), date(2026, 11, 24), named if cites else None)
    row = ReviewList(str(named), ListOutcome.GIVEN, "hand", len(texts), len(texts))
    return pipeline.Collected(row, listing)


def test_lists_in_hand_go_the_way_of_a_review_list() -> None:
    """A document's lines and citing works stand beside a review's, and one work is one entry."""
    lists = [in_hand("10.1000/a", "10.1000/new"), in_hand("10.1000/new", cites=f"{REVIEW.value}0")]
    made = pipeline.fetch([Doi(f"{REVIEW.value}0")], Sources(Shelf(["10.1000/a"])), lists=lists)

    assert [[str(line.review) for line in entry.citations] for entry in made.entries] == [
        ["10.1000/review0", "document:refs.txt"],
        ["citing:10.1000/review0", "document:refs.txt"],
    ]
    assert [str(each) for each in made.heads] == [
        "10.1000/review0", "citing:10.1000/review0", "document:refs.txt",
    ]  # fmt: skip
    assert made.account.listed == 4
    assert loads(dumps(made)) == made


def test_a_review_fetched_again_leaves_other_lists_alone() -> None:
    lists = [in_hand("10.1000/a"), in_hand("10.1000/b", cites=f"{REVIEW.value}0")]
    shelf = Shelf(["10.1000/a", "10.1000/c"])
    first = pipeline.fetch([], Sources(shelf), lists=lists)

    again = pipeline.fetch([Doi(f"{REVIEW.value}0")], Sources(shelf), into=first)

    assert [str(each) for each in again.heads] == [
        "document:refs.txt", "10.1000/review0", "citing:10.1000/review0",
    ]  # fmt: skip
    assert again.account.listed == 4
    assert {entry.id for entry in first.entries} <= {entry.id for entry in again.entries}
