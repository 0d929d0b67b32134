"""The web application: which handler answers which address, all of them behind the guard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from refkit.ui import api, exports, fetching, forms, pages, plugin, zotero
from refkit.ui.call import Call, endpoint
from refkit.ui.events import Windows, stream
from refkit.ui.problems import Problem
from refkit.ui.security import Guard, Keys
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from starlette.types import ASGIApp


API_ROUTES = (*api.ROUTES, *fetching.API, *exports.API, *zotero.API, *plugin.API)
"""All that programs can ask for, but the stream of events."""
PAGE_ROUTES = (
    *pages.ROUTES, *forms.ROUTES, *fetching.PAGES, *exports.PAGES, *zotero.PAGES,
)  # fmt: skip
"""The pages and their forms."""


def application(workspace: Workspace, keys: Keys, windows: Windows) -> ASGIApp:
    """All of it, behind its guard."""

    async def events(request: Request) -> Response:
        def document() -> dict[str, Any]:
            there = workspace.document
            return api.state(there) if there else {}

        def progress() -> dict[str, Any] | None:
            return workspace.job.row() if workspace.job else None

        looks = {"document": document, "progress": progress}
        if request.method == "HEAD":  # no window: none is closed by its end
            return Response(media_type="text/event-stream")
        return StreamingResponse(stream(workspace, windows, looks), media_type="text/event-stream")

    routes = [Route(f"{api.PREFIX}/events", events, methods=["GET"])]
    for prefix, found, refuse in (
        (api.PREFIX, API_ROUTES, api.refuse),
        ("", PAGE_ROUTES, pages.refuse),
    ):
        routes += [
            Route(prefix + path, endpoint(handler, workspace, keys, refuse), methods=[method])
            for method, path, handler in found
        ]
    missing = _missing(workspace, keys)
    app = Starlette(routes=routes, exception_handlers={404: missing, 405: missing})
    # An address is what is written in the documentation: with a slash behind it, it is none.
    app.router.redirect_slashes = False
    return Guard(app, keys)


def _missing(
    workspace: Workspace, keys: Keys
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        call = Call(request, b"", workspace, keys)
        if status == 405:
            problem = Problem(405, "refused", f"{request.method} is not for {request.url.path}")
        else:
            problem = Problem(404, "not-found", f"nothing is at {request.url.path}")
        is_api = request.url.path.startswith("/api/")
        answer = api.refuse(call, problem) if is_api else pages.refuse(call, problem)
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    return answer
