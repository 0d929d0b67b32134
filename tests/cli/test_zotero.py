"""``refkit zotero``: a key is checked, kept in the keyring, and seen by nobody."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from keyring.backends.fail import Keyring as Nothing
from keyrings import InMemory, keyring_of
from zotero_server import DENY, DesktopServer, ZoteroServer

from refkit.cli import CommandLine
from refkit.cli.zotero import command
from refkit.zotero.api.credentials import VARIABLE, Secret, Secrets


@pytest.fixture(autouse=True)
def keyring() -> Iterator[InMemory]:
    with keyring_of(InMemory()) as backend:
        assert isinstance(backend, InMemory)
        yield backend


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        yield server
        assert server.violations == []


class Door(CommandLine):
    """The front door with this command alone behind it."""

    def get_command(self, ctx: object, name: str) -> object:  # type: ignore[override]
        return command


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(Door(), ["zotero", *arguments], input=given)


def test_a_key_is_checked_told_and_kept(server: ZoteroServer, keyring: InMemory) -> None:
    result = run("login", given=f"{server.key}\n")

    assert result.exit_code == 0, result.output
    checked, kept = result.stderr.splitlines()
    assert checked.startswith("refkit: the key of reader (user 1) may do this: your library: read")
    assert kept == "refkit: the key is in the keyring"
    assert result.stdout == ""
    assert Secrets({}).web_key(server.url) == Secret(server.key)
    assert server.key not in result.output


def test_a_key_that_may_only_read_is_kept_and_told(server: ZoteroServer) -> None:
    result = run("login", given=server.read_only_key)

    assert result.exit_code == 0
    assert "nothing can be written with it: make one with write access" in result.stderr


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [("nobodyKnowsThisKey123456", 5, "does not know the key"), ("a b c d e f", 2, "is no key of Zotero"),
     ("", 2, "is no key of Zotero")],
)  # fmt: skip
def test_a_key_that_is_none_is_not_kept(
    server: ZoteroServer, keyring: InMemory, given: str, status: int, says: str
) -> None:
    result = run("login", given=given)

    assert result.exit_code == status
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert not given or given not in result.output
    assert keyring.held == {}


def test_without_a_keyring_the_variable_is_named(server: ZoteroServer) -> None:
    with keyring_of(Nothing()):
        result = run("login", given=server.key)

    assert result.exit_code == 5
    assert result.stderr.splitlines()[-1] == (
        "refkit: the key is not stored: this computer offers no keyring; "
        "set REFKIT_ZOTERO_KEY instead"
    )


def test_a_variable_that_outranks_the_keyring_is_told(
    server: ZoteroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, server.read_only_key)

    assert (
        "REFKIT_ZOTERO_KEY is set, and is taken before it" in run("login", given=server.key).stderr
    )
    assert "REFKIT_ZOTERO_KEY is set" in run("logout").stderr


def test_logging_out_forgets_both_keys(server: ZoteroServer, keyring: InMemory) -> None:
    run("login", given=server.key)
    Secrets({}).keep_local_key("SERVER", Secret("aKeyThatIsKept12345"))

    assert run("logout").stderr == "refkit: the keyring holds no key any more\n"
    assert keyring.held == {}
    assert run("logout").stderr == "refkit: the keyring held no key\n"


def test_leave_to_write_here_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, keyring: InMemory
) -> None:
    with DesktopServer(10) as desktop:
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", desktop.url)
        asked, told = run("login", "--local").stderr.splitlines()
        desktop.consent = [DENY]
        denied = run("login", "--local")

    assert asked.endswith("choose “Always Allow” there")
    assert told == "refkit: the Zotero on this computer can be written, and will not ask again"
    assert denied.exit_code == 5
    assert len(keyring.held) == 1


def test_the_key_is_in_no_file_and_no_log(
    server: ZoteroServer, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    run("login", given=server.key)

    files = [path for path in home.rglob("*") if path.is_file()]
    assert caplog.text
    assert files
    assert server.key not in caplog.text
    assert not any(server.key.encode() in path.read_bytes() for path in files)


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own needs a pty")
def test_a_key_that_is_typed_is_not_seen(server: ZoteroServer) -> None:
    program = "from refkit.cli.zotero import command; command()"
    spawn = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    backend = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    terminal = subprocess.Popen(
        [sys.executable, "-c", spawn, sys.executable, "-c", program, "login"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **backend},
    )
    assert terminal.stdin is not None
    assert terminal.stdout is not None
    with terminal:
        shown = b""
        while b"settings/keys: " not in shown:
            shown += terminal.stdout.read1()
        terminal.stdin.write(f"{server.key}\n".encode())
        terminal.stdin.flush()
        while piece := terminal.stdout.read1():
            shown += piece

    assert b"may do this" in shown
    assert server.key.encode() not in shown
