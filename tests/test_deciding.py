"""A person's decisions: recorded, kept, and never against the facts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work

import refkit
from refkit.cli import main
from refkit.deciding import decision_on, read_decisions
from refkit.errors import InputError
from refkit.model.resolution import Method

REVIEW = "10.1000/review"


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    crossref.add(
        make_review(
            REVIEW,
            [{"DOI": "10.1000/a"}, {"unstructured": "Book one"}, {"unstructured": "Book two"}],
        )
    )
    crossref.add(make_work("10.1000/a"))
    crossref.add(make_work("10.1000/b"))
    return crossref


@pytest.fixture
def saved(server: CrossrefServer, tmp_path: Path) -> Path:
    path = tmp_path / "r.refkit.json"
    run("fetch", REVIEW, "-o", path)
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    return done.exit_code, done.stderr


def states(path: Path) -> list[str]:
    entries = json.loads(path.read_text())["entries"]
    return [
        entry["resolution"]["method"]
        or entry["resolution"]["reason"]
        or entry["resolution"]["state"]
        for entry in entries
    ]


def test_a_doi_by_hand_resolves_and_counts_as_found(saved: Path) -> None:
    status, said = run("resolve", saved, "--position", "2", "--doi", "10.1000/B")

    assert status == 0
    assert (
        said
        == "3 listed: 1 by deposited DOI, 0 found by search, 1 by hand, 1 unresolved (kept as printed)\n"
    )
    assert states(saved)[1] == "by-hand"


def test_a_reference_that_is_decided_on_keeps_its_key(saved: Path) -> None:
    before = [entry.id for entry in refkit.load(saved).entries]

    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    run("resolve", saved, "--position", "3", "--doi", "none")

    assert [entry.id for entry in refkit.load(saved).entries] == before


def test_a_person_can_say_that_there_is_none(saved: Path) -> None:
    assert run("resolve", saved, "--position", "3", "--doi", "none")[0] == 0

    assert states(saved)[2] == "without-doi"


def test_decisions_survive_later_runs(saved: Path) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    run("resolve", saved, "--position", "3", "--doi", "none")
    decided = states(saved)

    status, said = run("fetch", REVIEW, "-o", saved)

    assert status == 0
    assert states(saved) == decided
    assert "0 found by search, 1 by hand, 1 without a DOI (decided), 0 unresolved" in said


def test_a_decision_goes_with_its_reference_when_the_list_changes(
    saved: Path, server: CrossrefServer
) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    server.add(
        make_review(
            REVIEW,
            [
                {"key": "new", "unstructured": "New"},
                {"key": "ref1", "DOI": "10.1000/a"},
                {"key": "ref2", "unstructured": "Book one"},
            ],
        )
    )

    run("fetch", REVIEW, "--refresh", "-o", saved)

    assert states(saved)[2] == "by-hand"


def test_a_decision_for_a_work_that_is_listed_already_joins_its_entry(saved: Path) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/a")
    run("fetch", REVIEW, "-o", saved)

    bibliography = refkit.load(saved)

    assert [len(entry.citations) for entry in bibliography.entries] == [2, 1]
    first = bibliography.entries[0]
    assert [first.method_of(line) for line in first.citations] == [
        Method.DEPOSITED_DOI, Method.BY_HAND,
    ]  # fmt: skip
    assert str(refkit.account(bibliography)).startswith(
        "3 listed: 1 by deposited DOI, 0 found by search, 1 by hand"
    )


def test_a_decision_outlives_a_run_in_which_it_could_not_be_looked_up(
    saved: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    decided = states(saved)
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "empty"))
    server.fail_next(*["truncated"] * 4, matching="10.1000%2Fb")

    run("fetch", REVIEW, "-o", saved)
    assert states(saved)[1] == "source-failed"
    run("fetch", REVIEW, "-o", saved)

    assert states(saved) == decided


def test_a_table_of_decisions(saved: Path, tmp_path: Path) -> None:
    table = tmp_path / "decisions.csv"
    table.write_text("position,doi\n2,10.1000/b\n3,none\n")

    assert run("resolve", saved, "--from", table)[0] == 0
    assert states(saved)[1:] == ["by-hand", "without-doi"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--position", "9", "--doi", "10.1000/b"), 2, "lists no reference at position 9"),
        (("--position", "0", "--doi", "10.1000/b"), 2, "lists no reference at position 0"),
        (("--position", "x", "--doi", "10.1000/b"), 2, "not a position"),
        (("--position", "2", "--doi", "b"), 2, "not a DOI"),
        (("--position", "2", "--doi", "10.1000/unknown"), 2, "does not know 10.1000/unknown"),
        (("--position", "2"), 2, "give --position with --doi"),
        ((), 2, "give --position with --doi"),
    ],
)
def test_a_decision_that_cannot_be(
    saved: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    before = saved.read_bytes()

    code, line = run("resolve", saved, *arguments)

    assert code == status
    assert said in line
    assert saved.read_bytes() == before


def test_a_row_that_cannot_be_read_is_named() -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)

    with pytest.raises(InputError, match=r"t\.csv: row 3: not a DOI"):
        read_decisions("position,doi\n5,none\n6,x\n", bibliography, "t.csv")
    with pytest.raises(InputError, match="has no column 'doi'"):
        read_decisions("position\n5\n", bibliography, "t.csv")


def test_with_several_reviews_one_must_be_named(server: CrossrefServer) -> None:
    server.add(make_review("10.1000/other", [{"unstructured": "Book"}]))
    bibliography = refkit.fetch(REVIEW, "10.1000/other")

    with pytest.raises(InputError, match="several reviews"):
        decision_on(bibliography, "1", "none")
    assert str(decision_on(bibliography, "1", "none", "10.1000/other").review) == "10.1000/other"


def test_a_damaged_file_that_would_be_replaced_is_not(saved: Path) -> None:
    saved.write_text("{}")

    status, said = run("fetch", REVIEW, "-o", saved)

    assert status == 2
    assert "is not a saved bibliography" in said
    assert saved.read_text() == "{}"
