"""The tools that only read: each takes arguments, calls ``refkit.api`` and gives typed rows."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from refkit.api import ledger
from refkit.api.check import check
from refkit.api.explanation import (
    LabelExplained,
    entry_of_title,
    explain_label,
    has_one,
    labels_meant,
)
from refkit.api.offline import chosen_taxonomies
from refkit.api.remarks import remarks
from refkit.assistants import answers, requests, rows
from refkit.assistants.calls import ToolCall
from refkit.assistants.folders import is_library
from refkit.assistants.outside_text import list_named, shown
from refkit.assistants.paging import Part, page
from refkit.assistants.session import HeldBibliography, Planned, Session
from refkit.checks.findings import Finding
from refkit.errors import InputError
from refkit.formats.saved.mapping import SUFFIX
from refkit.model.bibliography import Entry
from refkit.model.label_decisions import in_words
from refkit.model.printed import title_of
from refkit.model.work import Work
from refkit.tagging.rules import Label
from refkit.tagging.taxonomy import TAXONOMIES
from refkit.zotero.apply import ItemResult
from refkit.zotero.plan import Step

if TYPE_CHECKING:
    from refkit.documents.read import GivenDocument

_KEY = re.compile("[A-Z0-9]{8}")
_NOTES, _REVIEWS, _CANDIDATES, _CHANGES = 8, 10, 8, 12


def list_files(session: Session, given: requests.ListFiles, call: ToolCall) -> answers.Files:
    """The files in the folders that can be read."""
    found, is_complete = session.folders.files()
    named = [(session.folders.name_of(path), path) for path in found]
    plain = [(name, path) for name, path in named if shown(name, 400) == name]
    part = page(plain, lambda each: _file_row(*each), given.part, plain)
    return answers.Files(left_out=len(named) - len(plain), is_complete=is_complete, **part)


def _file_row(name: str, path: Path) -> answers.FileRow:
    kind: Literal["saved-bibliography", "library", "document"] = "document"
    if is_library(name):
        kind = "saved-bibliography" if name.endswith(SUFFIX) else "library"
    return answers.FileRow(
        kind=kind,
        bytes=path.stat().st_size if path.exists() else 0,
        from_outside=answers.FileOutside(file=name),
    )


def fetch_references(
    session: Session, given: requests.FetchReferences, call: ToolCall
) -> answers.Ledger:
    """Fetch the lists of reviews, or look up one that is given, and keep them under a name."""
    from refkit.api.online import fetch_document

    documents = _documents(session, given)
    if not given.reviews and not documents:
        raise InputError("name reviews by their DOIs, a document, or give the text of a list")
    way = _way(given)
    found = fetch_document(
        *documents, dois=given.reviews, notify=call.notify, progress=call.progress,
        watch=call.watch, **way, **session.asked,
    )  # fmt: skip
    call.check()
    held = session.keep_list(found, [*call.notes, *remarks(found)], documents, way)
    return _ledger(held, held.numbered, Part(given.limit), (held.stamp, "all", ""))


def _documents(session: Session, given: requests.FetchReferences) -> tuple[GivenDocument, ...]:
    """What was given in hand: bytes and texts, and never a path."""
    from refkit.documents.read import PASTED, GivenDocument
    from refkit.files.reading import read_bytes

    found = [GivenDocument(PASTED, given.text)] if given.text.strip() else []
    if given.document:
        path = session.folders.document(given.document)
        found.append(GivenDocument(path.name, read_bytes(path)))
    return tuple(found)


def _way(given: requests.FetchReferences) -> dict[str, Any]:
    """Which way is asked; works that cite one are always limited, for there may be thousands."""
    if given.direction == "references":
        return {"direction": given.direction, "since": given.since}
    return {"direction": given.direction, "since": given.since, "limit": given.most}


def show_ledger(session: Session, given: requests.ShowLedger, call: ToolCall) -> answers.Ledger:
    """The ledger of a file or of a fetched list."""
    held = session.held(given.bibliography)
    keys = labels_meant(held.bibliography, [given.label] if given.label else [])
    meant = [
        each for each in held.numbered
        if _is_meant(each[1], given.only) and (not keys or has_one(each[1], keys))
    ]  # fmt: skip
    return _ledger(held, meant, given.part, (held.stamp, given.only, given.label))


def _is_meant(entry: Entry, only: str) -> bool:
    kinds = {kind for kind, _ in ledger.needs_look(entry)}
    return only == "all" or (bool(kinds) if only == "needs-look" else only in kinds)


def _ledger(
    held: HeldBibliography, meant: list[tuple[int, Entry]], part: Part, stamp: object
) -> answers.Ledger:
    made = held.bibliography
    shown_rows = page(meant, lambda each: rows.ledger_row(held, *each), part, stamp)
    cut = rows.Shortener()
    notes = [*held.notes, *(each.note for each in made.lists if each.note)]
    outside = answers.LedgerOutside(
        reviews=cut(made.reviews, _REVIEWS, _review),
        taxonomies=cut(made.made.taxonomies, _REVIEWS, str),
        notes=cut(list(dict.fromkeys(notes)), _NOTES, str),
    )
    return answers.Ledger(
        bibliography=held.name,
        account=str(made.account),
        counts=rows.counts(made),
        left_out=cut.left_out,
        from_outside=outside,
        **shown_rows,
    )


def _review(work: Work) -> answers.WorkOutside:
    return rows.work_outside(ledger.shown_work(work), str(work.doi or ""))


def show_entry(session: Session, given: requests.ShowEntry, call: ToolCall) -> answers.EntryDetails:
    """One entry with its lines, attempts and evidence."""
    held = session.held(given.bibliography)
    return rows.entry_details(held, *held.entry(given.entry))


def explain(session: Session, given: requests.ExplainLabel, call: ToolCall) -> answers.Explanation:
    """Why an entry or a title has a label, or has it not."""
    if bool(given.title) == bool(given.entry) or bool(given.entry) != bool(given.bibliography):
        raise InputError("give a bibliography and an entry of it, or a title by itself")
    if given.title:
        entry, name = entry_of_title(given.title), None
        found = explain_label(entry, given.label)
    else:
        held = session.held(given.bibliography)
        number, entry = held.entry(given.entry)
        name = held.name_of(number, entry)
        found = explain_label(entry, given.label, held.bibliography)
    return _explanation(found, entry, name)


def _explanation(found: LabelExplained, entry: Entry, name: str | None) -> answers.Explanation:
    cut, label, near = rows.Shortener(), found.label, found.nearest
    outside = answers.ExplanationOutside(
        title=title_of(entry).plain,
        label="/".join(label.key),
        name=label.name,
        definition=label.definition,
        evidence=rows.evidence(found.tag.evidence if found.tag else (), cut),
        implied_by=cut(found.implied_by, 5, lambda tag: f"{tag.facet}/{tag.label}"),
        suppressed=cut(found.suppressed, 5, rows.suppressed),
        decisions=[in_words(found.decisions)] if found.decisions else [],
        nearest=answers.NearOutside(phrase=near.phrase, rule=near.rule, words=near.words)
        if near
        else None,
        all_labels=rows.all_labels(found.all_tags, cut),
    )
    return answers.Explanation(
        entry=name,
        has_it=found.has_it,
        because=found.because,
        left_out=cut.left_out,
        from_outside=outside,
    )


def list_labels(session: Session, given: requests.ListLabels, call: ToolCall) -> answers.Labels:
    """The labels of the taxonomies that a bibliography has, else of those that ship."""
    if given.bibliography:
        found = ledger.vocabulary(session.held(given.bibliography).bibliography)
    else:
        shipped = [each for one in chosen_taxonomies(TAXONOMIES) for each in one.labels]
        found = [_label_json(each) for each in shipped]
    words = given.words.lower().split()
    meant = [
        each
        for each in found
        if all(word in f"{each['facet']}/{each['label']} {each['name']}".lower() for word in words)
    ]
    part = page(meant, _label_row, given.part, (given.bibliography, given.words))
    return answers.Labels(**part)


def _label_json(label: Label) -> dict[str, Any]:
    return {
        "facet": label.facet, "label": label.id, "name": label.name,
        "definition": label.definition, "parents": label.parents,
    }  # fmt: skip


def _label_row(each: rows.Json) -> answers.LabelRow:
    return answers.LabelRow(
        from_outside=answers.LabelRowOutside(
            label=f"{each['facet']}/{each['label']}",
            name=each["name"],
            definition=each["definition"],
            parents=list(each["parents"]),
        )
    )


def check_bibliography(session: Session, given: requests.Check, call: ToolCall) -> answers.Findings:
    """What is wrong with a file or a fetched list."""
    from refkit.formats.detect import file_text

    held = session.held(given.bibliography)
    is_saved = held.path is not None and held.library is None
    found = check(
        held.library or held.bibliography,
        online=given.online,
        file=held.name,
        text=file_text(held.path) if held.path and is_saved else "",
        notify=call.notify,
        **session.asked,
    )
    part = page(found, partial(_finding_row, held), given.part, (held.stamp, given.online))
    count = Counter(each.severity.value for each in found)
    return answers.Findings(
        entries=len(held.bibliography.entries),
        errors=count["error"],
        warnings=count["warning"],
        notes=count["note"],
        from_outside=answers.Notes(notes=short_notes(call.notes)),
        **part,
    )


def _finding_row(held: HeldBibliography, each: Finding) -> answers.FindingRow:
    return answers.FindingRow(
        kind=each.kind.value,
        severity=each.severity.value,
        entry=held.name_by_id(each.entry),
        line=each.line,
        from_outside=answers.FindingOutside(message=each.message, advice=each.advice),
    )


def find_candidates(
    session: Session, given: requests.FindCandidates, call: ToolCall
) -> answers.Candidates:
    """What a search finds for a line; nothing is decided."""
    from refkit.api.online import candidates
    from refkit.decision_reader import line_at
    from refkit.model.printed import printed_line

    made = session.held(given.bibliography).bibliography
    review = list_named(given.review)
    entry, line = line_at(made, str(given.position), review)
    found = candidates(made, str(given.position), given.words, review=review, **session.asked)
    return answers.Candidates(
        position=given.position,
        rows=[_candidate(ledger.candidate_row(each)) for each in found[:_CANDIDATES]],
        left_out=max(0, len(found) - _CANDIDATES),
        from_outside=answers.CandidatesOutside(
            printed=printed_line(entry), review=str(line.review)
        ),
    )


def _candidate(row: rows.Json) -> answers.CandidateRow:
    return answers.CandidateRow(
        score=row["score"],
        belief=row["belief"],
        retracted=row["retracted"],
        from_outside=answers.CandidateOutside(
            **rows.work_outside(row["work"], row["doi"]).model_dump(),
            agree=list(row["agree"]),
            disagree=list(row["disagree"]),
            rejected=rows.rejected(row["rejected"]) if row["rejected"] else None,
        ),
    )


def plan_push(session: Session, given: requests.PlanZotero, call: ToolCall) -> answers.ZoteroPlan:
    """What would be created, changed and left in Zotero; nothing is written there."""
    if bool(given.plan) == bool(given.bibliography):
        raise InputError("give a bibliography to plan for, or a plan of which more is wanted")
    planned = session.planned(given.plan) if given.plan else _planned(session, given, call)
    return _plan_page(planned, given)


def _planned(session: Session, given: requests.PlanZotero, call: ToolCall) -> Planned:
    from refkit.api.zotero import plan_zotero, zotero_order

    held = session.held(given.bibliography)
    order = zotero_order(
        held.bibliography,
        str(held.path) if held.path else "refkit mcp",
        collection=given.collection or None,
        resolved_only=given.resolved_only,
    )
    plan = plan_zotero(order, library=given.library, notify=call.notify)
    return session.keep_plan(held, order, given.library, plan, call.notes)


def _plan_page(planned: Planned, given: requests.PlanZotero) -> answers.ZoteroPlan:
    from refkit.api.zotero_rows import plan_account

    plan = planned.plan
    part = page(plan.steps, partial(_planned_row, planned.held), given.part, planned.name)
    return answers.ZoteroPlan(
        plan=planned.name,
        account=plan_account(plan),
        zotero_answers=bool(plan.library),
        from_outside=answers.PlanOutside(
            collection=plan.collection.name, notes=short_notes(planned.notes)
        ),
        **part,
    )


def _planned_row(held: HeldBibliography, step: Step) -> answers.StepRow:
    from refkit.api.zotero_rows import step_words

    return item_row(held, step, step.verdict.value, step_words(step))


def item_row(
    held: HeldBibliography, item: Step | ItemResult, what: str, words: list[str]
) -> answers.StepRow:
    """What would be done about one item of Zotero or was done, and that in words."""
    from refkit.api.zotero_rows import title_of

    cut = rows.Shortener()
    outside = answers.StepOutside(
        title=title_of(item), changes=cut(words, _CHANGES, str), why=item.why or None
    )
    return answers.StepRow(
        entry=held.name_by_id(item.entry),
        what=what.replace(" ", "-"),
        key=item.key if _KEY.fullmatch(item.key) else None,
        left_out=cut.left_out,
        from_outside=outside,
    )


def short_notes(notes: list[str] | tuple[str, ...]) -> list[str]:
    """The first of what was told, and how much more there was."""
    told = list(dict.fromkeys(notes))
    more = len(told) - _NOTES
    return [*told[:_NOTES], *([f"and {more} more"] if more > 0 else [])]
