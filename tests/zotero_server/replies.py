"""What is answered: a status, a body, headers; and the shapes of Zotero's objects in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zotero_server.library import Library
from zotero_server.validating import Json


@dataclass(frozen=True)
class Reply:
    """One answer before it goes out."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in JSON."""
    body = json.dumps(value, ensure_ascii=False, indent=4).encode()
    return Reply(status, body, {"Content-Type": "application/json", **(headers or {})})


def text(status: int, says: str, **headers: str) -> Reply:
    """An answer in plain text, as Zotero's errors are."""
    return Reply(status, says.encode(), {"Content-Type": "text/plain; charset=UTF-8", **headers})


def page(status: int, title: str, **headers: str) -> Reply:
    """An answer of what stands before the service: a page, or nothing."""
    body = f"<html><body><h1>{title}</h1></body></html>".encode() if title else b""
    return Reply(status, body, {"Content-Type": "text/html", **headers})


def in_full(library: Library, kind: str, data: Json, *, with_empty: bool = True) -> Json:
    """An object as it is answered: key and version outside, its data within.

    ``with_empty``: the fields of the type without a value too, as the web API has them.
    """
    kind_of, _, number = library.path.partition("/")
    shown = shown_data(library, data) if kind == "items" and with_empty else dict(data)
    return {
        "key": data["key"],
        "version": data["version"],
        "library": {"type": kind_of[:-1], "id": int(number), "name": library.name, "links": {}},
        "links": {},
        "meta": _meta(library, kind, data),
        "data": shown,
    }


def shown_data(library: Library, data: Json) -> Json:
    """An item's data with the fields that are empty."""
    fields = dict.fromkeys(library.schema.types[data["itemType"]].fields, "")
    first = {name: data[name] for name in ("key", "version", "itemType")}
    return {**first, **fields, **data}


def _meta(library: Library, kind: str, data: Json) -> Json:
    key = data["key"]
    if kind == "collections":
        return {
            "numCollections": sum(
                one["parentCollection"] == key for one in library.collections.values()
            ),
            "numItems": sum(key in one["collections"] for one in library.items.values()),
        }
    return {"numChildren": 0 if data["itemType"] == "note" else len(library.children(key))}
