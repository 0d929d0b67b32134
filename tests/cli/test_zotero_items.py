"""``refkit zotero items --events`` in real processes: streams, code pages, signals."""

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
from conftest import FIRST_REVIEW
from zotero_program import ITEM_TYPES_SENT

from refkit.cli import main

COMMAND = [sys.executable, "-m", "refkit", "zotero", "items", "--events"]
ITEM = {"key": "ABCD2345", "itemType": "journalArticle", "title": "Žižek’s 𝓐 CAR-T cells \ud800"}
LABELS = {"protocol": 1, "want": "labels", "library": {"id": "x"}, "items": [ITEM]}
REFERENCES = {
    "protocol": 1, "want": "references", "identifiers": [FIRST_REVIEW],
    "library": {"id": "local/x/users/0"}, "item_types": ITEM_TYPES_SENT,
    "options": {"offline": False},
}  # fmt: skip


def ask(request: Any, **environment: str) -> subprocess.CompletedProcess[bytes]:
    data = json.dumps(request).encode()
    return subprocess.run(
        COMMAND, input=data, capture_output=True, check=False, env=os.environ | environment
    )


def events(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@contextmanager
def begun(request: Any, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has been asked, and is still at it."""
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | environment,
    ) as process:  # fmt: skip
        assert process.stdin
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        yield process


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp437:strict"},
        *(
            pytest.param(each, marks=pytest.mark.more)
            for each in (
                {"LC_ALL": "C"},
                {"PYTHONIOENCODING": "latin-1"},
                {"PYTHONUTF8": "0", "LANG": "C", "LC_ALL": "POSIX"},
            )
        ),
    ],
    ids=str,
)  # fmt: skip
def test_no_code_page_changes_what_is_told(environment: dict[str, str]) -> None:
    done = ask(LABELS, **environment)

    assert (done.returncode, done.stderr) == (0, b"")
    (item,) = [each for each in events(done.stdout) if each["event"] == "item"]
    assert item["labels"][0]["evidence"][0]["text"] == "Žižek’s 𝓐 CAR-T cells \ufffd"


def test_a_request_in_utf_8_is_read_under_every_code_page() -> None:
    data = json.dumps(LABELS | {"items": [{**ITEM, "title": "Žižek’s CAR-T"}]}, ensure_ascii=False)

    done = subprocess.run(
        COMMAND, input=data.encode(), capture_output=True, check=False,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip

    (item,) = [each for each in events(done.stdout) if each["event"] == "item"]
    assert item["labels"][0]["evidence"][0]["text"] == "Žižek’s CAR-T"


def test_somebody_is_there_before_the_rest_is_loaded() -> None:
    loaded = (
        "import sys, json; from refkit.api.plugin import answers\n"
        "told = []\n"
        "def emit(event):\n"
        "    told.append(event); heavy = {'requests', 'refkit.tagging.tagger'} & set(sys.modules)\n"
        "    if len(told) == 1: print(event['event'], sorted(heavy))\n"
        'answers.answer_bytes(b\'{"protocol": 1, "want": "hello"}\', emit)'
    )

    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[0] == "start []"


def test_labels_need_no_network() -> None:
    program = (
        "import sys, io; from refkit.api.plugin import answers\n"
        f"answers.answer_bytes({json.dumps(LABELS).encode()!r}, lambda event: None)\n"
        "print('requests' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, marks=pytest.mark.more), signal.SIGINT], ids=str
)
def test_who_is_stopped_says_so(number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:  # takes the question, never answers
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with begun(REFERENCES, REFKIT_CROSSREF_URL=address) as process:
            assert process.stdout
            assert process.stderr
            assert json.loads(process.stdout.readline())["event"] == "start"
            connection, _ = nobody.accept()  # it is under way
            process.send_signal(number)
            told = events(process.stdout.read())
            connection.close()
            assert process.wait() == 0
            assert b"Traceback" not in process.stderr.read()

    assert [each["event"] for each in told][-2:] == ["error", "end"]
    assert told[-2]["kind"] == "interrupted"


@pytest.mark.skipif(os.name != "posix", reason="a pipe that breaks is POSIX's")
def test_who_is_not_listened_to_ends_in_silence() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run(
        COMMAND,
        input=json.dumps(LABELS).encode(),
        stdout=writes,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writes)

    assert (done.returncode, done.stderr) == (141, b"")


def test_events_are_asked_for_by_name() -> None:
    result = CliRunner().invoke(main, ["zotero", "items"], input="{}")

    assert result.exit_code == 2
    assert "--events" in result.output


def test_a_fault_is_an_event_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ValueError("bees\nin the engine")

    monkeypatch.setattr("refkit.api.plugin.items.answer_labels", broken)

    result = CliRunner().invoke(main, ["zotero", "items", "--events"], input=json.dumps(LABELS))

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert told[-2]["kind"] == "fault"
    assert "ValueError at test_zotero_items.py:" in told[-2]["message"]
    assert "bees in the engine" in told[-2]["message"]
    assert "Traceback" not in result.output


def test_an_input_that_is_closed_is_told_in_a_line() -> None:
    command = " ".join(COMMAND)
    done = subprocess.run(f"{command} <&-", shell=True, capture_output=True, check=False)

    assert done.returncode == 2
    assert b"the request is read from standard input: pipe it in" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_what_cannot_be_told_is_no_success() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            COMMAND, input=json.dumps(LABELS).encode(), stdout=full, stderr=subprocess.PIPE,
            check=False,
        )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr == (b"refkit: standard output cannot be written (No space left on device)\n")
