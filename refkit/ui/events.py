"""Server-sent events: tells every window what has changed, and whether any window is open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool

from refkit.ui.workspace import Workspace

BEAT = 2.0
"""Seconds after which a stream looks whether the file was changed outside, and shows it lives."""
GRACE = 8.0
"""Seconds without any window after which the last one is taken for closed, and not for reloaded."""
_BEAT = ": beat\n\n"


class Windows:
    """How many windows are open, by their streams; ``on_closed`` is called after the last one.

    Nothing is called where none was ever open: a program, or a browser without scripts, has none.
    """

    def __init__(self, on_closed: Callable[[], None], grace: float = GRACE) -> None:
        self._on_closed, self._grace = on_closed, grace
        self._open = 0
        self._timer: asyncio.TimerHandle | None = None
        self.is_ending = False

    def opened(self) -> None:
        """A window is there."""
        self._open += 1
        if self._timer:
            self._timer.cancel()

    def closed(self) -> None:
        """A window is gone; perhaps it comes back at once."""
        self._open -= 1
        if not self._open and not self.is_ending:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._grace, self._on_closed)


async def stream(
    workspace: Workspace, windows: Windows, looks: Mapping[str, Callable[[], Any]]
) -> AsyncIterator[str]:
    """The events for one window: by its name what each of ``looks`` gives, whenever it is another.

    A comment shows that the program lives where there is nothing else to tell.
    """
    loop, changed = asyncio.get_running_loop(), asyncio.Event()

    def tell() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(changed.set)

    workspace.listeners.add(tell)
    windows.opened()
    last: dict[str, str] = {}
    try:
        while not windows.is_ending:
            changed.clear()
            now = {name: json.dumps(await run_in_threadpool(look)) for name, look in looks.items()}
            told = [each for each in now.items() if last.get(each[0]) != each[1]]
            yield "".join(f"event: {name}\ndata: {data}\n\n" for name, data in told) or _BEAT
            last = now
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), BEAT)
    finally:
        workspace.listeners.discard(tell)
        windows.closed()
