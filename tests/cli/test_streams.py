"""Standard streams that are closed, full or left by their reader, in real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from refkit.cli import main

LIBRARY = "@misc{a, title={CAR-T cells and bees}}\n"
FULL = Path("/dev/full")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell in a folder with a library, ``refkit`` in it being ours."""
    (folder / "a.bib").write_text(LIBRARY)
    program = f"{sys.executable} -m refkit"
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("refkit", program, 1)],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "command",
    [
        "export a.bib --to ris",
        "--help",
        *(pytest.param(each, marks=pytest.mark.more) for each in ("show a.bib", "taxonomy list")),
    ],
)
def test_a_full_standard_output_is_one_line(command: str, tmp_path: Path) -> None:
    done = shell(f"refkit {command} > /dev/full", tmp_path)

    told = [line for line in done.stderr.splitlines() if line.startswith("refkit: ")]
    assert told == ["refkit: standard output cannot be written (No space left on device)"]
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("tag a.bib", "; name a file with -o"),
        pytest.param("show a.bib", "", marks=pytest.mark.more),
        ("taxonomy list", ""),
    ],
)
def test_a_closed_standard_output_is_one_line(command: str, hint: str, tmp_path: Path) -> None:
    done = shell(f"refkit {command} >&-", tmp_path)

    assert f"refkit: standard output is closed{hint}\n" in done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_what_goes_to_a_file_is_written_all_the_same(tmp_path: Path) -> None:
    done = shell("refkit tag a.bib -o a.json -o - >&-", tmp_path)

    assert done.returncode == 2
    assert "CAR-T" in (tmp_path / "a.json").read_text()


@pytest.mark.parametrize("where", ["2>&-", pytest.param("2>/dev/full", marks=pytest.mark.more)])
def test_what_cannot_be_said_does_not_stop_a_command(where: str, tmp_path: Path) -> None:
    if "full" in where and not FULL.exists():
        pytest.skip("this system has no /dev/full")

    done = shell(f"refkit export a.bib -o a.json {where}", tmp_path)

    assert done.returncode == 0
    assert "CAR-T" in (tmp_path / "a.json").read_text()


def test_a_reader_who_has_enough_is_left_in_peace(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    done = shell("(refkit taxonomy show car-t; echo $? > out/status) | :", tmp_path)

    assert done.stderr == ""
    assert (tmp_path / "out" / "status").read_text() in {"141\n", "0\n"}


def test_a_closed_standard_input_is_one_line(tmp_path: Path) -> None:
    done = shell("refkit tag - <&-", tmp_path)

    assert done.stderr == "refkit: standard input is closed; name a file\n"
    assert done.returncode == 2


def test_standard_output_by_its_other_names(tmp_path: Path) -> None:
    done = shell("refkit export a.bib --to ris -o /dev/stdout > out.ris", tmp_path)

    assert done.returncode == 0
    assert (tmp_path / "out.ris").read_text().startswith("TY  - ")


def test_a_device_stays_one(tmp_path: Path) -> None:
    done = shell("refkit export a.bib --to ris -o /dev/null", tmp_path)

    assert done.returncode == 0
    assert Path("/dev/null").is_char_device()


def test_the_name_of_a_file_does_not_steer_a_terminal(tmp_path: Path) -> None:
    name = str(tmp_path / "a\x1b[31m\u202eb.bib")

    result = CliRunner().invoke(main, ["tag", name])

    assert result.exit_code == 2
    assert "\x1b" not in result.stderr
    assert "\\x1b[31m\\u202eb.bib" in result.stderr
