"""``refkit update`` of a file with works that cite one: what cites it since is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from citing_world import OPENALEX, SEED, Make, World, alex, citing_world, doi
from click.testing import CliRunner, Result
from earlier import let_days_go_by

from refkit.cli import main

__all__ = ["citing_world"]
NEW = 6  # which OpenCitations alone knows at first


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def fetched(folder: Path, *options: object) -> Path:
    path = folder / "citing.refkit.json"
    done = run("fetch", SEED, "--direction", "citations", "-o", path, *options)
    assert done.exit_code == 0, done.stderr
    let_days_go_by(path)
    return path


def content(path: Path) -> Any:
    made = json.loads(path.read_text())
    for name in ("updated", "retrieved"):
        made["made"].pop(name, None)
    return made


def updated(path: Path) -> Any:
    done = run("update", path, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def worlds(make: Make, **changes: Any) -> World:
    """A world without the work that is new, unless it is told otherwise."""
    return make(oc_of={SEED: []}, **changes)


def test_where_nothing_new_cites_it_the_file_is_what_it_was(
    citing_world: Make, tmp_path: Path
) -> None:
    worlds(citing_world)
    path = fetched(tmp_path)
    before = content(path)

    told = updated(path)

    assert (told["changes"], told["lists"], told["failures"]) == ([], [], [])
    assert content(path) == before


def test_what_cites_it_since_is_added(citing_world: Make, tmp_path: Path) -> None:
    worlds(citing_world)
    path = fetched(tmp_path)
    keys = {each["work"]["DOI"]: each["id"] for each in content(path)["entries"]}
    worlds(citing_world, alex_of={"W1": [alex(number) for number in (*OPENALEX, NEW)]})

    told = updated(path)

    assert told["lists"] == [f"citing:{SEED}: 1 line is new"]
    assert [(each["kind"], each["doi"]) for each in told["changes"]] == [
        ("added", doi(NEW).lower())
    ]
    after = {each["work"]["DOI"]: each["id"] for each in content(path)["entries"]}
    assert keys.items() < after.items()


def test_what_nobody_names_any_more_is_kept_and_told_once(
    citing_world: Make, tmp_path: Path
) -> None:
    worlds(citing_world)
    path = fetched(tmp_path)
    works = len(content(path)["entries"])
    worlds(citing_world, alex_of={"W1": [alex(number) for number in OPENALEX[1:]]})

    first = updated(path)["lists"]
    let_days_go_by(path)
    second = updated(path)["lists"]

    assert first == [f"citing:{SEED}: 1 line is not given any more and is kept"]
    assert second == []
    made = content(path)
    assert len(made["entries"]) == works
    assert "asserted-by" not in made["entries"][-1]["reference"]


def test_a_service_that_is_silent_is_asked_again_on_the_same_day(
    citing_world: Make, tmp_path: Path
) -> None:
    worlds(citing_world)
    path = fetched(tmp_path)
    world = worlds(citing_world)
    world["europepmc"].close()

    first = run("update", path)
    day = json.loads(path.read_text())["made"].get("updated")
    worlds(citing_world)
    second = run("update", path)

    assert (first.exit_code, day, second.exit_code) == (0, None, 0)
    assert "europepmc, asked who cites" in first.stderr
    assert json.loads(path.read_text())["made"]["updated"]


@pytest.mark.parametrize("options", [("--limit", "2"), ("--since", "2022")])
def test_a_list_is_asked_for_as_it_was(
    citing_world: Make, tmp_path: Path, options: tuple[str, str]
) -> None:
    worlds(citing_world)
    path = fetched(tmp_path, *options)
    before = content(path)

    told = updated(path)

    assert (told["changes"], told["lists"]) == ([], [])
    assert content(path) == before


def test_what_stands_behind_a_limit_since_is_still_named_by_who_named_it(
    citing_world: Make, tmp_path: Path
) -> None:
    worlds(citing_world)
    path = fetched(tmp_path, "--limit", "2")
    before = named_by(path)
    worlds(citing_world, alex_of={"W1": [alex(number) for number in (NEW, *OPENALEX)]})

    told = updated(path)

    assert told["lists"] == [f"citing:{SEED}: 1 line is new"]
    assert before.items() < named_by(path).items()


def named_by(path: Path) -> dict[str, str]:
    """Who names each work, as the file says it."""
    return {
        each["work"]["DOI"]: each["reference"]["asserted-by"] for each in content(path)["entries"]
    }
