"""The page itself: made on this machine by jinja2, works by links and forms; the script adds keys.

Handlers read a form, call what the interface for programs calls too, and show what came of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from refkit.api.document import Document, OutsideChange, request
from refkit.api.ledger import (
    LOOK,
    change_row,
    details,
    needs_look,
    previewed,
    shown_work,
    vocabulary,
)
from refkit.api.ledger import candidate_row as candidate_json
from refkit.diff import differences
from refkit.errors import RefkitError
from refkit.manual_decisions import compared_parts
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.printed import nearest_of, own_words
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import is_decided
from refkit.report.colours import DARK, LIGHT, css
from refkit.report.labels import doi_url, facet_heading, review_names, safe_text
from refkit.report.rows import Choice, Group, TableRow, table
from refkit.ui import api
from refkit.ui.call import Call, Given, Handler
from refkit.ui.jobs import HEADS
from refkit.ui.problems import Problem, problem_of
from refkit.ui.unsaved import left, throw_away
from refkit.ui.workspace import Workspace, recent
from refkit.version import __version__

_LISTINGS = 4  # how many states back a window may be that is told of what has changed alone


class Listing(NamedTuple):
    """What is listed of a bibliography: made once for each state of it, and then looked up.

    ``mark`` is another one for each; ``numbers`` are those of the choices, by group and name: a
    choice has the same in each listing of a workspace, so that a row changes with its entry alone.
    """

    bibliography: Bibliography
    rows: list[ListedRow]
    groups: tuple[Group, ...]
    places: dict[str, int]
    numbers: dict[Choice, int]
    mark: str


class Changed(NamedTuple):
    """What became of a listing: rows that are other ones now, each with the key of the row before
    it in its part of the list, and the keys of those to be taken out first."""

    after: dict[str, str]
    gone: list[str]


class ListedRow(NamedTuple):
    """A row of the list: what the report's table has, why it needs a look, how it is found."""

    row: TableRow
    look: tuple[tuple[str, str], ...]
    words: str


def front(call: Call) -> Response:
    """The list of what is open, the start page, or the door."""
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    if not call.keys.knows(headers):
        return page("door.html")
    if call.workspace.document is None:
        return start(call)
    return work(call)


def enter(call: Call) -> Response:
    """Take the token and give the cookie."""
    if not call.keys.enters(call.form().text("token", "")):
        answer = page("door.html", trouble="This is not the token that refkit ui printed.")
        answer.status_code = 401
        return answer
    return RedirectResponse("/", 303, headers={"set-cookie": call.keys.set_cookie()})


def start(call: Call, trouble: str = "", pasted: str = "", typed: str = "") -> Response:
    """Where one begins: the files that were worked on last, and a field for another."""
    answer = page(
        "start.html",
        pasted=pasted,
        typed=typed,
        offline=call.workspace.offline,
        document=call.workspace.document,
        left=left(call.workspace.kept),
        recent=[(each, quote(str(each), errors="replace")) for each in recent()],
        trouble=trouble,
    )
    answer.status_code = 422 if trouble else 200
    return answer


def open_file(call: Call) -> Response:
    """Open a file by its path."""
    given = call.form()
    try:
        call.workspace.open(given.path("path"))
    except RefkitError as error:
        return start(call, trouble=str(error), typed=given.text("path", ""))
    return to("/")


def take_up(call: Call) -> Response:
    """Go on with what was left without a name, or throw it away."""
    given = call.form()
    try:
        if given.text("throw", ""):
            throw_away(given.text("name"))
            return to("/start")
        call.workspace.take_up(given.text("name"))
    except RefkitError as error:
        return start(call, trouble=str(error))
    return to("/")


def paste(call: Call) -> Response:
    """Read a library that was pasted."""
    try:
        call.workspace.read(call.form().text("text").encode(errors="replace"))
    except RefkitError as error:
        return start(call, trouble=str(error))
    return to("/")


def entry_page(call: Call) -> Response:
    """One entry beside the list, or alone where only it is asked for."""
    return work(call, api.entry_of(call.document, call.param("id")))


def decide(call: Call) -> Response:
    """Show what a DOI leads to; once that was seen, or where there is none, decide."""
    given, document = call.form(), call.document
    entry = api.entry_of(document, call.param("id"))
    position, doi, review = given.text("position"), given.text("doi"), given.text("review", "")
    try:
        if given.text("seen", "") or doi.strip().lower() in {"none", "undecided"}:
            document.decide(position, doi, review, based_on=given.text("version", ""), **call.asked)
            (after, *_) = api.entries_at(document, position, review) or [entry]
            return to(_address(after.id))
        then, found = document.preview(position, doi, review, **call.asked)
        shown = [previewed(each, compared_parts(then, each)) for each in found]
        return work(call, entry, preview=shown[0] if shown else None, typed=doi)
    except RefkitError as error:
        return troubled(call, error, entry, typed=doi)


def search(call: Call) -> Response:
    """Show what a search finds for a line, by its own words or by others."""
    given, document = call.form(), call.document
    entry = api.entry_of(document, call.param("id"))
    words = given.text("words", "")
    place = given.text("position"), words, given.text("review", "")
    try:
        found = [candidate_json(each) for each in document.candidates(*place, **call.asked)]
    except RefkitError as error:
        return troubled(call, error, entry, searched=words)
    at = {"position": place[0], "review": place[2]}
    return work(call, entry, candidates=found, searched=words, at=at)


def decide_label(call: Call) -> Response:
    """Put a label on an entry, take one off, confirm, or take that back."""
    given, document = call.form(), call.document
    entry = api.entry_of(document, call.param("id"))
    try:
        _label(document, given, [entry.id])
    except RefkitError as error:
        return troubled(call, error, entry)
    return to(_address(entry.id))


def label_several(call: Call) -> Response:
    """The same for the entries that are ticked in the list."""
    given = call.form()
    try:
        _label(call.document, given, given["entries"])
    except RefkitError as error:
        return troubled(call, error, None)
    return to("/")


def _label(document: Document, given: Given, entries: Sequence[str]) -> None:
    said = given.text("decision"), given.text("label", ""), given.text("note", "")
    requests = [request(each, *said) for each in entries]
    if not requests:
        raise Problem(422, "input", "no reference is ticked")
    document.label(requests, based_on=given.text("version", ""))


def undo(call: Call) -> Response:
    """Go one step back, and stay where one was."""
    try:
        call.document.undo()
    except RefkitError as error:
        return troubled(call, error, None)
    at = call.form().text("at", "")
    is_there = any(each.id == at for each in call.document.bibliography.entries)
    return to(_address(at) if is_there else "/")


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


def asset(file: str, kind: str) -> Handler:
    """One of the page's own files."""

    def answer(call: Call) -> Response:
        return Response(_asset(file), media_type=kind)

    return answer


@cache
def _asset(file: str) -> str:
    text = resources.files("refkit.ui").joinpath("templates", file).read_text("utf-8")
    return text.replace("$light", css(LIGHT)).replace("$dark", css(DARK))


def troubled(
    call: Call, error: RefkitError | Problem, entry: Entry | None, **shown: Any
) -> Response:
    """The list, with why what was asked for was not done."""
    problem = error if isinstance(error, Problem) else problem_of(error)
    answer = work(call, entry, trouble=problem.detail, **shown)
    answer.status_code = problem.status
    return answer


def work(call: Call, entry: Entry | None = None, **shown: Any) -> Response:
    """The list and, beside it, an entry; only the latter where only it is asked for."""
    document = call.document
    bibliography = document.bibliography
    defaults: dict[str, Any] = {
        "preview": None, "candidates": None, "searched": "", "typed": "", "trouble": "",
        "at": None, "pasted": "",
    }  # fmt: skip
    values = defaults | shown | {"state": api.state(document), "offline": call.workspace.offline}
    values["job"] = call.workspace.job
    values["vocabulary"] = _vocabulary(bibliography)
    listing = listing_of(call.workspace, bibliography)
    values["entry"] = _shown(listing, entry) if entry else None
    if call.query("part") == "entry":
        return page("entry.html", **values)
    rows, groups = listing.rows, listing.groups
    changed = _changed(_seen(call), listing)
    asked, chosen = call.query("words"), set(call.request.query_params.getlist("choice"))
    found = filtered(rows, groups, asked, chosen)
    look = [each for each in rows if each.look and each.row.key in found]
    sure = [each for each in rows if not each.look and each.row.key in found]
    outside = document.outside()
    return page(
        "work.html",
        **values,
        account=str(bibliography.account),
        notes=[each.note for each in bibliography.lists if each.note],
        reviews=[shown_work(each) for each in bibliography.reviews],
        look=_sent(look, changed),
        sure=_sent(sure, changed),
        look_count=len(look),
        sure_count=len(sure),
        changed=changed,
        mark=listing.mark if len(found) == len(rows) else "",
        total=len(rows),
        suggested=document.free_name(Path.cwd()),
        groups=groups,
        asked=asked,
        chosen=chosen,
        outside=_outside(document, outside) if outside else None,
    )


def listing_of(workspace: Workspace, bibliography: Bibliography) -> Listing:
    """The list of a bibliography, made once for each state of it."""
    there = _listings(workspace)
    if not there or there[-1].bibliography is not bibliography:
        there = [*there, _list(bibliography, there[-1] if there else None)][-_LISTINGS:]
        workspace.listings = tuple(there)
    return there[-1]


def _listings(workspace: Workspace) -> list[Listing]:
    return [each for each in workspace.listings if isinstance(each, Listing)]


def _list(bibliography: Bibliography, before: Listing | None = None) -> Listing:
    now = {entry.id: entry for entry in bibliography.entries}
    known: dict[str, ListedRow] = {}
    numbers: dict[Choice, int] = {}
    if before:
        were = zip(before.bibliography.entries, before.rows, strict=True)
        known = {entry.id: row for entry, row in were if now.get(entry.id) == entry}
        numbers = dict(before.numbers)
    rows, counted = table(
        bibliography, by_source=True, known={key: each.row for key, each in known.items()}
    )
    number: dict[int, int] = {}
    for group in counted:
        for here, name, _ in group.choices:
            number[here] = numbers.setdefault((group.head, name), len(numbers))
    groups = tuple(
        replace(each, choices=tuple((number[here], name, n) for here, name, n in each.choices))
        for each in counted
    )
    listed = []
    for row, entry in zip(rows, bibliography.entries, strict=True):
        # Where it stands is no part of it here: else all that follow a new one would be others.
        shown = replace(
            row, place=0, positions=(), choices=tuple(number[each] for each in row.choices)
        )
        there = known.get(entry.id)
        listed.append(there._replace(row=shown) if there else _listed(shown, entry))
    places = {entry.id: place for place, entry in enumerate(bibliography.entries)}
    return Listing(bibliography, listed, groups, places, numbers, token_hex(8))


def _listed(row: TableRow, entry: Entry) -> ListedRow:
    said = [row.key, row.authors, row.more_authors, row.source, row.year, row.state]
    said += [entry.work.title.plain, own_words(entry), row.doi.words if row.doi else ""]
    said += [label.name for label in row.labels]
    return ListedRow(row, needs_look(entry), _folded(" ".join(said)))


def _seen(call: Call) -> Listing | None:
    """The listing that a window has, where it is one of the last."""
    mark = call.request.headers.get("refkit-seen", "")
    found = [each for each in _listings(call.workspace) if each.mark == mark]
    return found[0] if found else None


def _changed(before: Listing | None, now: Listing) -> Changed | None:
    """What became of a listing; None where all of it has to be shown anew."""
    if before is None:
        return None
    were = {each.row.key: each for each in before.rows}
    same = {each.row.key for each in now.rows if were.get(each.row.key) == each}
    if [key for key in were if key in same] != [key for key in now.places if key in same]:
        return None
    after: dict[str, str] = {}
    last = {True: "", False: ""}
    for each in now.rows:
        part, key = bool(each.look), each.row.key
        if key not in same:
            after[key] = last[part]
        last[part] = key
    return Changed(after, [key for key in were if key not in same])


def _sent(rows: list[ListedRow], changed: Changed | None) -> list[ListedRow]:
    return rows if changed is None else [each for each in rows if each.row.key in changed.after]


def _folded(text: str) -> str:
    """As words are compared in the filter: without accents and capitals; the script does it too."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(each for each in apart if not unicodedata.combining(each))


def filtered(
    rows: Sequence[ListedRow], groups: Sequence[Group], asked: str, chosen: set[str]
) -> set[str]:
    """The keys of the rows that have every word, and one of the choices of each group."""
    words = _folded(asked).split()
    wanted = [
        {number for number, _, _ in group.choices if str(number) in chosen} for group in groups
    ]
    return {
        each.row.key
        for each in rows
        if all(word in each.words for word in words)
        and all(not group or group & set(each.row.choices) for group in wanted)
    }


def _shown(listing: Listing, entry: Entry) -> dict[str, Any]:
    """All of an entry as the page shows it."""
    bibliography, place = listing.bibliography, listing.places[entry.id]
    names = review_names(bibliography)
    near = nearest_of(entry)
    authors = [each.sort_name for each in entry.work.creators if each.role == "author"]
    return {
        "id": entry.id,
        "address": _address(entry.id),
        "row": listing.rows[place].row,
        "number": place + 1,
        "look": needs_look(entry),
        "decided": is_decided(entry.resolution),
        "authors": authors,
        "lines": [
            {
                "review": str(line.review),
                "name": names[line.review],
                "position": line.reference.position,
                "printed": own_words(entry),
                "deposited": line.reference.deposited,
                "doi": line.reference.doi_text,
                "words": PrintedReference.of(line.reference).text,
            }
            for line in entry.citations
        ],
        "nearest": near,
        "nearest_url": doi_url(near.doi) if near else "",
        "labels": _labels(entry),
        "details": details(bibliography, entry),
    }


def _labels(entry: Entry) -> list[dict[str, Any]]:
    decided = {each.key: each for each in entry.label_decisions}
    return [
        {
            "key": f"{tag.facet}/{tag.label}",
            "facet": facet_heading(tag.facet),
            "name": tag.name,
            "decided": tag.is_decided,
            "by": decided[tag.facet, tag.label].by if (tag.facet, tag.label) in decided else "",
            "evidence": dict.fromkeys(f"{each.field}: {each.quote}" for each in tag.evidence),
        }
        for tag in entry.tags
    ]


def _vocabulary(bibliography: Bibliography) -> dict[str, list[Mapping[str, Any]]]:
    facets: dict[str, list[Mapping[str, Any]]] = {}
    for each in vocabulary(bibliography):
        facets.setdefault(facet_heading(each["facet"]), []).append(each)
    return facets


def _outside(document: Document, found: OutsideChange) -> dict[str, Any]:
    mine, theirs = document.bibliography, found.bibliography
    return {
        "trouble": found.trouble,
        "beside": document.beside.name if document.beside else "",
        "mine": str(mine.account),
        "theirs": str(theirs.account) if theirs else "",
        "changes": [change_row(each) for each in differences(mine, theirs)] if theirs else [],
    }


def _address(id_: str) -> str:
    return "/references/" + quote(id_, safe="", errors="replace")


def to(address: str) -> Response:
    """Lead to a page, after a form."""
    return RedirectResponse(address, 303)


def state_of(call: Call) -> dict[str, Any]:
    """Where the document stands, for the head of a page; raises Problem where none is open."""
    return api.state(call.document)


def refuse(call: Call, problem: Problem) -> Response:
    """A problem as a page."""
    answer = page("problem.html", problem=problem.members())
    answer.status_code = problem.status
    return answer


def page(template: str, **values: Any) -> Response:
    """A page, made of its template."""
    text = _templates().get_template(template).render(version=__version__, **values)
    return Response(text.encode(errors="replace"), media_type="text/html")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("refkit.ui"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"LOOK": LOOK, "address": _address, "JOB_HEADS": HEADS}
    return made


def _visible(value: object) -> object:
    """What is written of a value: text, but not HTML that was made here, without what steers."""
    return safe_text(value) if type(value) is str else value


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", front),
    ("POST", "/session", enter),
    ("GET", "/start", start),
    ("POST", "/open", open_file),
    ("POST", "/paste", paste),
    ("POST", "/left", take_up),
    ("GET", "/references/{id:path}", entry_page),
    ("POST", "/decide/{id:path}", decide),
    ("POST", "/search/{id:path}", search),
    ("POST", "/label/{id:path}", decide_label),
    ("POST", "/label-several", label_several),
    ("POST", "/undo", undo),
    ("POST", "/keep", keep),
    ("POST", "/name", name),
    ("GET", "/page.css", asset("page.css", "text/css")),
    ("GET", "/page.js", asset("page.js", "text/javascript")),
)
