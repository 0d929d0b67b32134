"""Answers a request of the plug-in, from its first event to its last; every error is an event."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from refkit.errors import InputError, NotRemembered, RefkitError, SourceError, ZoteroError
from refkit.zotero.plugin import events
from refkit.zotero.plugin.events import Emit, Trouble, Want
from refkit.zotero.plugin.request import BadRequest, Request

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
_KINDS: tuple[tuple[type[RefkitError], Trouble], ...] = (
    (SourceError, Trouble.SOURCE),
    (NotRemembered, Trouble.OFFLINE),
    (ZoteroError, Trouble.ZOTERO),
    (InputError, Trouble.INPUT),
)


def answer(request: Request, emit: Emit, run: str) -> None:
    """Answer a request; raises what ``trouble`` makes an event of."""
    home = import_module(f"refkit.api.plugin.{_HOMES[request.want]}")
    answers: Answer = getattr(home, f"answer_{request.want.value}")
    answers(request, emit, run)


def trouble(error: BaseException) -> events.Event:
    """An error as an event: one line for a person, never a traceback."""
    if isinstance(error, BadRequest):
        return events.error(error.kind, str(error), error.where or None)
    if isinstance(error, KeyboardInterrupt):
        return events.error(Trouble.INTERRUPTED, "it was stopped")
    for kind, named in _KINDS:
        if isinstance(error, kind):
            return events.error(named, str(error))
    return events.error(Trouble.FAULT, _fault(error))


def _fault(error: BaseException) -> str:
    """A fault of refkit's own, with the place that a report of it should name."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a fault in refkit ({type(error).__name__}{place}: {error}); please report it"
