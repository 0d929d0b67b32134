"""refkit ui as a program: one line, one address, an end; a process of its own where it is about one."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from ui.serving import SOON, served

import refkit
from refkit.api.document import OpenDocument
from refkit.cli import main
from refkit.interrupts import INTERRUPTED
from refkit.model.bibliography import Bibliography
from refkit.ui.server import Server
from refkit.ui.workspace import Workspace, recent

A_MINUTE = 60


@pytest.fixture
def path(first_review: Bibliography, tmp_path: Path) -> Path:
    path = tmp_path / "review.refkit.json"
    refkit.save(first_review, path)
    return path


@contextmanager
def started(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, and the one line that it prints."""
    command = [sys.executable, "-m", "refkit", "ui", "--no-browser", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def asked(address: str, path: str = "/api/v1", body: Any = None) -> dict[str, object]:
    """What the program at an address says to who has its token; a body is posted."""
    parts = urlsplit(address)
    token = parts.fragment.removeprefix("token=")
    connection = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=A_MINUTE)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST" if body else "GET", path, json.dumps(body), headers)
    found: dict[str, object] = json.loads(connection.getresponse().read())
    connection.close()
    return found


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as posix has it")
def test_it_prints_one_line_answers_and_ends_by_ctrl_c(path: Path) -> None:
    with started(path) as (process, line):
        assert line.startswith("http://127.0.0.1:")
        assert line.endswith("\n")
        said = asked(line.strip())
        again = subprocess.run(
            [sys.executable, "-m", "refkit", "ui", path, "--no-browser"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=A_MINUTE)

    assert said["path"] == str(path)
    assert again.stdout == line
    assert again.stderr.count("\n") == 1
    assert "is open already" in again.stderr
    assert out == ""
    assert "stopped" in error
    assert "Traceback" not in error
    assert process.returncode == INTERRUPTED


def test_one_that_was_killed_is_not_found_again(path: Path) -> None:
    with started(path) as (process, line):
        process.kill()
        process.wait(A_MINUTE)
    with started(path) as (_, another):
        assert another
        assert another != line
        assert asked(another.strip())["path"] == str(path)


def test_it_ends_when_its_last_window_was_closed(path: Path) -> None:
    with served(Workspace(OpenDocument.open(path)), grace=SOON) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=A_MINUTE)
        connection.request(
            "GET", "/api/v1/events", headers={"Authorization": f"Bearer {server.keys.token}"}
        )
        first = connection.getresponse().readline()
        assert not server.should_exit
        connection.close()
        server.thread.join(A_MINUTE)
        assert not server.thread.is_alive()

    assert first == b"event: document\n"


def test_nobody_else_can_connect(path: Path) -> None:
    with served(Workspace(OpenDocument.open(path))) as server:
        assert server._socket.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told(path: Path) -> None:
    with served(Workspace()) as server:
        done = CliRunner().invoke(main, ["ui", str(path), "--port", str(server.port)])

    assert done.exit_code == 2
    assert f"port {server.port} cannot be had" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("text", ["{ not JSON", ""])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.refkit.json").write_text(text)

    done = CliRunner().invoke(main, ["ui", str(tmp_path / "bad.refkit.json"), "--no-browser"])

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_without_the_extra_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refkit.extras.find_spec", lambda name: None if name == "uvicorn" else True)

    done = CliRunner().invoke(main, ["ui"])

    assert done.exit_code == 2
    assert "needs uvicorn: pip install '.[ui]'" in done.stderr


def test_the_browser_is_opened_with_what_opens_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("refkit.cli.ui._open", opened.append)
    monkeypatch.setattr(Server, "serve_until_closed", lambda self: self._socket.close())

    done = CliRunner().invoke(main, ["ui", str(path)])

    assert done.exit_code == 0
    assert done.stdout.startswith("http://127.0.0.1:")
    assert opened[0].startswith("http://127.0.0.1:")
    assert opened[0] != done.stdout.strip()


def test_what_was_worked_on_is_found_again_the_newest_first(
    path: Path, tmp_path: Path, first_review: Bibliography
) -> None:
    other = tmp_path / "other.refkit.json"
    refkit.save(first_review, other)
    workspace = Workspace(OpenDocument.open(path))

    workspace.open(other)

    assert recent() == [other, path]
    other.unlink()
    assert recent() == [path]
