"""Takes back what a run did in a library, and nothing else: what was changed since stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from refkit.zotero.base import Fate, Json, Library, Outcome
from refkit.zotero.carrying import Row
from refkit.zotero.plan import Step
from refkit.zotero.records import Run
from refkit.zotero.weighing import Change, body_of, changes_of, is_made, tags_of, values_of

_DONE = frozenset({Fate.WRITTEN, Fate.UNCHANGED})
_STALE = "changed by somebody at the same moment; run the same command again"


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
        made = [number for number in standing if self._step(number).body is not None]
        notes = [number for number in made if "parentItem" in (self._step(number).body or {})]
        self._take_back([number for number in standing if number not in made])
        self._delete(notes)
        self._delete([number for number in made if number not in notes])
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
    ) -> None:
        step = self._step(number)
        self._rows[number] = Row(
            step.entry, step.title, step.key, result, why, back, kept, step.is_note
        )
        if result in {"taken back", "gone"}:
            self._run.undo([number])

    def _take_back(self, numbers: Sequence[int]) -> None:
        """Undo changes; of an item that was changed twice the last change first."""
        while numbers:
            last = {self._step(number).key: number for number in numbers}
            self._write(last, self._library.items(list(last)))
            numbers = [number for number in numbers if number not in last.values()]
            self._told(len(last))

    def _write(self, numbers: Mapping[str, int], items: Mapping[str, Json]) -> None:
        objects = []
        parts: dict[str, tuple[tuple[Change, ...], tuple[Change, ...]]] = {}
        for key, number in numbers.items():
            current = items.get(key)
            if current is None:
                self._tell(number, "gone", "the item was deleted since")
                continue
            parts[key] = _parted(self._step(number).changes, current)
            if body := body_of(current, parts[key][0], back=True):
                objects.append({"key": key, "version": current["version"]} | body)
            else:
                self._tell(number, "kept", _CHANGED, kept=parts[key][1])
        for outcome in self._library.write_items(objects):
            back, kept = parts[outcome.key]
            self._hear(numbers[outcome.key], outcome, back, kept)

    def _hear(
        self,
        number: int,
        outcome: Outcome,
        back: tuple[Change, ...] = (),
        kept: tuple[Change, ...] = (),
    ) -> None:
        if outcome.fate in _DONE:
            self._tell(number, "taken back", "", back, kept)
        elif outcome.fate is Fate.GONE:
            self._tell(number, "gone", "it was deleted since")
        else:
            self._tell(number, "failed", outcome.why or _STALE)

    def _delete(self, numbers: Sequence[int]) -> None:
        """Delete what was created, so many at a time that progress can be told."""
        for at in range(0, len(numbers), _AT_ONCE):
            self._delete_some(numbers[at : at + _AT_ONCE])
            self._told(min(_AT_ONCE, len(numbers) - at))

    def _delete_some(self, numbers: Sequence[int]) -> None:
        by_key = {self._step(number).key: number for number in numbers}
        items = self._library.items(list(by_key))
        parents = self._library.parents(
            [key for key in by_key if not self._step(by_key[key]).is_note]
        )
        versions: dict[str, int] = {}
        for key, number in by_key.items():
            current = items.get(key)
            if current is None:
                self._tell(number, "gone", "it was deleted since")
            elif why := self._why_kept(number, current, parents):
                self._tell(number, "kept", why)
            else:
                versions[key] = current["version"]
        for outcome in self._library.delete_items(versions):
            self._hear(by_key[outcome.key], outcome)

    def _why_kept(self, number: int, current: Json, parents: Collection[str]) -> str:
        """Why a created item must not be deleted; empty where it may."""
        step, outcome = self._step(number), self._run.outcomes.get(number)
        if later := self._later.get(step.key):
            return f"run {later} wrote to it later: undo that one first"
        if current.get("deleted"):
            return "it is in the trash already"
        if step.key in parents:
            return "somebody put a note or a file beside it"
        if outcome and outcome.version == current["version"]:
            return ""
        return _CHANGED if _is_touched(step.body or {}, current) else ""


_AT_ONCE = 50
_CHANGED = "somebody changed it since"


def _parted(
    changes: Collection[Change], current: Json
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes that still stand as they were made, and those that somebody changed since."""
    made = tuple(change for change in changes if is_made(current, change))
    return made, tuple(change for change in changes if change not in made)


def _is_touched(body: Json, current: Json) -> bool:
    """Whether an item says anything else than what it was created with."""
    is_same = all(is_made(current, change) for change in changes_of(body))
    more = values_of(current).keys() - values_of(body).keys()
    others = set(current.get("collections", ())) - set(body.get("collections", ()))
    return not is_same or bool(more or others or tags_of(current).keys() - tags_of(body).keys())


def undo_collection(run: Run, library: Library) -> str:
    """Delete the collection that a run made, if nothing is left in it; else say why it is kept."""
    target = run.collection
    if not target.is_new:
        return ""
    held = {each["key"]: each for each in library.collections()}
    if target.key not in held:
        return ""
    if library.items_in(target.key) or any(
        each.get("parentCollection") == target.key for each in held.values()
    ):
        return f"the collection {target.name!r} is kept: it is not empty"
    outcome = library.delete_collection(target.key, held[target.key]["version"])
    return "" if outcome.fate in _DONE else f"the collection is kept: {outcome.why or _STALE}"
