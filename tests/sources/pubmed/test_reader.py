"""Lines for ECitMatch that nothing can shift, and what its answers mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.model.identifiers import Pmid
from refkit.model.reference import PrintedPlace
from refkit.sources.pubmed.reader import PlaceAnswer, line_of, read_answer, read_lines

BEES = PrintedPlace("J. Bees", "2021", "12", "34", "van den Berg")
OWLS = PrintedPlace("Owl Letters", "2020", "3", "e7")
KEYS = {"line-1": BEES, "line-2": OWLS}
ANY_TEXT = st.text(st.characters() | st.sampled_from("|\r\n\t\x00\x1c\u2028\x85\ud800"))


def test_a_line_has_its_fields_in_order_and_a_journal_without_stops() -> None:
    assert line_of(BEES, "line-1") == "J Bees|2021|12|34|van den Berg|line-1|"
    assert line_of(OWLS, "line-2") == "Owl Letters|2020|3|e7||line-2|"


@given(st.lists(ANY_TEXT, min_size=5, max_size=5))
def test_no_sign_of_a_field_shifts_a_line(fields: list[str]) -> None:
    line = line_of(PrintedPlace(*fields), "line-1")

    assert line.count("|") == 6
    assert line.endswith("|line-1|")
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    line.encode()


def test_answers_go_by_their_key_in_whatever_order_they_come() -> None:
    text = (
        "Owl Letters|2020|3|e7||line-2|NOT_FOUND\n"
        "\n"
        "J Bees|2021|12|34|van den Berg|line-1|31083311\r\n"
    )

    assert read_lines(text, KEYS) == {BEES: "31083311", OWLS: "NOT_FOUND"}


@pytest.mark.parametrize(
    "line",
    [
        "J Bees|2021|12|34|van den Berg|line-3|31083311\n",  # a key that was never asked
        "J Bees|2021|12|34|van den Berg|1|31083311\n",
        "J Bees|2021|12|34|van den Berg|line-1|310833",  # cut off
        "J Bees|2021|12|34|van den Berg|line-1|\n",
        "J Bees|2021|12|line-1\n",
        "line-1\n",
        "31083311\n",
    ],
)
def test_a_line_that_is_no_answer_says_nothing(line: str) -> None:
    assert read_lines(line, KEYS) == {}


def test_two_answers_to_one_line_are_none_unless_they_are_the_same() -> None:
    one, other = "J Bees|||||line-1|1\n", "J Bees|||||line-1|2\n"

    assert read_lines(one + other, KEYS) == {}
    assert read_lines(one + one, KEYS) == {BEES: "1"}


def test_an_answer_that_lost_a_field_is_read_from_its_end() -> None:
    assert read_lines("J Bees|2021|12|34|line-1|NOT_FOUND\n", KEYS) == {BEES: "NOT_FOUND"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("31083311", PlaceAnswer((Pmid("31083311"),))),
        ("NOT_FOUND", PlaceAnswer()),
        ("NOT_FOUND;INVALID_JOURNAL", PlaceAnswer(why="PubMed knows no journal of this name")),
        ("AMBIGUOUS 31,32,31", PlaceAnswer((Pmid("31"), Pmid("32")))),
        ("AMBIGUOUS 31, 32", PlaceAnswer((Pmid("31"), Pmid("32")))),
        ("AMBIGUOUS (783 citations)", PlaceAnswer((), "783 works of PubMed fit", True)),
        ("AMBIGUOUS", PlaceAnswer((), "several works of PubMed fit", True)),
    ],
)
def test_what_an_answer_means(said: str, meant: PlaceAnswer) -> None:
    assert read_answer(said) == meant


@pytest.mark.parametrize("said", ["0", "012", "9" * 12, "PMC31", "٣١", "Error", "31 32", "-31"])
def test_what_is_no_answer(said: str) -> None:
    assert read_answer(said) is None


def test_of_more_candidates_than_it_names_it_is_ambiguous() -> None:
    answer = read_answer("AMBIGUOUS " + ",".join(map(str, range(1, 30))))

    assert answer
    assert answer.is_ambiguous
    assert len(answer.numbers) == 10
