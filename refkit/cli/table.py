"""The ledger as a table on a terminal; titles are text, whatever they hold."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import TextIOWrapper
from types import MappingProxyType
from typing import TYPE_CHECKING

from refkit.model.decisions import rejections_in_words
from refkit.model.label_decisions import in_words as decisions_in_words
from refkit.model.list_ids import CitingList
from refkit.model.printed import dois_in_doubt, nearest_of, own_words, shown_title
from refkit.model.resolution import REJECTED, Unresolved, in_words
from refkit.text.unicode import visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from refkit.model.bibliography import Bibliography, Entry
    from refkit.model.held import Held

NO_MARKS: Mapping[str, Mapping[str, str]] = MappingProxyType({})
# What a person must not overlook; the words say it too.
_STATE_MARKS = {"state": {"unresolved": "yellow", "RETRACTED": "bold red"}}


def ledger(bibliography: Bibliography, held: Mapping[str, Held] | None = None) -> None:
    """Print the ledger to standard output; ``held`` is what a library has already."""
    columns = {"no.": 0, "key": 3, "title": 4, "tags": 3, "state": 3}
    rows = [_cells(place, entry) for place, entry in enumerate(bibliography.entries, start=1)]
    for head, cell in _added(bibliography, held or {}).items():
        added = [cell(entry) for entry in bibliography.entries]
        if any(added):
            columns[head] = 3
            rows = [(*cells, text) for cells, text in zip(rows, added, strict=True)]
    print_table(columns, rows, _STATE_MARKS)


def _added(
    bibliography: Bibliography, held: Mapping[str, Held]
) -> dict[str, Callable[[Entry], str]]:
    """Columns that are there where a row has something in them."""
    heads = bibliography.heads
    citing = sum(isinstance(each, CitingList) for each in heads)
    seeds = len(heads) - citing
    return {
        "cited by": lambda entry: _of(entry.cited_by_seeds, seeds),
        "cites": lambda entry: _of(entry.cites_seeds, citing),
        "in library": lambda entry: str(held.get(entry.id, "")),
        "needs a look": look_reasons,
        "decided": _decided,
        # Of many entries notes would make a page of every row.
        "note": _notes if len(bibliography.entries) == 1 else lambda entry: "",
    }


def _of(count: int, all_: int) -> str:
    """How many of several seeds; nothing of a single one."""
    return f"{count} of {all_}" if count and all_ > 1 else ""


def look_reasons(entry: Entry) -> str:
    """Why a person should look at its labels, in one cell; empty where nothing speaks for it."""
    return "; ".join(each.reason for each in entry.label_doubts)


def _decided(entry: Entry) -> str:
    """What persons decided on its labels, and which DOIs they rejected, in one cell."""
    said = decisions_in_words(entry.label_decisions), rejections_in_words(entry)
    return "; ".join(filter(None, said))


def _notes(entry: Entry) -> str:
    """Why persons decided so on its labels, in one cell."""
    from refkit.formats.table.decisions import notes_cell

    return notes_cell(entry.label_decisions)


def _cells(place: int, entry: Entry) -> tuple[str, ...]:
    words = [in_words(entry.resolution)]
    if entry.work.is_retracted:
        words.append("RETRACTED")
    words += dois_in_doubt(entry)
    return (
        _positions(entry) or str(place),
        entry.id,
        shown_title(entry),
        ", ".join(tag.name for tag in entry.tags),
        ", ".join(words),
    )


def doubtful(bibliography: Bibliography) -> None:
    """Print the entries whose labels a person should look at, the weightiest reasons first."""
    rows = [
        (
            entry.id,
            shown_title(entry),
            ", ".join(tag.name for tag in entry.tags),
            look_reasons(entry),
        )
        for entry in bibliography.needing_a_look
    ]
    if rows:
        print_table({"key": 2, "title": 4, "tags": 3, "needs a look": 4}, rows)


def queue(bibliography: Bibliography) -> None:
    """Print what a person has to decide: what was tried, and what came nearest.

    Of several reviews it is told which one lists a line: a decision has to name it.
    """
    columns = {"no.": 0, "reason": 1, "as printed": 3, "tried": 2, "nearest": 2}
    rows = [_queued(entry) for entry in bibliography.entries]
    if len(bibliography.reviews) > 1:
        columns = {"review": 2, **columns}
        lists = [
            ", ".join(str(each.review) for each in entry.citations)
            for entry in bibliography.entries
        ]
        rows = [(review, *cells) for review, cells in zip(lists, rows, strict=True)]
    print_table(columns, rows)


def _queued(entry: Entry) -> tuple[str, ...]:
    resolution = entry.resolution
    assert isinstance(resolution, Unresolved)  # noqa: S101 (only those are queued)
    near = nearest_of(entry)
    # What was rejected is told once, with who did it.
    rejected = filter(None, [rejections_in_words(entry)])
    tried = [str(each) for each in resolution.attempts if each.outcome != REJECTED]
    return (
        _positions(entry),
        resolution.reason.value,
        own_words(entry),
        "; ".join([*tried, *dois_in_doubt(entry), *rejected]) or "nothing",
        f"{near.doi} ({near.score:.2f}) {near.title}" if near else "",
    )


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
    if not output.is_terminal:
        output.file.writelines(_lines(heading, shown))
        return
    texts = [_texts(list(heading), row, marks) for row in shown]
    if output.width < _NARROWEST * len(heading):
        output.print(_as_names_and_values(list(heading), texts))
    else:
        output.print(_as_columns(heading, texts, output.width))


# In cells of a terminal: between columns, and what a column must have on an average, or there are
# none: a table of five takes 80. Less than that is never folded.
_GAP, _NARROWEST = 2, 16
# The widest that a column is in a pipe: one text of 4,000 letters would put as many blanks into
# each row.
_WIDEST = 120
# Letters of a cell that a person reads on a terminal; a listed line may have 4,000. A pipe and
# --json have all of them.
_LONGEST_CELL = 400


def _lines(heading: Mapping[str, int], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """For a pipe: a line a row, with nothing cut; what is wider than its column pushes the rest."""
    from rich.cells import cell_len

    table = [[*heading], *rows]
    widths = [min(max(map(cell_len, column)), _WIDEST) for column in zip(*table, strict=True)]
    for row in table:
        padded = (
            cell + blanks if share else blanks + cell
            for cell, width, share in zip(row, widths, heading.values(), strict=True)
            for blanks in [" " * (width - cell_len(cell))]
        )
        yield (" " * _GAP).join(padded).rstrip() + "\n"


def _texts(
    names: Sequence[str], row: Sequence[str], marks: Mapping[str, Mapping[str, str]]
) -> list[Text]:
    """The cells of a row as rich has them: text, never its markup."""
    from rich.text import Text

    texts = [
        Text(cell if len(cell) <= _LONGEST_CELL else f"{cell[: _LONGEST_CELL - 1].rstrip()}…")
        for cell in row
    ]
    for name, text in zip(names, texts, strict=True):
        for word, style in marks.get(name, {}).items():
            text.highlight_words([word], style)
    return texts


def _as_columns(heading: Mapping[str, int], rows: Sequence[Sequence[Text]], width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, _GAP, 0, 0), pad_edge=False, header_style="bold")
    natural = {
        name: max(cell.cell_len for cell in (Text(name), *column))
        for name, column in zip(heading, zip(*rows, strict=True), strict=True)
    }
    folded = _folded(heading, natural, width)
    for name, share in heading.items():
        table.add_column(
            Text(name),
            justify="left" if share else "right",
            no_wrap=not share,
            ratio=share if name in folded else None,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    table.expand = bool(folded)
    return table


def _folded(heading: Mapping[str, int], natural: Mapping[str, int], width: int) -> set[str]:
    """The columns that part by their shares what the others, as wide as they are, leave."""
    folded = {name for name, share in heading.items() if share and natural[name] > _NARROWEST}
    while folded:
        left = width - sum(natural[name] + _GAP for name in heading if name not in folded)
        part = left / sum(heading[name] for name in folded)
        fitting = {name for name in folded if natural[name] + _GAP <= part * heading[name]}
        if not fitting:
            break
        folded -= fitting
    return folded


def _as_names_and_values(names: Sequence[str], rows: Sequence[Sequence[Text]]) -> Table:
    """Each row below the other, without what is empty in it."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        for name, cell in zip(names, row, strict=True):
            if cell:
                table.add_row(Text(name), cell)
        table.add_row()
    return table


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
