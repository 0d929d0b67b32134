"""Pushes a bibliography into a library that can be written, and undoes a push."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from refkit.formats.export import keywords
from refkit.model.bibliography import Bibliography
from refkit.zotero.api.client import RequestRefused
from refkit.zotero.api.library import ZoteroLibrary
from refkit.zotero.api.protocol import ZoteroItem
from refkit.zotero.apply import (
    CurrentPlan,
    ItemResult,
    PlanApplier,
    is_related,
    make_collection,
    results_of_nothing,
)
from refkit.zotero.desired import EVERYTHING, Choices, desired_items, on_record
from refkit.zotero.item import differences, is_as_sent
from refkit.zotero.item_types import written_fields
from refkit.zotero.journal import Journal, SyncRun
from refkit.zotero.library_cache import read_library
from refkit.zotero.plan import (
    DesiredItem,
    LibraryState,
    Plan,
    TargetCollection,
    find_target,
    free_key,
    is_collection,
    make_plan,
)
from refkit.zotero.recover import recover
from refkit.zotero.tag_colors import add_colors, colorless, undo_colors
from refkit.zotero.undo import undo, undo_collection

StartProgress = Callable[[str, int], Callable[[int], None]]

# Seen of Zotero 10.0.0 with My Library selected: 89 to 104 seconds for 197 items, 166 for 981.
_MANY = 50
SLOW = (
    "Zotero draws its window anew for each item that it shows: 200 items take up to two minutes "
    "with My Library selected, a fifth of that with another collection"
)


def no_progress(words: str, total: int) -> Callable[[int], None]:
    """Show no progress."""
    return lambda done: None


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a bibliography, where it is from, where it goes.

    ``source`` names the file, by which a run that broke off is found again. ``collection`` is a
    name or a key, empty for none. ``again`` creates anew what somebody deleted since.
    """

    bibliography: Bibliography
    source: str
    collection: str = ""
    choices: Choices = EVERYTHING
    again: bool = False
    relate: bool = False
    colors: bool = False


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of it: a result for each entry, the run's name (empty where nothing was written).

    ``remarks`` are sentences on what was not done; ``requests`` counts all that were sent.
    ``can_be_undone`` tells whether the run did anything that undo can take back.
    """

    rows: tuple[ItemResult, ...]
    run: str
    requests: int
    remarks: tuple[str, ...] = ()
    can_be_undone: bool = False


def plan_of_nothing(order: Order) -> Plan:
    """What would be done in a library that holds nothing, of which nothing can be asked."""
    known = LibraryState("", {}, {}, written_fields)
    desired = desired_items(order.bibliography, written_fields, order.choices)
    target = TargetCollection("", order.collection, is_new=bool(order.collection))
    return make_plan(desired, known, target, marker="refkit run")


class Push:
    """One bibliography on its way into one library.

    ``journal`` notify what was done before, ``cache`` is the folder that remembers what a library
    holds. Every method may raise ZoteroError.
    """

    def __init__(
        self,
        order: Order,
        library: ZoteroLibrary,
        journal: Journal,
        cache: Path,
        transport: str = "",
        start_progress: StartProgress = no_progress,
        notify: Callable[[str], None] = lambda note: None,
    ) -> None:
        self._order = order
        self._notify = notify
        self._library = library
        self._journal = journal
        self._transport = transport
        self._start_progress = start_progress
        self._cache = cache
        self._items = self._read_items()
        self._target = self._find(order.collection)

    def plan(self) -> Plan:
        """What would be done; nothing is written anywhere."""
        return self._plan(self._unfinished()).plan

    @property
    def is_new(self) -> bool:
        """Whether the collection is still to be made."""
        return self._target.is_new

    @property
    def transport(self) -> str:
        """The transport by which it goes."""
        return self._transport

    def differences(self, pushed: Pushed) -> list[str]:
        """In what the items of a push are not as they were sent, a line for each."""
        run = self._journal.run(pushed.run)
        held = self._library.items([run.key_of(number) for number in range(len(run.steps))])
        found = []
        for number, step in enumerate(run.steps):
            now = held.get(run.key_of(number), {})
            if step.body is not None and not is_as_sent(step.body, now):
                found.append(f"{step.entry}: {', '.join(differences(step.body, now))}")
        return found

    def require_write_access(self) -> None:
        """Raise ZoteroError where there is something to write and it may not be."""
        run = self._unfinished()
        if run or self._is_asked_for(self._plan(None).plan):
            self._library.require_write_access()

    def apply(self) -> Pushed:
        """Do it, recorded as a run; a second time there is nothing to do."""
        self._recover()
        run = self._unfinished()
        plan = self._plan(run).plan
        if not run and not self._is_asked_for(plan):
            return Pushed(results_of_nothing(plan), "", self._library.requests)
        library = self._library
        library.require_write_access()
        if run is None:
            run = self._journal.begin(
                library.id, library.name, self._transport, self._order.source, self._target
            )
        try:
            return self._apply(run)
        except RequestRefused:
            if not run.results and not run.has_collection:  # nothing was written
                self._journal.discard(run)
            raise

    def _apply(self, run: SyncRun) -> Pushed:
        plan = self._plan(run).plan
        colors = self._new_colors()
        if self._target.is_new and plan.to_do:
            self._target = make_collection(self._library, run, self._target)
        if self._library.is_slow and len(plan.to_do) >= _MANY:
            self._notify(SLOW)
        progress = self._start_progress("items", len(plan.to_do))
        applier = PlanApplier(self._library, run, lambda: self._plan_again(run), progress)
        rows = applier.apply(self._plan(run))
        remarks = [self._relate(applier, rows), *add_colors(self._library, run, colors)]
        run.record_end(self._library.requests)
        did = any(run.may_stand(number) for number in run.results) or bool(run.colors)
        return Pushed(rows, run.id, self._library.requests, tuple(filter(None, remarks)), did)

    def _unfinished(self) -> SyncRun | None:
        return self._journal.unfinished(self._library.id, self._target, self._order.source)

    def _recover(self) -> None:
        """Find out what became of what earlier runs may have sent, before anything is planned."""
        library = self._library
        if not any(run.pending for run in self._journal.runs(library.id)):
            return
        library.wait_until_idle()
        # Another process may have put its answers on record meanwhile.
        for run in self._journal.runs(library.id):
            recover(run, library, self._read_items, is_at_rest=True)
        self._items = self._read_items()
        self._target = self._find(self._order.collection)

    def _is_asked_for(self, plan: Plan) -> bool:
        """Whether there is anything to write."""
        return bool(plan.to_do or self._new_colors() or self._is_unrelated(plan))

    def _reviews(self) -> set[str]:
        reviews = self._order.bibliography.reviews if self._order.relate else ()
        return {str(review.doi) for review in reviews if review.doi}

    def _is_unrelated(self, plan: Plan) -> bool:
        """Whether a review is there that does not yet relate to all that is there."""
        reviews = self._reviews()
        keys = [step.key for step in plan.steps if not step.is_note]
        return any(
            not is_related(self._library, self._items, step.key, keys)
            for step in plan.steps
            if step.entry in reviews and not step.is_note
        )

    def _relate(self, applier: PlanApplier, rows: Sequence[ItemResult]) -> str:
        """Relate each review to its references; a sentence where that fails."""
        reviews = self._reviews()
        there = [row for row in rows if row.result != "failed" and not row.is_note]
        keys = [row.key for row in there]
        problems = [applier.relate(row, keys) for row in there if row.entry in reviews]
        return "; ".join(filter(None, problems))

    def _new_colors(self) -> list[str]:
        """Labels of the modality facet that have no colour yet, the most frequent first."""
        if not self._order.colors:
            return []
        style = self._order.choices.options.tag_style
        counted = Counter(
            word
            for entry in self._order.bibliography.entries
            for word in keywords(tuple(t for t in entry.tags if t.facet == "modality"), style)
        )
        names = [word for word, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]
        return colorless(self._library, names)

    def _read_items(self) -> dict[str, ZoteroItem]:
        bars: list[Callable[[int], None]] = []
        seen = 0

        def progress(done: int, total: int) -> None:
            nonlocal seen
            if not bars:
                bars.append(self._start_progress("reading the library", total))
            bars[0](done - seen)
            seen = done

        return read_library(self._library, self._cache, progress)

    def _plan_again(self, run: SyncRun) -> CurrentPlan:
        """What is to be done after the library was read once more."""
        self._items = self._read_items()
        return self._plan(run)

    def _plan(self, run: SyncRun | None) -> CurrentPlan:
        """What is to be done, by the library as it was read."""
        library = self._library
        runs = self._journal.related([library.id])
        # The run at hand knows more than its file, should this be a plan of it.
        runs = [run if run and each.id == run.id else each for each in runs]
        order = self._order
        desired, known = on_record(
            order.bibliography, order.choices, library.id, self._items, library.fields_of, runs
        )
        if notes := [each for each in desired if each.parent is not None]:
            found = library.items([_key_of(each, known) for each in notes])
            known = replace(known, items=self._items | found)
        marker = run.marker if run else "refkit run"
        plan = make_plan(desired, known, self._target, marker=marker, again=order.again)
        return CurrentPlan(plan, known.items)

    def _find(self, name: str) -> TargetCollection:
        """The collection of this key or name; one that is new where there is none."""
        if not name:
            return TargetCollection()
        return find_target(self._library.id, name, self._library.collections())


def _key_of(desired: DesiredItem, known: LibraryState) -> str:
    """The key on record for an item, else the one that it would be given."""
    return desired.recorded_key or free_key(desired, known)


def later_runs(run: SyncRun, journal: Journal) -> dict[str, str]:
    """By the key of an item the last run after this one that wrote to it."""
    runs = journal.related(run.libraries)
    place = next(number for number, each in enumerate(runs) if each.id == run.id)
    return {
        each.key_of(number): each.id
        for each in runs[place + 1 :]
        for number in range(len(each.steps))
        if each.may_stand(number) and number in each.results
    }


def undo_run(
    run: SyncRun,
    library: ZoteroLibrary,
    journal: Journal,
    start_progress: StartProgress,
) -> tuple[tuple[ItemResult, ...], tuple[str, ...]]:
    """Undo a run: a result for each item, and sentences on what else is kept."""
    recover(run, library, lambda: {each["key"]: each for each in library.read().items})
    if run.collection.is_new and not run.has_collection:
        held = [each for each in library.collections() if is_collection(each, run.collection)]
        if held:  # a run that was broken off there did not hear of it
            run.record_collection(held[0]["key"])
    later = later_runs(run, journal)
    standing = sum(run.may_stand(number) for number in range(len(run.steps)))
    rows = undo(run, library, later, start_progress("items", standing))
    remarks = (undo_colors(run, library), undo_collection(run, library))
    if not run.has_ended:
        run.record_end(library.requests)
    return rows, tuple(filter(None, remarks))
