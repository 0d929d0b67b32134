"""What became of steps without an answer on record: looked for in the library, never guessed.

An answer can be lost, and a refusal is no proof: Zotero may still be at work at what a process that
is dead by now had sent. So a step counts as failed only after its object was looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from refkit.zotero import extra
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import WriteResult, WriteStatus, ZoteroItem
from refkit.zotero.changes import ItemChange, changes_creating, is_made
from refkit.zotero.diff import TOUCHED
from refkit.zotero.duplicates import DuplicateIndex
from refkit.zotero.item import is_as_sent, is_automatic, title_in
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import Step, is_item_of


def recover(
    run: SyncRun,
    library: ZoteroLibrary,
    items: Callable[[], Mapping[str, ZoteroItem]],
    refused: Mapping[int, WriteResult] | None = None,
    *,
    is_at_rest: bool = False,
) -> None:
    """Put on record how the pending steps of a run stand.

    ``items`` reads the regular items that the library holds now, the trashed too. ``refused`` are
    answers that say that a step came to nothing; the others have none, and what was sent is waited
    for, unless the library ``is_at_rest`` already. Raises ZoteroError where it cannot be read.
    """
    answered = refused or {}
    pending = {number: run.steps[number] for number in run.pending}
    if not pending:
        return
    if pending.keys() - answered.keys() and not is_at_rest:
        library.wait_until_idle()
    found = _found(run, library, pending, items)
    run.record_results({number: _result(step, found.get(number), answered.get(number))
              for number, step in pending.items()})  # fmt: skip


def _found(
    run: SyncRun,
    library: ZoteroLibrary,
    steps: Mapping[int, Step],
    items: Callable[[], Mapping[str, ZoteroItem]],
) -> dict[int, ZoteroItem]:
    """The items of these steps as they stand: by their keys, by the run's tag, by what they are."""
    now = library.items(list(dict.fromkeys(step.key for step in steps.values())))
    found = {number: now[step.key] for number, step in steps.items() if step.key in now}
    missing = {n: step for n, step in steps.items() if step.body is not None and n not in found}
    if not missing:
        return found
    # What was found by its key is no other step's, though that be of the same title.
    taken = {run.key_of(number) for number in run.results} | {
        each["key"] for each in found.values()
    }
    marked = [each for each in library.tagged(run.marker) if each["key"] not in taken]
    found |= pair_with_items(missing, marked)
    held = items()
    taken |= {each["key"] for each in found.values()}
    for number, step in missing.items():
        if number not in found and (item := _unmarked(step, held, taken)):
            found[number] = item
            taken.add(item["key"])
    return found


def _unmarked(
    step: Step, held: Mapping[str, ZoteroItem], taken: Collection[str]
) -> ZoteroItem | None:
    """The item that a step made, if somebody took the run's tag off it meanwhile.

    One that says anything else is somebody's own.
    """
    sent = step.body or {}
    tags = [tag for tag in sent["tags"] if not is_automatic(tag)]
    body: ZoteroItem = {**sent, "tags": tags}
    match = DuplicateIndex(each for key, each in held.items() if key not in taken).find(body)
    item = held[match.key] if match else None
    return item if item and is_as_sent(body, item) else None


def pair_with_items(
    steps: Mapping[int, Step], items: Sequence[ZoteroItem]
) -> dict[int, ZoteroItem]:
    """Creations with the items that they made, each of those once.

    By the parent of a note, the DOI, the citation key, at last the title.
    """
    found: dict[int, ZoteroItem] = {}
    taken: set[str] = set()
    for name in (_note, _doi, _citation_key, _title):
        named: dict[str, list[ZoteroItem]] = defaultdict(list)
        for item in items:
            if item["key"] not in taken and (text := name(item)):
                named[text].append(item)
        for number, step in steps.items():
            text = name(step.body or {})
            if number not in found and text and named[text]:
                found[number] = named[text].pop(0)
                taken.add(found[number]["key"])
    return found


def _note(item: ZoteroItem) -> str:
    return str(item.get("parentItem", "")) if item.get("itemType") == "note" else ""


def _doi(item: ZoteroItem) -> str:
    return _value(item, "DOI", "doi")


def _citation_key(item: ZoteroItem) -> str:
    return _value(item, "citationKey", "citation key")


def _title(item: ZoteroItem) -> str:
    return " ".join(title_in(item).casefold().split())


def _value(item: ZoteroItem, field: str, label: str) -> str:
    lines = extra.parse_lines(str(item.get("extra", "")))
    values = (line.value for line in lines if line.name == label)
    return str(item.get(field) or next(values, "")).casefold()


def _result(step: Step, now: ZoteroItem | None, answered: WriteResult | None) -> WriteResult:
    """How a step stands, by the item that is there now and what was answered."""
    if now is not None and all(is_made(now, change) for change in _changes(step)):
        return _done(step, now)
    if now is not None and step.body is not None:
        # Under a key that was made for the entry may be an item that got it first.
        is_ours = answered is None or now["key"] != step.key or is_item_of(step.body, now)
        return _done(step, now) if is_ours else WriteResult(step.key, WriteStatus.STALE)
    if answered is not None and answered.status is not WriteStatus.STALE:
        return answered
    if now is None:
        fate = WriteStatus.GONE if step.body is None else WriteStatus.STALE
        return WriteResult(step.key, fate, why="it is not there")
    return WriteResult(step.key, WriteStatus.STALE)


def _done(step: Step, now: ZoteroItem) -> WriteResult:
    as_sent = step.body is None or is_as_sent(step.body, now)
    version = now["version"] if as_sent else TOUCHED
    return WriteResult(now["key"], WriteStatus.UNCHANGED, version, stored=now if as_sent else None)


def _changes(step: Step) -> Iterator[ItemChange]:
    yield from step.changes if step.body is None else changes_creating(step.body)
