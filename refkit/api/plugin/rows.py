"""Steps of a plan, entries and labels as events: what a person reads, and what is to be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refkit.api.zotero_rows import change_row, change_words, plan_account
from refkit.formats.export import TagStyle, keywords
from refkit.model.bibliography import Entry
from refkit.model.printed import own_words, title_of, words_in_place_of_title
from refkit.model.resolution import Method, Resolved, Unresolved, WithoutDoi, in_words
from refkit.model.tags import PERSON, Evidence, LabelDecision, Tag
from refkit.model.work import Work
from refkit.tagging.fields import PRINTED, text_of
from refkit.text.plain import unstyled
from refkit.zotero.api.protocol import ZoteroItem
from refkit.zotero.changes import CollectionChange, ItemChange, patch_of
from refkit.zotero.item import tags_of
from refkit.zotero.journal import SyncRun
from refkit.zotero.plan import DELETED, Plan, Step, Verdict
from refkit.zotero.plugin import events
from refkit.zotero.plugin.events import Action, Emit, Event
from refkit.zotero.plugin.kept_plans import KeptPlan, KeptPlans
from refkit.zotero.plugin.planning import IndexPlan
from refkit.zotero.plugin.request import LibraryIndex

_MOST_AUTHORS = 3


@dataclass(frozen=True, slots=True)
class Subject:
    """What a step is about: an entry of a list, a review, or an item of the library."""

    kind: str
    entry: Entry
    style: TagStyle = TagStyle.NAME


def item_event(number: int, step: Step, subject: Subject, items: Mapping[str, ZoteroItem]) -> Event:
    """What would be done about one item, with all that a person is shown of it."""
    entry = subject.entry
    current = items.get(step.key)
    write = write_of(step, current)
    return {
        "event": "item",
        "id": number,
        "kind": subject.kind,
        "entry": "" if subject.kind == "item" else entry.id,
        **_listed(entry, subject.kind),
        **short_work(entry.work),
        "title": unstyled(title_of(entry)) or step.title,
        "state": entry.resolution.state,
        "state_words": _state_words(entry),
        "retracted": entry.work.is_retracted,
        "action": _action(step, entry, current).value,
        # An option of the command line is none of the program's.
        "why": _why(step, entry).partition("; --")[0],
        "key": step.key if current is not None else None,
        "labels": label_rows(entry, subject.style),
        "changes": [_change(each) for each in _changes(step)],
        "write": write,
    }


def conflict_events(number: int, step: Step) -> Iterator[Event]:
    """What stays as it is, since somebody changed it after refkit had written there."""
    for each in step.conflicts:
        row = change_row(each)
        yield {
            "event": "conflict",
            "id": number,
            "key": step.key,
            "field": row["field"],
            "ours": row["after"],
            "theirs": row["before"],
            "why": each.why,
        }


def short_work(work: Work) -> dict[str, Any]:
    """A work in short, for a table."""
    people = [creator.sort_name for creator in work.creators if creator.role == "author"]
    people = people or [creator.sort_name for creator in work.creators]
    more = " and others" if len(people) > _MOST_AUTHORS else ""
    date = work.cited_date()
    return {
        "title": unstyled(work.title),
        "authors": ", ".join(people[:_MOST_AUTHORS]) + more,
        "year": date.year if date else None,
        "container": work.container.title,
        "doi": str(work.doi) if work.doi else None,
    }


def label_rows(entry: Entry, style: TagStyle) -> list[dict[str, Any]]:
    """The labels of an entry, with the words that earned each and what a person said of it."""
    said = {each.key: each for each in entry.label_decisions}
    return [
        {
            "facet": tag.facet,
            "label": tag.label,
            "name": tag.name,
            "tag": keywords((tag,), style)[0],
            "decided": _decided(said.get((tag.facet, tag.label))),
            "evidence": _evidence(tag, entry),
        }
        for tag in entry.tags
    ]


def evidence_row(entry: Entry, field: str, places: Iterable[Evidence]) -> dict[str, Any]:
    """The words of one field; places count UTF-16 units, as JavaScript does."""
    text = words_in_place_of_title(entry) if field == PRINTED else text_of(entry.work, field)
    spans = sorted({(each.start, each.end) for each in places})
    return {"field": field, "text": text, "spans": [_in_utf16(text, *span) for span in spans]}


def _evidence(tag: Tag, entry: Entry) -> list[dict[str, Any]]:
    found: dict[str, list[Evidence]] = {}
    for each in tag.evidence:
        if each.field != PERSON:
            found.setdefault(each.field, []).append(each)
    return [evidence_row(entry, field, places) for field, places in found.items()]


def _in_utf16(text: str, start: int, end: int) -> list[int]:
    if text.isascii():
        return [start, end]
    first = _units(text[:start])
    return [first, first + _units(text[start:end])]


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)


def _decided(decision: LabelDecision | None) -> dict[str, str] | None:
    return decision_row(decision, named=False) if decision else None


def decision_row(decision: LabelDecision, *, named: bool = True) -> dict[str, str]:
    """A person's word on a label; with the label where it is ``named``."""
    row = {"by": decision.by, "decision": decision.decision.value, "note": decision.note}
    return {"facet": decision.facet, "label": decision.label} | row if named else row


def _listed(entry: Entry, kind: str) -> dict[str, Any]:
    lines = entry.citations
    return {
        "positions": [each.reference.position for each in lines],
        "cited_by": [
            {"review": str(each.review), "position": each.reference.position} for each in lines
        ],
        "printed": own_words(entry) if lines and kind == "reference" else "",
    }


def _state_words(entry: Entry) -> str:
    resolution = entry.resolution
    if isinstance(resolution, Resolved):
        by = f" ({resolution.source})" if resolution.source else ""
        return f"{_METHODS[resolution.method]}{by}"
    return (
        resolution.reason.sentence if isinstance(resolution, Unresolved) else in_words(resolution)
    )


_METHODS = {
    Method.DEPOSITED_DOI: "by its DOI",
    Method.SEARCH: "found by search",
    Method.OTHER_AGENCY: "by its DOI",
    Method.PUBMED_NUMBER: "by its PubMed number",
    Method.BY_HAND: "by hand",
}


def _action(step: Step, entry: Entry, current: ZoteroItem | None) -> Action:
    if step.verdict is Verdict.LEAVE and current is not None and current.get("deleted"):
        return Action.IN_TRASH
    if step.verdict is Verdict.LEAVE and current is None and step.why.startswith(DELETED):
        return Action.DELETED
    if isinstance(entry.resolution, Unresolved):
        return Action.NOT_RESOLVED
    if step.verdict is Verdict.CREATE:
        return Action.CREATE
    if step.verdict is Verdict.CHANGE:
        return Action.UPDATE
    return Action.CONFLICT if step.conflicts else Action.SAME


def _why(step: Step, entry: Entry) -> str:
    if isinstance(entry.resolution, Unresolved):
        reason = entry.resolution.reason.sentence
        return reason if step.verdict is not Verdict.LEAVE else f"{reason}; {step.why}"
    if isinstance(entry.resolution, WithoutDoi):
        return entry.resolution.sentence if step.verdict is not Verdict.LEAVE else step.why
    return step.why


def _changes(step: Step) -> Sequence[ItemChange]:
    return () if step.body is not None else step.changes


def _change(change: ItemChange) -> dict[str, Any]:
    row = change_row(change)
    row.pop("why", None)
    return row | {"text": change_words(change)}


def write_of(step: Step, current: ZoteroItem | None) -> dict[str, Any] | None:
    """What is to be written for a step; None where nothing is."""
    if step.body is not None:
        body = {
            name: value
            for name, value in step.body.items()
            if name not in {"key", "version", "collections"}
        }
        return {"op": "create", "item": body, "collect": bool(step.body.get("collections"))}
    if step.verdict is not Verdict.CHANGE or current is None:
        return None
    into = [each for each in step.changes if isinstance(each, CollectionChange)]
    others = [each for each in step.changes if not isinstance(each, CollectionChange)]
    return {
        "op": "update",
        "key": step.key,
        "version": current.get("version", 0),
        "patch": dict(patch_of(current, others)),
        "collect": bool(into),
    }


def new_tags(plan: Plan, items: Mapping[str, ZoteroItem]) -> list[str]:
    """The tags that a plan would set and that no item of the library has."""
    there = {name for item in items.values() for name in tags_of(item)}
    wanted = (name for step in plan.to_do for name in _tags_set(step))
    return [name for name in dict.fromkeys(wanted) if name not in there]


def _tags_set(step: Step) -> Iterator[str]:
    if step.body is not None:
        yield from tags_of(step.body)
    for row in map(change_row, step.changes):
        name = str(row["field"])
        if name.startswith("tag:") and row["after"]:
            yield name.removeprefix("tag:")


def review_entry(work: Work) -> Entry:
    """A review itself, as an entry that no list has."""
    return Entry(str(work.doi or ""), work, Resolved(Method.DEPOSITED_DOI, ""))


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
