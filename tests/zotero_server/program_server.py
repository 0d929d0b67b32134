"""What the real program answers at its local API: addresses, leave to write, tokens, groups.

From recordings of 9.0.6 and 10.0.0; the numbers in comments are those of the table of quirks beside
them. What happens in a library is in ``program_api``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zotero_server import program_api, reading
from zotero_server.program_library import ProgramLibrary
from zotero_server.program_replies import Bare, Shown, paged, says
from zotero_server.replies import Reply, as_json
from zotero_server.serving import Request
from zotero_server.validating import Refused, bad

if TYPE_CHECKING:
    from zotero_server.desktop import DesktopServer

LIBRARY = re.compile(r"/api/((?:users|groups)/\d+)(/.+|)")
_TYPES = "itemTypes itemFields itemTypeFields itemTypeCreatorTypes creatorFields schema".split()


class ProgramServer:
    """The local API of a ``DesktopServer`` that behaves as it was seen."""

    def __init__(self, server: DesktopServer) -> None:
        self._server = server
        self._write_tokens: set[tuple[str, str]] = set()

    def answer(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        """What the program answers to a request at any address but the connector's."""
        server = self._server
        try:
            if _is_broken(request):
                raise Bare(400, "Invalid JSON provided\n")
            return server.named(self._local(request, failing))
        except Refused as refused:
            return server.named(says(refused.code, refused.message))
        except Bare as bare:
            return bare.reply

    def _local(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        server = self._server
        what = request.path.removeprefix("/api/") if request.path.startswith("/api/") else None
        found = LIBRARY.fullmatch(request.path)
        parts = tuple(filter(None, found[2].split("/"))) if found else ()
        self._check_address(what, request.method, parts if found else None)
        if not server.local_api:
            raise Refused(403, "Local API is not enabled")
        version = request.headers.get("zotero-api-version") or request.query.get("v") or "3"
        if version != "3" and what:
            raise Refused(501, f"API version not implemented: {version}")
        server.check_server(request)
        if not what:
            return says(200, "Nothing to see here.")
        if what in _TYPES:
            return reading.of_types(server.schema, what, request.query)
        if what == "local/authorize":
            return server.authorize(request)
        return self._library(request, parts, failing)

    def _check_address(self, what: str | None, method: str, parts: tuple[str, ...] | None) -> None:
        if parts is not None:
            known = program_api.is_address(parts, method if self._server.writes else "GET")
        elif what == "local/authorize" and self._server.writes:
            known = True
            if method != "POST":
                raise Bare(400, "Endpoint does not support method\n")
        else:
            known = what == "" or what in _TYPES
        if not known:
            raise Bare(404, "No endpoint found\n")
        if not self._server.writes and method != "GET":
            raise Bare(400, "Endpoint does not support method\n")

    def _library(
        self, request: Request, parts: tuple[str, ...], failing: Mapping[int, Refused]
    ) -> Reply:
        if request.path.startswith("/api/users/") and not request.path.startswith("/api/users/0/"):
            raise bad("Only data for the logged-in user is available locally -- use userID 0")
        if request.method != "GET":
            self._use_key(request)
        library = self._server.library_of(request)
        if not isinstance(library, ProgramLibrary):
            raise Refused(404, "Not found")
        if parts == ("groups",):
            return self._groups(request)
        if request.method != "GET" and not library.editable:
            raise Refused(403, "Write access denied")
        token = self._write_token(request)
        shown, before = self._shown(library), self._before_object
        unreadable = self._server.unreadable
        reply = program_api.answer(
            program_api.Call(shown, request, parts, failing, before, unreadable)
        )
        if token:  # (17, 18): only now, and also where every object failed
            self._write_tokens.add(token)
        return reply

    def _shown(self, library: ProgramLibrary) -> Shown:
        return Shown(
            library, f"http://localhost:{self._server.server_port}", versions=self._server.writes
        )

    def _write_token(self, request: Request) -> tuple[str, str] | None:
        value = request.headers.get("zotero-write-token", "")
        if not value or request.method == "GET":
            return None
        if not 5 <= len(value) <= 32:
            raise bad("Write token must be 5-32 characters in length")
        token = (request.headers.get("zotero-api-key", ""), value)
        if token in self._write_tokens:
            raise Refused(412, "Write token already used")
        return token

    def _before_object(self, library: ProgramLibrary, sent: Any) -> None:
        server, connector = self._server, self._server.connector
        server.between(library)
        # The window is drawn anew for each object, unless a collection is selected that has it not.
        sent = sent if isinstance(sent, dict) else {}
        after = {**library.items.get(sent.get("key", ""), {}), **sent}
        shown = not connector.selected or connector.selected in after.get("collections", ())
        if connector.library is library and shown:
            server.redrawn += 1
        server.closing.wait(server.pace)

    def _use_key(self, request: Request) -> None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        key = request.headers.get("zotero-api-key") or bearer or request.query.get("key", "")
        if not self._server.take_key(key):
            raise _no_key(key)

    def _groups(self, request: Request) -> Reply:
        shown = [
            program_api.as_group(self._shown(library))
            for library in self._server.libraries.values()
            if isinstance(library, ProgramLibrary) and library.number > 1
        ]
        stretch, headers = paged(request, len(shown))
        moved = {} if self._server.writes else {"Last-Modified-Version": "0"}
        return as_json(shown[stretch], headers={**headers, **moved})


def _is_broken(request: Request) -> bool:
    json_ = request.headers.get("content-type", "").startswith("application/json")
    return json_ and bool(request.body) and request.json is None


def _no_key(key: str) -> Bare:
    # (34): neither of the two tells the server's identity.
    if key:
        return Bare(401, "Invalid or expired API key")
    realm = {"WWW-Authenticate": 'Zotero-API-Key realm="Zotero Local API"'}
    return Bare(401, "API key required -- POST /api/local/authorize to obtain one", **realm)
