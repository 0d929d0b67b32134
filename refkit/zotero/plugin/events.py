"""The events that are told while something is done: their names and members, in one place.

The plug-in inside Zotero reads them as lines of JSON (docs/zotero-protocol.md), the page as
server-sent events; what means the same is called the same and looks the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

Event = dict[str, Any]
Emit = Callable[[Event], None]

PROTOCOL = 1
"""The number of the protocol; members and events may be added within it."""


class Want(StrEnum):
    """What a request asks for."""

    HELLO = "hello"
    REFERENCES = "references"
    LABELS = "labels"
    RETRACTIONS = "retractions"
    EXPLAIN = "explain"
    DECIDE = "decide"
    BEGIN = "begin"
    WRITTEN = "written"
    RUNS = "runs"
    UNDO = "undo"


class ErrorKind(StrEnum):
    """The kinds of an error."""

    REQUEST = "request"
    PROTOCOL = "protocol"
    READ_ONLY = "read-only"
    INPUT = "input"
    SOURCE = "source"
    OFFLINE = "offline"
    ZOTERO = "zotero"
    INTERRUPTED = "interrupted"
    FAULT = "fault"


class Action(StrEnum):
    """What would be done about an item, or why nothing is."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    IN_TRASH = "in-trash"
    DELETED = "deleted"
    CONFLICT = "conflict"
    NOT_RESOLVED = "not-resolved"
    TRASH = "trash"
    RESTORE = "restore"
    KEEP = "keep"
    GONE = "gone"


def as_line(event: Event) -> bytes:
    """A line of JSON in ASCII: no code page and no half character stops it."""
    return json.dumps(event).encode("ascii") + b"\n"


def new_run_id() -> str:
    """A name for a run: its day and six characters; no two runs have the same."""
    started = datetime.now(UTC).isoformat(timespec="microseconds")
    mark = hashlib.sha256(f"{started}{os.getpid()}".encode()).hexdigest()[:6]
    return f"{started[:10]}-{mark}"


def start(want: str, run: str, refkit: str) -> Event:
    """The first event: who answers, and under which name a run would be recorded."""
    return {"event": "start", "protocol": PROTOCOL, "refkit": refkit, "want": want, "run": run}


def note(text: str) -> Event:
    """A sentence for a person."""
    return {"event": "note", "text": text}


def progress(what: str, done: int, total: int) -> Event:
    """How far something has come, in words and numbers."""
    return {"event": "progress", "what": what, "done": min(done, total), "total": total}


def account(text: str, counts: Mapping[str, int], file: str | None = None) -> Event:
    """What came of it: a sentence, and its numbers, which add up."""
    told: Event = {"event": "account", "text": text, "counts": dict(counts)}
    return told | ({"file": file} if file else {})


def error(kind: ErrorKind, message: str, where: str | None = None) -> Event:
    """What went wrong, on one line for a person."""
    one_line = " ".join(message.split())
    return {"event": "error", "kind": kind.value, "message": one_line, "where": where}


def end(*, ok: bool) -> Event:
    """The last event."""
    return {"event": "end", "ok": ok}


_PAUSE = 0.1  # seconds between two tellings of progress: more often nobody can look


class Progress:
    """Tells of progress now and then; begins as ``fetch`` and the others expect it."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._told = 0.0

    def __call__(self, words: str, total: int) -> Callable[[int], None]:
        """Tell what begins and how much of it there is; gives what is told how much more is."""
        done = 0
        self._tell(words, done, total)

        def tell(more: int) -> None:
            nonlocal done
            done += more
            if done >= total or time.monotonic() - self._told >= _PAUSE:
                self._tell(words, done, total)

        return tell

    def _tell(self, words: str, done: int, total: int) -> None:
        self._told = time.monotonic()
        self._emit(progress(words, done, total))
