"""Limits requests: one limiter per service and pool, corrected by every answer, for all threads."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from refkit.http.deadline import OutOfTime

# A limit counts arrivals, and the network delays one more than the next: so much more than the
# service's interval lies between the first and the last but one that it would hold. Measured, see
# docs/decisions/0006-pace-and-faults.md.
MARGIN = 1.08
_SLOWEST = 8.0
# While other processes hold all slots, look again so often (seconds).
_POLL = 0.02


class LimiterClosed(Exception):
    """The limiter was closed while a request waited for its turn."""


class OtherProcesses(Protocol):
    """What other processes send to the same service."""

    def reserve(self, limit: int, period: float, most: int) -> tuple[int, float] | None:
        """A slot and the seconds until its turn; None while all slots are taken."""

    def release(self, slot: int, ago: float) -> None:
        """Give a slot back; the request arrived at most ``ago`` seconds ago."""

    def pause(self, seconds: float) -> None:
        """Let no process through for a while."""


@dataclass(slots=True)
class Slot:
    """A slot at a limiter: the moment from which its request counts, its number shared."""

    moment: float
    shared: int | None = None


class RateLimiter:
    """Lets ``rate`` requests a second through, ``concurrency`` at a time; slower after a throttle.

    Within the limits nobody waits: three may go at once where three a second are allowed. ``clock``
    and ``sleep`` are for tests; both count seconds.
    """

    def __init__(
        self,
        rate: float,
        concurrency: int = 1,
        *,
        shared: OtherProcesses | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._rate, self._concurrency = rate, concurrency
        self._shared = shared
        self._clock = clock
        self._changed = threading.Condition()
        self._sleep = sleep or self._changed.wait
        self._sent: deque[Slot] = deque()
        self._under_way = 0
        self._paused_until = 0.0
        self._slowness = 1.0
        self._round = 0
        self._is_closed = False
        self._failures = 0

    @property
    def concurrency(self) -> int:
        """How many requests may be under way."""
        return self._concurrency

    @property
    def limit(self) -> int:
        """How many requests a period may hold."""
        return max(1, int(self._rate))

    @property
    def period(self) -> float:
        """Seconds in which ``limit`` requests may go, as things stand."""
        return MARGIN * self._slowness * self.limit / self._rate

    @contextmanager
    def slot(self, until: float = float("inf")) -> Iterator[Slot]:
        """Wait for a slot and hold it until the answer is in.

        Raises OutOfTime where none is free by ``until``, LimiterClosed where the limiter closes.
        """
        slot = self._enter(until)
        try:
            self._enter_shared(slot, until)
            yield slot
        finally:
            self._leave(slot)

    def is_sent_now(self, slot: Slot) -> None:
        """Let a request count from now: opening its connection took some round trips."""
        slot.moment = self._clock()

    def pause(self, seconds: float, *, slower: bool = True) -> None:
        """Let nobody through for a while, then go on, more slowly if so."""
        with self._changed:
            now = self._clock()
            # Three at a time are throttled together: that is one throttle.
            if slower and self._paused_until <= now:
                self._slowness = min(self._slowness * 2, _SLOWEST)
            self._paused_until = max(self._paused_until, now + seconds)
        if self._shared:
            self._shared.pause(seconds)

    def rest(self, seconds: float, until: float) -> None:
        """Wait before a repetition without holding up others; raises as ``slot`` does."""
        with self._changed:
            here, end = self._round, self._clock() + seconds
            while (left := end - self._clock()) > 0:
                self._wait(left, here, until)

    def learn(self, rate: float | None, concurrency: int | None = None) -> None:
        """Take the limits that an answer named; a good answer lets the pace recover.

        How many may be under way is only ever lowered: what is documented is asked for at most.
        """
        with self._changed:
            self._slowness = max(1.0, self._slowness * 0.8)
            self._failures = 0
            self._rate = rate or self._rate
            self._concurrency = min(self._concurrency, concurrency or self._concurrency)

    def count_failure(self) -> int:
        """How many questions in a row have now come to nothing."""
        with self._changed:
            self._failures += 1
            return self._failures

    def cancel_waiting(self, *, for_good: bool = False) -> None:
        """Send off whoever waits; who comes later may wait again, unless it is for good."""
        with self._changed:
            self._round += 1
            self._is_closed = self._is_closed or for_good
            self._changed.notify_all()

    def _enter(self, until: float) -> Slot:
        with self._changed:
            here = self._round
            if self._is_closed:
                raise LimiterClosed
            while (seconds := self._seconds_to_wait()) > 0:
                self._wait(seconds, here, until)
            slot = Slot(self._clock())
            self._sent.append(slot)
            self._under_way += 1
            return slot

    def _seconds_to_wait(self) -> float:
        if self._under_way >= self._concurrency:
            return float("inf")
        now, period = self._clock(), self.period
        while self._sent and self._sent[0].moment <= now - period:
            self._sent.popleft()
        recent = sorted(slot.moment for slot in self._sent)
        turn = recent[-self.limit] + period if len(recent) >= self.limit else now
        return max(turn, self._paused_until) - now

    def _wait(self, seconds: float, here: int, until: float) -> None:
        left = until - self._clock()
        if left <= 0:
            raise OutOfTime
        self._sleep(min(seconds, left, threading.TIMEOUT_MAX))
        if self._round != here:
            raise LimiterClosed

    def _enter_shared(self, slot: Slot, until: float) -> None:
        if self._shared is None:
            return
        while not (reserved := self._shared.reserve(self.limit, self.period, self.concurrency)):
            self.rest(_POLL, until)
        slot.shared, seconds = reserved
        self.rest(seconds, until)
        self.is_sent_now(slot)

    def _leave(self, slot: Slot) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()
        if self._shared and slot.shared is not None:
            self._shared.release(slot.shared, self._clock() - slot.moment)


def advertised_rate(headers: Mapping[str, str], kind: str, known: float) -> float | None:
    """The rate in requests a second that an answer's headers name, None where they name none.

    ``kind`` is ``single`` or ``array``, ``known`` the documented rate for it. The header was
    misnamed from December 2025 to January 2026, and until July 2026 it named the rate of single
    records on lists too: only a pool that names its kind may raise what is documented.
    """
    limit = headers.get("x-rate-limit-limit") or headers.get("x-rate-limit") or ""
    interval = re.fullmatch(r"(\d+)s?", headers.get("x-rate-limit-interval", "1s").strip())
    if not limit.strip().isdecimal() or not int(limit) or not interval or not int(interval[1]):
        return None
    rate = int(limit) / int(interval[1])
    names_kind = headers.get("x-api-pool", "").endswith((f"-{kind}", "plus"))
    return rate if names_kind else min(rate, known)


def advertised_concurrency(headers: Mapping[str, str]) -> int | None:
    """How many requests may be under way as an answer's headers say, None where they do not."""
    most = headers.get("x-concurrency-limit", "").strip()
    return int(most) or None if most.isdecimal() else None
