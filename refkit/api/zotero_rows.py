"""What would be done in Zotero and what was, as rows and words: printed, and shown on the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from refkit.text.plain import clipped
from refkit.text.plural import some_of
from refkit.zotero import changes
from refkit.zotero.changes import ItemChange, changes_creating, label_of, record_of
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import Plan, Step, Verdict

if TYPE_CHECKING:  # who only plans does not load what asks over HTTP
    from refkit.zotero.apply import ItemResult
    from refkit.zotero.sync import Pushed

Json = dict[str, Any]


def plan_account(plan: Plan) -> str:
    """How much would be created, changed and left, on one line."""
    counts = (f"{plan.count(verdict)} to {verdict}" for verdict in Verdict)
    conflicts = sum(len(step.conflicts) for step in plan.steps)
    return f"{', '.join(counts)}, {conflicts} conflicts"


def pushed_account(pushed: Pushed) -> str:
    """How much was created, changed and left, on one line."""
    counts = Counter(row.result for row in pushed.rows)
    counts["conflicts"] = sum(len(row.conflicts) for row in pushed.rows)
    return _counted(counts, ("created", "updated", "left", "conflicts", "failed"), pushed)


def undone_account(pushed: Pushed) -> str:
    """How much was taken back and how much is kept, on one line."""
    counts = Counter(row.result for row in pushed.rows)
    return _counted(counts, ("taken back", "gone", "kept", "failed"), pushed)


def _counted(counts: Counter[str], named: tuple[str, ...], pushed: Pushed) -> str:
    results = ", ".join(f"{counts[name]} {name}" for name in named)
    return f"{results}; {pushed.requests} requests"


def step_row(step: Step) -> Json:
    """A step of the plan: what is done, and the item that is sent for a new one."""
    return {"what": step.verdict.value, "item": step.body, **_common(step)}


def result_row(row: ItemResult) -> Json:
    """What came of one entry."""
    return {"result": row.result, **_common(row)}


def run_row(run: SyncRun) -> Json:
    """A run on record: where it was made, how much of it stands, how it ended."""
    standing = sum(run.may_stand(number) for number in run.results)
    state = "ended" if run.has_ended else "broke off"
    return {
        "run": run.id,
        "library": run.library_name,
        "collection": run.collection.name,
        "source": run.source,
        "items": standing,
        "state": "taken back" if run.undone and not standing else state,
        "can_be_undone": bool(standing) and not run.takes_nothing_back,
    }


def title_of(row: Step | ItemResult) -> str:
    """The title of what a row is about."""
    return "(note with the evidence)" if row.is_note else row.title


def step_words(step: Step) -> list[str]:
    """What a step does, a line for each change and for each conflict."""
    made = changes_creating(step.body) if step.body else step.changes
    return [*map(change_words, made), *map(_conflict, step.conflicts)]


def result_words(row: ItemResult) -> list[str]:
    """What was done and what was not, and why."""
    parts = [*map(_conflict, row.conflicts), *map(change_words, row.changes)]
    return [row.why, *parts] if row.why else parts


def change_words(change: ItemChange) -> str:
    """What a change does, in words."""
    match change:
        case changes.TrashChange():
            return "out of the trash"
        case changes.CollectionChange(key):
            return f"into the collection {key}"
        case changes.RelationChange(uri):
            return f"+ related {uri.rpartition('/')[2]}"
        case changes.TagChange(name):
            return f"{'+' if change.after else '-'} tag {name}"
        case changes.FieldChange() | changes.ExtraChange():
            sign = "~" if change.before else "+"
            return f"{sign} {changes.label_of(change)}: {_short(change.after)}"


def _conflict(change: ItemChange) -> str:
    return f"conflict: {label_of(change)}: {change.why or 'changed by somebody since'}"


def _short(value: Any) -> str:
    if isinstance(value, list):
        names = [each.get("lastName") or each.get("name") or "" for each in value]
        value = some_of(names, 3, "; ")
    return clipped(str(value), 100)


def _common(row: Step | ItemResult) -> dict[str, Any]:
    return {
        "entry": row.entry,
        "title": row.title,
        "key": row.key,
        "changes": [change_row(change) for change in row.changes],
        "conflicts": [change_row(change) for change in row.conflicts],
        "why": row.why or None,
    }


def change_row(change: ItemChange) -> dict[str, Any]:
    """A change as JSON: the field, what stands there, what is to stand there."""
    row: dict[str, Any] = dict(zip(("field", "before", "after"), record_of(change), strict=True))
    return row | ({"why": change.why} if change.why else {})
