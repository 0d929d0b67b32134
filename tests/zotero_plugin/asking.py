"""The real refkit, asked as the plug-in asks it; and events with what could become markup."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from conftest import FIRST_REVIEW, REPOSITORY

from refkit.zotero.item_types import ITEM_TYPES

Json = dict[str, Any]
HOSTILE = "CAR-T <img src=x onerror=alert(1)><script>alert(2)</script> {{7*7}} &amp; \u202e🧬"

LIBRARY: Json = {
    "id": "local/shim/users/0",
    "name": "My Library",
    "type": "user",
    "editable": True,
    "items": [],
    "collections": [],
}


def said(request: Json, home: Path) -> str:
    """The lines that refkit answers to a request, with records and a memory of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "refkit", "zotero", "items", "--events"],
        input=json.dumps({"protocol": 1, **request}).encode(),
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "REFKIT_CACHE": str(home / "memory"),
            "REFKIT_DATA": str(home / "data"),
            "REFKIT_CONFIG": str(home / "no-config.toml"),
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout.decode()


def references(home: Path, items: list[Json] | None = None) -> str:
    """What it says of the review that ships with it."""
    types = {
        name: {"fields": sorted(has.fields), "creator_types": sorted(has.creators)}
        for name, has in ITEM_TYPES.items()
    }
    return said(
        {
            "want": "references",
            "identifiers": [FIRST_REVIEW],
            "library": {**LIBRARY, "items": items or []},
            "item_types": types,
            "options": {"offline": True, "collection": "CAR-T in rheumatology"},
        },
        home,
    )


def item(title: str, key: str = "ABCD2345") -> Json:
    """An item of a user's own."""
    return {
        "key": key,
        "version": 1,
        "itemType": "journalArticle",
        "title": title,
        "creators": [],
        "tags": [],
    }


def explained(home: Path, title: str) -> str:
    """What it says of the labels of one item."""
    return said({"want": "explain", "library": LIBRARY, "items": [item(title)]}, home)


def hostile_plan(actions: tuple[str, ...]) -> list[Json]:
    """A plan in which every text that a window shows is one that could become markup."""
    label = {
        "facet": HOSTILE,
        "label": HOSTILE,
        "name": HOSTILE,
        "tag": HOSTILE,
        "evidence": [{"field": "title", "text": HOSTILE, "spans": [[0, 5], [3, 9], [400, 500]]}],
        "decided": {"by": HOSTILE, "decision": HOSTILE, "note": HOSTILE},
    }
    rows = [
        {
            "event": "item",
            "id": number,
            "positions": [HOSTILE],
            "title": HOSTILE,
            "authors": HOSTILE,
            "year": HOSTILE,
            "container": HOSTILE,
            "printed": HOSTILE + HOSTILE,
            "why": HOSTILE,
            "retracted": True,
            "action": action,
            "labels": [label],
            "changes": [{"field": "title", "text": HOSTILE}],
            "write": {"op": "update", "patch": {}},
        }
        for number, action in enumerate(actions)
    ]
    conflict = {"event": "conflict", "id": 0, "field": HOSTILE, "why": HOSTILE}
    return [
        {"event": "start", "protocol": 1, "refkit": "1", "run": HOSTILE},
        {"event": "note", "text": HOSTILE},
        {"event": "progress", "what": HOSTILE, "done": 0, "total": 2},
        *rows,
        conflict,
        {"event": "collection", "name": HOSTILE, "key": None, "action": "make"},
        {
            "event": "finding",
            "key": "ABCD2345",
            "severity": "error",
            "message": HOSTILE,
            "advice": HOSTILE,
        },
        {"event": "account", "text": HOSTILE},
        {"event": "error", "kind": "input", "message": HOSTILE},
        {"event": "end", "ok": True},
    ]
