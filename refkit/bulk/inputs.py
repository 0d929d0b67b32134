"""Which files are to be tagged, and what each is written to."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from refkit.errors import InputError
from refkit.formats.register import SAVED, read_suffixes

RECORDS = (".json", ".jsonl", ".ndjson", ".tar", ".tgz")
"""What is read record by record, for it may be longer than the memory."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file: where it is, how many bytes it has, and its ``name``, that of what is written.

    A file that is named has its own name; one found in a folder has its path in there, with ``/``.
    """

    path: str
    name: str
    size: int


def find_inputs(names: Sequence[str]) -> list[Input]:
    """The files that are named, and those of the folders that are, at any depth, in order.

    Of a folder the files with a suffix that is read are taken, hidden ones are not. Raises
    InputError for a name that is no file and no folder, for a folder without any such file, and
    where two files would be written to the same one.
    """
    found = list({each.path: each for name in names for each in _found(Path(name))}.values())
    times = Counter(each.name for each in found)
    for name, count in times.items():
        if count > 1:
            raise InputError(
                f"{count} inputs are named {name} and would be written to the same file; "
                "tag them into folders of their own, or name the folder above them"
            )
    return sorted(found, key=lambda each: each.name)


def is_taken(name: str) -> bool:
    """Whether a file of a folder or an archive is one to read, by its name."""
    last = name.rpartition("/")[2].lower()
    return last.endswith(_taken()) and not last.startswith(".")


# Named, such a file is read; in a folder it may be anything.
_ANY_TEXT = ".txt"


def is_library(name: str) -> bool:
    """Whether a file is a bibliography that is read as a whole, by its name."""
    return name.lower().removesuffix(".gz").endswith(_libraries())


def _libraries() -> tuple[str, ...]:
    """The suffixes of bibliographies: whatever format is read that is no format of records."""
    return (*(suffix for suffix in read_suffixes() if suffix not in RECORDS), SAVED.suffix)


def _taken() -> tuple[str, ...]:
    suffixes = (*(suffix for suffix in _libraries() if suffix != _ANY_TEXT), *RECORDS)
    return tuple(f"{suffix}{packed}" for suffix in suffixes for packed in ("", ".gz"))


def _found(path: Path) -> Iterable[Input]:
    if path.is_dir():
        inside = [_input(each, str(name)) for each, name in _walk(path)]
        if not inside:
            raise InputError(f"{path}: no file in it is read; read are {', '.join(_taken())}")
        return inside
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    return [_input(path, path.name)]


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in files:
            path = Path(root, file)
            if is_taken(file) and path.is_file():
                yield path, path.relative_to(folder).as_posix()


def _input(path: Path, name: str) -> Input:
    try:
        return Input(str(path.resolve()), name, path.stat().st_size)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
