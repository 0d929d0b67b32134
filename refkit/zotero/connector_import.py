"""A bibliography handed to the connector of a running Zotero, which only ever adds.

What was handed over before is known from the records, what is there otherwise from the local API
where that can be read. Nothing can be changed or taken back this way.

Items of one request are saved all or none, in a session of their own: sent twice, it is told apart
by Zotero. Manual tags are given to a session as a whole, so each set of labels has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby

from refkit.errors import ZoteroError
from refkit.zotero.api.connector import Connector, NotSaved, Place, Selected
from refkit.zotero.api.protocol import Fate, Fields, Json, Library, Outcome
from refkit.zotero.apply import Row
from refkit.zotero.desired import wanted_of
from refkit.zotero.duplicates import Index
from refkit.zotero.item_keys import key_of
from refkit.zotero.item_types import DOCUMENT, own_fields
from refkit.zotero.journal import Records, Run, owned
from refkit.zotero.plan import Plan, Step, Target, Verdict, Wanted
from refkit.zotero.recorded_items import recognized
from refkit.zotero.recover import pairs
from refkit.zotero.sync import Began, Order, Pushed, silent

WARNING = (
    "through the connector nothing that is there can be changed, nor taken back by refkit; the tag "
    "of the run is automatic, and dropped where those are switched off in Zotero"
)
_BLIND = "the library cannot be read: what you added yourself is not known and may be twice"
# One request redraws Zotero's window once, and is lost as a whole.
_TOGETHER = 25


class Handing:
    """One bibliography on its way through the connector.

    ``library`` is the running Zotero's by its local API, None where it cannot be read.
    """

    def __init__(
        self,
        order: Order,
        connector: Connector,
        records: Records,
        library: Library | None,
        began: Began = silent,
    ) -> None:
        self._selected = connector.selected()
        self._place = _place(order.collection, self._selected)
        self._order = order
        self._connector = connector
        self._records = records
        self._reading = library
        self._began = began
        self._name = f"{self._place.name} in {self._selected.library}"
        self._library = f"connector/{self._selected.library}"
        self._target = Target("", order.collection or self._selected.collection)
        self._index = Index(library.read().items) if library else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user must know of this way."""
        return (WARNING, *([_BLIND] if self._index is None else []))

    def plan(self) -> Plan:
        """What would be handed over, and what is left out."""
        choices = replace(self._order.choices, notes=False)
        wanted = wanted_of(self._order.bibliography, _fits(self._reading), choices)
        return Plan(self._library, tuple(self._steps(wanted)), self._target)

    def get_ready(self) -> None:
        """Nothing is asked of the user here."""

    def apply(self) -> Pushed:
        """Hand it over, under a record; a second time there is nothing to do."""
        open_run = self._records.unfinished(self._library, self._target, self._order.source)
        if open_run:
            self._finish(open_run)
        plan = self.plan()
        if not plan.to_do:
            return Pushed(tuple(map(_left, plan.steps)), "", self._connector.requests)
        run = self._records.begin(
            self._library, self._name, "connector", self._order.source, self._target
        )
        told = self._began("items", len(plan.to_do))
        try:
            for steps in _sessions(plan.to_do):
                numbers = run.plan(steps)
                self._save(run, run.open_session(numbers))
                told(len(numbers))
        finally:
            self._put_back(run)
        self._find(run)
        run.end(self._connector.requests)
        return Pushed(tuple(self._rows(plan, run)), run.id, self._connector.requests)

    def _steps(self, wanted: Sequence[Wanted]) -> Iterable[Step]:
        own, keys = owned(self._records.runs(self._library))
        for each in recognized(wanted, own, keys):
            given = each.given
            match = self._index.find(each.item) if self._index and each.is_resolved else None
            if given and not self._order.again:
                why = f"handed over in run {own[given].run}; --again hands it over once more"
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

    def _save(self, run: Run, session: str) -> None:
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
                run.tell({numbers[0]: Outcome(key, Fate.FAILED, code=500, why=str(error))})
            return
        self._connector.place(session, self._place.id, labels)
        run.tell({n: Outcome(run.steps[n].key, Fate.WRITTEN, 1) for n in numbers})

    def _finish(self, run: Run) -> None:
        """Find what a run that broke off had saved, and save the rest."""
        if run.pending and self._reading:
            self._reading.come_to_rest()
            self._find(run)
            for number in run.pending:  # its session may be used up, and is not there
                self._save(run, run.open_session([number]))
        for session, numbers in list(run.sessions.items()):
            if set(numbers) & set(run.pending):  # the same session again saves nothing twice
                self._save(run, session)
        if run.pending:  # they were never sent
            run.tell({n: Outcome(run.steps[n].key, Fate.FAILED) for n in run.pending})
        self._put_back(run)
        run.end(self._connector.requests)
        self._index = Index(self._reading.read().items) if self._reading else None

    def _find(self, run: Run) -> None:
        """Put on record under which keys the items of a run stand, where that can be read."""
        if self._reading is None:
            return
        refused = {n for n, each in run.outcomes.items() if each.fate is Fate.FAILED}
        steps = {n: step for n, step in enumerate(run.steps) if n not in refused}
        found = pairs(steps, self._reading.marked(run.marker))
        held = self._reading.read().items
        taken = {each["key"] for each in found.values()}
        index = Index(each for each in held if each["key"] not in taken)
        by_key = {each["key"]: each for each in held}
        for number in steps.keys() - found.keys():  # where automatic tags are switched off
            if match := index.find(steps[number].body or {}):
                found[number] = by_key[match.key]
        run.tell({n: Outcome(item["key"], Fate.WRITTEN, item["version"], stored=item)
                  for n, item in found.items()})  # fmt: skip

    def _put_back(self, run: Run) -> None:
        """Let the next save go where it would have gone before."""
        if self._place.id != self._selected.place.id:
            with suppress(ZoteroError):
                self._connector.select(self._selected.place.id, f"{run.id}.back.{len(run.steps)}")

    def _rows(self, plan: Plan, run: Run) -> Iterator[Row]:
        outcomes = {run.steps[n].key: each for n, each in run.outcomes.items()}
        for step in plan.steps:
            if step.verdict is Verdict.LEAVE:
                yield _left(step)
                continue
            outcome = outcomes[step.key]
            result = "failed" if outcome.fate is Fate.FAILED else "created"
            row = Row(step.entry, step.title, outcome.key, result, outcome.why)
            yield replace(row, code=outcome.code)


def _place(name: str, selected: Selected) -> Place:
    """Where it goes: into the collection of this name, or what is selected."""
    if not selected.is_editable:
        # Zotero would save into My Library instead, and say nothing.
        raise ZoteroError(f"{selected} cannot be changed; select a collection of your own there")
    if not name or name == selected.collection:
        return selected.place
    found = [each for each in selected.places if each.name == name]
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


def _fits(library: Library | None) -> Callable[[str], Fields]:
    """What the item types of the running Zotero have, as far as it tells."""
    if library is not None:
        with suppress(ZoteroError):
            library.fields_of(DOCUMENT)
            return library.fields_of
    return own_fields


def _sessions(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The steps that are sent together: those with the same labels, so many at a time."""
    for _, same in groupby(sorted(steps, key=_labels), key=_labels):
        alike = list(same)
        for at in range(0, len(alike), _TOGETHER):
            yield alike[at : at + _TOGETHER]


def _labels(step: Step) -> list[str]:
    return [str(tag["tag"]) for tag in (step.body or {}).get("tags", ()) if not tag.get("type")]


def _item(run: Run, number: int) -> Json:
    """An item as the connector takes it: the labels come after, as manual tags."""
    step = run.steps[number]
    marker: Mapping[str, object] = {"tag": run.marker, "type": 1}
    return {**(step.body or {}), "id": step.key, "tags": [marker], "notes": [], "attachments": []}


def _left(step: Step) -> Row:
    return Row(step.entry, step.title, step.key, "left", step.why)
