"""What a library holds is kept for the next time, and a file that is damaged is made anew."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from zotero_pushes import entry, push, results, review
from zotero_server import ZoteroServer


def kept(home: Path) -> Path:
    (path,) = (home / "memory" / "zotero").iterdir()
    return path


def test_it_is_for_its_user_alone(zotero: ZoteroServer, home: Path) -> None:
    push(review(entry(1)))

    assert stat.S_IMODE(kept(home).stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["empty", "cut", "changed", "text"])
def test_a_damaged_file_is_read_anew(zotero: ZoteroServer, home: Path, damage: str) -> None:
    push(review(entry(1)))
    content = kept(home).read_bytes()
    middle = len(content) // 2
    kept(home).write_bytes(
        {
            "empty": b"",
            "cut": content[:middle],
            "changed": content[:20] + bytes(255 - byte for byte in content[20:]),
            "text": b"no archive",
        }[damage]
    )

    assert results(push(review(entry(1))))["berg1"] == "left"
