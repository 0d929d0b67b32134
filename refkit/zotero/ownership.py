"""What refkit owns in a library: what its runs wrote there and took back, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from refkit.zotero.api.protocol import WriteResult
from refkit.zotero.changes import (
    CollectionChange,
    ExtraChange,
    FieldChange,
    ItemChange,
    TagChange,
)
from refkit.zotero.diff import TOUCHED, Ownership
from refkit.zotero.item import content_of, is_automatic
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import Step

Held = TypeVar("Held")


def ownerships(
    runs: Iterable[SyncRun], library: str = ""
) -> tuple[dict[str, Ownership], dict[str, str]]:
    """What refkit wrote and still owns, by key, and the key of each identity.

    ``runs`` are those of one library, the oldest first. The versions of those that know it under
    another name than ``library`` are counted elsewhere: they say nothing of the items here.
    """
    own: dict[str, Ownership] = {}
    keys: dict[str, str] = {}
    for run in runs:
        elsewhere = library not in {"", run.library}
        for number, step in enumerate(run.steps):
            trashed = run.undone.get(number, 0)
            if not (run.may_stand(number) or trashed):
                continue
            key, result = run.key_of(number), run.results.get(number)
            if elsewhere:
                trashed = trashed and TOUCHED
                result = result and replace(result, version=TOUCHED)
            before = own.get(key, Ownership(key))
            if trashed and step.body is None:  # it had been taken out of the trash
                own[key] = replace(before, version=trashed, trashed=trashed)
                continue
            after = _after(before, step, run.id, result)
            if trashed:  # the collection that it was in may be gone with it
                held: frozenset[str] = frozenset()
                after = replace(after, version=trashed, trashed=trashed, collections=held)
            own[key] = after
            keys |= dict.fromkeys(step.identities, key)
    return own, keys


def _after(own: Ownership, step: Step, run: str, result: WriteResult | None) -> Ownership:
    """What refkit owns in an item after one more step."""
    version = result.version if result else 0
    if step.body is not None:
        content = content_of(step.body)
        return Ownership(
            own.key,
            True,
            step.body["itemType"],
            content.fields,
            {label: line.value for label, line in content.extra.items()},
            frozenset(tag["tag"] for tag in step.body.get("tags", ()) if not is_automatic(tag)),
            frozenset(step.body.get("collections", ())),
            run,
            version,
            title=step.title,
        )
    for change in step.changes:
        own = _with(own, change)
    return replace(own, run=run, version=version, title=step.title)


def _with(own: Ownership, change: ItemChange) -> Ownership:
    """What refkit owns after a change; a relation and the way out of the trash are no one's."""
    match change:
        case FieldChange("itemType", _, str(item_type)):
            return replace(own, item_type=item_type)
        case FieldChange(name):
            return replace(own, fields=_set(own.fields, name, change.after))
        case ExtraChange(name):
            return replace(own, extra=_set(own.extra, name.casefold(), change.after))
        case TagChange(name):
            others = own.tags - {name}
            return replace(own, tags=others | {name} if change.after else others)
        case CollectionChange(key):
            return replace(own, collections=own.collections | {key})
    return own


def _set(values: Mapping[str, Held], name: str, value: Held | None) -> dict[str, Held]:
    others = {each: held for each, held in values.items() if each != name}
    return {**others, name: value} if value else others
