"""The ledger as a table on a terminal; titles are text, whatever they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from refkit.exporters.base import printed_line
from refkit.model.resolution import Imported, Resolved, Unresolved

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography, Entry
    from refkit.model.resolution import Attempt


def rows(bibliography: Bibliography) -> list[dict[str, Any]]:
    """The ledger's rows: position, id, title, tags, state and, where there is one, reason."""
    return [_row(entry) for entry in bibliography.entries]


def _row(entry: Entry) -> dict[str, Any]:
    resolution = entry.resolution
    return {
        "id": entry.id,
        "cited_by": [
            {"review": str(citation.review), "position": citation.reference.position}
            for citation in entry.citations
        ],
        "title": entry.work.title.plain or printed_line(entry),
        "doi": str(entry.work.doi) if entry.work.doi else None,
        "tags": [f"{tag.facet}/{tag.label}" for tag in entry.tags],
        "state": state(entry),
        "reason": resolution.reason.value if isinstance(resolution, Unresolved) else None,
        "attempts": [asdict(attempt) for attempt in getattr(resolution, "attempts", ())],
        "nearest": asdict(nearest) if (nearest := getattr(resolution, "nearest", None)) else None,
        "retracted": entry.work.is_retracted,
    }


def state(entry: Entry) -> str:
    """One word for how an entry stands."""
    if isinstance(entry.resolution, Resolved):
        return "resolved"
    return "imported" if isinstance(entry.resolution, Imported) else "unresolved"


def ledger(bibliography: Bibliography) -> None:
    """Print the ledger to standard output, as wide as the terminal."""
    print_table(
        {"no.": 0, "key": 1, "title": 3, "tags": 2, "state": 1},
        [_cells(place, entry) for place, entry in enumerate(bibliography.entries, start=1)],
    )


def _cells(place: int, entry: Entry) -> tuple[str, ...]:
    resolution = entry.resolution
    words = [state(entry)]
    if isinstance(resolution, Unresolved):
        words = [f"unresolved: {resolution.reason.value}"]
    if entry.work.is_retracted:
        words.append("RETRACTED")
    return (
        _positions(entry) or str(place),
        entry.id,
        entry.work.title.plain or printed_line(entry),
        ", ".join(tag.name for tag in entry.tags),
        ", ".join(words),
    )


def queue(bibliography: Bibliography) -> None:
    """Print what a person has to decide: what was tried, and what came nearest."""
    rows = [_queued(entry) for entry in bibliography.entries]
    print_table({"no.": 0, "reason": 1, "as printed": 3, "tried": 2, "nearest": 2}, rows)


def _queued(entry: Entry) -> tuple[str, ...]:
    resolution = entry.resolution
    assert isinstance(resolution, Unresolved)  # noqa: S101 (only those are queued)
    near = resolution.nearest
    return (
        _positions(entry),
        resolution.reason.value,
        printed_line(entry) or entry.work.title.plain,
        "; ".join(_tried(attempt) for attempt in resolution.attempts) or "nothing",
        f"{near.doi} ({near.score:.2f}) {near.title}" if near else "",
    )


def _tried(attempt: Attempt) -> str:
    score = "" if attempt.score is None else f" ({attempt.score:.2f})"
    return f"{attempt.source}, {attempt.method}: {attempt.outcome}{score}"


def _positions(entry: Entry) -> str:
    return ", ".join(str(each.reference.position) for each in entry.citations)


def print_table(columns: Mapping[str, int], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under columns, each with its share of the width; 0: as wide as its numbers."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, share in columns.items():
        if share:
            table.add_column(visible(name), ratio=share if share > 1 else None, overflow="fold")
        else:
            table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    Console(highlight=False, soft_wrap=False).print(table)


def visible(text: str) -> str:
    """The text without control characters: a title must not steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
