"""``refkit taxonomy suggest``: phrases for the labels that a person gave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main

ROWS = [
    ("Hives in winter", ["bee"]), ("Hives on roofs", ["bee"]), ("Hives, a rash", []),
    ("Vespid", ["wasp"]), ("Rain", []), ("Snow", []), ("Ants", ["ant"]),
]  # fmt: skip


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["taxonomy", "suggest", *(str(each) for each in arguments)])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    taxonomy, gold = tmp_path / "bees.toml", tmp_path / "gold.jsonl"
    labels = "".join(
        f"[[label]]\nfacet='kind'\nid='{id_}'\nname='{id_}'\n" for id_ in ("bee", "wasp", "ant")
    )
    taxonomy.write_text(f"id='bees'\nversion='1'\nfacets=['kind']\n{labels}any=['ant(s)']\n")
    gold.write_text(
        "".join(
            json.dumps({"id": f"g{n}", "title": title, "labels": {"kind": ids}}) + "\n"
            for n, (title, ids) in enumerate(ROWS)
        )
    )
    return taxonomy, gold


def test_phrases_are_told_with_the_titles_they_are_wrong_on(files: tuple[Path, Path]) -> None:
    taxonomy, gold = files

    done = run(gold, "--taxonomy", taxonomy)

    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()] == [
        "label phrase right/adds/wrong log-odds wrong on, or missed".split(),
        "kind/bee hives 2/2/1 1.5 g2 Hives, a rash".split(),
        "kind/wasp g3 Vespid".split(),  # one title is too few to suggest anything
    ]
    assert done.stderr == "bees@1: 2 labels with 3 titles not found\n"


def test_one_label_for_machines(files: tuple[Path, Path]) -> None:
    taxonomy, gold = files

    (row,) = json.loads(
        run(gold, "--taxonomy", taxonomy, "--label", "wasp", "--least", "1", "--json").stdout
    )

    assert (row["label"], row["titles"]) == ("wasp", 1)
    assert row["missed"] == [{"id": "g3", "title": "Vespid"}]
    assert [(each["phrase"], each["wrong"]) for each in row["phrases"]] == [("vespid", [])]


def test_wrong_input_is_one_line(files: tuple[Path, Path], tmp_path: Path) -> None:
    taxonomy, gold = files

    for done, said in (
        (run(gold, "--taxonomy", taxonomy, "--label", "hornet"), "has no label 'hornet'"),
        (run(gold), "line 1: the taxonomy has no facet 'kind'; there are: modality, "),
        (run(tmp_path / "no.jsonl", "--taxonomy", taxonomy), "cannot be read"),
    ):
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert said in done.stderr
