"""Applies a plan to a library, recorded as a run, and gives a result for each step.

Nothing is sent a second time before it was looked for: what came too late, or has no answer, is
found in the library or planned anew. What somebody changed meanwhile is compared anew, never
overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.errors import ZoteroError
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import WriteResult, WriteStatus, ZoteroCollection, ZoteroItem
from refkit.zotero.changes import MEANWHILE, ItemChange, RelationChange, is_made
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import (
    Plan,
    Step,
    TargetCollection,
    Verdict,
    is_collection,
    item_to_send,
)
from refkit.zotero.recover import recover

# Somebody who changes the same item at the same moment three times over has the last word.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What came of one entry: ``created``, ``updated``, ``left`` or ``failed``, and why.

    ``changes`` were made, ``conflicts`` were not. ``code`` is Zotero's own of a failure.
    """

    entry: str
    title: str
    key: str
    result: str
    why: str = ""
    changes: tuple[ItemChange, ...] = ()
    conflicts: tuple[ItemChange, ...] = ()
    is_note: bool = False
    code: int = 0


@dataclass(frozen=True, slots=True)
class CurrentPlan:
    """A plan, and the items by key that it was made from."""

    plan: Plan
    items: Mapping[str, ZoteroItem]


class PlanApplier:
    """Applies a plan to one library.

    ``plan_again`` reads the library once more and plans anew; ``progress`` is called with how many
    more of the steps are done.
    """

    def __init__(
        self,
        library: ZoteroLibrary,
        run: SyncRun,
        plan_again: Callable[[], CurrentPlan],
        progress: Callable[[int], None] = lambda done: None,
    ) -> None:
        self._library = library
        self._run = run
        self._plan_again = plan_again
        self._progress = progress

    def apply(self, first: CurrentPlan) -> tuple[ItemResult, ...]:
        """Do what the plan says; a result for each step. Raises ZoteroError where Zotero fails."""
        now = first
        results: dict[int, ItemResult] = {}
        left = set(range(len(first.plan.steps)))
        for turn in range(_ROUNDS):
            if turn:
                now = self._plan_again()
            results |= self._pass(now, left)
            left = {place for place in left if results[place].why == MEANWHILE}
            if not left:
                break
        return tuple(results[place] for place in range(len(first.plan.steps)))

    def _pass(self, now: CurrentPlan, places: set[int]) -> dict[int, ItemResult]:
        """The results of the steps in these places of the plan."""
        steps = {place: now.plan.steps[place] for place in sorted(places)}
        results = {p: _of(s, "left", s.why) for p, s in steps.items() if s.verdict is Verdict.LEAVE}
        by_key: dict[str, ItemResult] = {}
        # A note can be written once its item is there.
        for is_note in (False, True):
            sent = {p: s for p, s in steps.items() if p not in results and s.is_note is is_note}
            if is_note:
                results |= {
                    p: failed for p, s in sent.items() if (failed := _without_item(s, by_key))
                }
                sent = {p: _with_parent(s, by_key) for p, s in sent.items() if p not in results}
            answers = self._send(list(sent.values()), now.items)
            for (place, step), written in zip(sent.items(), answers, strict=True):
                by_key[step.key] = results[place] = _result(step, written)
        return results

    def relate(self, review: ItemResult, keys: Sequence[str]) -> str:
        """Relate a review's item to the items of its references; a sentence where that fails."""
        wanted = relation_changes(self._library, review.key, keys)
        items = self._library.items(list(wanted))
        steps = [
            Step(
                review.entry,
                review.title,
                Verdict.CHANGE,
                key,
                version=item["version"],
                changes=missing,
            )
            for key, item in items.items()
            if (missing := _unmade(wanted[key], item))
        ]
        failed = [each for each in self._send(steps, items) if not each.status.is_done]
        why = "; ".join(sorted({each.why or "somebody changed it meanwhile" for each in failed}))
        return f"{len(failed)} items are not related: {why}" if failed else ""

    def _send(self, steps: Sequence[Step], current: Mapping[str, ZoteroItem]) -> list[WriteResult]:
        """Send the steps, and look for those that are not said to be done."""
        numbers = self._run.record_steps(steps)
        items = [item_to_send(step, current.get(step.key)) for step in steps]

        def on_batch(batch: Mapping[int, WriteResult]) -> None:
            self._run.record_results(
                {numbers[place]: each for place, each in batch.items() if each.status.is_done}
            )
            self._progress(len(batch))

        results = self._library.write_items(items, on_batch) if items else ()
        refused = {
            number: each
            for number, each in zip(numbers, results, strict=True)
            if not each.status.is_done and each.status is not WriteStatus.UNKNOWN
        }
        recover(self._run, self._library, lambda: self._plan_again().items, refused)
        return [self._run.results[number] for number in numbers]


def make_collection(
    library: ZoteroLibrary, run: SyncRun, target: TargetCollection
) -> TargetCollection:
    """The collection that a run puts its items into, made where it is new."""
    made: ZoteroCollection = {"key": target.key, "name": target.name, "version": 0}
    (result,) = library.write_collections([made])
    if not result.status.is_done:
        if result.status is WriteStatus.UNKNOWN:
            library.wait_until_idle()
        found = [each for each in library.collections() if is_collection(each, target)]
        if not found:
            raise ZoteroError(_no_collection(target, result))
        result = WriteResult(found[0]["key"], WriteStatus.UNCHANGED)
    run.record_collection(result.key)
    return replace(target, key=result.key)


def _no_collection(target: TargetCollection, result: WriteResult) -> str:
    if result.status is WriteStatus.STALE:
        return f"the collection {target.name!r} is in the trash; restore it, or name another"
    return f"the collection {target.name!r} is not made: {result.why}"


def relation_changes(
    library: ZoteroLibrary, review: str, keys: Sequence[str]
) -> dict[str, tuple[ItemChange, ...]]:
    """What relates a review's item to others, by the item that it is written to."""
    others = [key for key in dict.fromkeys(keys) if key != review]
    found = {review: tuple(_relation(library, key) for key in others)}
    if not library.mirrors_relations:
        found |= dict.fromkeys(others, (_relation(library, review),))
    return found


def _relation(library: ZoteroLibrary, key: str) -> ItemChange:
    return RelationChange(library.relation_uri(key))


def is_related(
    library: ZoteroLibrary, items: Mapping[str, ZoteroItem], review: str, keys: Sequence[str]
) -> bool:
    """Whether an item of a review, if it is there, relates to all the others."""
    wanted = relation_changes(library, review, keys)
    return not any(_unmade(wanted[key], items[key]) for key in wanted if key in items)


def _unmade(changes: Sequence[ItemChange], item: ZoteroItem) -> tuple[ItemChange, ...]:
    return tuple(change for change in changes if not is_made(item, change))


def results_of_nothing(plan: Plan) -> tuple[ItemResult, ...]:
    """The results of a plan that writes nothing."""
    return tuple(_of(step, "left", step.why) for step in plan.steps)


def _without_item(note: Step, items: Mapping[str, ItemResult]) -> ItemResult | None:
    """What comes of a note whose item was to be written and was not; None for any other."""
    parent = items.get((note.body or {}).get("parentItem", ""))
    if parent is None or parent.result != "failed":
        return None
    why = MEANWHILE if parent.why == MEANWHILE else "the item that it belongs to was not written"
    return _of(note, "failed", why)


def _with_parent(note: Step, items: Mapping[str, ItemResult]) -> Step:
    """A note beside its item, which may have been given another key than planned."""
    parent = items.get((note.body or {}).get("parentItem", ""))
    if note.body is None or parent is None:
        return note
    return replace(note, body={**note.body, "parentItem": parent.key})


def _result(step: Step, written: WriteResult) -> ItemResult:
    if written.status.is_done:
        result = "created" if step.brings_in else "updated"
        is_back = step.body is None and step.brings_in
        why = "out of the trash, where undo had put it" if is_back else ""
        return replace(_of(step, result, why, step.changes), key=written.key)
    if written.status is WriteStatus.STALE:
        return _of(step, "failed", MEANWHILE)
    return replace(_of(step, "failed", written.why), code=written.code)


def _of(step: Step, result: str, why: str = "", changes: tuple[ItemChange, ...] = ()) -> ItemResult:
    return ItemResult(
        step.entry, step.title, step.key, result, why, changes, step.conflicts, step.is_note
    )
