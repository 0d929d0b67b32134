"""Counts by year and disease, of works and not of rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bulk.small_records import as_lines, make_record, write
from bulk.test_run import TAXONOMY, run

from refkit.bulk.plot import draw
from refkit.bulk.summary import Count, summarize, to_json
from refkit.errors import InputError


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    """Two CAR-T works of 2024, one of them in two files; one CAR-NK work without a year."""
    dateless = make_record("CAR-NK cells in lupus and in myeloma", 3) | {"published-print": None}
    one = [make_record(), make_record("CAR-T cells", 2), make_record("On bees", 4)]
    write(tmp_path / "in" / "a.jsonl", as_lines(one))
    write(tmp_path / "in" / "b.jsonl", as_lines([make_record(), dateless]))
    run(tmp_path / "in", tmp_path / "out")
    return tmp_path / "out"


def test_a_work_counts_once_for_each_of_its_labels(tagged: Path) -> None:
    counted = summarize(tagged)

    assert counted.works == 3
    assert counted.labels == (Count(2, label="car-t"), Count(1, label="car-nk"))
    assert counted.years == (Count(1), Count(2, 2024))
    assert counted.by_year == (Count(1, None, "car-nk"), Count(2, 2024, "car-t"))
    assert set(counted.by_other) == {
        Count(1, None, "car-nk", "sle"),
        Count(1, None, "car-nk", "multiple-myeloma"),
        Count(1, None, "car-t", "sle"),
        Count(1, None, "car-t", None),
    }
    assert Count(1, 2024, "car-t", "sle") in counted.cells
    assert counted.others[0] == Count(2, other="sle")
    assert [each.split("@")[0] for each in counted.taxonomies] == ["therapy-modality"]


def test_other_facets_can_be_told_apart(tagged: Path) -> None:
    counted = summarize(tagged, "disease", "modality")

    assert counted.labels == (Count(2, label="sle"), Count(1, label="multiple-myeloma"))
    assert Count(1, 2024, "sle", "car-t") in counted.cells


def test_for_machines_the_counts_bear_the_names_of_the_facets(tagged: Path) -> None:
    told = json.loads(to_json(summarize(tagged)))

    assert told["works"] == 3
    assert told["labels"] == [{"modality": "car-t", "works": 2}, {"modality": "car-nk", "works": 1}]
    assert {"year": 2024, "modality": "car-t", "disease": "sle", "works": 1} in told["cells"]


def test_files_of_two_taxonomies_are_counted_together(tagged: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(TAXONOMY.replace("animal", "modality"))
    write(tmp_path / "c.jsonl", as_lines([make_record("On bees", 9)]))
    run(
        tmp_path / "c.jsonl",
        tagged / "more",
        taxonomies=[str(tmp_path / "mine.toml"), "study-design"],
    )

    with pytest.raises(InputError, match="no facet bees in these files; there are: "):
        summarize(tagged, "bees")
    counted = summarize(tagged)
    assert counted.works == 4
    assert len(counted.taxonomies) == 2


@pytest.mark.parametrize(
    ("facet", "by", "why"),
    [
        ("bees", "disease", "no facet bees in these files; there are: modality, target"),
        ("evidence", "disease", "no facet evidence"),
        ("disease", "disease", "disease cannot be told apart by itself"),
    ],
)
def test_a_facet_that_is_not_there_is_named(tagged: Path, facet: str, by: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        summarize(tagged, facet, by)


def test_a_folder_without_files_and_a_damaged_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no file that refkit bulk tag wrote"):
        summarize(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"bees")
    with pytest.raises(InputError, match="the files cannot be read: "):
        summarize(tmp_path)


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_a_picture_is_the_same_bytes_each_time(tagged: Path, tmp_path: Path, suffix: str) -> None:
    counted = summarize(tagged)

    draw(counted, tmp_path / f"a{suffix}")
    draw(counted, tmp_path / f"b{suffix}")

    drawn = (tmp_path / f"a{suffix}").read_bytes()
    assert drawn == (tmp_path / f"b{suffix}").read_bytes()
    assert drawn.startswith(b"<?xml" if suffix == ".svg" else b"\x89PNG")


def test_a_picture_of_nothing_and_of_odd_labels_is_drawn(tagged: Path, tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", as_lines([make_record("On bees")]))
    run(tmp_path / "in.jsonl", tmp_path / "none")

    draw(summarize(tmp_path / "none"), tmp_path / "a.svg")

    from dataclasses import replace

    odd = replace(
        summarize(tagged),
        labels=(Count(1, label="$\\bees^"),),
        by_year=(Count(1, 2024, "$\\bees^"),),
    )
    draw(odd, tmp_path / "b.png")


def test_a_picture_that_cannot_be_drawn_is_named(tagged: Path, tmp_path: Path) -> None:
    counted = summarize(tagged)

    with pytest.raises(InputError, match=r"unknown suffix; drawn are \.svg, \.png"):
        draw(counted, tmp_path / "a.gif")
    with pytest.raises(InputError, match="cannot be written"):
        draw(counted, tmp_path / "none" / "a.svg")
