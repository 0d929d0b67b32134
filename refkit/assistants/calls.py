"""One call of a tool: done in a thread of its own, told of its progress, and left when stopped."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar, cast

from refkit.assistants.redact import Redactor
from refkit.model.bibliography import Entry

_PAUSE = 0.1  # seconds between two tellings of progress: more often nobody can look

_Answer = TypeVar("_Answer")


class Stopped(BaseException):
    """The call was cancelled; passes through all that catches errors, as Ctrl-C does."""


class ToolCall:
    """What a tool is given beside its arguments: whom to tell, and whether to go on.

    ``tell`` is called, in the thread of the tool, with how much is done, of how much, and words.
    """

    def __init__(
        self,
        tell: Callable[[int, int, str], None] = lambda *told: None,
        private: Redactor | None = None,
    ) -> None:
        self.notes: list[str] = []
        self._private = private or Redactor()
        self._tell = tell
        self._stopped = threading.Event()
        self._done = self._total = 0
        self._told = 0.0

    def stop(self) -> None:
        """Have it stopped at its next step."""
        self._stopped.set()

    def check(self) -> None:
        """Raise Stopped where it was stopped."""
        if self._stopped.is_set():
            raise Stopped

    def progress(self, words: str, total: int) -> Callable[[int], None]:
        """Be told what begins and how much of it there is; gives what is told how much is done.

        What is done never grows less from one part to the next, as the protocol asks for.
        """
        self.check()
        self._total += total
        self._told = 0.0
        self._now_and_then(words)

        def tell(done: int) -> None:
            self._done += done
            self._now_and_then(words)
            self.check()

        return tell

    def notify(self, note: str) -> None:
        """Be told a line for the user."""
        self.check()
        self.notes.append(self._private.without_folders(note))

    def watch(self, entries: Sequence[Entry], settled: bool) -> None:
        """Be told of listed lines, of which nothing is kept: this is where one may stop."""
        self.check()

    def _now_and_then(self, words: str) -> None:
        now = time.monotonic()
        if now - self._told >= _PAUSE:
            self._told = now
            self._tell(self._done, self._total, words)


class Threads:
    """The threads in which calls are done; those that write are waited for at the end."""

    def __init__(self) -> None:
        self._writing: dict[threading.Thread, ToolCall] = {}

    async def run(self, work: Callable[[], _Answer], call: ToolCall, *, writes: bool) -> _Answer:
        """What comes of some work. Where this is cancelled the call is stopped, and left.

        A thread that only reads is waited for by nobody.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Answer] = loop.create_future()

        def settle(answer: _Answer | None, error: BaseException | None) -> None:
            if future.done():
                return  # it was left
            if isinstance(error, Stopped):
                future.cancel()
            elif error is not None:
                future.set_exception(error)
            else:
                future.set_result(cast(_Answer, answer))

        def run() -> None:
            answer, failed = None, None
            try:
                answer = work()
            except BaseException as error:
                failed = error
            self._writing.pop(thread, None)
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, answer, failed)

        thread = threading.Thread(target=run, name="refkit mcp", daemon=True)
        if writes:
            self._writing[thread] = call
        thread.start()
        try:
            return await future
        finally:
            call.stop()

    def stop_writing(self) -> bool:
        """Have what writes stopped at its next step; whether there is any."""
        under_way = list(self._writing.values())
        for call in under_way:
            call.stop()
        return bool(under_way)

    def wait_for_writing(self) -> None:
        """Wait until what writes has ended: an answer that is under way is waited for."""
        for thread in list(self._writing):
            thread.join()
