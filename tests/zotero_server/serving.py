"""A server on loopback that records what it is asked and fails as it is told to."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote

from loopback import LoopbackServer

from zotero_server.faults import (
    BEFORE,
    INSTEAD,
    NAMES,
    PASSING,
    Fault,
    altered,
    deliver,
    hang_up,
    refused_by,
)
from zotero_server.library import Library
from zotero_server.replies import Reply
from zotero_server.validating import DEEPEST, Refused, bad, depth, without_control_characters


@dataclass(frozen=True)
class Request:
    """One request as it came; header names in lower case, values given twice on lines of their own."""

    when: float
    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    status: int = 0  # that was answered; 0: none

    @property
    def json(self) -> Any:
        """The body read as JSON, None where it is none."""
        with suppress(ValueError):
            return json.loads(self.body)
        return None


class Loopback(LoopbackServer):
    """What both servers are: ``url``, ``requests``, ``violations`` and the faults.

    ``libraries`` are those that it serves, by their path. ``latency`` is in seconds a request.
    """

    def __init__(self, libraries: Iterable[Library], handler: Any, latency: float) -> None:
        self.libraries = {library.path: library for library in libraries}
        self.latency = latency
        self.requests: list[Request] = []
        self.guard = threading.Lock()
        self._faults: list[Fault] = []
        self._chance: tuple[int, float, tuple[str, ...]] = (0, 0.0, ())
        self._numbers = count()
        super().__init__(handler)

    def library(self, path: str = "users/1") -> Library:
        """A library by its path, to look into or to change as somebody else."""
        return self.libraries[path]

    def fail_next(self, name: str, times: int = 1, path: str | None = None, **details: Any) -> None:
        """Let the next requests fail; ``path``: those whose "METHOD /address?query" contains it."""
        _check([name])
        with self.guard:
            self._faults += [Fault(name, path or "", details)] * times

    def misbehave(self, seed: int, share: float, faults: Iterable[str] = PASSING) -> None:
        """Let each request fail with a chance of ``share``; the same ones for the same seed."""
        chosen = tuple(faults)
        _check(chosen)
        with self.guard:
            self._chance = (seed, share, chosen)

    def behave(self) -> None:
        """Forget every fault that is still to come."""
        with self.guard:
            self._faults, self._chance = [], (0, 0.0, ())

    def counted(self, method: str = "", path: str = "") -> int:
        """How many requests came, of a method and to an address that contains ``path``."""
        return sum(method in ("", one.method) and path in one.target for one in list(self.requests))

    def fault_for(self, request: Request) -> Fault | None:
        """The fault that a request meets, taken off the list."""
        spelled = " ".join(self.spellings(request))
        with self.guard:
            for number, fault in enumerate(self._faults):
                if fault.where in spelled:
                    return self._faults.pop(number)
            seed, share, faults = self._chance
            chance = random.Random(f"{seed} {next(self._numbers)}")
            return Fault(chance.choice(faults)) if chance.random() < share else None

    def spellings(self, request: Request) -> list[str]:
        """How a request may be named when a fault is ordered for it."""
        return [f"{request.method} {request.target}", unquote(request.target)]

    def library_of(self, request: Request) -> Library | None:
        """The library that a request is about."""
        raise NotImplementedError

    def answer(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        """What Zotero answers; ``failing``: objects of a batch that are to fail."""
        raise NotImplementedError

    def arrived(self, request: Request) -> Reply | None:
        """Note that a request came; an answer where it is turned away at once."""
        raise NotImplementedError

    def left(self, request: Request, reply: Reply | None) -> None:
        """Note that its answer, None where it is lost, is about to go out."""
        raise NotImplementedError

    def respond(self, request: Request, fault: Fault | None) -> Reply:
        """The answer, with what a fault does before and to it."""
        self.closing.wait(self.latency)
        if fault is None:
            return self.answer(request, {})
        if fault.name in INSTEAD:
            return INSTEAD[fault.name](fault.details)
        library = self.library_of(request)
        if library and fault.name in BEFORE:
            BEFORE[fault.name](library, _keys(request), fault.details)
        if fault.name == "key-revoked":
            self.revoke(request.headers.get("zotero-api-key", ""))
        reply = self.answer(request, refused_by(fault.details) if fault.name == "partial" else {})
        if library and fault.name == "library-moves":
            library.touch()
        return altered(fault, reply)

    def revoke(self, key: str) -> None:
        """Take a key's rights away, as its owner can at any time."""
        raise NotImplementedError


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, and delivers the answer."""

    disable_nagle_algorithm = True  # head and body are two packets: the second would wait 40 ms
    server: Loopback

    def do_GET(self) -> None:
        path, _, text = self.path.partition("?")
        query: dict[str, str] = {}
        for name, value in parse_qsl(text, keep_blank_values=True):
            query[name] = f"{query[name]}\n{value}" if name in query else value
        headers = {name.lower(): value for name, value in self.headers.items()}
        when = time.monotonic()
        request = Request(when, self.command, self.path, unquote(path), query, headers)
        fault = self.server.fault_for(request)
        if fault and fault.name == "reset":  # before the body is read: nothing is done
            self.server.requests.append(request)
            hang_up(self)
            return
        request = replace(request, body=self.rfile.read(int(headers.get("content-length") or 0)))
        self._answer(request, fault)

    # The names that the library calls.
    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET  # noqa: N815

    def handle_expect_100(self) -> bool:
        self.server.violations.append(f"Expect: 100-continue, at {self.path}")
        self.close_connection = True
        self.send_head(Reply(417, b"", {"Connection": "close"}))
        return False

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, request: Request, fault: Fault | None) -> None:
        server = self.server
        reply = server.arrived(request)
        if reply is None:
            reply = self._response(request, fault)
        else:
            fault = None
        lost = fault is not None and fault.name == "reset-after-commit"
        server.requests.append(replace(request, status=0 if lost else reply.status))
        # The place is given back before the answer goes out: who has read it may ask at once.
        server.left(request, None if lost else reply)
        deliver(self, reply, fault)

    def _response(self, request: Request, fault: Fault | None) -> Reply:
        try:
            return self.server.respond(request, fault)
        except Exception as error:
            self.server.handle_error(None, None)
            return Reply(500, repr(error).encode(), {"Content-Type": "text/plain"})

    def send_head(self, reply: Reply) -> None:
        """Send the status and the headers of an answer."""
        self.send_response_only(reply.status)
        headers = {"Date": self.date_time_string(), "Content-Length": str(len(reply.body))}
        for name, value in {**headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()


def read_json(request: Request) -> Any:
    """The body of a request as Zotero takes it in; raises Refused."""
    try:
        value = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        raise bad("JSON Error: Maximum stack depth exceeded") from None
    except ValueError:
        raise bad("JSON Error: Syntax error, malformed JSON") from None
    if depth(value) > DEEPEST:
        raise bad("JSON Error: Maximum stack depth exceeded")
    return without_control_characters(value)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _keys(request: Request) -> list[str]:
    sent = request.json
    objects = sent if isinstance(sent, list) else [sent]
    named = [
        key
        for one in objects
        if isinstance(one, dict)
        for key in (one.get("key", ""), *one.get("collections", []), one.get("parentCollection"))
        if isinstance(key, str)
    ]
    return [*named, request.path.rsplit("/", 1)[-1], *request.query.get("itemKey", "").split(",")]


def _check(faults: Iterable[str]) -> None:
    if unknown := set(faults) - NAMES:
        raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
