"""``refkit overlap``: which review cites what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography


@click.command("overlap", short_help="Show which review cites what.")
@click.argument("file", metavar="FILE")
@click.option("--csv", "as_csv", is_flag=True, help="A CSV table instead, for a spreadsheet.")
@click.option(
    "-o", "--output", default="-", metavar="FILE", help="Where the CSV goes; - is stdout."
)
@click.option("--shared", is_flag=True, help="Only what more than one review cites.")
def command(file: str, as_csv: bool, output: str, shared: bool) -> None:
    """Show at which positions each review of FILE cites each work.

    \b
    Example:
      refkit overlap review.refkit.json --csv -o overlap.csv
    """
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import put
    from refkit.cli.table import print_table

    given = read(file)
    tell_troubles(given)
    bibliography = given.bibliography
    header, rows = _table(bibliography, shared)
    if as_csv or output != "-":
        put(output, _csv([header, *rows]))
    else:
        print_table(dict.fromkeys(header, 1) | {"title": 4}, rows)
    click.echo(f"{len(rows)} works in {len(bibliography.reviews)} reviews", err=True)


def _table(bibliography: Bibliography, shared: bool) -> tuple[list[str], list[tuple[str, ...]]]:
    from refkit.comparing import overlap

    reviews = [review.doi for review in bibliography.reviews if review.doi]
    rows = []
    for entry, positions in overlap(bibliography):
        cells = [", ".join(map(str, positions[review])) for review in reviews]
        if not shared or sum(map(bool, cells)) > 1:
            rows.append((entry.id, entry.work.title.plain, str(entry.work.doi or ""), *cells))
    return ["key", "title", "doi", *map(str, reviews)], rows


def _csv(rows: list[list[str] | tuple[str, ...]]) -> str:
    import csv
    from io import StringIO

    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([[_cell(cell) for cell in row] for row in rows])
    return text.getvalue()


def _cell(text: str) -> str:
    """A cell that a spreadsheet takes for text: one that begins like a formula gets a quote."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
