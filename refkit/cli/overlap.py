"""``refkit overlap``: which review cites what."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options
from refkit.cli.say import tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.diff import Positions
    from refkit.model.bibliography import Bibliography, Entry
    from refkit.model.identifiers import ListId

    Cited = tuple[Entry, Positions]


@click.command("overlap")
@options.file
@click.option("--csv", "as_csv", is_flag=True, help="A CSV table instead, for a spreadsheet.")
@options.one_output("Where the CSV goes; - is stdout.", default="-")
@options.json("Rows as JSON, one list.")
@click.option("--shared", is_flag=True, help="Only what more than one review cites.")
def command(file: str, as_csv: bool, output: str, as_json: bool, shared: bool) -> None:
    """Show at which positions each review of FILE cites each work.

    \b
    Example:
      refkit overlap review.refkit.json --csv -o overlap.csv
    """
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import put, put_json
    from refkit.cli.table import print_table

    if as_json and (as_csv or output != "-"):
        raise click.UsageError("--json goes to standard output; --csv and -o are for CSV")
    given = read(file)
    tell_troubles(given)
    bibliography = given.bibliography
    cited = _cited(bibliography, shared)
    header, rows = _table(bibliography, cited)
    if as_json:
        put_json([_row(*each) for each in cited])
    elif as_csv or output != "-":
        put(output, _csv([header, *rows]))
    else:
        print_table(dict.fromkeys(header, 1) | {"title": 4}, rows)
    tell(f"{count_noun(len(rows), 'works')} in {_lists(bibliography)}")


def _cited(bibliography: Bibliography, shared: bool) -> list[Cited]:
    from refkit.diff import overlap

    return [
        (entry, positions)
        for entry, positions in overlap(bibliography)
        if not shared or len(positions.found) > 1
    ]


def _row(entry: Entry, positions: Positions) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": _title(entry),
        "doi": str(entry.work.doi) if entry.work.doi else None,
        "cited_by_seeds": entry.cited_by_seeds,
        "cites_seeds": entry.cites_seeds,
        "positions": {str(review): list(places) for review, places in positions.items()},
    }


def _title(entry: Entry) -> str:
    from refkit.model.printed import title_of
    from refkit.text.plain import unstyled

    return unstyled(title_of(entry))


def _table(
    bibliography: Bibliography, cited: list[Cited]
) -> tuple[list[str], list[tuple[str, ...]]]:
    uncited = bibliography.uncited
    reviews = [each for each in bibliography.heads if each not in uncited]
    counts = _counts(reviews)
    rows = [
        (
            entry.id,
            _title(entry),
            str(entry.work.doi or ""),
            *(str(count(entry) or "") for count in counts.values()),
            *(", ".join(map(str, positions[review])) for review in reviews),
        )
        for entry, positions in cited
    ]
    return ["key", "title", "doi", *counts, *map(str, reviews)], rows


def _lists(bibliography: Bibliography) -> str:
    """How many lists there are, and how many of them have nothing and no column."""
    from refkit.model.list_ids import CitingList

    lists, uncited = bibliography.heads, len(bibliography.uncited)
    noun = "lists" if any(isinstance(each, CitingList) for each in lists) else "reviews"
    return count_noun(len(lists), noun) + (f", {uncited} of them with nothing" if uncited else "")


def _counts(lists: list[ListId]) -> dict[str, Callable[[Entry], int]]:
    """The columns that say in how many of the lists a work stands."""
    from refkit.model.list_ids import CitingList

    cited: dict[str, Callable[[Entry], int]] = {"cited_by_seeds": lambda each: each.cited_by_seeds}
    if any(isinstance(each, CitingList) for each in lists):
        cited["cites_seeds"] = lambda each: each.cites_seeds
    return cited


def _csv(rows: list[list[str] | tuple[str, ...]]) -> str:
    import csv
    from io import StringIO

    from refkit.text.spreadsheet import guard_cell

    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [[guard_cell(cell) for cell in row] for row in rows]
    )
    return text.getvalue()
