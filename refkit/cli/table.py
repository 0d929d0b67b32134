"""The ledger as a table on a terminal; titles are text, whatever they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from refkit.exporters.base import printed_line
from refkit.model.resolution import Imported, Resolved, Unresolved

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography, Entry


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
        "retracted": entry.work.is_retracted,
    }


def state(entry: Entry) -> str:
    """One word for how an entry stands."""
    if isinstance(entry.resolution, Resolved):
        return "resolved"
    return "imported" if isinstance(entry.resolution, Imported) else "unresolved"


def ledger(bibliography: Bibliography) -> None:
    """Print the ledger to standard output, as wide as the terminal."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("no.", justify="right", no_wrap=True)
    table.add_column("key", overflow="fold")
    table.add_column("title", ratio=3, overflow="fold")
    table.add_column("tags", ratio=2, overflow="fold")
    table.add_column("state", overflow="fold")
    for place, entry in enumerate(bibliography.entries, start=1):
        table.add_row(*_cells(place, entry))
    Console(highlight=False, soft_wrap=False).print(table)


def _cells(place: int, entry: Entry) -> list[Any]:
    from rich.text import Text

    positions = ", ".join(str(each.reference.position) for each in entry.citations)
    resolution = entry.resolution
    words = [
        f"unresolved: {resolution.reason.value}"
        if isinstance(resolution, Unresolved)
        else state(entry)
    ]
    if entry.work.is_retracted:
        words.append("RETRACTED")
    texts = (
        positions or str(place),
        entry.id,
        entry.work.title.plain or printed_line(entry),
        ", ".join(tag.name for tag in entry.tags),
        ", ".join(words),
    )
    return [Text(_visible(text)) for text in texts]


def _visible(text: str) -> str:
    """The text without control characters: a title must not steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
