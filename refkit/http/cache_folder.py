"""What the folder of the memory holds: counted, and forgotten when the user says so."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from refkit.errors import InputError
from refkit.http import cache, shared_rate_limit

# Everything that refkit puts there; whatever else lies in the folder is not refkit's.
_FILES = (cache.FILE_NAME, shared_rate_limit.FILE_NAME)
_ENDINGS = ("", "-wal", "-shm", "-journal")
_FOLDERS = ("zotero",)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The folder, its size in bytes, and how many answers of which service it holds."""

    folder: Path
    size: int
    answers: tuple[tuple[str, int], ...] = ()


def remembered(folder: Path) -> Remembered:
    """Look what is there; a memory that is absent or cannot be read holds no answers."""
    size = sum(path.stat().st_size for path in _paths(folder))
    return Remembered(folder, size, _answers(folder / cache.FILE_NAME))


def forget(folder: Path) -> Remembered:
    """Delete what refkit put there and say what it was; raises InputError where that fails."""
    found = remembered(folder)
    try:
        for path in _paths(folder):
            path.unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be cleared ({error.strerror})") from None
    return found


def _paths(folder: Path) -> list[Path]:
    named = [folder / f"{name}{ending}" for name in _FILES for ending in _ENDINGS]
    named.append((folder / cache.FILE_NAME).with_suffix(".damaged"))
    within = [path for name in _FOLDERS for path in (folder / name).glob("*")]
    return [path for path in (*named, *within) if path.is_file()]


def _answers(path: Path) -> tuple[tuple[str, int], ...]:
    """How many answers each service gave, the most first."""
    if not path.is_file():
        return ()
    counted: Counter[str] = Counter()
    try:
        with closing(cache.Memory(path)) as held:
            for response in held.responses.values():
                counted[urlsplit(str(response.url)).netloc] += 1
    except (sqlite3.Error, OSError, ValueError):
        return ()
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
