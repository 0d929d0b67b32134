"""``refkit zotero items``: answer the plug-in inside Zotero, an event a line."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from refkit.api.plugin.answers import answer_bytes
from refkit.errors import InputError
from refkit.zotero.plugin.events import Event, as_line


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
    if sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError("the request is read from standard input: pipe it in")
    lines = _Lines(sys.stdout.buffer)
    with _ended_by_signals():
        try:
            answer_bytes(sys.stdin.buffer.read(), lines)
        except BrokenPipeError:
            raise lines.failed or BrokenPipeError from None


class _Lines:
    """Writes events as lines of ASCII, at once: no code page and no half character stops them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failed: InputError | None = None

    def __call__(self, event: Event) -> None:
        """Write one; raises BrokenPipeError where nobody hears it, ``failed`` where there is more.

        A disk that is full is no matter of the request: no event can tell of it.
        """
        try:
            self._file.write(as_line(event))
            self._file.flush()
        except InputError as error:
            self.failed = error
            raise BrokenPipeError from None


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
