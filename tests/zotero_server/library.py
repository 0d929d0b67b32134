"""One library in memory: what it holds, its version, and what a write does to both.

A test looks into it, and changes it as somebody else who works in the library would.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from zotero_server.schema import NEWEST, Schema, schema_at
from zotero_server.validating import (
    Json,
    Refused,
    as_list,
    check_collection,
    check_item,
    cleaned,
)

_ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
_BEGINNING = datetime(2026, 11, 1, tzinfo=UTC)
# Members that are no fields of an item.
_NOT_FIELDS = {"key", "version", "itemType", "creators", "tags", "collections", "relations"}
_NOT_FIELDS |= {"parentItem", "deleted", "dateAdded", "dateModified", "note", "linkMode"}
_NOT_FIELDS |= {"contentType", "charset", "filename", "md5", "mtime"}


class Library:
    """A library ``users/1`` or ``groups/77``: ``items`` and ``collections`` by key, as Zotero's data.

    ``settings`` are by name, each a value and a version. ``deleted`` has, by kind, the version at
    which a key (or a tag) went. ``clock`` says the date of a version: a second a write, so that the
    same writes give the same dates.
    """

    def __init__(
        self, path: str = "users/1", *, schema: int | Schema = NEWEST, name: str = ""
    ) -> None:
        self.path, self.name = path, name or path
        self.schema = schema if isinstance(schema, Schema) else schema_at(schema)
        self.version = 0
        self.items: dict[str, Json] = {}
        self.collections: dict[str, Json] = {}
        self.settings: dict[str, Json] = {}
        self.deleted: dict[str, dict[str, int]] = {
            kind: {} for kind in ("items", "collections", "settings", "tags", "searches")
        }
        self.lock = threading.RLock()
        self.clock: Callable[[int], str] = _a_second_a_write
        self._under: dict[str, set[str]] = {}  # the children of an item
        self._chance = random.Random(path)

    # What somebody else does

    def add(self, item: Mapping[str, Any], key: str = "") -> str:
        """Add an item as another program would; its key."""
        with self.lock:
            return str(self.write("items", key or self.new_key(), dict(item))[0]["key"])

    def add_collection(self, name: str, parent: str = "", key: str = "") -> str:
        """Add a collection as another program would; its key."""
        sent = {"name": name, "parentCollection": parent or False}
        with self.lock:
            return str(self.write("collections", key or self.new_key(), sent)[0]["key"])

    def edit(self, key: str, **members: Any) -> int:
        """Change an item or a collection as another program would; its new version."""
        kind = "items" if key in self.items else "collections"
        return int(self.write(kind, key, members, partial=True)[0]["version"])

    def trash(self, key: str) -> None:
        """Move an item or a collection to the trash."""
        self.edit(key, deleted=1)

    def delete(self, key: str) -> None:
        """Delete an item or a collection for good."""
        self.remove("items" if key in self.items else "collections", [key])

    def set_setting(self, name: str, value: Any) -> int:
        """Write a setting; the new version of the library."""
        with self.lock:
            self.version += 1
            self.settings[name] = {"value": value, "version": self.version}
            self.deleted["settings"].pop(name, None)
            return self.version

    def touch(self) -> None:
        """Let the version move, as any change elsewhere in the library does."""
        self.set_setting("lastRead", self.version)

    # What is asked of it

    @property
    def regular(self) -> list[Json]:
        """The items that are no notes, files or trash."""
        return [
            item
            for item in self.items.values()
            if item["itemType"] not in ("note", "attachment") and not item.get("deleted")
        ]

    def by_title(self, title: str) -> list[Json]:
        """The items with a title, the trashed too."""
        return [item for item in self.items.values() if item.get("title") == title]

    def held(self, kind: str) -> dict[str, Json]:
        """The items or the collections, by key."""
        return self.items if kind == "items" else self.collections

    def uri(self, key: str) -> str:
        """The address by which one item names another."""
        return f"http://zotero.org/{self.path}/items/{key}"

    def children(self, key: str) -> list[Json]:
        """The notes and files of an item."""
        return [self.items[child] for child in sorted(self._under.get(key, ()))]

    # What a write does

    def write(self, kind: str, key: str, sent: Json, *, partial: bool = False) -> tuple[Json, bool]:
        """Write one object; how it stands now, and whether that is a change.

        ``partial``: what is not sent stays. Every write moves the library's version by one, also
        one that changes nothing. Raises Refused, and has then written nothing.
        """
        with self.lock:
            before = self.held(kind).get(key)
            after = (self._item if kind == "items" else self._collection)(before, sent, partial)
            self.version += 1
            # Tags that are sent count as a change even where they are the same.
            if before is not None and same(before, after) and not (sent.get("tags")):
                return before, False
            after |= {"key": key, "version": self.version}
            if kind == "items":
                after |= self._dates(before, sent)
            self.held(kind)[key] = after
            self.deleted[kind].pop(key, None)
            if kind == "items":
                self._place(before or {}, after)
                self._relate(before or {}, after)
            return after, True

    def remove(self, kind: str, keys: list[str]) -> None:
        """Delete for good: an item with its children, a collection without its items."""
        with self.lock:
            self.version += 1
            for key in list(self._with_those_under(kind, keys)):
                gone = self.held(kind).pop(key, None)
                if gone is None:
                    continue
                self.deleted[kind][key] = self.version
                if kind == "items":
                    self._place(gone, {})
                    self._forget(gone)
                else:
                    # The items' versions stay as they are.
                    for item in self.items.values():
                        there = item.get("collections", [])
                        item["collections"] = [one for one in there if one != key]

    def remove_tags(self, names: list[str]) -> None:
        """Take tags off all items."""
        with self.lock:
            self.version += 1
            for item in self.items.values():
                kept = [tag for tag in item["tags"] if tag["tag"] not in names]
                if kept != item["tags"]:
                    item |= {"tags": kept, "version": self.version}
            self.deleted["tags"] |= dict.fromkeys(names, self.version)

    def new_key(self) -> str:
        """A key that nothing has."""
        while True:
            key = "".join(self._chance.choices(_ALPHABET, k=8))
            if key not in self.items and key not in self.collections:
                return key

    def _item(self, before: Json | None, sent: Json, partial: bool) -> Json:
        item_type = sent.get("itemType") or (before["itemType"] if before and partial else "")
        if not item_type:
            raise Refused(400, "'itemType' property not provided")
        check_item(sent, item_type, self.schema, is_new=before is None)
        self._check_there(sent)
        empty: Json = {"creators": [], "tags": [], "collections": [], "relations": {}}
        kept = before if before and partial else empty
        made = {**kept, **cleaned(sent), "itemType": item_type}
        fields = self.schema.types[item_type].fields
        return {
            name: value if isinstance(value, (list, dict, int)) else str(value)
            for name, value in made.items()
            if name in ("creators", "tags", "collections", "relations")
            or (value not in ("", None, False, 0) and (name in fields or name in _NOT_FIELDS))
        }

    def _check_there(self, sent: Json) -> None:
        for key in sent.get("collections", []):
            if key not in self.collections:
                raise Refused(409, f"Collection {key} doesn't exist", {"collection": key})
        parent = sent.get("parentItem")
        if parent and parent not in self.items:
            raise Refused(409, f"Parent item {parent} doesn't exist", {"parentItem": parent})
        if parent and self.items[parent]["itemType"] in ("note", "attachment"):
            raise Refused(400, f"Parent item {parent} cannot be a note or attachment")

    def _collection(self, before: Json | None, sent: Json, partial: bool) -> Json:
        check_collection(sent, is_new=before is None or not partial)
        parent = sent.get("parentCollection")
        if parent and parent not in self.collections:
            raise Refused(409, f"Parent collection {parent} doesn't exist", {"collection": parent})
        empty: Json = {"parentCollection": False, "relations": {}}
        made = {**(before if before and partial else empty), **cleaned(sent)}
        if not made.get("deleted"):
            made.pop("deleted", None)
        return made

    def _dates(self, before: Json | None, sent: Json) -> Json:
        now = self.clock(self.version)
        added = before["dateAdded"] if before else sent.get("dateAdded") or now
        return {"dateAdded": added, "dateModified": now}

    def _place(self, before: Json, after: Json) -> None:
        if before.get("parentItem"):
            self._under[before["parentItem"]].discard(before["key"])
        if after.get("parentItem"):
            self._under.setdefault(after["parentItem"], set()).add(after["key"])

    def _relate(self, before: Json, after: Json) -> None:
        old, new = _related(before), _related(after)
        for other in self._named(old ^ new):
            if other is not after:
                # The relation shows on both items, so the other one changes too.
                mine = {self.uri(after["key"])}
                kept = _related(other) - mine
                _set_related(other, kept | mine if self.uri(other["key"]) in new else kept)
                other["version"] = self.version

    def _forget(self, gone: Json) -> None:
        for other in self._named(_related(gone)):
            _set_related(other, _related(other) - {self.uri(gone["key"])})

    def _named(self, uris: set[str]) -> list[Json]:
        keys = [uri.removeprefix(self.uri("")) for uri in sorted(uris)]
        return [self.items[key] for key in keys if key in self.items]

    def _with_those_under(self, kind: str, keys: Iterable[str]) -> Iterator[str]:
        for key in keys:
            yield key
            if kind == "items":
                yield from sorted(self._under.get(key, ()))
            else:
                held = self.collections.items()
                under = [other for other, one in held if one["parentCollection"] == key]
                yield from self._with_those_under(kind, under)


def _a_second_a_write(version: int) -> str:
    return f"{_BEGINNING + timedelta(seconds=version):%Y-%m-%dT%H:%M:%SZ}"


def _related(item: Json) -> set[str]:
    return set(as_list(item.get("relations", {}).get("dc:relation", [])))


def _set_related(item: Json, uris: set[str]) -> None:
    changed = {"relations": {**item["relations"], "dc:relation": sorted(uris)}}
    item["relations"] = cleaned(changed)["relations"]


def same(before: Json, after: Json) -> bool:
    """Whether an object is the same, what every write changes aside."""
    ignored = {"key", "version", "dateAdded", "dateModified"}
    return {name: value for name, value in before.items() if name not in ignored} == {
        name: value for name, value in after.items() if name not in ignored
    }
