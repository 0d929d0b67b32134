"""The web API of Zotero on loopback: keys and their rights, limits, and the libraries behind them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from zotero_server import reading, routes
from zotero_server.library import Library
from zotero_server.manners import Manners
from zotero_server.replies import Reply, as_json, text
from zotero_server.schema import NEWEST, schema_at
from zotero_server.serving import Handler, Loopback, Request
from zotero_server.validating import Json, Refused, bad
from zotero_server.writing import refusal

_LIBRARY = re.compile(r"/((?:users|groups)/\d+)/(.+)")
_TYPES = (
    "itemTypes",
    "itemFields",
    "itemTypeFields",
    "itemTypeCreatorTypes",
    "creatorFields",
    "items/new",
    "schema",
)
_WRITES = ("POST", "PUT", "PATCH", "DELETE")
# More than this many requests with a bad key from one address in 300 s, and no key is let in.
BAD_KEYS = 5


@dataclass(frozen=True)
class Key:
    """What a key may do; ``groups`` says by number, or "all", whether it may write there."""

    user: int = 1
    library: bool = True
    write: bool = True
    notes: bool = True
    groups: Mapping[str, bool] = field(default_factory=lambda: {"all": True})

    def reads(self, library: str) -> bool:
        """Whether it lets its holder read a library."""
        return self.library if library == f"users/{self.user}" else self._group(library) is not None

    def writes(self, library: str) -> bool:
        """Whether it lets its holder write to a library."""
        own = self.library and self.write
        return own if library == f"users/{self.user}" else bool(self._group(library))

    def _group(self, library: str) -> bool | None:
        kind, _, number = library.partition("/")
        return self.groups.get(number, self.groups.get("all")) if kind == "groups" else None

    def shown(self, key: str) -> Json:
        """What /keys/current says of it: user or groups are left out where it has no right."""
        rights = {name: getattr(self, name) for name in ("notes", "write")}
        user = {"user": {"library": True, "files": True, **rights}} if self.library else {}
        groups = {name: {"library": True, "write": may} for name, may in self.groups.items()}
        access = {**user, **({"groups": groups} if groups else {})}
        named = {"userID": self.user, "username": "reader", "displayName": "A Reader"}
        return {"key": key, **named, "access": access}


@dataclass(frozen=True)
class Limits:
    """A bucket of ``capacity`` requests refilled at ``rate`` a second, and so many at a time.

    The numbers are the source's, but for the seconds to wait: there 10 for the rate, and 1 to 30 by
    chance for requests beside each other.
    """

    capacity: int = 100
    rate: float = 10.0
    together: int = 5
    retry_after: int = 1


class ZoteroServer(Loopback):
    """A loopback api.zotero.org: users/1, and the groups given.

    ``key`` may read and write all of it, ``read_only_key`` may read all, ``groups_key`` may only
    write to the groups; ``keys`` can be added to. ``violations`` tells who has no manners.
    """

    key = "zoteroTestKeyMayWriteAll"
    read_only_key = "zoteroTestKeyMayReadOnly"
    groups_key = "zoteroTestKeyGroupsAlone"

    def __init__(
        self,
        libraries: Iterable[Library] = (),
        *,
        groups: Iterable[int] = (77,),
        schema: int = NEWEST,
        limits: Limits | None = None,
        latency: float = 0.0,
    ) -> None:
        self.keys = {
            self.key: Key(),
            self.read_only_key: Key(write=False, groups={"all": False}),
            self.groups_key: Key(library=False),
        }
        self.schema, self.limits = schema_at(schema), limits or Limits()
        self._tokens_left = float(self.limits.capacity)
        self._filled = time.monotonic()
        self._under_way = 0
        self._bad: list[float] = []
        self._write_tokens: set[tuple[str, str]] = set()
        made = [Library("users/1", schema=schema, name="reader")]
        made += [Library(f"groups/{number}", schema=schema) for number in groups]
        super().__init__([*made, *libraries], _Handler, latency)
        self._manners = Manners(self.violations)

    @property
    def under_way(self) -> int:
        """How many requests have come and are not answered yet."""
        return self._under_way

    def revoke(self, key: str) -> None:
        """Forget a key, as its owner can at any time."""
        self.keys.pop(key, None)

    def library_of(self, request: Request) -> Library | None:
        """The library that a request is about."""
        found = _LIBRARY.fullmatch(request.path)
        return self.libraries.get(found[1]) if found else None

    def arrived(self, request: Request) -> Reply | None:
        """Hold a place and a token of the bucket; a 429 where there is none left."""
        with self.guard:
            self._manners.arrived(request, self._under_way)
            self._under_way += 1
            now, limits = time.monotonic(), self.limits
            filled = self._tokens_left + (now - self._filled) * limits.rate
            self._tokens_left, self._filled = min(float(limits.capacity), filled), now
            what = ""
            if self._under_way > limits.together:
                what = "Concurrent request limit exceeded"
            elif self._tokens_left < 1:
                what = "Request rate limit exceeded"
            else:
                self._tokens_left -= 1
        return text(429, what, **{"Retry-After": str(limits.retry_after)}) if what else None

    def left(self, request: Request, reply: Reply | None) -> None:
        """Give the place back."""
        with self.guard:
            self._under_way -= 1
            if reply is not None:
                self._manners.answered(request, reply, self._under_way)

    def answer(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        """What the web API answers to a request."""
        try:
            reply = self._answer(request, failing)
        except Refused as refused:
            reply = refusal(refused)
        versions = {"Zotero-API-Version": "3", "Zotero-Schema-Version": str(self.schema.version)}
        return replace(reply, headers={**versions, **reply.headers})

    def _answer(self, request: Request, failing: Mapping[int, Refused]) -> Reply:
        version = request.headers.get("zotero-api-version") or request.query.get("v") or "3"
        if version != "3":
            raise bad(f"Version {version} of the API is not spoken by this server")
        named, key = self._key(request)
        if (what := request.path.strip("/")) in _TYPES:
            return reading.of_types(self.schema, what, request.query)
        if what in ("keys/current", f"keys/{named}"):
            if key is None:
                raise Refused(403, "Forbidden")
            return as_json(key.shown(named))
        if what.startswith("keys/"):
            raise Refused(404, "Key not found")
        if key is not None and what == f"users/{key.user}/groups":
            return self._groups(key)
        return self._in_library(request, named, key, failing)

    def _key(self, request: Request) -> tuple[str, Key | None]:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        given = {request.headers.get("zotero-api-key", ""), bearer, request.query.get("key", "")}
        if len(given - {""}) > 1:
            raise bad("Different API keys in one request")
        named = max(given)
        with self.guard:
            now = time.monotonic()
            self._bad = [when for when in self._bad if when > now - 300]
            if named and named not in self.keys:
                self._bad.append(now)
            if len(self._bad) > BAD_KEYS and named:
                raise Refused(429, "Too many authentication failures")
            if named and named not in self.keys:
                raise Refused(403, "Invalid key")
            return named, self.keys.get(named)

    def _groups(self, key: Key) -> Reply:
        shown = []
        for path in sorted(path for path in self.libraries if path.startswith("groups/")):
            if key.reads(path):
                number, name = int(path.partition("/")[2]), self.libraries[path].name
                data = {"id": number, "version": 1, "name": name, "type": "Private"}
                data |= {"libraryReading": "members", "libraryEditing": "members"}
                shown.append({"id": number, "version": 1, "links": {}, "meta": {}, "data": data})
        return as_json(shown, headers={"Total-Results": str(len(shown))})

    def _in_library(
        self, request: Request, named: str, key: Key | None, failing: Mapping[int, Refused]
    ) -> Reply:
        library, found = self.library_of(request), _LIBRARY.fullmatch(request.path)
        if library is None or found is None:
            raise Refused(404, "Not found")
        if key is None or not key.reads(library.path):
            raise Refused(403, "Forbidden")
        if request.method in _WRITES and not key.writes(library.path):
            raise Refused(403, "Write access denied")
        token = self._write_token(request, named)
        address = f"{self.url}{request.path}"
        parts = tuple(found[2].split("/"))
        reply = routes.answer(routes.Call(library, request, parts, address, failing=failing))
        if token:
            self._write_tokens.add(token)
        return reply

    def _write_token(self, request: Request, named: str) -> tuple[str, str] | None:
        token = request.headers.get("zotero-write-token", "")
        if not token or request.method not in _WRITES:
            return None
        if not 5 <= len(token) <= 32:
            raise bad("Write token must be 5-32 characters in length")
        if (named, token) in self._write_tokens:
            raise Refused(412, "Write token already used")
        return named, token


class _Handler(Handler):
    protocol_version = "HTTP/1.1"
