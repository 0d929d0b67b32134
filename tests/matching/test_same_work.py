"""What two records of a library are to each other: one work, two, or a doubt."""

from __future__ import annotations

from typing import Any

import pytest
from builders import ENTRIES
from hypothesis import given

from refkit.matching.compared_record import ComparedRecord
from refkit.matching.same_work import RecordPair, Sameness, judge
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.people import Creator
from refkit.model.resolution import Imported
from refkit.model.work import Container, Relation, Work, WorkType
from refkit.text.rich import RichText

TITLE = "The flight of honey bees over alpine meadows in summer"
JOURNAL = Container("Journal of Alpine Bees")


def record(title: str = TITLE, *, year: int = 2020, doi: str = "", **fields: Any) -> ComparedRecord:
    given: dict[str, Any] = {
        "type": WorkType.ARTICLE_JOURNAL,
        "creators": (Creator("Roe", "Ana"), Creator("Doe", "Bo")),
        "container": JOURNAL,
        "volume": "12",
        "page": "34-45",
        "published_print": PartialDate(year),
        "doi": Doi(doi) if doi else None,
    }
    return ComparedRecord.of(
        Entry("a", Work(title=RichText.of(title), **given | fields), Imported("ris"))
    )


def said(one: ComparedRecord, other: ComparedRecord) -> Sameness:
    """The judgement, which does not depend on the order."""
    found, back = judge(one, other), judge(other, one)
    assert (found.sameness, found.why) == (back.sameness, back.why)
    return found.sameness


def why(one: ComparedRecord, other: ComparedRecord) -> str:
    return judge(one, other).why


@pytest.mark.parametrize(
    "other",
    [
        record("The Flight of Honey-Bees Over Alpine Meadows in Summer."),
        record("[The flight of honey bees over alpine meadows in summer]. [Review] [87 refs]"),
        record(f"{TITLE}. [Erratum appears in J Alp Bees 2020 Jun;12(4):99]"),
        record(creators=(Creator("Roe", "A."),), container=Container("J. Alp. Bees")),
        record(container=Container("Journal of Alpine Bees. Conference: 3rd Meeting. Oslo.")),
        record(page="34"),
        record(page="", volume="", year=2019),
        record(page="e12724", doi="10.1000/bees"),
        record(page="01-Sep"),
        record(volume="13"),
        record(container=Container("Honey Reports")),
        record("The flight of honey bees over alpine meadows in"),
        record("The flight of honey bees over alpine medows in summer"),
    ],
)
def test_what_databases_do_to_a_record_makes_no_other_work_of_it(other: ComparedRecord) -> None:
    assert said(record(), other) is Sameness.SAME


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (record(f"Correction to: {TITLE}", page="99"), "a notice or an answer, and its work"),
        (record(f"{TITLE} - Reply", page="46"), "a notice or an answer, and its work"),
        (record(f"{TITLE} (vol 12, pg 34, 2020)", page="99"),
         "a notice or an answer, and its work"),
        (record(f"{TITLE}. Part II", page="46-50"), "another part of one title"),
        (record(year=2019, type=WorkType.ARTICLE, container=Container(), volume="", page="",
                doi="10.1101/2019.01.02.345"), "article and preprint of one title"),
        (record(year=2019, volume="11", issue="Suppl 1", page="S7"),
         "article and conference paper or abstract of one title"),
        (record(year=2019, type=WorkType.THESIS, container=Container(), volume="", page=""),
         "article and thesis of one title"),
        (record(doi="10.1000/b", relations=(Relation("is-version-of", "10.1000/A"),)),
         "is version of"),
    ],
)  # fmt: skip
def test_what_belongs_to_a_work_is_another_and_its_relation_is_told(
    other: ComparedRecord, how: str
) -> None:
    one = record(doi="10.1000/a")

    assert said(one, other) is Sameness.RELATED
    assert why(one, other) == how


def book(**fields: Any) -> ComparedRecord:
    whole = {"type": WorkType.BOOK, "container": Container(), "volume": "", "page": ""}
    return record(**whole | fields)


def test_editions_and_volumes_of_a_book_are_books_of_their_own() -> None:
    assert said(book(), book()) is Sameness.SAME
    assert why(book(edition="2"), book(edition="3rd ed.")) == "another edition"
    assert why(book(year=2010), book()) == "another edition"
    assert said(book(volume="1"), book(volume="2")) is not Sameness.SAME
    assert said(book(), record(type=WorkType.CHAPTER, page="3-9", volume="")) is Sameness.RELATED


def test_a_doi_of_many_does_not_make_one_of_them() -> None:
    shared = "10.1000/congress"
    one = record(doi=shared, page="S12", issue="Suppl 1")

    assert (
        said(one, record("Owls in the gardens of the north", doi=shared, page="S99"))
        is Sameness.OTHER
    )
    assert said(one, record(f"{TITLE}: part 2", doi=shared, page="S13")) is not Sameness.SAME
    assert said(record("Editorial", doi=shared), record("Editorial", doi=shared, volume="13", page="1-2")) \
        is not Sameness.SAME  # fmt: skip
    unpaged = record("Editorial", doi=shared, page="")
    assert said(unpaged, unpaged) is Sameness.SAME
    assert said(unpaged, record("Editorial", doi=shared, page="", volume="13")) is Sameness.DOUBT
    assert said(unpaged, record("Editorial", doi=shared, page="", creators=())) is Sameness.DOUBT


def test_one_identifier_is_one_work_whatever_else_is_not_told() -> None:
    bare = {"container": Container(), "volume": "", "page": "", "creators": ()}

    assert said(record(doi="10.1000/a"), record(doi="10.1000/a", **bare)) is Sameness.SAME
    assert said(record(pmid=Pmid("7")), record(pmid=Pmid("7"), **bare)) is Sameness.SAME


def test_two_identifiers_are_one_work_only_where_all_the_rest_agrees() -> None:
    twice = record(doi="10.1000/a"), record(doi="10.2000/b")
    updated = [
        record(doi=f"10.1002/14651858.CD001.pub{n}", volume="", page="CD001", year=2010 + n)
        for n in (2, 3)
    ]

    assert said(*twice) is Sameness.SAME
    assert said(*updated) is Sameness.RELATED
    assert said(record(pmid=Pmid("7")), record(pmid=Pmid("8"), page="")) is not Sameness.SAME


def test_where_all_but_one_part_agrees_a_person_is_asked() -> None:
    doubts = [
        record(page="54-65"),
        record(year=2015, volume=""),
        record("Ein Flug von Honigbienen", page="34-45"),
        record(""),
    ]

    assert [said(record(), each) for each in doubts] == [Sameness.DOUBT] * len(doubts)


@pytest.mark.parametrize(
    "other",
    [
        record("The flight of bumble bees over alpine meadows in summer", page="46-50"),
        record("The flight of honey bees over alpine meadows in winter", page="46-50"),
        record(creators=(Creator("Lind", "Eva"),), page="1-9", volume="3"),
        record("Owls in the gardens of the north at night"),
    ],
)
def test_companions_and_neighbours_are_others(other: ComparedRecord) -> None:
    assert said(record(), other) in {Sameness.OTHER, Sameness.DOUBT}


@pytest.mark.parametrize(
    "elsewhere",
    [{"page": "46-50"}, {"year": 2015}, {"container": Container("Annals of Steel")}],
)
def test_other_titles_are_a_doubt_on_one_page_alone(elsewhere: dict[str, Any]) -> None:
    owls = "Owls in the gardens of the north at night"

    assert said(record(), record(owls)) is Sameness.DOUBT
    assert said(record(), record(owls, **elsewhere)) is Sameness.OTHER


def test_two_abstracts_of_one_group_on_one_page_are_for_a_person() -> None:
    posters = [record(f"The flight of honey bees in the {word} of alpine meadows", page="S34", issue="Suppl 1")
               for word in ("summer", "shadow")]  # fmt: skip

    assert said(*posters) is Sameness.DOUBT


def test_an_article_may_be_a_conference_abstract_where_no_place_is_told() -> None:
    paper = {"page": "", "type": WorkType.PAPER_CONFERENCE}

    assert said(record(page=""), record(**paper)) is Sameness.DOUBT
    assert said(record(page="", issue="2"), record(**paper, issue="3")) is not Sameness.SAME
    assert said(record(page="", issue="2"), record(**paper, issue="2")) is Sameness.SAME


def test_an_isbn_is_a_books_and_no_chapters() -> None:
    isbn = (Isbn.parse("978-3-16-148410-0"),)
    short = {"title": "Bees of the Alps", "isbns": isbn}
    chapters = [
        record(title, type=WorkType.CHAPTER, isbns=isbn) for title in ("On wax", "On wings")
    ]

    assert said(book(**short), book(**short, year=2021)) is Sameness.SAME
    assert said(book(title="Bees of the Alps"), book(title="Bees of the Alps")) is Sameness.DOUBT
    assert said(*chapters) is not Sameness.SAME


def test_editorials_of_several_issues_are_not_one() -> None:
    named = "Remarks from the editor of this journal"
    issues = [record(named, page="", issue=issue) for issue in ("1", "2")]
    short = [record("Editorial", page="", issue="", volume="") for _ in range(2)]

    assert said(*issues) is not Sameness.SAME
    assert said(*short) is Sameness.DOUBT


def test_a_page_that_a_database_lost_says_nothing() -> None:
    assert said(record(page="S34-S45"), record(page="Suppl-45")) is Sameness.SAME


def test_an_issn_in_common_is_one_journal_whatever_it_is_called() -> None:
    issn = (Issn("1234-5679"),)
    one = record(container=Container("Bienen", issns=issn), page="")

    assert (
        said(one, record(container=Container("Journal of Alpine Bees", issns=issn)))
        is Sameness.SAME
    )


def test_a_meeting_is_called_with_and_without_its_number() -> None:
    names = (
        "Hawaii International Conference on Bees",
        "51st Annual Hawaii International Conference on Bees",
    )
    papers = [record(container=Container(name), volume="", page="") for name in names]

    assert said(*papers) is Sameness.SAME


def test_nothing_in_common_is_told_without_a_reason() -> None:
    assert judge(record(), record("Owls", page="9")) == RecordPair(Sameness.OTHER)


@given(ENTRIES, ENTRIES)
def test_whatever_two_records_say_the_answer_is_the_same_from_both_sides(
    one: Entry, other: Entry
) -> None:
    pair = ComparedRecord.of(one), ComparedRecord.of(other)

    assert judge(*pair) == judge(*pair[::-1])


def test_a_line_of_a_list_of_identifiers_is_the_record_that_has_it() -> None:
    nothing: dict[str, Any] = {"creators": (), "container": Container(), "volume": "", "page": ""}
    bare = nothing | {"published_print": None}
    full = record(doi="10.1000/bees", pmid=Pmid("7"))
    by_doi, by_number = record("", doi="10.1000/bees", **bare), record("", pmid=Pmid("7"), **bare)

    assert said(full, by_doi) is said(full, by_number) is Sameness.SAME
    assert said(by_doi, by_number) is Sameness.DOUBT
    assert said(full, record("", doi="10.1000/owls", **bare)) is Sameness.OTHER
    assert said(full, record("", doi="10.1000/bees")) is Sameness.DOUBT  # it says more


def test_a_short_title_is_one_work_on_the_same_pages_of_one_issue() -> None:
    """From page 1 on, where the page alone says nothing."""
    one = record("Editorial", page="1", issue="3")

    assert said(one, record("Editorial", page="1", issue="3")) is Sameness.SAME
    for other in ({"page": "1-4", "issue": "3"}, {"page": "1", "issue": "4"}, {"page": "1"}):
        assert said(one, record("Editorial", **other)) is Sameness.DOUBT
