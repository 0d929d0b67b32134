"""What is sent by the page's forms: each is read, carried out, and answered with a page.

Handlers call what the interface for programs calls too.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import RedirectResponse, Response

from refkit.api.document import OpenDocument, request
from refkit.api.ledger import candidate_row, previewed
from refkit.decision_reader import NONE, NOT, UNDECIDED
from refkit.errors import RefkitError
from refkit.manual_decisions import compared_parts
from refkit.model.bibliography import Entry
from refkit.ui.api import entries_at, entry_of
from refkit.ui.call import Call, Given, Handler
from refkit.ui.fetching import line_of, open_path
from refkit.ui.pages import address_of, page, start, to, troubled, work
from refkit.ui.problems import Problem
from refkit.ui.unsaved import throw_away


def enter(call: Call) -> Response:
    """Take the token and give the cookie."""
    if not call.keys.enters(call.form().text("token", "")):
        answer = page("door.html", trouble="This is not the token that refkit ui printed.")
        answer.status_code = 401
        return answer
    return RedirectResponse("/", 303, headers={"set-cookie": call.keys.set_cookie()})


def open_file(call: Call) -> Response:
    """Open a file by its path, or begin to look up the list that a document prints."""
    given = call.form()
    try:
        open_path(call, given.path("path"))
    except (RefkitError, Problem) as error:
        return start(call, trouble=line_of(error), typed=given.text("path", ""))
    return to("/")


def take_up(call: Call) -> Response:
    """Go on with what was left without a name, or throw it away."""
    given = call.form()
    try:
        if given.text("throw", ""):
            throw_away(given.text("name"))
            return to("/start")
        call.workspace.take_up(given.text("name"))
        if call.workspace.job:
            call.workspace.go_on()
    except (RefkitError, Problem) as error:
        return start(call, trouble=line_of(error))
    return to("/")


def decide(call: Call) -> Response:
    """Show what a DOI leads to; once that was seen, or where there is none, decide."""
    given, document = call.form(), call.document
    entry = entry_of(document, call.param("id"))
    position, doi, review = given.text("position"), given.text("doi"), given.text("review", "")
    try:
        if given.text("seen", "") or _says_itself(doi):
            document.decide(position, doi, review, based_on=given.text("version", ""), **call.asked)
            (after, *_) = entries_at(document, position, review) or [entry]
            return to(address_of(after.id))
        then, found = document.preview(position, doi, review, **call.asked)
        shown = [previewed(each, compared_parts(then, each)) for each in found]
        return work(call, entry, preview=shown[0] if shown else None, typed=doi)
    except RefkitError as error:
        return troubled(call, error, entry, typed=doi)


def _says_itself(doi: str) -> bool:
    """Whether what stands in place of a DOI leads to no work that could be seen before."""
    return doi.strip().partition(" ")[0].lower() in {NONE, UNDECIDED, NOT}


def reject(call: Call) -> Response:
    """Record that a line does not mean a DOI; of several that a search found the others stay."""
    given, document = call.form(), call.document
    entry = entry_of(document, call.param("id"))
    position, review = given.text("position"), given.text("review", "")
    try:
        document.reject(
            position,
            given.text("doi"),
            review,
            note=given.text("note", ""),
            taken_back=given.flag("back"),
            based_on=given.text("version", ""),
            **call.asked,
        )
    except RefkitError as error:
        return troubled(call, error, entry)
    (after, *_) = entries_at(document, position, review) or [entry]
    if "words" in given and not after.work.doi:
        try:
            return found_for(call, after, position, review, given.text("words"))
        except RefkitError:
            pass  # it was rejected all the same; the others can be searched for again
    return to(address_of(after.id))


def search(call: Call) -> Response:
    """Show what a search finds for a line, by its own words or by others."""
    given = call.form()
    entry = entry_of(call.document, call.param("id"))
    words = given.text("words", "")
    try:
        return found_for(call, entry, given.text("position"), given.text("review", ""), words)
    except RefkitError as error:
        return troubled(call, error, entry, searched=words)


def found_for(call: Call, entry: Entry, position: str, review: str, words: str) -> Response:
    """An entry with what a search finds for one of its lines; raises as a search does."""
    found = call.document.candidates(position, words, review, **call.asked)
    rows = [candidate_row(each) for each in found if each.rejected is None]
    at = {"position": position, "review": review}
    return work(call, entry, candidates=rows, searched=words, at=at)


def decide_label(call: Call) -> Response:
    """Put a label on an entry, take one off, confirm, or take that back."""
    given, document = call.form(), call.document
    entry = entry_of(document, call.param("id"))
    try:
        _label(document, given, [entry.id])
    except RefkitError as error:
        return troubled(call, error, entry)
    return to(address_of(entry.id))


def label_all(call: Call) -> Response:
    """Label all that is open, and stay where one was."""
    try:
        call.document.tag()
    except RefkitError as error:
        return troubled(call, error, None)
    return _where_one_was(call)


def label_several(call: Call) -> Response:
    """The same for the entries that are ticked in the list."""
    given = call.form()
    try:
        _label(call.document, given, given["entries"])
    except RefkitError as error:
        return troubled(call, error, None)
    return to("/")


def _label(document: OpenDocument, given: Given, entries: Sequence[str]) -> None:
    said = given.text("decision"), given.text("label", ""), given.text("note", "")
    requests = [request(each, *said) for each in entries]
    if not requests:
        raise Problem(422, "input", "no reference is ticked")
    document.label(requests, based_on=given.text("version", ""))


def undo(call: Call) -> Response:
    """Go one step back, and stay where one was."""
    try:
        call.document.undo(based_on=call.form().text("version", ""))
    except RefkitError as error:
        return troubled(call, error, None)
    return _where_one_was(call)


def _where_one_was(call: Call) -> Response:
    at = call.form().text("at", "")
    is_there = any(each.id == at for each in call.document.bibliography.entries)
    return to(address_of(at) if is_there else "/")


def keep(call: Call) -> Response:
    """Say which of two versions of the file holds."""
    try:
        call.document.keep(call.form().text("which"))
    except RefkitError as error:
        return troubled(call, error, None)
    return to("/")


def name(call: Call) -> Response:
    """Give what is new its name."""
    try:
        call.document.name(call.form().path("path"))
    except RefkitError as error:
        return troubled(call, error, None)
    return to("/")


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/session", enter),
    ("POST", "/open", open_file),
    ("POST", "/left", take_up),
    ("POST", "/decide/{id:path}", decide),
    ("POST", "/reject/{id:path}", reject),
    ("POST", "/search/{id:path}", search),
    ("POST", "/label/{id:path}", decide_label),
    ("POST", "/label-several", label_several),
    ("POST", "/tag", label_all),
    ("POST", "/undo", undo),
    ("POST", "/keep", keep),
    ("POST", "/name", name),
)
