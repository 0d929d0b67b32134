"""A library as the running program keeps it: what a write does there, as it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zotero_server import program_items
from zotero_server.library import Library, same
from zotero_server.validating import Json


class ProgramLibrary(Library):
    """A library of the program; ``number`` is the one that it has there, 1 for My Library.

    ``editable``: a group of which the user is only a reader is not. ``writing`` counts the
    requests that are writing to it at this moment.
    """

    def __init__(
        self, path: str = "users/1", *, number: int = 1, editable: bool = True, **named: Any
    ) -> None:
        super().__init__(path, **named)
        self.number, self.editable = number, editable
        self.searches: dict[str, Json] = {}
        self.writing = 0
        self.coming: set[str] = set()  # the items that a transaction has made so far
        self._tags: set[str] = set()
        self._creators: set[tuple[str, ...]] = set()

    @property
    def address(self) -> str:
        """Its address under ``/api/``: the one who is logged in is user 0 there."""
        return "users/0" if self.number == 1 else self.path

    def held(self, kind: str) -> dict[str, Json]:
        """The items, the collections or the saved searches, by key."""
        return self.searches if kind == "searches" else super().held(kind)

    def uri(self, key: str) -> str:
        """The address by which one item names another."""
        return f"http://zotero.org/{self.address}/items/{key}"

    def next_tag(self) -> int:
        """The number that the next new tag would have; some messages tell it."""
        return len(self._tags) + 1

    def next_creator(self) -> int:
        """The number that the next new creator would have."""
        return len(self._creators) + 1

    def write(self, kind: str, key: str, sent: Json, *, partial: bool = False) -> tuple[Json, bool]:
        """Write one object; how it stands now, and whether that is a change.

        What is the same moves no version, the same tags neither (13, 16). Raises Refused.
        """
        with self.lock:
            before = self.held(kind).get(key)
            after = self.read(kind, before, sent, partial=partial)
            if before is not None and same(before, after):
                return before, False
            self.version += 1
            return self._keep(kind, key, sent, after), True

    def write_together(self, objects: Iterable[tuple[str, Json]]) -> list[Json]:
        """Make or change items in one transaction: one version for all, or none is made (46)."""
        with self.lock:
            self.coming, read = set(), []
            for key, sent in objects:
                after = self.read("items", self.items.get(key), sent, partial=True)
                read.append((key, sent, after))
                self.coming.add(key)
            self.coming, self.version = set(), self.version + bool(read)
            return [self._keep("items", key, sent, after) for key, sent, after in read]

    def read(self, kind: str, before: Json | None, sent: Json, *, partial: bool) -> Json:
        """What an object would be after it was sent, key, version and dates aside."""
        if kind == "items":
            return program_items.read_item(self, before, sent, partial=partial)
        if kind == "collections":
            return program_items.read_collection(self, before, sent)
        return program_items.read_search(sent, before)

    def under(self, parent: str) -> list[Json]:
        """The collections directly under one, or at the top for "", by name."""
        there = self.collections.values()
        found = [one for one in there if (one["parentCollection"] or "") == parent]
        shown = [one for one in found if not one.get("deleted")]
        return sorted(shown, key=lambda one: str(one["name"]).casefold())

    def place(self, key: str, collections: list[str], tags: list[Json]) -> None:
        """Put an item into other collections, with these tags in their order."""
        with self.lock:
            item = self.items[key]
            if (item["collections"], item["tags"]) == (collections, tags):
                return
            self.version += 1
            self._tags |= {tag["tag"] for tag in tags}
            item |= {"collections": collections, "tags": tags, "version": self.version}
            item["dateModified"] = self.clock(self.version)

    def hidden(self, item: Json) -> bool:
        """Whether an item is in the trash, or under one that is (5)."""
        parent = self.items.get(item.get("parentItem", ""), {})
        return bool(item.get("deleted") or parent.get("deleted"))

    def _keep(self, kind: str, key: str, sent: Json, after: Json) -> Json:
        before = self.held(kind).get(key)
        after |= {"key": key, "version": self.version}
        if kind == "items":
            after |= self._dates(before, sent)
            self._place(before or {}, after)
            self._tags |= {tag["tag"] for tag in after["tags"]}
            self._creators |= {tuple(who.values())[:-1] for who in after.get("creators", ())}
        self.held(kind)[key] = after
        self.deleted[kind].pop(key, None)
        return after

    def _dates(self, before: Json | None, sent: Json) -> Json:
        # (25): a date that is none is dropped without a word.
        given = str(sent.get("dateAdded", ""))
        return super()._dates(before, {"dateAdded": given} if program_items.is_date(given) else {})

    def _forget(self, gone: Json) -> None:
        """Nothing: relations are one-sided, and stay when the other goes (22)."""
