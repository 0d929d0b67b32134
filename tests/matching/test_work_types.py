"""Notices, theses, books and copies that have the title of the work that is meant."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_work

from refkit.matching.choose import Match, choose
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Container, Work, WorkType

TITLE = "Monopoly and the tariffs of small islands"
JOURNAL = Container("Review of Island Economics", "Rev. Isl. Econ.")
FIELDS = {"author": "Berg", "article-title": TITLE, "journal-title": JOURNAL.title, "year": "2011",
          "volume": "101"}  # fmt: skip
STRING = "Berg A, Dahl D. {}. Review of Island Economics 2011."


def work(title: str = TITLE, **fields: Any) -> Work:
    given: dict[str, Any] = {
        "creators": (Creator("Berg", "Ada"), Creator("Dahl", "Dan")),
        "container": JOURNAL,
        "published_print": PartialDate(2011),
        "doi": Doi("10.1000/a"),
    }
    return make_work(title, **(given | fields))


def book(type_: WorkType, **fields: Any) -> Work:
    given: dict[str, Any] = {"container": Container(), "volume": "", "page": ""}
    return work(type=type_, **(given | fields))


def reference(printed: dict[str, str]) -> Reference:
    return Reference(1, "ref1", tuple(sorted(printed.items())))


def is_taken(printed: dict[str, str], found: Work) -> bool:
    return isinstance(choose(PrintedReference.of(reference(printed)), [found]), Match)


BEHIND = ["{}: Reply", "{}: A Comment", "{}\u2014Reply", "{} (Erratum)", "{}. A rejoinder", "{}: Corrigendum",
          "{}: Erwiderung", "{} : r\u00e9ponse", "{}: respuesta"]  # fmt: skip
BEFORE = ["Publisher\u2019s Note: {}", "A response to \u201c{}\u201d", "Rejoinder: {}", "Korrektur: {}",
          "Replik auf \u201e{}\u201c", "R\u00e9ponse \u00e0 \u00ab {} \u00bb", "Fe de erratas: {}", "A note on \u201c{}\u201d",
          "Re: {}"]  # fmt: skip


@pytest.mark.parametrize("notice", BEHIND)
def test_an_answer_that_is_named_behind_a_title_is_not_the_work(notice: str) -> None:
    answer = work(notice.format(TITLE), volume="101", page="900-905")
    asked = FIELDS | {"article-title": notice.format(TITLE)}

    assert not is_taken(FIELDS, answer)
    assert not is_taken(asked, work(volume="101", page="601-620"))
    assert is_taken(asked, answer)


@pytest.mark.parametrize("notice", [*BEHIND[3:5], *BEFORE])
def test_a_string_that_names_an_answer_does_not_mean_the_work(notice: str) -> None:
    printed = {"unstructured": STRING.format(notice.format(TITLE))}

    assert not is_taken(printed, work())
    assert is_taken({"unstructured": STRING.format(TITLE)}, work())


def test_an_answer_is_taken_where_its_place_alone_is_printed() -> None:
    printed = {"unstructured": "Berg A. Rev. Isl. Econ. 101, 900 (2011)."}

    assert is_taken(printed, work(f"{TITLE}: Reply", volume="101", page="900-905"))


def test_a_review_is_meant_only_where_the_line_says_so() -> None:
    printed = {"unstructured": "Berg A, Dahl D. Review of the tariffs of small islands. 2011."}
    review = work("Review of the tariffs of small islands", type=WorkType.REVIEW, page="")

    assert is_taken(printed, review)
    assert not is_taken({"unstructured": STRING.format(TITLE)}, work(type=WorkType.REVIEW))


@pytest.mark.parametrize("type_", [WorkType.BOOK, WorkType.THESIS])
def test_a_book_of_the_same_title_is_not_the_article(type_: WorkType) -> None:
    found = book(type_, publisher="Invented Press")

    assert not is_taken(FIELDS, found)
    assert not is_taken({"unstructured": STRING.format(TITLE)[:-1] + ";101(3):601-20."}, found)
    assert not is_taken({"unstructured": f"Berg A. {TITLE}. In: Islands, 2011, pp. 7-9."}, found)


def test_a_thesis_and_a_book_are_found_where_they_are_printed() -> None:
    thesis = {"unstructured": f"Berg, A. {TITLE}. PhD thesis, University of Nowhere (2011)."}
    printed = {"unstructured": f"Berg A, Dahl D. {TITLE}. London: Invented Press; 2011."}

    assert is_taken(thesis, book(WorkType.THESIS))
    assert is_taken(printed, book(WorkType.BOOK, publisher="Invented Press"))


@pytest.mark.parametrize("type_", [WorkType.CHAPTER, WorkType.PAPER_CONFERENCE])
def test_a_chapter_of_the_same_title_is_not_the_article(type_: WorkType) -> None:
    found = book(type_, container=Container("Advances in Islands"), page="45-70")

    assert not is_taken(FIELDS, found)
    assert not is_taken({"unstructured": STRING.format(TITLE)}, found)
    assert is_taken({"unstructured": f"Berg A. {TITLE}. In: Advances in Islands, 2011."}, found)


def test_a_copy_at_another_server_is_another_copy() -> None:
    printed = {"unstructured": f"Berg, A. and Dahl, D. (2011). {TITLE}. SSRN working paper."}
    ssrn = work(container=Container("SSRN Electronic Journal"), volume="", page="")

    assert not is_taken(printed, book(WorkType.ARTICLE, publisher="arXiv"))
    assert is_taken(printed, ssrn)
