"""Writes the Parquet file of an input and its account, and tells whether that was done before.

A file is written beside its place and renamed, so that it is there whole or not at all; the Parquet
file comes last, so that where it stands all stands.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from refkit.bulk.byte_stream import OpenFile, UnreadableFile
from refkit.bulk.columns import made_of
from refkit.bulk.inputs import Input
from refkit.errors import InputError


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """``read`` is the sum of ``tagged``, ``untitled`` and ``rejected``.

    A tagged record is one whose title was looked at; those that got a label are the ``labelled``
    among them. ``written`` are the tagged ones that ``--where`` let pass: rows of the Parquet file.
    """

    read: int = 0
    tagged: int = 0
    untitled: int = 0
    rejected: int = 0
    labelled: int = 0
    written: int = 0

    def __add__(self, other: RecordCounts) -> RecordCounts:
        mine, others = astuple(self), astuple(other)
        return RecordCounts(*(one + two for one, two in zip(mine, others, strict=True)))

    def __str__(self) -> str:
        left_out = self.tagged - self.written
        where = f", {left_out:,} left out by --where" if left_out else ""
        return (
            f"{self.read:,} records read: {self.tagged:,} tagged ({self.labelled:,} with a label"
            f"{where}), {self.untitled:,} untitled, {self.rejected:,} rejected"
        )


NOTHING = RecordCounts()


PARQUET, REJECTED, PART = ".parquet", ".rejected.jsonl", ".part"
MOST_OF_A_LINE = 65_536  # characters of a rejected line that are read to know it


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file, and the folder that is written into."""

    input: Input
    folder: str

    def output(self, suffix: str = PARQUET) -> Path:
        """Where a file's rows are written, or with another suffix what goes with them."""
        return Path(self.folder, self.input.name + suffix)


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of a file; ``failed`` says why it could not be read at all, else it is empty."""

    job: FileJob
    account: RecordCounts = NOTHING
    failed: str = ""


def done_before(job: FileJob, stamp: str) -> RecordCounts | None:
    """The account of a file made from the same input by the recipe of this stamp; else None.

    What is written bears the time of its input: an input of the same size and time is taken for the
    same. Where only the time is another its bytes are summed up and compared. Raises InputError
    where a whole file stands in its place, or in that of its rejected lines, that refkit did not
    write.
    """
    path = job.output()
    made: Any = made_of(path)
    for there, is_anothers in (
        (path, made == {}),
        (job.output(REJECTED), not _is_rejected_lines(job)),
    ):
        if is_anothers:
            raise InputError(
                f"{there}: stands there already, and refkit did not write it: name another folder"
            )
    if not made or made["recipe"] != stamp or made["size"] != job.input.size:
        return None
    if not _is_same_input(job, path, made["sha256"]):
        return None
    account = RecordCounts(**made["account"])
    is_whole = job.output(REJECTED).exists() == bool(account.untitled + account.rejected)
    return account if is_whole else None


def _is_rejected_lines(job: FileJob) -> bool:
    """Whether what stands in the place of a file's rejected lines is such, or nothing.

    They are put there before the rows: a run that was killed in between leaves them alone.
    """
    try:
        with job.output(REJECTED).open(encoding="utf-8") as lines:
            first = json.loads(lines.readline(MOST_OF_A_LINE))
    except FileNotFoundError:
        return True
    except (OSError, ValueError, RecursionError):
        return False
    name = first.get("file") if isinstance(first, dict) else None
    return isinstance(name, str) and f"{name}:".startswith(f"{job.input.name}:")


def _is_same_input(job: FileJob, path: Path, digest: str) -> bool:
    try:
        with OpenFile(job.input.path) as opened:
            if opened.status.st_mtime_ns == path.stat().st_mtime_ns:
                return True
            same = opened.digest() == digest
            if same:
                set_time(path, opened.status)
            return same
    except UnreadableFile:
        return False  # to be found out, and told, when it is its turn


@contextmanager
def hidden_beside(path: Path) -> Iterator[Path]:
    """A hidden file beside another, to be put in its place; gone in the end if it was not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def set_time(path: Path, like: os.stat_result) -> None:
    """Let a file bear the time of another; where that cannot be, bytes are compared later."""
    with suppress(OSError):
        os.utime(path, ns=(like.st_mtime_ns, like.st_mtime_ns))
