"""Whatever changes upstream: nothing that was there is lost, and asking twice changes nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

from builders import WORKS, bibliography_of, make_entry
from hypothesis import given
from hypothesis import strategies as st
from test_pipeline import REVIEW, Shelf, fetch

from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.model.work import Work
from refkit.refresh.changes import field_changes
from refkit.refresh.run import asked_again
from refkit.refresh.works import refreshed
from refkit.resolver.asking import Sources
from refkit.sources.base import LookupResult, Outcome

DAY, NEXT = date(2026, 11, 24), date(2026, 12, 24)
ONE = Doi("10.1000/0")
# A DOI may stand twice, a line may say nothing, and nobody may know a DOI.
LINES = st.lists(
    st.sampled_from(["10.1000/a", "10.1000/b", "10.1000/c", "10.1000/alias", "10.1000/no", ""]),
    max_size=6,
)
NOBODY_KNOWS = {"10.1000/no": Outcome.UNKNOWN}


class OneShelf(Shelf):
    """A shelf on which a review is the same work however it is asked for."""

    def _found(self, doi: Doi) -> LookupResult:
        listing = self.listing(doi)
        return LookupResult(Outcome.FOUND, listing.review) if listing else super()._found(doi)


def again(bibliography: Bibliography, lines: list[str], day: date = DAY) -> Bibliography:
    shelf = OneShelf([], lines, outcomes=NOBODY_KNOWS)
    there = replace(bibliography, made=replace(bibliography.made, updated=""))
    return asked_again(there, Sources(shelf), day).bibliography


def fetched(lines: list[str]) -> Bibliography:
    return fetch(OneShelf([], lines, outcomes=NOBODY_KNOWS), 1)


def undated(bibliography: Bibliography) -> Bibliography:
    return replace(bibliography, made=replace(bibliography.made, updated="", retrieved=""))


def deposited(bibliography: Bibliography) -> list[str]:
    """The DOIs of the lines, in the order of the list; positions are 1, 2, 3 ..."""
    lines = sorted(
        (line.reference.position, line.reference.doi_text)
        for entry in bibliography.entries
        for line in entry.citations
    )
    assert [place for place, _ in lines] == list(range(1, len(lines) + 1))
    return [doi for _, doi in lines]


@given(LINES.filter(bool))
def test_where_nothing_changed_nothing_changes(lines: list[str]) -> None:
    before = fetched(lines)

    assert undated(again(before, lines)) == undated(before)


@given(LINES.filter(bool), LINES.filter(bool))
def test_an_amended_list_is_as_it_is_given_and_what_is_gone_stands_behind(
    old: list[str], new: list[str]
) -> None:
    before = fetched(old)
    after = again(before, new)

    assert deposited(after)[: len(new)] == new
    kept = deposited(after)[len(new) :]
    for doi in set(old):
        assert deposited(after).count(doi) >= old.count(doi), kept
    ids = {each.work.doi: each.id for each in after.entries if each.work.doi}
    for entry in before.entries:
        if entry.work.doi in ids and entry.resolution.state == "resolved":
            assert ids[entry.work.doi] == entry.id
    assert undated(again(after, new, NEXT)) == undated(after)


@given(LINES.filter(bool), LINES.filter(bool))
def test_what_comes_back_is_where_it_was(old: list[str], new: list[str]) -> None:
    before = fetched(old)

    back = again(again(before, new), old, NEXT)

    assert deposited(back)[: len(old)] == old


@given(WORKS, WORKS)
def test_no_field_is_emptied_and_every_change_is_told(old: Work, new: Work) -> None:
    old, new = replace(old, doi=ONE), replace(new, doi=ONE, title=old.title)
    there = bibliography_of(make_entry(old))
    found = {ONE: ("crossref", LookupResult(Outcome.FOUND, new))}

    (entry,) = refreshed(there, found).bibliography.entries

    now = entry.work
    dates = ("published_print", "published_online", "issued")
    others = ("creators_complete", "container", "origins")
    for each in fields(Work):
        if getattr(old, each.name) and each.name not in (*dates, *others):
            assert getattr(now, each.name), each.name
    assert not any(getattr(old, name) for name in dates) or any(getattr(now, n) for n in dates)
    differing = {e.name for e in fields(Work) if getattr(old, e.name) != getattr(now, e.name)}
    told = {each.field.partition(".")[0] for each in field_changes(old, now)}
    assert told == differing - {"origins"}
    assert refreshed(replace(there, entries=(entry,)), found).bibliography.entries == (entry,)


def test_a_review_that_is_gone_from_its_source_keeps_its_lines() -> None:
    before = fetched(["10.1000/a"])
    shelf = Shelf(outcomes={REVIEW.value + "1": Outcome.FAILED})
    shelf.listing = lambda doi: None  # type: ignore[method-assign]

    found = asked_again(before, Sources(shelf), DAY)

    assert [each.id for each in found.bibliography.entries] == [each.id for each in before.entries]
    assert not found.changes
    assert found.failures
    assert found.bibliography.made.updated == ""
