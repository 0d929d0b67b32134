"""The local API of Zotero 10.0.0 as it is (and of 9.0.6, which only reads).

Written from recordings of the real programs; the numbers in comments are those of the table of
quirks beside them. Where it differs from the documentation, this is what people run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from zotero_server.program_library import ProgramLibrary
from zotero_server.program_replies import Bare, Shown, alternate, paged, says
from zotero_server.replies import Reply, as_json
from zotero_server.serving import Request
from zotero_server.validating import KEY, MOST, Json, Refused, bad

_SORTS = "dateAdded dateModified title creator itemType date publisher publicationTitle".split()
_ONE = {"items": "item", "collections": "collection", "searches": "search"}
# A search has a scope with one of these, and the scope loses includeTrashed (4).
_SCOPED = ("itemType", "tag", "itemKey")


@dataclass(frozen=True)
class Call:
    """A request to a library; ``parts`` is its address under the library.

    ``before`` is called before each object of a batch is written; ``unreadable`` says whether a
    read that meets a write fails.
    """

    shown: Shown
    request: Request
    parts: tuple[str, ...]
    failing: Mapping[int, Refused] = field(default_factory=dict)
    before: Callable[[ProgramLibrary, Any], None] = lambda library, sent: None
    unreadable: Callable[[], bool] = lambda: True

    @property
    def library(self) -> ProgramLibrary:
        """The library that is asked or written to."""
        return self.shown.library


def is_address(parts: tuple[str, ...], method: str) -> bool:
    """Whether there is such an address under a library; raises Bare for a method that it has not.

    There is none for what was deleted, for one setting, and for a collection's tags (11, 12).
    """
    match parts:
        case ("items" | "collections" | "searches",):
            methods = "GET POST DELETE"
        case ("items" | "collections" | "searches", "top" | "trash"):
            methods = "GET"
        case ("items" | "collections" | "searches", _):
            methods = "GET PUT PATCH DELETE"
        case ("items", _, "children") | ("collections", _, "items" | "collections"):
            methods = "GET"
        case ("collections", _, "items", "top") | ("tags",) | ("settings",) | ("groups",) | ():
            methods = "GET"
        case _:
            return False
    if method not in methods.split():
        raise Bare(400, "Endpoint does not support method\n")
    return True


def answer(call: Call) -> Reply:
    """What a library answers; raises Refused and Bare."""
    if call.request.method != "GET":
        return _write(call)
    with call.library.lock:
        return _read(call)


# Reading


def _read(call: Call) -> Reply:
    library = call.library
    match call.parts:
        case ():
            group = as_group(call.shown)
            return as_json(group, headers={"Total-Results": "1", "Link": "", **_version(1)})
        case ("settings",):
            return as_json({})  # (12): also when a tag has a colour
        case ("tags",):
            return _tags(call)
        case ("collections", _, _, *_):
            return _under_collection(call)
        case ("items",) | ("items", "top" | "trash"):
            return _list(call, "items", _items(call, "".join(call.parts[1:])))
        case ("items", key, "children"):
            found = library.children(key) if key in library.items else []
            return _list(call, "items", [one for one in found if not library.hidden(one)])
        case ("collections" | "searches" as kind, *rest) if not rest or rest == ["top"]:
            found = list(library.held(kind).values())
            if kind == "collections":
                found = library.under("") if rest else in_tree(library)
            return _list(call, kind, found)
        case (kind, key):
            return _single(call, kind, key)
    raise Bare(404, "No endpoint found\n")


def _under_collection(call: Call) -> Reply:
    _, key, what, *rest = call.parts
    library = call.library
    if what == "collections":
        return _list(call, "collections", library.under(key))
    found = _items(call, "".join(rest))
    if key in library.collections:  # (6): of a missing one the whole library
        found = [one for one in found if key in _up(library, one).get("collections", ())]
    return _list(call, "items", found)


def as_group(shown: Shown) -> Json:
    """A group as it is listed."""
    library = shown.library
    number = int(library.path.partition("/")[2])
    data = {"id": number, "version": 1, "name": library.name, "description": ""}
    links = {"self": shown.link(), "alternate": alternate(library)}
    meta = {"numItems": len(library.items)}
    return {"id": number, "version": 1, "links": links, "meta": meta, "data": data}


def _version(number: int) -> dict[str, str]:
    return {"Last-Modified-Version": str(number)}


def _up(library: ProgramLibrary, item: Json) -> Json:
    # A child of what is in the trash comes with it (5).
    parent = library.items.get(item.get("parentItem", ""), {})
    return parent if parent.get("deleted") else item


def _items(call: Call, subset: str) -> list[Json]:
    library, query = call.library, call.request.query
    found = list(library.items.values())
    if subset == "top":
        found = [one for one in found if not one.get("parentItem")]
    trashed = subset == "trash" or query.get("includeTrashed", "0") not in ("", "0")
    if any(query.get(name) for name in _SCOPED) or not trashed:
        found = [one for one in found if not library.hidden(one)]  # (4)
    if subset == "trash":
        found = [one for one in found if library.hidden(one)]
    for name, matches in (("itemType", _is_type), ("tag", _has_tag), ("itemKey", _has_key)):
        for wanted in filter(None, query.get(name, "").split("\n")):
            found = [one for one in found if matches(one, wanted)]
    if words := query.get("q", "").casefold():
        everything = query.get("qmode") == "everything"
        met = {one["key"] for one in found if words in _searched(one, everything=everything)}
        found = [one for one in found if met & {one["key"], _up(library, one)["key"]}]
    return found


def _alternatives(wanted: str) -> tuple[bool, set[str]]:
    without = wanted.startswith("-")
    bare = wanted[1:] if without or wanted.startswith("\\-") else wanted
    return without, {name.strip() for name in bare.split("||")}


def _is_type(item: Json, wanted: str) -> bool:
    without, names = _alternatives(wanted)
    return (item["itemType"] in names) != without


def _has_tag(item: Json, wanted: str) -> bool:
    without, names = _alternatives(wanted)  # (33): in its own case
    return bool(names & {tag["tag"] for tag in item["tags"]}) != without


def _has_key(item: Json, wanted: str) -> bool:
    return item["key"] in wanted.split(",")


def _searched(item: Json, *, everything: bool) -> str:
    names = [str(part) for who in item.get("creators", ()) for part in who.values()]
    texts = [item.get("title", ""), item.get("date", "")[:4], *names]
    if everything:  # (32): DOIs too, and a part of one is enough
        texts += [value for value in item.values() if isinstance(value, str)]
    return "\n".join(texts).casefold()


def in_tree(library: ProgramLibrary, parent: str = "") -> list[Json]:
    """The collections as the window lists them: by name, each with those under it."""
    found = []
    for one in library.under(parent):
        found += [one, *in_tree(library, one["key"])]
    return found


def _list(call: Call, kind: str, found: list[Json]) -> Reply:
    # Neither collectionKey nor q is looked at where collections are asked for (7).
    query, shown = call.request.query, call.shown
    since = query.get("since", "") or "0"
    if not since.isdecimal():
        raise bad(f"Invalid 'since' value '{since}'")
    if int(since):
        found = [one for one in found if one["version"] > int(since)]
    format_ = query.get("format", "json")
    if format_ not in ("json", "keys", "versions"):
        raise Refused(501 if format_ == "atom" else 400, f"Invalid 'format' value '{format_}'")
    _sort(found, query, kind)
    stretch, pages = paged(call.request, len(found))
    headers = {**pages, **shown.moved}
    if _not_modified(call):
        return Reply(304, b"", headers)
    found = found[stretch]
    if format_ == "keys":
        return says(200, "\n".join(one["key"] for one in found), **headers)
    if format_ == "versions":
        return as_json({one["key"]: shown.version(one) for one in found}, headers=headers)
    if kind == "items" and call.library.writing and not query.get("tag") and call.unreadable():
        raise Bare(500)  # (20): what is half written cannot be shown
    return as_json([shown.in_full(kind, one) for one in found], headers=headers)


def _not_modified(call: Call) -> bool:
    known = call.request.headers.get("if-modified-since-version", "")
    return known.isdecimal() and int(known) >= (call.library.version if call.shown.versions else 0)


def _sort(found: list[Json], query: Mapping[str, str], kind: str) -> None:
    sort = query.get("sort") or ("dateModified" if kind == "items" else "")
    if not sort:
        return
    if sort not in (*_SORTS, "name"):
        raise bad(f"Invalid 'sort' value '{sort}'")
    backwards = query.get("direction", "desc" if sort.startswith("date") else "asc") == "desc"
    found.sort(key=lambda one: str(one.get(sort, "")).casefold(), reverse=backwards)


def _single(call: Call, kind: str, key: str) -> Reply:
    one = call.library.held(kind).get(key)
    if one is None:
        raise Refused(404, "Not found")
    version = _version(call.shown.version(one))
    headers = {"Total-Results": "1", "Link": "", **version}
    return as_json(call.shown.in_full(kind, one), headers=headers)


def _tags(call: Call) -> Reply:
    counted: dict[tuple[str, int], int] = {}
    for item in call.library.items.values():  # those in the trash too
        for tag in item["tags"]:
            name = (tag["tag"], tag.get("type", 0))
            counted[name] = counted.get(name, 0) + 1
    names = sorted(counted, key=lambda tag: (tag[0].casefold(), tag[0].swapcase(), tag[1]))
    stretch, headers = paged(call.request, len(names))
    shown = [call.shown.tag(*name, counted[name]) for name in names[stretch]]
    return as_json(shown, headers={**headers, **call.shown.moved})


# Writing


def _write(call: Call) -> Reply:
    kind, *rest = call.parts
    match call.request.method, rest:
        case "POST", []:
            return _write_many(call, kind)
        case "DELETE", []:
            return _delete_many(call, kind)
        case "DELETE", [key]:
            return _delete_one(call, kind, key)
        case _, [key]:
            return _write_one(call, kind, key)
    raise Bare(400, "Endpoint does not support method\n")


def _sent(request: Request) -> Any:
    # (31): text/plain is read as JSON too; without a type nothing is read.
    if not request.headers.get("content-type"):
        raise bad("Empty request body")
    try:
        return json.loads(request.body)
    except ValueError:
        raise bad("Invalid JSON") from None


def _wanted(request: Request) -> int | None:
    value = request.headers.get("if-unmodified-since-version", "")
    if value and not value.isdecimal():
        raise bad(f"Invalid If-Unmodified-Since-Version value '{value}'")
    return int(value) if value else None


@contextmanager
def _writing(library: ProgramLibrary) -> Iterator[None]:
    library.writing += 1
    try:
        yield
    finally:
        library.writing -= 1


def _write_many(call: Call, kind: str) -> Reply:
    library, sent = call.library, _sent(call.request)
    if not isinstance(sent, list):
        raise bad("Uploaded data must be a JSON array")
    if not sent:
        raise bad(f"No {kind} provided")
    if len(sent) > MOST:
        raise Refused(413, f"Cannot add more than {MOST} {kind} at a time")
    wanted = _wanted(call.request)
    if wanted is not None:
        _check_library(library, wanted)
    report: Json = {"successful": {}, "success": {}, "unchanged": {}, "failed": {}}
    # Each object is a transaction of its own, and the batch is written to its end though nobody
    # waits for the answer any more (19).
    with _writing(library):
        for place, one in enumerate(sent):
            call.before(library, one)
            with library.lock:
                _write_into(report, place, call, kind, one, checked=wanted is not None)
    return as_json(report, headers=call.shown.moved)


def _check_library(library: ProgramLibrary, wanted: int) -> None:
    if library.version > wanted:  # (15): "not older", not "exactly"
        found = f"(expected {wanted}, found {library.version})"
        raise Refused(412, f"Library has been modified since specified version {found}")


def _write_into(
    report: Json, place: int, call: Call, kind: str, one: Any, *, checked: bool
) -> None:
    try:
        if place in call.failing:
            raise call.failing[place]
        if not isinstance(one, dict):
            expected = f"expected JSON {_ONE[kind]} object"
            raise bad(f"Invalid value for index {place} in uploaded data; {expected}")
        key = one.get("key") or ""
        if key:
            _check_keyed(call.library, kind, one, key, checked=checked)
        key = key or call.library.new_key()
        stored, changed = call.library.write(kind, key, one, partial=True)
    except Refused as refused:
        named = one.get("key", "") if isinstance(one, dict) else ""
        report["failed"][str(place)] = {
            "key": named,
            "code": refused.code,
            "message": refused.message,
        }
        return
    if changed:
        report["successful"][str(place)] = call.shown.in_full(kind, stored)
        report["success"][str(place)] = stored["key"]
    else:
        report["unchanged"][str(place)] = stored["key"]


def _check_keyed(library: ProgramLibrary, kind: str, one: Json, key: Any, *, checked: bool) -> None:
    name, version = _ONE[kind], one.get("version")
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise bad(f"Invalid key: '{key}'")
    if version is None and not checked:
        either = "Either If-Unmodified-Since-Version or 'version' property"
        raise Refused(428, f"{either} must be provided for 'key'-based writes")
    there = library.held(kind).get(key)
    if there is None and version:
        expected = f"(expected version {version}; use 0 instead)"
        raise Refused(404, f"{name} doesn't exist {expected}")
    if there is None:
        # (1): what has a key of the client's choosing cannot be made.
        raise bad(f"'primaryData' not loaded for {name} (null/{library.number}/{key})")
    _check_version(name, there, version)


def _check_version(name: str, there: Json, version: Any) -> None:
    if version is not None and version != there["version"]:  # (14): one too high neither
        found = f"expected {version}, found {there['version']}"
        raise Refused(412, f"{name} version mismatch: {found}")


def _write_one(call: Call, kind: str, key: str) -> Reply:
    library, request, sent = call.library, call.request, _sent(call.request)
    if not isinstance(sent, dict):
        raise bad(f"Invalid {_ONE[kind]} object")
    wanted = _wanted(request)
    with library.lock:
        there = library.held(kind).get(key)
        if there is None:
            if kind == "items" and not sent.get("itemType"):
                raise bad("itemType property not provided")
            raise Bare(500)  # (2)
        _check_version(_ONE[kind], there, sent.get("version"))
        if sent.get("version") is None:
            _check_header(_ONE[kind], there, wanted)
        try:
            library.write(kind, key, sent, partial=request.method == "PATCH")
        except Refused:
            raise Bare(500) from None  # (8)
        return Reply(204, b"", call.shown.moved)


def _check_header(name: str, there: Json, wanted: int | None) -> None:
    if wanted is None:
        raise Refused(428, "If-Unmodified-Since-Version not provided")
    if there["version"] > wanted:
        found = f"(expected {wanted}, found {there['version']})"
        raise Refused(412, f"{name} has been modified since specified version {found}")


def _delete_one(call: Call, kind: str, key: str) -> Reply:
    library, wanted = call.library, _wanted(call.request)
    with library.lock:
        there = library.held(kind).get(key)
        if there is None:
            raise Refused(404, "Not found")
        _check_header(_ONE[kind], there, wanted)
        library.remove(kind, [key])
        return Reply(204, b"", call.shown.moved)


def _delete_many(call: Call, kind: str) -> Reply:
    library, wanted = call.library, _wanted(call.request)
    name = {"items": "itemKey", "collections": "collectionKey"}.get(kind, "searchKey")
    keys = [key for key in call.request.query.get(name, "").split(",") if key]
    if wanted is None:
        raise Refused(428, "If-Unmodified-Since-Version not provided")
    if len(keys) > MOST:
        raise Refused(413, f"Cannot delete more than {MOST} {kind} at a time")
    with library.lock:
        _check_library(library, wanted)
        for key in keys:
            if key in library.held(kind):
                library.remove(kind, [key])
        return Reply(204, b"", call.shown.moved)
