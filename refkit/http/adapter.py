"""The adapter: sends one request through a gate, and takes in what is bounded in size and time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import requests
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from refkit.http.deadline import Patience
from refkit.http.rate_limit import Gate, advertised_concurrency, advertised_rate
from refkit.http.strict_json import Unreadable, read_json

# A hundred of Crossref's longest records are under 20 MB; what is larger is no answer of theirs.
MOST_BYTES = 64 * 1024 * 1024
_PIECE = 64 * 1024
_GOOD = frozenset({200, 301, 302, 303, 307, 308, 404, 410})


class TooLarge(Exception):
    """A body that does not end within ``MOST_BYTES``, unpacked."""


class TooSlow(Exception):
    """A body that does not end in time, though it keeps coming."""


class Unexpected(Exception):
    """JSON that is no answer to what was asked."""


class PacedAdapter(HTTPAdapter):
    """Sends what a gate lets through, and tells the gate what each answer says of the pace.

    ``kind`` and ``known`` are for ``advertised_rate``; ``is_answer`` judges the JSON of a 200. An
    answer that fails is raised here, before anything above can remember it.
    """

    def __init__(
        self,
        gate: Gate,
        kind: str = "",
        known: float = 1.0,
        is_answer: Callable[[Any], bool] = lambda value: True,
    ) -> None:
        self.gate = gate
        self._kind = kind
        self._known = known
        self._is_answer = is_answer
        self._here = threading.local()
        super().__init__(max_retries=0)

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send one request once; nothing is repeated below."""
        patience = cast(Patience, kwargs["timeout"])
        # What unpacks in bounded memory is known for these two.
        request.headers["Accept-Encoding"] = "gzip, deflate"
        with self.gate.place(patience.until) as self._here.place:
            kwargs |= {"timeout": patience.of_a_try(), "stream": True}
            response = super().send(request, *args, **kwargs)
            try:
                response._content = _body(response, patience.of_an_answer())
                response._content_consumed = True  # type: ignore[attr-defined]
            finally:
                response.close()
        self._judge(response)
        return response

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """A pool of connections that tell when they are open, for a request counts from then."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _telling(pool.ConnectionCls)
        pool.conn_kw["when_open"] = self._is_open
        return pool

    def _is_open(self) -> None:
        self.gate.is_sent_now(self._here.place)

    def _judge(self, response: Response) -> None:
        if response.status_code == 200 and not self._is_answer(read_json(response.content)):
            raise Unexpected
        if response.status_code in _GOOD:
            headers = response.headers
            self.gate.learn(
                advertised_rate(headers, self._kind, self._known), advertised_concurrency(headers)
            )


@cache
def _telling(usual: Any) -> Any:
    """The class of connections, usual but for a word when they are open."""
    if hasattr(usual, "is_telling"):
        return usual

    class Telling(usual):  # type: ignore[misc]  # one of four classes of urllib3
        is_telling = True

        def __init__(self, *args: Any, when_open: Callable[[], None], **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._when_open = when_open

        def connect(self) -> None:
            super().connect()
            self._when_open()

    return Telling


def _body(response: Response, until: float) -> bytes:
    pieces, size = [], 0
    try:
        while piece := _piece(response):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                raise TooLarge
            if time.monotonic() > until:
                raise TooSlow
    # requests translates these in iter_content(), which reads on until a piece is full.
    except urllib3.exceptions.ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from None
    except urllib3.exceptions.HTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from None
    return b"".join(pieces)


def _piece(response: Response) -> bytes:
    """What has arrived, at most a piece; empty at the end."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in {"gzip", "deflate", "identity", ""}:
        raise Unreadable("packed in a way that was not asked for")
    return bytes(response.raw.read1(_PIECE, decode_content=True))
