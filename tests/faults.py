"""Ways in which a service fails, by name, for the loopback server of the tests to deliver.

Each is one that was seen at Crossref or another service, or that a client must survive.
"""

from __future__ import annotations

import json
import socket
import struct
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import cache
from typing import Any

# Seconds until a question that is left hanging is answered; between two bytes of a drip.
TIMEOUT = 5.0
DRIP = 0.05
# More than refkit takes in, unpacked; packed it is some 80 KB.
BOMB = 80 * 1024 * 1024
_PIECE = b" " * 65536


@dataclass(frozen=True)
class Answer:
    """What is sent; ``names_limits``: with the headers that tell of the pool."""

    status: int
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    names_limits: bool = True


def as_json(code: int, kind: str, message: object, status: str = "ok") -> Answer:
    """An answer in Crossref's envelope."""
    body = {"status": status, "message-type": kind, "message-version": "1.0.0", "message": message}
    return Answer(code, json.dumps(body, ensure_ascii=False).encode(), "application/json")


def bare(status: int, page: str = "", **headers: str) -> Answer:
    """An answer of what stands before the service: empty, or a page."""
    body = f"<html><body><h1>{page}</h1></body></html>".encode() if page else b""
    return Answer(status, body, "text/html" if page else "", headers, names_limits=False)


def send(handler: Any, answer: Answer, pool: str) -> None:
    """Deliver an answer as it should be."""
    handler.send_head(answer, pool)
    handler.wfile.write(answer.body)


def _reset(handler: Any, answer: Answer, pool: str) -> None:
    # Lingering for no time makes the close a reset instead of an orderly end.
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.rfile.close()
    handler.connection.close()


def _reset_within(handler: Any, answer: Answer, pool: str) -> None:
    _half(handler, answer, pool)
    handler.server.closing.wait(0.05)  # a reset at once would overtake what was sent
    _reset(handler, answer, pool)


def _half(handler: Any, answer: Answer, pool: str) -> None:
    handler.send_head(answer, pool)
    handler.wfile.write(answer.body[: len(answer.body) // 2])


def _hang(handler: Any, answer: Answer, pool: str) -> None:
    if not handler.server.closing.wait(TIMEOUT):
        send(handler, answer, pool)


def _drip(handler: Any, answer: Answer, pool: str) -> None:
    handler.send_head(answer, pool)
    for byte in answer.body:
        if handler.server.closing.wait(DRIP):
            break
        handler.wfile.write(bytes([byte]))


def _drip_head(handler: Any, answer: Answer, pool: str) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.server.closing.wait(DRIP):
        handler.wfile.write(b"x")


def _endless(handler: Any, answer: Answer, pool: str) -> None:
    handler.send_head(replace(answer, headers={"Content-Length": ""}), pool)
    handler.wfile.write(b"{")
    while not handler.server.closing.is_set():
        handler.wfile.write(_PIECE)


def _bomb(answer: Answer) -> Answer:
    return replace(answer, status=200, body=_packed(), headers={"Content-Encoding": "gzip"})


@cache
def _packed() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(b"[")] + [packer.compress(_PIECE) for _ in range(BOMB // len(_PIECE))]
    return b"".join([*pieces, packer.compress(b"]"), packer.flush()])


def _in_a_second(answer: Answer) -> Answer:
    return bare(429, **{"Retry-After": formatdate(time.time() + 1.5, usegmt=True)})


def _away(answer: Answer) -> Answer:
    return bare(302, Location="http://elsewhere.invalid/works")


@dataclass(frozen=True)
class Fault:
    """An answer in place of the usual one, and a way to deliver it."""

    instead: Callable[[Answer], Answer] = lambda usual: usual
    deliver: Callable[[Any, Answer, str], None] = send
    hangs_up: bool = False

    def __call__(self, handler: Any, answer: Answer, pool: str) -> None:
        """Deliver, and let a client hang up."""
        handler.close_connection = handler.close_connection or self.hangs_up
        if self.hangs_up:
            with suppress(OSError, ValueError):
                self.deliver(handler, answer, pool)
        else:
            self.deliver(handler, answer, pool)


def _says(answer: Answer) -> Fault:
    return Fault(lambda usual: answer)


def _body(body: bytes) -> Fault:
    return _says(Answer(200, body, "application/json"))


# Each body below would be taken for an empty list, or a work without a title, by whoever reads it.
_NONE = b'{"status": "ok", "message": {"items": [], "DOI": "10.5555/none"'

FAULTS = {
    "401": _says(bare(401)),
    "403": _says(bare(403)),  # what a blocked address gets
    "429": _says(bare(429)),
    "429-retry-after": _says(bare(429, **{"Retry-After": "1"})),
    "429-date": Fault(_in_a_second),
    "429-nonsense": _says(bare(429, **{"Retry-After": "in a while"})),
    "500": _says(as_json(500, "exception", {"name": "class Exception"}, status="error")),
    "503": _says(bare(503, "503 Service Temporarily Unavailable")),
    "504-html": _says(bare(504, "504 Gateway Time-out")),
    "html-200": _says(bare(200, "Down for maintenance")),
    "json-garbage": _body(b'{"status":"ok","message":'),
    "wrong-shape": _body(b'{"unexpected": []}'),
    "json-wrong-shape": _body(b'{"message": null}'),
    "nan": _body(_NONE + b', "score": NaN}}'),
    "infinity": _body(_NONE + b', "score": 1e999}}'),
    "not-utf8": _body(_NONE + b', "title": ["\xff\xfe"]}}'),
    "deep": _body(_NONE + b', "x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}"),
    "not-so-deep": _body(_NONE + b', "x": ' + b"[" * 300 + b"]" * 300 + b"}}"),
    "wrong-type": Fault(lambda usual: replace(usual, content_type="text/html")),
    "redirect-loop": _says(bare(302, Location="/works/redirect-loop")),
    "redirect-away": Fault(_away),
    "gzip-bomb": Fault(_bomb, hangs_up=True),
    "gzip-garbage": Fault(lambda usual: replace(usual, headers={"Content-Encoding": "gzip"})),
    "endless": Fault(deliver=_endless, hangs_up=True),
    "drip": Fault(deliver=_drip, hangs_up=True),
    "drip-head": Fault(deliver=_drip_head, hangs_up=True),
    "reset": Fault(deliver=_reset, hangs_up=True),
    "reset-within": Fault(deliver=_reset_within, hangs_up=True),
    "timeout": Fault(deliver=_hang),
    "truncated": Fault(deliver=_half, hangs_up=True),
}
