"""Changes in a record of RIS: whole lines, in its own manner, nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.formats.ris.editor import add_keywords, put
from refkit.formats.ris.reader import read_ris

RECORD = "TY  - JOUR\nAU  - Berg, Ada\nAU  - Abel, Bo\nTI  - On bees\nKW  - mine\nN1  - own\nER  - "


def test_a_field_is_replaced_where_it_stands() -> None:
    assert put(RECORD, [("TI", "On birds")]) == RECORD.replace("On bees", "On birds")


def test_the_lines_of_a_tag_are_one_field() -> None:
    changed = put(RECORD, [("AU", "Cole, Cy"), ("AU", "Dorn, Di"), ("AU", "Ende, Eve")])

    assert changed == RECORD.replace(
        "AU  - Berg, Ada\nAU  - Abel, Bo\n",
        "AU  - Cole, Cy\nAU  - Dorn, Di\nAU  - Ende, Eve\n",
    )


def test_a_new_field_stands_before_the_end() -> None:
    assert put(RECORD, [("DO", "10.1000/a")]) == RECORD.replace("ER  - ", "DO  - 10.1000/a\nER  - ")


@pytest.mark.parametrize(
    ("there", "edit", "expected"),
    [
        ("T1  - x", ("TI", "y"), "T1  - y"),
        ("A1  - x", ("AU", "y"), "A1  - y"),
        ("JF  - x", ("T2", "y"), "JF  - y"),
        ("N2  - x\nmore", ("AB", "y"), "N2  - y"),
        ("T2  - x\nJF  - z", ("T2", "y"), "T2  - y\nJF  - z"),
        ("T2  - x", ("JF", "y"), "T2  - y"),
    ],
)
def test_the_records_own_name_of_a_field_stays(
    there: str, edit: tuple[str, str], expected: str
) -> None:
    record = "TY  - JOUR\n{}\nER  - "

    assert put(record.format(there), [edit]) == record.format(expected)


def test_a_series_is_not_the_books_journal() -> None:
    source = "TY  - BOOK\nJF  - x\nER  - "

    assert put(source, [("T2", "y")]) == "TY  - BOOK\nJF  - x\nT2  - y\nER  - "
    assert put(source.replace("JF", "T2"), [("JF", "y")]) == (
        "TY  - BOOK\nT2  - x\nJF  - y\nER  - "
    )


@pytest.mark.parametrize(
    ("there", "edits", "expected"),
    [
        ("SP  - 1\nEP  - 9", [("SP", "e12")], "SP  - e12"),
        ("SP  - e12", [("SP", "1"), ("EP", "9")], "SP  - 1\nEP  - 9"),
        ("PY  - 2024\nDA  - 2024/05", [("PY", "2025")], "PY  - 2025"),
        ("Y1  - 2024/05/", [("PY", "2025"), ("DA", "2025/11")], "Y1  - 2025\nDA  - 2025/11"),
        ("PY  - 2025\nDA  - May", [("PY", "2025")], "PY  - 2025\nDA  - May"),
    ],
)
def test_nothing_stale_stays_behind(
    there: str, edits: list[tuple[str, str]], expected: str
) -> None:
    record = "TY  - JOUR\n{}\nER  - "

    assert put(record.format(there), edits) == record.format(expected)


def test_keywords_stand_below_the_last_one_and_none_twice() -> None:
    assert add_keywords(RECORD, ["SLE", "mine", "SLE"]) == RECORD.replace(
        "KW  - mine\n", "KW  - mine\nKW  - SLE\n"
    )


def test_keywords_that_stand_in_one_field_are_there() -> None:
    source = "TY  - JOUR\nKW  - a; b\nKW  - c\nd\nN1  - x\nER  - "

    assert add_keywords(source, ["a", "b", "c", "d"]) == source
    assert add_keywords(source, ["e"]) == source.replace("d\n", "d\nKW  - e\n")


def test_the_first_keywords_stand_before_the_end() -> None:
    assert add_keywords("TY  - JOUR\nTI  - x\nER  - ", ["a"]) == (
        "TY  - JOUR\nTI  - x\nKW  - a\nER  - "
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("TY  - JOUR\r\nTI  - x\r\nER  - ", "TY  - JOUR\r\nTI  - x\r\nKW  - a\r\nER  - "),
        ("TY  - JOUR\rTI  - x\rER  - ", "TY  - JOUR\rTI  - x\rKW  - a\rER  - "),
        ("TY - JOUR\nTI - x\nER -", "TY - JOUR\nTI - x\nKW - a\nER -"),
        ("ty  - JOUR\nti  - x\ner  - ", "ty  - JOUR\nti  - x\nkw  - a\ner  - "),
        ("TY  - JOUR\nTI  - x", "TY  - JOUR\nTI  - x\nKW  - a"),
        ("TY  - JOUR\r\nTI  - x\r\n\r\nER  - ", "TY  - JOUR\r\nTI  - x\r\n\r\nKW  - a\r\nER  - "),
    ],
)
def test_the_records_manner_is_kept(source: str, expected: str) -> None:
    assert add_keywords(source, ["a"]) == expected


@pytest.mark.parametrize("word", ["ER  - ", "x\nER  - \nTY  - BOOK", "\x00a\u2028b", "\ud800"])
def test_hostile_words_make_one_line_each(word: str) -> None:
    changed = add_keywords(RECORD, [word])

    assert len(changed.splitlines()) == len(RECORD.splitlines()) + 1
    assert len(read_ris(changed, "x.ris").entries) == 1


WRITTEN = ["TI", "AU", "SP", "EP", "KW", "N1", "DA", "PY"]
VALUES = st.text("ab ,;-", max_size=5)
LINES = st.lists(st.tuples(st.sampled_from([*WRITTEN, "T1"]), VALUES), min_size=1, max_size=6)
EDITS = st.lists(st.tuples(st.sampled_from(WRITTEN), VALUES), min_size=1, max_size=6)


@given(LINES, EDITS, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_other_lines_are_left_alone(
    fields: list[tuple[str, str]], edits: list[tuple[str, str]], has_end: bool, break_: str
) -> None:
    lines = ["TY  - JOUR", *(f"{tag}  - {value}" for tag, value in fields), *["ER  - "] * has_end]

    source = break_.join(lines)
    changed = put(source, edits)

    touched = {tag for tag, _ in edits}
    assert put(changed, edits) == changed
    assert not changed.endswith(break_)
    alike = {"TI", "T1"}, {"SP", "EP"}, {"PY", "DA"}
    touched |= {tag for group in alike if group & touched for tag in group}
    assert [line for line in changed.split(break_) if line[:2] not in touched] == [
        line for line in lines if line[:2] not in touched
    ]
