"""How long a question may take, all its repetitions, waits and bytes together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

from urllib3 import Timeout

T = TypeVar("T")


class OutOfTime(Exception):
    """There was no answer within the time that a question may take."""


class Deadline(Timeout):
    """urllib3's timeout with an end: ``until`` by the monotonic clock, for the whole question.

    The library's own seconds count from byte to byte, so that a slow drip never ends.
    """

    def __init__(self, connect: float, read: float, whole: float) -> None:
        super().__init__(connect=connect, read=read)
        self.whole = whole
        self.until = time.monotonic() + whole
        self._seconds = (connect, read)

    @property
    def left(self) -> float:
        """Seconds that are left; raises OutOfTime where there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left

    def for_one_try(self) -> Timeout:
        """Seconds to connect and between two bytes, for one try in what is left."""
        connect, read = self._seconds
        left = self.left
        return Timeout(connect=min(connect, left), read=min(read, left))

    def for_one_answer(self) -> float:
        """The moment until which an answer must be whole: half the time, to be asked for twice."""
        return min(self.until, time.monotonic() + self.whole / 2)


def within(seconds: float, work: Callable[[], T]) -> T:
    """What ``work`` gives; raises OutOfTime where it takes longer, and leaves it to end alone.

    It runs in a thread that keeps no process alive: a name that is not resolved, or a head that
    arrives by the byte, cannot be interrupted any other way.
    """
    box: SimpleQueue[tuple[T | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            box.put((work(), None))
        except Exception as error:
            box.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        result, error = box.get(timeout=seconds)
    except Empty:
        raise OutOfTime from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]  # without an error there is a result
