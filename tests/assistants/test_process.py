"""``refkit mcp`` as a process: what it says where, how it ends, and who may start it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from refkit import extras
from refkit.cli import NOBODY_READS, main
from refkit.interrupts import INTERRUPTED

COMMAND = [sys.executable, "-m", "refkit", "mcp"]
HELLO = {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"},
}  # fmt: skip


class Spoken:
    """A process that is spoken to by hand, a line a message."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self._number = process, 0

    def send(self, method: str, **params: Any) -> None:
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        self.line(json.dumps(message).encode())

    def line(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """The next line, which is a message of the protocol as all are."""
        assert self.process.stdout
        message: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert message["jsonrpc"] == "2.0"
        return message

    def ended(self) -> tuple[int, bytes, bytes]:
        """The status, and what was left on both streams."""
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err


@contextmanager
def spoken(folder: Path, *options: str, **environment: str) -> Iterator[Spoken]:
    with subprocess.Popen(
        [*COMMAND, *options], cwd=folder, env=os.environ | environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        said = Spoken(process)
        said.send("initialize", **HELLO)
        assert said.answer()["result"]["serverInfo"]["name"] == "refkit"
        said.line(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        yield said


@contextmanager
def fetching(folder: Path) -> Iterator[Spoken]:
    """A process that waits for an answer which never comes."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with spoken(folder, REFKIT_CROSSREF_URL=address) as said:
            said.send(
                "tools/call",
                name="refkit_fetch_references",
                arguments={"reviews": ["10.1000/review"]},
            )
            connection, _ = nobody.accept()
            with connection:
                assert connection.recv(1)
                yield said


def test_it_ends_with_its_host_and_says_nothing(tmp_path: Path) -> None:
    with spoken(tmp_path, "--offline") as said:
        said.line(b"not JSON")
        said.line(b'{"jsonrpc": "2.0", "method": "notifications/unknown"}')
        said.send("tools/call", name="refkit_list_files", arguments={})
        assert said.answer()["result"]["isError"] is False
        asked = {"reviews": ["10.1000/never"]}
        said.send("tools/call", name="refkit_fetch_references", arguments=asked)
        (content,) = said.answer()["result"]["content"]
        assert content["text"].startswith("refkit: offline, and 10.1000/never was never fetched")
        said.send("resources/list")
        assert said.answer()["error"]["message"] == "Method not found"

        assert said.ended() == (0, b"", b"")


def test_a_host_that_leaves_is_not_waited_for(tmp_path: Path) -> None:
    with fetching(tmp_path) as said:
        status, out, err = said.ended()

    assert (status, err) == (0, b"")
    assert all(json.loads(each)["jsonrpc"] == "2.0" for each in out.splitlines())


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(
    "number",
    [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.more)],
    ids=["Ctrl-C", "from the host"],
)
def test_who_is_stopped_says_so_in_a_line(tmp_path: Path, number: signal.Signals) -> None:
    with fetching(tmp_path) as said:
        said.process.send_signal(number)

        assert said.ended() == (INTERRUPTED, b"", b"\nrefkit: stopped\n")


@pytest.mark.more
@pytest.mark.skipif(os.name != "posix", reason="a pipe without a reader is POSIX's")
def test_a_host_that_was_killed_ends_it_without_a_word(tmp_path: Path) -> None:
    with spoken(tmp_path) as said:
        assert said.process.stdout
        assert said.process.stdin
        assert said.process.stderr
        said.process.stdout.close()
        said.send("tools/list")
        said.process.stdin.close()

        assert said.process.stderr.read() == b""
        assert said.process.wait(120) in {0, NOBODY_READS}


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is POSIX's")
def test_a_person_is_told_who_starts_it(tmp_path: Path) -> None:
    import pty

    terminal, theirs = pty.openpty()
    try:
        done = subprocess.run(
            COMMAND, stdin=theirs, capture_output=True, text=True, cwd=tmp_path, check=False
        )
    finally:
        os.close(terminal)
        os.close(theirs)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("an assistant's host starts it and speaks to it: see docs/mcp.md\n")


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["mcp", "--folder", str(tmp_path / "none")])

    assert done.exit_code == 2
    assert (
        done.stderr == f"refkit: {tmp_path / 'none'}: cannot be read (No such file or directory)\n"
    )


def test_without_the_package_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "mcp" else object())

    done = CliRunner().invoke(main, ["mcp"])

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == ("refkit: refkit mcp needs mcp: pip install '.[mcp]' in refkit's clone\n")


def test_the_list_of_commands_does_not_load_the_package() -> None:
    heavy = {"mcp", "pydantic", "starlette", "asyncio"}
    program = (
        "import sys\n"
        "from refkit.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set(sys.modules) & {heavy!r}))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
