"""``refkit zotero items``: answer the plug-in inside Zotero, an event a line."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import click

from refkit.version import __version__
from refkit.zotero.plugin import events
from refkit.zotero.plugin.request import load, read, told_run


@click.command("items", short_help="Answer the plug-in inside Zotero.")
@click.option(
    "--events", "as_events", is_flag=True, required=True, help="As lines of JSON, one an event."
)
def items(as_events: bool) -> None:
    """Read one request, a JSON object, from standard input and answer in events.

    This is what the plug-in inside Zotero speaks; docs/zotero-protocol.md has all of it. An error
    is an event too, and the last event is always end.

    \b
    Example:
      echo '{"protocol": 1, "want": "hello"}' | refkit zotero items --events
    """
    if sys.stdin.isatty():
        raise click.UsageError("the request is read from standard input: pipe it in")
    with _ended_by_signals():
        _answer(sys.stdin.buffer.read(), _Lines(sys.stdout.buffer))


class _Lines:
    """Writes events as lines of ASCII, at once: no code page and no half character stops them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __call__(self, event: events.Event) -> None:
        self._file.write(json.dumps(event).encode("ascii") + b"\n")
        self._file.flush()


def _answer(data: bytes, emit: _Lines) -> None:
    """Answer a request from its first event to its last."""
    ok = False
    try:
        _start(data, emit)
        ok = True
    except BrokenPipeError:  # who asked has gone
        raise
    except (Exception, KeyboardInterrupt) as error:
        from refkit.api.plugin.answers import trouble

        emit(trouble(error))
    emit(events.end(ok=ok))


def _start(data: bytes, emit: _Lines) -> None:
    """Tell that somebody is there before anything is loaded that takes a while."""
    run = events.new_run_id()
    asked: dict[str, Any] = {}
    try:
        asked = load(data)
    finally:
        want = asked.get("want") if isinstance(asked.get("want"), str) else ""
        emit(events.start(str(want), told_run(asked) or run, __version__))
    request = read(asked)
    from refkit.api.plugin.answers import answer

    answer(request, emit, run)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let a program that ends this one hear of it, as Ctrl-C does."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
