"""``refkit cache``: what is remembered, and forgetting it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from crossref_server import CrossrefServer, make_review, make_work

from refkit.cli import main


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_answers_are_shown_and_forgotten(crossref: CrossrefServer, home: Path) -> None:
    crossref.add(make_review("10.1000/review", [{"DOI": "10.1000/a"}]))
    crossref.add(make_work("10.1000/a"))
    run("fetch", "10.1000/review", "-o", str(home / "r.refkit.json"))

    shown = json.loads(run("cache", "info", "--json"))
    told = run("cache", "clear")
    after = json.loads(run("cache", "info", "--json"))

    assert shown["folder"] == str(home / "memory")
    assert sum(shown["answers"].values()) >= 2
    assert "forgot" in told
    assert (after["bytes"], after["answers"]) == (0, {})
