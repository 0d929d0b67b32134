"""What a request that reads gets: lists by page, one object, what was deleted, tags, the types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from zotero_server.library import Library
from zotero_server.replies import Reply, as_json, in_full, text
from zotero_server.schema import Schema
from zotero_server.validating import Json, Refused, bad

Query = Mapping[str, str]
_SORTS = "dateAdded dateModified title itemType date publisher publicationTitle creator".split()


@dataclass(frozen=True)
class Paging:
    """How one of the two servers gives a list: by pages, or whole."""

    default: int
    most: int
    with_empty: bool


WEB = Paging(25, 100, with_empty=True)
LOCAL = Paging(10**9, 10**9, with_empty=False)


def items(library: Library, query: Query, subset: str = "") -> list[Json]:
    """The items that a query asks for; ``subset`` is "", "top" or "trash"."""
    found = list(library.items.values())
    if subset == "trash":
        found = [item for item in found if item.get("deleted")]
    elif query.get("includeTrashed", "0") in ("", "0"):
        found = [item for item in found if not item.get("deleted")]
    if subset == "top":
        found = [item for item in found if not item.get("parentItem")]
    if query.get("itemType"):
        found = _of_types(found, query["itemType"], library.schema)
    for wanted in _values(query, "tag"):
        found = _tagged(found, wanted)
    if words := query.get("q", "").lower():
        # Title, creators and year: never a DOI, Extra or a tag.
        found = [item for item in found if words in _searched(item)]
    return _picked(found, query, "itemKey")


def collections(library: Library, query: Query, parent: str | None = None) -> list[Json]:
    """The collections that a query asks for; ``parent``: those under it ("" for the top ones)."""
    found = list(library.collections.values())
    if query.get("includeTrashed", "0") in ("", "0"):
        found = [one for one in found if not one.get("deleted")]
    if parent is not None:
        found = [one for one in found if (one["parentCollection"] or "") == parent]
    return _picked(found, query, "collectionKey")


def listed(
    library: Library, kind: str, found: list[Json], query: Query, address: str, paging: Paging
) -> Reply:
    """A list as it is answered: since a version, in its order, one page of it."""
    since = _natural(query, "since", 0)
    found = [one for one in found if one["version"] > since]
    _sort(found, query, kind)
    format_ = query.get("format", "json")
    if format_ not in ("json", "keys", "versions"):
        code = 501 if format_ == "atom" and paging is LOCAL else 400
        raise Refused(code, f"Invalid 'format' value '{format_}'")
    whole = len(found) if format_ in ("keys", "versions") else paging.default
    limit = min(_natural(query, "limit", 0) or whole, max(whole, paging.most))
    start = _natural(query, "start", 0)
    shown = found[start : start + limit]
    headers = {
        "Total-Results": str(len(found)),
        "Last-Modified-Version": str(library.version),
        "Link": ", ".join(_links(query, address, start, limit, len(found))),
    }
    if format_ == "keys":
        return text(200, "".join(f"{one['key']}\n" for one in shown), **headers)
    if format_ == "versions":
        return as_json({one["key"]: one["version"] for one in shown}, headers=headers)
    full = [in_full(library, kind, one, with_empty=paging.with_empty) for one in shown]
    return as_json(full, headers=headers)


def _links(query: Query, address: str, start: int, limit: int, total: int) -> Iterator[str]:
    last = max(0, (total - 1) // limit * limit) if limit else 0
    pages = {"first": 0, "prev": max(0, start - limit)} if start else {}
    pages |= {"next": start + limit} if start + limit < total else {}
    for rel, at in {**pages, "last": last}.items():
        named = {**query, "start": str(at)}
        yield f'<{address}?{urlencode(named)}>; rel="{rel}"'
    yield '<https://www.zotero.org/elsewhere>; rel="alternate"'


def _natural(query: Query, name: str, default: int) -> int:
    value = query.get(name, "")
    if not value:
        return default
    if not value.isdecimal():
        raise bad(f"Invalid '{name}' value '{value}'")
    return int(value)


def _sort(found: list[Json], query: Query, kind: str) -> None:
    sort = query.get("sort") or ("dateModified" if kind == "items" else "name")
    if sort not in (*_SORTS, "name", "version"):
        raise bad(f"Invalid 'sort' value '{sort}'")
    backwards = query.get("direction", "desc" if sort.startswith("date") else "asc") == "desc"
    found.sort(key=lambda one: (str(one.get(sort, "")), one["key"]), reverse=backwards)


def _values(query: Query, name: str) -> list[str]:
    # A parameter given several times comes with its values on lines of their own.
    return [value for value in query.get(name, "").split("\n") if value]


def _of_types(found: Iterable[Json], wanted: str, schema: Schema) -> list[Json]:
    names = [name.strip() for name in wanted.removeprefix("-").split("||")]
    if unknown := [name for name in names if name not in schema.types]:
        raise bad(f"Invalid 'itemType' value '{unknown[0]}'")
    # A minus at the front is for all that are named.
    return [item for item in found if (item["itemType"] in names) != wanted.startswith("-")]


def _tagged(found: Iterable[Json], wanted: str) -> list[Json]:
    without = wanted.startswith("-")
    bare = wanted[1:] if without or wanted.startswith("\\-") else wanted
    names = {name.strip().lower() for name in bare.split(" || ")}
    return [
        item
        for item in found
        if bool(names & {tag["tag"].lower() for tag in item["tags"]}) != without
    ]


def _searched(item: Json) -> str:
    names = [str(part) for creator in item["creators"] for part in creator.values()]
    return " ".join([item.get("title", ""), item.get("date", "")[:4], *names]).lower()


def _picked(found: list[Json], query: Query, name: str) -> list[Json]:
    keys = [key for key in query.get(name, "").split(",") if key]
    if len(keys) > WEB.most:
        raise bad(f"Cannot specify more than {WEB.most} keys in '{name}'")
    return [one for one in found if one["key"] in keys] if keys else found


def single(library: Library, kind: str, key: str, paging: Paging) -> Reply:
    """One object as it is answered, the trashed too."""
    one = library.held(kind).get(key)
    if one is None:
        raise Refused(404, f"{kind[:-1].capitalize()} does not exist")
    full = in_full(library, kind, one, with_empty=paging.with_empty)
    return as_json(full, headers={"Last-Modified-Version": str(one["version"])})


def deleted(library: Library, query: Query) -> Reply:
    """The keys of what went since a version."""
    if "since" not in query:
        raise bad("'since' parameter must be provided")
    since = _natural(query, "since", 0)
    gone = {
        kind: [key for key, version in sorted(keys.items()) if version > since]
        for kind, keys in library.deleted.items()
    }
    return as_json(gone, headers={"Last-Modified-Version": str(library.version)})


def tags(library: Library, query: Query, address: str) -> Reply:
    """The tags of a library, a manual and an automatic one of the same name apart."""
    counted: dict[tuple[str, int], int] = {}
    for item in library.items.values():
        for tag in item["tags"]:
            name = (tag["tag"], tag.get("type", 0))
            counted[name] = counted.get(name, 0) + 1
    found = [
        {"tag": tag, "links": {}, "meta": {"type": type_, "numItems": number}}
        for (tag, type_), number in sorted(counted.items())
    ]
    start, limit = _natural(query, "start", 0), min(_natural(query, "limit", 25), WEB.most)
    headers = {
        "Total-Results": str(len(found)),
        "Last-Modified-Version": str(library.version),
        "Link": ", ".join(_links(query, address, start, limit, len(found))),
    }
    return as_json(found[start : start + limit], headers=headers)


def settings(library: Library, name: str = "") -> Reply:
    """All settings, or one."""
    if not name:
        return as_json(library.settings, headers={"Last-Modified-Version": str(library.version)})
    if name not in library.settings:
        raise Refused(404, "Setting not found")
    setting = library.settings[name]
    return as_json(setting, headers={"Last-Modified-Version": str(setting["version"])})


def of_types(schema: Schema, what: str, query: Query) -> Reply:
    """What the server says of item types; no key is needed for it."""
    if what == "schema":
        return as_json(_whole(schema))
    if what == "itemTypes":
        return as_json([{"itemType": name, "localized": name} for name in schema.types])
    if what == "itemFields":
        return as_json([{"field": name, "localized": name} for name in sorted(schema.all_fields)])
    if what == "creatorFields":
        return as_json([{"field": part} for part in ("firstName", "lastName", "name")])
    type_ = schema.types.get(query.get("itemType", ""))
    if type_ is None:
        raise bad("Invalid or missing 'itemType' value")
    if what == "items/new":
        return as_json(_template(query["itemType"], schema))
    key, names = (
        ("field", type_.fields) if what == "itemTypeFields" else ("creatorType", type_.creators)
    )
    return as_json([{key: name, "localized": name} for name in names])


def _whole(schema: Schema) -> Json:
    types = [
        {
            "itemType": name,
            "fields": [{"field": field} for field in type_.fields],
            "creatorTypes": [{"creatorType": role} for role in type_.creators],
        }
        for name, type_ in schema.types.items()
    ]
    return {"version": schema.version, "itemTypes": types}


def _template(item_type: str, schema: Schema) -> Json:
    type_ = schema.types[item_type]
    lists: Json = {"tags": [], "collections": [], "relations": {}}
    if item_type == "note":
        return {"itemType": item_type, "note": "", **lists}
    role = (
        {"creatorType": type_.creators[0], "firstName": "", "lastName": ""}
        if type_.creators
        else {}
    )
    creators = {"creators": [role]} if role else {}
    return {"itemType": item_type, **dict.fromkeys(type_.fields, ""), **creators, **lists}
