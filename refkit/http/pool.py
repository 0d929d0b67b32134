"""Asks several questions at a time, and stops at once when one shows that more are of no use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# A wait without end cannot be interrupted on every system.
_POLL = 0.5


def together(
    items: Sequence[Item], ask: Callable[[Item], Result], at_once: int
) -> Iterator[tuple[Item, Result]]:
    """Each item with what ``ask`` gives, in the order in which they are done.

    The first exception is raised, and so is Ctrl-C; from then on no further item is begun, and
    what is under way is not waited for: its threads keep no process alive.
    """
    workers = _Workers(items, ask)
    for _ in range(min(at_once, len(items))):
        threading.Thread(target=workers.work, daemon=True).start()
    try:
        for _ in items:
            yield workers.next_done()
    finally:
        workers.stop()


class _Workers(Generic[Item, Result]):
    """Workers that share one list of items."""

    def __init__(self, items: Sequence[Item], ask: Callable[[Item], Result]) -> None:
        self._items = iter(items)
        self._ask = ask
        self._lock = threading.Lock()
        self._stopped = False
        self._done: SimpleQueue[tuple[Item, Result] | Exception] = SimpleQueue()

    def work(self) -> None:
        """Take items until there are none, or somebody stops."""
        try:
            while (taken := self._take()) is not None:
                self._done.put((taken[0], self._ask(taken[0])))
        except Exception as error:
            self._done.put(error)

    def next_done(self) -> tuple[Item, Result]:
        """Wait for the next result; raises what a worker could not do."""
        while True:
            try:
                done = self._done.get(timeout=_POLL)
            except Empty:
                continue
            if isinstance(done, Exception):
                raise done
            return done

    def stop(self) -> None:
        """Let nobody begin another item."""
        with self._lock:
            self._stopped = True

    def _take(self) -> tuple[Item] | None:
        with self._lock:
            for item in self._items if not self._stopped else ():
                return (item,)
            return None
