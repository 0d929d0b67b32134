"""What became of steps without an answer on record: looked for in the library, never guessed.

An answer can be lost, and a refusal is no proof: Zotero may still be at work at what a process that
is dead by now had sent. So a step counts as failed only after its object was looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from refkit.zotero import extra
from refkit.zotero.api.protocol import Fate, Json, Library, Outcome
from refkit.zotero.diff import Change, changes_of, is_as_sent, is_made
from refkit.zotero.duplicates import Index
from refkit.zotero.journal import Run
from refkit.zotero.plan import Step, is_it

DONE = frozenset({Fate.WRITTEN, Fate.UNCHANGED})
# The version on record of what somebody changed since refkit wrote it: no item ever has it.
TOUCHED = -1


def recover(
    run: Run,
    library: Library,
    items: Callable[[], Mapping[str, Json]],
    refused: Mapping[int, Outcome] | None = None,
    *,
    is_at_rest: bool = False,
) -> None:
    """Put on record how the pending steps of a run stand.

    ``items`` reads the regular items that the library holds now, the trashed too. ``refused`` are
    answers that say that a step came to nothing; the others have none, and what was sent is waited
    for, unless the library ``is_at_rest`` already. Raises ZoteroError where it cannot be read.
    """
    said = refused or {}
    pending = {number: run.steps[number] for number in run.pending}
    if not pending:
        return
    if pending.keys() - said.keys() and not is_at_rest:
        library.come_to_rest()
    found = _found(run, library, pending, items)
    run.tell({number: _outcome(step, found.get(number), said.get(number))
              for number, step in pending.items()})  # fmt: skip


def _found(
    run: Run,
    library: Library,
    steps: Mapping[int, Step],
    items: Callable[[], Mapping[str, Json]],
) -> dict[int, Json]:
    """The items of these steps as they stand: by their keys, by the run's tag, by what they are."""
    now = library.items(list(dict.fromkeys(step.key for step in steps.values())))
    found = {number: now[step.key] for number, step in steps.items() if step.key in now}
    missing = {n: step for n, step in steps.items() if step.body is not None and n not in found}
    if not missing:
        return found
    taken = {run.key_of(number) for number in run.outcomes}
    marked = [each for each in library.marked(run.marker) if each["key"] not in taken]
    found |= pairs(missing, marked)
    held = items()
    taken |= {each["key"] for each in found.values()}
    for number, step in missing.items():
        if number not in found and (item := _unmarked(step, held, taken)):
            found[number] = item
            taken.add(item["key"])
    return found


def _unmarked(step: Step, held: Mapping[str, Json], taken: Collection[str]) -> Json | None:
    """The item that a step made, if somebody took the run's tag off it meanwhile.

    One that says anything else is somebody's own.
    """
    body = {
        **(step.body or {}),
        "tags": [t for t in (step.body or {})["tags"] if not t.get("type")],
    }
    match = Index(each for key, each in held.items() if key not in taken).find(body)
    item = held[match.key] if match else None
    return item if item and is_as_sent(body, item) else None


def pairs(steps: Mapping[int, Step], items: Sequence[Json]) -> dict[int, Json]:
    """Creations with the items that they made, each of those once.

    By the parent of a note, the DOI, the citation key, at last the title.
    """
    found: dict[int, Json] = {}
    taken: set[str] = set()
    for name in (_note, _doi, _citation_key, _title):
        named: dict[str, list[Json]] = defaultdict(list)
        for item in items:
            if item["key"] not in taken and (text := name(item)):
                named[text].append(item)
        for number, step in steps.items():
            text = name(step.body or {})
            if number not in found and text and named[text]:
                found[number] = named[text].pop(0)
                taken.add(found[number]["key"])
    return found


def _note(item: Json) -> str:
    return str(item.get("parentItem", "")) if item.get("itemType") == "note" else ""


def _doi(item: Json) -> str:
    return _value(item, "DOI", "doi")


def _citation_key(item: Json) -> str:
    return _value(item, "citationKey", "citation key")


def _title(item: Json) -> str:
    return " ".join(str(item.get("title", "")).casefold().split())


def _value(item: Json, field: str, label: str) -> str:
    lines = (line.value for line in extra.read(str(item.get("extra", ""))) if line.name == label)
    return str(item.get(field) or next(lines, "")).casefold()


def _outcome(step: Step, now: Json | None, said: Outcome | None) -> Outcome:
    """How a step stands, by the item that is there now and what was answered."""
    if now is not None and all(is_made(now, change) for change in _changes(step)):
        return _done(step, now)
    if now is not None and step.body is not None:
        # Under a key that was made for the entry may be an item that got it first.
        is_ours = said is None or now["key"] != step.key or is_it(step.body, now)
        return _done(step, now) if is_ours else Outcome(step.key, Fate.STALE)
    if said is not None and said.fate is not Fate.STALE:
        return said
    if now is None:
        fate = Fate.GONE if step.body is None else Fate.STALE
        return Outcome(step.key, fate, why="it is not there")
    return Outcome(step.key, Fate.STALE)


def _done(step: Step, now: Json) -> Outcome:
    as_sent = step.body is None or is_as_sent(step.body, now)
    version = now["version"] if as_sent else TOUCHED
    return Outcome(now["key"], Fate.UNCHANGED, version, stored=now if as_sent else None)


def _changes(step: Step) -> Iterator[Change]:
    yield from step.changes if step.body is None else changes_of(step.body)
