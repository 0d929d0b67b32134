"""Carries out a plan under a run's record; what fails is told step by step.

Nothing is sent a second time before it was looked for: what came too late, or has no answer, is
found in the library or planned anew. What somebody changed meanwhile is weighed anew, never
overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.errors import ZoteroError
from refkit.zotero.api.protocol import Fate, Json, Library, Outcome
from refkit.zotero.diff import Change, is_made
from refkit.zotero.journal import Run
from refkit.zotero.plan import Plan, Step, Target, Verdict, object_of
from refkit.zotero.recover import DONE, recover

# Somebody who changes the same item at the same moment three times over has the last word.
_ROUNDS = 3
_MEANWHILE = "changed by somebody at the same moment; run the same command again"


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one entry: ``created``, ``updated``, ``left`` or ``failed``, and why.

    ``changes`` were made, ``conflicts`` were not. ``code`` is Zotero's own of a failure.
    """

    entry: str
    title: str
    key: str
    result: str
    why: str = ""
    changes: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    is_note: bool = False
    code: int = 0


@dataclass(frozen=True, slots=True)
class Prospect:
    """A plan, and the items by key that it was made from."""

    plan: Plan
    items: Mapping[str, Json]


class Carrier:
    """Carries a plan into one library.

    ``prospect`` reads the library once more and plans anew; ``told`` hears how many of the steps
    are done.
    """

    def __init__(
        self,
        library: Library,
        run: Run,
        prospect: Callable[[], Prospect],
        told: Callable[[int], None] = lambda done: None,
    ) -> None:
        self._library = library
        self._run = run
        self._prospect = prospect
        self._told = told

    def carry(self, first: Prospect) -> tuple[Row, ...]:
        """Do what the plan says; a row for each step. Raises ZoteroError where Zotero fails."""
        now = first
        rows: dict[int, Row] = {}
        left = set(range(len(first.plan.steps)))
        for turn in range(_ROUNDS):
            if turn:
                now = self._prospect()
            rows |= self._pass(now, left)
            left = {place for place in left if rows[place].why == _MEANWHILE}
            if not left:
                break
        return tuple(rows[place] for place in range(len(first.plan.steps)))

    def _pass(self, now: Prospect, places: set[int]) -> dict[int, Row]:
        """Rows of the steps in these places of the plan."""
        steps = {place: now.plan.steps[place] for place in sorted(places)}
        rows = {p: _of(s, "left", s.why) for p, s in steps.items() if s.verdict is Verdict.LEAVE}
        by_key: dict[str, Row] = {}
        # A note can be written once its item is there.
        for is_note in (False, True):
            sent = {p: s for p, s in steps.items() if p not in rows and s.is_note is is_note}
            if is_note:
                rows |= {p: row for p, s in sent.items() if (row := _without_item(s, by_key))}
                sent = {p: _beside(s, by_key) for p, s in sent.items() if p not in rows}
            outcomes = self._send(list(sent.values()), now.items)
            for (place, step), outcome in zip(sent.items(), outcomes, strict=True):
                by_key[step.key] = rows[place] = _row(step, outcome)
        return rows

    def relate(self, row: Row, keys: Sequence[str]) -> str:
        """Relate a review's item to the items of its references; a sentence where that fails."""
        wanted = relations(self._library, row.key, keys)
        items = self._library.items(list(wanted))
        steps = [
            Step(
                row.entry, row.title, Verdict.CHANGE, key, version=item["version"], changes=missing
            )
            for key, item in items.items()
            if (missing := _unmade(wanted[key], item))
        ]
        failed = [each for each in self._send(steps, items) if each.fate not in DONE]
        why = "; ".join(sorted({each.why or "somebody changed it meanwhile" for each in failed}))
        return f"{len(failed)} items are not related: {why}" if failed else ""

    def _send(self, steps: Sequence[Step], current: Mapping[str, Json]) -> list[Outcome]:
        """Send the steps, and look for those that are not said to be done."""
        numbers = self._run.plan(steps)
        objects = [object_of(step, current.get(step.key)) for step in steps]

        def told(batch: Mapping[int, Outcome]) -> None:
            self._run.tell(
                {numbers[place]: each for place, each in batch.items() if each.fate in DONE}
            )
            self._told(len(batch))

        fared = self._library.write_items(objects, told) if objects else ()
        refused = {
            number: each
            for number, each in zip(numbers, fared, strict=True)
            if each.fate not in DONE and each.fate is not Fate.UNKNOWN
        }
        recover(self._run, self._library, lambda: self._prospect().items, refused)
        return [self._run.outcomes[number] for number in numbers]


def make_collection(library: Library, run: Run, target: Target) -> Target:
    """The collection that a run puts its items into, made where it is new."""
    made = {"key": target.key, "name": target.name, "version": 0}
    (outcome,) = library.write_collections([made])
    if outcome.fate not in DONE:
        if outcome.fate is Fate.UNKNOWN:
            library.come_to_rest()
        found = [each for each in library.collections() if is_collection(each, target)]
        if not found:
            raise ZoteroError(_no_collection(target, outcome))
        outcome = Outcome(found[0]["key"], Fate.UNCHANGED)
    run.found_collection(outcome.key)
    return replace(target, key=outcome.key)


def is_collection(held: Json, target: Target) -> bool:
    """Whether a collection is the one that a run made, of which no answer is on record."""
    return bool(held["key"] == target.key or held["name"] == target.name)


def _no_collection(target: Target, outcome: Outcome) -> str:
    if outcome.fate is Fate.STALE:
        return f"the collection {target.name!r} is in the trash; restore it, or name another"
    return f"the collection {target.name!r} is not made: {outcome.why}"


def relations(library: Library, review: str, keys: Sequence[str]) -> dict[str, tuple[Change, ...]]:
    """What relates a review's item to others, by the item that it is written to."""
    others = [key for key in dict.fromkeys(keys) if key != review]
    found = {review: tuple(_relation(library, key) for key in others)}
    if not library.mirrors_relations:
        found |= dict.fromkeys(others, (_relation(library, review),))
    return found


def _relation(library: Library, key: str) -> Change:
    uri = library.relation_uri(key)
    return Change(f"relation:{uri}", None, uri)


def is_related(
    library: Library, items: Mapping[str, Json], review: str, keys: Sequence[str]
) -> bool:
    """Whether an item of a review, if it is there, relates to all the others."""
    wanted = relations(library, review, keys)
    return not any(_unmade(wanted[key], items[key]) for key in wanted if key in items)


def _unmade(changes: Sequence[Change], item: Json) -> tuple[Change, ...]:
    return tuple(change for change in changes if not is_made(item, change))


def left_rows(plan: Plan) -> tuple[Row, ...]:
    """The rows of a plan by which nothing is done."""
    return tuple(_of(step, "left", step.why) for step in plan.steps)


def _without_item(note: Step, items: Mapping[str, Row]) -> Row | None:
    """What comes of a note whose item was to be written and was not; None for any other."""
    row = items.get((note.body or {}).get("parentItem", ""))
    if row is None or row.result != "failed":
        return None
    why = _MEANWHILE if row.why == _MEANWHILE else "the item that it belongs to was not written"
    return _of(note, "failed", why)


def _beside(note: Step, items: Mapping[str, Row]) -> Step:
    """A note beside its item, which may have been given another key than planned."""
    row = items.get((note.body or {}).get("parentItem", ""))
    if note.body is None or row is None:
        return note
    return replace(note, body={**note.body, "parentItem": row.key})


def _row(step: Step, outcome: Outcome) -> Row:
    if outcome.fate in DONE:
        back = any(change.field == "deleted" for change in step.changes)
        result = "created" if step.body is not None or back else "updated"
        why = "out of the trash, where undo had put it" if back else ""
        return replace(_of(step, result, why, step.changes), key=outcome.key)
    if outcome.fate is Fate.STALE:
        return _of(step, "failed", _MEANWHILE)
    return replace(_of(step, "failed", outcome.why), code=outcome.code)


def _of(step: Step, result: str, why: str = "", changes: tuple[Change, ...] = ()) -> Row:
    return Row(step.entry, step.title, step.key, result, why, changes, step.conflicts, step.is_note)
