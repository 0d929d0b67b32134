"""Rows to Parquet: what the columns are, gathered in batches, each as it fills.

The same rows give the same bytes: batches end at numbers of rows and of letters, and nothing in the
file tells the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from refkit.bulk.records import WorkRow
from refkit.model.tags import Tag

FIXED = ("doi", "type", "title", "year", "container", "evidence", "taxonomy", "record")
"""The columns that are always there; a facet and a kept field have one each by their own name."""

MADE = b"refkit-bulk"
"""The key of a file's metadata under which stands how it was made."""

_LAST_YEAR = 9999  # what has more digits is no year
_ROWS, _LETTERS = 50_000, 1 << 24  # of a batch at the most, or one row where that has more
_LABELS = pa.list_(pa.string())
_EVIDENCE = pa.list_(
    pa.struct(
        [
            ("facet", pa.string()), ("label", pa.string()), ("field", pa.string()),
            ("start", pa.int32()), ("end", pa.int32()), ("quote", pa.string()),
            ("rule", pa.string()),
        ]
    )
)  # fmt: skip

Mask = Callable[[pa.RecordBatch], pa.Array]
"""Which rows of a batch are wanted."""


def schema_of(facets: Sequence[str], keep: Sequence[str]) -> pa.Schema:
    """The columns of a file, in their order."""
    return pa.schema(
        [
            ("doi", pa.string()), ("type", pa.string()), ("title", pa.string()),
            ("year", pa.int32()), ("container", pa.string()),
            *((facet, _LABELS) for facet in facets),
            ("evidence", _EVIDENCE), ("taxonomy", pa.string()), ("record", pa.int64()),
            *((name, pa.string()) for name in keep),
        ]
    )  # fmt: skip


@dataclass(slots=True)
class Batch:
    """Rows that are gathered; ``stamp`` names the taxonomies that were asked."""

    schema: pa.Schema
    facets: tuple[str, ...]
    stamp: str
    records: list[WorkRow] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    tags: list[tuple[Tag, ...]] = field(default_factory=list)
    letters: int = 0

    def add(self, number: int, record: WorkRow, tags: tuple[Tag, ...]) -> None:
        """Take a row: the record, its number in the file, and its tags."""
        self.numbers.append(number)
        self.records.append(record)
        self.tags.append(tags)
        self.letters += len(record.title)
        if record.kept:
            self.letters += sum(len(text or "") for text in record.kept)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return len(self.records) >= _ROWS or self.letters >= _LETTERS

    def taken(self) -> pa.RecordBatch:
        """The rows as columns; the batch is empty afterwards."""
        titles, dois, types, given, containers, kept = zip(*self.records, strict=True)
        years = [year if year and year <= _LAST_YEAR else None for year in given]
        columns: list[Sequence[Any]] = [dois, types, titles, years, containers]
        columns += [self._labels(facet) for facet in self.facets]
        columns += [[_shown(tags) for tags in self.tags], [self.stamp] * len(titles), self.numbers]
        columns += zip(*kept, strict=True) if kept[0] else ()
        arrays = [
            pa.array(values, type_)
            for values, type_ in zip(columns, self.schema.types, strict=True)
        ]
        self.records, self.numbers, self.tags, self.letters = [], [], [], 0
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def _labels(self, facet: str) -> list[list[str]]:
        return [
            [tag.label for tag in tags if tag.facet == facet] if tags else _NONE
            for tags in self.tags
        ]


_NONE: list[str] = []


def _shown(tags: tuple[Tag, ...]) -> list[dict[str, object]]:
    return [
        {
            "facet": tag.facet, "label": tag.label, "field": each.field,
            "start": each.start, "end": each.end, "quote": each.quote, "rule": each.rule,
        }
        for tag in tags
        for each in tag.evidence
    ]  # fmt: skip


class ParquetWriter:
    """A Parquet file that is written batch by batch; ``rows`` have been written.

    A context: what is not closed within it is given up.
    """

    def __init__(self, path: Path, schema: pa.Schema, mask: Mask | None = None) -> None:
        self._mask, self.rows = mask, 0
        self._file = pq.ParquetWriter(path, schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        # On a full disk the library's destructor would try once more to end the file, and print
        # what came of it.
        self._file.is_open = False

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows that are wanted."""
        if self._mask:
            batch = batch.filter(self._mask(batch))
        if batch.num_rows:
            self._file.write_batch(batch)
        self.rows += batch.num_rows

    def close(self, made: Mapping[str, object] | None = None) -> None:
        """End the file; ``made`` is remembered in it as how it was made."""
        if made is not None:
            text = json.dumps(made, sort_keys=True)
            self._file.add_key_value_metadata({MADE.decode(): text})
        self._file.close()


def made_of(path: Path) -> dict[str, object] | None:
    """How a file was made: None where none is there and whole, empty where it is not ours."""
    try:
        made = json.loads((pq.read_metadata(path).metadata or {}).get(MADE, b"{}"))
    except (OSError, pa.ArrowException, ValueError):
        return None
    return made if isinstance(made, dict) else None
