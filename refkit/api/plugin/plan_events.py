"""Tells a plan in events, and keeps it until it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from refkit.api.plugin.rows import Subject, conflict_events, item_event, new_tags
from refkit.api.zotero_rows import plan_account
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import Plan, Verdict
from refkit.zotero.plugin import events
from refkit.zotero.plugin.events import Emit
from refkit.zotero.plugin.kept_plans import KeptPlan, KeptPlans
from refkit.zotero.plugin.planning import IndexPlan
from refkit.zotero.plugin.request import LibraryIndex


def keep_plan(
    plans: KeptPlans,
    run: str,
    index: LibraryIndex,
    source: str,
    plan: Plan,
    runs: Iterable[SyncRun],
) -> None:
    """Keep what would be written, by the numbers under which it is told.

    ``runs`` are those that it was made in the knowledge of.
    """
    numbered = enumerate(plan.steps)
    steps = {number: step for number, step in numbered if step.verdict is not Verdict.LEAVE}
    known = frozenset(each.id for each in runs)
    plans.keep(KeptPlan(run, index.id, source, plan.collection, steps, known))


def tell_plan(made: IndexPlan, subjects: Sequence[Subject], emit: Emit) -> None:
    """Every step with what it is about, then what holds for all: tags, collection, account."""
    told: Counter[str] = Counter()
    for number, (step, subject) in enumerate(zip(made.plan.steps, subjects, strict=True)):
        event = item_event(number, step, subject, made.items)
        told[event["action"]] += 1
        emit(event)
        for conflict in conflict_events(number, step):
            emit(conflict)
    _tell_end(made.plan, made, told, emit)


def _tell_end(plan: Plan, made: IndexPlan, told: Counter[str], emit: Emit) -> None:
    """What holds for a plan as a whole: its tags, its collection, its account."""
    emit({"event": "tags", "names": new_tags(plan, made.items)})
    target = plan.collection
    if target.name:
        action = "make" if target.is_new else "use"
        key = None if target.is_new else target.key
        emit({"event": "collection", "name": target.name, "key": key, "action": action})
    if made.needs:
        emit({"event": "needs", "keys": list(made.needs)})
    conflicts = sum(len(step.conflicts) for step in plan.steps)
    emit(events.account(plan_account(plan), dict(told) | {"conflicts": conflicts}))
