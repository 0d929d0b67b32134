"""Problem details (RFC 9457): each refusal has a type, a status and one line of what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from refkit.api.document import ChangedOutside, Stale
from refkit.api.offers import NotOffered
from refkit.errors import InputError, InvalidIdentifier, NotRemembered, RefkitError, SourceError
from refkit.ui.instances import OpenElsewhere

if TYPE_CHECKING:
    from starlette.responses import Response

TITLES = {
    "busy": "Something is under way",
    "changed-outside": "The file was changed outside",
    "failed": "refkit failed",
    "input": "What was given cannot be used",
    "identifier": "Not an identifier",
    "no-document": "No document is open",
    "no-session": "Not signed in",
    "not-found": "Nothing is there",
    "not-remembered": "Never fetched, and this is offline",
    "not-offered": "It was never offered",
    "open-elsewhere": "Open in another refkit ui",
    "other-origin": "Asked from elsewhere",
    "refused": "Not to be done so",
    "source": "A source could not be asked",
    "stale": "Changed meanwhile",
    "too-large": "Too much at once",
    "unreadable": "The request cannot be read",
    "wrong-host": "Asked for by another name",
    "zotero": "Zotero refused",
}
"""The types, by the last part of their URN, and what each is called."""

URN = "urn:refkit:problem:"


@dataclass(frozen=True)
class Problem(Exception):
    """A refusal: the status, the last part of its type's URN, one line, and more members."""

    status: int
    type: str
    detail: str
    more: dict[str, Any] = field(default_factory=dict)

    def members(self) -> dict[str, Any]:
        """The problem as its JSON has it."""
        return {
            "type": URN + self.type,
            "title": TITLES[self.type],
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }


# The most particular first.
_KINDS: tuple[tuple[type[RefkitError], int, str], ...] = (
    (ChangedOutside, 409, "changed-outside"),
    (Stale, 412, "stale"),
    (OpenElsewhere, 409, "open-elsewhere"),
    (NotOffered, 422, "not-offered"),
    (InvalidIdentifier, 422, "identifier"),
    (InputError, 422, "input"),
    (NotRemembered, 503, "not-remembered"),
    (SourceError, 502, "source"),
    (RefkitError, 502, "zotero"),
)


def problem_of(error: RefkitError) -> Problem:
    """The problem that one of refkit's own errors is."""
    status, type_ = next((status, name) for kind, status, name in _KINDS if isinstance(error, kind))
    return Problem(status, type_, " ".join(str(error).split()))


def failure() -> Problem:
    """The problem that an error of refkit itself is, which is told where it was started."""
    return Problem(500, "failed", "refkit itself failed; where it was started stands more")


def problem_response(problem: Problem) -> Response:
    """The answer that says so."""
    from starlette.responses import Response

    # ASCII: a lone surrogate that was given, and is told of, has no UTF-8.
    text = json.dumps(problem.members(), separators=(",", ":"))
    return Response(text, problem.status, media_type="application/problem+json")
