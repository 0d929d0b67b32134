"""Records are whole or not there, and nobody else's to read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from refkit.files.records import read_record, write_record


def test_a_record_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "record.json"

    write_record(path, b"one")
    write_record(path, b"two")

    assert read_record(path) == b"two"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "record.json"

    write_record(path, b"secret")

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.mkdir()

    with pytest.raises(OSError, match=r"record\.json"):
        write_record(path, b"one")

    assert list(tmp_path.iterdir()) == [path]
