"""How many works have which labels, by year and by another facet: DuckDB over the Parquet files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from refkit.bulk.output import PARQUET
from refkit.errors import InputError

# A work that stands in two files counts once, by its DOI; one without a DOI by its place.
_COUNTS = """
WITH works AS (
    SELECT coalesce(doi, filename || ' ' || record) AS work, year, {facet} AS labels,
           CASE WHEN len({by}) > 0 THEN {by} ELSE [NULL] END AS others
    FROM read_parquet(?, union_by_name = true, filename = true)
    WHERE len({facet}) > 0
), cells AS (
    SELECT work, year, label, unnest(others) AS other
    FROM (SELECT work, year, others, unnest(labels) AS label FROM works)
)
SELECT year, label, other, count(DISTINCT work) AS works, grouping(year, label, other) AS folded
FROM cells
GROUP BY GROUPING SETS (
    (year, label, other), (year, label), (label, other), (label), (year), (other), ()
)
ORDER BY folded, works DESC, label, other, year
"""
_CELL, _BY_YEAR, _YEAR, _BY_OTHER = 0b000, 0b001, 0b011, 0b100
_LABEL, _OTHER, _ALL = 0b101, 0b110, 0b111


@dataclass(frozen=True, slots=True)
class Count:
    """How many works; None where a year or a label is not told apart, or where there is none."""

    works: int
    year: int | None = None
    label: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Works with a label of ``facet``, told apart by year and by the labels of ``by``.

    A work with two labels counts for each, so that the counts add up to more than ``works``.
    ``taxonomies`` are those of the files. Labels come the most frequent first, years in order.
    """

    facet: str
    by: str
    works: int
    taxonomies: tuple[str, ...]
    labels: tuple[Count, ...]
    years: tuple[Count, ...]
    others: tuple[Count, ...]
    by_year: tuple[Count, ...]
    by_other: tuple[Count, ...]
    cells: tuple[Count, ...]


def summarize(folder: str | Path, facet: str = "modality", by: str = "disease") -> Summary:
    """Count the labels in a folder that ``refkit bulk tag`` wrote.

    Raises InputError where there are no such files, or where they have no such facet.
    """
    files = _files(Path(folder))
    with duckdb.connect(":memory:") as connection:
        _check(connection, files, (facet, by))
        query = _COUNTS.format(facet=_quoted(facet), by=_quoted(by))
        rows = _asked(connection, query, files)
        taxonomies = _asked(
            connection,
            "SELECT DISTINCT taxonomy FROM read_parquet(?, union_by_name = true) ORDER BY 1",
            files,
        )
    return _summary(facet, by, rows, tuple(row[0] for row in taxonomies))


def to_json(summary: Summary) -> str:
    """A summary for machines; what is null is not told apart, or is not known."""
    names = {"year": "year", "label": summary.facet, "other": summary.by}

    def shown(counts: Sequence[Count], *kept: str) -> list[dict[str, Any]]:
        return [
            {**{names[name]: getattr(each, name) for name in kept}, "works": each.works}
            for each in counts
        ]

    document = {
        "works": summary.works,
        "taxonomies": summary.taxonomies,
        "labels": shown(summary.labels, "label"),
        "years": shown(summary.years, "year"),
        "others": shown(summary.others, "other"),
        "by_year": shown(summary.by_year, "year", "label"),
        "by_other": shown(summary.by_other, "label", "other"),
        "cells": shown(summary.cells, "year", "label", "other"),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _files(folder: Path) -> list[str]:
    found = sorted(str(path) for path in folder.rglob(f"*{PARQUET}"))
    if not found:
        raise InputError(f"{folder}: holds no file that refkit bulk tag wrote")
    return found


def _check(connection: Any, files: Sequence[str], facets: Sequence[str]) -> None:
    described = _asked(
        connection, "DESCRIBE SELECT * FROM read_parquet(?, union_by_name = true)", files
    )
    known = [name for name, type_, *_ in described if type_ == "VARCHAR[]"]
    if unknown := [each for each in dict.fromkeys(facets) if each not in known]:
        raise InputError(
            f"no facet {', '.join(unknown)} in these files; there are: {', '.join(known)}"
        )
    if len(set(facets)) < len(facets):
        raise InputError(f"{facets[0]} cannot be told apart by itself; name another facet")


def _asked(connection: Any, query: str, files: Sequence[str]) -> list[tuple[Any, ...]]:
    try:
        rows: list[tuple[Any, ...]] = connection.execute(query, [files]).fetchall()
    except duckdb.Error as error:
        first = " ".join(str(error).splitlines()[0].split())
        raise InputError(f"the files cannot be read: {first}") from None
    return rows


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _summary(
    facet: str, by: str, rows: Sequence[tuple[Any, ...]], taxonomies: tuple[str, ...]
) -> Summary:
    def folded(kind: int) -> tuple[Count, ...]:
        return tuple(
            Count(works, year, label, other)
            for year, label, other, works, how in rows
            if how == kind
        )

    def in_years(counts: Sequence[Count]) -> tuple[Count, ...]:
        return tuple(sorted(counts, key=lambda each: each.year or 0))

    return Summary(
        facet=facet,
        by=by,
        works=sum(each.works for each in folded(_ALL)),
        taxonomies=taxonomies,
        labels=folded(_LABEL),
        years=in_years(folded(_YEAR)),
        others=folded(_OTHER),
        by_year=in_years(folded(_BY_YEAR)),
        by_other=folded(_BY_OTHER),
        cells=in_years(folded(_CELL)),
    )
