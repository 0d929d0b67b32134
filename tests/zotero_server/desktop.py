"""The running Zotero on loopback: what stands before its port, the local API, and the connector.

Version 10 writes by its local API, 7 to 9 only read; the connector is the same in all of them.
"""

from __future__ import annotations

import random
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from zotero_server import reading, routes, writing
from zotero_server.behaviours import DOCUMENTED, Behaviour
from zotero_server.connector import Connector
from zotero_server.library import Library
from zotero_server.program_connector import ProgramConnector
from zotero_server.program_library import ProgramLibrary
from zotero_server.program_replies import says
from zotero_server.program_server import LIBRARY, ProgramServer
from zotero_server.replies import Reply, as_json, text
from zotero_server.schema import NEWEST, OLD, schema_at
from zotero_server.serving import Handler, Loopback, Request, read_json
from zotero_server.validating import Json, Refused, bad

_LIBRARY = re.compile(r"/api/((?:users|groups)/\d+)/(.+)")
_HOSTS = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
_TYPES = "itemTypes itemFields itemTypeFields itemTypeCreatorTypes creatorFields schema".split()
# Those whose words Zotero's server knows; it names the others "undefined".
_REASONS = {
    200: "OK",
    201: "Created",
    204: "No Content",
    304: "Not Modified",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}
# More prompts than this in a minute are refused.
PROMPTS = 5
ALLOW_ONCE, ALWAYS, DENY = "allow once", "always", "deny"
NOTHING = Reply(0)  # the connection is closed without an answer


class DesktopServer(Loopback):
    """A running Zotero of ``version`` 7 to 10, with the library users/1 as user 0 and 1.

    ``local_api``: whether other programs are let in; ``consent``: what the user clicks in the
    dialog, a list: one after the other, the last for ever. ``prompts`` counts the dialogs.
    ``editable``: whether the selected library is; ``automatic_tags``: the preference that drops
    imported tags when it is off. ``keys`` are the local ones, with whether they are kept.

    ``behaviour``: as documented, or as the real program of a version was seen to be. Such a one
    takes ``pace`` seconds for each object that it writes, calls ``between`` before it (a test may
    hold it there), and counts in ``redrawn`` the objects after which its window was drawn anew: a
    quarter to half a second each in the real one. A read that meets a write fails where
    ``unreadable`` says so: always, while it was 23 of 62 in the real one.
    """

    def __init__(
        self,
        version: int = 10,
        *,
        groups: Iterable[int] = (77,),
        local_api: bool = True,
        consent: str | Iterable[str] = ALWAYS,
        editable: bool = True,
        automatic_tags: bool = True,
        server_id: str = "sPMH-tests",
        schema: int | None = None,
        latency: float = 0.0,
        behaviour: Behaviour = DOCUMENTED,
        pace: float = 0.0,
    ) -> None:
        version = int(behaviour.version.partition(".")[0] or version)
        number = schema or (OLD if version < 8 else NEWEST)
        self.version, self.schema = version, schema_at(number)
        self.local_api, self.server_id = local_api, server_id
        self.consent = [consent] if isinstance(consent, str) else list(consent)
        self.keys: dict[str, bool] = {}
        self.prompts = 0
        self._prompted: deque[float] = deque()
        self._dice = random.Random(server_id)
        self.behaviour, self.pace = behaviour, pace
        self.between: Callable[[ProgramLibrary], None] = lambda library: None
        self.unreadable: Callable[[], bool] = lambda: True
        self.redrawn = 0
        self._program = ProgramServer(self)
        self.connector: Connector
        libraries: list[Library]
        if behaviour.seen:
            shown = [ProgramLibrary(schema=number, name="My Library")]
            shown += [
                ProgramLibrary(f"groups/{group}", number=place, schema=number)
                for place, group in enumerate(groups, start=2)
            ]
            self.connector = seen = ProgramConnector(shown, automatic_tags=automatic_tags)
            if not editable:
                shown[-1].editable = False
                seen.select(shown[-1])
            libraries = [*shown]
        else:
            libraries = [Library("users/1", schema=number, name="My Library")]
            libraries += [Library(f"groups/{group}", schema=number) for group in groups]
            self.connector = Connector(libraries, editable=editable, automatic_tags=automatic_tags)
        super().__init__(libraries, _Handler, latency)

    @property
    def writes(self) -> bool:
        """Whether its local API takes what is written."""
        return self.version >= 10

    def revoke(self, key: str) -> None:
        """Forget a local key, as the user can in the settings."""
        self.keys.pop(key, None)

    def library_of(self, request: Request) -> Library | None:
        """The library that a request is about; user 0 is the one who is logged in."""
        found = LIBRARY.fullmatch(request.path)
        path = found[1] if found else "users/0"
        return self.libraries.get("users/1" if path == "users/0" else path)

    def spellings(self, request: Request) -> list[str]:
        """How a request may be named; as the web's too, where a test is of both."""
        as_web = request.target.replace("/api/users/0/", "/users/1/")
        return [*super().spellings(request), f"{request.method} {as_web}"]

    def arrived(self, request: Request) -> Reply | None:
        """Turn away who asks for another host, or is a browser."""
        if not _HOSTS.fullmatch(request.headers.get("host", "")):
            words = "Bad request\n" if self.behaviour.seen else "Invalid Host header\n"
            return text(400, words)
        browser = request.headers.get("user-agent", "").startswith("Mozilla/")
        browser = browser or "origin" in request.headers
        opened = ("x-zotero-connector-api-version", "zotero-allowed-request")
        if browser and not any(name in request.headers for name in opened):
            return NOTHING if self.version >= 9 else text(403, "Forbidden\n")
        return None

    def left(self, request: Request, reply: Reply | None) -> None:
        """Nothing is counted here: a program on the same machine may ask as fast as it likes."""

    def answer(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        """What the program answers to a request."""
        if request.method in ("HEAD", "OPTIONS"):
            return Reply(200)
        if not self.writes and request.method not in ("GET", "POST"):
            return text(501, "Method not implemented\n")
        if request.method == "POST" and "content-length" not in request.headers:
            return text(400, "Content-length not provided\n")
        if request.path.startswith("/connector/"):
            return self.connector.answer(request)
        if self.behaviour.seen:
            return self._program.answer(request, failing)
        if not request.path.startswith("/api/"):
            return text(404, "No endpoint found\n")
        if not self.writes and request.method == "POST":
            return text(400, "Endpoint does not support method\n")
        try:
            reply = self._local(request, failing)
        except Refused as refused:
            reply = writing.refusal(refused)
        return self.named(reply)

    def named(self, reply: Reply) -> Reply:
        """An answer with the headers of the API."""
        named = {"Zotero-API-Version": "3", "Zotero-Schema-Version": str(self.schema.version)}
        named |= {"Zotero-Server-ID": self.server_id} if self.writes else {}
        return replace(reply, headers={**named, **reply.headers})

    def _local(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        if not self.local_api:
            raise Refused(403, "Local API is not enabled")
        version = request.headers.get("zotero-api-version") or request.query.get("v") or "3"
        what = request.path.removeprefix("/api/")
        if version != "3" and what:
            raise Refused(501, f"API version not implemented: {version}")
        self.check_server(request)
        if request.method == "GET" and not what:
            return text(200, "Nothing to see here.")
        if request.method == "GET" and what in _TYPES:
            return reading.of_types(self.schema, what, request.query)
        if what == "local/authorize" and self.writes:
            return self.authorize(request)
        return self._in_library(request, failing)

    def check_server(self, request: Request) -> None:
        """Raise Refused where a request is meant for another program, or a write for any."""
        given = request.headers.get("zotero-server-id")
        if self.writes and given not in (None, self.server_id):
            raise Refused(412, "Zotero-Server-ID does not match this server")
        if request.method != "GET" and given is None:
            raise Refused(428, "Zotero-Server-ID not provided")

    def authorize(self, request: Request) -> Reply:
        """Ask the user whether a program may write, and give it a key; raises Refused."""
        sent = read_json(request)
        name = sent.get("appName") if isinstance(sent, dict) else None
        if not isinstance(name, str) or not name:
            raise bad("appName is required" if self.behaviour.seen else "'appName' not provided")
        with self.guard:
            now = time.monotonic()
            while self._prompted and self._prompted[0] <= now - 60:
                self._prompted.popleft()
            if len(self._prompted) >= PROMPTS:
                wait = max(1, round(self._prompted[0] + 60 - now))
                words = "Too many requests"
                if self.behaviour.seen:  # (35)
                    words = "Too many authorization requests"
                    return says(429, words, **{"Retry-After": "60"})
                return text(429, words, **{"Retry-After": str(wait)})
            self._prompted.append(now)
            self.prompts += 1
            clicked = self.consent.pop(0) if len(self.consent) > 1 else self.consent[0]
            if clicked == DENY:
                return as_json({"denied": True}, 403)
            key = "".join(self._dice.choices("abcdefghjkmnpqrstuvwxyz23456789", k=32))
            self.keys[key] = clicked == ALWAYS
            return as_json({"key": key, "remember": clicked == ALWAYS})

    def _in_library(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        found = _LIBRARY.fullmatch(request.path)
        if found is None:
            return text(404, "No endpoint found\n")
        if found[1] not in ("users/0", "users/1") and found[1].startswith("users/"):
            raise bad("Only data for the logged-in user is available locally -- use userID 0 or 1")
        library = self.library_of(request)
        if library is None:
            raise Refused(404, "Not found")
        parts = tuple(found[2].split("/"))
        if parts == ("groups",) and found[1].startswith("users/"):
            return self._groups()
        # Settings, and before 10 the deleted, are not among its addresses.
        if parts[0] == "settings" or (parts[0] == "deleted" and not self.writes):
            return text(404, "No endpoint found\n")
        if request.method != "GET":
            self._use_key(request)
            if not self.connector.editable:
                raise Refused(403, "Write access denied")
        return routes.answer(
            routes.Call(
                library,
                request,
                parts,
                f"{self.url}{request.path}",
                rules=writing.LOCAL,
                paging=reading.LOCAL,
                failing=failing,
            )
        )

    def _use_key(self, request: Request) -> None:
        if not self.take_key(request.headers.get("zotero-api-key", "")):
            says = "Local API key not provided or not valid"
            raise Refused(401, f"{says}; POST /api/local/authorize to obtain one")

    def take_key(self, key: str) -> bool:
        """Whether a local key is good; one that is not kept is used up as soon as it is looked at."""
        with self.guard:
            kept = self.keys.get(key)
            if kept is False:
                del self.keys[key]
            return kept is not None

    def _groups(self) -> Reply:
        groups = [path for path in self.libraries if path.startswith("groups/")]
        shown: list[Json] = [
            {"id": int(path.partition("/")[2]), "data": {"name": self.libraries[path].name}}
            for path in groups
        ]
        return as_json(shown, headers={"Total-Results": str(len(shown))})


class _Handler(Handler):
    # One request a connection, and where there is a body its end is that of the connection.
    protocol_version = "HTTP/1.0"

    def send_head(self, reply: Reply) -> None:
        server: Any = self.server
        reason = _REASONS.get(reply.status, "undefined")
        headers = dict(reply.headers)
        if server.behaviour.seen and headers.get("Content-Type", "").startswith("text/plain"):
            headers["Content-Type"] = "text/plain"
        lines = [
            f"HTTP/1.0 {reply.status} {reason}",
            f"X-Zotero-Version: {server.behaviour.version or f'{server.version}.0'}",
            "X-Zotero-Connector-API-Version: 3",
            *(f"{name}: {value}" for name, value in headers.items()),
            *([] if reply.body else ["Content-Length: 0"]),
        ]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1", "replace"))
