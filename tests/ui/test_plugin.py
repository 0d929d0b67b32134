"""A Zotero that can start no program asks the page's program what it would ask a process."""

from __future__ import annotations

import asyncio
import json
from threading import Event as Flag
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW
from starlette.testclient import TestClient
from ui.app import Asked

from refkit.cli import main
from refkit.ui.plugin import _lines
from refkit.ui.workspace import Workspace
from refkit.zotero.plugin.events import Emit, note

ITEMS = "/api/v1/zotero/items"
LIBRARY = {"id": "local/abcdefgh/users/0", "name": "My Library", "editable": True, "items": []}
LABELS = {
    "protocol": 1,
    "want": "labels",
    "library": LIBRARY,
    "items": [{"key": "ABCD2345", "itemType": "book", "title": "CAR-NK cells in lupus \ud83d"}],
}
REFERENCES = {
    "protocol": 1,
    "want": "references",
    "library": LIBRARY,
    "item_types": {"journalArticle": {"fields": ["title", "DOI"], "creator_types": ["author"]}},
    "identifiers": [FIRST_REVIEW],
    "options": {"offline": True},
}


@pytest.fixture
def asked() -> Asked:
    return Asked(Workspace(None, offline=True))


def ask(visitor: TestClient, request: dict[str, Any], **headers: str) -> Any:
    """Send it escaped: half a character goes through."""
    sent = {"content-type": "application/json", **headers}
    return visitor.post(ITEMS, content=json.dumps(request), headers=sent)


def told(lines: str) -> list[dict[str, Any]]:
    """The events, without the name that each run has for itself."""
    events = [json.loads(line) for line in lines.splitlines()]
    run = events[0].pop("run")
    return [json.loads(json.dumps(each).replace(run, "RUN")) for each in events]


@pytest.mark.parametrize("request_", [LABELS, REFERENCES, {"protocol": 7, "want": "hello"}])
def test_the_events_are_those_of_a_process(asked: Asked, request_: dict[str, Any]) -> None:
    answer = ask(asked.client, request_)

    process = CliRunner().invoke(main, ["zotero", "items", "--events"], input=json.dumps(request_))
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert told(answer.text) == told(process.stdout)
    assert told(answer.text)[-1]["event"] == "end"


def test_a_page_that_asks_nobody_asks_nobody_for_the_plug_in_either(asked: Asked) -> None:
    answer = asked.client.post(
        ITEMS, json=REFERENCES | {"identifiers": ["10.5555/new"], "options": {}}
    )

    (error,) = [each for each in told(answer.text) if each["event"] == "error"]
    assert error["kind"] == "offline"


def test_nobody_without_the_token_and_nothing_but_json(asked: Asked) -> None:
    stranger = asked.visitor()

    assert ask(stranger, LABELS).status_code == 401
    assert ask(stranger, LABELS, Origin="null").status_code == 403
    for body in (b"", b"[]", b"{"):
        answer = asked.client.post(
            ITEMS, content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


def test_who_has_gone_is_worked_for_no_longer() -> None:
    heard, ended = Flag(), Flag()

    def answer(emit: Emit) -> None:
        emit(note("here"))
        try:
            heard.wait(60)
            emit(note("is anybody there?"))
        except BrokenPipeError:
            ended.set()
            raise

    async def look_once() -> bytes:
        lines = _lines(answer)
        first = await anext(lines)
        await lines.aclose()  # type: ignore[attr-defined]
        return first

    assert json.loads(asyncio.run(look_once())) == note("here")
    heard.set()
    assert ended.wait(60)
