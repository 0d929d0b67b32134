"""Takes back what a run did in a library, and nothing else: what was changed since stays.

What was created goes to the trash, never past it, and only as long as it is, member for member, as
refkit left it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from refkit.zotero.api.protocol import Fate, Json, Library, Outcome
from refkit.zotero.apply import Row
from refkit.zotero.diff import Change, body_of, differences, is_as_sent, is_made, part_of
from refkit.zotero.journal import Run
from refkit.zotero.plan import Step
from refkit.zotero.recover import DONE

_STALE = "changed by somebody at the same moment; run the same command again"
_CHANGED = "somebody changed it since"


def undo(
    run: Run,
    library: Library,
    later: Mapping[str, str],
    told: Callable[[int], None] = lambda done: None,
) -> tuple[Row, ...]:
    """Take back the steps of a run that stand, the last first; a row for each item.

    ``later`` names, by key, the last run after this one that wrote to the same item. ``told``
    hears how many steps are done. Raises ZoteroError where Zotero fails; run again, it goes on
    where it broke off.
    """
    return _Undoing(run, library, later, told).undo()


class _Undoing:
    def __init__(
        self, run: Run, library: Library, later: Mapping[str, str], told: Callable[[int], None]
    ) -> None:
        self._told = told
        self._run = run
        self._library = library
        self._later = later
        self._rows: dict[int, Row] = {}

    def undo(self) -> tuple[Row, ...]:
        standing = [n for n in range(len(self._run.steps)) if self._run.may_stand(n)]
        made = [number for number in standing if _brought(self._step(number))]
        notes = [number for number in made if self._step(number).is_note]
        self._take_back([number for number in standing if number not in made])
        self._trash(notes)
        self._trash([number for number in made if number not in notes])
        return tuple(self._rows[number] for number in sorted(self._rows))

    def _step(self, number: int) -> Step:
        return self._run.steps[number]

    def _tell(
        self,
        number: int,
        result: str,
        why: str = "",
        back: tuple[Change, ...] = (),
        kept: tuple[Change, ...] = (),
        trashed: int = 0,
    ) -> None:
        step, key = self._step(number), self._run.key_of(number)
        self._rows[number] = Row(step.entry, step.title, key, result, why, back, kept, step.is_note)
        if result in {"taken back", "gone"}:
            self._run.undo(number, trashed)

    def _take_back(self, numbers: Sequence[int]) -> None:
        """Undo changes; of an item that was changed twice the last change first."""
        while numbers:
            last = {self._run.key_of(number): number for number in numbers}
            self._write(last, self._library.items(list(last)))
            numbers = [number for number in numbers if number not in last.values()]

    def _write(self, numbers: Mapping[str, int], items: Mapping[str, Json]) -> None:
        objects = []
        parts: dict[str, tuple[tuple[Change, ...], tuple[Change, ...]]] = {}
        for key, number in numbers.items():
            current = items.get(key)
            if current is None:
                self._tell(number, "gone", "the item was deleted since")
                continue
            parts[key] = self._parted(number, current)
            if body := body_of(current, parts[key][0], back=True):
                objects.append({"key": key, "version": current["version"]} | body)
            else:
                self._tell(number, "kept", _CHANGED, kept=parts[key][1])
        self._told(len(numbers) - len(objects))

        def told(key: str, outcome: Outcome) -> None:
            self._hear(numbers[key], outcome, *parts[key])

        def is_back(key: str, now: Json) -> bool:
            return not any(is_made(now, change) for change in parts[key][0])

        self._send(objects, told, is_back)

    def _send(
        self,
        objects: Sequence[Json],
        told: Callable[[str, Outcome], None],
        is_back: Callable[[str, Json], bool],
    ) -> None:
        """Write, and put on record how each fared; what is not said to be done is looked for."""
        doubtful: dict[str, Outcome] = {}

        def hear(batch: Mapping[int, Outcome]) -> None:
            for place, outcome in batch.items():
                key = objects[place]["key"]
                if outcome.fate in DONE:
                    told(key, outcome)
                else:
                    doubtful[key] = outcome
            self._told(len(batch))

        if objects:
            self._library.write_items(objects, hear)
        if any(outcome.fate is Fate.UNKNOWN for outcome in doubtful.values()):
            self._library.come_to_rest()
        now = self._library.items(list(doubtful))
        for key, outcome in doubtful.items():
            if key in now and is_back(key, now[key]):
                told(key, Outcome(key, Fate.UNCHANGED, now[key]["version"]))
            else:
                told(key, outcome)

    def _hear(
        self,
        number: int,
        outcome: Outcome,
        back: tuple[Change, ...] = (),
        kept: tuple[Change, ...] = (),
        *,
        is_trashed: bool = False,
    ) -> None:
        if outcome.fate in DONE:
            trashed = outcome.version if is_trashed else 0
            self._tell(number, "taken back", "", back, kept, trashed)
        elif outcome.fate is Fate.GONE:
            self._tell(number, "gone", "it was deleted since")
        else:
            self._tell(number, "failed", outcome.why or _STALE)

    def _parted(self, number: int, current: Json) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
        """The changes that still stand as they were made, and those that somebody changed since."""
        changes = self._step(number).changes
        outcome = self._run.outcomes.get(number)
        stored = outcome.stored if outcome else None
        made = tuple(
            change
            for change in changes
            if is_made(current, change)
            and (stored is None or part_of(current, change.field) == part_of(stored, change.field))
        )
        return made, tuple(change for change in changes if change not in made)

    def _trash(self, numbers: Sequence[int]) -> None:
        """Move what was created, or taken out of the trash, to the trash."""
        by_key = {self._run.key_of(number): number for number in numbers}
        items = self._library.items(list(by_key))
        parents = self._parents([key for key in by_key if not self._step(by_key[key]).is_note])
        objects = []
        for key, number in by_key.items():
            current = items.get(key)
            if current is None:
                self._tell(number, "gone", "it was deleted since")
            elif why := self._why_kept(number, current, parents):
                self._tell(number, "kept", why)
            else:
                objects.append({"key": key, "version": current["version"], "deleted": 1})
        self._told(len(by_key) - len(objects))

        def told(key: str, outcome: Outcome) -> None:
            self._hear(by_key[key], outcome, is_trashed=True)

        self._send(objects, told, lambda key, now: bool(now.get("deleted")))

    def _parents(self, keys: Sequence[str]) -> frozenset[str]:
        """Which of these items have something beside them that this undo has not moved away."""
        moved = {
            self._run.key_of(number) for number, version in self._run.undone.items() if version
        }
        children = self._library.children(keys)
        return frozenset(str(each["parentItem"]) for each in children if each["key"] not in moved)

    def _why_kept(self, number: int, current: Json, parents: Collection[str]) -> str:
        """Why a created item must stay where it is; empty where it need not."""
        key = self._run.key_of(number)
        if later := self._later.get(key):
            return f"run {later} wrote to it later: undo that one first"
        if current.get("deleted"):
            return "it is in the trash already"
        if key in parents:
            return "somebody put a note or a file beside it"
        return self._touched(number, current)

    def _touched(self, number: int, current: Json) -> str:
        """What somebody changed in a created item; empty where it is as refkit left it."""
        step, outcome = self._step(number), self._run.outcomes.get(number)
        if outcome and outcome.stored is not None:
            names = differences(outcome.stored, current)
            return f"{_CHANGED}: {', '.join(names)}" if names else ""
        if outcome and outcome.version == current["version"]:
            return ""
        return "" if is_as_sent(step.body or {}, current) else _CHANGED


def _brought(step: Step) -> bool:
    """Whether a step brought an item into the library, or back into it."""
    return step.body is not None or any(change.field == "deleted" for change in step.changes)


def undo_collection(run: Run, library: Library) -> str:
    """Delete the collection that a run made, if nothing is left in it; else say why it is kept."""
    target = run.collection
    if not target.is_new:
        return ""
    held = {each["key"]: each for each in library.collections()}
    if target.key not in held:
        return ""
    moved = {run.key_of(number) for number, version in run.undone.items() if version}
    if frozenset(library.items_in(target.key)) - moved or any(
        each.get("parentCollection") == target.key for each in held.values()
    ):
        return f"the collection {target.name!r} is kept: it is not empty"
    outcome = library.delete_collection(target.key, held[target.key]["version"])
    return "" if outcome.fate in DONE else f"the collection is kept: {outcome.why or _STALE}"
