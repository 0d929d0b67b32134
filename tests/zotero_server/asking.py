"""How the tests of the loopback Zotero ask it: as a client of the web API with good manners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from zotero_server.validating import Json
from zotero_server.web import ZoteroServer

KEYS = [f"AAAA{a}{b}{c}2" for a in "23456789" for b in "23456789" for c in "234"]
ARTICLE = {"itemType": "journalArticle", "title": "Bees in gardens", "DOI": "10.5555/bees"}


def ask(
    server: ZoteroServer,
    method: str,
    path: str,
    json: Any = None,
    key: str = ZoteroServer.key,
    **headers: str,
) -> requests.Response:
    """Send one request with a key; a header that is empty is left out."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {"Zotero-API-Version": "3", "Zotero-API-Key": key, **named}
    sent = {name: value for name, value in named.items() if value}
    return requests.request(method, server.url + path, json=json, headers=sent, timeout=60)


def post(server: ZoteroServer, *objects: Any, **headers: str) -> Json:
    """Send items as an array; the report."""
    answer = ask(server, "POST", "/users/1/items", list(objects), **headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def new(number: int = 0, **members: Any) -> Json:
    """A new item with a key of its own."""
    return {"key": KEYS[number], "version": 0, **ARTICLE, **members}


def failure(server: ZoteroServer, one: Mapping[str, Any]) -> Json:
    """Send one item that is not taken; how it failed."""
    report = post(server, dict(one))
    assert not report["successful"]
    assert not report["unchanged"]
    return dict(report["failed"]["0"])
