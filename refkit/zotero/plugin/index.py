"""A library as the plug-in describes it in its request, in place of one read over HTTP.

Nothing is asked or sent. What would be written is put into the items at hand and collected: the
program carries it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from refkit.errors import ZoteroError
from refkit.zotero.api.library import ZoteroLibrary, children_of, tag_names
from refkit.zotero.api.protocol import (
    ItemTypeFields,
    LibraryContents,
    OnBatch,
    OnRead,
    WriteResult,
    WriteStatus,
    ZoteroCollection,
    ZoteroItem,
)
from refkit.zotero.diff import TOUCHED
from refkit.zotero.plugin.planning import held_collections
from refkit.zotero.plugin.request import LibraryIndex, as_zotero_has_it


class IndexLibrary(ZoteroLibrary):
    """A library that is described, and written by who describes it.

    ``whole`` are items in full, which stand in the place of those of the index. ``patches`` are
    what would be written to each item, by key; ``deleted_collections`` those to be deleted.
    """

    mirrors_relations = False

    def __init__(self, index: LibraryIndex, whole: Sequence[dict[str, Any]] = ()) -> None:
        # What a library over HTTP is opened with is not there: every question is answered here.
        self.id = index.id
        self.name = index.name or "the library in Zotero"
        self._read_only_reason = "" if index.editable else f"{self.name} may only be read"
        self._items: dict[str, ZoteroItem] = {
            each["key"]: cast("ZoteroItem", as_zotero_has_it(each))
            for each in (*index.items, *whole)
        }
        self._children = [cast("ZoteroItem", each) for each in index.children]
        self._collections = held_collections(index)
        self.patches: dict[str, ZoteroItem] = {}
        self.deleted_collections: list[str] = []

    def wait_until_idle(self) -> None:
        """What is described is at rest."""

    @property
    def requests(self) -> int:
        """None is sent."""
        return 0

    def fields_of(self, item_type: str) -> ItemTypeFields:
        """Nothing is created here."""
        raise ZoteroError(f"the fields of {item_type} were not asked for")

    def read(self, since: int = 0, progress: OnRead = lambda done, total: None) -> LibraryContents:
        """All that is described."""
        regular = (each for each in self._items.values() if "parentItem" not in each)
        return LibraryContents(0, tuple(regular))

    def items(self, keys: Sequence[str]) -> dict[str, ZoteroItem]:
        """Items by key; what is not there is left out."""
        return {key: self._items[key] for key in dict.fromkeys(keys) if key in self._items}

    def tagged(self, tag: str) -> tuple[ZoteroItem, ...]:
        """Items that have a tag."""
        return tuple(each for each in self._items.values() if tag in tag_names(each))

    def children(self, keys: Sequence[str]) -> tuple[ZoteroItem, ...]:
        """The notes and files beside these items."""
        return children_of(keys, [*self._children, *self._items.values()])

    def collections(self) -> tuple[ZoteroCollection, ...]:
        """All collections outside the trash."""
        return tuple(self._collections)

    def keys_in(self, collection: str) -> tuple[str, ...]:
        """Keys of the items in a collection that are at hand."""
        items = self._items.values()
        return tuple(each["key"] for each in items if collection in each.get("collections", ()))

    def write_items(
        self, items: Sequence[ZoteroItem], on_batch: OnBatch = lambda batch: None
    ) -> tuple[WriteResult, ...]:
        """Put into the items what is to be written, and collect it."""
        self.require_write_access()
        results = tuple(self._patched(each) for each in items)
        on_batch(dict(enumerate(results)))
        return results

    def _patched(self, sent: ZoteroItem) -> WriteResult:
        key = sent["key"]
        members = {name: each for name, each in sent.items() if name not in {"key", "version"}}
        patch = cast("ZoteroItem", members)
        self.patches[key] = cast("ZoteroItem", {**self.patches.get(key, {}), **patch})
        self._items[key] = cast("ZoteroItem", {**self._items[key], **patch})
        return WriteResult(key, WriteStatus.WRITTEN, TOUCHED)

    def delete_collection(self, key: str, version: int) -> WriteResult:
        """Collect a collection that is to be deleted."""
        self.deleted_collections.append(key)
        return WriteResult(key, WriteStatus.WRITTEN)
