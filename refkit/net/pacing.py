"""Pacing: one clock per service and pool, corrected by every answer, shared by all threads."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

THROTTLED = frozenset({429, 503})
WORTH_REPEATING = THROTTLED | {500, 502, 504}

# A steady client at the very limit is now and then over it, when the network bunches what was
# sent evenly; a tenth below, a second's window holds.
MARGIN = 1.1
# An empty 429 of Crossref says nothing of when to come back; after one second the same question
# was answered in each recorded case (2026-08).
LEAST_PAUSE = 1.0
MOST_PAUSE = 60.0
_SLOWEST = 8.0


class Gate:
    """Lets one request through at a time, at ``rate`` a second; slower after a throttle.

    ``clock`` and ``sleep`` are for tests; both count seconds.
    """

    def __init__(
        self,
        rate: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = rate
        self._slowness = 1.0
        self._next = 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    @property
    def interval(self) -> float:
        """Seconds between two requests as things stand."""
        return MARGIN * self._slowness / self._rate

    def wait(self) -> None:
        """Wait for the next free place."""
        with self._lock:
            now = self._clock()
            place = max(now, self._next)
            self._next = place + self.interval
        if place > now:
            self._sleep(place - now)

    def pause(self, seconds: float) -> None:
        """Let nobody through for a while, then go on more slowly."""
        with self._lock:
            self._slowness = min(self._slowness * 2, _SLOWEST)
            self._next = max(self._next, self._clock() + seconds)

    def learn(self, rate: float | None) -> None:
        """Take the rate that an answer named, if it did; a good answer lets the pace recover."""
        with self._lock:
            self._slowness = max(1.0, self._slowness * 0.8)
            if rate:
                self._rate = rate


def advertised_rate(headers: Mapping[str, str], kind: str, known: float) -> float | None:
    """The rate in requests a second that an answer's headers name, None where they name none.

    ``kind`` is ``single`` or ``array``, ``known`` the documented rate for it. The header was
    misnamed from December 2025 to January 2026, and until July 2026 it named the rate of single
    records on lists too: only a pool that names its kind may raise what is documented.
    """
    limit = headers.get("x-rate-limit-limit") or headers.get("x-rate-limit") or ""
    interval = re.fullmatch(r"(\d+)s?", headers.get("x-rate-limit-interval", "1s").strip())
    if not limit.strip().isdigit() or not int(limit) or not interval or not int(interval[1]):
        return None
    rate = int(limit) / int(interval[1])
    names_kind = headers.get("x-api-pool", "").endswith((f"-{kind}", "plus"))
    return rate if names_kind else min(rate, known)


class PatientRetry(Retry):
    """urllib3's Retry that waits at the gate, and at least a second after a throttle."""

    gate: Gate

    def new(self, **changes: Any) -> PatientRetry:
        """Pass the gate on: each try is a new object."""
        retry = super().new(**changes)
        retry.gate = self.gate
        return retry

    def sleep(self, response: Any = None) -> None:
        """Wait as the answer asks, else by back-off with jitter, then for a place at the gate."""
        asked = self.get_retry_after(response) if response is not None else None
        pause = self.get_backoff_time() if asked is None else asked
        if response is not None and response.status in THROTTLED:
            pause = max(pause, LEAST_PAUSE)
        # Jitter keeps two terminals from coming back together.
        self.gate.pause(min(pause, MOST_PAUSE) + random.uniform(0, 0.25))  # noqa: S311
        self.gate.wait()


def patient_retry(gate: Gate) -> PatientRetry:
    """What is repeated, how often: a network that is down is told soon, a throttle is sat out."""
    retry = PatientRetry(
        total=None,
        connect=2,
        read=3,
        status=6,
        other=1,
        redirect=None,
        status_forcelist=WORTH_REPEATING,
        allowed_methods={"GET"},
        backoff_factor=0.5,
        backoff_max=30,
        raise_on_status=False,
        respect_retry_after_header=True,
    )
    retry.gate = gate
    return retry


class PacedAdapter(HTTPAdapter):
    """Sends what a gate lets through, and tells the gate what each answer says of the pace."""

    def __init__(self, gate: Gate, kind: str, known: float) -> None:
        self._gate = gate
        self._kind = kind
        self._known = known
        super().__init__(max_retries=patient_retry(gate))

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send one request; urllib3 repeats it below, each time through the same gate."""
        self._gate.wait()
        response = super().send(request, *args, **kwargs)
        if response.status_code not in WORTH_REPEATING:
            self._gate.learn(advertised_rate(response.headers, self._kind, self._known))
        return response
