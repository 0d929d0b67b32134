"""Changes to an item: whether one is made, how it is made or undone, how it is written down.

A change that is a conflict says ``why`` it is not made; otherwise ``why`` is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from refkit.zotero.api.protocol import ItemTag, ZoteroItem
from refkit.zotero.extra import with_line
from refkit.zotero.item import (
    RELATION,
    Value,
    content_of,
    related,
    same,
    same_field,
    set_field,
    tag_order,
    tags_of,
)

MEANWHILE = "changed by somebody at the same moment; run the same command again"
"""Why a write failed that came too late."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field, the creators or the type of an item: what stands there, what is to stand there."""

    name: str
    before: Value | None
    after: Value | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ExtraChange:
    """A line of Extra, such as ``PMID: 12``; None where there is no such line."""

    name: str
    before: str | None
    after: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class TagChange:
    """A tag that is given to an item, or taken from it; None where it has no such tag."""

    name: str
    before: ItemTag | None
    after: ItemTag | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CollectionChange:
    """A collection that an item is put into, by its key."""

    collection: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RelationChange:
    """An item that an item is related to, by its address."""

    uri: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class TrashChange:
    """An item that is taken out of the trash, where an undo had put it."""

    why: str = ""


ItemChange = FieldChange | ExtraChange | TagChange | CollectionChange | RelationChange | TrashChange


def changes_creating(body: ZoteroItem) -> tuple[ItemChange, ...]:
    """An item that is created, as changes to one that had nothing."""
    content = content_of(body)
    return (
        *(FieldChange(name, None, value) for name, value in content.fields.items()),
        *(ExtraChange(label, None, line.value) for label, line in content.extra.items()),
        *(TagChange(name, None, tag) for name, tag in tags_of(body).items()),
        *(CollectionChange(key) for key in body.get("collections", ())),
    )


def is_made(item: ZoteroItem, change: ItemChange) -> bool:
    """Whether an item is, in this respect, as the change makes it."""
    match change:
        case FieldChange("itemType"):
            return item.get("itemType") == change.after
        case FieldChange(name):
            return same_field(name, content_of(item).fields.get(name) or "", change.after or "")
        case ExtraChange(name):
            line = content_of(item).extra.get(name.casefold())
            return same(line.value if line else "", change.after or "")
        case TagChange(name):
            return (name in tags_of(item)) == bool(change.after)
        case CollectionChange(key):
            return key in item.get("collections", ())
        case RelationChange(uri):
            return uri in related(item)
        case TrashChange():
            return not item.get("deleted")


def part_of(item: ZoteroItem, change: ItemChange) -> object:
    """What an item says where a change is made, to the letter."""
    match change:
        case FieldChange(name):
            return item.get(name) or None
        case ExtraChange(name):
            start = f"{name.casefold()}:"
            lines = item.get("extra", "").splitlines()
            return [line for line in lines if line.casefold().startswith(start)]
        case TagChange(name):
            tag = tags_of(item).get(name)
            return None if tag is None else tag_order(tag)
        case CollectionChange() | RelationChange():
            return is_made(item, change)
        case TrashChange():
            return item.get("deleted") or None


def patch_of(
    current: ZoteroItem, changes: Iterable[ItemChange], *, undo: bool = False
) -> ZoteroItem:
    """What is sent to make the changes, or to ``undo`` them: the changed members alone.

    What is emptied comes first: the program takes a field by the name that other types have for it,
    so that an empty ``publicationTitle`` behind it would empty the ``bookTitle`` of a chapter.
    """
    patch: ZoteroItem = {}
    for change in changes:
        _add(patch, current, change, undo=undo)
    return cast("ZoteroItem", dict(sorted(patch.items(), key=lambda each: each[1] not in ("", []))))


def _add(patch: ZoteroItem, current: ZoteroItem, change: ItemChange, *, undo: bool) -> None:
    match change:
        case FieldChange(name, before, after):
            value = before if undo else after
            set_field(patch, name, value or ([] if name == "creators" else ""))
        case ExtraChange(name, before, after):
            text = patch.get("extra", current.get("extra", ""))
            old, new = (after, before) if undo else (before, after)
            patch["extra"] = with_line(text, name, old, new)
        case TagChange(name, before, after):
            tag = before if undo else after
            tags = [t for t in patch.get("tags", current.get("tags", [])) if t["tag"] != name]
            patch["tags"] = [*tags, tag] if tag else tags
        case CollectionChange(key):
            keys = patch.get("collections", current.get("collections", []))
            patch["collections"] = _with(keys, key, undo=undo)
        case RelationChange(uri):
            uris = _with(related(patch if "relations" in patch else current), uri, undo=undo)
            patch["relations"] = {**current.get("relations", {}), RELATION: uris}
        case TrashChange():
            patch["deleted"] = 1 if undo else 0


def _with(values: Sequence[str], value: str, *, undo: bool) -> list[str]:
    others = [each for each in values if each != value]
    return others if undo else [*others, value]


def label_of(change: ItemChange) -> str:
    """What a change is about, for a person: ``volume``, ``extra PMID``, ``tag CAR-T``."""
    return " ".join(filter(None, _kind_and_name(change)))


def record_of(change: ItemChange) -> tuple[str, Any, Any]:
    """A change as journals and JSON have it: its name, what stood there, what is to stand there."""
    name = ":".join(filter(None, _kind_and_name(change)))
    match change:
        case CollectionChange(value) | RelationChange(value):
            return name, None, value
        case TrashChange():
            return name, 1, 0
    return name, change.before, change.after


def _kind_and_name(change: ItemChange) -> tuple[str, str]:
    match change:
        case FieldChange(name):
            return "", name
        case ExtraChange(name):
            return "extra", name
        case TagChange(name):
            return "tag", name
        case CollectionChange(key):
            return "collection", key
        case RelationChange(uri):
            return "relation", uri
        case TrashChange():
            return "", "deleted"


def read_change(record: Sequence[Any]) -> ItemChange:
    """A change from its record; raises ValueError where it is none."""
    label, before, after = record
    kind, _, name = label.partition(":")
    match kind:
        case "extra" if name:
            return ExtraChange(name, before, after)
        case "tag":
            return TagChange(name, before, after)
        case "collection":
            return CollectionChange(name)
        case "relation":
            return RelationChange(name)
        case "deleted":
            return TrashChange()
    return FieldChange(label, before, after)
