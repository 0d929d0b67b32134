"""Answers a request of the plug-in, from its first event to its last; every error is an event."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from refkit.errors import InputError, NotRemembered, RefkitError, SourceError, ZoteroError
from refkit.version import __version__
from refkit.zotero.plugin import events
from refkit.zotero.plugin.events import Emit, ErrorKind, Want
from refkit.zotero.plugin.request import BadRequest, Request, load, read, told_run

Answer = Callable[[Request, Emit, str], None]
"""Answers one want: the request, where its events go, and the name of its run."""

# What answers a want is loaded when it is asked for: the network is of no use for labels.
_HOMES = {
    Want.HELLO: "hello",
    Want.REFERENCES: "references",
    Want.LABELS: "items",
    Want.RETRACTIONS: "retractions",
    Want.EXPLAIN: "items",
    Want.DECIDE: "items",
    Want.BEGIN: "runs",
    Want.WRITTEN: "runs",
    Want.RUNS: "runs",
    Want.UNDO: "runs",
}
_KINDS: tuple[tuple[type[RefkitError], ErrorKind], ...] = (
    (SourceError, ErrorKind.SOURCE),
    (NotRemembered, ErrorKind.OFFLINE),
    (ZoteroError, ErrorKind.ZOTERO),
    (InputError, ErrorKind.INPUT),
)


def answer_bytes(data: bytes, emit: Emit, *, offline: bool = False) -> None:
    """Answer a request, JSON, from its first event to its last; ``offline`` asks nobody.

    The first is told before anything is loaded that takes a while. Raises only BrokenPipeError, of
    ``emit``, where who asked has gone.
    """
    ok = False
    try:
        request, run = _started(data, emit)
        if offline:
            request = replace(request, options=replace(request.options, offline=True))
        _answer(request, emit, run)
        ok = True
    except BrokenPipeError:
        raise
    except (Exception, KeyboardInterrupt) as error:
        emit(_trouble(error))
    emit(events.end(ok=ok))


def _started(data: bytes, emit: Emit) -> tuple[Request, str]:
    """The request and the name of its run, once it is told that somebody is there."""
    run = events.new_run_id()
    asked: dict[str, Any] = {}
    try:
        asked = load(data)
    finally:
        want = asked.get("want") if isinstance(asked.get("want"), str) else ""
        emit(events.start(str(want), told_run(asked) or run, __version__))
    return read(asked), run


def _answer(request: Request, emit: Emit, run: str) -> None:
    home = import_module(f"refkit.api.plugin.{_HOMES[request.want]}")
    answers: Answer = getattr(home, f"answer_{request.want.value}")
    answers(request, emit, run)


def _trouble(error: BaseException) -> events.Event:
    """An error as an event: one line for a person, never a traceback."""
    if isinstance(error, BadRequest):
        return events.error(error.kind, str(error), error.where or None)
    if isinstance(error, KeyboardInterrupt):
        return events.error(ErrorKind.INTERRUPTED, "it was stopped")
    for kind, named in _KINDS:
        if isinstance(error, kind):
            return events.error(named, str(error))
    return events.error(ErrorKind.FAULT, _fault(error))


def _fault(error: BaseException) -> str:
    """A fault of refkit's own, with the place that a report of it should name."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a fault in refkit ({type(error).__name__}{place}: {error}); please report it"
