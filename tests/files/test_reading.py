"""What a file holds is read once, and known until it is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit.errors import InputError
from refkit.files.reading import begin_run, last_seen, read_bytes, read_text, snapshot_of
from refkit.files.records import MOST_BYTES, Register


def test_text_is_read_with_or_without_a_mark(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbftext")
    (tmp_path / "b").write_bytes(b"caf\xe9")

    assert read_text(tmp_path / "a") == "text"
    with pytest.raises(InputError, match=r"is not UTF-8 text \(byte 3\)"):
        read_text(tmp_path / "b")
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path / "c")
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path / "a\0b")


def test_what_was_read_is_known_under_every_name_until_the_run_ends(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    (tmp_path / "link").symlink_to("a")

    read_bytes(tmp_path / "link")

    assert last_seen(tmp_path / "a") == snapshot_of(tmp_path / "a")
    begin_run()
    assert last_seen(tmp_path / "a") is None


def test_the_register_knows_what_was_written_and_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "data" / "written.txt"
    register = Register(path)
    path.parent.mkdir()
    path.write_text("0" * 64 + "\n" + "1" * 64 + "\n" + f"{'2' * 64}\n" * (MOST_BYTES // 65 + 1))

    register.add("a" * 64)

    assert register.has("a" * 64)
    assert not register.has("0" * 64)
    assert path.stat().st_size < MOST_BYTES
    assert path.stat().st_mode & 0o077 == 0


def test_a_register_that_cannot_be_kept_knows_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    register = Register(tmp_path / "file" / "written.txt")
    register.add("a" * 64)

    assert not register.has("a" * 64)
    assert not Register(None).has("a" * 64)
