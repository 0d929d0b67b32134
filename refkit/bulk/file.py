"""One file: read, tagged and written. This is what every engine hands out, and all it hands out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import IO, Protocol

from refkit.bulk.byte_stream import DamagedStream, OpenFile, StreamPart, UnreadableFile
from refkit.bulk.columns import Batch, ParquetWriter, schema_of
from refkit.bulk.condition import mask_of
from refkit.bulk.fingerprint import Recipe, facets_of
from refkit.bulk.inputs import is_library
from refkit.bulk.output import (
    NOTHING,
    REJECTED,
    FileJob,
    FileResult,
    RecordCounts,
    hidden_beside,
    set_time,
)
from refkit.bulk.record_splitter import ParsedRecord, Shape, shape_of, split
from refkit.bulk.records import WorkRow, kept_of, of_work, record_reader
from refkit.citation_keys import keyed
from refkit.errors import InputError
from refkit.files.encodings import decode
from refkit.files.writing import put_in_place
from refkit.formats.csl_json.writer import item
from refkit.formats.detect import read_bibliography
from refkit.formats.register import SAVED
from refkit.model.tags import Tag
from refkit.model.work import Work, WorkType
from refkit.tagging.tagger import tag
from refkit.text.rich import RichText, Run


class RunStopped(Exception):
    """The run is to end; nothing was written of this file."""


class ProgressListener(Protocol):
    """Who is told how far a file is; ``bytes_read`` raises RunStopped where the run is to end."""

    def bytes_read(self, count: int) -> None:
        """So many bytes have been read since the last time."""

    def records_read(self, read: int, rejected: int) -> None:
        """So many records have been read, and so many of them rejected, since the last time."""


class NoListener:
    """Nobody is told."""

    def bytes_read(self, count: int) -> None:
        """Nothing."""

    def records_read(self, read: int, rejected: int) -> None:
        """Nothing."""


def tag_file(job: FileJob, recipe: Recipe, listener: ProgressListener | None = None) -> FileResult:
    """Read, tag and write a file.

    Raises InputError where nothing can be written or the recipe cannot be carried out here, and
    RunStopped where ``listener`` says so. An input that cannot be read at all is an outcome.
    """
    listener = listener or NoListener()
    try:
        with OpenFile(job.input.path, listener.bytes_read) as opened:
            return FileResult(job, _FileTagging(job, recipe, listener).carried_out(opened))
    except UnreadableFile as why:
        return FileResult(job, failed=str(why))
    except OSError as error:
        raise InputError(f"{job.folder}: cannot be written ({error.strerror or error})") from None


class _FileTagging:
    """The way of one file from its bytes to its rows."""

    def __init__(self, job: FileJob, recipe: Recipe, listener: ProgressListener) -> None:
        self._job, self._recipe, self._listener = job, recipe, listener
        self._taxonomies = recipe.load()
        self._facets = facets_of(self._taxonomies)
        self._schema = schema_of(self._facets, recipe.keep)
        self._read = record_reader(recipe.keep)
        self._counts = asdict(NOTHING)
        self._told = (0, 0)

    def carried_out(self, opened: OpenFile) -> RecordCounts:
        """Read the open file and write what is in it."""
        job, rejected = self._job, self._job.output(REJECTED)
        with (
            hidden_beside(job.output()) as rows,
            hidden_beside(rejected) as lines,
            self._writer(rows) as writer,
        ):
            self._write(opened, writer, lines)
            account = RecordCounts(**self._counts)
            writer.close(
                {
                    "account": self._counts, "recipe": self._recipe.stamp(),
                    "sha256": opened.digest(), "size": opened.status.st_size,
                }
            )  # fmt: skip
            set_time(rows, opened.status)
            if account.untitled + account.rejected:
                put_in_place(lines, rejected)
            else:
                rejected.unlink(missing_ok=True)
            put_in_place(rows, job.output())
        return account

    def _writer(self, rows: Path) -> ParquetWriter:
        where = self._recipe.where
        return ParquetWriter(rows, self._schema, mask_of(where, self._schema) if where else None)

    def _write(self, opened: OpenFile, writer: ParquetWriter, lines: Path) -> None:
        """Write the rows and the rejected lines; the rows are not closed yet."""
        batch = Batch(self._schema, self._facets, " ".join(each.stamp for each in self._taxonomies))
        with lines.open("w", encoding="utf-8", newline="\n") as rejected:
            for part in opened.parts():
                self._read_part(part, batch, writer, rejected)
        self._flush(writer, batch)

    def _read_part(
        self, part: StreamPart, batch: Batch, writer: ParquetWriter, rejected: IO[str]
    ) -> None:
        shape, records = self._records(part)
        for found in records:
            if why := self._taken(found, batch):
                rejected.write(self._line(part, found, shape.value, why))
            if batch.is_full:
                self._flush(writer, batch)

    def _records(self, part: StreamPart) -> tuple[Shape, Iterator[ParsedRecord]]:
        name, chunks = part.name or self._job.input.name, iter(part.chunks)
        if is_library(name):
            return Shape.SAVED, self._library(name, chunks)
        head = next(chunks, b"")
        shape, chunks = shape_of(head), chain([head], chunks)
        if shape is Shape.SAVED:
            return shape, self._library(f"{name}{SAVED.suffix}", chunks)
        return shape, split(chunks, shape, self._read)

    def _library(self, name: str, chunks: Iterator[bytes]) -> Iterator[ParsedRecord]:
        try:
            yield from _entries(name, b"".join(chunks), self._recipe.keep)
        except (InputError, DamagedStream) as error:
            yield ParsedRecord(1, None, str(error))

    def _taken(self, found: ParsedRecord, batch: Batch) -> str:
        """Tag a record and gather its row; gives why not, where it is not."""
        counts, record = self._counts, found.value
        counts["read"] += 1
        if not isinstance(record, WorkRow):
            counts["rejected"] += 1
            return found.trouble
        if not record.title:
            counts["untitled"] += 1
            return "has no title"
        tags = self._tags(record.title)
        counts["tagged"] += 1
        counts["labelled"] += bool(tags)
        batch.add(found.number, record, tags)
        return ""

    def _tags(self, title: str) -> tuple[Tag, ...]:
        return tag(Work(WorkType.DOCUMENT, title=RichText((Run(title),))), self._taxonomies)

    def _line(self, part: StreamPart, found: ParsedRecord, unit: str, why: str) -> str:
        """A line of the rejected file: which record of which file, and why."""
        name, record = self._job.input.name, found.value
        line = {
            "file": f"{name}:{part.name}" if part.name else name,
            unit: found.number,
            "reason": why,
        }
        if isinstance(record, WorkRow) and record.doi:
            line["doi"] = record.doi
        return json.dumps(line, ensure_ascii=False) + "\n"

    def _flush(self, writer: ParquetWriter, batch: Batch) -> None:
        if batch.records:
            writer.write(batch.taken())
        self._counts["written"] = writer.rows
        read, rejected = self._counts["read"], self._counts["rejected"]
        self._listener.records_read(read - self._told[0], rejected - self._told[1])
        self._told = (read, rejected)


def _entries(name: str, data: bytes, keep: Sequence[str] = ()) -> Iterator[ParsedRecord]:
    """A bibliography's entries in their order; what is no entry comes as trouble behind them.

    ``keep`` names CSL's variables. Raises InputError where nothing can be read.
    """
    text = decode(data, name).text
    bibliography, library = read_bibliography(text, name.lower().removesuffix(".gz"), name)
    entries, troubles = keyed(bibliography).entries, library.troubles if library else ()
    number = 0
    for number, entry in enumerate(entries, start=1):
        variables = item(entry.work, entry.id) if keep else {}
        yield ParsedRecord(number, of_work(entry.work, kept_of(variables, keep)))
    for place, trouble in enumerate(troubles, start=number + 1):
        yield ParsedRecord(place, None, trouble)
