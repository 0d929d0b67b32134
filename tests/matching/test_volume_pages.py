"""Pages, volumes and people of a reference beside those of a work."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_work
from growth import is_linear

from refkit.matching.printed_string import read_numbers
from refkit.matching.score import Fit, fit
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference
from refkit.model.work import Container, Work

TITLE = "Wild bees as pollinators of walled gardens in spring"


def work(**fields: Any) -> Work:
    given: dict[str, Any] = {
        "creators": (Creator("Berg", "Ada"),), "published_print": PartialDate(2015),
        "container": Container("Journal of Pollination Ecology"), "volume": "12",
        "page": "317-328",
    }  # fmt: skip
    return make_work(TITLE, **(given | fields))


def of(text: str, meant: Work | None = None) -> Fit:
    printed = f"Berg A. {TITLE}. J Pollin Ecol{text}"
    return fit(PrintedReference.of(Reference(1, "", (("unstructured", printed),))), meant or work())


def first_page(text: str, **fields: Any) -> str:
    reference = Reference(1, "", (("article-title", TITLE), ("first-page", text)))
    return fit(PrintedReference.of(reference), work(**fields)).pages


@pytest.mark.parametrize(
    "text",
    [
        ", 12(3), 2015.", " 2015 Mar;12(3).", " 2015; Epub 2015 Mar 14.", " 2015;12 (3).",
        ", vol. 12, no. 3, 2015.", ", 12(3), Article 45 (2015).", ", 12 March 2015.",
        " 2015, in press. Accessed 12 May 2016.", ", 2015-03-14.",
    ],
)  # fmt: skip
def test_a_string_without_a_page_says_nothing_of_it(text: str) -> None:
    assert of(text).pages == "silent"


@pytest.mark.parametrize("text", ["12(3), 2015", "no. 3", "12 May 2016", "2015-03-12", "in press"])
def test_a_field_that_has_no_page_s_shape_says_nothing(text: str) -> None:
    assert first_page(text) == "silent"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" 2015;12:317-28.", "agree"), (" 2015;12(3):317.", "agree"), (" 12, 317 (2015).", "agree"),
        (", 12(3), pp. 317-328, 2015.", "agree"), (" 2015;12:371-28.", "near"),
        (" 2015;12:31.", "disagree"), (" 2015;12(3):455.", "disagree"),
        (" 2015;12(317).", "silent"), (" 2015;12:S317.", "disagree"), (" 2015;12:e317.", "near"),
    ],
)  # fmt: skip
def test_what_has_a_page_s_shape_is_compared_with_its_letters(text: str, said: str) -> None:
    assert of(text).pages == said


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        ("S45", "S45-S50", "agree"), ("S45", "45-50", "disagree"), ("45", "S45-S50", "disagree"),
        ("e123", "e123", "agree"), ("e123", "123-130", "near"), ("132", "123-130", "near"),
    ],
)  # fmt: skip
def test_letters_count(text: str, page: str, said: str) -> None:
    assert first_page(text, page=page) == said


@pytest.mark.parametrize(
    ("printed", "family", "given", "said"),
    [
        ("王伟", "王", "伟", "agree"), ("王明", "王", "伟", "disagree"),
        ("王伟", "王", "Wei", "agree"), ("김철수", "김", "철수", "agree"),
        ("기철수", "김", "철수", "disagree"), ("山田太郎", "山田", "太郎", "agree"),
        ("Yang Yang", "Yang", "Yang", "agree"),
    ],
)  # fmt: skip
def test_a_name_in_one_piece(printed: str, family: str, given: str, said: str) -> None:
    reference = Reference(1, "", (("article-title", TITLE), ("author", printed)))

    assert (
        fit(PrintedReference.of(reference), work(creators=(Creator(family, given),))).author == said
    )


def test_the_second_of_two_authors_of_one_name_is_one_too() -> None:
    twice = (Creator("Holm", "Ada"), Creator("Wang", "Wei"), Creator("Wang", "Wei"))
    reference = Reference(1, "", (("article-title", TITLE), ("author", "Wang W")))

    assert fit(PrintedReference.of(reference), work(creators=twice)).author == "near"


def test_a_run_of_digits_costs_no_more_than_its_length() -> None:
    assert is_linear(lambda digits: read_numbers("1" * digits), 40_000)
