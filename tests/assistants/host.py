"""An assistant's host: starts refkit mcp as a process, and speaks to it by the package's client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from refkit.assistants.paging import MOST_BYTES

_AT_MOST = 120.0  # seconds, on a machine with too much to do
MOST_TOLD = 3 * MOST_BYTES
"""Bytes of an answer's text: a page of rows, and what stands around it."""


@dataclass
class Told:
    """What a tool answered: its members, or the line that says why not."""

    error: str
    members: dict[str, Any]
    text: str

    def __getitem__(self, name: str) -> Any:
        assert not self.error, self.error
        return self.members[name]


@dataclass
class Host:
    """A host that is connected; each answer is looked at once for what holds for all of them."""

    client: Client
    loop: asyncio.AbstractEventLoop
    log: Path
    texts: list[str] = field(default_factory=list)
    progress: list[tuple[float, float | None, str | None]] = field(default_factory=list)

    def begin(self, tool: str, /, **arguments: Any) -> Future[Told]:
        """Begin a call."""
        return asyncio.run_coroutine_threadsafe(self._call(tool, arguments), self.loop)

    def call(self, tool: str, /, **arguments: Any) -> Told:
        """Call a tool, ``refkit_`` left out."""
        return self.begin(tool, **arguments).result(_AT_MOST)

    def tools(self) -> dict[str, Any]:
        """The tools by their names, as a host is told of them."""
        listed = asyncio.run_coroutine_threadsafe(self.client.list_tools(), self.loop)
        return {
            each.name: each.model_dump(mode="json", by_alias=True, exclude_none=True)
            for each in listed.result(_AT_MOST).tools
        }

    async def _call(self, tool: str, arguments: dict[str, Any]) -> Told:
        async def heard(done: float, total: float | None, words: str | None) -> None:
            self.progress.append((done, total, words))

        name = tool if tool.startswith("refkit_") else f"refkit_{tool}"
        # The client itself holds what is structured to the tool's schema.
        found = await self.client.call_tool(name, arguments, progress_callback=heard)
        (content,) = found.content
        text = content.text
        self.texts.append(text)
        assert len(text.encode()) < MOST_TOLD, f"{name}: {len(text)}"
        if found.is_error:
            assert "\n" not in text
            assert text.startswith("refkit: ")
            assert "Traceback" not in text
            return Told(text.removeprefix("refkit: "), {}, text)
        assert json.loads(text) == found.structured_content
        return Told("", found.structured_content, text)


def environment(**more: str) -> dict[str, str]:
    """The settings of this test for a process; a host hands over no others by itself."""
    kept = ("REFKIT_", "PYTHON")
    ours = {name: value for name, value in os.environ.items() if name.startswith(kept)}
    return ours | more


@contextmanager
def connected(folder: Path, *options: str, mode: str = "auto", **more: str) -> Iterator[Host]:
    """A host with refkit mcp in a folder; its standard error is in ``log``, and empty at the end."""
    loop, log = asyncio.new_event_loop(), folder.with_name(f"{folder.name}.log")
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    leave = asyncio.Event()
    entered: Future[Client] = Future()

    async def stay() -> None:
        given = StdioServerParameters(
            command=sys.executable,
            args=["-W", "error", "-m", "refkit", "mcp", *options],
            env=environment(**more),
            cwd=folder,
        )
        with log.open("w", encoding="utf-8") as errors:
            async with Client(stdio_client(given, errlog=errors), mode=mode) as client:
                entered.set_result(client)
                await leave.wait()

    staying = asyncio.run_coroutine_threadsafe(stay(), loop)
    staying.add_done_callback(
        lambda done: entered.done() or entered.set_exception(done.exception() or RuntimeError())
    )
    try:
        yield Host(entered.result(_AT_MOST), loop, log)
        loop.call_soon_threadsafe(leave.set)
        staying.result(_AT_MOST)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_AT_MOST)
        loop.close()
    assert log.read_text(encoding="utf-8") == ""
