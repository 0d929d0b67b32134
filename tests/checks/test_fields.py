"""Fields that a citation shows, and an entry has not."""

from __future__ import annotations

import pytest
from builders import make_entry, make_work, unresolved

from refkit.checks.fields import missing_fields
from refkit.checks.findings import FindingKind, Severity
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.work import Container, WorkType

BEES = Container("Journal of Bees")
WHOLE = {"container": BEES, "doi": Doi("10.1000/a")}


def said(entry: Entry) -> list[str]:
    return [each.message for each in missing_fields(entry)]


def test_a_whole_article_lacks_nothing() -> None:
    assert said(make_entry(make_work(**WHOLE))) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "has no title"),
        ({"creators": ()}, "has no author"),
        ({"published_print": None}, "has no year"),
        ({"container": Container()}, "has no journal"),
        ({"creators": (), "published_print": None}, "has no author and no year"),
    ],
)
def test_what_an_article_lacks_is_one_finding(fields: dict[str, object], message: str) -> None:
    assert said(make_entry(make_work(**(WHOLE | fields)))) == [message]


def test_without_a_title_nobody_finds_it() -> None:
    (finding,) = missing_fields(make_entry(make_work("", **WHOLE)))

    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("type_", "fields", "expected"),
    [
        (WorkType.WEBPAGE, {"creators": (), "published_print": None}, []),
        (WorkType.BOOK, {"creators": (Creator("Berg", role="editor"),)}, []),
        (WorkType.CHAPTER, {}, ["has no book"]),
        (WorkType.CHAPTER, {"container": Container(collection="Series")}, []),
        (WorkType.ARTICLE, {}, []),  # a preprint is in no journal
        (WorkType.THESIS, {"creators": ()}, ["has no author"]),
    ],
)
def test_other_types_show_other_fields(
    type_: WorkType, fields: dict[str, object], expected: list[str]
) -> None:
    assert said(make_entry(make_work(type=type_, **fields))) == expected


@pytest.mark.parametrize(
    ("type_", "year", "noted"),
    [
        (WorkType.ARTICLE_JOURNAL, 2021, True),
        (WorkType.ARTICLE_JOURNAL, 1987, False),
        (WorkType.BOOK, 2021, False),
    ],
)
def test_an_article_of_our_days_without_a_doi_is_noted(
    type_: WorkType, year: int, noted: bool
) -> None:
    work = make_work(type=type_, container=BEES, published_print=PartialDate(year))

    kinds = [(each.kind, each.severity) for each in missing_fields(make_entry(work))]

    assert kinds == ([(FindingKind.MISSING_DOI, Severity.NOTE)] if noted else [])


def test_a_line_that_is_unresolved_is_as_it_was_printed() -> None:
    assert said(make_entry(make_work(""), resolution=unresolved())) == []
