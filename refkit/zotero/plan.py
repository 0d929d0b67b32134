"""The plan: for each entry what would be created, changed or left in a Zotero library, and why.

A plan is made from what the library holds and what the records say; nothing is asked or sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import Any

from refkit.model.bibliography import Citation
from refkit.zotero.api.protocol import Fields, Json
from refkit.zotero.diff import Change, Own, body_of, same, weigh
from refkit.zotero.duplicates import Index
from refkit.zotero.item_keys import key_of


class Verdict(StrEnum):
    """What is done about an entry."""

    CREATE = "create"
    CHANGE = "change"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an entry asks for: the item that it should be.

    ``identities`` are the names it is known by, the strongest first, and ``lines`` those that mean
    it. ``parent`` is the index, in the list of the wanted, of the entry that a note belongs to.
    ``given`` is the key of the item that it is by the records, empty where it has none.
    """

    entry: str
    identities: tuple[str, ...]
    item: Json
    is_resolved: bool = True
    parent: int | None = None
    lines: tuple[Citation, ...] = ()
    given: str = ""

    @property
    def is_note(self) -> bool:
        """Whether it is a note beside an item."""
        return self.parent is not None

    @property
    def title(self) -> str:
        """The title for a person to read."""
        return str(self.item.get("title", ""))


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
    body: Json | None = None
    version: int = 0
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    why: str = ""
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A collection, or with no key none; ``is_new`` where it is still to be made."""

    key: str = ""
    name: str = ""
    is_new: bool = False


NOWHERE = Target()


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in the order of the entries, for one library and collection."""

    library: str
    steps: tuple[Step, ...]
    collection: Target = NOWHERE

    @property
    def to_do(self) -> tuple[Step, ...]:
        """The steps that write something."""
        return tuple(step for step in self.steps if step.verdict is not Verdict.LEAVE)

    def count(self, verdict: Verdict) -> int:
        """How many entries meet with a verdict."""
        return sum(step.verdict is verdict for step in self.steps)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a library: its items by key, and what refkit's records say of them.

    ``own`` is by key.
    """

    library: str
    items: Mapping[str, Json]
    own: Mapping[str, Own]
    fits: Callable[[str], Fields]


def make_plan(
    wanted: Sequence[Wanted],
    known: Known,
    collection: Target = NOWHERE,
    *,
    marker: str = "",
    again: bool = False,
) -> Plan:
    """Plan for every entry, in their order.

    ``marker`` is an automatic tag for items that are created, ``again`` also creates what somebody
    deleted since refkit created it.
    """
    index = Index(item for item in known.items.values() if "parentItem" not in item)
    steps: list[Step] = []
    claimed: dict[str, str] = {}
    for each in wanted:
        parent = "" if each.parent is None else steps[each.parent].key
        step = _step(each, known, index, collection.key, marker=marker, again=again, parent=parent)
        if step.key in claimed:
            why = f"the same Zotero item as {claimed[step.key]}"
            step = replace(
                step, verdict=Verdict.LEAVE, body=None, changes=(), conflicts=(), why=why
            )
        claimed[step.key] = each.entry
        steps.append(step)
    return Plan(known.library, tuple(steps), collection)


def _step(
    wanted: Wanted,
    known: Known,
    index: Index,
    collection: str,
    *,
    marker: str,
    again: bool,
    parent: str,
) -> Step:
    key, why = _found(wanted, known, index, again=again)
    if why:
        return _step_of(wanted, Verdict.LEAVE, key, why=why)
    if current := known.items.get(key):
        return change_step(wanted, current, known, collection)
    body = _new(wanted, collection, marker, parent) | {"key": key, "version": 0}
    return _step_of(wanted, Verdict.CREATE, key, body=body)


def _step_of(wanted: Wanted, verdict: Verdict, key: str, **more: Any) -> Step:
    return Step(
        wanted.entry, wanted.title, verdict, key, wanted.identities, is_note=wanted.is_note, **more
    )


def change_step(wanted: Wanted, current: Json, known: Known, collection: str) -> Step:
    """What is to be changed in an item as it stands."""
    key = current["key"]
    own = known.own.get(key, Own(key))
    fits = Fields(frozenset({"note"}), frozenset())
    if not wanted.is_note:
        fits = known.fits(current["itemType"])
    into = "" if wanted.is_note else collection
    weighed = weigh(wanted.item, current, own, fits, into)
    return _step_of(
        wanted,
        Verdict.CHANGE if weighed.changes else Verdict.LEAVE,
        key,
        version=current["version"],
        changes=weighed.changes,
        conflicts=weighed.conflicts,
        why="" if weighed.changes else "it is there already",
    )


def object_of(step: Step, current: Json | None) -> Json:
    """The object to be sent for a step; ``current`` is the item that is changed."""
    if step.body is not None:
        return step.body
    body = body_of(current or {}, step.changes)
    return {"key": step.key, "version": step.version} | body


def _found(wanted: Wanted, known: Known, index: Index, *, again: bool) -> tuple[str, str]:
    """The key of the item that an entry is or shall be, and why it is left, if it is.

    An item that was merged into another lies in the trash: then the other one is meant.
    """
    first = wanted.given or free_key(wanted, known)
    current, own = known.items.get(first), known.own.get(first, Own(first))
    if current and not current.get("deleted"):
        return first, ""
    match = index.find(wanted.item) if wanted.is_resolved and not wanted.is_note else None
    if match and not match.trashed:
        return match.key, ""
    if current:
        return first, "" if own.lies_as_undone(current) else _TRASHED
    if match:
        return match.key, _TRASHED
    if own.created and own.version and not own.trashed and not again:
        return first, f"deleted by somebody since run {own.run}; --again creates it anew"
    return first, ""


def free_key(wanted: Wanted, known: Known) -> str:
    """The key that an entry is to have: the first that no other item has."""
    for turn in count():
        key = key_of(known.library, wanted.identities[0], turn)
        if key not in known.items or is_it(wanted.item, known.items[key]):
            break
    return key


def is_it(own: Json, item: Json) -> bool:
    """Whether the item under an entry's own key is that entry's, and not one that got it first."""
    if own["itemType"] == "note":
        return bool(item.get("itemType") == "note")
    dois = {str(each.get("DOI", "")).casefold() for each in (own, item)}
    return same(own.get("title"), item.get("title")) or (len(dois) == 1 and dois != {""})


_TRASHED = "it is in the trash of the library; restore it there, or delete it for good"


def _new(wanted: Wanted, collection: str, marker: str, parent: str) -> Json:
    item = dict(wanted.item)
    if marker:
        tags = [*item.get("tags", ()), {"tag": marker, "type": 1}]
        item["tags"] = sorted(tags, key=lambda tag: str(tag["tag"]))
    if parent:
        item["parentItem"] = parent
    elif collection:
        item["collections"] = [collection]
    return item
