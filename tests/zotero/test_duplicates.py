"""Which item is the same work: by number, else by the rule of Zotero's duplicates pane."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from builders import WORKS, make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st
from zotero_schemas import older

from refkit.formats.export import Options
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType
from refkit.zotero.api.protocol import ItemTypeFields, ZoteroItem
from refkit.zotero.duplicates import Duplicate, DuplicateIndex
from refkit.zotero.item_types import ITEM_TYPES, written_fields
from refkit.zotero.items import item_of

OLDER = older(ITEM_TYPES)
ADA = {"creatorType": "author", "firstName": "Ada", "lastName": "Berg"}


def held(key: str = "AAAA2222", **fields: Any) -> ZoteroItem:
    given = {
        "key": key,
        "version": 7,
        "itemType": "journalArticle",
        "title": "On bees",
        "creators": [ADA],
        "date": "November 2025",
    }
    return given | fields


def found(work: Work, *library: ZoteroItem) -> Duplicate | None:
    return DuplicateIndex(library).find(item_of(make_entry(work), written_fields, Options()))


BEES = make_work("On bees", doi=Doi("10.1000/bees"))
OTHER = make_work("Something else", doi=Doi("10.1000/bees"))


@pytest.mark.parametrize(
    "spelling",
    ["10.1000/bees", "10.1000/BEES", "https://doi.org/10.1000/bees", "doi:10.1000/bees",
     "http://dx.doi.org/10.1000%2Fbees", " 10.1000/bees. "],
)  # fmt: skip
def test_a_doi_is_the_same_in_every_spelling(spelling: str) -> None:
    in_field = found(OTHER, held(DOI=spelling))
    in_extra = found(OTHER, held(extra=f"Read it.\nDOI: {spelling}\nPMID: 1"))

    assert in_field == Duplicate("AAAA2222", "doi")
    assert in_extra == Duplicate("AAAA2222", "doi in extra")


def test_another_doi_of_the_same_work_counts() -> None:
    work = make_work("Something else", doi=Doi("10.1000/new"), other_dois=(Doi("10.1000/old"),))

    assert found(work, held(DOI="10.1000/old")) == Duplicate("AAAA2222", "doi")


@pytest.mark.parametrize("place", [{"PMID": "40993243"}, {"extra": "PMID: 40993243"}])
def test_a_pubmed_number_tells(place: dict[str, str]) -> None:
    item = held("BBBB2222", title="Something else") | place
    asked = {"itemType": "journalArticle", "title": "On bees", "extra": "PMID: 40993243"}

    assert DuplicateIndex([item]).find(asked) == Duplicate("BBBB2222", "pmid")


@pytest.mark.parametrize(
    "item",
    [
        held(),
        held(title="On  bées!"),
        held(title="<i>On</i> bees"),
        held(date="2024"),
        held(date="2026-01-31"),
        held(date=""),
        held(creators=[{"creatorType": "editor", "firstName": "A.", "lastName": "BERG"}]),
        held(creators=[{"creatorType": "author", "name": "Bee Group"}, ADA]),
        held(itemType="document"),
        held(DOI="10.1000/bees"),
    ],
)
def test_title_year_and_a_creator_tell_where_numbers_do_not(item: ZoteroItem) -> None:
    assert found(make_work("On bees"), item) == Duplicate("AAAA2222", "title")


@pytest.mark.parametrize(
    "item",
    [
        held(title="On wasps"),
        held(date="2023"),
        held(creators=[]),
        held(creators=[{"creatorType": "author", "firstName": "Bo", "lastName": "Berg"}]),
        held(creators=[{"creatorType": "author", "name": "Berg"}]),
        held(DOI="10.1000/other"),
        held(extra="DOI: 10.1000/other"),
        held(itemType="preprint"),
        held(itemType="note"),
        held(PMID="2"),
    ],
)
def test_what_differs_is_another_work(item: ZoteroItem) -> None:
    asked = item_of(make_entry(BEES), written_fields, Options()) | {"PMID": "1"}

    assert DuplicateIndex([item]).find(asked) is None


def test_two_works_with_different_dois_are_never_one_even_with_one_pubmed_number() -> None:
    asked = {"itemType": "journalArticle", "title": "On bees", "DOI": "10.1000/a", "PMID": "1"}

    assert DuplicateIndex([held(DOI="10.1000/b", PMID="1")]).find(asked) is None


def test_books_with_different_isbns_are_two_and_the_old_spelling_is_the_same() -> None:
    book = {"itemType": "book", "title": "On bees", "creators": [ADA], "ISBN": "9780199681624"}

    same = DuplicateIndex([held(itemType="book", date="", ISBN="0-19-968162-7")])
    other = DuplicateIndex([held(itemType="book", date="", ISBN="9780306406157")])

    assert same.find(book) == Duplicate("AAAA2222", "title")
    assert other.find(book) is None


@pytest.mark.parametrize("type_", ["bookSection", "conferencePaper"])
def test_what_stands_in_a_book_is_not_told_apart_by_the_books_isbn(type_: str) -> None:
    chapter = {"itemType": type_, "title": "On bees", "creators": [ADA], "ISBN": "9780199681624"}
    reprinted = held(itemType=type_, date="", ISBN="9780306406157")

    assert DuplicateIndex([reprinted]).find(chapter) == Duplicate("AAAA2222", "title")


def test_a_preprint_is_never_its_article() -> None:
    preprint = make_work("On bees", type=WorkType.ARTICLE, doi=Doi("10.1101/bees"))
    library = [held("ARTICLE2", DOI="10.1000/bees"), held("PREPRNT2", itemType="preprint")]

    assert found(preprint, *library) == Duplicate("PREPRNT2", "title")
    assert found(BEES, *library) == Duplicate("ARTICLE2", "doi")


def test_titles_without_letters_and_items_without_anything_match_nothing() -> None:
    work = make_work("???", creators=(), published_print=None)

    assert found(work, held(title="!!!", creators=[], date="")) is None
    assert found(work, {"key": "X", "itemType": "book", "title": 3, "creators": [None, 4]}) is None


def test_the_choice_is_stable() -> None:
    library = [
        held("CCCC2222", DOI="10.1000/bees"),
        held("AAAA2222", DOI="10.1000/bees", deleted=1),
        held("BBBB2222", extra="DOI: 10.1000/bees"),
        held("AAAB2222"),
    ]

    for order in (library, library[::-1]):
        assert found(BEES, *order) == Duplicate("BBBB2222", "doi in extra")


def test_what_is_only_in_the_trash_is_told() -> None:
    assert found(BEES, held(DOI="10.1000/bees", deleted=1)) == Duplicate(
        "AAAA2222", "doi", trashed=True
    )


@given(st.text(st.characters(codec="ascii")))
def test_a_title_in_ascii_is_folded_as_any_other(title: str) -> None:
    # An accent on its own, which is not compared, makes a text no longer ASCII.
    library, asked = held(title=f"x {title}"), make_work(f"x\u0301 {title.replace('<', ' ')}")

    assert ("<" in title) or found(asked, library)


def by(schema: dict[str, ItemTypeFields]) -> Any:
    return lambda item_type: schema[item_type]


@pytest.mark.parametrize(
    ("work_type", "title", "date"),
    [
        (WorkType.LEGAL_CASE, "caseName", "dateDecided"),
        (WorkType.LEGISLATION, "nameOfAct", "dateEnacted"),
        (WorkType.PATENT, "title", "issueDate"),
    ],
)
def test_a_title_and_a_date_under_a_name_of_their_own_are_compared(
    work_type: WorkType, title: str, date: str
) -> None:
    act = make_work("On the keeping of bees", type=work_type)
    written = item_of(make_entry(act), written_fields, Options()) | {"key": "AAAA2222"}
    assert written.keys() >= {title, date}

    assert found(act, written) == Duplicate("AAAA2222", "title")
    assert not found(act, written | {date: "1985"})
    assert not found(act, written | {title: "On the keeping of owls"})


@given(WORKS, st.sampled_from([ITEM_TYPES, OLDER]), st.sampled_from([ITEM_TYPES, OLDER]))
def test_an_item_is_found_again_whatever_schema_wrote_it(
    work: Work, then: dict[str, ItemTypeFields], now: dict[str, ItemTypeFields]
) -> None:
    written = item_of(make_entry(work), by(then), Options()) | {"key": "AAAA2222", "version": 1}

    match = DuplicateIndex([written]).find(item_of(make_entry(work), by(now), Options()))

    # An iota that stands under a letter is no letter of its own once both are taken apart.
    letters = unicodedata.normalize("NFKD", work.title.plain)
    if work.doi or work.pmid or any(letter.isalnum() for letter in letters):
        assert match is not None
        assert match.key == "AAAA2222"


@given(WORKS, WORKS)
def test_works_with_different_dois_never_match(one: Work, other: Work) -> None:
    first, second = (
        item_of(make_entry(make_work(type=work.type, creators=work.creators, doi=Doi(f"10.1000/{n}"))),
                written_fields, Options()) | {"key": f"AAAA222{n}"}
        for n, work in enumerate((one, other), 2)
    )  # fmt: skip

    assert DuplicateIndex([first]).find(second) is None


@given(st.text(), st.text(), st.text(), st.text())
def test_any_library_can_be_searched(title: str, extra: str, date: str, name: str) -> None:
    item = held(title=title, extra=extra, date=date, creators=[{"name": name}], DOI=extra)

    DuplicateIndex([item]).find(item_of(make_entry(make_work(title)), written_fields, Options()))


def test_the_year_is_found_in_a_date_as_people_write_it() -> None:
    work = make_work("On bees", published_print=PartialDate(2025), creators=(Creator("Berg", "A"),))

    assert found(work, held(date="3/11/2025"))
    assert not found(work, held(date="11/2020"))


@pytest.mark.parametrize("url", ["https://doi.org/10.1000/A", "http://dx.doi.org/10.1000%2Fa"])
def test_an_address_at_the_doi_resolver_is_a_doi_where_there_is_no_other(url: str) -> None:
    """The desktop's types without a field for a DOI, and what was saved from a page, have it so."""
    asked = {"itemType": "journalArticle", "DOI": "10.1000/a", "title": "On bees"}
    alone = {"key": "AAAA2222", "itemType": "webpage", "title": "Bees", "url": url}
    other = alone | {"extra": "DOI: 10.1000/b"}
    elsewhere = alone | {"url": "https://example.org/10.1000/a"}

    assert DuplicateIndex([alone]).find(asked) == Duplicate("AAAA2222", "doi in url")
    assert DuplicateIndex([other]).find(asked) is None
    assert DuplicateIndex([elsewhere]).find(asked) is None


def test_a_printed_line_is_the_item_that_was_made_for_it_and_no_other_lines() -> None:
    line = "Berg A. On bees, in press."
    asked: ZoteroItem = {"itemType": "document", "title": "x", "extra": f"As printed: {line}"}
    index = DuplicateIndex(
        [
            held("BBBB2222", extra=f"mine\nAs printed: {line}", title="Found out since"),
            held("CCCC2222", extra="As printed: Berg A. On wasps, in press."),
            held("AAAA2222", extra=f"As printed:  {line}", deleted=1),
            held("DDDD2222", extra="As printed:"),
        ]
    )

    found = index.find_printed(asked)

    assert found == Duplicate("BBBB2222", "as printed")
    assert index.find_printed(asked, {"BBBB2222"}) == Duplicate("AAAA2222", "as printed", True)
    assert index.find_printed(asked, {"BBBB2222", "AAAA2222"}) is None
    assert index.find_printed({"itemType": "document", "extra": "As printed:"}) is None
    assert index.find(asked) is None


def test_a_printed_line_that_could_mean_any_work_is_no_items() -> None:
    for line in ("Ibid.", "Personal communication, 2020", "Unpublished data"):
        item: ZoteroItem = {"itemType": "document", "extra": f"As printed: {line}"}

        assert DuplicateIndex([held(extra=f"As printed: {line}")]).find_printed(item) is None
