"""Into Zotero from the page: the plan, writing it as a job, earlier runs and taking them back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.responses import Response

from refkit.api.document import Stale
from refkit.api.zotero import (
    plan_zotero,
    to_zotero,
    undo_zotero,
    zotero_order,
    zotero_runs,
    zotero_transports,
)
from refkit.api.zotero_rows import (
    plan_account,
    pushed_account,
    result_row,
    result_words,
    run_row,
    step_row,
    step_words,
    title_of,
    undone_account,
)
from refkit.errors import InputError, RefkitError
from refkit.ui import pages
from refkit.ui.api import json_answer
from refkit.ui.call import Call, Given, Handler
from refkit.ui.fetching import job_answer, line_of
from refkit.ui.jobs import Job
from refkit.ui.problems import Problem
from refkit.zotero.sync import Order, Pushed

_FLAGS = ("resolved_only", "no_review", "notes", "relate", "colors", "again")


def ways(call: Call) -> Response:
    """What each way into Zotero can do at this moment."""
    return json_answer({"ways": _ways()})


def plan(call: Call) -> Response:
    """What would be done; nothing is written."""
    return json_answer(_plan(call, call.json()))


def write(call: Call) -> Response:
    """Begin to write it."""
    return job_answer(_write(call, call.json(), call.based_on))


def runs(call: Call) -> Response:
    """What was done, the newest last."""
    return json_answer({"runs": [run_row(each) for each in zotero_runs()]})


def take_back(call: Call) -> Response:
    """Begin to take back what a run did."""
    return job_answer(_take_back(call, call.param("run")))


def zotero_page(call: Call) -> Response:
    """What is to go where, and earlier runs."""
    return _page(call)


def plan_page(call: Call) -> Response:
    """The plan as a table, which may then be written."""
    given = call.form()
    try:
        return _page(call, given=given, plan=_plan(call, given))
    except (RefkitError, Problem) as error:
        return _page(call, given=given, trouble=line_of(error))


def write_page(call: Call) -> Response:
    """Begin to write what was planned."""
    given = call.form()
    try:
        _write(call, given, given.text("version", ""))
    except (RefkitError, Problem) as error:
        return _page(call, given=given, trouble=line_of(error))
    return pages.to("/zotero")


def take_back_page(call: Call) -> Response:
    """Begin to take back what a run did."""
    try:
        _take_back(call, call.param("run"))
    except (RefkitError, Problem) as error:
        return _page(call, trouble=line_of(error))
    return pages.to("/zotero")


def _page(
    call: Call, given: Given | None = None, plan: dict[str, Any] | None = None, trouble: str = ""
) -> Response:
    bibliography = call.document.bibliography
    facets = list(dict.fromkeys(tag.facet for each in bibliography.entries for tag in each.tags))
    answer = pages.page(
        "zotero.html",
        state=pages.state_of(call),
        offline=call.workspace.offline,
        job=call.workspace.job,
        given=given if given is not None else Given(),
        facets=facets,
        known={each.id for each in bibliography.entries},
        plan=plan,
        trouble=trouble,
        ways=_ways() if call.query("ways") else None,
        runs=[run_row(each) for each in reversed(zotero_runs())],
    )
    answer.status_code = 422 if trouble else 200
    return answer


def _ways() -> list[dict[str, Any]]:
    return [asdict(each) | {"transport": each.transport.value} for each in zotero_transports()]


def _asked(given: Given) -> dict[str, str]:
    return {
        "transport": given.text("transport", "") or "auto",
        "library": given.text("library", "").strip(),
    }


def _order(call: Call, given: Given) -> Order:
    document = call.document
    if document.path is None or not document.is_saved:
        raise InputError("save it first: what is done in Zotero is on record under its file's name")
    facets = given.get("facets") or []
    if not isinstance(facets, list) or not all(isinstance(each, str) for each in facets):
        raise InputError("facets must be a list of texts")
    flags: dict[str, Any] = {name: given.flag(name) for name in _FLAGS}
    return zotero_order(
        document.bibliography,
        str(Path(document.path).resolve()),
        collection=given.text("collection", "").strip(),
        facets=facets,
        **flags,
    )


def _plan(call: Call, given: Given) -> dict[str, Any]:
    notes: list[str] = []
    version = call.document.version
    made = plan_zotero(_order(call, given), **_asked(given), notify=notes.append)
    return {
        "version": version,
        "account": plan_account(made),
        "collection": {"name": made.collection.name, "new": made.collection.is_new},
        "to_do": len(made.to_do),
        "notes": notes,
        "steps": [
            step_row(each) | {"title": title_of(each), "words": step_words(each)}
            for each in made.steps
        ],
    }


def _write(call: Call, given: Given, based_on: str) -> Job:
    order, asked = _order(call, given), _asked(given)
    if based_on and based_on != call.document.version:
        raise Stale("it was changed since the plan was made: look at the plan again")

    def work(job: Job) -> dict[str, Any]:
        pushed = to_zotero(order, **asked, notify=job.notify, progress=job.progress)
        return _came(pushed, pushed_account(pushed))

    return call.workspace.begin("zotero", order.collection or "My Library", work)


def _take_back(call: Call, run: str) -> Job:
    def work(job: Job) -> dict[str, Any]:
        undone = undo_zotero(run, notify=job.notify, progress=job.progress)
        return _came(undone, undone_account(undone))

    return call.workspace.begin("zotero-undo", f"run {run}", work)


def _came(pushed: Pushed, account: str) -> dict[str, Any]:
    return {
        "account": account,
        "remarks": list(pushed.remarks),
        "run": pushed.run or None,
        "can_be_undone": pushed.can_be_undone,
        "rows": [
            result_row(each) | {"title": title_of(each), "words": result_words(each)}
            for each in pushed.rows
        ],
    }


API: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/zotero/ways", ways),
    ("POST", "/zotero/plan", plan),
    ("POST", "/zotero/write", write),
    ("GET", "/zotero/runs", runs),
    ("POST", "/zotero/runs/{run}/undo", take_back),
)
PAGES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/zotero", zotero_page),
    ("POST", "/zotero/plan", plan_page),
    ("POST", "/zotero/write", write_page),
    ("POST", "/zotero/runs/{run}/undo", take_back_page),
)
