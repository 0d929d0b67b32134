"""Version 3 of Zotero's API as it is spoken: one request, its headers, and what a refusal means.

The web's and the desktop's differ in who may write and in what is switched off; a ``Line`` for each
says that. What is asked over a line stands in ``shelf``.
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

__all__ = ["PAUSES", "Line", "NoAnswer", "Refused", "Reply", "is_repeated"]

Item = TypeVar("Item")
Result = TypeVar("Result")

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


class Refused(ZoteroError):
    """A request was turned away as a whole, with nothing done, and the next one would be too."""


class Line:
    """A line to Zotero's API: sends one request, counts it, and says in words what is refused.

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
        """Where the line leads, without the key."""
        return urlsplit(self._base_url).netloc

    def ask(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        value: Any = None,
        version: int | None = None,
        patience: float | None = None,
        once: bool = False,
    ) -> Reply:
        """Send a request and give what came, whatever its status but a refusal.

        ``value`` is sent as JSON. ``version`` is the one that a single object must still have.
        ``patience`` and ``once`` are as for the gateway. Raises NoAnswer, and Refused where the
        next request would fare the same.
        """
        headers = {"Zotero-API-Version": "3", "User-Agent": f"refkit/{__version__}"}
        if version is not None:
            headers["If-Unmodified-Since-Version"] = str(version)
        body = None
        if value is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        reply = self._exchange(method, path, dict(params or {}), headers, body, patience, once)
        if problem := self.problem_with(reply):
            if reply.status in _REFUSED:
                self._refusal = problem
            raise Refused(problem)
        return reply

    def together(
        self, items: Sequence[Item], ask: Callable[[Item], Result]
    ) -> Iterator[tuple[Item, Result]]:
        """Ask about several things, as many at a time as Zotero allows; in the order done."""
        return self._gateway.together(f"{self._base_url}/", items, ask)

    def rest(self, seconds: float) -> None:
        """Wait before something is tried again."""
        self._gateway.rest(seconds)

    def headers_for(self, method: str) -> Mapping[str, str]:
        """What a request has to carry besides: a key."""
        return {}

    def is_at_work(self, method: str, reply: Reply) -> bool:
        """Whether an answer says that the library is occupied for moments, and nothing was done."""
        return reply.status == _LOCKED and method not in _READING

    def problem_with(self, reply: Reply) -> str:
        """Why no request of this line can go well, in words with what to do; empty where it can."""
        if reply.status in _REFUSED:
            return f"{self.host} refuses: {self.said(reply) or reply.status}"
        return ""

    def said(self, reply: Reply) -> str:
        """What the server says, as one line of text without a secret."""
        return self.hidden(reason(reply.text))

    def hidden(self, text: str) -> str:
        """A text of the server without the key, should it repeat it."""
        return text

    def cut_off(self) -> str:
        """What it means that nothing answers, in words with what to do."""
        return f"{self.host} cannot be reached; check the network, then run the same again"

    def exchange_once(self, method: str, path: str, **parts: Any) -> Reply:
        """Send a request as it is, with nothing read into its answer."""
        try:
            return self._gateway.exchange(
                method, f"{self._base_url}/{path}", **parts, sending=self._count
            )
        except SourceUnreachable:
            raise ZoteroError(self.cut_off()) from None
        except SourceError as error:
            raise NoAnswer(str(error)) from None

    def _exchange(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        body: bytes | None,
        patience: float | None,
        once: bool,
    ) -> Reply:
        for pause in (*PAUSES, None):
            if self._refusal:
                raise Refused(self._refusal)
            reply = self.exchange_once(
                method,
                path,
                params=params,
                headers={**headers, **self.headers_for(method)},
                body=body,
                patience=patience,
                silence=patience,
                once=once,
            )
            if pause is None or not self.is_at_work(method, reply):
                break
            self.rest(pause)
        return reply

    def _count(self) -> None:
        with self._lock:
            self.requests += 1

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.host})"
