"""Ways in which Zotero, or what stands before it, fails; by name, with the details of each.

Those of ``INSTEAD`` answer and do nothing; those of ``BEFORE`` change the library first, as somebody
else would; those of ``DELIVERY`` do what was asked and lose the answer. ``partial``, ``backoff`` and
``library-moves`` are the rest. ``seconds`` and other details have defaults.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Any

from zotero_server.library import Library
from zotero_server.replies import Reply, page, text
from zotero_server.validating import Refused

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """A fault that was ordered: ``where`` is part of "METHOD /address" or empty for anywhere."""

    name: str
    where: str = ""
    details: Details = field(default_factory=dict)


def _throttled(details: Details) -> Reply:
    return text(429, "Too many requests", **{"Retry-After": str(details.get("seconds", 1))})


def _throttled_until(details: Details) -> Reply:
    # A date has whole seconds: half a second more is never less than was meant.
    at = formatdate(time.time() + details.get("seconds", 1) + 0.5, usegmt=True)
    return text(429, "Too many requests", **{"Retry-After": at})


def _closed(details: Details) -> Reply:
    again = {"Retry-After": str(details["seconds"])} if "seconds" in details else {}
    return text(503, "Service unavailable", **again)


INSTEAD: dict[str, Callable[[Details], Reply]] = {
    "429": _throttled,
    "429-date": _throttled_until,
    "429-bare": lambda details: page(429, ""),  # a proxy's
    "500": lambda details: text(500, "An error occurred"),
    "502": lambda details: page(502, "502 Bad Gateway"),
    "503": _closed,
    "504": lambda details: page(504, "504 Gateway Time-out"),
    "403": lambda details: text(403, "Forbidden"),
    "409": lambda details: text(409, "Library is locked"),
    "412": lambda details: text(
        412, "Library has been modified since specified version", **{"Last-Modified-Version": "9"}
    ),
    "413": lambda details: page(413, "413 Request Entity Too Large"),
    "html": lambda details: page(200, "Down for maintenance"),
    "json-garbage": lambda details: Reply(
        200, b'{"successful": {', {"Content-Type": "application/json"}
    ),
    "wrong-shape": lambda details: Reply(200, b"null", {"Content-Type": "application/json"}),
}


def _somebody_edits(library: Library, keys: list[str], details: Details) -> None:
    change: Callable[[Library], None] | None = details.get("change")
    if change is not None:
        change(library)
        return
    for key in [key for key in keys if key in library.items]:
        library.edit(key, rights="somebody else's")
    library.touch()


def _collections_go(library: Library, keys: list[str], details: Details) -> None:
    for key in [key for key in keys if key in library.collections]:
        library.delete(key)


def _somebody_trashes(library: Library, keys: list[str], details: Details) -> None:
    for key in [key for key in keys if key in library.items]:
        library.trash(key)


BEFORE: dict[str, Callable[[Library, list[str], Details], None]] = {
    "concurrent-edit": _somebody_edits,
    "concurrent-trash": _somebody_trashes,
    "collection-gone": _collections_go,
}
# Done as asked, told otherwise or not at all. "slow" answers after ``seconds``.
DELIVERY = ("reset-after-commit", "truncated", "html-after-commit", "500-after-commit", "slow")
NAMES = frozenset(
    [*INSTEAD, *BEFORE, *DELIVERY, "reset", "partial", "backoff", "library-moves", "key-revoked"]
)
# Those that a client lives through by patience alone.
PASSING = (
    "429",
    "429-date",
    "500",
    "502",
    "503",
    "reset",
    "reset-after-commit",
    "truncated",
    "backoff",
)


def refused_by(details: Details) -> dict[int, Refused]:
    """Which objects of a batch a ``partial`` fault fails, and how: the first with a 500."""
    code = details.get("code", 500)
    says = details.get("message", "An error occurred")
    places = details.get("places", (details.get("place", 0),))
    return {place: Refused(code, says, details.get("data")) for place in places}


def altered(fault: Fault, reply: Reply) -> Reply:
    """The answer as a fault of delivery tells it."""
    if fault.name == "backoff":
        backoff = {"Backoff": str(fault.details.get("seconds", 1))}
        return replace(reply, headers={**reply.headers, **backoff})
    if fault.name == "html-after-commit":
        return page(200, "Down for maintenance")
    if fault.name == "500-after-commit":
        return text(500, "An error occurred")
    return reply


def deliver(handler: Any, reply: Reply, fault: Fault | None) -> None:
    """Send an answer in the way of a fault."""
    name = fault.name if fault else ""
    if name == "slow" and fault:
        handler.server.closing.wait(fault.details.get("seconds", 1.0))
    if name in ("reset", "reset-after-commit"):
        hang_up(handler)
    elif not reply.status:  # closed without an answer
        handler.close_connection = True
    elif name == "truncated":
        handler.close_connection = True
        with suppress(OSError):
            handler.send_head(reply)
            handler.wfile.write(reply.body[: len(reply.body) // 2])
    else:
        handler.send_head(reply)
        handler.wfile.write(reply.body)


def hang_up(handler: Any) -> None:
    """Close the connection in the middle, as a line that breaks does."""
    handler.close_connection = True
    with suppress(OSError, ValueError):
        # Lingering for no time makes the close a reset instead of an orderly end.
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.rfile.close()
        handler.connection.close()
