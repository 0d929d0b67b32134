"""Labels of items that a person selected: planned, explained, and decided on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from refkit.api.offline import chosen_taxonomies, evidence_fields
from refkit.api.plugin.label_records import LabelRecords, known_by
from refkit.api.plugin.rows import (
    Subject,
    decision_row,
    evidence_row,
    keep_plan,
    label_rows,
    tell_plan,
)
from refkit.formats.export import TagStyle, keywords
from refkit.label_decisions import LabelRequest, decide_labels
from refkit.model.bibliography import Bibliography, Entry, Made
from refkit.model.tags import Suppressed, Tag
from refkit.settings import person, read_settings
from refkit.tagging.tagger import suppressed_in, tag_entry
from refkit.tagging.taxonomy import TAXONOMIES, Taxonomy
from refkit.version import __version__
from refkit.zotero.api.protocol import ZoteroItem
from refkit.zotero.diff import Ownership
from refkit.zotero.item import tags_of
from refkit.zotero.items import UNRESOLVED, as_tag, tag_spellings
from refkit.zotero.journal import Journal, SyncRun
from refkit.zotero.ownership import ownerships
from refkit.zotero.plugin import events
from refkit.zotero.plugin.cited import CitedFile
from refkit.zotero.plugin.events import Emit, Event
from refkit.zotero.plugin.item_reader import entry_of
from refkit.zotero.plugin.kept_plans import KeptPlans
from refkit.zotero.plugin.planning import IndexPlan, LabelledItem, items_of, plan_labels
from refkit.zotero.plugin.request import BadRequest, Json, Request, RequestOptions


@dataclass(frozen=True, slots=True)
class _Labelling:
    """How labels are given: by which taxonomies, of which facets, from which fields."""

    taxonomies: Sequence[Taxonomy]
    facets: Collection[str] | None
    fields: Sequence[str]
    style: TagStyle

    @classmethod
    def of(cls, options: RequestOptions) -> _Labelling:
        """By what a user chose; raises InputError for a word that is not there."""
        taxonomies = chosen_taxonomies(options.taxonomies or TAXONOMIES, options.facets)
        facets = frozenset(options.facets) or None
        fields = evidence_fields(options.evidence)
        return cls(taxonomies, facets, fields, TagStyle(options.tag_style))

    def tagged(self, entry: Entry) -> Entry:
        return tag_entry(entry, self.taxonomies, self.facets, self.fields)

    def all_tags(self) -> dict[str, frozenset[str]]:
        """The tags of all labels that could be given, in every spelling."""
        labels = [label for each in self.taxonomies for label in each.labels]
        tags = (
            Tag(label.facet, label.id, label.name, ())
            for label in labels
            if self.facets is None or label.facet in self.facets
        )
        return tag_spellings(tags)

    def spelt(self, tags: tuple[Tag, ...]) -> list[str]:
        return [as_tag(word) for word in keywords(tags, self.style)]


def answer_labels(request: Request, emit: Emit, run: str) -> None:
    """The labels of the selected items, and what becomes of their tags."""
    labelling = _Labelling.of(request.options)
    records = LabelRecords(read_settings().data)
    entries = records.with_decisions(map(entry_of, request.items))
    _plan_labels(request, emit, run, labelling, [labelling.tagged(each) for each in entries])


def answer_decide(request: Request, emit: Emit, run: str) -> None:
    """Carry out what a person says of labels, keep it, and tell what becomes of the tags."""
    labelling = _Labelling.of(request.options)
    records = LabelRecords(read_settings().data)
    entries = records.with_decisions(map(entry_of, request.items))
    stamps = tuple(each.stamp for each in labelling.taxonomies)
    # What is decided on is every label that there is, whichever are shown.
    tagged = (tag_entry(each, labelling.taxonomies, None, labelling.fields) for each in entries)
    given = Bibliography(Made(__version__, stamps), entries=tuple(tagged))
    requests = _requests(request)
    done = decide_labels(given, requests, labelling.taxonomies, labelling.fields)
    for outcome in done.outcomes:
        for text in outcome.notes:
            emit(events.note(f"{outcome.entry.work.title.plain}: {text}"))
    records.keep([outcome.entry for outcome in done.outcomes])
    decided = [labelling.tagged(each) for each in done.bibliography.entries]
    wanted = {(each.entry, each.decision) for each in requests}
    asked = {key for key, word in wanted if word in {"add", "confirm"}}
    _plan_labels(request, emit, run, labelling, decided, asked)


def answer_explain(request: Request, emit: Emit, run: str) -> None:
    """Why the selected items have their labels, and where they are cited."""
    labelling, index = _Labelling.of(request.options), request.index
    data = read_settings().data
    records, cited = LabelRecords(data), CitedFile(data, index.id)
    runs = Journal(data).related(index.names)
    own, _ = ownerships(runs, index.id)
    for item in request.items:
        (entry,) = records.with_decisions([entry_of(item)])
        emit(_explained(item, labelling.tagged(entry), labelling, cited, runs, own))


def _explained(
    item: Json,
    entry: Entry,
    labelling: _Labelling,
    cited: CitedFile,
    runs: list[SyncRun],
    own: Mapping[str, Ownership],
) -> Event:
    key = str(item["key"])
    lost = suppressed_in(entry, labelling.taxonomies, labelling.facets, labelling.fields)
    wrote = [run.id for run in runs if key in run.standing_keys]
    lines = cited.by(key, runs)
    return {
        "event": "explained",
        "key": key,
        "state": _state(item, is_known=key in own or bool(lines)),
        "labels": label_rows(entry, labelling.style),
        "not_given": [_not_given(entry, each) for each in lost],
        "doubts": [{"signal": each.signal, "reason": each.reason} for each in entry.label_doubts],
        "cited_by": [
            {
                "review": each.review,
                "title": each.title,
                "position": each.position,
                "run": each.run or None,
            }
            for each in lines
        ],
        "runs": wrote,
        "decisions": [decision_row(each) for each in entry.label_decisions],
    }


def _state(item: Json, *, is_known: bool) -> str:
    if UNRESOLVED in tags_of(cast("ZoteroItem", item)):
        return "not-resolved"
    return "resolved" if is_known else "unknown"


def _not_given(entry: Entry, each: Suppressed) -> Event:
    return {
        "facet": each.facet,
        "label": each.label,
        "name": each.name,
        "reason": each.reason,
        "evidence": [evidence_row(entry, each.evidence.field, [each.evidence])],
    }


def _requests(request: Request) -> list[LabelRequest]:
    who = request.options.person or person()
    keys = {str(each["key"]) for each in request.items}
    found = []
    for number, each in enumerate(request.decisions):
        where = f"decisions[{number}]"
        words = {name: _word(each, name, where) for name in ("key", "decision", "label", "note")}
        if words["key"] not in keys:
            raise BadRequest(
                f"{words['key']!r} is the key of no item that was sent", f"{where}.key"
            )
        found.append(
            LabelRequest(words["key"], words["decision"], words["label"], who, words["note"], where)
        )
    return found


def _word(given: Json, name: str, where: str) -> str:
    value: Any = given.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest("must be a text", f"{where}.{name}")
    return value or ""


def _plan_labels(
    request: Request,
    emit: Emit,
    run: str,
    labelling: _Labelling,
    entries: Sequence[Entry],
    decided: Collection[str] = (),
) -> None:
    """Plan the tags of items; ``decided`` are keys of items that a person decided on just now."""
    index, data = request.index, read_settings().data
    spelt = labelling.all_tags()
    # What is selected stands in the place of what the index may say of it.
    at_hand = items_of(index) | {each["key"]: cast("ZoteroItem", each) for each in request.items}
    labelled = [
        LabelledItem(
            at_hand[entry.id],
            known_by(entry),
            labelling.spelt(entry.tags),
            spelt,
            frozenset(labelling.spelt(_by_person(entry)) if entry.id in decided else ()),
        )
        for entry in entries
    ]
    # What broke off is looked for where the whole library is described, which here it need not be.
    runs = Journal(data).related(index.names)
    plan = plan_labels(index, runs, labelled)
    keep_plan(KeptPlans(data), run, index, f"{request.want.value} in Zotero", plan, runs)
    subjects = [Subject("item", entry, labelling.style) for entry in entries]
    tell_plan(IndexPlan(plan, at_hand), subjects, emit)


def _by_person(entry: Entry) -> tuple[Tag, ...]:
    return tuple(each for each in entry.tags if each.is_decided)
