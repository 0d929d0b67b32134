"""``refkit bulk``: files in, files out, the account on standard error."""

from __future__ import annotations

import importlib.util
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from bulk.small_records import as_lines, make_record, write
from click.testing import CliRunner, Result
from terminal import on_a_terminal

from refkit.cli import main

ACCOUNT = "3 records read: 1 tagged (1 with a label), 1 untitled, 1 rejected; "


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["bulk", *(str(each) for each in arguments)])


@pytest.fixture
def given(tmp_path: Path) -> Path:
    records = [make_record(), {"DOI": "10.1000/x", "type": "book"}]
    return write(tmp_path / "a.jsonl.gz", as_lines(records) + b"no json\n")


def test_the_account_adds_up_and_a_second_run_does_nothing(given: Path, tmp_path: Path) -> None:
    first = run("tag", given, "-o", tmp_path / "out", "--workers", "1")
    second = run("tag", given, "-o", tmp_path / "out")

    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == f"{ACCOUNT}1 files written, 0 were up to date\n"
    assert second.stderr == f"{ACCOUNT}0 files written, 1 were up to date\n"


def test_strict_fails_on_what_was_not_tagged(given: Path, tmp_path: Path) -> None:
    strict = run("tag", given, "-o", tmp_path / "out", "--strict")
    write(tmp_path / "b.jsonl", as_lines([make_record()]))

    assert strict.exit_code == 1
    assert strict.stderr.startswith(ACCOUNT)
    assert run("tag", tmp_path / "b.jsonl", "-o", tmp_path / "two", "--strict").exit_code == 0


def test_rows_are_chosen_and_fields_kept(given: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    options = ("--where", "len(disease) > 0", "--keep", "indexed, ISSN")
    assert run("tag", given, "-o", tmp_path / "out", *options).exit_code == 0

    [row] = pq.read_table(tmp_path / "out" / "a.jsonl.gz.parquet").to_pylist()
    assert (row["indexed"], row["ISSN"]) == ('{"timestamp":1}', None)


def test_the_summary_is_printed_drawn_and_told_to_machines(given: Path, tmp_path: Path) -> None:
    run("tag", given, "-o", tmp_path / "out")

    printed = run("summary", tmp_path / "out", "-o", tmp_path / "a.svg")
    machines = run("summary", tmp_path / "out", "--json", "--facet", "disease", "--by", "modality")

    assert printed.exit_code == 0, printed.output
    words = printed.stdout.split()
    assert words[:6] == ["year", "works", "modality", "2024", "1", "car-t"]
    assert words[7:14] == ["disease", "works", "modality", "sle", "1", "car-t", "1"]
    assert printed.stdout.splitlines()[-1].startswith("1 works with a label of modality (therapy-")
    assert (tmp_path / "a.svg").exists()
    assert json.loads(machines.stdout)["labels"] == [{"disease": "sle", "works": 1}]


def test_what_cannot_be_is_one_line(given: Path, tmp_path: Path) -> None:
    unread = run("tag", tmp_path / "none", "-o", tmp_path / "out")
    usage = run("tag", given, "-o", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9")

    assert (unread.exit_code, unread.stderr.count("\n")) == (2, 1)
    assert usage.exit_code == 2
    assert "--scheduler goes with --engine dask" in usage.stderr


def test_an_extra_that_is_absent_is_named(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec

    def without(name: str, *rest: Any) -> Any:
        return None if name in {"pyarrow", "distributed", "matplotlib"} else there(name, *rest)

    monkeypatch.setattr("refkit.extras.find_spec", without)

    told = run("tag", given, "-o", tmp_path / "out", "--engine", "dask")
    assert told.exit_code == 2
    assert told.stderr == (
        "refkit: refkit bulk needs pyarrow, distributed: pip install '.[scale]' in refkit's clone\n"
    )
    assert "pyarrow, matplotlib" in run("summary", tmp_path, "-o", "a.svg").stderr


def test_progress_is_shown_on_a_terminal_alone(given: Path, tmp_path: Path) -> None:
    command = ("bulk", "tag", given, "--workers", "1", "-o")
    shown = on_a_terminal(*command, tmp_path / "out", width=120)
    quiet = on_a_terminal(*command, tmp_path / "two", "-q", width=120)

    assert "3 records, 1 rejected" in shown
    assert quiet == f"{ACCOUNT}1 files written, 0 were up to date\n"


def test_examples_in_help_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from refkit.cli.bulk import command

    monkeypatch.chdir(tmp_path)
    write(tmp_path / "library.bib", b"@article{a, title = {CAR-T cells}, year = 2020}\n")
    for name in ("tag", "summary"):
        told = command.commands[name].help or ""
        [example] = told.split("Example:\n")[1].strip().splitlines()

        done = run(*shlex.split(example)[2:])

        assert done.exit_code == 0, done.output
    assert (tmp_path / "labels.svg").exists()
