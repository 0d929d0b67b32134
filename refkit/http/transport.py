"""Exchanging: a request of any method and its answer as it came; nothing is remembered."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from requests import Response
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from refkit.http.strict_json import Unreadable, read_json

# A service that asks for more than ten minutes of rest is to be tried another day (seconds).
MOST_REST = 600.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, the headers by any case, and the body as JSON or as text.

    ``json`` is None where the body is none; ``text`` is its beginning, for who has to explain it.
    """

    status: int
    headers: Mapping[str, str]
    json: Any
    text: str


def reply_of(response: Response) -> Reply:
    """The answer as it came; a body that is not JSON is text, whatever it says of itself."""
    try:
        value = read_json(response.content) if response.content else None
    except Unreadable:
        value = None
    text = response.content[:2000].decode("utf-8", "replace")
    return Reply(response.status_code, response.headers, value, text[:500])


def seconds_of(text: str | None) -> float | None:
    """What ``Retry-After`` or ``Backoff`` ask for, said in seconds or as a date; None for neither.

    RFC 9110, 10.2.3; ``Backoff`` is Zotero's, for answers that are no refusal.
    """
    try:
        return Retry().parse_retry_after(text) if text else None
    except (HTTPError, ValueError, OverflowError):
        return None


def proxies_for(url: str) -> dict[str, Any]:
    """None for a program on this machine, which no proxy can reach; the usual ones otherwise."""
    host = urlsplit(url).hostname or ""
    return {"http": None, "https": None} if _is_loopback(host) else {}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
