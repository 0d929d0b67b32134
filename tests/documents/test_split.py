"""References told apart: lists of invented people, each hard in a way of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit.documents.model import Block, BlockKind, Document, PrintedList
from refkit.documents.read import read_text
from refkit.documents.split import IDENTIFIERS, split_references

LISTS = sorted((Path(__file__).parent / "lists").glob("*.txt"))
_BREAK = "⏎"


def split(text: str) -> PrintedList:
    """The list that a text prints."""
    return split_references(read_text(text, "refs.txt"))


def texts(text: str) -> list[str]:
    """Its references, without their numbers."""
    return [each.text for each in split(text).references]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_is_told_apart(path: Path) -> None:
    # Above the line the list, below it each reference with its number, and what is told.
    given, _, expected = path.read_bytes().decode().partition("\n=====\n")

    found = split(given)

    told = [f"{each.number}\t{each.text}".replace("\n", _BREAK) for each in found.references]
    assert [*told, *(f"> {each}" for each in found.remarks)] == expected.rstrip("\n").split("\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_lines_may_end_in_any_way(end: str) -> None:
    lines = [
        "1.\tAbel A. One. J Inv Res. 2001;1:1-2.",
        "2.\tBerg B. Two. J Inv",
        "\tRes. 2002;2:3.",
    ]

    found = split(end.join(lines))

    assert [(each.number, each.text) for each in found.references] == [
        ("1", "Abel A. One. J Inv Res. 2001;1:1-2."),
        ("2", "Berg B. Two. J Inv Res. 2002;2:3."),
    ]


def test_bytes_are_read_in_the_encoding_that_they_are_in() -> None:
    text = "1. Müller A. Éins. J Inv Res. 2001;1:1–2.\n2. Ångström B. Zwei. J Inv Res. 2002;2:3.\n"

    document = read_text(text.encode("cp1252"), "refs.txt")

    found = split_references(document)
    assert [each.text for each in found.references] == [line[3:] for line in text.splitlines()]
    assert found.remarks == ("it is read as cp1252",)


def test_controls_and_marks_of_direction_are_no_part_of_a_line() -> None:
    assert texts("\ufeff1. Abel\x00 A. \u202eOne\u202c. 2001.\n2. Berg B. Two. 2002.") == [
        "Abel A. One. 2001.",
        "Berg B. Two. 2002.",
    ]


def test_identifiers_alone_are_a_reference_each() -> None:
    found = split(
        "DOI\n10.1000/a\nhttps://doi.org/10.1000/b\nPMID: 41136767; 10.1000/c\n41136768\n"
    )

    assert [each.text for each in found.references] == [
        "10.1000/a", "https://doi.org/10.1000/b", "PMID: 41136767", "10.1000/c", "41136768",
    ]  # fmt: skip
    assert found.remarks == (IDENTIFIERS,)


def test_numbered_identifiers_are_told_apart_by_their_numbers() -> None:
    found = split("1. 10.1000/a\n2. 10.1000/b\n3. doi:10.1000/c\n")

    assert [each.text for each in found.references] == ["10.1000/a", "10.1000/b", "doi:10.1000/c"]


@pytest.mark.parametrize("text", ["", "\n\n", "Dear Ada,\nsee you tomorrow.\n", "1\n2\n3\n", "x"])
def test_what_is_no_list_has_no_reference(text: str) -> None:
    found = split(text)

    assert found.references == ()
    assert [line for each in found.left_out for line in each.lines] == [
        line for line in text.splitlines() if line
    ]


def test_years_at_the_beginning_of_lines_are_no_numbers() -> None:
    given = [
        f"Abel, A., Berg, B., & Costa, C. ({year}). The life of bees in a walled garden. Journal of\n"
        f"Invented Results\n{year + 1}. Extra number, 1–2."
        for year in (2011, 2012, 2013)
    ]

    assert len(texts("\n".join(given))) == 3


def test_items_of_a_document_are_numbered_by_the_document() -> None:
    blocks = [
        Block("Introduction", BlockKind.HEADING),
        Block("As Abel (2001) says.", BlockKind.PARAGRAPH),
        Block("References", BlockKind.HEADING),
        Block("Abel A. One. J Inv Res. 2001;1:1-2.", BlockKind.ITEM, number="1."),
        Block("Berg B. Two. J Inv Res. 2002;2:3.", BlockKind.ITEM, number="2."),
        Block("Annex", BlockKind.HEADING),
        Block("Nothing of 2003.", BlockKind.PARAGRAPH),
    ]

    found = split_references(Document("a.docx", "word", tuple(blocks)))

    assert [(each.number, each.text) for each in found.references] == [
        ("1", "Abel A. One. J Inv Res. 2001;1:1-2."),
        ("2", "Berg B. Two. J Inv Res. 2002;2:3."),
    ]
    assert [each[:10] for each in found.remarks] == ["2 lines be", "2 lines af"]


def test_paragraphs_of_a_document_are_a_reference_each() -> None:
    blocks = [
        Block("Works cited", BlockKind.HEADING),
        Block("Abel, Ada. The Life of Bees. Oxford: Garden Press, 2001.", BlockKind.PARAGRAPH),
        Block("———. The Life of Wasps. Oxford: Garden Press, 2003.", BlockKind.PARAGRAPH),
        Block("Berg, Bo. Clocks. London: Tide, n.d.", BlockKind.PARAGRAPH),
    ]

    found = split_references(Document("a.docx", "word", tuple(blocks)))

    assert len(found.references) == 3
    assert found.remarks == ()


@pytest.mark.parametrize("between", ["\n\n", "\n    "])
def test_the_first_reference_may_follow_its_heading_at_once(between: str) -> None:
    printed = [
        f"Abel, A., & Berg, B. ({year}). The life of bees in walled gardens.{between}J Inv Res, 1, 2."
        if between != "\n\n"
        else f"Abel, A., & Berg, B. ({year}). The life of bees. J Inv Res, 1, 2."
        for year in (2001, 2002, 2003)
    ]

    text = "References\n" + ("\n\n" if between == "\n\n" else "\n").join(printed)

    assert len(texts(text)) == 3
