"""The pace: kept, corrected by answers, slowed by a throttle, and recovering."""

from __future__ import annotations

import pytest

from refkit.net.pacing import MARGIN, Gate, advertised_rate


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def passes(gate: Gate, clock: Clock, times: int) -> list[float]:
    moments = []
    for _ in range(times):
        gate.wait()
        moments.append(clock.now)
    return moments


def test_no_second_holds_more_than_the_rate(clock: Clock) -> None:
    gate = Gate(3, clock=clock, sleep=clock.sleep)

    moments = passes(gate, clock, 30)

    assert all(later - earlier > 1 for earlier, later in zip(moments, moments[3:], strict=False))


def test_the_first_waits_for_nothing(clock: Clock) -> None:
    gate = Gate(1, clock=clock, sleep=clock.sleep)

    assert passes(gate, clock, 1) == [100.0]


def test_a_pause_holds_everybody_and_slows_what_follows(clock: Clock) -> None:
    gate = Gate(10, clock=clock, sleep=clock.sleep)
    before = gate.interval

    gate.pause(1.0)

    assert passes(gate, clock, 1)[0] >= 101.0
    assert gate.interval == pytest.approx(2 * before)


def test_good_answers_let_the_pace_recover(clock: Clock) -> None:
    gate = Gate(10, clock=clock, sleep=clock.sleep)
    usual = gate.interval
    for _ in range(5):
        gate.pause(1.0)

    for _ in range(20):
        gate.learn(None)

    assert gate.interval == pytest.approx(usual)


def test_an_answer_corrects_the_rate(clock: Clock) -> None:
    gate = Gate(10, clock=clock, sleep=clock.sleep)

    gate.learn(2.0)

    assert gate.interval == pytest.approx(MARGIN / 2)


@pytest.mark.parametrize(
    ("headers", "rate"),
    [
        ({"x-rate-limit-limit": "3", "x-api-pool": "polite-array"}, 3.0),
        ({"x-rate-limit-limit": "20", "x-api-pool": "polite-array"}, 20.0),
        # until July 2026 lists were told the rate of single records
        ({"x-rate-limit-limit": "10", "x-api-pool": "polite"}, 3.0),
        # December 2025 to January 2026
        ({"x-rate-limit": "2", "x-api-pool": "polite"}, 2.0),
        ({"x-rate-limit-limit": "150", "x-api-pool": "plus"}, 150.0),
        ({"x-rate-limit-limit": "10", "x-rate-limit-interval": "5s", "x-api-pool": "plus"}, 2.0),
        ({}, None),
        ({"x-rate-limit-limit": "many"}, None),
        ({"x-rate-limit-limit": "0"}, None),
        ({"x-rate-limit-limit": "5", "x-rate-limit-interval": "soon"}, None),
    ],
)
def test_the_rate_is_read_in_each_spelling_that_was_seen(
    headers: dict[str, str], rate: float | None
) -> None:
    assert advertised_rate(headers, "array", 3.0) == rate
