"""The whole way where Crossref alone is not enough: other agencies, and sources that complete."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crossref_server import CrossrefServer, make_review, make_work
from other_servers import (
    datacite,
    doi_org,
    europepmc,
    make_attributes,
    make_openalex_work,
    make_result,
    openalex,
)

from refkit.cli import main

REVIEW = "10.1000/review"
DATA = "10.5281/zenodo.1"


@pytest.fixture
def services(crossref: CrossrefServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    """A Crossref with one work, and the other services with what it lacks."""
    crossref.add(make_work("10.1000/a"))
    with ExitStack() as stack:
        for name, server in {
            "DOI": doi_org({"10.5281": "DataCite", "10.1400": "mEDRA"}),
            "DATACITE": datacite([make_attributes(DATA)]),
            "OPENALEX": openalex(
                [
                    make_openalex_work("W1", REVIEW, referenced_works=["https://openalex.org/W2"]),
                    make_openalex_work("W2", "10.1000/a"),
                ]
            ),
            "EUROPEPMC": europepmc([make_result("7", "10.1000/a", abstractText="Bees fly.")]),
        }.items():
            stack.callback(server.close)
            port = server.server_address[1]
            monkeypatch.setenv(f"REFKIT_{name}_URL", f"http://127.0.0.1:{port}")
        yield crossref


def fetch(folder: Path, *options: str) -> tuple[list[dict[str, Any]], str]:
    path = folder / "r.refkit.json"
    done = CliRunner().invoke(main, ["fetch", REVIEW, "-o", str(path), *options])
    assert done.exit_code == 0, done.output
    return json.loads(path.read_text())["entries"], done.stderr


def test_a_doi_of_another_agency_is_read_there(services: CrossrefServer, tmp_path: Path) -> None:
    services.add(make_review(REVIEW, [{"DOI": DATA}, {"DOI": "10.1400/x"}, {"DOI": "10.1000/a"}]))

    (data, elsewhere, usual), said = fetch(tmp_path)

    assert data["resolution"]["method"] == "other-agency"
    assert data["resolution"]["source"] == "datacite"
    assert elsewhere["resolution"]["reason"] == "unknown-doi"
    assert "mEDRA" in json.dumps(elsewhere["resolution"]["attempts"])
    assert usual["resolution"]["method"] == "deposited-doi"
    assert said.startswith(
        "3 listed: 2 by deposited DOI, 0 found by search, 0 by hand, 1 unresolved"
    )


def test_what_another_source_adds_has_its_origin(services: CrossrefServer, tmp_path: Path) -> None:
    services.add(make_review(REVIEW, [{"DOI": "10.1000/a"}]))

    ((entry), *_), _ = fetch(tmp_path, "--source", "europepmc", "--source", "openalex")

    assert entry["work"]["abstract"] == "Bees fly."
    assert entry["work"]["custom"]["origins"]["abstract"] == "europepmc"
    assert entry["resolution"]["source"] == "crossref"


def test_a_list_that_crossref_lacks_comes_from_another_source(
    services: CrossrefServer, tmp_path: Path
) -> None:
    services.add(make_work(REVIEW, references_count=1))

    entries, said = fetch(tmp_path, "--source", "openalex")

    assert [entry["work"]["DOI"] for entry in entries] == ["10.1000/a"]
    assert said.startswith("1 listed: 1 by deposited DOI")


def test_a_source_that_is_down_loses_nothing_and_is_named(
    services: CrossrefServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.add(make_review(REVIEW, [{"DOI": "10.1000/a"}]))
    monkeypatch.setenv("REFKIT_EUROPEPMC_URL", "http://127.0.0.1:9")

    (entry,), said = fetch(tmp_path, "--source", "europepmc")

    assert entry["resolution"]["state"] == "resolved"
    assert "refkit: 1 could not be completed: europepmc, 10.1000/a: 127.0.0.1:9 cannot be" in said


def test_a_source_that_is_not_there_is_told() -> None:
    done = CliRunner().invoke(main, ["fetch", REVIEW, "--source", "oracle"])

    assert done.exit_code == 2
    assert "unknown source oracle; there are: europepmc, openalex" in done.stderr
