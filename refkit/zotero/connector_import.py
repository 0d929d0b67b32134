"""Imports a bibliography by the connector of a running Zotero, which only ever adds.

What was imported before is known from the journal, what is there otherwise from the local API
where that can be read. Nothing can be changed or undone this way.

Items of one request are saved all or none, in a session of their own: sent twice, it is told apart
by Zotero. Manual tags are given to a session as a whole, so each set of labels has its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

from refkit.errors import ZoteroError
from refkit.zotero.api.connector import Connector, ConnectorItem, NotSaved, SaveTarget, Selection
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import FieldsOf, ItemTag, WriteResult, WriteStatus
from refkit.zotero.apply import ItemResult
from refkit.zotero.desired import desired_items, with_recorded_keys
from refkit.zotero.duplicates import DuplicateIndex
from refkit.zotero.item_types import DOCUMENT, written_fields
from refkit.zotero.journal import Journal, SyncRun
from refkit.zotero.ownership import ownerships
from refkit.zotero.plan import (
    DesiredItem,
    Plan,
    Step,
    TargetCollection,
    Verdict,
    key_of,
    match_of,
)
from refkit.zotero.recover import pair_with_items
from refkit.zotero.sync import Order, Pushed, StartProgress, no_progress

WARNING = (
    "through the connector nothing that is there can be changed, nor taken back by refkit; the tag "
    "of the run is automatic, and dropped where those are switched off in Zotero"
)
_BLIND = "the library cannot be read: what you added yourself is not known and may be twice"
# One request redraws Zotero's window once, and is lost as a whole.
_MOST_IN_A_SESSION = 25


class ConnectorImport:
    """An import of one bibliography by the connector.

    ``library`` is the running Zotero's by its local API, None where it cannot be read.
    """

    def __init__(
        self,
        order: Order,
        connector: Connector,
        journal: Journal,
        library: ZoteroLibrary | None,
        start_progress: StartProgress = no_progress,
    ) -> None:
        self._selected = connector.selected()
        self._save_target = _save_target(order.collection, self._selected)
        self._order = order
        self._connector = connector
        self._journal = journal
        self._readable = library
        self._start_progress = start_progress
        self._name = f"{self._save_target.name} in {self._selected.library}"
        self._library = f"connector/{self._selected.library}"
        self._target = TargetCollection("", order.collection or self._selected.collection)
        self._index = DuplicateIndex(library.read().items) if library else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user must know of this transport."""
        return (WARNING, *([_BLIND] if self._index is None else []))

    def plan(self) -> Plan:
        """What would be imported, and what is left out."""
        choices = replace(self._order.choices, notes=False)
        wanted = desired_items(self._order.bibliography, _fields_of(self._readable), choices)
        return Plan(self._library, tuple(self._steps(wanted)), self._target)

    def require_write_access(self) -> None:
        """Nothing is asked of the user here."""

    def apply(self) -> Pushed:
        """Import it, recorded as a run; a second time there is nothing to do."""
        open_run = self._journal.unfinished(self._library, self._target, self._order.source)
        if open_run:
            self._finish(open_run)
        plan = self.plan()
        if not plan.to_do:
            return Pushed(tuple(map(_left, plan.steps)), "", self._connector.requests)
        run = self._journal.begin(
            self._library, self._name, "connector", self._order.source, self._target
        )
        progress = self._start_progress("items", len(plan.to_do))
        try:
            for steps in _sessions(plan.to_do):
                numbers = run.record_steps(steps)
                self._save(run, run.open_session(numbers))
                progress(len(numbers))
        finally:
            self._put_back(run)
        self._find(run)
        run.record_end(self._connector.requests)
        return Pushed(tuple(self._results(plan, run)), run.id, self._connector.requests)

    def _steps(self, wanted: Sequence[DesiredItem]) -> Iterable[Step]:
        own, keys = ownerships(self._journal.runs(self._library))
        taken: set[str] = set()
        for each in with_recorded_keys(wanted, own, keys):
            recorded = each.recorded_key
            match = self._index and match_of(each, self._index, taken)
            taken |= {match.key} if match else set()
            if recorded and not self._order.again:
                why = f"handed over in run {own[recorded].run}; --again hands it over once more"
            elif match:
                why = "it is in the trash" if match.trashed else "it is there already"
            else:
                why = ""
            yield Step(
                each.entry,
                each.title,
                Verdict.LEAVE if why else Verdict.CREATE,
                key_of(self._library, each.identities[0]),
                each.identities,
                body=None if why else each.item,
                why=why,
            )

    def _save(self, run: SyncRun, session: str) -> None:
        """Save the steps of a session; where Zotero takes none of them, each on its own."""
        numbers = run.sessions[session]
        labels = _labels(run.steps[numbers[0]])
        try:
            self._connector.save([_item(run, number) for number in numbers], session)
        except NotSaved as error:
            if len(numbers) > 1:  # one of them spoils the others
                for number in numbers:
                    self._save(run, run.open_session([number]))
            else:
                key = run.steps[numbers[0]].key
                run.record_results(
                    {numbers[0]: WriteResult(key, WriteStatus.FAILED, code=500, why=str(error))}
                )
            return
        self._connector.move(session, self._save_target.id, labels)
        run.record_results(
            {n: WriteResult(run.steps[n].key, WriteStatus.WRITTEN, 1) for n in numbers}
        )

    def _finish(self, run: SyncRun) -> None:
        """Find what a run that broke off had saved, and save the rest."""
        if run.pending and self._readable:
            self._readable.wait_until_idle()
            self._find(run)
            for number in run.pending:  # its session may be used up, and is not there
                self._save(run, run.open_session([number]))
        for session, numbers in list(run.sessions.items()):
            if set(numbers) & set(run.pending):  # the same session again saves nothing twice
                self._save(run, session)
        if run.pending:  # they were never sent
            run.record_results(
                {n: WriteResult(run.steps[n].key, WriteStatus.FAILED) for n in run.pending}
            )
        self._put_back(run)
        run.record_end(self._connector.requests)
        self._index = DuplicateIndex(self._readable.read().items) if self._readable else None

    def _find(self, run: SyncRun) -> None:
        """Put on record under which keys the items of a run stand, where that can be read."""
        if self._readable is None:
            return
        refused = {n for n, each in run.results.items() if each.status is WriteStatus.FAILED}
        steps = {n: step for n, step in enumerate(run.steps) if n not in refused}
        found = pair_with_items(steps, self._readable.tagged(run.marker))
        held = self._readable.read().items
        taken = {each["key"] for each in found.values()}
        index = DuplicateIndex(each for each in held if each["key"] not in taken)
        by_key = {each["key"]: each for each in held}
        for number in steps.keys() - found.keys():  # where automatic tags are switched off
            if match := index.find(steps[number].body or {}):
                found[number] = by_key[match.key]
        run.record_results(
            {
                n: WriteResult(item["key"], WriteStatus.WRITTEN, item["version"], stored=item)
                for n, item in found.items()
            }
        )

    def _put_back(self, run: SyncRun) -> None:
        """Let the next save go where it would have gone before."""
        if self._save_target.id != self._selected.target.id:
            with suppress(ZoteroError):
                self._connector.select(self._selected.target.id, f"{run.id}.back.{len(run.steps)}")

    def _results(self, plan: Plan, run: SyncRun) -> Iterator[ItemResult]:
        written = {run.steps[n].key: each for n, each in run.results.items()}
        for step in plan.steps:
            if step.verdict is Verdict.LEAVE:
                yield _left(step)
                continue
            each = written[step.key]
            result = "failed" if each.status is WriteStatus.FAILED else "created"
            yield ItemResult(step.entry, step.title, each.key, result, each.why, code=each.code)


def _save_target(name: str, selected: Selection) -> SaveTarget:
    """Where it goes: into the collection of this name, or what is selected."""
    if not selected.is_editable:
        # Zotero would save into My ZoteroLibrary instead, and say nothing.
        raise ZoteroError(f"{selected} cannot be changed; select a collection of your own there")
    if not name or name == selected.collection:
        return selected.target
    found = [each for each in selected.targets if each.name == name]
    if len(found) > 1:
        raise ZoteroError(
            f"several collections in {selected.library} are named {name!r}; select the one that is "
            "meant there, and leave --collection out"
        )
    if not found:
        raise ZoteroError(
            f"{selected.library} has no collection {name!r}, and the connector cannot make one; "
            "make it in Zotero, then run again"
        )
    return found[0]


def _fields_of(library: ZoteroLibrary | None) -> FieldsOf:
    """What the item types of the running Zotero have, as far as it tells."""
    if library is not None:
        with suppress(ZoteroError):
            library.fields_of(DOCUMENT)
            return library.fields_of
    return written_fields


def _sessions(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The steps that are sent together: those with the same labels, so many at a time."""
    for _, same in groupby(sorted(steps, key=_labels), key=_labels):
        alike = list(same)
        for at in range(0, len(alike), _MOST_IN_A_SESSION):
            yield alike[at : at + _MOST_IN_A_SESSION]


def _labels(step: Step) -> list[str]:
    return [str(tag["tag"]) for tag in (step.body or {}).get("tags", ()) if not tag.get("type")]


def _item(run: SyncRun, number: int) -> ConnectorItem:
    """An item as the connector takes it: the labels come after, as manual tags."""
    step = run.steps[number]
    marker: ItemTag = {"tag": run.marker, "type": 1}
    return {**(step.body or {}), "id": step.key, "tags": [marker], "notes": [], "attachments": []}


def _left(step: Step) -> ItemResult:
    return ItemResult(step.entry, step.title, step.key, "left", step.why)
