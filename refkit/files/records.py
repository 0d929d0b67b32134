"""Records of refkit's own: files in its folder that nobody edits, for their user's eyes alone."""

from __future__ import annotations

import os
from pathlib import Path

from refkit.errors import InputError


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
