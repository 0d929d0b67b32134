"""The ledger as a table on a terminal; titles are text, whatever they hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from io import TextIOWrapper
from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from refkit.cli.layout import GAP, cell_width, column_widths, folded, stacked
from refkit.model.printed import dois_in_doubt, failed_dois, nearest_of, own_words, title_of
from refkit.model.resolution import Unresolved, doubts, in_words
from refkit.text.plain import unstyled
from refkit.text.unicode import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from refkit.model.bibliography import Bibliography, Entry
    from refkit.model.resolution import Attempt

NO_MARKS: Mapping[str, Mapping[str, str]] = MappingProxyType({})
# What a person must not overlook; the words say it too.
_STATE_MARKS = {"state": {"unresolved": "yellow", "RETRACTED": "bold red"}}


def rows(bibliography: Bibliography) -> list[dict[str, Any]]:
    """The ledger's rows: position, id, title, tags, state and, where there is one, reason.

    ``doubts`` are sentences on a DOI that is not believed, or not wholly; ``label_doubts`` say why
    a person should look at the tags.
    """
    return [_row(entry) for entry in bibliography.entries]


def _row(entry: Entry) -> dict[str, Any]:
    resolution = entry.resolution
    return {
        "id": entry.id,
        "cited_by": [
            {"review": str(citation.review), "position": citation.reference.position}
            for citation in entry.citations
        ],
        "title": unstyled(title_of(entry)),
        "doi": str(entry.work.doi) if entry.work.doi else None,
        "tags": [f"{tag.facet}/{tag.label}" for tag in entry.tags],
        "label_doubts": [asdict(each) for each in entry.label_doubts],
        "state": entry.resolution.state,
        "reason": resolution.reason.value if isinstance(resolution, Unresolved) else None,
        "attempts": [asdict(attempt) for attempt in getattr(resolution, "attempts", ())],
        "nearest": asdict(nearest) if (nearest := nearest_of(entry)) else None,
        "failed_dois": [{"doi": each.doi, "why": each.why} for each in failed_dois(entry)],
        "doubts": list(doubts(resolution)),
        "retracted": entry.work.is_retracted,
    }


def ledger(bibliography: Bibliography) -> None:
    """Print the ledger to standard output."""
    columns = {"no.": 0, "key": 3, "title": 4, "tags": 3, "state": 2}
    rows = [_cells(place, entry) for place, entry in enumerate(bibliography.entries, start=1)]
    if any(entry.label_doubts for entry in bibliography.entries):
        columns["needs a look"] = 3
        entries = zip(rows, bibliography.entries, strict=True)
        rows = [(*cells, look_reasons(entry)) for cells, entry in entries]
    print_table(columns, rows, _STATE_MARKS)


def look_reasons(entry: Entry) -> str:
    """Why a person should look at its labels, in one cell; empty where nothing speaks for it."""
    return "; ".join(each.reason for each in entry.label_doubts)


def _cells(place: int, entry: Entry) -> tuple[str, ...]:
    words = [in_words(entry.resolution)]
    if entry.work.is_retracted:
        words.append("RETRACTED")
    words += dois_in_doubt(entry)
    return (
        _positions(entry) or str(place),
        entry.id,
        unstyled(title_of(entry)) or own_words(entry),
        ", ".join(tag.name for tag in entry.tags),
        ", ".join(words),
    )


def doubtful(bibliography: Bibliography) -> None:
    """Print the entries whose labels a person should look at, those with most reasons first."""
    entries = [entry for entry in bibliography.entries if entry.label_doubts]
    rows = [
        (
            entry.id,
            unstyled(title_of(entry)) or own_words(entry),
            ", ".join(tag.name for tag in entry.tags),
            look_reasons(entry),
        )
        for entry in sorted(entries, key=lambda entry: -len(entry.label_doubts))
    ]
    if rows:
        print_table({"key": 2, "title": 4, "tags": 3, "needs a look": 4}, rows)


def queue(bibliography: Bibliography) -> None:
    """Print what a person has to decide: what was tried, and what came nearest."""
    rows = [_queued(entry) for entry in bibliography.entries]
    print_table({"no.": 0, "reason": 1, "as printed": 3, "tried": 2, "nearest": 2}, rows)


def _queued(entry: Entry) -> tuple[str, ...]:
    resolution = entry.resolution
    assert isinstance(resolution, Unresolved)  # noqa: S101 (only those are queued)
    near = nearest_of(entry)
    return (
        _positions(entry),
        resolution.reason.value,
        own_words(entry),
        "; ".join([*map(_tried, resolution.attempts), *dois_in_doubt(entry)]) or "nothing",
        f"{near.doi} ({near.score:.2f}) {near.title}" if near else "",
    )


def _tried(attempt: Attempt) -> str:
    score = "" if attempt.score is None else f" ({attempt.score:.2f})"
    return f"{attempt.source}, {attempt.method}: {attempt.outcome}{score}"


def _positions(entry: Entry) -> str:
    return ", ".join(str(each.reference.position) for each in entry.citations)


def print_table(
    columns: Mapping[str, int],
    rows: Sequence[Sequence[str]],
    marks: Mapping[str, Mapping[str, str]] = NO_MARKS,
) -> None:
    """Print rows under columns, each with its share of the width; 0: as wide as its numbers.

    It is as wide as the terminal, or one line a row where there is none: a pipe's reader parts
    lines, not columns. On a terminal too narrow for columns each row is a list of names and
    values. ``marks`` says which words of a column are coloured, and how.
    """
    heading = {visible(name): share for name, share in columns.items()}
    shown = [[visible(cell) for cell in row] for row in rows]
    output = console()
    room = _room(output)
    if output.is_terminal:
        shown = [[_cut(cell) for cell in row] for row in shown]
    widths = column_widths([[*heading], *shown], list(heading.values()), room)
    if widths is None:
        texts = _stacked(list(heading), shown, room or 0)
    else:
        texts = _in_columns(heading, shown, widths, marks, in_one_piece=room is None)
    for text in texts:
        # What has no colour needs no rich: of 20,000 rows that is seconds.
        if output.color_system is None:
            output.file.write(f"{text.plain}\n")
        else:
            output.print(text, soft_wrap=True)


# Letters of a cell that a person reads on a terminal; a listed line may have 4,000. A pipe and
# --json have all of them.
_LONGEST_CELL = 400


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[: _LONGEST_CELL - 1].rstrip()}…"


def _in_columns(
    heading: Mapping[str, int],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    marks: Mapping[str, Mapping[str, str]],
    *,
    in_one_piece: bool,
) -> Iterator[Text]:
    for text in _lines(heading, _pieces(list(heading), widths, in_one_piece), widths):
        text.stylize("bold")
        yield text
    for row in rows:
        yield from _lines(heading, _pieces(row, widths, in_one_piece), widths, marks)


def _pieces(row: Sequence[str], widths: Sequence[int], in_one_piece: bool) -> list[list[str]]:
    if in_one_piece:
        return [[cell] for cell in row]
    return [folded(cell, width) for cell, width in zip(row, widths, strict=True)]


def _lines(
    heading: Mapping[str, int],
    pieces: Sequence[Sequence[str]],
    widths: Sequence[int],
    marks: Mapping[str, Mapping[str, str]] = NO_MARKS,
) -> Iterator[Text]:
    """A row as lines, its cells, each in pieces, one beside the other."""
    from rich.text import Text

    for parts in zip_longest(*pieces, fillvalue=""):
        line = Text()
        for (name, share), part, width in zip(heading.items(), parts, widths, strict=True):
            cell = Text(part)
            for word, style in marks.get(name, {}).items():
                cell.highlight_words([word], style)
            blanks = " " * (width - cell_width(part))
            line.append(blanks if not share else "").append_text(cell)
            line.append((blanks if share else "") + " " * GAP)
        line.rstrip()
        yield line


def _stacked(names: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> Iterator[Text]:
    from rich.text import Text

    for row in rows:
        yield from (Text.assemble((name, "bold"), line) for name, line in stacked(names, row, room))
        yield Text()


def console(*, stderr: bool = False) -> Console:
    """Where tables and bars are printed; no colour into a pipe or where NO_COLOR is set."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, TextIOWrapper):
        # A terminal or a pipe may know fewer letters than a title has.
        stream.reconfigure(errors="replace")
    is_terminal = stream.isatty()
    colourless = os.environ.get("NO_COLOR") or not is_terminal
    return Console(
        stderr=stderr,
        force_terminal=is_terminal,
        color_system=None if colourless else "auto",
        highlight=False,
    )


def _room(output: Console) -> int | None:
    """How wide a table may be; None where it may be as wide as it likes."""
    if output.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return output.width
    return None
