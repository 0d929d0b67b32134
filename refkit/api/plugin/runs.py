"""Runs of the plug-in on record: begun, written, listed, taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from refkit.api.plugin.rows import short_work
from refkit.api.zotero_rows import run_row
from refkit.errors import InputError
from refkit.settings import read_settings
from refkit.text.plural import count_noun
from refkit.zotero.api.protocol import WriteResult, WriteStatus, ZoteroItem
from refkit.zotero.changes import ExtraChange, FieldChange
from refkit.zotero.diff import TOUCHED
from refkit.zotero.journal import Journal, SyncRun
from refkit.zotero.plan import is_collection
from refkit.zotero.plugin import events
from refkit.zotero.plugin.events import Action, Emit, Event
from refkit.zotero.plugin.item_reader import entry_of
from refkit.zotero.plugin.kept_plans import KeptPlan, KeptPlans, KeptUndo
from refkit.zotero.plugin.planning import PLUGIN, held_collections
from refkit.zotero.plugin.request import BadRequest, LibraryIndex, Request

if TYPE_CHECKING:
    from refkit.zotero.api.protocol import ZoteroCollection
    from refkit.zotero.plan import Step

_NOT_TOLD = "the program did not say that it was written"


def answer_begin(request: Request, emit: Emit, run: str) -> None:
    """Put on record what is about to be written."""
    data = read_settings().data
    begun = _begin(request, KeptPlans(data), Journal(data), request.chosen, is_ahead=True)
    count = len(begun.steps)
    text = f"about to write: {count_noun(count, 'items')}"
    emit(events.account(text, {"items": count}))


def _begin(
    request: Request,
    plans: KeptPlans,
    journal: Journal,
    chosen: Iterable[int] | None,
    *,
    is_ahead: bool = False,
) -> SyncRun:
    """Begin the run of a plan; ``is_ahead`` says that nothing of it is written yet."""
    kept = plans.plan(request.run)
    index = request.index
    if kept.library not in index.names:
        raise BadRequest(f"run {kept.run} was planned for another library", "library.id")
    numbers = sorted(kept.steps) if chosen is None else list(dict.fromkeys(chosen))
    if strange := [each for each in numbers if each not in kept.steps]:
        raise BadRequest(f"nothing is to be written for {strange[0]}", "chosen")
    if any(each.id == request.run for each in journal.runs()):
        raise BadRequest(f"run {request.run} has begun already: ask for a new plan", "run")
    if is_ahead:
        _insist_on_news(kept, numbers, journal.related(index.names))
    return _recorded(kept, numbers, index, journal, request.client)


def _insist_on_news(kept: KeptPlan, numbers: list[int], runs: list[SyncRun]) -> None:
    """Refuse to create what another run, begun since the plan was made, brings in as well."""
    mine = {
        name
        for number in numbers
        if kept.steps[number].body is not None
        for name in kept.steps[number].identities
    }
    for run in runs:
        if run.id not in kept.known and any(
            step.brings_in and not mine.isdisjoint(step.identities) for step in run.steps
        ):
            raise BadRequest(
                f"run {run.id} has brought in some of these items meanwhile: look again", "run"
            )


def _recorded(
    kept: KeptPlan, numbers: list[int], index: LibraryIndex, journal: Journal, client: str
) -> SyncRun:
    also = [name for name in index.names if name != kept.library]
    run = journal.begin(
        kept.library,
        index.name or "the library in Zotero",
        PLUGIN,
        kept.source,
        kept.collection,
        id_=kept.run,
        also=also,
        client=client,
    )
    run.record_chosen(numbers)
    run.record_steps([kept.steps[number] for number in numbers])
    return run


def answer_written(request: Request, emit: Emit, run: str) -> None:
    """Put on record what the program wrote, or that nothing is there."""
    data = read_settings().data
    plans, journal = KeptPlans(data), Journal(data)
    if (undo := plans.undo(request.run)) is not None:
        _record_undone(request, journal.run(request.run), undo, emit)
    else:
        _record_written(request, plans, journal, emit)
    plans.forget(request.run)


def _record_written(request: Request, plans: KeptPlans, journal: Journal, emit: Emit) -> None:
    begun = {each.id: each for each in journal.runs()}.get(request.run)
    if begun is None and request.written:
        numbers = [int(each["id"]) for each in request.written]
        begun = _begin(request, plans, journal, numbers)
    if begun is None or request.failed or not request.written:
        if begun is not None and not begun.results:
            journal.discard(begun)
        why = f": {request.failed}" if request.failed else ""
        emit(events.account(f"nothing was written{why}", {"written": 0}))
        return
    if begun.has_ended and not plans.has(begun.id):
        raise BadRequest(f"run {begun.id} is on record already", "run")
    _record_results(request, begun)
    counts = {
        "written": sum(each.status.is_done for each in begun.results.values()),
        "not_written": sum(not each.status.is_done for each in begun.results.values()),
    }
    text = f"written as run {begun.id}: {count_noun(counts['written'], 'items')}"
    missing = f"; {counts['not_written']} not" if counts["not_written"] else ""
    emit(events.account(text + missing, counts))


def _record_results(request: Request, begun: SyncRun) -> None:
    """The results by the numbers under which the steps were told."""
    places = {number: place for place, number in enumerate(begun.chosen)}
    results: dict[int, WriteResult] = {}
    for number, each in enumerate(request.written):
        place = places.get(each["id"])
        if place is None:
            raise BadRequest(f"{each['id']} is no item of run {begun.id}", f"written[{number}].id")
        stored = cast("ZoteroItem | None", each["after"])
        results[place] = WriteResult(
            each["key"], WriteStatus.WRITTEN, each["version"] or TOUCHED, stored=stored
        )
    for place, step in enumerate(begun.steps):
        if place not in results:
            results[place] = WriteResult(step.key, WriteStatus.FAILED, why=_NOT_TOLD)
    if request.collection and begun.collection.name:
        begun.record_collection(request.collection)
    begun.record_results(results)
    begun.record_end(0)


def _record_undone(request: Request, run: SyncRun, undo: KeptUndo, emit: Emit) -> None:
    written = {each["key"]: each for each in request.written}
    done = 0
    for key, numbers in undo.numbers.items() if not request.failed else ():
        if key not in written:
            continue
        trashed = (written[key]["version"] or TOUCHED) if key in undo.trashed else 0
        for number in numbers:
            if run.may_stand(number):
                run.record_undo(number, trashed)
        done += 1
    if not run.has_ended and done:
        run.record_end(0)
    why = f": {request.failed}" if request.failed else ""
    text = f"taken back of run {run.id}: {count_noun(done, 'items')}{why}"
    emit(events.account(text, {"taken_back": done}))


def answer_runs(request: Request, emit: Emit, run: str) -> None:
    """What is on record, the newest first."""
    journal = Journal(read_settings().data)
    names = request.library.names if request.library else ()
    for each in reversed(journal.related(names) if names else journal.runs()):
        emit(_run_event(each))


def _run_event(run: SyncRun) -> Event:
    row = run_row(run)
    why_not = _why_not(run)
    standing = run.standing_keys
    return {
        "event": "run",
        **row,
        "collection": row["collection"] or None,
        "started": run.started,
        "transport": run.transport,
        "by": run.client,
        "keys": standing,
        "can_undo": not why_not and bool(standing),
        "why_not": why_not or ("" if standing else "nothing of it stands"),
    }


def _why_not(run: SyncRun) -> str:
    if run.takes_nothing_back:
        return "it went through the connector, which cannot take back: delete its items in Zotero"
    return ""


def answer_undo(request: Request, emit: Emit, run: str) -> None:
    """What taking a run back would do to each item, without doing it."""
    # A library over HTTP is what is undone elsewhere: it is loaded here alone.
    from refkit.zotero.plugin.index import IndexLibrary
    from refkit.zotero.sync import later_runs
    from refkit.zotero.undo import undo, undo_collection

    data, index = read_settings().data, request.index
    journal = Journal(data)
    found = journal.run(request.run)
    if not found.libraries & set(index.names):
        raise InputError(
            f"run {found.id} was made in {found.library_name}, which is another library"
        )
    if why := _why_not(found):
        raise InputError(f"run {found.id}: {why}")
    _insist_on_whole(found, request)
    library = IndexLibrary(index, request.items)
    before = library.items([found.key_of(number) for number in range(len(found.steps))])
    draft = _Draft.of(found)
    rows = undo(draft, library, later_runs(found, journal))
    _tell_undo(rows, library, before, emit)
    KeptPlans(data).keep_undo(_kept_undo(found, draft, library))
    remark = undo_collection(draft, library)
    for key in library.deleted_collections:
        name = found.collection.name
        emit({"event": "collection", "name": name, "key": key, "action": "delete"})
    if remark:
        emit(events.note(remark))
    counts = Counter(row.result for row in rows)
    named = {"taken back": "to_take_back", "gone": "gone", "kept": "kept", "failed": "failed"}
    numbers = {name: counts[word] for word, name in named.items()}
    text = f"{numbers['to_take_back']} to take back, {numbers['kept']} kept, {numbers['gone']} gone"
    emit(events.account(text, numbers))


def _insist_on_whole(run: SyncRun, request: Request) -> None:
    """Refuse to judge by a part of an item whether somebody touched it since."""
    whole = {each["key"] for each in request.items}
    whole |= {each["key"] for each in request.index.items if each.get("whole")}
    there = {each["key"] for each in request.index.items}
    for number in range(len(run.steps)):
        key = run.key_of(number)
        if run.may_stand(number) and key in there and key not in whole:
            raise BadRequest(f"item {key} of the run was not sent whole", "items")


class _Draft(SyncRun):
    """A run as it would be: nothing of it is written to its file."""

    @classmethod
    def of(cls, run: SyncRun) -> _Draft:
        members: dict[str, Any] = {
            name: getattr(run, name) for name in SyncRun.__dataclass_fields__
        }
        return cls(**members | {"undone": dict(run.undone)})

    def _write(self, lines: object) -> None:
        """Nothing."""


def _kept_undo(run: SyncRun, draft: _Draft, library: Any) -> KeptUndo:
    numbers: dict[str, list[int]] = {}
    for number in draft.undone.keys() - run.undone.keys():
        numbers.setdefault(run.key_of(number), []).append(number)
    patches: Mapping[str, ZoteroItem] = library.patches
    trashed = frozenset(key for key, patch in patches.items() if patch.get("deleted"))
    return KeptUndo(run.id, numbers, trashed)


def _tell_undo(
    rows: Iterable[Any], library: Any, before: Mapping[str, ZoteroItem], emit: Emit
) -> None:
    written: set[str] = set()
    for number, row in enumerate(rows):
        patch = library.patches.get(row.key)
        is_first = patch is not None and row.key not in written
        written.add(row.key)
        emit(_undo_event(number, row, patch if is_first else None, patch, before.get(row.key)))


_NOTHING: ZoteroItem = {"key": "", "itemType": "document"}
_ACTIONS = {"kept": Action.KEEP, "failed": Action.KEEP, "gone": Action.GONE}


def _undo_event(number: int, row: Any, write: Any, patch: Any, current: ZoteroItem | None) -> Event:
    taken = Action.TRASH if patch and patch.get("deleted") else Action.RESTORE
    work = short_work(entry_of(current or _NOTHING).work)
    return {
        "event": "item",
        "id": number,
        "kind": "item",
        "entry": row.entry,
        "positions": [],
        "cited_by": [],
        "printed": "",
        **work,
        "title": row.title,
        "state": "imported",
        "state_words": "",
        "retracted": False,
        "action": _ACTIONS.get(row.result, taken).value,
        "why": row.why,
        "key": row.key,
        "labels": [],
        "changes": [],
        "write": write
        and {
            "op": "update",
            "key": row.key,
            "version": (current or {}).get("version", 0),
            "patch": dict(write),
            "collect": False,
        },
    }


def recovered_runs(journal: Journal, index: LibraryIndex) -> list[SyncRun]:
    """The runs that wrote to a library; what a broken off one wrote is looked for in the index."""
    runs = journal.related(index.names)
    for run in runs:
        if run.transport == PLUGIN and run.pending and _can_be_told(run, index):
            # It asks over HTTP otherwise: that is loaded where something broke off alone.
            from refkit.zotero.plugin.index import IndexLibrary
            from refkit.zotero.recover import recover

            library = IndexLibrary(index)
            held = library.items([each["key"] for each in index.items])
            recover(run, library, partial(dict, held), is_at_rest=True)
            _settle(run, journal, held_collections(index))
    return [run for run in runs if run.path.exists()]


def _settle(run: SyncRun, journal: Journal, held: Iterable[ZoteroCollection]) -> None:
    """End a run of which all is known; one of which nothing is there is none."""
    if not any(each.status.is_done for each in run.results.values()):
        journal.discard(run)
        return
    made = [each["key"] for each in held if is_collection(each, run.collection)]
    if run.collection.is_new and not run.has_collection and made:
        run.record_collection(made[0])
    run.record_end(0)


def _can_be_told(run: SyncRun, index: LibraryIndex) -> bool:
    """Whether the index says enough of every item that the run may have changed."""
    whole = {each["key"] for each in index.items if each.get("whole")}
    return bool(index.items) and all(_is_told(run.steps[number], whole) for number in run.pending)


def _is_told(step: Step, whole: set[str]) -> bool:
    is_of_fields = any(isinstance(each, FieldChange | ExtraChange) for each in step.changes)
    return step.body is not None or step.key in whole or not is_of_fields
