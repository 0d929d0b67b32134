"""Progress: an estimate that does not promise what memory did, and silence where none is wanted."""

from __future__ import annotations

import pytest
from crossref_server import CrossrefServer, make_review, make_work
from terminal import on_a_terminal

from refkit.api.progress import TimeLeft, time_left


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def told(total: int, *steps: tuple[float, int]) -> tuple[TimeLeft, Clock]:
    clock = Clock()
    estimate = TimeLeft(total, clock)
    for clock.now, done in steps:
        estimate.tell(done)
    return estimate, clock


def test_nothing_is_promised_before_anything_was_asked() -> None:
    assert told(10)[0].seconds is None
    assert told(10, (0, 7))[0].seconds is None  # that was memory


def test_what_was_remembered_does_not_count() -> None:
    estimate, _ = told(300, (0, 100), (2, 100))

    assert estimate.seconds == pytest.approx(2)


def test_it_counts_down_between_two_steps() -> None:
    estimate, clock = told(400, (0, 0), (4, 100))
    clock.now = 5

    assert estimate.seconds == pytest.approx(11)


def test_who_waits_long_is_promised_no_less() -> None:
    estimate, clock = told(3, (0, 0), (1, 1), (2, 1))
    clock.now = 32

    assert estimate.seconds == pytest.approx(30)


def test_single_answers_out_of_memory_are_forgotten_after_a_few_steps() -> None:
    remembered = [(number / 1000, 1) for number in range(100)]
    asked = [(1.0 + number, 1) for number in range(10)]

    estimate, _ = told(210, *remembered, *asked)

    assert estimate.seconds == pytest.approx(100)


def test_at_the_end_nothing_is_left() -> None:
    assert told(2, (0, 0), (1, 2))[0].seconds == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, ""),
        (0.2, "about 0:01 left"),
        (11, "about 0:15 left"),
        (61, "about 1:10 left"),
        (3599, "about 1 h 00 left"),
        (7201, "about 2 h 01 left"),
    ],
)
def test_the_words_are_no_more_exact_than_the_estimate(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words


def test_a_terminal_sees_a_bar_and_quiet_sees_none(crossref: CrossrefServer) -> None:
    works = [make_work(f"10.1000/{number}") for number in range(3)]
    crossref.add(make_review("10.1000/review", [{"DOI": work["DOI"]} for work in works]))
    for work in works:
        crossref.add(work)

    shown = on_a_terminal("fetch", "10.1000/review")
    quiet = on_a_terminal("fetch", "10.1000/review", "-q", "--refresh")

    assert "looking up works" in shown
    assert "looking up works" not in quiet
