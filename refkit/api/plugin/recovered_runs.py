"""The runs of a library, with what became of those of the plug-in that broke off."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from refkit.zotero.changes import ExtraChange, FieldChange
from refkit.zotero.journal import Journal, SyncRun
from refkit.zotero.plan import is_collection
from refkit.zotero.plugin.planning import PLUGIN, held_collections
from refkit.zotero.plugin.request import LibraryIndex

if TYPE_CHECKING:
    from refkit.zotero.api.protocol import ZoteroCollection
    from refkit.zotero.plan import Step


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
