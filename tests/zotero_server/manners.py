"""What a client of Zotero's web API owes it, and who does not give it."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

from zotero_server.replies import Reply
from zotero_server.serving import Request

# Requests beside each other that Zotero's makers ask for at most; five are refused.
TOGETHER = 4
# Seconds after an answer that tells to wait in which a request may be one already on its way, and
# seconds of the wait that are forgiven where a machine has too much to do.
ON_ITS_WAY = 0.3
FORGIVEN = 0.1
# Whether a client waits before it repeats what was refused; most tests do not (``pauses`` in
# tests/conftest.py), and on a busy machine what comes at once comes late.
REPEATS_WAIT = True


class Manners:
    """Watches the requests of one client and writes down what it should not have done."""

    def __init__(self, violations: list[str]) -> None:
        self._violations = violations
        self._hold = (0.0, 0.0)  # from when until when nothing may come
        self._refused: dict[tuple[str, str, str], float] = {}  # since when it is known

    def arrived(self, request: Request, under_way: int) -> None:
        """Look at a request that comes while ``under_way`` others have no answer yet."""
        where = f"{request.method} {request.target.partition('?')[0]}"
        begins, ends = self._hold
        if begins < request.when < ends:
            self._note(f"a request {ends - request.when:.1f}s before it may come", where)
        if under_way >= TOGETHER:
            self._note(f"{under_way + 1} requests at a time, {TOGETHER} allowed", where)
        if self._refused.get(self._who(request), request.when) < request.when:
            self._note("a 403 repeated", where)
        if request.headers.get("zotero-api-version") != "3":
            self._note("no Zotero-API-Version: 3", where)
        if not request.headers.get("user-agent", "").strip():
            self._note("no User-Agent", where)
        if "key" in request.query or (
            request.path.startswith("/keys/") and request.path != "/keys/current"
        ):
            self._note("the key in the address", where.partition("?")[0])
        if _is_unsafe(request):
            self._note("a new object without key and version: sent again, it is there twice", where)

    def answered(self, request: Request, reply: Reply, under_way: int) -> None:
        """Look at an answer before it goes out: it may tell the client to wait, or for good.

        Who has ``under_way`` others besides may have sent the next before it hears of this one.
        """
        now = time.monotonic()
        if reply.status == 403:
            known = now + (ON_ITS_WAY if under_way else 0)
            self._refused.setdefault(self._who(request), known)
        seconds = max(
            _seconds(reply.headers.get("Backoff", "")),
            _seconds(reply.headers.get("Retry-After", "")) if REPEATS_WAIT else 0.0,
        )
        if seconds:
            self._hold = (now + ON_ITS_WAY, max(self._hold[1], now + seconds - FORGIVEN))

    def _note(self, what: str, where: str) -> None:
        self._violations.append(f"{what}, at {where}")

    @staticmethod
    def _who(request: Request) -> tuple[str, str, str]:
        return request.headers.get("zotero-api-key", ""), request.method, request.path


def _is_unsafe(request: Request) -> bool:
    guards = ("zotero-write-token", "if-unmodified-since-version")
    if request.method != "POST" or any(name in request.headers for name in guards):
        return False
    sent: Any = request.json
    objects = [one for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
    return any("version" not in one.get("data", one) for one in objects)


def _seconds(value: str) -> float:
    if not value:
        return 0.0
    try:
        return float(value)
    except ValueError:
        return parsedate_to_datetime(value).timestamp() - time.time()
