"""Asks services, or answers from the cache alone.

What sends is loaded where something may be sent, and the cache where there is one to read: offline
a run with nothing remembered waits for neither.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from refkit.errors import NotRemembered
from refkit.http.pool import together
from refkit.http.strict_json import UnreadableBody, read_json

if TYPE_CHECKING:
    from requests import Response
    from requests_cache.models.response import CachedResponse

    from refkit.http.cache import InMemoryCache
    from refkit.http.sender import Sender
    from refkit.http.transport import Reply

Item = TypeVar("Item")
Result = TypeVar("Result")

# Seconds to connect, seconds between two bytes; Crossref's slow days answer late, not never.
TIMEOUT = (5.0, 30.0)
# Seconds that a question may take with all its repetitions: a pause of a minute, twice 30 seconds.
DEADLINE = 120.0


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
        since: date | None = None,
        shipped: Mapping[str, Path] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        deadline: float = DEADLINE,
        notify: Callable[[str], None] = lambda note: None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Open the session.

        ``cache`` is the folder of the cache (None: nothing outlives this object), ``refresh``
        asks anew what is cached, ``since`` what was answered before a day (UTC), ``shipped`` holds
        a JSON file for each address that can be answered without cache or network, ``timeout`` is
        in seconds to connect and between two bytes, ``deadline`` in seconds for a question,
        ``notify`` takes a line for the user, ``sleep`` is for tests and counts seconds.
        """
        self.offline = offline
        self._cache: InMemoryCache | None = None
        self._sender: Sender | None = None
        if not offline or (cache and not _is_empty(cache)):
            from refkit.http.cache import InMemoryCache, open_cache

            self._cache, note = open_cache(cache) if cache else (InMemoryCache(), "")
            if note:
                notify(note)
            if not offline:
                from refkit.http.sender import Sender

                self._sender = Sender(self._cache, cache, timeout, deadline)
        self._refresh = refresh
        self._since = since or date.min
        self._shipped = dict(shipped or {})
        self._sleep = sleep
        self._fresh = set[str]()  # what was cached in this run: it is not asked anew
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
        read: Callable[[bytes], Any] = read_json,
    ) -> None:
        """Send what begins with ``prefix`` at ``rate`` requests a second, some at a time.

        The longest prefix wins. Processes that share a cache share the rate. A 200 whose body
        ``read`` cannot read, or whose value ``is_answer`` refuses, is no answer and never cached;
        ``read`` is for a service that answers no JSON to what is exchanged.
        """
        if self._sender:
            self._sender.pace(prefix, kind, rate, concurrency, is_answer, read)

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
        if self._sender is None:
            yield from together(items, ask, 1)
            return
        limiter = self._sender.limiter(address)
        try:
            yield from together(items, ask, limiter.concurrency)
        except BaseException:
            limiter.cancel_waiting()
            raise

    def recall(self, url: str) -> Answer | None:
        """Answer from the cache; offline also what is old or shipped. None for nothing."""
        if self._refresh and not self.offline and url not in self._fresh:
            return None
        if self._cache is not None:
            from refkit.http.cache import day_of, key_of_address

            cached = self._cache.get_response(key_of_address(url))
            if cached is not None and (self.offline or self._is_fresh(cached)):
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
        if self._sender is None:
            raise NotRemembered(f"offline, and {urlsplit(url).netloc} was never asked about it")
        self.sent += 1
        # What is asked for here is not to be had from the cache, whatever that holds.
        is_new = self._refresh or anew or self._since > date.min
        response = self._sender.get(url, params, headers, remember=remember, anew=is_new)
        return _answer(response, datetime.now(UTC).date())

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
        if self._sender is None:
            raise NotRemembered(f"offline, and {urlsplit(url).netloc} is asked for nothing")
        return self._sender.exchange(
            method, url, params=params, headers=headers, body=body, deadline=deadline,
            silence=silence, once=once, sending=sending,
        )  # fmt: skip

    def remember(self, answers: Iterable[tuple[str, Any]]) -> None:
        """Store each body as the answer to its own address, in one go."""
        if self._cache is None:
            return
        from refkit.http.cache import answer_of_our_own, key_of_address

        kept = {
            url: answer_of_our_own(url, json.dumps(body, ensure_ascii=False).encode())
            for url, body in answers
        }
        self._cache.keep({key_of_address(url): answer for url, answer in kept.items()})
        self._fresh.update(kept if self._refresh else ())

    def close(self) -> None:
        """Close connections and the cache; whoever still waits for a turn is sent off."""
        if self._sender:
            self._sender.close()
        elif self._cache is not None:
            self._cache.close()  # type: ignore[no-untyped-call]

    def _is_fresh(self, cached: CachedResponse) -> bool:
        from refkit.http.cache import day_of

        return not cached.is_expired and day_of(cached) >= self._since

    def _recall_shipped(self, url: str) -> Answer | None:
        path = self._shipped.get(url)
        if path is None:
            return None
        body = json.loads(path.read_text(encoding="utf-8"))
        return Answer(200, body, "", date.fromisoformat(body["transcribed"]))


def _is_empty(folder: Path) -> bool:
    """Whether nothing was remembered there yet; an unreadable one is opened, and says so."""
    try:
        return not any(path.suffix == ".sqlite" for path in folder.iterdir())
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _answer(response: Response, day: date) -> Answer:
    if response.status_code != 200:
        text = response.content[:2000].decode("utf-8", "replace")
        return Answer(response.status_code, None, text[:500], day)
    return Answer(200, read_json(response.content), "", day)
