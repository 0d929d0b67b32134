"""Records of refkit's own: files in its folder that nobody edits, for their user's eyes alone.

One of them holds which files refkit wrote: the SHA-256 of their bytes, so that a person's own file
is told apart. Neither names nor texts are kept. A file that was edited since has another digest: it
is a person's.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from refkit.errors import InputError

WRITTEN = "written.txt"
"""What the file is called in the user's data folder."""

# 65 bytes a file: of more than some ten thousand the older half is forgotten.
MOST_BYTES = 1 << 20


def make_folder(folder: Path) -> None:
    """Make a folder of refkit's own; raises InputError where that cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror})") from None


def is_there(path: Path) -> bool:
    """Whether a file of refkit's own is there; raises InputError where nobody may look."""
    try:
        return path.exists()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def write_record(path: Path, data: bytes) -> None:
    """Write it whole or not at all, and make its folder where that is missing; raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def read_record(path: Path) -> bytes:
    """What stands in it; raises OSError, FileNotFoundError where there is none."""
    return path.read_bytes()


class Register:
    """The digests of written files in one text file, a line each; ``path`` None keeps none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def has(self, sha256: str) -> bool:
        """Whether refkit wrote a file of these bytes."""
        return f"{sha256}\n" in self._text()

    def add(self, sha256: str) -> None:
        """Note a file that was written; a folder that cannot be written into notes nothing."""
        if self._path is None or self.has(sha256):
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._shorten()
            # One short write at the end of a file is whole, whoever else writes there.
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(f"{sha256}\n".encode())

    def _text(self) -> str:
        try:
            return self._path.read_text("ascii", errors="replace") if self._path else ""
        except OSError:
            return ""

    def _shorten(self) -> None:
        if self._path is None or not self._path.exists():
            return
        if self._path.stat().st_size > MOST_BYTES:
            lines = self._text().splitlines(keepends=True)
            write_record(self._path, "".join(lines[len(lines) // 2 :]).encode("ascii", "replace"))
