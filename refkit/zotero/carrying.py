"""Carries out a plan under a run's record; what fails is told step by step.

Everything sent bears being sent again: a creation names its key and version 0, a change the
version that it changes. What somebody changed in the meantime is weighed anew, never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.errors import ZoteroError
from refkit.zotero.base import Fate, Json, Library, Outcome
from refkit.zotero.plan import (
    Known,
    Plan,
    Step,
    Target,
    Verdict,
    Wanted,
    change_step,
    free_key,
    is_it,
    object_of,
)
from refkit.zotero.records import Run
from refkit.zotero.weighing import Change, changes_of, is_made

# Somebody who changes the same item at the same moment three times over has the last word.
_ROUNDS = 3
_DONE = frozenset({Fate.WRITTEN, Fate.UNCHANGED})
_OPEN = frozenset({Fate.STALE, Fate.UNKNOWN})
# The version on record of what somebody changed since refkit wrote it: no item ever has it.
_TOUCHED = -1


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one entry: ``created``, ``updated``, ``left`` or ``failed``, and why.

    ``changes`` were made, ``conflicts`` were not.
    """

    entry: str
    title: str
    key: str
    result: str
    why: str = ""
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    is_note: bool = False


class Carrier:
    """Carries the steps of one plan into one library.

    ``wanted`` are those that the plan was made for, in its order; ``told`` hears how many of the
    steps are done.
    """

    def __init__(
        self,
        library: Library,
        run: Run,
        known: Known,
        told: Callable[[int], None] = lambda done: None,
    ) -> None:
        self._library = library
        self._run = run
        self._known = known
        self._told = told

    def carry(self, plan: Plan, wanted: Sequence[Wanted]) -> tuple[Row, ...]:
        """Do what the plan says; a row for each step. Raises ZoteroError where Zotero fails."""
        if plan.collection.is_new and plan.to_do:
            self._make(plan.collection)
        pairs = zip(plan.steps, wanted, strict=True)
        by_key = {step.key: each for step, each in pairs if step.verdict is not Verdict.LEAVE}
        rows: dict[str, Row] = {}
        # A note can be written once its item is there.
        for with_parent in (False, True):
            steps = [each for each in plan.to_do if each.is_note is with_parent]
            rows |= self._pass(steps, by_key, plan.collection.key)
        return tuple(
            _left(step) if step.verdict is Verdict.LEAVE else rows[step.key] for step in plan.steps
        )

    def relate(self, row: Row, keys: Sequence[str]) -> str:
        """Relate a review's item to the items of its references; a sentence where that fails."""
        current = self._library.items([row.key]).get(row.key)
        missing = missing_relations(self._library, current, keys)
        if current is None or not missing:
            return ""
        step = Step(
            row.entry,
            row.title,
            Verdict.CHANGE,
            row.key,
            version=current["version"],
            changes=missing,
        )
        outcome = self._send([step], {row.key: current})[row.key]
        return "" if outcome.fate in _DONE else f"the review is not related: {outcome.why}"

    def _make(self, collection: Target) -> None:
        made = {"key": collection.key, "name": collection.name, "version": 0}
        (outcome,) = self._library.write_collections([made])
        if outcome.fate is Fate.STALE and any(  # a try that broke off made it
            each["key"] == collection.key for each in self._library.collections()
        ):
            return
        if outcome.fate is Fate.STALE:
            raise ZoteroError(
                f"the collection {collection.name!r} is in the trash; restore it, or name another"
            )
        if outcome.fate not in _DONE:
            raise ZoteroError(f"the collection {collection.name!r} is refused: {outcome.why}")

    def _pass(
        self, steps: Sequence[Step], wanted: dict[str, Wanted], collection: str
    ) -> dict[str, Row]:
        """Rows by the keys that the steps had when they were planned."""
        rows: dict[str, Row] = {}
        planned = {step.key: step.key for step in steps}
        for _ in range(_ROUNDS):
            outcomes = self._send(steps, self._known.items)
            stale = [step for step in steps if outcomes[step.key].fate is Fate.STALE]
            rows |= {planned[step.key]: _row(step, outcomes[step.key]) for step in steps}
            if not stale:
                break
            now = self._library.items([step.key for step in stale])
            steps = []
            for step in stale:
                settled = self._anew(step, now.get(step.key), wanted[step.key], collection)
                if isinstance(settled, Row):
                    rows[planned[step.key]] = settled
                    continue
                planned[settled.key] = planned[step.key]
                wanted[settled.key] = wanted[step.key]
                steps.append(settled)
        return rows

    def _send(self, steps: Sequence[Step], current: Mapping[str, Json]) -> dict[str, Outcome]:
        numbers = dict(zip((step.key for step in steps), self._run.plan(steps), strict=True))
        objects = [object_of(step, current.get(step.key)) for step in steps]

        def told(batch: Sequence[Outcome]) -> None:
            # What came too late is looked into first: an earlier try may have done it.
            settled = [each for each in batch if each.fate not in _OPEN]
            self._run.tell({numbers[outcome.key]: outcome for outcome in settled})
            self._told(len(batch))

        return {each.key: each for each in self._library.write_items(objects, told)}

    def _anew(self, step: Step, now: Json | None, wanted: Wanted, collection: str) -> Step | Row:
        """What is to be done about a step that came too late, or how it stands."""
        outcome = found_out(step, now, wanted)
        self._run.tell({self._number(step): outcome})
        if outcome.fate is not Fate.STALE or now is None:
            return _row(step, outcome)
        if step.body is None:
            return self._changed(now, wanted, collection)
        key = free_key(wanted, replace(self._known, items={**self._known.items, step.key: now}))
        return replace(step, key=key, body={**step.body, "key": key})

    def _number(self, step: Step) -> int:
        return max(number for number, each in enumerate(self._run.steps) if each.key == step.key)

    def _changed(self, now: Json, wanted: Wanted, collection: str) -> Step | Row:
        anew = change_step(wanted, now, self._known, collection)
        if anew.verdict is Verdict.LEAVE:
            return _left(anew)
        # object_of() changes what is there now.
        self._known = replace(self._known, items={**self._known.items, anew.key: now})
        return anew


def missing_relations(
    library: Library, current: Json | None, keys: Sequence[str]
) -> tuple[Change, ...]:
    """What relates an item to others, where it does not yet; ``current`` is None for a new one."""
    held = current or {}
    uris = [library.relation_uri(key) for key in keys if key != held.get("key")]
    changes = [Change(f"relation:{uri}", None, uri) for uri in uris]
    return tuple(change for change in changes if not is_made(held, change))


def left_rows(plan: Plan) -> tuple[Row, ...]:
    """The rows of a plan by which nothing is done."""
    return tuple(_left(step) for step in plan.steps)


def settle(run: Run, library: Library, items: Mapping[str, Json]) -> None:
    """Look in the library for what a run may have done of which no answer is on record."""
    steps = {number: run.steps[number] for number in run.pending}
    absent = [step.key for step in steps.values() if step.key not in items]
    now = {**items, **(library.items(absent) if absent else {})}
    run.tell({number: found_out(step, now.get(step.key)) for number, step in steps.items()})


def found_out(step: Step, now: Json | None, wanted: Wanted | None = None) -> Outcome:
    """What became of a step that was sent without an answer, by what is there now.

    ``wanted`` tells whether the item under a new key is the entry's; without it a key that was
    made for the entry is taken for that.
    """
    if now is None:
        fate = Fate.GONE if step.body is None else Fate.STALE
        return Outcome(step.key, fate, why="deleted by somebody meanwhile")
    changes = step.changes if step.body is None else changes_of(step.body)
    if all(is_made(now, change) for change in changes):
        return Outcome(step.key, Fate.UNCHANGED, now["version"])
    if step.body is not None and (wanted is None or is_it(wanted, now)):
        return Outcome(step.key, Fate.UNCHANGED, _TOUCHED)
    return Outcome(step.key, Fate.STALE)


def _left(step: Step) -> Row:
    return _of(step, "left", step.why)


def _row(step: Step, outcome: Outcome) -> Row:
    if outcome.fate in _DONE:
        return _of(step, "created" if step.body is not None else "updated", changes=step.changes)
    why = outcome.why or "changed by somebody at the same moment; run the same command again"
    return _of(step, "failed", why)


def _of(step: Step, result: str, why: str = "", changes: tuple[Change, ...] = ()) -> Row:
    return Row(step.entry, step.title, step.key, result, why, changes, step.conflicts, step.is_note)
