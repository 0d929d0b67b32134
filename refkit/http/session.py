"""The session: remembers by the memory's rules, and follows redirects within one service only."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit

from requests import Response
from requests.exceptions import TooManyRedirects
from requests_cache import CachedSession

from refkit.http.adapter import PacedAdapter
from refkit.http.cache import NOT_FOUND, Forgetful, key_of
from refkit.http.rate_limit import Gate

# A merged DOI leads on once, now and then twice, and http to https: five is a circle.
MOST_REDIRECTS = 5
# For an address that nobody gave a pace.
_UNKNOWN_RATE, _UNKNOWN_CONCURRENCY = 10.0, 3
_PORTS = {"http": 80, "https": 443}


class Session(CachedSession):
    """A session whose requests, with the addresses and keys in them, stay with the host asked."""

    def get_redirect_target(self, resp: Response) -> str | None:
        """Where an answer leads; raises TooManyRedirects where that is another service."""
        target: str | None = super().get_redirect_target(resp)
        if target is not None and not _is_same_service(resp.url, urljoin(resp.url, target)):
            raise TooManyRedirects("to another host")
        return target


def open_session(memory: Forgetful) -> Session:
    """A session over this memory, with a modest pace for addresses that are given none."""
    session = Session(
        backend=memory,
        allowable_codes=(200, *NOT_FOUND),
        allowable_methods=("GET",),
        key_fn=key_of,
        expire_after=-1,  # the memory sets its own, by status
    )
    session.max_redirects = MOST_REDIRECTS
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in _PORTS:
        session.mount(f"{scheme}://", PacedAdapter(Gate(_UNKNOWN_RATE, _UNKNOWN_CONCURRENCY)))
    return session


def _is_same_service(old: str, new: str) -> bool:
    """Whether both are one host and port, or the second is the first's over https."""
    before, after = urlsplit(old), urlsplit(new)
    if before.hostname != after.hostname:
        return False
    ports = [each.port or _PORTS.get(each.scheme) for each in (before, after)]
    if before.scheme == after.scheme:
        return ports[0] == ports[1]
    return after.scheme == "https" and ports == [80, 443]
