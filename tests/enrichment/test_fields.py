"""Which fields are filled, which are replaced, and what counts as the same."""

from __future__ import annotations

from typing import Any

import pytest
from builders import WORKS, make_work
from hypothesis import given

from refkit.enrichment.fields import FIELDS, pages
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmid
from refkit.model.work import NO_CONTAINER, Container, Update, Work, WorkType
from refkit.text.rich import NO_TEXT, RichText, Run, Style


def gained(old: dict[str, Any], new: dict[str, Any], *, overwrite: bool = True) -> list[str]:
    """The fields that are taken over from a work with these values into one with those."""
    ours, theirs = make_work(**old), make_work(**new)
    return [field.name for field in FIELDS if field.gain(ours, theirs, overwrite=overwrite)]


@pytest.mark.parametrize(
    ("field", "value", "empty"),
    [
        ("title", "On bees", NO_TEXT),
        ("volume", "12", ""),
        ("issue", "3", ""),
        ("page", "34-45", ""),
        ("abstract", RichText.of("Bees fly."), NO_TEXT),
        ("doi", Doi("10.1000/a"), None),
        ("pmid", Pmid("7"), None),
        ("isbns", (Isbn("9780199681624"),), ()),
        ("mesh", ("Bees",), ()),
        ("updates", (Update("retraction"),), ()),
    ],
)
def test_what_is_empty_is_filled(field: str, value: Any, empty: Any) -> None:
    assert gained({field: empty}, {field: value}, overwrite=False) == [field]
    assert gained({field: value}, {field: empty}) == []


def test_what_is_there_is_replaced_only_when_that_is_asked_for() -> None:
    ours, theirs = {"volume": "12"}, {"volume": "21"}

    assert gained(ours, theirs, overwrite=False) == []
    assert gained(ours, theirs) == ["volume"]


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("title", "CAR-T Cells In Lupus.", "CAR-T cells in lupus"),
        ("title", "Bees: a study", "Bees"),
        ("title", "Bees in May", "RETRACTED: Bees in May"),
        ("title", "CD19+ cells", RichText.of("CD19", Run("+", (Style.SUP,)), " cells")),
        ("page", "142–50", "142-150"),
        ("page", "pp. 34--45", "34-45"),
        ("page", "34-45", "34"),
        ("issue", "Suppl 2", "suppl. 2"),
        ("publisher", "Springer Nature", "Springer"),
        ("edition", "2nd", "2"),
        ("language", "english", "en"),
        ("abstract", RichText.of("My own summary."), RichText.of("Background: bees.")),
        ("isbns", (Isbn("0199681627"),), (Isbn("9780199681624"),)),
        ("container", Container("J. Immunol."), Container("The Journal of Immunology")),
        ("container", Container("Proc Natl Acad Sci U S A"),
         Container("Proceedings of the National Academy of Sciences of the United States of "
                   "America")),
        ("container", Container(issns=(Issn("1546-170X"), Issn("1078-8956"))),
         Container(issns=(Issn("1078-8956"),))),
        ("published_print", PartialDate(2025, 11, 3), PartialDate(2025)),
    ],
)  # fmt: skip
def test_what_is_the_same_or_less_is_no_difference(field: str, ours: Any, theirs: Any) -> None:
    assert gained({field: ours}, {field: theirs}) == []


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "named"),
    [
        ("title", "Bees", "Bees: a study", "title"),
        ("page", "34", "34-45", "page"),
        ("page", "34-45", "44-55", "page"),
        ("container", Container("Nature"), Container("Nature Medicine"), "container.title"),
        ("container", Container("", issns=(Issn("1546-170X"),)),
         Container("", issns=(Issn("1078-8956"),)), "container.issns"),
        ("published_print", PartialDate(2024), PartialDate(2025, 3), "issued"),
        ("published_print", PartialDate(2025), PartialDate(2025, 3), "issued"),
        ("doi", Doi("10.1000/a"), Doi("10.1000/b"), "doi"),
    ],
)  # fmt: skip
def test_what_differs_is_told(field: str, ours: Any, theirs: Any, named: str) -> None:
    assert gained({field: ours}, {field: theirs}) == [named]


def test_a_year_and_a_month_are_not_replaced_by_another_year_alone() -> None:
    """The month would stay behind and belong to neither."""
    ours = {"published_print": PartialDate(2024, 3)}

    assert gained(ours, {"published_print": PartialDate(2025)}) == []


def test_a_date_that_is_one_of_the_works_dates_is_right() -> None:
    dates = {"published_print": PartialDate(2026, 1), "published_online": PartialDate(2025, 11)}

    assert gained({"published_print": PartialDate(2025, 11)}, dates) == []
    assert gained({"published_print": PartialDate(2025)}, dates) == []


def test_a_doi_that_leads_to_the_work_by_another_name_is_right() -> None:
    theirs = {"doi": Doi("10.1000/new"), "other_dois": (Doi("10.1000/old"),)}

    assert gained({"doi": Doi("10.1000/old")}, theirs) == []


def test_an_article_number_that_is_kept_as_the_page_is_not_filled_in_again() -> None:
    assert gained({"page": "e1234"}, {"number": "e1234"}) == []
    assert gained({"number": "e1234"}, {"page": "E1234"}) == []
    assert gained({}, {"page": "e1234", "number": "e1234"}) == ["page"]
    assert gained({"page": "1-9"}, {"number": "e1234"}) == ["number"]


def test_an_article_is_cited_without_its_publisher() -> None:
    known = {"publisher": "Springer", "publisher_place": "Berlin"}
    book = {"type": WorkType.BOOK}

    assert gained({}, known) == []
    assert gained({"type": WorkType.DOCUMENT}, known) == []  # a @misc that is an article
    assert gained(book, book | known) == ["publisher", "publisher_place"]


@pytest.mark.parametrize(
    ("text", "first_and_last"),
    [
        ("142-50", ("142", "150")),
        ("142–150", ("142", "150")),
        ("p. 7", ("7",)),
        ("S1—S8", ("s1", "s8")),
        ("", ("",)),
        ("99-101", ("99", "101")),
    ],
)
def test_pages(text: str, first_and_last: tuple[str, ...]) -> None:
    assert pages(text) == first_and_last


@given(WORKS, WORKS)
def test_what_was_taken_over_is_there_and_is_no_difference_any_more(old: Work, new: Work) -> None:
    for field in FIELDS:
        if field.gain(old, new, overwrite=True):
            filled = field.take(old, new)

            assert field.show(filled)
            assert not field.gain(filled, new, overwrite=True), field.name


@given(WORKS)
def test_a_work_has_nothing_to_gain_from_itself(work: Work) -> None:
    assert not [field.name for field in FIELDS if field.gain(work, work, overwrite=True)]


@given(WORKS, WORKS)
def test_every_field_touches_itself_alone(old: Work, new: Work) -> None:
    for field in FIELDS:
        filled = field.take(old, new)
        others = [each for each in FIELDS if each is not field]

        assert [each.show(filled) for each in others] == [each.show(old) for each in others]


def test_an_empty_work_gets_all_that_is_known() -> None:
    bare = Work(WorkType.ARTICLE_JOURNAL)
    known = make_work(volume="1", container=Container("Bees", "B", (Issn("1546-170X"),), "Series"))

    names = [field.name for field in FIELDS if field.gain(bare, known, overwrite=False)]

    assert bare.container == NO_CONTAINER
    assert names == [
        "creators.author", "title", "container.title", "container.short_title",
        "container.collection", "volume", "issued", "container.issns",
    ]  # fmt: skip
