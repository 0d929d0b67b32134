"""``refkit resolve --search``: what a search finds for a line, without a decision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from crossref_server import FAST, CrossrefServer, make_review, make_work

import refkit
from refkit.cli import main

REVIEW = "10.5555/review"
LINE = "Abel A. The hearing of garden owls. Journal of Invented Results. 2019;7:11."
HOSTILE = "The hearing of \x1b[31mgarden owls"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    hits: list[tuple[float, str]] = []
    owls = make_work(
        "10.5555/owls", title=[HOSTILE],
        author=[{"given": "Ada", "family": "Abel", "sequence": "first", "affiliation": []}],
    )  # fmt: skip
    works = [make_review(REVIEW, [{"unstructured": LINE}]), make_work("10.5555/bees"), owls]
    with CrossrefServer(works, pools=FAST, search=lambda query, rows: hits) as crossref:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("REFKIT_DOI_URL", crossref.url)
        path = tmp_path / "review.refkit.json"
        refkit.save(refkit.fetch(REVIEW), path)
        hits[:] = [(9.0, "10.5555/bees"), (8.0, "10.5555/owls")]
        yield path


def test_what_is_found_is_shown_and_nothing_is_decided(path: Path) -> None:
    before = path.read_bytes()

    done = CliRunner().invoke(
        main, ["resolve", str(path), "--position", "1", "--search", "garden owls"]
    )

    assert done.exit_code == 0, done.output
    first, agree, *_ = done.stdout.splitlines()
    assert "10.5555/owls" in first
    assert "author agree" in agree
    assert "\x1b" not in done.stdout
    assert "2 works found" in done.stderr
    assert path.read_bytes() == before


def test_for_machines_it_is_what_the_page_is_given(path: Path) -> None:
    asked = ["resolve", str(path), "--position", "1", "--search", "garden owls", "--json"]

    done = CliRunner().invoke(main, asked)

    found = json.loads(done.stdout)
    assert [each["doi"] for each in found] == ["10.5555/owls", "10.5555/bees"]
    assert {part["part"] for part in found[0]["parts"]} >= {"title", "author", "year"}


@pytest.mark.parametrize(
    "more", [["--search"], ["--search", "x", "--position", "1", "--doi", "none"]]
)
def test_a_search_goes_with_a_position_alone(path: Path, more: list[str]) -> None:
    done = CliRunner().invoke(main, ["resolve", str(path), *more])

    assert done.exit_code == 2
    assert "--search goes with --position" in done.stderr
