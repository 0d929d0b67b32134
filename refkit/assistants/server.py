"""Speaks the Model Context Protocol on standard input and output, by the package ``mcp``."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

import mcp.types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from refkit.assistants.answers import ToolAnswer
from refkit.assistants.calls import Threads, ToolCall
from refkit.assistants.outside_text import shown
from refkit.assistants.redact import Redactor
from refkit.assistants.session import Session
from refkit.assistants.tools import INSTRUCTIONS, Tool, find, offered
from refkit.errors import RefkitError
from refkit.interrupts import end_at_once
from refkit.version import __version__

_LONGEST = 600
_AT_ONCE = 8


class Assistants:
    """Answers one host until it leaves: several calls at once, one of them asking outside."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._private = Redactor.of(session)
        self._threads = Threads()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._outside = asyncio.Lock()  # the services allow one pace
        self._is_ending = False

    def server(self) -> Server[Any]:
        """The server, as the package has it."""
        return Server(
            "refkit",
            version=__version__,
            title="refkit",
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
        )

    async def serve(self) -> None:
        """Answer until standard input ends."""
        server = self.server()
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    def end(self) -> None:
        """The host has left: nothing more is begun, and what is being written comes to an end."""
        self._threads.stop_writing()
        self._threads.wait_for_writing()

    def interrupted(self, number: int, frame: object) -> None:
        """Ctrl-C, or the host's SIGTERM: at once, or as soon as what is being written has ended."""
        if not self._threads.stop_writing() or self._is_ending:
            end_at_once()
        self._is_ending = True

    async def _list_tools(
        self, ctx: ServerRequestContext[Any, Any], params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(map(as_host_tool, offered(self._session).values())))

    async def _call_tool(
        self, ctx: ServerRequestContext[Any, Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            tool = find(params.name, self._session)
            request = tool.read(params.arguments or {})
            answer = await self._answered(tool, request, ctx)
        except RefkitError as error:
            return self._refusal(str(error))
        except Exception:
            traceback.print_exc()  # on standard error, for who started it
            return self._refusal("refkit itself failed; its standard error has more")
        finally:
            if self._is_ending and not self._threads.stop_writing():
                end_at_once()
        shaped = self._private.hidden_in(answer.model_dump(mode="json"))
        text = types.TextContent(type="text", text=json.dumps(shaped, ensure_ascii=False))
        return types.CallToolResult(content=[text], structured_content=shaped)

    async def _answered(self, tool: Tool, request: Any, ctx: Any) -> ToolAnswer:
        """One that asks outside waits for the one before it, and tells how far it is."""
        if not tool.asks:
            async with self._places:
                return await self._done(tool, request, ToolCall(private=self._private))
        async with self._outside:
            teller = ProgressReporter(ctx.session.report_progress)
            telling = asyncio.create_task(teller.tell_all())
            try:
                return await self._done(tool, request, ToolCall(teller.hear, self._private))
            finally:
                telling.cancel()

    async def _done(self, tool: Tool, request: Any, call: ToolCall) -> ToolAnswer:
        work = partial(tool.function, self._session, request, call)
        return await self._threads.run(work, call, writes=tool.writes)

    def _refusal(self, message: str) -> types.CallToolResult:
        """Why not, on one line."""
        line = shown(self._private.hidden_in(self._private.without_folders(message)), _LONGEST)
        content = types.TextContent(type="text", text=f"refkit: {line}")
        return types.CallToolResult(content=[content], is_error=True)


class ProgressReporter:
    """Takes progress from the thread of a call, and tells the host what is newest."""

    def __init__(self, report: Callable[[float, float, str], Awaitable[None]]) -> None:
        self._report = report
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._newest = (0, 0, "")

    def hear(self, done: int, total: int, words: str) -> None:
        """Be told in the thread of the call."""
        self._newest = (done, total, words)
        with suppress(RuntimeError):  # the loop has ended: nobody listens
            self._loop.call_soon_threadsafe(self._news.set)

    async def tell_all(self) -> None:
        """Tell the host, until this is cancelled."""
        last = -1
        while True:
            await self._news.wait()
            self._news.clear()
            done, total, words = self._newest
            if done > last:  # the protocol asks that it grows each time
                last = done
                await self._report(done, total, words)


def as_host_tool(tool: Tool) -> types.Tool:
    """A tool as hosts are told of it."""
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.input_schema(),
        output_schema=tool.output_schema(),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=not tool.writes,
            destructive_hint=tool.changes,
            idempotent_hint=True,
            open_world_hint=tool.asks,
        ),
    )


def serve(session: Session) -> NoReturn:
    """Answer a host until it leaves, and end the process.

    Python would take longer to take down all that is loaded than a host waits, and would end
    threads that only read somewhere within a library.
    """
    assistants = Assistants(session)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, assistants.interrupted)
    try:
        asyncio.run(assistants.serve())
    except BaseExceptionGroup as group:
        if group.split(BrokenPipeError)[1] is not None:
            raise
        raise BrokenPipeError from None  # the host reads no more
    finally:
        assistants.end()
    sys.stderr.flush()
    os._exit(0)
