"""What the page shows, made on this machine by jinja2.

It works by links and forms (``forms``); the script adds keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import RedirectResponse, Response

from refkit.api.document import OpenDocument, OutsideChange
from refkit.api.ledger import (
    LOOK,
    change_row,
    details,
    needs_look,
    vocabulary,
)
from refkit.api.listed_lines import STANDS
from refkit.diff import differences
from refkit.errors import RefkitError
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.list_notes import notes
from refkit.model.printed import nearest_of, own_words
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import is_decided
from refkit.report.colours import DARK, LIGHT, css
from refkit.report.labels import doi_url, facet_heading, review_names, safe_value
from refkit.report.page import list_heads
from refkit.ui import api
from refkit.ui.call import Call, Handler
from refkit.ui.jobs import HEADS
from refkit.ui.listing import ListView, changed_since, filtered, listing_of, sent
from refkit.ui.problems import Problem, problem_of
from refkit.ui.unsaved import unfinished_in, unsaved_documents
from refkit.ui.workspace import recent
from refkit.version import __version__


def front(call: Call) -> Response:
    """The list of what is open, the start page, or the door."""
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    if not call.keys.knows(headers):
        return page("door.html")
    if call.workspace.document is None:
        return start(call)
    return work(call)


def start(call: Call, trouble: str = "", pasted: str = "", typed: str = "") -> Response:
    """Where one begins: the files that were worked on last, and a field for another."""
    answer = page(
        "start.html",
        pasted=pasted,
        typed=typed,
        offline=call.workspace.offline,
        document=call.workspace.document,
        left=unsaved_documents(call.workspace.kept),
        recent=[(each, unfinished_in(each)) for each in recent()],
        trouble=trouble,
    )
    answer.status_code = 422 if trouble else 200
    return answer


def entry_page(call: Call) -> Response:
    """One entry beside the list, or alone where only it is asked for."""
    return work(call, api.entry_of(call.document, call.param("id")))


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
    mark = call.request.headers.get("refkit-seen", "")
    changed = changed_since(call.workspace, mark, listing)
    asked, chosen = call.query("words"), set(call.request.query_params.getlist("choice"))
    found = filtered(rows, groups, asked, chosen)
    look = [each for each in rows if each.look and each.row.key in found]
    sure = [each for each in rows if not each.look and each.row.key in found]
    outside = document.outside()
    return page(
        "work.html",
        **values,
        account=str(bibliography.account),
        remarks=document.remarks,
        notes=notes(bibliography),
        heads=list_heads(bibliography),
        look=sent(look, changed),
        sure=sent(sure, changed),
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


def _shown(listing: ListView, entry: Entry) -> dict[str, Any]:
    """All of an entry as the page shows it."""
    bibliography, place = listing.bibliography, listing.places[entry.id]
    names = review_names(bibliography)
    near = nearest_of(entry)
    authors = [each.sort_name for each in entry.work.creators if each.role == "author"]
    return {
        "id": entry.id,
        "address": address_of(entry.id),
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
                "rejected": line.rejected,
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


def _outside(document: OpenDocument, found: OutsideChange) -> dict[str, Any]:
    mine, theirs = document.bibliography, found.bibliography
    return {
        "trouble": found.trouble,
        "beside": document.beside.name if document.beside else "",
        "mine": str(mine.account),
        "theirs": str(theirs.account) if theirs else "",
        "changes": [change_row(each) for each in differences(mine, theirs)] if theirs else [],
    }


def address_of(id_: str) -> str:
    """Where an entry is shown."""
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
        finalize=safe_value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"LOOK": LOOK, "STANDS": STANDS, "address": address_of, "JOB_HEADS": HEADS}
    return made


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", front),
    ("GET", "/start", start),
    ("GET", "/references/{id:path}", entry_page),
    ("GET", "/page.css", asset("page.css", "text/css")),
    ("GET", "/page.js", asset("page.js", "text/javascript")),
)
