"""The interface for programs, ``/api/v1``: JSON in, JSON out; documented in docs/ui-api.md.

Each handler reads what is asked, calls one function of ``refkit.api``, and answers. The page and
other programs on this machine use it alike.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from refkit.api.document import OpenDocument, OutsideChange, request
from refkit.api.ledger import (
    candidate_row,
    change_row,
    compared_row,
    details,
    listed_row,
    previewed,
    summary,
    vocabulary,
)
from refkit.api.offline import export_bytes, losses
from refkit.diff import differences
from refkit.errors import InputError
from refkit.formats.register import written_formats
from refkit.manual_decisions import Comparison, compared_parts
from refkit.model.bibliography import Entry
from refkit.ui.call import Call, Handler
from refkit.ui.problems import Problem, problem_response
from refkit.version import __version__

PREFIX = "/api/v1"
SCHEMA = "refkit-ui-1.json"
_ACCEPT, _NOT = "accept", {"reject": False, "clear": True}
_MOST_LOSSES = 500  # that are listed; all are counted


def about(call: Call) -> Response:
    """Which refkit this is, and what it works on."""
    document = call.workspace.document
    path = str(document.path) if document and document.path else None
    return json_answer(
        {"refkit": __version__, "api": 1, "open": document is not None, "path": path}
    )


def ticket(call: Call) -> Response:
    """A token that opens the page once."""
    return json_answer({"token": call.keys.ticket()})


def schema(call: Call) -> Response:
    """The JSON Schema of all that is answered and taken."""
    text = resources.files("refkit").joinpath("schemas", SCHEMA).read_bytes()
    return Response(text, media_type="application/schema+json")


def read_document(call: Call) -> Response:
    """The document with a short row for each entry."""
    return document_answer(call.document)


def name_document(call: Call) -> Response:
    """Give a new document its name, under which it is saved."""
    call.document.name(call.json().path("path"))
    return document_answer(call.document)


def outside(call: Call) -> Response:
    """What somebody else made of the file, beside what it was."""
    document = call.document
    found = document.outside()
    return json_answer({"changed": outside_json(document, found) if found else None})


def keep(call: Call) -> Response:
    """Say which of two versions holds; the other is saved beside."""
    beside = call.document.keep(call.json().text("which"))
    return json_answer(state(call.document) | {"beside": str(beside) if beside else None})


def read_entry(call: Call) -> Response:
    """All of one entry."""
    document = call.document
    bibliography = document.bibliography
    return json_answer(details(bibliography, entry_of(document, call.param("id"))))


def decide(call: Call) -> Response:
    """Record what a line means, or does not; the file is written before the answer is given."""
    given = call.json()
    said = given.text("position"), given.text("doi"), given.text("review", "")
    word = given.text("decision", _ACCEPT)
    found: list[Comparison] = []
    if word == _ACCEPT:
        found = call.document.decide(*said, based_on=call.based_on, **call.asked)
    elif word in _NOT:
        call.document.reject(
            *said,
            by=given.text("by", ""),
            note=given.text("note", ""),
            taken_back=_NOT[word],
            based_on=call.based_on,
            **call.asked,
        )
    else:
        raise InputError(f"decision cannot be {word!r}; there are: {', '.join([_ACCEPT, *_NOT])}")
    place = said[0], said[2]
    after = [listed_row(each) for each in entries_at(call.document, *place)]
    compared = [compared_row(each) for each in found]
    return json_answer(state(call.document) | {"compared": compared, "entries": after})


def preview(call: Call) -> Response:
    """What a DOI leads to, beside what is printed; nothing is decided."""
    given = call.json()
    after, found = call.document.preview(
        given.text("position"), given.text("doi"), given.text("review", ""), **call.asked
    )
    return json_answer(
        {"compared": [previewed(each, compared_parts(after, each)) for each in found]}
    )


def search(call: Call) -> Response:
    """What a search finds for a line, by its own words or by others."""
    given = call.json()
    found = call.document.candidates(
        given.text("position"), given.text("words", ""), given.text("review", ""), **call.asked
    )
    return json_answer({"candidates": [candidate_row(each) for each in found]})


def decide_labels(call: Call) -> Response:
    """Record what a person says of a label of one entry or of several."""
    given = call.json()
    requests = [
        request(
            entry,
            given.text("decision"),
            given.text("label", ""),
            given.text("note", ""),
            given.text("by", ""),
        )
        for entry in given.texts("entries")
    ]
    done = call.document.label(requests, based_on=call.based_on)
    return json_answer(
        state(call.document)
        | {
            "entries": [listed_row(each.entry) for each in done.outcomes],
            "notes": [note for each in done.outcomes for note in each.notes],
        }
    )


def tag_document(call: Call) -> Response:
    """Label all that is open, as ``refkit tag`` does."""
    call.document.tag(based_on=call.based_on)
    labelled = sum(bool(each.tags) for each in call.document.bibliography.entries)
    return json_answer(state(call.document) | {"labelled": labelled})


def undo(call: Call) -> Response:
    """Take back the last decision that was made here."""
    words = call.document.undo(based_on=call.based_on)
    return json_answer(state(call.document) | {"undone": words})


def labels(call: Call) -> Response:
    """The labels that an entry can be given."""
    return json_answer({"labels": vocabulary(call.document.bibliography)})


def exports(call: Call) -> Response:
    """The formats in which it can be had."""
    formats = [
        {"format": each.name, "suffix": each.suffix, "title": each.title, "users": each.users}
        for each in written_formats()
    ]
    return json_answer({"formats": formats})


def export_losses(call: Call) -> Response:
    """What an export in a format would not say."""
    name = call.param("format")
    return json_answer(losses_json(call.document, format_of(name).name))


def export_file(call: Call) -> Response:
    """The file in a format."""
    found = format_of(call.param("format"))
    document = call.document
    data = export_bytes(document.bibliography, found.name)
    name = quote(file_stem(document) + found.suffix, errors="replace")
    # No browser shows it: a title in it may be HTML.
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type="application/octet-stream", headers=headers)


def state(document: OpenDocument) -> dict[str, Any]:
    """Where a document stands: in short, for who has its entries."""
    bibliography = document.bibliography
    return {
        "version": document.version,
        "path": str(document.path) if document.path else None,
        "saved": document.is_saved,
        "undo": document.last_step or None,
        "account": str(bibliography.account),
        "changed_outside": document.outside() is not None,
    }


def outside_json(document: OpenDocument, found: OutsideChange) -> dict[str, Any]:
    """Both versions side by side: the account of each, and what is different in theirs."""
    mine, theirs = document.bibliography, found.bibliography
    return {
        "trouble": found.trouble or None,
        "mine": str(mine.account),
        "theirs": str(theirs.account) if theirs else None,
        "differences": [change_row(each) for each in differences(mine, theirs)] if theirs else [],
    }


def losses_json(document: OpenDocument, name: str) -> dict[str, Any]:
    """The losses of an export, those first that its reader misses."""
    found = sorted(losses(document.bibliography, name), key=lambda each: not each.is_missed)
    return {
        "format": name,
        "losses": len(found),
        "missed": sum(each.is_missed for each in found),
        "listed": [
            {"entry": each.key, "field": each.label, "why": each.why, "missed": each.is_missed}
            for each in found[:_MOST_LOSSES]
        ],
    }


def entry_of(document: OpenDocument, id_: str) -> Entry:
    """The entry of a citation key; raises Problem where there is none."""
    for entry in document.bibliography.entries:
        if entry.id == id_:
            return entry
    raise Problem(404, "not-found", f"no entry is called {id_!r}")


def entries_at(document: OpenDocument, position: str, review: str) -> list[Entry]:
    """The entries of the lines at a position; of all reviews where none is named."""
    return [
        entry
        for entry in document.bibliography.entries
        if any(
            str(line.reference.position) == position and review in {"", str(line.review)}
            for line in entry.citations
        )
    ]


def file_stem(document: OpenDocument) -> str:
    """What a file that is made of a document is called, without its suffix."""
    stem = document.path.name.removesuffix(".json").removesuffix(".refkit") if document.path else ""
    return stem or "references"


def format_of(name: str) -> Any:
    """The format that is written under a name; raises Problem where there is none."""
    for each in written_formats():
        if each.name == name:
            return each
    raise Problem(404, "not-found", f"no format is called {name!r}")


def document_answer(document: OpenDocument) -> Response:
    """The document with a short row for each entry, under its version."""
    found = state(document) | summary(document.bibliography)
    found["notes"] = [*document.remarks, *found["notes"]]
    answer = json_answer(found)
    answer.headers["etag"] = f'"{document.version}"'
    return answer


def json_answer(value: Any) -> Response:
    """An answer in JSON."""
    # Lone surrogates, which a file can hold, have no UTF-8: escaped they go through.
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return Response(text, media_type="application/json")


def refuse(call: Call, problem: Problem) -> Response:
    """A problem as this interface tells it; of a file that changed, with both versions."""
    document = call.workspace.document
    if problem.type == "changed-outside" and document and (found := document.outside()):
        more = problem.more | {"changed": outside_json(document, found)}
        problem = Problem(problem.status, problem.type, problem.detail, more)
    return problem_response(problem)


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "", about),
    ("GET", "/schema", schema),
    ("POST", "/tickets", ticket),
    ("GET", "/document", read_document),
    ("POST", "/document/name", name_document),
    ("GET", "/document/outside", outside),
    ("POST", "/document/keep", keep),
    ("GET", "/entries/{id:path}", read_entry),
    ("POST", "/decisions", decide),
    ("POST", "/decisions/preview", preview),
    ("POST", "/candidates", search),
    ("POST", "/label-decisions", decide_labels),
    ("POST", "/tags", tag_document),
    ("POST", "/undo", undo),
    ("GET", "/labels", labels),
    ("GET", "/exports", exports),
    ("GET", "/exports/{format}/losses", export_losses),
    ("GET", "/exports/{format}", export_file),
)
"""Method, path below the prefix, handler. ``GET /events`` is a stream and stands in ``app``."""
