"""RetriedRequest: one question, repeated while that is worth it and there is time."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from enum import Enum

import requests
from requests import Response
from requests.exceptions import RequestException
from urllib3.exceptions import HTTPError, MaxRetryError

from refkit.errors import SourceError, SourceUnreachable, SourceUnreadable
from refkit.http.deadline import Deadline, OutOfTime
from refkit.http.rate_limit import LimiterClosed, RateLimiter
from refkit.http.strict_json import UnreadableBody
from refkit.http.transport import TooLarge, TooSlow, Unexpected, seconds_of

THROTTLED = frozenset({429, 503})
WORTH_REPEATING = THROTTLED | {500, 502, 504}

# An empty 429 of Crossref says nothing of when to come back; after one second the same question
# was answered in each recorded case (2026-08).
LEAST_PAUSE = 1.0
MOST_PAUSE = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Trouble(Enum):
    """Why there is no answer: how often it is worth repeating, and what the user is told."""

    NO_CONNECTION = 2, "cannot be reached ({cause}); check the network, or use --offline"
    NO_ANSWER = 1, "gives no answer in time; try again later"
    BROKEN = 3, "breaks off its answers; try again later"
    THROTTLE = 6, ""  # the status itself is the answer
    FAULT = 4, ""
    UNREADABLE = 2, "answers something that cannot be read ({cause}); try again later"
    UNEXPECTED = 0, "answers JSON that is no answer to what was asked; try again later"
    TOO_LARGE = 0, "answers without end; try again later"
    TOO_SLOW = 1, "answers too slowly; try again later"
    ASTRAY = 0, "redirects in a circle, or to another host; check its address"
    OUT_OF_TIME = 0, "gives no answer in time; try again later"

    def __init__(self, repetitions: int, sentence: str) -> None:
        self.repetitions = repetitions
        self.sentence = sentence


class RetriedRequest:
    """A request to ``host``: ``send`` sends it once, ``limiter`` says when it may be repeated."""

    def __init__(
        self,
        host: str,
        limiter: RateLimiter,
        deadline: Deadline,
        send: Callable[[Deadline], Response],
        most_pause: float = MOST_PAUSE,
    ) -> None:
        self._host = host
        self._most_pause = most_pause
        self._limiter = limiter
        self._deadline = deadline
        self._send = send
        self._seen: Counter[Trouble] = Counter()

    def answer(self) -> Response:
        """The answer, whatever its status; raises SourceError, SourceUnreachable."""
        while True:
            trouble, cause, response = self._try()
            if trouble is None and response is not None:
                return response
            assert trouble is not None  # noqa: S101 (a try ends in an answer or in trouble)
            self._seen[trouble] += 1
            pause = self._pause(trouble, response)
            if not self._is_worth_it(trouble, pause):
                sentence = f"{self._host} {trouble.sentence.format(cause=cause)}"
                return _give_up(trouble, sentence, response)
            self._wait(trouble, pause)

    def _try(self) -> tuple[Trouble | None, str, Response | None]:
        try:
            response = self._send(self._deadline)
        except (RequestException, HTTPError) as error:
            return _trouble_of(error), _cause(error), None
        except UnreadableBody as error:
            return Trouble.UNREADABLE, str(error), None
        except tuple(_TROUBLES) as error:
            return _TROUBLES[type(error)], "", None
        if response.status_code in THROTTLED:
            return Trouble.THROTTLE, "", response
        if response.status_code in WORTH_REPEATING:
            return Trouble.FAULT, "", response
        return None, "", response

    def _is_worth_it(self, trouble: Trouble, pause: float) -> bool:
        in_time = time.monotonic() + pause < self._deadline.until
        return in_time and self._seen[trouble] <= trouble.repetitions

    def _pause(self, trouble: Trouble, response: Response | None) -> float:
        """Seconds before the next try: as the answer asks, else longer each time, with jitter."""
        times = self._seen[trouble]
        pause = min(_FIRST_PAUSE * 2 ** (times - 2), _LONGEST_PAUSE) if times > 1 else 0.0
        if response is not None and response.status_code in THROTTLED:
            asked = seconds_of(response.headers.get("Retry-After"))
            pause = max(pause if asked is None else asked, LEAST_PAUSE)
        # Jitter keeps two terminals from coming back together.
        return min(pause, self._most_pause) + (random.uniform(0, 0.25) if pause else 0)  # noqa: S311

    def _wait(self, trouble: Trouble, pause: float) -> None:
        if trouble is Trouble.THROTTLE:
            self._limiter.pause(pause)
        else:
            self._limiter.rest(pause, self._deadline.until)


class SingleRequest(RetriedRequest):
    """A request that must not be sent twice: whatever comes of it is the answer."""

    def _is_worth_it(self, trouble: Trouble, pause: float) -> bool:
        return False


_TROUBLES: dict[type[Exception], Trouble] = {
    Unexpected: Trouble.UNEXPECTED,
    TooLarge: Trouble.TOO_LARGE,
    TooSlow: Trouble.TOO_SLOW,
    OutOfTime: Trouble.OUT_OF_TIME,
    LimiterClosed: Trouble.OUT_OF_TIME,
}


_ANSWERED = {Trouble.UNREADABLE, Trouble.UNEXPECTED, Trouble.TOO_LARGE}


def _give_up(trouble: Trouble, sentence: str, response: Response | None) -> Response:
    if response is not None:
        return response
    if trouble is Trouble.NO_CONNECTION:
        raise SourceUnreachable(sentence)
    if trouble in _ANSWERED:
        raise SourceUnreadable(sentence)
    raise SourceError(sentence)


def _trouble_of(error: Exception) -> Trouble:
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return Trouble.ASTRAY
    if isinstance(error, requests.exceptions.ReadTimeout):
        return Trouble.NO_ANSWER
    broken = requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError
    if isinstance(error, broken):
        return Trouble.BROKEN
    inner = error.args[0] if error.args else None
    refused = isinstance(inner, MaxRetryError) or not isinstance(error, requests.ConnectionError)
    return Trouble.NO_CONNECTION if refused else Trouble.BROKEN


def _cause(error: Exception) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not accepted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy refuses"
    return "no connection"
