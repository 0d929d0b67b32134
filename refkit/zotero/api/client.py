"""Sends a request to version 3 of Zotero's API and reads its headers and lists.

The web's and the desktop's API have a client each, since they differ in who may write and in what
can be switched off.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from refkit.errors import SourceError, SourceUnreachable, ZoteroError
from refkit.http.gateway import Gateway
from refkit.http.retry import WORTH_REPEATING
from refkit.http.transport import Reply
from refkit.version import __version__
from refkit.zotero.api.responses import reason

Question = TypeVar("Question")
Answer = TypeVar("Answer")

_READING = frozenset({"GET", "HEAD"})
_REFUSED = frozenset({401, 403})
# "The target library is locked" (write_requests): while Zotero syncs or uploads, for moments.
_LOCKED = 409
# Seconds before what may pass is tried again, beside what the gateway itself waits out.
PAUSES = (1.0, 3.0, 9.0)


def is_repeated(reply: Reply) -> bool:
    """Whether the gateway sent it again until that was of no more use: a throttle, a fault."""
    return reply.status in WORTH_REPEATING


class NoAnswer(ZoteroError):
    """No answer to this request, though others may have one: what became of it is not known."""


class RequestRefused(ZoteroError):
    """A request was turned away as a whole, with nothing done, and the next one would be too."""


class ApiClient:
    """A client of Zotero's API: sends requests, counts them, and says in words what is refused.

    ``base_url`` is without a slash at its end. What a 401 or 403 says holds for every request that
    follows, so none is sent after it.
    """

    def __init__(self, gateway: Gateway, base_url: str, *, rate: float, at_once: int) -> None:
        self._gateway = gateway
        self._base_url = base_url
        self._refusal = ""
        self._lock = threading.Lock()
        self.requests = 0
        gateway.pace(f"{base_url}/", "zotero", rate, concurrency=at_once)

    @property
    def host(self) -> str:
        """The host that requests are sent to."""
        return urlsplit(self._base_url).netloc

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        value: Any = None,
        version: int | None = None,
        timeout: float | None = None,
        once: bool = False,
    ) -> Reply:
        """Send a request and give the reply, of whatever status but a refusal.

        ``value`` is sent as JSON. ``version`` is the one that a single object must still have.
        ``timeout`` is in seconds; ``once`` is for what must not be repeated. Raises NoAnswer, and
        RequestRefused where the next request would be refused too.
        """
        headers = {"Zotero-API-Version": "3", "User-Agent": f"refkit/{__version__}"}
        if version is not None:
            headers["If-Unmodified-Since-Version"] = str(version)
        body = None
        if value is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        reply = self._exchange(method, path, dict(params or {}), headers, body, timeout, once)
        if problem := self.refusal_in(reply):
            if reply.status in _REFUSED:
                self._refusal = problem
            raise RequestRefused(problem)
        return reply

    def in_parallel(
        self, questions: Sequence[Question], ask: Callable[[Question], Answer]
    ) -> Iterator[tuple[Question, Answer]]:
        """Ask several questions, as many at a time as Zotero allows; answers as they come."""
        return self._gateway.together(f"{self._base_url}/", questions, ask)

    def wait(self, seconds: float) -> None:
        """Wait before something is sent again."""
        self._gateway.rest(seconds)

    def key_headers(self, method: str) -> Mapping[str, str]:
        """The headers with the key for a request of this method."""
        return {}

    def is_busy(self, method: str, reply: Reply) -> bool:
        """Whether a reply says that the library is locked for moments and nothing was done."""
        return reply.status == _LOCKED and method not in _READING

    def refusal_in(self, reply: Reply) -> str:
        """Why every request would be refused, with what to do; empty for a reply that is none."""
        if reply.status in _REFUSED:
            return f"{self.host} refuses: {self.message_in(reply) or reply.status}"
        return ""

    def message_in(self, reply: Reply) -> str:
        """The server's reason as one line of text without a secret."""
        return self.without_key(reason(reply.text))

    def without_key(self, text: str) -> str:
        """A text of the server without the key, which it may repeat."""
        return text

    def unreachable(self) -> str:
        """The message for a server that does not answer, with what to do."""
        return f"{self.host} cannot be reached; check the network, then run the same again"

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        once: bool = False,
    ) -> Reply:
        """Send a request and give the reply, whatever it says; raises ZoteroError without any."""
        try:
            return self._gateway.exchange(
                method,
                f"{self._base_url}/{path}",
                params=params,
                headers=headers,
                body=body,
                deadline=timeout,
                silence=timeout,
                once=once,
                sending=self._count,
            )
        except SourceUnreachable:
            raise ZoteroError(self.unreachable()) from None
        except SourceError as error:
            raise NoAnswer(str(error)) from None

    def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float | None,
        once: bool,
    ) -> Reply:
        for pause in (*PAUSES, None):
            if self._refusal:
                raise RequestRefused(self._refusal)
            reply = self.send(
                method,
                path,
                params=params,
                headers={**headers, **self.key_headers(method)},
                body=body,
                timeout=timeout,
                once=once,
            )
            if pause is None or not self.is_busy(method, reply):
                break
            self.wait(pause)
        return reply

    def _count(self) -> None:
        with self._lock:
            self.requests += 1

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.host})"


def data_of(reply: Reply) -> list[Any]:
    """The data of each object of a list; raises ZoteroError where it is no such list."""
    listed = reply.json if isinstance(reply.json, list) else [None]
    data = [each.get("data") if isinstance(each, dict) else None for each in listed]
    if not all(isinstance(each, dict) and isinstance(each.get("key"), str) for each in data):
        raise ZoteroError("Zotero answers with something that is no list of its objects")
    return [each for each in data if each is not None]


def version_of(reply: Reply) -> int:
    """The version of what was asked for; raises ZoteroError where the reply has none."""
    return _number_in_header(reply, "Last-Modified-Version")


def total_of(reply: Reply) -> int:
    """How many objects a list has on all its pages; raises ZoteroError where the reply has none."""
    return _number_in_header(reply, "Total-Results")


def _number_in_header(reply: Reply, name: str) -> int:
    text = reply.headers.get(name, "").strip()
    if not text.isdecimal():
        raise ZoteroError(f"Zotero answers without its header {name}")
    return int(text)
