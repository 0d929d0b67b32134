"""Reads files, and knows afterwards what stood in them: nobody's later change is overwritten."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from refkit.errors import InputError

if TYPE_CHECKING:
    import hashlib


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a file held: its size in bytes and the SHA-256 of them."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Snapshot:
        """The snapshot of these bytes."""
        return cls(len(data), _sha256(data).hexdigest())


# By real path, what this process last read there or wrote there itself.
_SEEN: dict[str, Snapshot] = {}


def read_bytes(path: Path, *, is_input: bool = True) -> bytes:
    """The bytes of a file; raises InputError where it cannot be read.

    What was read is remembered for ``last_seen``, but of a pipe or a device, which holds nothing.
    What is no input, such as settings, is not: no output is meant to take its place.
    """
    try:
        with path.open("rb") as file:
            data = file.read()
            is_file = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except (OSError, RuntimeError, ValueError) as error:
        raise unreadable(path, error) from None
    if is_file and is_input:
        remember(path, Snapshot.of(data))
    return data


def read_text(path: Path, *, is_input: bool = True) -> str:
    """The text of a file in UTF-8, without a byte-order mark; as ``read_bytes``."""
    data = read_bytes(path, is_input=is_input)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})") from None


def is_file(path: Path) -> bool:
    """Whether there is such a file; of a name that no file can have there is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def stamp_of(path: Path) -> tuple[int, int, int] | int:
    """What is another one when a file was written again, without reading it.

    An error's number where there is no file to look at.
    """
    try:
        found = path.stat()
    except OSError as error:
        return error.errno or 0
    return found.st_mtime_ns, found.st_size, found.st_ino


def unreadable(path: Path, error: Exception) -> InputError:
    """The one line for a file that cannot be opened."""
    return InputError(f"{path}: cannot be read ({reason(error)})")


def reason(error: Exception) -> str:
    """Why a file could not be used, in the system's words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    # pathlib's word for a link that leads to itself is a RuntimeError before Python 3.13, and a
    # name with a NUL is a ValueError.
    return str(error)


def remember(path: Path, snapshot: Snapshot) -> None:
    """Remember what a file holds now."""
    _SEEN[os.path.realpath(path)] = snapshot


def begin_run() -> None:
    """Know of no file any more: what an earlier run read says nothing about this one."""
    _SEEN.clear()


def last_seen(path: Path) -> Snapshot | None:
    """What this process last read or wrote there; None where it did neither."""
    return _SEEN.get(os.path.realpath(path))


def snapshot_of(path: Path) -> Snapshot | None:
    """What a file holds at this moment; None where there is none. Raises OSError."""
    try:
        with path.open("rb") as file:
            return _summed(file)
    except FileNotFoundError:
        return None


def _sha256(data: bytes = b"") -> hashlib._Hash:
    import hashlib  # with OpenSSL, four megabytes that the reader of a text needs not

    return hashlib.sha256(data)


def _summed(file: BinaryIO) -> Snapshot:
    digest, size = _sha256(), 0
    while piece := file.read(1 << 20):
        digest.update(piece)
        size += len(piece)
    return Snapshot(size, digest.hexdigest())
