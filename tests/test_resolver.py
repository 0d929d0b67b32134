"""From a listed reference to a work: by DOI as it comes, at another agency, by search, or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from builders import bibliography_of, make_work

from refkit.merge_runs import merged
from refkit.model.bibliography import Decision, Entry
from refkit.model.dates import PartialDate
from refkit.model.decisions import decisions_of
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.resolution import Method, Reason, Resolved, Unresolved, WithoutDoi, doubts
from refkit.model.work import Container, Work, WorkType
from refkit.resolver import resolve
from refkit.resolver.asking import Sources
from refkit.sources.base import Listed, Listing, LookupResult, Outcome, SearchResult, Told, nobody

REVIEW = Doi("10.1000/review")
BEES = make_work(
    "The flight of honey bees over alpine meadows",
    doi=Doi("10.1000/bees"),
    container=Container("Journal of Bees"),
    volume="12",
    page="34-45",
    published_print=PartialDate(2021),
)
PRINTED = {
    "author": "A Berg",
    "article-title": "The flight of honey bees over alpine meadows",
    "journal-title": "Journal of Bees",
    "volume": "12",
    "first-page": "34",
    "year": "2021",
}


class Shelf:
    """A source of a few works, found by DOI or by a title that stands in the search."""

    def __init__(self, *works: Work, name: str = "shelf", trouble: Outcome | None = None) -> None:
        self.name = name
        self.works = works
        self.trouble = trouble
        self.searched: list[str] = []
        self.asked: list[Doi] = []

    def listing(self, doi: Doi) -> Listing | None:
        return None

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        self.asked += dois
        if self.trouble:
            return dict.fromkeys(dois, LookupResult(self.trouble, detail="why"))
        known = {work.doi: work for work in self.works}
        return {
            doi: LookupResult(Outcome.FOUND, known[doi])
            if doi in known
            else LookupResult(Outcome.UNKNOWN)
            for doi in dois
        }

    def search(
        self, texts: Sequence[str], answered: Told[str, SearchResult] = nobody
    ) -> dict[str, SearchResult]:
        self.searched += texts
        if self.trouble:
            return dict.fromkeys(texts, SearchResult(self.trouble, detail="why"))
        return dict.fromkeys(texts, SearchResult(Outcome.FOUND, self.works))


def resolved(
    shelf: Shelf,
    decisions: Sequence[Decision] = (),
    elsewhere: Shelf | None = None,
    extras: tuple[Shelf, ...] = (),
    **printed: str,
) -> Entry:
    deposited = {name.replace("_", "-"): value for name, value in printed.items()}
    reference = Reference(1, "a", tuple(sorted(deposited.items())))
    listing = Listing(
        make_work("A review", doi=REVIEW),
        (Listed.of(reference, Work(WorkType.DOCUMENT)),),
        1,
        date(2026, 11, 23),
    )
    (entry,) = resolve([listing], Sources(shelf, elsewhere, extras), decisions)
    return entry


def reason(entry: Entry) -> Reason:
    assert isinstance(entry.resolution, Unresolved)
    return entry.resolution.reason


def method(entry: Entry) -> Method:
    assert isinstance(entry.resolution, Resolved)
    return entry.resolution.method


def test_a_doi_that_was_put_right_is_tried_after_the_deposited_one() -> None:
    shelf = Shelf(BEES)

    entry = resolved(shelf, DOI="10.1000/bees)")

    assert method(entry) is Method.DEPOSITED_DOI
    assert shelf.asked == [Doi("10.1000/bees)"), Doi("10.1000/bees")]
    assert entry.citations[0].reference.doi_text == "10.1000/bees)"


def test_who_watches_is_told_of_all_lines_and_then_of_each_once() -> None:
    told: list[tuple[list[str], bool]] = []

    def watch(entries: Sequence[Entry], settled: bool) -> None:
        told.append(([entry.work.title.plain for entry in entries], settled))

    references = [
        Reference(1, "a", (("DOI", "10.1000/bees"),)),
        Reference(2, "b", (("unstructured", "Nobody. Nothing at all. 1901;1:1."),)),
        Reference(3, "c"),
    ]
    listed = tuple(Listed.of(each, Work(WorkType.DOCUMENT)) for each in references)
    listing = Listing(make_work("A review", doi=REVIEW), listed, 3, date(2026, 11, 23))

    watched = resolve([listing], Sources(Shelf(BEES)), watch=watch)

    assert watched == resolve([listing], Sources(Shelf(BEES)))
    assert told == [(["", "", ""], False), ([BEES.title.plain], True), ([""], True), ([""], True)]


def test_a_doi_hidden_in_the_string_is_found() -> None:
    entry = resolved(Shelf(BEES), unstructured="Berg A. Bees. doi:10.1000/bees.")

    assert entry.work == BEES


def test_a_doi_of_another_agency_is_looked_up_there() -> None:
    data = replace(BEES, doi=Doi("10.5281/zenodo.1"))

    entry = resolved(Shelf(), elsewhere=Shelf(data, name="datacite"), DOI="10.5281/zenodo.1")

    assert method(entry) is Method.OTHER_AGENCY
    assert isinstance(entry.resolution, Resolved)
    assert entry.resolution.source == "datacite"
    assert [attempt.source for attempt in entry.resolution.attempts] == ["shelf", "datacite"]


def test_a_doi_that_nobody_knows_is_told_of_everyone() -> None:
    entry = resolved(Shelf(), elsewhere=Shelf(name="datacite"), DOI="10.1400/x")

    assert reason(entry) is Reason.UNKNOWN_DOI
    assert isinstance(entry.resolution, Unresolved)
    assert [each.source for each in entry.resolution.attempts] == ["shelf", "datacite"]


def test_a_doi_that_leads_to_another_paper_is_suspect() -> None:
    other = make_work(
        "Corrosion of steel bridges in salt water",
        doi=Doi("10.1000/steel"),
        creators=(Creator("Kowalski", "J"),),
        container=Container("Bridges"),
        volume="3",
        page="901-910",
        published_print=PartialDate(1987),
    )

    entry = resolved(Shelf(other), **PRINTED, DOI="10.1000/steel")

    assert reason(entry) is Reason.SUSPECT_DOI
    assert isinstance(entry.resolution, Unresolved)
    assert entry.resolution.nearest is not None
    assert entry.resolution.nearest.doi == "10.1000/steel"
    assert entry.resolution.attempts[0].outcome == "suspect"


def test_a_suspect_doi_is_put_right_by_a_search() -> None:
    other = replace(
        BEES,
        title=make_work("Corrosion of steel bridges in salt water").title,
        doi=Doi("10.1000/steel"),
        creators=(Creator("Kowalski", "J"),),
        page="901-910",
        published_print=PartialDate(1987),
    )

    entry = resolved(Shelf(BEES, other), **PRINTED, DOI="10.1000/steel")

    assert method(entry) is Method.SEARCH
    assert entry.work == BEES
    assert isinstance(entry.resolution, Resolved)
    assert [each.outcome for each in entry.resolution.attempts] == ["suspect", "found"]


def test_a_search_does_not_give_back_a_suspect_work() -> None:
    # Author, year and place agree with the sequel's, and the title of the one printed is near.
    other = replace(BEES, title=make_work("Owls").title, volume="13", page="99")

    entry = resolved(Shelf(other), **PRINTED, DOI="10.1000/bees")

    assert reason(entry) is Reason.SUSPECT_DOI
    assert [each.outcome for each in entry.resolution.attempts] == ["suspect", "nothing-found"]
    (doubt,) = doubts(entry.resolution)
    assert doubt.startswith("the deposited DOI leads to another work (10.1000/bees: Owls; title")
    assert doubt.endswith("; a search found nothing that fits")


def test_a_title_that_alone_disagrees_keeps_its_doi_and_is_doubtful() -> None:
    translated = replace(BEES, title=make_work("Der Flug der Honigbienen").title)

    entry = resolved(Shelf(translated), **PRINTED, DOI="10.1000/bees")

    assert method(entry) is Method.DEPOSITED_DOI
    assert doubts(entry.resolution) == (
        "its DOI is doubtful (10.1000/bees: title disagrees; "
        "first author, year, volume, first page and container agree)",
    )


def listed(shelf: Shelf, *printed: dict[str, str]) -> list[Entry]:
    lines = tuple(
        Listed.of(Reference(at, "", tuple(sorted(each.items()))), Work(WorkType.DOCUMENT))
        for at, each in enumerate(printed, start=1)
    )
    listing = Listing(make_work("A review", doi=REVIEW), lines, len(lines), date(2026, 11, 23))
    return resolve([listing], Sources(shelf))


def test_a_doi_of_two_lines_is_not_that_of_the_one_whose_title_disagrees() -> None:
    right = PRINTED | {"DOI": "10.1000/bees"}
    wrong = right | {"article-title": "Moss on the roofs of railway stations"}

    first, second = listed(Shelf(BEES), right, wrong)

    assert method(first) is Method.DEPOSITED_DOI
    assert reason(second) is Reason.SUSPECT_DOI
    assert "another line of the list has this DOI too" in doubts(second.resolution)[0]


def test_so_it_is_where_the_lines_are_printed_as_one_text() -> None:
    right = "Berg A. The flight of honey bees over alpine meadows. Journal of Bees 2021;12:34-45."
    wrong = right.replace("The flight of honey bees over alpine meadows", "Moss on station roofs")
    text = {"DOI": "10.1000/bees"}

    first, second = listed(
        Shelf(BEES), text | {"unstructured": right}, text | {"unstructured": wrong}
    )

    assert method(first) is Method.DEPOSITED_DOI
    assert reason(second) is Reason.SUSPECT_DOI


def test_a_doi_of_two_lines_is_that_of_the_one_whose_title_agrees_though_it_is_doubtful() -> None:
    right = PRINTED | {"DOI": "10.1000/bees"}
    worded_otherwise = {"article-title": "Flight of honey bees over alpine meadows"}
    elsewhere = {"author": "C Zorn", "first-page": "901"}

    first, second = listed(Shelf(BEES), right, right | worded_otherwise | elsewhere)

    assert method(first) is method(second) is Method.DEPOSITED_DOI
    assert "first author and first page disagree" in doubts(second.resolution)[0]


def test_a_line_that_stands_twice_keeps_its_doubtful_doi() -> None:
    translated = replace(BEES, title=make_work("Der Flug der Honigbienen").title)
    line = PRINTED | {"DOI": "10.1000/bees"}

    assert [method(each) for each in listed(Shelf(translated), line, line)] == [
        Method.DEPOSITED_DOI,
        Method.DEPOSITED_DOI,
    ]


def test_what_was_doubted_of_a_line_is_kept_where_two_are_one_work() -> None:
    other = make_work("Corrosion of steel bridges", doi=Doi("10.1000/steel"), creators=())
    wrong = PRINTED | {"DOI": "10.1000/steel"}

    (entry,) = merged(listed(Shelf(BEES, other), PRINTED | {"DOI": "10.1000/bees"}, wrong))

    assert len(entry.citations) == 2
    (doubt,) = doubts(entry.resolution)
    assert "10.1000/steel: Corrosion of steel bridges" in doubt
    assert doubt.endswith("a search found 10.1000/bees")


def test_a_persons_word_is_not_doubted() -> None:
    other = make_work("Corrosion of steel bridges", doi=Doi("10.1000/steel"), creators=())
    decision = Decision(REVIEW, tuple(sorted(PRINTED.items())), Doi("10.1000/steel"))

    entry = resolved(Shelf(other), [decision], **PRINTED)

    assert method(entry) is Method.BY_HAND
    assert doubts(entry.resolution) == ()


def test_a_reference_without_a_doi_is_found_by_its_own_words() -> None:
    entry = resolved(Shelf(BEES), **PRINTED)

    assert method(entry) is Method.SEARCH
    assert isinstance(entry.resolution, Resolved)
    assert entry.resolution.score is not None
    assert 0.5 < entry.resolution.score <= 1


def test_what_is_not_close_stays_open_with_the_nearest_miss() -> None:
    other = replace(BEES, title=make_work("The flight of bumble bees").title, page="99", volume="1")

    entry = resolved(Shelf(other), **PRINTED)

    assert reason(entry) is Reason.NO_MATCH
    assert isinstance(entry.resolution, Unresolved)
    nearest = entry.resolution.nearest
    assert nearest is not None
    assert (nearest.doi, nearest.title) == ("10.1000/bees", "The flight of bumble bees")


def test_the_nearest_miss_may_have_no_doi() -> None:
    other = replace(BEES, title=make_work("The flight of bumble bees").title, page="99", volume="1")

    entry = resolved(Shelf(replace(other, doi=None)), **PRINTED)

    assert isinstance(entry.resolution, Unresolved)
    assert entry.resolution.nearest is not None
    assert entry.resolution.nearest.doi == ""


def test_a_search_that_failed_is_no_miss() -> None:
    assert reason(resolved(Shelf(trouble=Outcome.FAILED), **PRINTED)) is Reason.SOURCE_FAILED
    assert reason(resolved(Shelf(trouble=Outcome.NOT_REMEMBERED), **PRINTED)) is Reason.OFFLINE


def test_nothing_to_search_by_is_not_searched() -> None:
    shelf = Shelf(BEES)

    assert reason(resolved(shelf, year="2021")) is Reason.NO_IDENTIFIER
    assert shelf.searched == []


def test_a_person_stands_before_what_was_deposited() -> None:
    decision = Decision(REVIEW, (("DOI", "10.1000/other"),), Doi("10.1000/bees"))
    shelf = Shelf(BEES)

    entry = resolved(shelf, [decision], DOI="10.1000/other")

    assert method(entry) is Method.BY_HAND
    assert shelf.asked == [Doi("10.1000/bees")]


def test_a_person_who_said_there_is_none_is_not_overruled() -> None:
    decision = Decision(REVIEW, tuple(sorted(PRINTED.items())), None)
    shelf = Shelf(BEES)

    assert isinstance(resolved(shelf, [decision], **PRINTED).resolution, WithoutDoi)
    assert shelf.searched == []


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (Outcome.FAILED, Reason.SOURCE_FAILED),
        (Outcome.NOT_REMEMBERED, Reason.OFFLINE),
        (None, Reason.UNKNOWN_DOI),
    ],
)
def test_a_decision_that_cannot_be_carried_out_today_stays_on_record(
    trouble: Outcome | None, why: Reason
) -> None:
    decision = Decision(REVIEW, (("DOI", "10.1000/other"),), Doi("10.1000/bees"))
    shelf = Shelf(trouble=trouble)

    entry = resolved(shelf, [decision], DOI="10.1000/other")

    assert reason(entry) is why
    assert decisions_of(bibliography_of(entry)) == (decision,)
    assert shelf.asked == [Doi("10.1000/bees")]
    assert shelf.searched == []


def test_a_decision_for_a_doi_of_another_agency_is_looked_up_there() -> None:
    data = replace(BEES, doi=Doi("10.5281/zenodo.1"))
    decision = Decision(REVIEW, (("year", "2021"),), data.doi)

    entry = resolved(Shelf(), [decision], elsewhere=Shelf(data, name="datacite"), year="2021")

    assert method(entry) is Method.BY_HAND
    assert decisions_of(bibliography_of(entry)) == (decision,)


def test_a_source_that_could_not_complete_a_work_says_so() -> None:
    extra = Shelf(name="europepmc", trouble=Outcome.FAILED)

    entry = resolved(Shelf(BEES), extras=(extra,), DOI="10.1000/bees")

    assert isinstance(entry.resolution, Resolved)
    assert [(each.source, each.outcome) for each in entry.resolution.attempts] == [
        ("shelf", "found"), ("europepmc", "failed"),
    ]  # fmt: skip
