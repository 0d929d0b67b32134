"""The addresses under a library, ``/users/N/…`` and ``/groups/N/…``, and what answers each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zotero_server import reading, writing
from zotero_server.library import Library
from zotero_server.replies import Reply
from zotero_server.serving import Request, read_json
from zotero_server.validating import KEY, Json, Refused


@dataclass(frozen=True)
class Call:
    """A request to a library; ``parts`` is its address under the library, ``address`` the whole."""

    library: Library
    request: Request
    parts: tuple[str, ...]
    address: str
    rules: writing.Rules = writing.WEB
    paging: reading.Paging = reading.WEB
    failing: Mapping[int, Refused] = field(default_factory=dict)


def answer(call: Call) -> Reply:
    """What a library answers; raises Refused."""
    if call.request.method == "GET":
        with call.library.lock:  # a list is of one moment
            return _answer(call)
    return _answer(call)


def _answer(call: Call) -> Reply:
    match call.parts:
        case ("items" | "collections" as kind,):
            return _many(call, kind)
        case ("items", "top" | "trash" as subset):
            return _list(call, "items", reading.items(call.library, call.request.query, subset))
        case ("collections", "top"):
            found = reading.collections(call.library, call.request.query, "")
            return _list(call, "collections", found)
        case ("items" | "collections" as kind, key) if KEY.fullmatch(key):
            return _one(call, kind, key)
        case ("items" | "collections" as kind, key, *rest) if KEY.fullmatch(key):
            return _under(call, kind, key, "/".join(rest))
        case _:
            return _elsewhere(call)


def _many(call: Call, kind: str) -> Reply:
    request, library = call.request, call.library
    if request.method == "POST":
        sent = read_json(request)
        return writing.write_many(library, kind, sent, request.headers, call.rules, call.failing)
    if request.method == "DELETE":
        named = request.query.get("itemKey" if kind == "items" else "collectionKey", "")
        keys = [key for key in named.split(",") if key]
        return writing.delete_many(library, kind, keys, request.headers, call.rules)
    find = reading.items if kind == "items" else reading.collections
    return _list(call, kind, find(library, request.query))


def _list(call: Call, kind: str, found: list[Json]) -> Reply:
    if call.request.method != "GET":
        raise Refused(405, "Method not allowed")
    if not_modified := _not_modified(call):
        return not_modified
    return reading.listed(call.library, kind, found, call.request.query, call.address, call.paging)


def _not_modified(call: Call) -> Reply | None:
    known = call.request.headers.get("if-modified-since-version", "")
    if known.isdecimal() and call.library.version <= int(known):
        return Reply(304, headers={"Last-Modified-Version": str(call.library.version)})
    return None


def _one(call: Call, kind: str, key: str) -> Reply:
    request, library = call.request, call.library
    if request.method in ("PATCH", "PUT"):
        sent = read_json(request)
        return writing.write_single(
            library, kind, key, request.method, sent, request.headers, call.rules
        )
    if request.method == "DELETE":
        return writing.delete_single(library, kind, key, request.headers)
    if request.method != "GET":
        raise Refused(405, "Method not allowed")
    return reading.single(library, kind, key, call.paging)


def _under(call: Call, kind: str, key: str, what: str) -> Reply:
    library, query = call.library, call.request.query
    if key not in library.held(kind):
        raise Refused(404, f"{kind[:-1].capitalize()} not found")
    if (kind, what) == ("items", "children"):
        here = {child["key"] for child in library.children(key)}
        found = [item for item in reading.items(library, query) if item["key"] in here]
        return _list(call, "items", found)
    if kind == "collections" and what in ("items", "items/top"):
        subset = what.partition("/")[2]
        found = [
            item for item in reading.items(library, query, subset) if key in item["collections"]
        ]
        return _list(call, "items", found)
    if (kind, what) == ("collections", "collections"):
        return _list(call, "collections", reading.collections(library, query, key))
    raise Refused(404, "Not found")


def _elsewhere(call: Call) -> Reply:
    request, library = call.request, call.library
    match request.method, call.parts:
        case "GET", ("deleted",):
            return reading.deleted(library, request.query)
        case "GET", ("tags",):
            return _not_modified(call) or reading.tags(library, request.query, call.address)
        case "DELETE", ("tags",):
            return _delete_tags(call)
        case "GET", ("settings",):
            return _not_modified(call) or reading.settings(library)
        case "GET", ("settings", name):
            return reading.settings(library, name)
        case "PUT", ("settings", name):
            return writing.write_setting(library, name, read_json(request), request.headers)
        case "DELETE", ("settings", name):
            return writing.delete_setting(library, name, request.headers)
    raise Refused(404, "Not found")


def _delete_tags(call: Call) -> Reply:
    version = writing.wanted_version(call.request.headers)
    if version is None:
        raise Refused(428, "If-Unmodified-Since-Version not provided")
    with call.library.lock:
        writing.check_library(call.library, version, exact=call.rules.exact)
        call.library.remove_tags(call.request.query.get("tag", "").split(" || "))
    return Reply(204, headers={"Last-Modified-Version": str(call.library.version)})
