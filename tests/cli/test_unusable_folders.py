"""Folders that cannot be used: one line each, the right status, and what is there is used.

Root may read and write everywhere, so as root the commands run as another user.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW, REPOSITORY
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main

A = "10.1000/review-a"
_NOBODY = 65534


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of whoever runs the commands; pytest's own are closed to other users."""
    if os.name != "posix":
        pytest.skip("permissions are those of POSIX")
    if os.geteuid() == 0 and not (shutil.which("setpriv") and _may_import()):
        pytest.skip("root may write everywhere, and no other user can run refkit here")
    folder = Path(tempfile.mkdtemp(prefix="refkit-test-"))
    yield folder
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o700)
    shutil.rmtree(folder)


@cache
def _may_import() -> bool:
    done = subprocess.run(
        [*_as_nobody(), sys.executable, "-c", "import refkit.cli, refkit.wiring"],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, cwd="/", capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    user = str(_NOBODY)
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]


def run(
    place: Path, *words: str, given: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run refkit in this folder as a user who is not root; ``given`` is its standard input."""
    if os.geteuid() == 0:
        for each in (place, *place.rglob("*")):
            os.chown(each, _NOBODY, _NOBODY)
    own = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(place)}
    folders = {"REFKIT_CACHE": str(place / "memory"), "REFKIT_DATA": str(place / "data")}
    own["REFKIT_CONFIG"] = str(place / "no-config.toml")
    return subprocess.run(
        [*_as_nobody(), sys.executable, "-m", "refkit", *words], cwd=place, text=True, check=False,
        env=os.environ | own | folders | environment, capture_output=True,
        input=given.read_text("utf-8") if given else "",
    )  # fmt: skip


def is_one_line(done: subprocess.CompletedProcess[str], status: int) -> bool:
    assert "Traceback" not in done.stderr
    return done.returncode == status and done.stderr.count("\n") == 1


@pytest.fixture
def remembered(place: Path, crossref: CrossrefServer) -> Path:
    """The folder after a review was fetched."""
    crossref.add(make_review(A, [{"DOI": "10.1000/a"}]))
    crossref.add(make_work("10.1000/a"))
    environment = {"REFKIT_CACHE": str(place / "memory"), "REFKIT_DATA": str(place / "data")}
    given = ["fetch", A, "-o", str(place / "a.refkit.json")]
    assert CliRunner().invoke(main, given, env=environment).exit_code == 0
    return place


def test_what_is_in_a_memory_that_may_only_be_read_is_used(remembered: Path) -> None:
    memory = remembered / "memory"
    for each in memory.iterdir():
        each.chmod(0o400)
    memory.chmod(0o500)

    done = run(remembered, "fetch", A, "--offline", "--no-tags", "-o", "b.bib")

    assert done.returncode == 0, done.stderr
    assert "1 listed: 1 by deposited DOI" in done.stderr
    assert "never fetched" not in done.stderr
    assert (remembered / "b.bib").read_text(encoding="utf-8").count("@") == 1


def test_a_memory_that_cannot_be_read_is_told_and_done_without(remembered: Path) -> None:
    (remembered / "memory").chmod(0o000)

    online = run(remembered, "fetch", A, "-q", "--no-tags", "-o", "b.bib")
    offline = run(remembered, "fetch", FIRST_REVIEW, "--offline", "--no-tags", "-o", "c.bib")

    assert online.returncode == 0, online.stderr
    assert offline.returncode == 0, offline.stderr
    assert "memory" in offline.stderr
    assert "Traceback" not in online.stderr + offline.stderr


def test_a_memory_that_is_a_file_is_told_and_done_without(place: Path) -> None:
    (place / "memory").write_text("mine", encoding="utf-8")

    done = run(place, "fetch", FIRST_REVIEW, "--offline", "--no-tags", "-o", "a.bib")

    assert done.returncode == 0, done.stderr
    assert str(place / "memory") in done.stderr
    assert (place / "memory").read_text(encoding="utf-8") == "mine"


def test_figures_need_a_folder_that_may_be_written_to(remembered: Path) -> None:
    pytest.importorskip("matplotlib")
    (remembered / "figures").mkdir(mode=0o500)

    done = run(remembered, "report", "a.refkit.json", "--figures", "figures")

    assert is_one_line(done, 2), done.stderr
    assert done.stderr == "refkit: figures: you may not write there; name another folder\n"


def test_nor_can_one_be_made_where_nothing_may_be_written(remembered: Path) -> None:
    pytest.importorskip("matplotlib")
    (remembered / "closed").mkdir(mode=0o500)

    done = run(remembered, "report", "a.refkit.json", "--figures", "closed/figures")

    assert is_one_line(done, 2), done.stderr
    assert "you may not write there" in done.stderr


@pytest.mark.parametrize(
    "strange",
    ["pipe", *(pytest.param(each, marks=pytest.mark.more) for each in ("/dev/zero", "folder"))],
)
def test_doctor_reads_no_device_as_settings(place: Path, strange: str) -> None:
    os.mkfifo(place / "pipe")
    (place / "folder").mkdir()
    config = strange if strange.startswith("/") else str(place / strange)

    done = run(place, "doctor", REFKIT_CONFIG=config)

    assert done.returncode == 0, done.stderr
    assert f"{config}: is no file, so no settings are read from it" in done.stdout


LABEL = {
    "protocol": 1, "want": "decide", "library": {"id": "local/x/users/0"},
    "items": [{"key": "ABCD2345", "itemType": "book", "title": "CAR-T cells in lupus"}],
    "decisions": [{"key": "ABCD2345", "decision": "remove", "label": "CAR-T"}],
}  # fmt: skip
LIST = {
    "protocol": 1, "want": "references", "identifiers": [FIRST_REVIEW], "options": {"offline": True},
    "library": {"id": "local/x/users/0"},
    "item_types": {"book": {"fields": ["title"], "creator_types": ["author"]}},
}  # fmt: skip


@pytest.mark.parametrize(
    "mode", [0o500, pytest.param(0o000, marks=pytest.mark.more)], ids=["read-only", "closed"]
)
@pytest.mark.parametrize("request_", [LABEL, LIST], ids=["decide", "references"])
def test_records_that_cannot_be_kept_are_told_to_the_plug_in(
    place: Path, request_: dict[str, Any], mode: int
) -> None:
    (place / "request.json").write_text(json.dumps(request_), encoding="utf-8")
    (place / "data").mkdir(mode=mode)

    done = run(place, "zotero", "items", "--events", given=place / "request.json")

    error, end = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    assert end == {"event": "end", "ok": False}
    assert error["kind"] == "input"
    assert str(place / "data") in error["message"]
    assert "Permission denied" in error["message"]


def test_runs_that_cannot_be_read_are_none_that_are_not_there(place: Path) -> None:
    (place / "data" / "zotero-runs").mkdir(parents=True, mode=0o000)

    done = run(place, "zotero", "runs")

    assert is_one_line(done, 2), done.stderr
    assert "zotero-runs: cannot be read (Permission denied)" in done.stderr
