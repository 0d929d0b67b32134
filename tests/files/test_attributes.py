"""A file that takes another's place has its attributes, and never wider ones."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

import pytest

from refkit.files import attributes
from refkit.files.reading import read_bytes
from refkit.files.writing import Writer

# A list that lets user 1234 read and write: version 2, then tag, permissions and id of each line.
_LINES = ((1, 6, -1), (2, 6, 1234), (4, 0, -1), (16, 6, -1), (32, 0, -1))
ACCESS_LIST = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", tag, bits, who & 0xFFFFFFFF) for tag, bits, who in _LINES
)
NAME = "system.posix_acl_access"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A file of mode 0600 with an access list, whose mode reads 0660 with it."""
    path = tmp_path / "thesis.bib"
    path.write_text("old")
    path.chmod(0o600)
    try:
        os.setxattr(path, NAME, ACCESS_LIST)
    except (OSError, AttributeError):
        pytest.skip("this file system keeps no access lists")
    read_bytes(path)
    return path


def test_an_access_list_is_kept(listed: Path) -> None:
    before = os.getxattr(listed, NAME)

    Writer().write([(listed, [b"new"])])

    assert os.getxattr(listed, NAME) == before
    assert os.getxattr(f"{listed}~", NAME) == before


def test_without_its_access_list_a_file_is_not_open_to_its_group(
    listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(descriptor: int, name: str, value: bytes) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(attributes.os, "setxattr", refused)
    Writer().write([(listed, [b"new"])])

    assert stat.S_IMODE(listed.stat().st_mode) == 0o600


def test_extended_attributes_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "thesis.bib"
    path.write_text("old")
    try:
        os.setxattr(path, "user.note", b"mine")
    except (OSError, AttributeError):
        pytest.skip("this file system keeps no extended attributes")
    read_bytes(path)

    Writer().write([(path, [b"new"])])

    assert os.getxattr(path, "user.note") == b"mine"


def test_an_owner_is_kept_by_who_may_give_files_away(tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may give files away")
    path = tmp_path / "thesis.bib"
    path.write_text("old")
    os.chown(path, 1234, 1235)
    path.chmod(0o640)
    read_bytes(path)

    Writer().write([(path, [b"new"])])

    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 1235, 0o640)


def test_a_group_that_cannot_be_kept_gives_its_rights_to_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "thesis.bib"
    path.write_text("old")
    path.chmod(0o660)
    read_bytes(path)
    monkeypatch.setattr(attributes, "_keep_owner", lambda descriptor, status: False)

    Writer(backup=False).write([(path, [b"new"])])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
