"""Many seeds in one run: few requests, nothing asked twice, and what a library has is marked."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main

SEEDS = [f"10.1000/seed-{number}" for number in range(5)]


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given)


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    """Five seeds: all list one work, two another, and each one of its own."""
    for number, seed in enumerate(SEEDS):
        lines = [{"DOI": "10.1000/all"}, {"DOI": f"10.1000/own-{number}"}]
        lines += [{"DOI": "10.1000/two"}] if number < 2 else []
        crossref.add(make_review(seed, lines))
        crossref.add(make_work(f"10.1000/own-{number}", title=[f"A life of bee number {number}"]))
    berg = [{"given": "Bo", "family": "Berg"}]
    for name in ("all", "two"):
        title = [f"A long account of the gardens that {name} of them looked after"]
        crossref.add(make_work(f"10.1000/{name}", title=title, author=berg))
    return crossref


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    path = tmp_path / "seeds.txt"
    path.write_text("# ours\n" + "\n".join([*SEEDS, "no seed", SEEDS[0].upper()]) + "\n")
    return path


def column(path: Path, name: str) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return {row["doi"]: row[name] for row in rows}


def test_lists_are_asked_for_together(server: CrossrefServer, seeds: Path, tmp_path: Path) -> None:
    done = run("fetch", "--seeds", seeds, "-o", tmp_path / "s.refkit.json")

    assert done.exit_code == 0, done.output
    assert [asked.path for asked in server.requests] == ["/works", "/works"]
    assert "line 7: “no seed” is no DOI, PubMed number or address\n" in done.stderr
    assert "line 8: 10.1000/seed-0 stands in line 2 already\n" in done.stderr
    assert "seeds.txt: 5 seeds, 1 named again, 1 left out\n" in done.stderr
    document = json.loads((tmp_path / "s.refkit.json").read_text())
    assert [row["review"] for row in document["lists"]] == SEEDS


def test_a_second_run_asks_nothing_and_refresh_each_once(
    server: CrossrefServer, seeds: Path, tmp_path: Path
) -> None:
    run("fetch", "--seeds", seeds, "-o", tmp_path / "s.refkit.json")
    first = (tmp_path / "s.refkit.json").read_bytes()
    server.requests.clear()

    run("fetch", "--seeds", seeds, "-o", tmp_path / "s.refkit.json")
    assert server.requests == []
    assert (tmp_path / "s.refkit.json").read_bytes() == first

    run("fetch", "--seeds", seeds, "--refresh", "-o", tmp_path / "s.refkit.json")
    assert [asked.path for asked in server.requests] == ["/works", "/works"]


def test_how_many_seeds_cite_a_work_is_a_column(
    server: CrossrefServer, seeds: Path, tmp_path: Path
) -> None:
    saved, table = tmp_path / "s.refkit.json", tmp_path / "s.csv"
    run("fetch", "--seeds", seeds, "-o", saved, "-o", table)

    counts = column(table, "cited_by_seeds")
    assert (counts["10.1000/all"], counts["10.1000/two"], counts["10.1000/own-3"]) == (
        "5",
        "2",
        "1",
    )
    assert "5 of 5" in run("show", saved).output
    ranked = run("export", saved, "--to", "csv", "--sort", "-cited_by_seeds", "--columns", "doi")
    assert list(dict.fromkeys(ranked.stdout.splitlines()))[1:3] == ["10.1000/all", "10.1000/two"]


def test_what_a_library_has_already_is_marked_and_left_out(
    server: CrossrefServer, seeds: Path, tmp_path: Path
) -> None:
    saved, table, library = (tmp_path / name for name in ("s.refkit.json", "s.csv", "lib.bib"))
    library.write_text(
        "@article{mine, author={Berg, Bo}, doi={10.1000/all},\n"
        "  title={A long account of the gardens that all of them looked after}}\n"
    )

    done = run("fetch", "--seeds", seeds, "--against", library, "-o", saved, "-o", table)

    assert "lib.bib: has 1 of 7 works\n" in done.stderr
    marks = column(table, "in_library")
    assert (marks["10.1000/all"], marks["10.1000/two"]) == ("mine", "")
    assert "in_library" not in saved.read_text()
    new = run("export", saved, "--to", "csv", "--against", library, "--not-in-library")
    assert "10.1000/all" not in new.stdout
    assert new.stdout.count("10.1000/own-") == 5
    assert "mine" in run("show", saved, "--against", library).output


def test_seeds_come_from_standard_input_and_from_a_saved_file(
    server: CrossrefServer, tmp_path: Path
) -> None:
    saved = tmp_path / "s.refkit.json"

    assert run("fetch", "--seeds", "-", "-o", saved, given=f"{SEEDS[0]}\n").exit_code == 0
    again = run("fetch", "--seeds", saved, "-o", tmp_path / "t.refkit.json")

    # The works that the first seed lists are seeds now; none of them has a list of its own.
    assert again.exit_code == 3
    assert "s.refkit.json: 3 seeds\n" in again.stderr


@pytest.mark.parametrize("strict", [False, True])
def test_what_is_left_out_meets_a_condition(
    server: CrossrefServer, seeds: Path, tmp_path: Path, strict: bool
) -> None:
    asked = ["--fail-on", "no-list"] if strict else []

    done = run("fetch", "--seeds", seeds, "-o", tmp_path / "s.refkit.json", *asked)

    assert done.exit_code == int(strict)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("--seeds", "gone.txt"), "gone.txt"),
        (("--seeds", "bare.txt"), "bare.txt: is neither a library"),
        (("10.1000/seed-0", "--against", "gone.bib"), "gone.bib"),
    ],
)
def test_wrong_input_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bare.txt").write_text("no seeds\nat all\n")

    done = run("fetch", *arguments)

    assert done.exit_code == 2
    assert said in done.stderr.splitlines()[-1]
