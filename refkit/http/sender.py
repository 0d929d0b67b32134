"""Sends over one session: each question at its turn, and again where that is worth it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import requests

from refkit.errors import SourceError, SourceUnreachable
from refkit.http.cache import InMemoryCache
from refkit.http.deadline import Deadline, OutOfTime, within
from refkit.http.rate_limit import LimiterClosed, RateLimiter
from refkit.http.retry import MOST_PAUSE, WORTH_REPEATING, RetriedRequest, SingleRequest
from refkit.http.shared_rate_limit import SharedRateLimits
from refkit.http.transport import (
    MOST_REST,
    PacedAdapter,
    Reply,
    open_session,
    proxies_for,
    reply_of,
    seconds_of,
)
from refkit.regex import lazy_regex

# As many questions in a row that come to nothing mean that the service is out of order.
MOST_FAILURES = 5
# An answer that arrives at the last moment still has to be stored.
_GRACE = 0.5

# The libraries that send log whole addresses, query included, when a caller has logging on.
_SECRET = lazy_regex(r"(?i)\b(mailto|email|api_?key|key|token)([=:]|%3A)[^&\s'\"<>)]+")
_LOGGERS = (
    "urllib3.connectionpool",
    "urllib3.util.retry",
    "requests_cache.session",
    "requests_cache.backends.base",
    "requests_cache.backends.sqlite",
    "requests_cache.policy.actions",
)


class Sender:
    """One session for all services. The arguments are those of ``Gateway``."""

    def __init__(
        self,
        cache: InMemoryCache,
        folder: Path | None,
        timeout: tuple[float, float],
        deadline: float,
    ) -> None:
        self._timeout, self._deadline = timeout, deadline
        _redact_logs()
        self._session = open_session(cache)
        self._shared = SharedRateLimits(folder) if folder else None

    def pace(
        self,
        prefix: str,
        kind: str,
        rate: float,
        concurrency: int,
        is_answer: Callable[[Any], bool],
        read: Callable[[bytes], Any],
    ) -> None:
        """As ``Gateway.pace``."""
        shared = self._shared.of(f"{prefix} {rate:g}/s") if self._shared else None
        limiter = RateLimiter(rate, concurrency, shared=shared)
        self._session.mount(prefix, PacedAdapter(limiter, kind, rate, is_answer, read))

    def limiter(self, url: str) -> RateLimiter:
        """What paces the questions to an address."""
        return cast(PacedAdapter, self._session.get_adapter(url)).limiter

    def get(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        remember: bool,
        anew: bool,
    ) -> requests.Response:
        """Ask for an address; raises as ``Gateway.ask``."""
        deadline = Deadline(*self._timeout, self._deadline)
        send = partial(self._get, url, params, headers, remember, anew)
        return self._answered(url, send, deadline)

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
        """As ``Gateway.exchange``."""
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
                self.limiter(url).pause(min(asked, MOST_REST), slower=False)
            return response

        kind = RetriedRequest if not once else SingleRequest
        return reply_of(self._answered(url, send, Deadline(*waits, whole), MOST_REST, kind))

    def close(self) -> None:
        """Close connections and the cache; whoever still waits for a turn is sent off."""
        for adapter in self._session.adapters.values():
            cast(PacedAdapter, adapter).limiter.cancel_waiting(for_good=True)
        if self._shared:
            self._shared.close()
        self._session.close()  # type: ignore[no-untyped-call]

    def _answered(
        self,
        url: str,
        send: Callable[[Deadline], requests.Response],
        deadline: Deadline,
        most_pause: float = MOST_PAUSE,
        kind: type[RetriedRequest] = RetriedRequest,
    ) -> requests.Response:
        limiter = self.limiter(url)
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
            force_refresh=remember and anew,
        )


def _failed(limiter: RateLimiter, url: str, error: SourceError) -> SourceError:
    """The error, or after many in a row the one that says to stop asking."""
    times = limiter.count_failure()
    if times < MOST_FAILURES:
        return error
    return SourceUnreachable(f"{_host(url)} failed {times} times in a row, at last: {error}")


def _host(url: str) -> str:
    return urlsplit(url).netloc


class _Discretion(logging.Filter):
    # Keeps contact addresses and keys out of what is logged.
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _SECRET.sub(r"\1\2…", record.getMessage()), ()
        return True


_DISCRETION = _Discretion()


def _redact_logs() -> None:
    """Put the filter on every logger that sees an address; doing it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_DISCRETION)
