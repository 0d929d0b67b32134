"""What a search is asked for a reference, and when there is no use in asking."""

from __future__ import annotations

import pytest

from refkit.matching.query import LONGEST, parts, search_text
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import Reference


def reference(**fields: str) -> PrintedReference:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return PrintedReference.of(Reference(1, "ref1", tuple(sorted(named.items()))))


def test_fields_are_joined_in_one_order() -> None:
    asked = search_text(
        reference(
            year="2011", first_page="7", author="A Berg", volume="3", journal_title="J. Bees",
            article_title="On <i>Apis</i> &amp; others",
        )
    )  # fmt: skip

    assert asked == "A Berg On Apis & others J. Bees 2011 3 7"


def test_a_string_is_searched_without_what_is_no_word_of_the_work() -> None:
    asked = search_text(
        reference(
            unstructured="[12] Berg A, <i>On bees</i>. J Bees 2011;3:7. doi:10.1000/J.BEES.7. "
            "https://example.org/bees [PubMed: 123]"
        )
    )

    assert asked == "Berg A, On bees. J Bees 2011;3:7."


def test_words_broken_at_the_end_of_a_line_are_whole_again() -> None:
    assert search_text(reference(unstructured="Berg A. Pollin-\nation of gardens. 2011")) == (
        "Berg A. Pollination of gardens. 2011"
    )


def test_a_long_string_is_cut_at_a_word() -> None:
    asked = search_text(reference(unstructured="gardens and bees " * 60))

    assert len(asked) <= LONGEST
    assert asked.endswith(("gardens", "and", "bees"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"year": "2011"},
        {"author": "Berg"},
        {"author": "Berg", "year": "2011"},
        {"journal_title": "J. Bees", "year": "2011", "volume": "3"},
        {"unstructured": "Id, at 2.2"},
        {"unstructured": "A B C D. 12 34, p. 56-7."},
        {"unstructured": "ibid., p. 7"},
        {"unstructured": "See note 12 supra"},
        {"unstructured": "https://example.org/a-page"},
        {"unstructured": "<i> </i>"},
    ],
)
def test_what_can_lead_to_no_work_is_not_searched(fields: dict[str, str]) -> None:
    assert search_text(reference(**fields)) == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"article_title": "On bees"},
        {"author": "Berg", "year": "2011", "first_page": "7"},
        {"unstructured": "A. Berg, J. Bees 3, 7 (2011)"},
        {"unstructured": "蜜蜂的生活与花园的关系研究"},
    ],
)
def test_what_can_is(fields: dict[str, str]) -> None:
    assert search_text(reference(**fields))


@pytest.mark.parametrize(
    "text",
    [
        "(a) Berg, A. J. Bees 2011, 3, 7. (b) Dahl, D. J. Kites 2012, 4, 18.",
        "1a. Berg, A. J. Bees 2011, 3, 7; 1b. Dahl, D. J. Kites 2012, 4, 18.",
        "A. Berg, J. Bees 3, 7 (2011); D. Dahl, J. Kites 4, 18 (2012)",
    ],
)
def test_a_string_of_several_references_is_none(text: str) -> None:
    assert len(parts(text)) == 2
    assert search_text(reference(unstructured=text)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Berg A, Dahl D. On bees: (a) in gardens, (b) on kites. J Bees. 2011;3:7-9.",
        "Berg A. On bees. J Bees. 2011;3(2):7-9; discussion 10-11.",
        "Berg, A. (2011a). On bees. J. Bees 3, 7.",
    ],
)
def test_one_reference_with_marks_inside_stays_one(text: str) -> None:
    assert parts(text) == [text]
