"""Routes that make a document of what is pasted, dropped or sent; a fetch runs as a job."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

from refkit.api.listed_lines import ListedLines
from refkit.api.pasted import PastedText, document_in, read_text
from refkit.errors import InputError, RefkitError
from refkit.files.reading import is_file, read_bytes
from refkit.formats.saved.mapping import SUFFIX
from refkit.ui import pages
from refkit.ui.api import document_answer, json_answer
from refkit.ui.call import Call, Handler
from refkit.ui.jobs import Job
from refkit.ui.problems import Problem

_ELSEWHERE = (
    "this is a library, whose entries need no looking up: paste it on the first page (refkit, at "
    "the top), where it is opened as a document of its own"
)


def fetch(call: Call) -> Response:
    """Begin to fetch what was pasted, into what is open or a new document."""
    given = call.json()
    new = given.flag("new")
    found = _understood(call, given.text("text"), new=new)
    if found.library:
        raise InputError("this is a library, of which nothing is fetched: send it as a file")
    return job_answer(call.workspace.fetch(found, new=new))


def read_job(call: Call) -> Response:
    """What is under way, or was last."""
    return job_answer(call.workspace.job)


def read_lines(call: Call) -> Response:
    """The lines that are looked up, as they stand; those alone that became others since then."""
    lines, since = _lines(call)
    shown = lines.since(since) if lines else []
    revision = lines.counts()["revision"] if lines else 0
    return json_answer({"revision": revision, "lines": [each.row() for each in shown]})


def _lines(call: Call) -> tuple[ListedLines | None, int]:
    job, since = call.workspace.job, call.query("since", "0")
    if not (since.isascii() and since.isdigit()):
        raise InputError(f"since is the number of a revision, not {since!r}")
    return job.lines if job and job.row()["lines"] else None, int(since[:18])


def stop(call: Call) -> Response:
    """Stop what is under way; nothing where it has ended."""
    job = call.workspace.job
    if job:
        job.stop()
    return job_answer(job)


def go_on(call: Call) -> Response:
    """Do once more what was stopped or failed: what was done is not done twice."""
    return job_answer(call.workspace.go_on())


def fetch_page(call: Call) -> Response:
    """The same from the field of the page, and of the start page."""
    given = call.form()
    text, new = given.text("text", ""), given.flag("new")
    is_new = new or call.workspace.document is None
    try:
        found = _understood(call, text, new=new)
        if found.library and not is_new:
            raise InputError(_ELSEWHERE)
        if found.library:
            call.workspace.read(text.encode(errors="replace"))
        else:
            call.workspace.fetch(found, new=new)
    except (RefkitError, Problem) as error:
        if is_new:
            return pages.start(call, trouble=line_of(error), pasted=text)
        return pages.troubled(call, error, None, pasted=text)
    return pages.to("/")


def lines_page(call: Call) -> Response:
    """The rows of lines that became others, for the script to put in their places."""
    lines, since = _lines(call)
    return pages.page("lines.html", lines=lines.since(since) if lines else [], under_way=True)


def stop_page(call: Call) -> Response:
    """Stop what is under way."""
    if call.workspace.job:
        call.workspace.job.stop()
    return _back(call)


def go_on_page(call: Call) -> Response:
    """Go on with what was stopped or failed."""
    try:
        call.workspace.go_on()
    except Problem as error:
        return pages.troubled(call, error, None)
    return _back(call)


def put_away_page(call: Call) -> Response:
    """Show no longer what has ended."""
    call.workspace.put_away()
    return _back(call)


def open_document(call: Call) -> Response:
    """Open a file in place of the one that is open, or look up the list that a document prints."""
    open_path(call, call.json().path("path"))
    return document_answer(call.document)


def import_document(call: Call) -> Response:
    """Read a file that has no place on this machine: the body, with its name in ``name``.

    The list of a document is looked up, into a new document.
    """
    read_file(call, call.body, call.query("name"))
    return document_answer(call.document)


def read_file(call: Call, data: bytes, name: str) -> None:
    """Open a library, or begin to look up the list that a document prints; raises as these."""
    called = Path(name).name
    if document := document_in(data, called):
        call.workspace.fetch(PastedText((), (called or document.name,), document), new=True)
    else:
        call.workspace.read(data, name)


def open_path(call: Call, path: Path) -> None:
    """Open a file by its path, or begin to look up the list that a document prints."""
    document = document_in(read_bytes(path), path.name) if _may_print(path) else None
    if document:
        call.workspace.fetch(PastedText((), (path.name,), document), new=True)
    else:
        call.workspace.open(path)


def _may_print(path: Path) -> bool:
    return is_file(path) and not path.name.endswith(SUFFIX)


def upload_page(call: Call) -> Response:
    """Open a file that was dropped or chosen."""
    try:
        name, data = call.upload()
        read_file(call, data, name)
    except (RefkitError, Problem) as error:
        return pages.start(call, trouble=line_of(error))
    return pages.to("/")


def _understood(call: Call, text: str, *, new: bool) -> PastedText:
    there = None if new else call.workspace.document
    return read_text(text, there.list_names if there else ())


def _back(call: Call) -> Response:
    """To the page on which the form was sent."""
    return pages.to("/zotero" if call.form().text("from", "") == "zotero" else "/")


def line_of(error: RefkitError | Problem) -> str:
    """Why something was not done, on one line."""
    return error.detail if isinstance(error, Problem) else " ".join(str(error).split())


def job_answer(job: Job | None) -> Response:
    """What is under way, or was last."""
    return json_answer({"job": job.row() if job else None})


API: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/fetch", fetch),
    ("PUT", "/document", open_document),
    ("POST", "/document/import", import_document),
    ("GET", "/job", read_job),
    ("GET", "/job/lines", read_lines),
    ("POST", "/job/stop", stop),
    ("POST", "/job/go-on", go_on),
)
PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/fetch", fetch_page),
    ("GET", "/job/lines", lines_page),
    ("POST", "/upload", upload_page),
    ("POST", "/job/stop", stop_page),
    ("POST", "/job/go-on", go_on_page),
    ("POST", "/job/put-away", put_away_page),
)
