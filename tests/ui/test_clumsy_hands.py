"""What nobody should give, and what happens to files meanwhile: refused in one line, nothing lost."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from report.made_up import made_up
from ui.app import Asked, opened
from ui.test_api import problem
from ui.test_fetching import Held, held
from ui.test_server import A_MINUTE, started
from ui.test_server import asked as ask

import refkit
from refkit.api.document import ChangedOutside, OpenDocument
from refkit.errors import InputError
from refkit.interrupts import INTERRUPTED
from refkit.model.bibliography import Bibliography, Made
from refkit.ui.problems import URN
from refkit.ui.workspace import Workspace, note_recent, recent
from refkit.version import __version__

__all__ = ["held"]

posix = pytest.mark.skipif(os.name != "posix", reason="pipes and signals as posix has them")
LONG = "FOLDER/" + "a" * 300 + ".refkit.json"
NO_NAMES = ["", " ", "/", "a\0b", "FOLDER/a\0b.refkit.json", "FOLDER/\ud800.refkit.json", LONG,
            "~nobody-has-this-name/a.refkit.json", "FOLDER/" + "a/" * 3000 + "b.json"]  # fmt: skip


@pytest.fixture
def asked(first_review: Bibliography, tmp_path: Path) -> Asked:
    return opened(first_review, tmp_path / "review.refkit.json")


def empty() -> OpenDocument:
    return OpenDocument(Bibliography(Made(__version__)))


@posix
@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_no_file_can_have_is_one_line(asked: Asked, tmp_path: Path, name: str) -> None:
    name = name.replace("FOLDER", str(tmp_path))
    before = asked.workspace.document
    assert problem(asked, "PUT", "/document", {"path": name})["type"] == f"{URN}input"
    assert asked.workspace.document is before
    pasted = asked.client.post("/open", data={"path": name.encode(errors="replace")})
    assert pasted.status_code == 422

    asked.workspace.document = new = empty()
    assert problem(asked, "POST", "/document/name", {"path": name})["type"] == f"{URN}input"
    assert not new.is_saved
    assert asked.client.get("/start").status_code == 200


@posix
def test_a_noted_name_that_no_file_can_have_is_passed_over(tmp_path: Path, asked: Asked) -> None:
    note_recent(Path(LONG.replace("FOLDER", str(tmp_path))))

    assert recent() == [tmp_path / "review.refkit.json"]
    assert asked.client.get("/start").status_code == 200


@posix
def test_a_pipe_and_a_device_are_not_read(asked: Asked, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.refkit.json")
    for path in (tmp_path / "pipe.refkit.json", "/dev/zero"):
        refused = problem(asked, "PUT", "/document", {"path": str(path)})
        assert "is a pipe or a device" in refused["detail"]


@posix
def test_a_file_that_became_a_pipe_keeps_nobody_waiting(asked: Asked, tmp_path: Path) -> None:
    path = tmp_path / "review.refkit.json"
    path.unlink()
    os.mkfifo(path)

    assert "is a pipe" in asked.send("GET", "/document/outside")["changed"]["trouble"]
    assert problem(asked, "POST", "/undo")["type"] == f"{URN}changed-outside"
    for which in ("mine", "theirs"):
        assert "is a pipe" in problem(asked, "POST", "/document/keep", {"which": which})["detail"]


def test_a_new_document_takes_the_place_of_no_other(
    first_review: Bibliography, tmp_path: Path
) -> None:
    path = tmp_path / "references.refkit.json"
    first = OpenDocument(first_review)
    first.name(path)
    before = path.read_bytes()
    second = empty()

    for name in (path, tmp_path / "references", tmp_path):
        with pytest.raises(InputError):
            second.name(name)

    assert path.read_bytes() == before
    assert list(tmp_path.glob("*.json*")) == [path]
    assert second.free_name(tmp_path).name == "references-2.refkit.json"
    assert first.free_name(tmp_path) == path
    assert second.path is None


def test_a_file_that_appeared_where_one_was_begun_is_noticed(
    first_review: Bibliography, tmp_path: Path
) -> None:
    path = tmp_path / "review.refkit.json"
    begun = OpenDocument.open(path)
    assert begun.outside() is None
    refkit.save(first_review, path)  # refkit wrote it, but for somebody else
    before = path.read_bytes()

    with pytest.raises(ChangedOutside):
        begun.undo()

    assert path.read_bytes() == before
    begun.keep("theirs")
    assert begun.bibliography == refkit.load(path)


@pytest.mark.parametrize("path", ["/document/keep", "/fetch", "/candidates", "/decisions"])
def test_a_lone_surrogate_is_told_of(asked: Asked, path: str) -> None:
    body = dict.fromkeys(["which", "text", "words", "position", "doi", "review"], "\ud800")

    assert problem(asked, "POST", path, body)["status"] == 422


def test_words_with_a_lone_surrogate_are_searched_for(asked: Asked) -> None:
    refused = problem(asked, "POST", "/candidates", {"position": 5, "words": "owls \ud800"})

    assert refused["type"] == f"{URN}not-remembered"


@pytest.mark.parametrize(
    "others", ['a={"b": 1}; {}', "bad name=x; {}", 'a="; {}', "{}; (=)", "é=[x]; {}"]
)
def test_cookies_of_others_on_loopback_keep_nobody_out(asked: Asked, others: str) -> None:
    cookie = others.replace("{}", f"{asked.keys.cookie}={asked.keys.session}")
    visitor = asked.visitor()

    answer = visitor.get("/api/v1", headers=[(b"cookie", cookie.encode())])

    assert answer.status_code == 200


def test_an_error_of_its_own_is_a_problem_and_told_where_it_was_started(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(self: OpenDocument, **asked: str) -> str:
        raise RuntimeError("/home/ada/secret")

    monkeypatch.setattr(OpenDocument, "undo", fail)

    refused = problem(asked, "POST", "/undo")
    page = asked.client.post("/undo")

    assert refused["type"] == f"{URN}failed"
    assert page.status_code == 500
    assert "secret" not in page.text + json.dumps(refused)
    assert "RuntimeError: /home/ada/secret" in capfd.readouterr().err


def test_looking_at_the_head_of_the_events_closes_nothing(
    first_review: Bibliography, tmp_path: Path
) -> None:
    path = tmp_path / "review.refkit.json"
    refkit.save(first_review, path)
    opens: list[str] = []
    asked = Asked(Workspace(OpenDocument.open(path)))
    asked.workspace.listeners = Told(opens.append)

    answer = asked.client.head("/api/v1/events")

    assert answer.status_code == 200
    assert opens == []  # nobody listens: there was no window


def _ask(address: str, body: Any) -> None:
    with suppress(ValueError, OSError, http.client.HTTPException):  # it ends before it answers
        ask(address, "/api/v1/candidates", body)


class Told(set[Callable[[], None]]):
    """Listeners that tell when one more listens."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._tell = tell

    def add(self, element: Callable[[], None]) -> None:
        self._tell("more")
        super().add(element)


@posix
def test_two_that_start_at_once_on_one_file_are_one(tmp_path: Path) -> None:
    path = tmp_path / "review.refkit.json"
    refkit.save(made_up(40), path)
    command = [sys.executable, "-m", "refkit", "ui", str(path), "--no-browser"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        lines = [each.stdout.readline() for each in both if each.stdout]
    finally:
        for each in both:
            each.kill()
            each.communicate(timeout=A_MINUTE)

    assert lines[0] == lines[1]
    assert lines[0].startswith("http://127.0.0.1:")


@posix
def test_ctrl_c_waits_for_no_source(held: Held, first_review: Bibliography, tmp_path: Path) -> None:
    path = tmp_path / "review.refkit.json"
    refkit.save(first_review, path)
    with started(path) as (process, line):
        body = {"position": "5", "words": "owls"}
        waiting = Thread(target=_ask, args=(line.strip(), body))
        waiting.start()
        assert held.begun.wait(A_MINUTE)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=A_MINUTE)
        waiting.join(A_MINUTE)

    assert "stopped" in error
    assert process.returncode == INTERRUPTED
