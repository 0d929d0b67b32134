"""One request, read: what handlers are given, so that none of them reads or waits for bytes."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from traceback import print_exc
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from refkit.api.document import OpenDocument
from refkit.errors import InputError, RefkitError
from refkit.ui.problems import Problem, failure, problem_of
from refkit.ui.security import Keys
from refkit.ui.workspace import Workspace

_FILE_NAME = re.compile(rb'filename="([^"\r\n]*)"')
MOST_BYTES = 64 << 20
"""The most that a request may hold: a library of some hundred thousand entries that is dropped."""


class Given(dict[str, Any]):
    """The members of a JSON object or of a form."""

    def text(self, name: str, usual: str | None = None) -> str:
        """A member that is a text; raises InputError where it is none, or is needed and away."""
        value = self.get(name, usual)
        if value is None:
            raise InputError(f"{name} is missing")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # a position
        if not isinstance(value, str):
            raise InputError(f"{name} must be a text")
        return value

    def path(self, name: str) -> Path:
        """A member that names a file, perhaps by ``~``; raises InputError as ``text`` does."""
        text = self.text(name).strip()
        if not text:
            raise InputError(f"{name} is empty: name a file")
        path = Path(text)
        with suppress(RuntimeError, ValueError):  # nobody has the name behind ~: a file may have it
            path = path.expanduser()
        return path.absolute()

    def flag(self, name: str) -> bool:
        """A member that is true or false, which is false where it is away; of a form, a tick."""
        value = self.get(name, False)
        if isinstance(value, bool):
            return value
        if value in ("1", "on"):
            return True
        raise InputError(f"{name} must be true or false")

    def texts(self, name: str) -> list[str]:
        """A member that is a list of texts, with one at least."""
        value = self.get(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise InputError(f"{name} must be a list of texts")
        if not value:
            raise InputError(f"{name} is empty")
        return value


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its body, and what it is about."""

    request: Request
    body: bytes
    workspace: Workspace
    keys: Keys

    @property
    def document(self) -> OpenDocument:
        """The document that is open; raises Problem on the start page."""
        if self.workspace.document is None:
            raise Problem(404, "no-document", "no document is open: open one first")
        return self.workspace.document

    @property
    def asked(self) -> dict[str, Any]:
        """How sources are asked here."""
        return {"offline": self.workspace.offline, "mailto": self.workspace.mailto}

    @property
    def based_on(self) -> str:
        """The version that the caller has seen (``If-Match``); empty where it does not say.

        Of several the one that stands now, where it is among them.
        """
        said = ",".join(self.request.headers.getlist("if-match"))
        tags = [each.strip().removeprefix("W/").strip('"') for each in said.split(",")]
        tags = [each for each in tags if each]
        if not tags or "*" in tags:
            return ""
        return self.document.version if self.document.version in tags else tags[0]

    def param(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def query(self, name: str, usual: str = "") -> str:
        """A value out of the address."""
        return str(self.request.query_params.get(name, usual))

    def json(self) -> Given:
        """The body, an object; raises Problem where it is none."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Problem(415, "unreadable", "send a JSON object as application/json")
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Problem(400, "unreadable", "the body is not JSON") from None
        if not isinstance(value, dict):
            raise Problem(400, "unreadable", "the body is not a JSON object")
        return Given(value)

    def upload(self) -> tuple[str, bytes]:
        """The name and the bytes of the file in a form; raises Problem where there is none."""
        kind = self.request.headers.get("content-type", "")
        _, _, boundary = kind.partition("boundary=")
        mark = b"--" + boundary.strip('"').encode("latin-1", "replace")
        for part in self.body.split(b"\r\n" + mark) if boundary else ():
            head, _, data = part.partition(b"\r\n\r\n")
            # A quote in a name is sent as %22, and all else as it is (HTML, multipart/form-data).
            if found := _FILE_NAME.search(head):
                name = found[1].decode(errors="replace").replace("%22", '"')
                if name:
                    return name, data
        raise Problem(422, "input", "no file was chosen")

    def form(self) -> Given:
        """The fields of a form, each the last that was sent under its name."""
        try:
            text = self.body.decode()
            fields = parse_qs(text, keep_blank_values=True, max_num_fields=5000)
        except ValueError:
            raise Problem(400, "unreadable", "the form cannot be read") from None
        given = Given({name: values[-1] for name, values in fields.items()})
        given["facets"] = fields.get("facets", [])
        given["entries"] = fields.get("entries", [])  # of a form as many as are ticked
        return given


Handler = Callable[[Call], Response]


def endpoint(
    handler: Handler,
    workspace: Workspace,
    keys: Keys,
    refuse: Callable[[Call, Problem], Response],
) -> Callable[[Request], Awaitable[Response]]:
    """A handler as Starlette wants it: in a thread of its own, for it may ask the network."""

    def handled(call: Call) -> Response:
        try:
            return handler(call)
        except Problem as problem:
            return refuse(call, problem)
        except RefkitError as error:
            return refuse(call, problem_of(error))
        except Exception:
            print_exc()  # on standard error, for who started it; no page shows it
            return refuse(call, failure())

    async def answer(request: Request) -> Response:
        try:
            body = await _body(request)
        except Problem as problem:
            return refuse(Call(request, b"", workspace, keys), problem)
        return await _in_thread(handled, Call(request, body, workspace, keys))

    return answer


async def _in_thread(handled: Handler, call: Call) -> Response:
    """Answer in a thread of its own that keeps no program from its end.

    The threads of a pool are waited for: Ctrl-C would last as long as a source does not answer.
    What is written is whole or not at all, whenever it ends.
    """
    answered: Future[Response] = Future()
    answered.set_running_or_notify_cancel()  # from here on nobody takes it back

    def work() -> None:
        try:
            answered.set_result(handled(call))
        except BaseException as error:  # whatever it is: else nobody would be answered
            answered.set_exception(error)

    Thread(target=work, name="refkit answer", daemon=True).start()
    return await asyncio.wrap_future(answered)


async def _body(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BYTES:
            raise Problem(413, "too-large", f"more than {MOST_BYTES >> 20} megabytes at once")
        pieces.append(piece)
    return b"".join(pieces)
