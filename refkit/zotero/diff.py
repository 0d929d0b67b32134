"""Compares an item with what an entry asks for: what may be changed, and what is somebody else's.

Only what is empty is filled, and only what refkit wrote and nobody touched since is changed.
Whatever else differs stays: it is the user's, and a conflict where refkit had written there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from refkit.zotero.api.protocol import ItemTypeFields, ZoteroItem
from refkit.zotero.changes import (
    CollectionChange,
    ExtraChange,
    FieldChange,
    ItemChange,
    TagChange,
    TrashChange,
)
from refkit.zotero.item import (
    ItemContent,
    Value,
    comparable,
    content_of,
    is_automatic,
    same,
    same_field,
    tags_of,
)

# How a user's own item is named is the user's: Better BibTeX may have given it.
_CREATED_ONLY = frozenset({"citationKey", "citation key"})
TOUCHED = -1
"""The version of an item that somebody changed since refkit wrote it: no item ever has it."""
NO_SPELLINGS: Mapping[str, frozenset[str]] = MappingProxyType({})
_EMPTIED = "emptied by somebody since refkit wrote it"
_CHANGED = "changed by somebody since refkit wrote it"
_REMOVED = "removed by somebody since refkit added it"
_TAKEN_OUT = "taken out of the collection by somebody since refkit put it there"


@dataclass(frozen=True, slots=True)
class Ownership:
    """What refkit wrote into an item and nobody has taken over since, by its records.

    ``fields`` hold values by name and ``extra`` lines by label (in lower case), as they were
    written; ``run`` is the last run that wrote here. Without a version it was planned and perhaps
    sent: what is missing was not removed by the user. ``title`` is what the entry was called then.
    """

    key: str
    created: bool = False
    item_type: str = ""  # as refkit wrote it; empty for an item of somebody else
    fields: Mapping[str, Value] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    run: str = ""
    version: int = 0  # the item's, after the last write; 0 where no answer is on record
    trashed: int = 0  # the version in which refkit's own undo moved it to the trash; 0: it did not
    title: str = ""

    def is_in_trash_by_undo(self, current: ZoteroItem) -> bool:
        """Whether refkit's own undo moved it to the trash, and nobody touched it since."""
        return bool(self.trashed and current.get("deleted")) and self.is_untouched(current)

    def is_untouched(self, current: ZoteroItem) -> bool:
        """Whether nobody wrote to the item since."""
        return bool(self.version) and self.version == current.get("version")

    def is_all_in(self, content: ItemContent) -> bool:
        """Whether all that refkit wrote stands there as it was written."""
        extra = {label: line.value for label, line in content.extra.items()}
        return all(
            same_field(name, content.fields.get(name), value) for name, value in self.fields.items()
        ) and all(same(extra.get(label), value) for label, value in self.extra.items())


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """``changes`` to be made, ``conflicts`` that stay as they are."""

    changes: tuple[ItemChange, ...] = ()
    conflicts: tuple[ItemChange, ...] = ()


def diff_item(
    desired: ZoteroItem,
    current: ZoteroItem,
    own: Ownership,
    type_fields: ItemTypeFields,
    collection: str = "",
    *,
    labels_only: bool = False,
    spellings: Mapping[str, frozenset[str]] = NO_SPELLINGS,
) -> ItemDiff:
    """Compare an item as it should be with the one in the library.

    ``type_fields`` is what the type has that the item has now. ``collection`` is the key of the
    one that it belongs into, empty for none. With ``labels_only`` fields and Extra are left.
    ``spellings`` are the tags that stand for the same label as one: what somebody removed in one
    spelling is not given back in another.
    """
    found = [
        *([TrashChange()] if own.is_in_trash_by_undo(current) else []),
        *(() if labels_only else _contents(desired, current, own, type_fields)),
        *_tags(desired, current, own, spellings),
        *_collections(current, own, collection),
    ]
    return ItemDiff(
        tuple(each for each in found if not each.why),
        tuple(each for each in found if each.why),
    )


def _contents(
    desired: ZoteroItem, current: ZoteroItem, own: Ownership, type_fields: ItemTypeFields
) -> Iterator[ItemChange]:
    """The changes of fields and Extra lines."""
    now, wanted = content_of(current), content_of(desired)
    is_of_our_type = own.item_type == current["itemType"] != desired["itemType"]
    if is_of_our_type and own.is_all_in(now):
        yield FieldChange("itemType", current["itemType"], desired["itemType"])
        yield from _everything(wanted, now)
        return
    is_untouched = own.is_untouched(current)
    for name, value in wanted.fields.items():
        if name not in type_fields.fields and name != "creators":
            continue
        if not own.created and name in _CREATED_ONLY:
            continue
        before = now.fields.get(name)
        wanted_now, there, written = (
            comparable(name, each) for each in (value, before, own.fields.get(name))
        )
        why = _why(wanted_now or "", there, written, own, is_untouched=is_untouched)
        if why is not None:
            yield FieldChange(name, before, value, why)
    for label, line in wanted.extra.items():
        if not own.created and label in _CREATED_ONLY:
            continue
        held = now.extra[label].value if label in now.extra else None
        why = _why(line.value, held, own.extra.get(label), own, is_untouched=is_untouched)
        if why is not None:
            yield ExtraChange(line.name, held, line.value, why)


def _everything(wanted: ItemContent, now: ItemContent) -> Iterator[ItemChange]:
    """Every field and line as wanted: what the new type may not have is emptied."""
    for content in (wanted, now):  # what is there only now comes last
        for name in content.fields:
            before, after = now.fields.get(name), wanted.fields.get(name)
            if (content is wanted or after is None) and not same_field(name, before, after):
                yield FieldChange(name, before, after)
        for label, line in content.extra.items():
            old, new = now.extra.get(label), wanted.extra.get(label)
            values = old.value if old else None, new.value if new else None
            if (content is wanted or new is None) and not same(*values):
                yield ExtraChange(line.name, *values)


def _why(
    wanted: Value,
    now: Value | None,
    written: Value | None,
    own: Ownership,
    *,
    is_untouched: bool,
) -> str | None:
    """Why a value cannot be changed: empty where it can be, None where it need not."""
    if same(wanted, now):
        return None
    if is_untouched and written:
        # What Zotero made of our own words is no reason to write them again.
        return None if same(wanted, written) else ""
    if not now:
        return _EMPTIED if written and own.version else ""
    if written and same(now, written):
        return ""
    return _CHANGED if written else None


def _tags(
    desired: ZoteroItem,
    current: ZoteroItem,
    own: Ownership,
    spellings: Mapping[str, frozenset[str]],
) -> Iterator[ItemChange]:
    wanted, now = tags_of(desired), tags_of(current)
    missing = own.tags - now.keys()
    for name, tag in wanted.items():
        if name not in now:
            is_removed = own.version and not missing.isdisjoint({name, *spellings.get(name, ())})
            yield TagChange(name, None, tag, _REMOVED if is_removed else "")
    # A label that is no longer given goes, if refkit's records say that refkit gave it.
    # One whose type somebody changed is somebody's.
    for name in sorted(own.tags & now.keys() - wanted.keys()):
        if not is_automatic(now[name]):
            yield TagChange(name, now[name], None)


def _collections(current: ZoteroItem, own: Ownership, collection: str) -> Iterator[ItemChange]:
    if collection and collection not in current.get("collections", ()):
        is_removed = collection in own.collections and own.version
        yield CollectionChange(collection, _TAKEN_OUT if is_removed else "")
