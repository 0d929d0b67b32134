"""The gateway: asks a service over one remembering session, or answers from memory alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests_cache import CachedSession

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.net.logs import be_discreet
from refkit.net.memory import (
    NOT_FOUND,
    Forgetful,
    answer_of_our_own,
    day_of,
    key_of,
    open_memory,
)
from refkit.net.pacing import Gate, PacedAdapter

# Seconds to connect, seconds between two bytes; Crossref's slow days answer late, not never.
TIMEOUT = (5.0, 30.0)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered: status, the parsed JSON of a 200, the text of anything else.

    ``day`` is when it was received, which for a remembered answer may be long ago.
    """

    status: int
    json: Any
    text: str
    day: date


class Gateway:
    """One session for all services; it waits, repeats and remembers so that nobody else has to."""

    def __init__(
        self,
        memory: Path | None,
        *,
        offline: bool = False,
        refresh: bool = False,
        shipped: Mapping[str, Path] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        say: Callable[[str], None] = lambda note: None,
    ) -> None:
        """Open the door.

        ``memory`` is the folder of the memory (None: nothing outlives this object), ``refresh``
        asks anew what is remembered, ``shipped`` holds a JSON file for each address that can be
        answered without memory or network, ``say`` takes a line for the user.
        """
        self._memory, note = open_memory(memory) if memory else (Forgetful(), "")
        if note:
            say(note)
        self.offline = offline
        self._refresh = refresh
        self._shipped = dict(shipped or {})
        self._timeout = timeout
        be_discreet()
        self._session = _open_session(self._memory)

    def pace(self, prefix: str, kind: str, rate: float) -> None:
        """Send what begins with ``prefix`` at ``rate`` requests a second; the longest one wins."""
        self._session.mount(prefix, PacedAdapter(Gate(rate), kind, rate))

    def recall(self, url: str) -> Answer | None:
        """Answer from memory; offline also what is old or shipped. None where nothing is there."""
        if self._refresh and not self.offline:
            return None
        remembered = self._memory.get_response(self._key(url))
        if remembered is not None and (self.offline or not remembered.is_expired):
            return _answer(remembered, day_of(remembered))
        return self._recall_shipped(url) if self.offline else None

    def ask(
        self,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        *,
        remember: bool = True,
    ) -> Answer:
        """Ask a service; an answer that is worth it is remembered under ``url`` alone.

        Raises NotRemembered offline, SourceUnreachable where nothing answers, SourceError where
        what answers cannot be read. Every status but a throttle or a fault comes back as it is.
        """
        recalled = self.recall(url) if remember else None
        if recalled is not None:
            return recalled
        if self.offline:
            raise NotRemembered(f"offline, and {_host(url)} was never asked about it")
        return self._send(url, params, headers, remember=remember)

    def remember(self, answers: Iterable[tuple[str, Any]]) -> None:
        """Store each body as the answer to its own address, in one go."""
        self._memory.keep(
            {
                self._key(url): answer_of_our_own(
                    url, json.dumps(body, ensure_ascii=False).encode()
                )
                for url, body in answers
            }
        )

    def close(self) -> None:
        """Close connections and the memory."""
        self._session.close()  # type: ignore[no-untyped-call]

    def _key(self, url: str) -> str:
        return key_of(requests.Request("GET", url).prepare())

    def _recall_shipped(self, url: str) -> Answer | None:
        path = self._shipped.get(url)
        if path is None:
            return None
        body = json.loads(path.read_text(encoding="utf-8"))
        return Answer(200, body, "", date.fromisoformat(body["transcribed"]))

    def _send(
        self, url: str, params: Mapping[str, str], headers: Mapping[str, str], *, remember: bool
    ) -> Answer:
        for attempt in range(1, _TRIES + 1):
            try:
                response = self._get(url, params, headers, remember=remember)
                return _answer(response, datetime.now(UTC).date())
            # urllib3 repeats what breaks before the body; a body cut short is repeated here.
            except (requests.exceptions.ChunkedEncodingError, _Unreadable):
                if attempt == _TRIES:
                    raise SourceError(
                        f"{_host(url)} answers something that cannot be read; try again later"
                    ) from None
            except requests.exceptions.RequestException as error:
                # The library's own text holds the address with everything in its query.
                raise SourceUnreachable(
                    f"{_host(url)} cannot be reached ({_cause(error)}); "
                    "check the network, or use --offline"
                ) from None
        raise AssertionError("the loop returns or raises")

    def _get(
        self, url: str, params: Mapping[str, str], headers: Mapping[str, str], *, remember: bool
    ) -> requests.Response:
        # "no-store" keeps requests-cache from reading and from writing, for this request alone.
        extra = {} if remember else {"Cache-Control": "no-store"}
        return self._session.get(
            url,
            params=dict(params),
            headers={**headers, **extra},
            timeout=self._timeout,
            force_refresh=remember and self._refresh,
        )


class _Unreadable(Exception):
    """A 200 that is not JSON: a maintenance page, or a body cut short."""


def _open_session(memory: Forgetful) -> CachedSession:
    session = CachedSession(
        backend=memory,
        allowable_codes=(200, *NOT_FOUND),
        allowable_methods=("GET",),
        key_fn=key_of,
        expire_after=-1,  # the memory sets its own, by status
    )
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def _answer(response: requests.Response, day: date) -> Answer:
    if response.status_code != 200:
        return Answer(response.status_code, None, response.text[:500], day)
    try:
        return Answer(200, response.json(), "", day)
    except ValueError:
        raise _Unreadable from None


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _cause(error: requests.exceptions.RequestException) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not accepted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy refuses"
    return "no connection"
