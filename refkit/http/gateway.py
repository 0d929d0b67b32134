"""Asks services over one session with a cache, or answers from the cache alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import requests

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.http.cache import InMemoryCache, answer_of_our_own, day_of, key_of_address, open_cache
from refkit.http.deadline import Deadline, OutOfTime, within
from refkit.http.pool import together
from refkit.http.rate_limit import LimiterClosed, RateLimiter
from refkit.http.redact import be_discreet
from refkit.http.retry import MOST_PAUSE, WORTH_REPEATING, RetriedRequest, SingleRequest
from refkit.http.shared_rate_limit import SharedRateLimits
from refkit.http.strict_json import UnreadableBody, read_json
from refkit.http.transport import (
    MOST_REST,
    PacedAdapter,
    Reply,
    open_session,
    proxies_for,
    reply_of,
    seconds_of,
)

Item = TypeVar("Item")
Result = TypeVar("Result")

# Seconds to connect, seconds between two bytes; Crossref's slow days answer late, not never.
TIMEOUT = (5.0, 30.0)
# Seconds that a question may take with all its repetitions: a pause of a minute, twice 30 seconds.
DEADLINE = 120.0
# As many questions in a row that come to nothing mean that the service is out of order.
MOST_FAILURES = 5
# An answer that arrives at the last moment still has to be stored.
_GRACE = 0.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: status, the parsed JSON of a 200, the text of anything else.

    ``day`` is when it was received, which for a cached answer may be long ago.
    """

    status: int
    json: Any
    text: str
    day: date


class Gateway:
    """One session for all services: it limits, retries and caches, so that nobody else has to."""

    def __init__(
        self,
        cache: Path | None,
        *,
        offline: bool = False,
        refresh: bool = False,
        shipped: Mapping[str, Path] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        deadline: float = DEADLINE,
        notify: Callable[[str], None] = lambda note: None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Open the session.

        ``cache`` is the folder of the cache (None: nothing outlives this object), ``refresh``
        asks anew what is cached, ``shipped`` holds a JSON file for each address that can be
        answered without cache or network, ``timeout`` is in seconds to connect and between two
        bytes, ``deadline`` in seconds for a question, ``notify`` takes a line for the
        user, ``sleep`` is for tests and counts seconds.
        """
        self._cache, note = open_cache(cache) if cache else (InMemoryCache(), "")
        if note:
            notify(note)
        self.offline = offline
        self._refresh = refresh
        self._shipped = dict(shipped or {})
        self._timeout = timeout
        self._deadline = deadline
        self._sleep = sleep
        be_discreet()
        self._session = open_session(self._cache)
        self._shared = SharedRateLimits(cache) if cache else None
        self.sent = 0
        """How many questions were not answered from the cache."""

    def pace(
        self,
        prefix: str,
        kind: str,
        rate: float,
        *,
        concurrency: int = 1,
        is_answer: Callable[[Any], bool] = lambda value: True,
    ) -> None:
        """Send what begins with ``prefix`` at ``rate`` requests a second, some at a time.

        The longest prefix wins. Processes that share a cache share the rate. A 200 whose JSON
        ``is_answer`` refuses is an unreadable answer and never cached.
        """
        shared = self._shared.of(f"{prefix} {rate:g}/s") if self._shared else None
        limiter = RateLimiter(rate, concurrency, shared=shared)
        self._session.mount(prefix, PacedAdapter(limiter, kind, rate, is_answer))

    def rest(self, seconds: float) -> None:
        """Wait between two questions, where what is asked about takes its time."""
        self._sleep(seconds)

    def together(
        self, address: str, items: Sequence[Item], ask: Callable[[Item], Result]
    ) -> Iterator[tuple[Item, Result]]:
        """Ask about several things, as many at a time as the service at ``address`` allows.

        Gives each item with its result, in the order in which they are done. The first exception
        is raised and sends nothing further, as does Ctrl-C.
        """
        limiter = self._limiter(address)
        try:
            yield from together(items, ask, limiter.concurrency)
        except BaseException:
            limiter.cancel_waiting()
            raise

    def recall(self, url: str) -> Answer | None:
        """Answer from the cache; offline also what is old or shipped. None for nothing."""
        if self._refresh and not self.offline:
            return None
        cached = self._cache.get_response(key_of_address(url))
        if cached is not None and (self.offline or not cached.is_expired):
            try:
                return _answer(cached, day_of(cached))
            except UnreadableBody:  # a damaged row is a miss
                return None
        return self._recall_shipped(url) if self.offline else None

    def ask(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        remember: bool = True,
        anew: bool = False,
    ) -> Answer:
        """Ask a service; an answer that is worth it is cached under ``url`` alone.

        ``anew`` asks although the answer is cached.
        Raises NotRemembered offline, SourceUnreachable where nothing answers, SourceError where
        what answers cannot be read. Every status but a throttle or a fault comes back as it is.
        """
        recalled = self.recall(url) if remember and not anew else None
        if recalled is not None:
            return recalled
        if self.offline:
            raise NotRemembered(f"offline, and {_host(url)} was never asked about it")
        return self._send(url, params, headers, remember=remember, anew=anew)

    def exchange(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        deadline: float | None = None,
        silence: float | None = None,
        once: bool = False,
        sending: Callable[[], None] = lambda: None,
    ) -> Reply:
        """Send a request of any method and give back what came, whatever its status.

        Nothing is cached and no redirect is followed. A throttle, a fault and a lost answer
        are waited out and the same bytes sent again, so what is sent must bear being sent twice;
        ``once`` sends it once. ``deadline`` is in seconds, for the question with all its
        repetitions, ``silence`` between two bytes. ``sending`` is told of each time that it is
        sent. Raises as ``ask`` does.
        """
        if self.offline:
            raise NotRemembered(f"offline, and {_host(url)} is asked for nothing")
        whole = deadline or self._deadline
        waits = (self._timeout[0], silence or self._timeout[1])

        def send(deadline: Deadline) -> requests.Response:
            sending()
            response = self._session.request(
                method,
                url,
                params=dict(params or {}),
                headers={**(headers or {}), "Cache-Control": "no-store"},
                data=body,
                timeout=cast(Any, deadline),
                allow_redirects=False,
                proxies=proxies_for(url),
            )
            if asked := seconds_of(response.headers.get("Backoff")):
                self._limiter(url).pause(min(asked, MOST_REST), slower=False)
            return response

        kind = RetriedRequest if not once else SingleRequest
        return reply_of(self._answered(url, send, Deadline(*waits, whole), MOST_REST, kind))

    def remember(self, answers: Iterable[tuple[str, Any]]) -> None:
        """Store each body as the answer to its own address, in one go."""
        self._cache.keep(
            {
                key_of_address(url): answer_of_our_own(
                    url, json.dumps(body, ensure_ascii=False).encode()
                )
                for url, body in answers
            }
        )

    def close(self) -> None:
        """Close connections and the cache; whoever still waits for a turn is sent off."""
        for adapter in self._session.adapters.values():
            cast(PacedAdapter, adapter).limiter.cancel_waiting(for_good=True)
        if self._shared:
            self._shared.close()
        self._session.close()  # type: ignore[no-untyped-call]

    def _recall_shipped(self, url: str) -> Answer | None:
        path = self._shipped.get(url)
        if path is None:
            return None
        body = json.loads(path.read_text(encoding="utf-8"))
        return Answer(200, body, "", date.fromisoformat(body["transcribed"]))

    def _limiter(self, url: str) -> RateLimiter:
        return cast(PacedAdapter, self._session.get_adapter(url)).limiter

    def _send(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        remember: bool,
        anew: bool,
    ) -> Answer:
        self.sent += 1
        deadline = Deadline(*self._timeout, self._deadline)
        send = partial(self._get, url, params, headers, remember, anew)
        return _answer(self._answered(url, send, deadline), datetime.now(UTC).date())

    def _answered(
        self,
        url: str,
        send: Callable[[Deadline], requests.Response],
        deadline: Deadline,
        most_pause: float = MOST_PAUSE,
        kind: type[RetriedRequest] = RetriedRequest,
    ) -> requests.Response:
        limiter = self._limiter(url)
        request = kind(_host(url), limiter, deadline, send, most_pause)
        try:
            response = within(deadline.whole + _GRACE, request.answer)
        except (OutOfTime, LimiterClosed):
            late = SourceError(f"{_host(url)} gives no answer in time; try again later")
            raise _failed(limiter, url, late) from None
        except SourceUnreachable:
            raise
        except SourceError as error:
            raise _failed(limiter, url, error) from None
        if response.status_code in WORTH_REPEATING:
            busy = _failed(limiter, url, SourceError(f"status {response.status_code}"))
            if isinstance(busy, SourceUnreachable):
                raise busy
        return response

    def _get(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        remember: bool,
        anew: bool,
        deadline: Deadline,
    ) -> requests.Response:
        # "no-store" keeps requests-cache from reading and from writing, for this request alone.
        extra = {} if remember else {"Cache-Control": "no-store"}
        return self._session.get(
            url,
            params=dict(params),
            headers={**headers, **extra},
            timeout=cast(Any, deadline),
            force_refresh=remember and (self._refresh or anew),
        )


def _failed(limiter: RateLimiter, url: str, error: SourceError) -> SourceError:
    """The error, or after many in a row the one that says to stop asking."""
    times = limiter.count_failure()
    if times < MOST_FAILURES:
        return error
    return SourceUnreachable(f"{_host(url)} failed {times} times in a row, at last: {error}")


def _answer(response: requests.Response, day: date) -> Answer:
    if response.status_code != 200:
        text = response.content[:2000].decode("utf-8", "replace")
        return Answer(response.status_code, None, text[:500], day)
    return Answer(200, read_json(response.content), "", day)


def _host(url: str) -> str:
    return urlsplit(url).netloc
