"""``refkit taxonomy``, as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main

ROWS = [
    {
        "id": "a",
        "title": "CAR-NK cells in lupus",
        "labels": {"modality": ["car-nk"], "disease": []},
    },
    {"id": "b", "title": "Bees", "labels": {}},
]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["taxonomy", *(str(each) for each in arguments)])


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS))
    return path


def test_labels_are_listed() -> None:
    rows = json.loads(run("list", "--facet", "modality", "--json").stdout)

    assert {row["facet"] for row in rows} == {"modality"}
    assert {"car-nk", "t-cell-engager"} <= {row["id"] for row in rows}
    assert "CAR-NK" in run("list").stdout


@pytest.mark.parametrize("text", ["car-nk", "modality/car-nk", "CAR-NK"])
def test_a_label_is_told_in_full(text: str) -> None:
    said = run("show", text).stdout

    assert said.startswith("modality/car-nk  CAR-NK\n")
    for part in ("implies: ", "rule modality/car-nk#1", "any: ", "earned by", "not earned by"):
        assert part in said


@pytest.mark.parametrize("text", ["tisa-cel", "KYMRIAH\u00ae", "CTL-019", "tisagenlecleucel"])
def test_a_drug_is_told_by_any_of_its_names(text: str) -> None:
    said = run("show", text).stdout

    assert said.startswith("agent/tisagenlecleucel\n  INN: tisagenlecleucel\n  codes: CTL019\n")
    assert "  labels: modality/autologous-car-t, target/cd19, source/autologous\n" in said
    assert "  read in: ClinicalTrials.gov NCT" in said
    (row,) = json.loads(run("show", text, "--json").stdout)
    assert (row["name"], row["brands"], row["status"]) == (
        "tisagenlecleucel", ["Kymriah"], "source",
    )  # fmt: skip


def test_a_drug_that_nobody_looked_up_says_so() -> None:
    assert "\n  known by: general knowledge\n" in run("show", "XmAb 657").stdout


def test_a_label_that_is_not_there_is_answered_with_those_near() -> None:
    done = run("show", "car")

    assert done.exit_code == 2
    assert "has no label 'car'; there are: modality/car-cell-therapy" in done.stderr
    assert run("show", "zzz").stderr.endswith("see: refkit taxonomy list\n")


def test_findings_are_told_and_end_with_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "id='m'\nversion='1'\nfacets=['k']\n[[label]]\nfacet='k'\nid='a'\nname='A'\nany=['ant(s)']\n"
    )

    done = run("check", file)

    assert done.exit_code == 1
    assert "label k/a: has no counter-example" in done.stdout
    assert len(json.loads(run("check", file, "--json").stdout)) == 2


def test_a_taxonomy_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("id = 'm'\nlabel = 5\n")

    done = run("check", file)

    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("more", [(), ("--force",)])
def test_predictions_do_not_take_the_place_of_what_is_read(
    more: tuple[str, ...], gold: Path, tmp_path: Path
) -> None:
    before = gold.read_bytes()
    taxonomy = tmp_path / "x.toml"
    taxonomy.write_text("mine")
    linked = tmp_path / "linked.jsonl"
    linked.symlink_to(gold)

    for asked in (
        run("eval", gold, "--predictions", gold, *more),
        run("eval", gold, "--predictions", linked, *more),
        run("eval", gold, "--taxonomy", taxonomy, "--predictions", taxonomy, *more),
        run("eval", "--from", gold, "--predictions", gold, *more),
    ):
        assert (asked.exit_code, asked.stdout) == (2, "")
        assert "is read here, and is not what comes of it; name another file" in asked.stderr
    assert (gold.read_bytes(), taxonomy.read_text()) == (before, "mine")


def test_predictions_do_not_take_the_place_of_a_file_of_yours(gold: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.jsonl"
    mine.write_text("mine")

    done = run("eval", gold, "--predictions", mine)

    assert (done.exit_code, mine.read_text()) == (2, "mine")
    assert run("eval", gold, "--predictions", mine, "--force").exit_code == 0


def test_titles_labelled_by_hand_are_scored(gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    done = run("eval", gold, "--predictions", out)

    assert done.exit_code == 0
    assert "on 2 titles" in done.stdout
    assert "a  disease: expected nothing; given sle" in done.stdout
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert rows[0]["labels"]["modality"] == ["car-nk"]
    refused = run("eval", gold, "--predictions", "-")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--predictions needs a file" in refused.stderr
    assert rows[1] == {"id": "b", "labels": {facet: [] for facet in rows[0]["labels"]}}


def test_titles_labelled_by_hand_may_come_on_standard_input(gold: Path) -> None:
    for command in ("eval", "suggest"):
        piped = CliRunner().invoke(main, ["taxonomy", command, "-"], input=gold.read_text())

        assert (piped.exit_code, piped.stdout) == (0, run(command, gold).stdout)
    broken = CliRunner().invoke(main, ["taxonomy", "eval", "-"], input="{}")
    assert "standard input: line 1" in broken.stderr


def test_one_title_is_one_title(gold: Path) -> None:
    gold.write_text(json.dumps(ROWS[0]))

    assert "on 1 title;" in run("eval", gold).stdout


@pytest.mark.parametrize("arguments", [(), ("{gold}", "--from", "{gold}")])
def test_the_gold_is_one_file(arguments: tuple[str, ...], gold: Path) -> None:
    done = run("eval", *(each.replace("{gold}", str(gold)) for each in arguments))

    assert done.exit_code == 2
    assert "name one: a file of labelled titles, or --from" in done.stderr


def test_where_labels_are_listed_is_told_with_their_taxonomy(tmp_path: Path) -> None:
    own = tmp_path / "bees.toml"
    own.write_text("id = 'bees'\nversion = '1'\nfacets = ['kind']\n")

    for name, see in (
        ("study-design", "refkit taxonomy list --taxonomy study-design"),
        (str(own), "refkit taxonomy list --taxonomy FILE.toml"),
    ):
        assert run("show", "zzz", "--taxonomy", name).stderr.endswith(f"see: {see}\n")


def test_scores_for_machines(gold: Path) -> None:
    found = json.loads(run("eval", gold, "--json").stdout)

    assert found["facets"]["modality"]["micro_f1"] == 1.0
    assert found["facets"]["disease"]["extra"] == 2
    assert (found["unlabelled"], found["left_unlabelled"]) == (1, 1)


def test_what_is_not_exact_is_explained(gold: Path) -> None:
    said = run("eval", gold, "--explain").stdout

    assert "sle is too much: title “lupus”  disease/sle#" in said
    miss = json.loads(run("eval", gold, "--explain", "--json").stdout)["misses"][0]
    assert miss["extra"][0]["evidence"][0]["quote"] == "lupus"
    assert miss["missing"] == []
    assert "extra" not in json.loads(run("eval", gold, "--json").stdout)["misses"][0]


def test_a_label_that_is_missing_has_its_nearest_phrase(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    row = {"id": "a", "title": "CAR-NKT things", "labels": {"modality": ["car-nk"]}}
    file.write_text(json.dumps(row))

    said = run("eval", file, "--explain").stdout

    assert "car-nk is missing: “CAR-NKT” is 0.77 like" in said


def test_labels_that_no_labelled_title_has_are_told(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {"id": "a", "title": "X", "labels": {"design": ["crossover-trial"], "data": []}}
    gold.write_text(json.dumps(row))

    done = run("check", "study-design", "--gold", gold)

    assert done.exit_code == 1
    assert "label design/cohort-study: no labelled title has it\n" in done.stdout
    assert "label design/crossover-trial:" not in done.stdout
    assert "label design/experiment:" not in done.stdout  # it is implied by one that is there
    assert run("check", "study-design").exit_code == 0


def test_gold_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("nothing")

    done = run("eval", file)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"refkit: {file}: line 1: is no labelled title (no JSON at column 1: Expecting value)\n"
    )
