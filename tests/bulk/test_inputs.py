"""Files and folders to inputs, each with the name of what is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit.bulk.inputs import find_inputs
from refkit.errors import InputError


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_of_a_folder_the_files_that_are_read_at_any_depth(tmp_path: Path) -> None:
    put(tmp_path, "b.JSONL.gz", "a/b.jsonl.gz", "a/c.tar.gz", "d.bib", "e.refkit.json", "f.parquet",
        "README.md", ".g.json", ".h/i.json", "k.json.part")  # fmt: skip

    found = find_inputs([str(tmp_path)])

    assert [each.name for each in found] == [
        "a/b.jsonl.gz", "a/c.tar.gz", "b.JSONL.gz", "d.bib", "e.refkit.json",
    ]  # fmt: skip
    assert found[0].path == str(tmp_path / "a" / "b.jsonl.gz")
    assert found[0].size == len("a/b.jsonl.gz")


def test_a_file_that_is_named_is_taken_whatever_it_is_called_and_once(tmp_path: Path) -> None:
    put(tmp_path, "records", "a/x.json")

    found = find_inputs([f"{tmp_path}/records", f"{tmp_path}/a", f"{tmp_path}/a/x.json"])

    assert [each.name for each in found] == ["records", "x.json"]


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a/x.json", "b/x.json")

    with pytest.raises(InputError, match=r"2 inputs are named x\.json"):
        find_inputs([f"{tmp_path}/a", f"{tmp_path}/b/x.json"])
    assert [each.name for each in find_inputs([str(tmp_path)])] == ["a/x.json", "b/x.json"]


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none: there is no such file or folder"):
        find_inputs([str(tmp_path / "none")])
    with pytest.raises(InputError, match=r"no file in it is read; read are \.bib, \.bib\.gz"):
        find_inputs([str(tmp_path)])
