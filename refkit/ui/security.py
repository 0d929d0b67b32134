"""Who may ask: this machine's own page, with the token that was printed, and nobody else.

Any page that is open in a browser can send requests to a port on loopback, and by a name of its own
that leads to 127.0.0.1 it could read the answers (DNS rebinding). So the name that was asked for
(``Host``) must be one of loopback, who asks (``Origin``, ``Sec-Fetch-Site``) must be this page, and
all but the page's looks wants the cookie or the token. There is no CORS: nobody else reads.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from refkit.ui.problems import Problem, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names by which a browser of this machine asks, also through ``ssh -L`` and under its port."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": a browser would then say of the page's own forms that their origin is null.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
# Looks alone: they tell nothing, and who has no cookie yet needs them.
OPEN_PATHS = frozenset({"/", "/session", "/page.css", "/page.js"})


@dataclass(frozen=True, slots=True)
class Keys:
    """The token that is printed, and what a browser gets for it; both end with the program."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    # Cookies know no ports: two programs on loopback must not take each other's away.
    cookie: str = field(default_factory=lambda: f"refkit-{secrets.token_hex(4)}")
    _tickets: set[str] = field(default_factory=set, repr=False)

    def ticket(self) -> str:
        """A token that opens once: others on this machine see with what a browser is started."""
        found = secrets.token_urlsafe(32)
        self._tickets.add(found)
        return found

    def enters(self, token: str) -> bool:
        """Whether this is the token, or a ticket, which is used up by it."""
        if self.opens(token):
            return True
        try:
            self._tickets.remove(token.strip())
        except KeyError:
            return False
        return True

    def opens(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(token.strip().encode(), self.token.encode())

    def set_cookie(self) -> str:
        """The header that gives a browser its cookie: for no script, no other site, no disk."""
        return f"{self.cookie}={self.session}; HttpOnly; SameSite=Strict; Path=/"

    def knows(self, headers: dict[str, str]) -> bool:
        """Whether the cookie or the token (``Authorization: Bearer``) came with a request."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.opens(token)
        # Not http.cookies, which reads no further than to the first value that is against its
        # rules: others on loopback, of whatever port, set such ones.
        pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
        return any(
            name == self.cookie and hmac.compare_digest(value.encode(), self.session.encode())
            for name, _, value in pairs
        )


class Guard:
    """Lets through what may ask, and puts on every answer what a browser must not do with it."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self._app, self._keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with a problem."""
        if scope["type"] != "http":
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]
        }

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in there
                    ),
                ]
            await send(message)

        refused = self._refusal(scope, headers)
        app = self._app if refused is None else problem_response(refused)
        await app(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Problem | None:
        host = headers.get("host", "").lower()
        if not _is_loopback(host):
            return Problem(421, "wrong-host", "asked for by a name that is not this machine's own")
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}":
            return Problem(403, "other-origin", "a page of another origin may not ask here")
        # A browser tells who asks also where it sends no Origin; a link that is followed is no
        # harm, for it decides nothing and nobody else reads the answer.
        site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "")
        is_followed = mode == "navigate" and scope["method"] in {"GET", "HEAD"}
        if site not in {"none", "same-origin"} and not is_followed:
            return Problem(403, "other-origin", "a page of another origin may not ask here")
        if scope["path"] in OPEN_PATHS or self._keys.knows(headers):
            return None
        return Problem(401, "no-session", "open the address that refkit ui printed, with its token")


def _is_loopback(host: str) -> bool:
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        name, port = host, "80"
    return name in LOOPBACK and port.isascii() and port.isdigit()
