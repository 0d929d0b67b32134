"""The plug-in inside a Zotero that can start no program asks here what it would ask a process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from threading import Event as Flag
from threading import Thread

from starlette.responses import Response, StreamingResponse

from refkit.api.plugin.answers import answer_bytes
from refkit.ui.call import Call, Handler
from refkit.zotero.plugin.events import Emit, Event, as_line

MEDIA_TYPE = "application/x-ndjson"


def items(call: Call) -> Response:
    """Answer one request in events, a line each; an error is an event."""
    call.json()  # refused as everywhere where it is no JSON

    def answer(emit: Emit) -> None:
        answer_bytes(call.body, emit, offline=call.workspace.offline)

    return StreamingResponse(_lines(answer), media_type=MEDIA_TYPE)


async def _lines(answer: Callable[[Emit], None]) -> AsyncIterator[bytes]:
    """What is told, as soon as it is told, by a thread that keeps no program from its end.

    Where who asked has gone, the next event ends what is done for it.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[bytes] = asyncio.Queue()
    gone = Flag()

    def put(line: bytes) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(told.put_nowait, line)

    def emit(event: Event) -> None:
        if gone.is_set():
            raise BrokenPipeError
        put(as_line(event))

    def work() -> None:
        with suppress(BrokenPipeError):
            answer(emit)
        put(b"")

    Thread(target=work, name="refkit plug-in", daemon=True).start()
    try:
        while line := await told.get():
            yield line
    finally:
        gone.set()


API: tuple[tuple[str, str, Handler], ...] = (("POST", "/zotero/items", items),)
