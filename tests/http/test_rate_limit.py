"""The pace: kept, corrected by answers, slowed by a throttle, and recovering."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from crossref_server import CrossrefServer, keeping_limits
from urllib3.util import connection

from refkit.http.deadline import OutOfTime
from refkit.http.gateway import Gateway
from refkit.http.rate_limit import (
    MARGIN,
    LimiterClosed,
    RateLimiter,
    advertised_concurrency,
    advertised_rate,
)

pytestmark = pytest.mark.waits
AGENT = {"User-Agent": "t"}


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


def gate_at(clock: Clock, rate: float, concurrency: int = 1) -> RateLimiter:
    return RateLimiter(rate, concurrency, clock=clock, sleep=clock.sleep)


def passes(limiter: RateLimiter, clock: Clock, times: int) -> list[float]:
    moments = []
    for _ in range(times):
        with limiter.slot():
            moments.append(clock.now)
    return moments


@pytest.mark.parametrize("rate", [1, 3, 10, 0.5])
def test_no_second_holds_more_than_the_rate(clock: Clock, rate: float) -> None:
    moments = passes(gate_at(clock, rate), clock, 40)

    limit, interval = max(1, int(rate)), max(1, 1 / rate)
    pairs = list(zip(moments, moments[limit:], strict=False))
    assert all(later - earlier > interval for earlier, later in pairs)
    assert moments[-1] - moments[0] <= 39 / rate * MARGIN + 0.001


def test_within_the_limits_nobody_waits(clock: Clock) -> None:
    assert passes(gate_at(clock, 3), clock, 4) == [100.0, 100.0, 100.0, 100.0 + MARGIN]


def test_a_request_counts_from_when_its_connection_is_open(clock: Clock) -> None:
    limiter = gate_at(clock, 1)
    with limiter.slot() as slot:
        clock.sleep(0.3)
        limiter.is_sent_now(slot)

    assert passes(limiter, clock, 1) == [100.3 + MARGIN]


def test_a_pause_holds_everybody_and_slows_what_follows(clock: Clock) -> None:
    limiter = gate_at(clock, 10)
    before = limiter.period

    limiter.pause(1.0)
    limiter.pause(1.0)  # of a request that was under way beside the first

    assert passes(limiter, clock, 1)[0] >= 101.0
    assert limiter.period == pytest.approx(2 * before)


def test_good_answers_let_the_pace_recover(clock: Clock) -> None:
    limiter = gate_at(clock, 10)
    usual = limiter.period
    for _ in range(5):
        limiter.pause(1.0)
        clock.sleep(2.0)

    for _ in range(20):
        limiter.learn(None)

    assert limiter.period == pytest.approx(usual)


def test_an_answer_corrects_the_rate(clock: Clock) -> None:
    limiter = gate_at(clock, 10)

    limiter.learn(2.0)

    assert (limiter.limit, limiter.period) == (2, pytest.approx(MARGIN))


def test_an_answer_lowers_how_many_go_at_once_and_never_raises_it(clock: Clock) -> None:
    limiter = gate_at(clock, 10, 3)

    limiter.learn(None, 5)
    assert limiter.concurrency == 3
    limiter.learn(None, 2)
    assert limiter.concurrency == 2


def test_no_more_are_under_way_than_may_be(clock: Clock) -> None:
    limiter = gate_at(clock, 1000, 2)

    with (
        limiter.slot(),
        limiter.slot(),
        pytest.raises(OutOfTime),
        limiter.slot(until=clock.now + 5),
    ):
        pass
    assert clock.now == 105.0


def test_who_waits_is_sent_off_when_the_gate_turns_away() -> None:
    limiter = RateLimiter(1000, 1)
    turned_away = threading.Event()

    def wait() -> None:
        with pytest.raises(LimiterClosed), limiter.slot():
            pass
        turned_away.set()

    with limiter.slot():
        threading.Thread(target=wait).start()
        for _ in range(6_000):  # it may not be waiting yet
            limiter.cancel_waiting()
            if turned_away.wait(0.01):
                break
        assert turned_away.is_set()
    with limiter.slot():  # who comes later may
        limiter.cancel_waiting(for_good=True)
    with pytest.raises(LimiterClosed), limiter.slot():
        pass


@pytest.mark.parametrize(
    ("text", "most"),
    [("3", 3), ("1", 1), ("", None), ("0", None), ("some", None), ("\u00b2", None)],
)
def test_how_many_may_be_under_way_is_read(text: str, most: int | None) -> None:
    assert advertised_concurrency({"x-concurrency-limit": text}) == most


# On the strict server: arrivals of each second are counted as they come.


@pytest.mark.parametrize("latency", [0.0, 0.2])
@pytest.mark.parametrize(
    ("path", "rate", "count"), [("/works", 3.0, 7), ("/works/10.1%2Fa", 10.0, 21)]
)
def test_the_strict_server_finds_no_fault(
    latency: float, path: str, rate: float, count: int
) -> None:
    answers: dict[int, int] = {}

    def asking(server: CrossrefServer) -> None:
        gateway = Gateway(None)
        gateway.pace(server.url, "", rate, concurrency=3)
        address = server.url + path

        def ask(number: int) -> int:
            params = {"mailto": "me@example.org"}
            return gateway.ask(address, params, AGENT, remember=False).status

        answers.update(gateway.together(address, range(count), ask))
        gateway.close()

    server = keeping_limits(asking, latency=latency)

    assert server.violations == []
    assert set(answers) == set(range(count))
    assert len(server.requests) == count


def test_connections_that_open_slowly_bring_no_more_into_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = connection.create_connection

    def slow(*arguments: object, **options: object) -> socket.socket:
        time.sleep(0.3)
        return usual(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(connection, "create_connection", slow)

    def asking(server: CrossrefServer) -> None:
        gateway = Gateway(None)
        gateway.pace(server.url, "", 3.0, concurrency=3)
        asked = [f"{server.url}/works?mailto=me@example.org&rows={number}" for number in range(6)]
        list(gateway.together(server.url, asked, lambda url: gateway.ask(url, {}, AGENT)))
        gateway.close()

    assert keeping_limits(asking).violations == []


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
