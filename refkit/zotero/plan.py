"""The plan: for each entry what would be created, changed or left in a Zotero library, and why.

A plan is made from what the library holds and what the records say; nothing is asked or sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any

from refkit.errors import InputError
from refkit.model.bibliography import Citation
from refkit.zotero.api.protocol import (
    FieldsOf,
    ItemTag,
    ItemTypeFields,
    ZoteroCollection,
    ZoteroItem,
)
from refkit.zotero.changes import ItemChange, TrashChange, patch_of
from refkit.zotero.diff import Ownership, diff_item
from refkit.zotero.duplicates import Duplicate, DuplicateIndex
from refkit.zotero.item import same, title_in


class Verdict(StrEnum):
    """What is done about an entry."""

    CREATE = "create"
    CHANGE = "change"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class DesiredItem:
    """An item as an entry asks for it.

    ``identities`` are the names it is known by, the strongest first; ``lines`` are those of the
    list that mean it. ``parent`` is the index, in the list of desired items, of the entry that a
    note belongs to.
    ``recorded_key`` is the key of the item that it is by the records, empty where it has none.
    ``spellings`` are the tags that stand for the same label as one of its tags.
    """

    entry: str
    identities: tuple[str, ...]
    item: ZoteroItem
    is_resolved: bool = True
    parent: int | None = None
    lines: tuple[Citation, ...] = ()
    recorded_key: str = ""
    spellings: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_note(self) -> bool:
        """Whether it is a note beside an item."""
        return self.parent is not None

    @property
    def title(self) -> str:
        """The title for a person to read."""
        return title_in(self.item)


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about one entry.

    ``key`` is the item's. ``body`` is sent for a creation; ``changes`` are made to the item that
    is there, in ``version``. ``conflicts`` stay as they are. ``why`` says why an entry is left.
    """

    entry: str
    title: str
    verdict: Verdict
    key: str
    identities: tuple[str, ...] = ()
    body: ZoteroItem | None = None
    version: int = 0
    changes: tuple[ItemChange, ...] = ()
    conflicts: tuple[ItemChange, ...] = ()
    why: str = ""
    is_note: bool = False

    @property
    def brings_in(self) -> bool:
        """Whether it brings an item into the library, or back out of the trash."""
        return self.body is not None or any(isinstance(each, TrashChange) for each in self.changes)


@dataclass(frozen=True, slots=True)
class TargetCollection:
    """A collection, or with no key none; ``is_new`` where it is still to be made."""

    key: str = ""
    name: str = ""
    is_new: bool = False


NOWHERE = TargetCollection()


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps for one library and collection, in the order of the entries."""

    library: str
    steps: tuple[Step, ...]
    collection: TargetCollection = NOWHERE

    @property
    def to_do(self) -> tuple[Step, ...]:
        """The steps that write something."""
        return tuple(step for step in self.steps if step.verdict is not Verdict.LEAVE)

    def count(self, verdict: Verdict) -> int:
        """How many entries have a verdict."""
        return sum(step.verdict is verdict for step in self.steps)


@dataclass(frozen=True, slots=True)
class LibraryState:
    """What a library holds, and what in it is refkit's by its records; both by key.

    ``partial`` are keys of items of which the fields are not known or are left to their owner:
    they get labels and their collection alone.
    """

    id: str
    items: Mapping[str, ZoteroItem]
    own: Mapping[str, Ownership]
    fields_of: FieldsOf
    partial: Collection[str] = frozenset()


def make_plan(
    desired: Sequence[DesiredItem],
    library: LibraryState,
    collection: TargetCollection,
    *,
    marker: str,
    again: bool = False,
) -> Plan:
    """Plan for every entry, in their order.

    ``marker`` is an automatic tag for items that are created, ``again`` also creates what somebody
    deleted since refkit created it.
    """
    index = DuplicateIndex(item for item in library.items.values() if "parentItem" not in item)
    steps: list[Step] = []
    claimed: dict[str, str] = {}
    for each in desired:
        parent = None if each.parent is None else steps[each.parent]
        if parent and _stays_away(parent, steps, library):
            key = each.recorded_key or free_key(each, library)
            step = _make_step(each, Verdict.LEAVE, key, why=parent.why)
        else:
            beside = parent.key if parent else ""
            match = match_of(each, index, claimed.keys() | library.own.keys())
            step = _step(
                each, library, match, collection.key, marker=marker, again=again, parent=beside
            )
        if step.key in claimed:
            why = f"the same Zotero item as {claimed[step.key]}"
            step = replace(
                step, verdict=Verdict.LEAVE, body=None, changes=(), conflicts=(), why=why
            )
        claimed[step.key] = each.entry
        steps.append(step)
    return Plan(library.id, tuple(steps), collection)


def _stays_away(item: Step, steps: Sequence[Step], library: LibraryState) -> bool:
    """Whether an item is in the trash or deleted and is left so; a note beside it is, too."""
    held = library.items.get(item.key)
    if item.verdict is not Verdict.LEAVE or (held and not held.get("deleted")):
        return False
    return not any(each.key == item.key and each.verdict is not Verdict.LEAVE for each in steps)


def match_of(
    desired: DesiredItem, index: DuplicateIndex, taken: Collection[str]
) -> Duplicate | None:
    """The item of the library that is the same work, or was made for the same printed line.

    ``taken`` are keys of items that are other lines' on record or in this plan.
    """
    if desired.is_note:
        return None
    if desired.is_resolved:
        return index.find(desired.item)
    return index.find_printed(desired.item, taken)


def _step(
    desired: DesiredItem,
    library: LibraryState,
    match: Duplicate | None,
    collection: str,
    *,
    marker: str,
    again: bool,
    parent: str,
) -> Step:
    key, why = _found(desired, library, match, again=again)
    if why:
        return _make_step(desired, Verdict.LEAVE, key, why=why)
    if current := library.items.get(key):
        return change_step(desired, current, library, collection)
    body: ZoteroItem = {**_new(desired, collection, marker, parent), "key": key, "version": 0}
    return _make_step(desired, Verdict.CREATE, key, body=body)


def _make_step(desired: DesiredItem, verdict: Verdict, key: str, **options: Any) -> Step:
    return Step(
        desired.entry,
        desired.title,
        verdict,
        key,
        desired.identities,
        is_note=desired.is_note,
        **options,
    )


def change_step(
    desired: DesiredItem, current: ZoteroItem, library: LibraryState, collection: str
) -> Step:
    """What is to be changed in an item as it stands."""
    key = current["key"]
    own = library.own.get(key, Ownership(key))
    type_fields = ItemTypeFields(frozenset({"note"}), frozenset())
    if not desired.is_note:
        type_fields = library.fields_of(current["itemType"])
    into = "" if desired.is_note else collection
    diff = diff_item(
        desired.item,
        current,
        own,
        type_fields,
        into,
        labels_only=key in library.partial,
        spellings=desired.spellings,
    )
    return _make_step(
        desired,
        Verdict.CHANGE if diff.changes else Verdict.LEAVE,
        key,
        version=current["version"],
        changes=diff.changes,
        conflicts=diff.conflicts,
        why="" if diff.changes else "it is there already",
    )


def item_to_send(step: Step, current: ZoteroItem | None) -> ZoteroItem:
    """What is sent for a step; ``current`` is the item that is changed."""
    if step.body is not None:
        return step.body
    patch = patch_of(current or {}, step.changes)
    return {"key": step.key, "version": step.version, **patch}


def find_target(library: str, name: str, held: Iterable[ZoteroCollection]) -> TargetCollection:
    """The collection of this key or name in a library; one that is new where there is none.

    Raises InputError where several have the name.
    """
    if not name:
        return NOWHERE
    there = list(held)
    found = [each for each in there if is_key(name) and each["key"] == name] or [
        each for each in there if each["name"] == name
    ]
    if len(found) > 1:
        keys = ", ".join(sorted(each["key"] for each in found))
        raise InputError(f"several collections are named {name!r}; give the key of one: {keys}")
    if found:
        return TargetCollection(found[0]["key"], found[0]["name"])
    taken = {each["key"] for each in there}
    turns = (key_of(library, f"collection:{name}", turn) for turn in count())
    return TargetCollection(next(key for key in turns if key not in taken), name, is_new=True)


def is_collection(held: ZoteroCollection, target: TargetCollection) -> bool:
    """Whether a collection is the one that a run made, of which no answer is on record."""
    return held["key"] == target.key or held["name"] == target.name


def _found(
    desired: DesiredItem, library: LibraryState, match: Duplicate | None, *, again: bool
) -> tuple[str, str]:
    """The key of the item that an entry is or shall be, and why it is left, if it is.

    An item that was merged into another lies in the trash: then the other one is meant.
    """
    first = desired.recorded_key or free_key(desired, library)
    current, own = library.items.get(first), library.own.get(first, Ownership(first))
    if current and not current.get("deleted"):
        return first, ""
    if match and not match.trashed:
        return match.key, ""
    if current:
        return first, "" if own.is_in_trash_by_undo(current) else IN_TRASH
    if match:
        return match.key, IN_TRASH
    if own.created and own.version and not own.trashed and not again:
        return first, f"{DELETED} {own.run}; --again creates it anew"
    return first, ""


def free_key(desired: DesiredItem, library: LibraryState) -> str:
    """The key that an entry is to have: the first that no other item has."""
    for turn in count():
        key = key_of(library.id, desired.identities[0], turn)
        if key not in library.items or is_item_of(desired.item, library.items[key]):
            break
    return key


def is_item_of(body: ZoteroItem, item: ZoteroItem) -> bool:
    """Whether the item under an entry's own key is that entry's, and not one that got it first."""
    if body["itemType"] == "note":
        return item.get("itemType") == "note"
    dois = {str(each.get("DOI", "")).casefold() for each in (body, item)}
    return same(title_in(body), title_in(item)) or (len(dois) == 1 and dois != {""})


# Zotero's alphabet of keys, without 0, 1 and O (its web API page on write requests).
_ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
_KEY_LENGTH = 8
_KEY = re.compile(f"[{_ALPHABET}]{{{_KEY_LENGTH}}}")


def key_of(library: str, identity: str, turn: int = 0) -> str:
    """The key for what an identity names in a library; the next ``turn`` where one is taken.

    So the same entry asks for the same key whenever and wherever it is sent: a second creation is
    answered with "already there".
    """
    named = "\n".join((library, identity, str(turn))).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(named).digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(_KEY_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    return bool(_KEY.fullmatch(text))


DELETED = "deleted by somebody since run"
IN_TRASH = "it is in the trash of the library; restore it there, or delete it for good"


def _new(desired: DesiredItem, collection: str, marker: str, parent: str) -> ZoteroItem:
    item = desired.item.copy()
    if marker:
        tags: list[ItemTag] = [*item.get("tags", ()), {"tag": marker, "type": 1}]
        item["tags"] = sorted(tags, key=lambda tag: str(tag["tag"]))
    if parent:
        item["parentItem"] = parent
    elif collection:
        item["collections"] = [collection]
    return item
