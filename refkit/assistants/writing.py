"""The tools that write, where the user allows it: they add and decide, and never delete."""

from __future__ import annotations

import os
from functools import partial

from refkit.api.assistants import decide_label, decide_reference
from refkit.api.document import OpenDocument
from refkit.api.ledger import shown_work
from refkit.api.offline import save
from refkit.api.remarks import remarks
from refkit.assistants import answers, requests, rows
from refkit.assistants.calls import ToolCall
from refkit.assistants.outside_text import list_named
from refkit.assistants.paging import USUAL
from refkit.assistants.reading import item_row, short_notes
from refkit.assistants.session import HeldBibliography, Session
from refkit.errors import InputError, ZoteroError
from refkit.model.identifiers import Doi
from refkit.zotero.apply import ItemResult
from refkit.zotero.sync import Pushed


def save_references(
    session: Session, given: requests.SaveReferences, call: ToolCall
) -> answers.Saved:
    """Save a fetched list: into a new file, or added to the saved bibliography that is there."""
    held = session.held(given.bibliography)
    path = session.folders.new(given.file)
    is_new = not os.path.lexists(path)
    if is_new:
        save(held.bibliography, path)
        made = held.bibliography
    else:
        document = OpenDocument.open(path)
        _refuse_to_mix(held, document, given.file)
        reviews = [str(each.doi) for each in held.bibliography.reviews if each.doi]
        document.add(
            *reviews, documents=held.documents, notify=call.notify, progress=call.progress,
            watch=call.watch, **held.way, **session.asked,
        )  # fmt: skip
        made = document.bibliography
    return answers.Saved(
        account=str(made.account),
        counts=rows.counts(made),
        is_new=is_new,
        from_outside=answers.SavedOutside(
            file=session.folders.name_of(path), notes=short_notes([*call.notes, *remarks(made)])
        ),
    )


def _refuse_to_mix(held: HeldBibliography, document: OpenDocument, name: str) -> None:
    """Raise InputError where a list that was given as a text would take another one's place."""
    there = document.list_names
    if any(each.value in there and not isinstance(each, Doi) for each in held.bibliography.heads):
        raise InputError(f"{name}: has a list of that name already: save it as another file")


def record_reference(
    session: Session, given: requests.DecideReference, call: ToolCall
) -> answers.Decided:
    """Record what a line of a list means, where nobody decided it before."""
    if (given.decision == "has-none") == bool(given.doi):
        raise InputError("is and is-not need a DOI, and has-none has no DOI")
    document = _opened(session, given.file)
    before = document.version
    found = decide_reference(
        document,
        given.position,
        given.doi or "none",
        list_named(given.review),
        is_meant=given.decision != "is-not",
        note=given.note,
        **session.asked,
    )
    each = found[0] if found else None
    work = each.work if each else None
    outside = answers.DecidedOutside(
        printed=each.printed if each else None,
        work=rows.work_outside(shown_work(work), str(work.doi or "")) if work else None,
        agree=list(each.judgement.agree) if each else [],
        disagree=list(each.judgement.disagree) if each else [],
        labels=[],
        notes=[],
    )
    return _decided(document, before, outside)


def record_label(session: Session, given: requests.DecideLabel, call: ToolCall) -> answers.Decided:
    """Record that a label of an entry is right or wrong, where no person said otherwise."""
    document = _opened(session, given.file)
    before = document.version
    held = HeldBibliography(given.file, before, document.bibliography)
    _, entry = held.entry(given.entry)
    done = decide_label(document, entry.id, given.decision, given.label, given.note)
    (outcome,) = done.outcomes
    outside = answers.DecidedOutside(
        printed=None,
        work=rows.work_outside(shown_work(entry.work), str(entry.work.doi or "")),
        agree=[],
        disagree=[],
        labels=[f"{tag.facet}/{tag.label}" for tag in outcome.entry.tags],
        notes=short_notes(outcome.notes),
    )
    return _decided(document, before, outside)


def _decided(
    document: OpenDocument, before: str, outside: answers.DecidedOutside
) -> answers.Decided:
    made = document.bibliography
    return answers.Decided(
        recorded=document.version != before,
        account=str(made.account),
        counts=rows.counts(made),
        from_outside=outside,
    )


def _opened(session: Session, name: str) -> OpenDocument:
    """A saved bibliography to decide in; raises InputError for a file that is none."""
    path = session.folders.existing(name)
    document = OpenDocument.open(path)
    if document.path != path:
        raise InputError(f"{name}: is no saved bibliography, in which decisions are kept")
    return document


def write_push(session: Session, given: requests.WriteZotero, call: ToolCall) -> answers.Written:
    """Write a plan that was shown, if it is still what would be done."""
    from refkit.api.zotero import plan_zotero, to_zotero
    from refkit.api.zotero_rows import pushed_account

    planned = session.planned(given.plan)
    if planned.held.path and session.held(planned.held.name).stamp != planned.held.stamp:
        raise InputError(f"{planned.held.name} was changed since {planned.name}: plan it again")
    now = plan_zotero(planned.order, library=planned.library, notify=call.notify)
    if not now.library:
        raise ZoteroError("no Zotero answers in which it could be written; refkit doctor says why")
    if (now.library, now.steps) != (planned.plan.library, planned.plan.steps):
        raise InputError(f"Zotero holds other things than at {planned.name}: plan it again")
    call.check()
    pushed = to_zotero(
        planned.order, library=planned.library, notify=call.notify, progress=call.progress
    )
    not_done = [row for row in pushed.rows if row.result == "failed" or row.conflicts]
    cut = rows.Shortener()
    return answers.Written(
        run=pushed.run or None,
        account=pushed_account(pushed),
        how_to_take_back=_back(pushed),
        from_outside=answers.Notes(notes=short_notes([*call.notes, *pushed.remarks])),
        not_done=cut(not_done, USUAL, partial(_result_row, planned.held)),
        left_out=cut.left_out,
    )


def _back(pushed: Pushed) -> str | None:
    return f"refkit zotero undo {pushed.run}" if pushed.can_be_undone else None


def _result_row(held: HeldBibliography, row: ItemResult) -> answers.StepRow:
    from refkit.api.zotero_rows import result_words

    return item_row(held, row, row.result, result_words(row))
