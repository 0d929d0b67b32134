"""Undoes what a run did in a library, and nothing else: what was changed since stays.

What was created goes to the trash, never past it, and only as long as it is, member for member, as
refkit left it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import WriteResult, WriteStatus, ZoteroItem
from refkit.zotero.apply import ItemResult
from refkit.zotero.changes import ItemChange, is_made, part_of, patch_of
from refkit.zotero.item import differences, is_as_sent
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import Step

_CHANGED = "somebody changed it since"


def undo(
    run: SyncRun,
    library: ZoteroLibrary,
    later: Mapping[str, str],
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[ItemResult, ...]:
    """Undo the steps of a run that stand, the last first; a result for each item.

    ``later`` names, by key, the last run after this one that wrote to the same item. ``progress``
    is called with how many more steps are done. Raises ZoteroError where Zotero fails; run again,
    it goes on where it broke off.
    """
    return _Undo(run, library, later, progress).undo()


Changes = tuple[ItemChange, ...]


class _Undo:
    def __init__(
        self,
        run: SyncRun,
        library: ZoteroLibrary,
        later: Mapping[str, str],
        progress: Callable[[int], None],
    ) -> None:
        self._progress = progress
        self._run = run
        self._library = library
        self._later = later
        self._results: dict[int, ItemResult] = {}

    def undo(self) -> tuple[ItemResult, ...]:
        standing = [n for n in range(len(self._run.steps)) if self._run.may_stand(n)]
        made = [number for number in standing if self._step(number).brings_in]
        notes = [number for number in made if self._step(number).is_note]
        self._undo_changes([number for number in standing if number not in made])
        self._trash(notes)
        self._trash([number for number in made if number not in notes])
        return tuple(self._results[number] for number in sorted(self._results))

    def _step(self, number: int) -> Step:
        return self._run.steps[number]

    def _record(
        self,
        number: int,
        result: str,
        why: str = "",
        undone: Changes = (),
        kept: Changes = (),
        trashed: int = 0,
    ) -> None:
        step, key = self._step(number), self._run.key_of(number)
        self._results[number] = ItemResult(
            step.entry, step.title, key, result, why, undone, kept, step.is_note
        )
        if result in {"taken back", "gone"}:
            self._run.record_undo(number, trashed)

    def _undo_changes(self, numbers: Sequence[int]) -> None:
        """Undo changes; of an item that was changed twice the last change first."""
        while numbers:
            last = {self._run.key_of(number): number for number in numbers}
            self._write(last, self._library.items(list(last)))
            numbers = [number for number in numbers if number not in last.values()]

    def _write(self, numbers: Mapping[str, int], items: Mapping[str, ZoteroItem]) -> None:
        patches: list[ZoteroItem] = []
        parts: dict[str, tuple[Changes, Changes]] = {}
        for key, number in numbers.items():
            current = items.get(key)
            if current is None:
                self._record(number, "gone", "the item was deleted since")
                continue
            parts[key] = self._split_changes(number, current)
            if patch := patch_of(current, parts[key][0], undo=True):
                patches.append({"key": key, "version": current["version"], **patch})
            else:
                self._record(number, "kept", _CHANGED, kept=parts[key][1])
        self._progress(len(numbers) - len(patches))

        def on_result(key: str, result: WriteResult) -> None:
            self._record_written(numbers[key], result, *parts[key])

        def is_undone(key: str, now: ZoteroItem) -> bool:
            return not any(is_made(now, change) for change in parts[key][0])

        self._send(patches, on_result, is_undone)

    def _send(
        self,
        patches: Sequence[ZoteroItem],
        on_result: Callable[[str, WriteResult], None],
        is_undone: Callable[[str, ZoteroItem], bool],
    ) -> None:
        """Write, and call ``on_result`` for each; what is not said to be done is looked for."""
        doubtful: dict[str, WriteResult] = {}

        def on_batch(batch: Mapping[int, WriteResult]) -> None:
            for place, result in batch.items():
                key = patches[place]["key"]
                if result.status.is_done:
                    on_result(key, result)
                else:
                    doubtful[key] = result
            self._progress(len(batch))

        if patches:
            self._library.write_items(patches, on_batch)
        if any(result.status is WriteStatus.UNKNOWN for result in doubtful.values()):
            self._library.wait_until_idle()
        now = self._library.items(list(doubtful))
        for key, result in doubtful.items():
            if key in now and is_undone(key, now[key]):
                on_result(key, WriteResult(key, WriteStatus.UNCHANGED, now[key]["version"]))
            else:
                on_result(key, result)

    def _record_written(
        self,
        number: int,
        result: WriteResult,
        undone: Changes = (),
        kept: Changes = (),
        *,
        is_trashed: bool = False,
    ) -> None:
        if result.status.is_done:
            trashed = result.version if is_trashed else 0
            self._record(number, "taken back", "", undone, kept, trashed)
        elif result.status is WriteStatus.GONE:
            self._record(number, "gone", "it was deleted since")
        else:
            self._record(number, "failed", result.why)

    def _split_changes(self, number: int, current: ZoteroItem) -> tuple[Changes, Changes]:
        """The changes that still stand as they were made, and those that somebody changed since."""
        changes = self._step(number).changes
        result = self._run.results.get(number)
        stored = result.stored if result else None
        made = tuple(
            change
            for change in changes
            if is_made(current, change)
            and (stored is None or part_of(current, change) == part_of(stored, change))
        )
        return made, tuple(change for change in changes if change not in made)

    def _trash(self, numbers: Sequence[int]) -> None:
        """Move what was created, or taken out of the trash, to the trash."""
        by_key = {self._run.key_of(number): number for number in numbers}
        items = self._library.items(list(by_key))
        parents = self._parents([key for key in by_key if not self._step(by_key[key]).is_note])
        patches: list[ZoteroItem] = []
        for key, number in by_key.items():
            current = items.get(key)
            if current is None:
                self._record(number, "gone", "it was deleted since")
            elif why := self._why_kept(number, current, parents):
                self._record(number, "kept", why)
            else:
                patches.append({"key": key, "version": current["version"], "deleted": 1})
        self._progress(len(by_key) - len(patches))

        def on_result(key: str, result: WriteResult) -> None:
            self._record_written(by_key[key], result, is_trashed=True)

        self._send(patches, on_result, lambda key, now: bool(now.get("deleted")))

    def _parents(self, keys: Sequence[str]) -> frozenset[str]:
        """Which of these items have something beside them that this undo has not moved away."""
        moved = {
            self._run.key_of(number) for number, version in self._run.undone.items() if version
        }
        children = self._library.children(keys)
        return frozenset(str(each["parentItem"]) for each in children if each["key"] not in moved)

    def _why_kept(self, number: int, current: ZoteroItem, parents: Collection[str]) -> str:
        """Why a created item must stay where it is; empty where it need not."""
        key = self._run.key_of(number)
        if later := self._later.get(key):
            return f"run {later} wrote to it later: undo that one first"
        if current.get("deleted"):
            return "it is in the trash already"
        if key in parents:
            return "somebody put a note or a file beside it"
        return self._touched(number, current)

    def _touched(self, number: int, current: ZoteroItem) -> str:
        """What somebody changed in a created item; empty where it is as refkit left it."""
        step, result = self._step(number), self._run.results.get(number)
        if result and result.stored is not None:
            names = differences(result.stored, current)
            return f"{_CHANGED}: {', '.join(names)}" if names else ""
        if result and result.version == current["version"]:
            return ""
        return "" if is_as_sent(step.body or {}, current) else _CHANGED


def undo_collection(run: SyncRun, library: ZoteroLibrary) -> str:
    """Delete the collection that a run made, if nothing is left in it; else say why it is kept."""
    target = run.collection
    if not target.is_new:
        return ""
    held = {each["key"]: each for each in library.collections()}
    if target.key not in held:
        return ""
    moved = {run.key_of(number) for number, version in run.undone.items() if version}
    if frozenset(library.keys_in(target.key)) - moved or any(
        each.get("parentCollection") == target.key for each in held.values()
    ):
        return f"the collection {target.name!r} is kept: it is not empty"
    result = library.delete_collection(target.key, held[target.key]["version"])
    return "" if result.status.is_done else f"the collection is kept: {result.why}"
