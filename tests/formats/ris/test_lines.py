"""Where the records of a RIS file and their fields stand."""

from __future__ import annotations

import pytest
from growth import is_linear

from refkit.formats.ris.lines import Record, Stray, placed_fields, records


def found(text: str) -> list[list[tuple[str, str]] | int]:
    return [
        each.line if isinstance(each, Stray) else [field[:2] for field in each.fields]
        for each in records(text)
    ]


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_records_in_every_kind_of_line(break_: str, mark: str) -> None:
    text = mark + break_.join(["TY  - JOUR", "TI  - x", "ER  - ", "", "TY  - BOOK", "ER  -"])

    assert found(text) == [
        [("TY", "JOUR"), ("TI", "x"), ("ER", "")],
        [("TY", "BOOK"), ("ER", "")],
    ]
    spans = [text[slice(*each.span)] for each in records(text) if isinstance(each, Record)]
    assert [span.split(break_) for span in spans] == [
        ["TY  - JOUR", "TI  - x", "ER  - "],
        ["TY  - BOOK", "ER  -"],
    ]


@pytest.mark.parametrize("joined", ["a\r\nb", "a\nb\r\n"])
def test_lines_that_end_in_several_ways_are_lines_all_the_same(joined: str) -> None:
    one, other = "TY  - JOUR\nTI  - x\nER  - \n", "TY  - BOOK\r\nTI  - y\r\nER  - \r\n"
    text = joined.replace("a", one).replace("b", other)

    assert found(text) == [
        [("TY", "JOUR"), ("TI", "x"), ("ER", "")],
        [("TY", "BOOK"), ("TI", "y"), ("ER", "")],
    ]


@pytest.mark.parametrize("source", [
    "TY  - JOUR\nTI  -  x \nER  - ", "TY  - JOUR\r\nTI  -\r\nER  -\r\n", "TY  - JOUR\nER  - ",
    "TY  - JOUR\nTI  - \xa0x\x0b\nT1  - \nER  - ", "TY  - JOUR\nAB  - One,\n  two\nER  - ",
])  # fmt: skip
def test_a_record_is_the_same_whether_places_are_asked_for_or_not(source: str) -> None:
    placed = placed_fields(source)

    assert found(source) == [[field[:2] for field in placed]]
    assert all(source[each.start : each.end].startswith(each.tag) for each in placed)


def test_a_line_is_told_by_its_number_behind_records_of_all_kinds() -> None:
    text = "\n\nTY  - JOUR\nTI  - x\nER  - \n\nTY  - JOUR\nAB  - y\n z\nER  - \n\nTI  - lost\n"

    assert [each.line for each in records(text)] == [3, 7, 12]


@pytest.mark.parametrize(
    "line", ["TI  - x", "TI - x", "TI  -x", "TI  -  x ", "TI\t - x", "TI  -\tx"]
)
def test_a_tag_in_every_spelling(line: str) -> None:
    assert found(f"TY  - JOUR\n{line}\nER  - ") == [[("TY", "JOUR"), ("TI", "x"), ("ER", "")]]


@pytest.mark.parametrize(
    "line", ["T2-weighted", "M1-like cells", "T2 -weighted", "more", "ti  - x", "T  - x", "TIX - y"]
)
def test_what_is_no_tag_belongs_to_the_line_above(line: str) -> None:
    assert found(f"TY  - JOUR\nAB  - One,\n  {line}\n\nER  - ")[0] == [
        ("TY", "JOUR"), ("AB", f"One,\n{line}"), ("ER", ""),
    ]  # fmt: skip


def test_a_record_in_lower_case_has_all_its_tags_so() -> None:
    assert found("ty  - JOUR\nti  - x\ner  - ") == [[("TY", "JOUR"), ("TI", "x"), ("ER", "")]]


def test_a_record_ends_where_the_next_begins_and_at_the_end() -> None:
    text = "TY  - JOUR\nTI  - x\n\nTY  - BOOK\nTI  - y\n\n"

    assert found(text) == [[("TY", "JOUR"), ("TI", "x")], [("TY", "BOOK"), ("TI", "y")]]
    assert [each.span for each in records(text) if isinstance(each, Record)] == [(0, 18), (20, 38)]


def test_what_stands_between_records_is_none_and_fields_there_are_named_once() -> None:
    text = (
        "Provider: X\nTI  - lost\nAU  - lost\nER  - \nTY  - JOUR\nTI  - x\nER  - \nER  - \nKW  - z"
    )

    assert found(text) == [2, [("TY", "JOUR"), ("TI", "x"), ("ER", "")], 9]


@pytest.mark.parametrize("line", ["more words", "KW  - x", "", "AB  -"])
def test_eight_times_the_length_is_no_sixty_four_times_the_work(line: str) -> None:
    def read(count: int) -> None:
        list(records("TY  - JOUR\nAB  - x\n" + f"{line}\n" * count + "ER  - \n"))

    assert is_linear(read, 80_000)
