"""The whole way for the first review: what ships goes in, bytes come out, the same each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW, REPOSITORY
from crossref_server import CrossrefServer

import refkit
from refkit.cli import main
from refkit.formats.saved import mapping

# The labels are those that the titles' own words earn; see the gold lines for these nine titles.
MODALITIES = [
    {"engineered-t-cell-therapy"},
    {"car-nk"},
    {"in-vivo-car-t"},
    {"in-vivo-car-t"},
    {"t-cell-engager"},
    {"car-t"},
    {"car-t"},
    {"car-t"},
    {"car-t", "b-cell-depletion"},
]
NAMES = ("refs.bib", "refs.json", "review.refkit.json")


def fetch(folder: Path, *options: str) -> dict[str, bytes]:
    folder.mkdir()
    outputs = [each for name in NAMES for each in ("-o", str(folder / name))]
    done = CliRunner().invoke(main, ["fetch", FIRST_REVIEW, *options, *outputs])
    assert done.exit_code == 0, done.output
    return {name: (folder / name).read_bytes() for name in NAMES}


@pytest.fixture
def shipped(tmp_path: Path) -> dict[str, bytes]:
    return fetch(tmp_path / "shipped", "--offline")


def test_the_account_is_the_one_that_is_promised() -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)

    assert str(refkit.account(bibliography)) == (
        "9 listed: 6 by deposited DOI, 0 found by search, 0 by hand, 3 unresolved (kept as printed)"
    )


def test_the_modalities_are_those_of_the_gold(shipped: dict[str, bytes]) -> None:
    entries = json.loads(shipped["review.refkit.json"])["entries"]

    modalities = [
        {tag["label"] for tag in entry["tags"] if tag["facet"] == "modality"} for entry in entries
    ]
    assert modalities == MODALITIES


def test_all_facets_are_those_of_the_gold_where_it_is_at_hand(
    shipped: dict[str, bytes], shared: Path
) -> None:
    lines = (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {each["title"].casefold(): each["labels"] for each in map(json.loads, lines)}

    for entry in json.loads(shipped["review.refkit.json"])["entries"]:
        labels = gold[entry["work"]["title"].casefold()]
        for facet, expected in labels.items():
            found = {tag["label"] for tag in entry["tags"] if tag["facet"] == facet}
            assert found == set(expected), entry["work"]["title"]


def test_every_quote_stands_where_it_is_said_to(shipped: dict[str, bytes]) -> None:
    for entry in mapping.loads(shipped["review.refkit.json"].decode()).entries:
        for tag in entry.tags:
            for each in tag.evidence:
                assert entry.work.title.plain[each.start : each.end] == each.quote != ""


def test_the_three_unresolved_stay_in_every_export(shipped: dict[str, bytes]) -> None:
    for name in NAMES:
        text = shipped[name].decode()
        for title in ("BCMA T-cell engager", "ulcerative colitis", "lupus nephritis"):
            assert title in text or title in text.replace("{", "").replace("}", "")
    assert shipped["refs.bib"].decode().count("Not resolved: offline") == 3
    assert shipped["refs.json"].decode().count('"unresolved": "offline"') == 3


def test_lists_known_in_part_end_with_others(shipped: dict[str, bytes]) -> None:
    library = bibtexparser.parse_string(shipped["refs.bib"].decode())

    ends = [entry["author"].endswith(" and others") for entry in library.entries]
    assert ends == [True] * 7 + [False] * 2


def test_the_year_is_the_one_that_the_review_cites(shipped: dict[str, bytes]) -> None:
    library = bibtexparser.parse_string(shipped["refs.bib"].decode())

    assert {entry["year"] for entry in library.entries} == {"2025"}


def test_the_files_keep_to_their_schemas(shipped: dict[str, bytes], shared: Path) -> None:
    own = REPOSITORY / "refkit" / "schemas" / "refkit-bibliography-4.json"
    official = json.loads((shared / "data" / "csl-data.json").read_text(encoding="utf-8"))
    document = json.loads(shipped["review.refkit.json"])

    jsonschema.validate(document, json.loads(own.read_text(encoding="utf-8")))
    validator = jsonschema.Draft7Validator(official)
    validator.validate(json.loads(shipped["refs.json"]))
    validator.validate(document["reviews"])
    validator.validate([entry["work"] for entry in document["entries"]])


def test_the_same_input_gives_the_same_bytes(shipped: dict[str, bytes], tmp_path: Path) -> None:
    assert fetch(tmp_path / "again", "--offline") == shipped


@pytest.mark.parametrize("seed", [pytest.param("0", marks=pytest.mark.more), "random"])
def test_the_same_bytes_in_every_process(
    shipped: dict[str, bytes], tmp_path: Path, seed: str
) -> None:
    arguments = ["fetch", FIRST_REVIEW, "--offline", "-o", str(tmp_path / "x.refkit.json")]
    environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    subprocess.run(
        [sys.executable, "-m", "refkit", *arguments],
        env=environment,
        check=True,
        capture_output=True,
    )

    assert (tmp_path / "x.refkit.json").read_bytes() == shipped["review.refkit.json"]


def test_a_live_crossref_gives_the_same_and_is_asked_for_the_rest(
    shipped: dict[str, bytes], crossref: CrossrefServer, tmp_path: Path
) -> None:
    for path in sorted((REPOSITORY / "fixtures" / "crossref" / "works").glob("*.json")):
        crossref.add(json.loads(path.read_text(encoding="utf-8"))["message"])

    live = fetch(tmp_path / "live", "--mailto", "me@example.org")
    again = fetch(tmp_path / "again")

    assert live["refs.bib"].count(b"no work that was found fits its words") == 3
    assert live["refs.bib"].split(b"note =")[0] == shipped["refs.bib"].split(b"note =")[0]
    assert again == live
    # The review, its six works together, and a search for each of the three without a DOI.
    assert len(crossref.requests) == 5
    assert b"me@example.org" not in b"".join(live.values())


def test_offline_prefers_what_was_really_fetched(crossref: CrossrefServer, tmp_path: Path) -> None:
    for path in sorted((REPOSITORY / "fixtures" / "crossref" / "works").glob("*.json")):
        message = json.loads(path.read_text(encoding="utf-8"))["message"]
        crossref.add(message | {"volume": "999"})
    fetch(tmp_path / "live")

    offline = fetch(tmp_path / "offline", "--offline")

    assert offline["refs.bib"].count(b"volume = {999}") == 6
