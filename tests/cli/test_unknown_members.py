"""What another version or a person wrote into a saved file survives every command that writes it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main

A, B = "10.1000/review-a", "10.1000/review-b"
_OPEN = ("reference", "orcid", "origins", "keys")  # objects that take any member anyhow


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def saved(crossref: CrossrefServer, tmp_path: Path) -> Path:
    """Two reviews that share a work, a line that a person decided, and one without a work."""
    lines = [
        {"DOI": "10.1000/shared"},
        {"DOI": "10.1000/a"},
        {"key": "r3", "unstructured": "Berg A. A book. 2020"},
        {"key": "r4", "unstructured": "Holm E. Another book. 2021"},
    ]
    crossref.add(make_review(A, lines))
    crossref.add(make_review(B, [{"DOI": "10.1000/b"}, {"DOI": "10.1000/shared"}]))
    for name in ("shared", "a", "b", "found", "new"):
        crossref.add(make_work(f"10.1000/{name}"))
    path = tmp_path / "reviews.refkit.json"
    assert run("fetch", A, B, "-o", path).exit_code == 0
    assert decide(path, 3, "10.1000/found").exit_code == 0
    return path


def decide(path: Path, position: int, doi: str) -> Result:
    return run("resolve", path, "--review", A, "--position", str(position), "--doi", doi)


def planted(path: Path) -> dict[str, str]:
    """Give every object of a saved file a member of its own; where each stands, by its name."""
    document = json.loads(path.read_text(encoding="utf-8"))
    there: dict[str, str] = {}

    def plant(value: Any, place: str) -> None:
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for step, part in list(parts):
            if isinstance(part, dict | list) and step not in _OPEN:
                plant(part, f"{place}.{step}")
        if isinstance(value, dict):
            name = f"x-{len(there)}"
            there[name] = place.removeprefix(".")
            value[name] = {"of": [place, None]}

    plant(document, "")
    path.write_text(json.dumps(document), encoding="utf-8")
    return there


def lost(path: Path, there: dict[str, str]) -> set[str]:
    """Where members stood that the file has no longer."""
    text = path.read_text(encoding="utf-8")
    return {place for name, place in there.items() if f'"{name}"' not in text}


@pytest.mark.parametrize(
    "command",
    [
        ("tag", "FILE", "-o", "FILE"),
        ("tag", "FILE", "--evidence", "all", "-o", "FILE"),
        ("enrich", "FILE", "-o", "FILE"),
        ("enrich", "FILE", "--overwrite", "-o", "FILE"),
        ("resolve", "FILE", "--review", A, "--position", "4", "--doi", "10.1000/new"),
        ("resolve", "FILE", "--review", A, "--position", "4", "--doi", "none"),
    ],
)
def test_nothing_is_lost(saved: Path, command: tuple[str, ...]) -> None:
    there = planted(saved)

    done = run(*[str(saved) if word == "FILE" else word for word in command])

    assert done.exit_code == 0, done.output
    assert lost(saved, there) == set()


@pytest.mark.parametrize("options", [(), ("--refresh",)])
def test_a_review_that_is_fetched_again_loses_old_attempts_alone(
    saved: Path, options: tuple[str, ...]
) -> None:
    there = planted(saved)

    assert run("fetch", A, B, *options, "-o", saved).exit_code == 0

    # What a person decided is not searched for again, so the attempt to find it is not there.
    assert lost(saved, there) == {"entries.2.resolution.attempts.0"}


def test_a_line_that_leaves_its_entry_takes_its_members_along(saved: Path) -> None:
    there = planted(saved)

    assert decide(saved, 1, "none").exit_code == 0

    entries = json.loads(saved.read_text(encoding="utf-8"))["entries"]
    assert [len(entry["cited_by"]) for entry in entries[:2]] == [1, 1]
    assert lost(saved, there) == set()


def test_of_two_entries_that_become_one_both_keep_what_is_theirs(saved: Path) -> None:
    there = planted(saved)

    assert decide(saved, 4, "10.1000/b").exit_code == 0

    assert len(json.loads(saved.read_text(encoding="utf-8"))["entries"]) == 4
    # Two ways to the work became one: what one of them tried is not told any more.
    assert all(
        re.fullmatch(r"entries\.\d\.resolution\.attempts\.\d", x) for x in lost(saved, there)
    )


def test_what_belonged_to_another_work_goes_with_it(saved: Path) -> None:
    there = planted(saved)

    assert decide(saved, 3, "undecided").exit_code == 0

    assert lost(saved, there) == {
        "entries.2.resolution.attempts.1",  # the decision that was taken back
        "entries.2.work.author.0",
        "entries.2.work.issued",
    }
