"""One request and its answer: sent at its turn, bounded in size and time, within one service."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import TooManyRedirects
from requests_cache import CachedSession
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from refkit.http.cache import NOT_FOUND, InMemoryCache, key_of
from refkit.http.deadline import Deadline
from refkit.http.rate_limit import RateLimiter, advertised_concurrency, advertised_rate
from refkit.http.strict_json import UnreadableBody, read_json

# A hundred of Crossref's longest records are under 20 MB; what is larger is no answer of theirs.
MOST_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_GOOD = frozenset({200, 301, 302, 303, 307, 308, 404, 410})


class TooLarge(Exception):
    """A body that does not end within ``MOST_BYTES``, unpacked."""


class TooSlow(Exception):
    """A body that does not end in time, though it keeps coming."""


class Unexpected(Exception):
    """JSON that is no answer to what was asked."""


class PacedAdapter(HTTPAdapter):
    """Sends what a limiter lets through, and tells the limiter what each answer says of the pace.

    ``kind`` and ``known`` are for ``advertised_rate``; ``read`` makes a value of the body of a 200
    or raises UnreadableBody, and ``is_answer`` judges the value. An answer that fails is raised
    here, before anything above can cache it.
    """

    def __init__(
        self,
        limiter: RateLimiter,
        kind: str = "",
        known: float = 1.0,
        is_answer: Callable[[Any], bool] = lambda value: True,
        read: Callable[[bytes], Any] = read_json,
    ) -> None:
        self.limiter = limiter
        self._kind = kind
        self._known = known
        self._is_answer = is_answer
        self._read = read
        self._here = threading.local()
        super().__init__(max_retries=0)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send one request once; nothing is repeated below."""
        deadline = cast(Deadline, kwargs["timeout"])
        # What unpacks in bounded memory is known for these two.
        request.headers["Accept-Encoding"] = "gzip, deflate"
        with self.limiter.slot(deadline.until) as self._here.slot:
            kwargs |= {"timeout": deadline.for_one_try(), "stream": True}
            response = super().send(request, *args, **kwargs)
            try:
                response._content = _body(response, deadline.for_one_answer())
                response._content_consumed = True  # type: ignore[attr-defined]
            finally:
                response.close()
        self._judge(response)
        return response

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """A pool of connections that tell when they are open, for a request counts from then."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _reporting(pool.ConnectionCls)
        pool.conn_kw["when_open"] = self._is_open
        return pool

    def _is_open(self) -> None:
        self.limiter.is_sent_now(self._here.slot)

    def _judge(self, response: Response) -> None:
        if response.status_code == 200 and not self._is_answer(self._read(response.content)):
            raise Unexpected
        if response.status_code in _GOOD:
            headers = response.headers
            self.limiter.learn(
                advertised_rate(headers, self._kind, self._known), advertised_concurrency(headers)
            )


@cache
def _reporting(usual: Any) -> Any:
    """The class of connections, usual but for a word when they are open."""
    if hasattr(usual, "is_reporting"):
        return usual

    class Reporting(usual):  # type: ignore[misc]  # one of four classes of urllib3
        is_reporting = True

        def __init__(self, *args: Any, when_open: Callable[[], None], **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._when_open = when_open

        def connect(self) -> None:
            super().connect()
            self._when_open()

    return Reporting


def _body(response: Response, until: float) -> bytes:
    chunks, size = [], 0
    try:
        while chunk := _chunk(response):
            chunks.append(chunk)
            size += len(chunk)
            if size > MOST_BYTES:
                raise TooLarge
            if time.monotonic() > until:
                raise TooSlow
    # requests translates these in iter_content(), which reads on until a chunk is full.
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from None
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None
    return b"".join(chunks)


def _chunk(response: Response) -> bytes:
    """What has arrived, at most a chunk; empty at the end."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"gzip", "deflate", "identity", ""}:
        raise UnreadableBody("packed in a way that was not asked for")
    return bytes(response.raw.read1(_CHUNK, decode_content=True))


# A merged DOI leads on once, now and then twice, and http to https: five is a circle.
MOST_REDIRECTS = 5
# For an address that nobody gave a pace.
_UNKNOWN_RATE, _UNKNOWN_CONCURRENCY = 10.0, 3
_PORTS = {"http": 80, "https": 443}


class HttpSession(CachedSession):
    """A session whose requests, with the addresses and keys in them, stay with the host asked."""

    def get_redirect_target(self, resp: Response) -> str | None:
        """Where an answer leads; raises TooManyRedirects where that is another service."""
        target: str | None = super().get_redirect_target(resp)
        if target is not None and not _is_same_service(resp.url, urljoin(resp.url, target)):
            raise TooManyRedirects("to another host")
        return target


def open_session(answers: InMemoryCache) -> HttpSession:
    """A session over this cache, with a modest pace for addresses that are given none."""
    session = HttpSession(
        backend=answers,
        allowable_codes=(200, *NOT_FOUND),
        allowable_methods=("GET",),
        key_fn=key_of,
        expire_after=-1,  # the cache sets its own, by status
    )
    session.max_redirects = MOST_REDIRECTS
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in _PORTS:
        session.mount(
            f"{scheme}://",
            PacedAdapter(RateLimiter(_UNKNOWN_RATE, _UNKNOWN_CONCURRENCY), known=_UNKNOWN_RATE),
        )
    return session


def _is_same_service(old: str, new: str) -> bool:
    """Whether both are one host and port, or the second is the first's over https."""
    before, after = urlsplit(old), urlsplit(new)
    if before.hostname != after.hostname:
        return False
    ports = [each.port or _PORTS.get(each.scheme) for each in (before, after)]
    if before.scheme == after.scheme:
        return ports[0] == ports[1]
    return after.scheme == "https" and ports == [80, 443]


# A service that asks for more than ten minutes of rest is to be tried another day (seconds).
MOST_REST = 600.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, the headers by any case, and the body as JSON or as text.

    ``json`` is None where the body is none; ``text`` is its beginning, for who has to explain it;
    ``content`` is all of it.
    """

    status: int
    headers: Mapping[str, str]
    json: Any
    text: str
    content: bytes = b""


def reply_of(response: Response) -> Reply:
    """The answer as it came; a body that is not JSON is text, whatever it says of itself."""
    try:
        value = read_json(response.content) if response.content else None
    except UnreadableBody:
        value = None
    text = response.content[:2000].decode("utf-8", "replace")
    return Reply(response.status_code, response.headers, value, text[:500], response.content)


def seconds_of(text: str | None) -> float | None:
    """What ``Retry-After`` or ``Backoff`` ask for, said in seconds or as a date; None for neither.

    RFC 9110, 10.2.3; ``Backoff`` is Zotero's, for answers that are no refusal.
    """
    try:
        return Retry().parse_retry_after(text) if text else None
    except (HTTPError, ValueError, OverflowError):
        return None


def proxies_for(url: str) -> dict[str, Any]:
    """None for a program on this machine, which no proxy can reach; the usual ones otherwise."""
    host = urlsplit(url).hostname or ""
    return {"http": None, "https": None} if _is_loopback(host) else {}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
