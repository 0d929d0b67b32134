"""A bibliography handed to the connector of a running Zotero, which only ever adds.

What was handed over before is known from the records, what is there otherwise from the local API
where that can be read. Nothing can be changed or taken back this way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from refkit.errors import ZoteroError
from refkit.exporters.ris import RIS
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.resolution import Method, Resolved
from refkit.zotero.base import Fate, Json, Outcome
from refkit.zotero.carrying import Row
from refkit.zotero.keys import key_of
from refkit.zotero.plan import Plan, Step, Target, Verdict, Wanted
from refkit.zotero.pushing import Order, Pushed
from refkit.zotero.records import Records, Run, owned
from refkit.zotero.same import Index
from refkit.zotero.types import own_fields
from refkit.zotero.wanted import wanted_of
from refkit.zotero.ways.connector import AlreadyThere, Connector, Selected
from refkit.zotero.ways.speech import NoAnswer

# Zotero's translator reads keywords of RIS as tags, and knows RIS by this type.
_CONTENT_TYPE = "application/x-research-info-systems"

WARNING = (
    "through the connector every tag becomes an automatic one, or is dropped where those are "
    "switched off; nothing that is there can be changed, nor taken back by refkit"
)


class Handing:
    """One bibliography on its way through the connector.

    ``items`` are those that the library holds, None where it cannot be read.
    """

    def __init__(
        self, order: Order, connector: Connector, records: Records, items: Iterable[Json] | None
    ) -> None:
        selected = connector.selected()
        _be_there(order.collection, selected)
        self._order = order
        self._connector = connector
        self._records = records
        self._index = None if items is None else Index(items)
        self._name = str(selected)
        self._library = f"connector/{selected.library}"
        self._target = Target("", selected.collection)
        self._run = records.unfinished(self._library, "", order.source)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user must know of this way."""
        blind = "the library cannot be read: what you added yourself is not known and may be twice"
        return (WARNING, *([blind] if self._index is None else []))

    def plan(self) -> Plan:
        """What would be handed over, and what is left out."""
        steps = tuple(self._steps(_wanted(self._order)))
        return Plan(self._library, steps, self._target)

    def apply(self) -> Pushed:
        """Hand it over, under a record; a second time there is nothing to do."""
        remarks: list[str] = []
        if self._run:
            self._finish(self._run)
        plan = self.plan()
        if not plan.to_do:
            return Pushed(tuple(map(_row, plan.steps)), "", self._connector.requests)
        run = self._records.begin(
            self._library, self._name, "connector", self._order.source, self._target
        )
        run.plan(plan.to_do)
        saved = self._send(run, range(len(run.steps)))
        if saved is not None and saved < len(run.steps):
            remarks.append(f"Zotero saved {saved} of {len(run.steps)}; look which are missing")
        run.end(self._connector.requests)
        rows = tuple(map(_row, plan.steps))
        return Pushed(rows, run.id, self._connector.requests, tuple(remarks))

    def _steps(self, wanted: Sequence[Wanted]) -> Iterable[Step]:
        own, keys = owned(self._records.runs(self._library))
        for each in wanted:
            given = next((keys[name] for name in each.identities if name in keys), "")
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

    def _finish(self, run: Run) -> None:
        """Send once more what a run may have sent; its session tells whether it had."""
        if run.pending:
            self._send(run, run.pending)
        run.end(self._connector.requests)

    def _send(self, run: Run, numbers: Collection[int]) -> int | None:
        """Send steps in the run's session; how many items Zotero saved, None where not known."""
        entries = {each.id: each for each in _entries(self._order)}
        steps = [run.steps[number] for number in numbers]
        chosen = [entries[step.entry] for step in steps if step.entry in entries]
        if not chosen:  # the file is another now
            return None
        text = RIS.render(
            Bibliography(self._order.bibliography.made, entries=tuple(chosen)),
            self._order.choices.options,
        )
        try:
            saved = self._connector.import_(text, _CONTENT_TYPE, run.id)
        except NoAnswer:
            raise  # what became of it is not known: the same session will tell
        except ZoteroError as error:
            refused = {n: Outcome(run.steps[n].key, Fate.FAILED, why=str(error)) for n in numbers}
            run.tell(refused)
            raise
        run.tell({number: Outcome(run.steps[number].key, Fate.WRITTEN, 1) for number in numbers})
        return None if isinstance(saved, AlreadyThere) else len(saved)


def _be_there(collection: str, selected: Selected) -> None:
    if collection and collection != selected.collection:
        raise ZoteroError(
            f"Zotero imports into what is selected there, which is {selected}; "
            f"select {collection!r} there and run again"
        )
    if not selected.is_editable:
        raise ZoteroError(f"{selected} cannot be changed; select a collection of your own there")


def _wanted(order: Order) -> list[Wanted]:
    choices = replace(order.choices, notes=False)
    return wanted_of(order.bibliography, own_fields, choices)


def _entries(order: Order) -> list[Entry]:
    """What is sent, by the names of the wanted: the reviews as entries of their own."""
    found = Resolved(Method.BY_HAND, "refkit")
    reviews = [Entry(str(work.doi), work, found) for work in order.bibliography.reviews]
    facets = order.choices.facets
    return reviews + [
        each
        if facets is None
        else replace(each, tags=tuple(tag for tag in each.tags if tag.facet in facets))
        for each in order.bibliography.entries
    ]


def _row(step: Step) -> Row:
    result = "left" if step.verdict is Verdict.LEAVE else "created"
    return Row(step.entry, step.title, step.key, result, step.why)
