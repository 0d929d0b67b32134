"""Every command that prints can print for machines: one JSON document on standard output."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main

WITHOUT = {
    "fetch": "prints the saved bibliography, which is JSON",
    "bulk tag": "writes files; its account is a line on standard error",
    "taxonomy new": "writes a taxonomy, which is TOML",
    "untag": "writes the library; its account is a line on standard error",
    "ui": "prints one line, the address; what is there answers JSON, see tests/ui",
    "mcp": "speaks to an assistant's host alone, in the protocol's messages",
    "cache clear": "a line on what was forgotten",
    "completion": "a script for a shell",
    "zotero items": "speaks to programs alone, in events",
    "zotero plugin": "writes a plug-in; a line on where it goes, on standard error",
    "zotero login": "speaks to a person, on standard error",
    "zotero logout": "speaks to a person, on standard error",
}


def leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for each, under in command.commands.items():
            yield from leaves(under, f"{name} {each}")
    else:
        yield name, command


def all_commands() -> Iterator[tuple[str, click.Command]]:
    for name in main.list_commands(None):  # type: ignore[arg-type]
        command = main.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        yield from leaves(command, name)


@pytest.mark.parametrize(("name", "command"), list(all_commands()), ids=lambda each: str(each))
def test_a_command_has_json_or_a_reason(name: str, command: click.Command) -> None:
    has_json = any("--json" in each.opts for each in command.params)

    assert has_json != (name in WITHOUT)


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    run("fetch", FIRST_REVIEW, "--offline", "-o", tmp_path / "r.refkit.json")
    return tmp_path / "r.refkit.json"


def test_what_was_decided(saved: Path) -> None:
    done = run("resolve", saved, "--position", "5", "--doi", "none", "--offline", "--json")

    (row,) = json.loads(done.stdout)
    assert row["cited_by"] == [{"review": FIRST_REVIEW, "position": 5}]
    assert (row["state"], row["reason"]) == ("without-doi", None)
    assert done.stderr.startswith("9 listed")


def test_which_review_cites_what(tmp_path: Path, crossref: CrossrefServer) -> None:
    for letter in "ab":
        lines = [{"DOI": "10.1000/shared"}, {"DOI": f"10.1000/{letter}"}]
        crossref.add(make_review(f"10.1000/review-{letter}", lines))
        crossref.add(make_work(f"10.1000/{letter}"))
    crossref.add(make_work("10.1000/shared"))
    path = tmp_path / "r.refkit.json"
    run("fetch", "10.1000/review-a", "10.1000/review-b", "-o", path)

    every = json.loads(run("overlap", path, "--json").stdout)
    (shared,) = json.loads(run("overlap", path, "--json", "--shared").stdout)

    assert shared["doi"] == "10.1000/shared"
    assert shared["positions"] == {"10.1000/review-a": [1], "10.1000/review-b": [1]}
    assert len(every) == 3


@pytest.mark.parametrize("other", [("--csv",), ("-o", "o.csv")])
def test_json_and_csv_at_once_are_refused(saved: Path, other: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, ["overlap", str(saved), "--json", *other])

    assert done.exit_code == 2
    assert "--json goes to standard output" in done.stderr


def test_check_takes_json_for_its_format(saved: Path) -> None:
    assert run("check", saved, "--json").stdout == run("check", saved, "--format", "json").stdout
