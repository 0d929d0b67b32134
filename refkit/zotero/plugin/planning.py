"""Plans for a library that the plug-in describes: a bibliography, or labels of its items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from refkit.model.bibliography import Bibliography
from refkit.model.entry_identity import Names
from refkit.zotero.api.protocol import ItemTag, ItemTypeFields, ZoteroCollection, ZoteroItem
from refkit.zotero.desired import Choices, on_record
from refkit.zotero.diff import Ownership
from refkit.zotero.item import NO_WORKS, is_automatic, tags_of, title_in
from refkit.zotero.journal import SyncRun
from refkit.zotero.ownership import ownerships
from refkit.zotero.plan import (
    IN_TRASH,
    NOWHERE,
    DesiredItem,
    LibraryState,
    Plan,
    Step,
    Verdict,
    change_step,
    find_target,
    make_plan,
)
from refkit.zotero.plugin.request import LibraryIndex, RequestOptions

PLUGIN = "plugin"
"""The transport of runs that the program itself writes."""

_LEFT = "it is there already, and stays as it is"


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """A plan, the items that it was made from, and the keys of items that are needed in full."""

    plan: Plan
    items: Mapping[str, ZoteroItem]
    needs: tuple[str, ...] = ()


def items_of(index: LibraryIndex) -> dict[str, ZoteroItem]:
    """The items of a library by key."""
    return {each["key"]: cast("ZoteroItem", each) for each in index.items}


def held_collections(index: LibraryIndex) -> list[ZoteroCollection]:
    """The collections of a library that do not lie in its trash."""
    return [
        {
            "key": each["key"],
            "name": str(each.get("name", "")),
            "version": 0,
            "parentCollection": each.get("parent") or False,
        }
        for each in index.collections
        if not each.get("deleted")
    ]


def plan_bibliography(
    bibliography: Bibliography,
    choices: Choices,
    index: LibraryIndex,
    types: Mapping[str, tuple[frozenset[str], frozenset[str]]],
    runs: Sequence[SyncRun],
    options: RequestOptions,
    marker: str,
) -> IndexPlan:
    """Plan a bibliography for a library; ``marker`` is the tag of the items that are created.

    Raises InputError for a collection whose name several have.
    """
    items = items_of(index)
    desired, known = on_record(
        bibliography, choices, index.id, items, partial(_fields_of, types), runs
    )
    target = find_target(index.id, options.collection, held_collections(index))
    known = replace(known, partial=_partial(known, options))
    plan = make_plan(desired, known, target, marker=marker, again=options.again)
    if options.existing == "skip":
        plan = replace(plan, steps=tuple(map(_skipped, plan.steps)))
    return IndexPlan(plan, items, tuple(_needs(plan, desired, known, options)))


def _fields_of(
    types: Mapping[str, tuple[frozenset[str], frozenset[str]]], item_type: str
) -> ItemTypeFields:
    return ItemTypeFields(*types.get(item_type, (frozenset(), frozenset())))


def _partial(known: LibraryState, options: RequestOptions) -> frozenset[str]:
    """The items that get labels alone: all that are not described in full, and the user's own.

    What refkit created and is described in full may always become what it is by now.
    """
    is_complete = options.existing == "complete"
    return frozenset(
        key
        for key, item in known.items.items()
        if not (_is_whole(item) and (is_complete or _is_created(known.own.get(key))))
    )


def _is_whole(item: ZoteroItem) -> bool:
    return bool(cast("dict[str, object]", item).get("whole"))


def _is_created(own: Ownership | None) -> bool:
    return own is not None and own.created


def _needs(
    plan: Plan, desired: Sequence[DesiredItem], known: LibraryState, options: RequestOptions
) -> Iterable[str]:
    """The items that would be compared field by field if they were described in full."""
    for step, each in zip(plan.steps, desired, strict=True):
        item = known.items.get(step.key)
        if item is None or _is_whole(item) or item.get("deleted"):
            continue
        is_another = _is_created(known.own.get(step.key)) and (
            item["itemType"] != each.item["itemType"]
        )
        if options.existing == "complete" or (options.existing == "label" and is_another):
            yield step.key


def _skipped(step: Step) -> Step:
    if step.verdict is not Verdict.CHANGE:
        return step
    return replace(step, verdict=Verdict.LEAVE, changes=(), conflicts=(), why=_LEFT)


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """An item of the library and the tags that its labels are.

    ``names`` are what its work is known by. ``spellings`` has the tags of all labels that there
    are, each with those of the same label: one of these that refkit gave goes where it is earned
    no more. ``decided`` are tags that a person asks for now, whoever removed them before.
    """

    item: ZoteroItem
    names: Names
    tags: Sequence[str]
    spellings: Mapping[str, frozenset[str]]
    decided: frozenset[str] = frozenset()


def plan_labels(
    index: LibraryIndex, runs: Sequence[SyncRun], labelled: Sequence[LabelledItem]
) -> Plan:
    """What becomes of the tags of items, by their labels and the records."""
    own, _ = ownerships(runs, index.id)
    steps = tuple(_label_step(each, index.id, own) for each in labelled)
    return Plan(index.id, steps, NOWHERE)


def _label_step(labelled: LabelledItem, library: str, own: Mapping[str, Ownership]) -> Step:
    item = labelled.item
    key = item["key"]
    title = title_in(item)
    if item.get("deleted") or item["itemType"] in NO_WORKS:
        why = IN_TRASH if item.get("deleted") else "notes and files get no labels"
        return Step(key, title, Verdict.LEAVE, key, labelled.names, why=why)
    owned = own.get(key, Ownership(key))
    decided = {every for each in labelled.decided for every in labelled.spellings.get(each, {each})}
    owned = replace(owned, tags=owned.tags - decided)
    there = tags_of(item)
    # What refkit gave for another reason than a label stays: "unresolved reference", say.
    kept = [name for name in there if name in owned.tags and name not in labelled.spellings]
    names = dict.fromkeys([*labelled.tags, *kept])
    tags: list[ItemTag] = [
        there[name] if name in there and not is_automatic(there[name]) else {"tag": name}
        for name in names
    ]
    wanted: ZoteroItem = {"itemType": item["itemType"], "title": title, "tags": tags}
    known = LibraryState(library, {key: item}, {key: owned}, _no_fields, partial={key})
    asked = DesiredItem(key, labelled.names, wanted, spellings=labelled.spellings)
    return change_step(asked, item, known, "")


def _no_fields(item_type: str) -> ItemTypeFields:
    return ItemTypeFields(frozenset(), frozenset())
