"""``refkit resolve``: record a person's decision about a reference."""

from __future__ import annotations

from pathlib import Path

import click

from refkit.cli import options


@click.command("resolve", short_help="Record which DOI a reference means.")
@click.argument("file", metavar="FILE")
@click.option("--position", metavar="N", help="The reference's place in the review's list, from 1.")
@click.option("--doi", metavar="DOI", help="The DOI that it means; none: there is no DOI.")
@click.option("--review", default="", metavar="DOI", help="Which review, where FILE has several.")
@click.option(
    "--from", "table", metavar="CSV", help="Columns position, doi and, if need be, review."
)
@click.option("-o", "--output", metavar="FILE", help="Where to; else FILE itself.")
@options.offline
@options.mailto
def command(
    file: str,
    position: str | None,
    doi: str | None,
    review: str,
    table: str | None,
    output: str | None,
    offline: bool,
    mailto: str | None,
) -> None:
    """Record decisions in FILE, a .refkit.json; later runs of fetch into FILE keep them.

    \b
    Example:
      refkit resolve review.refkit.json --position 5 --doi none
    """
    from refkit.api import load, resolve, save
    from refkit.deciding import decision_on, read_decisions
    from refkit.model.account import account
    from refkit.storage import read_text

    if (table is None) == (position is None) or (position is None) != (doi is None):
        raise click.UsageError("give --position with --doi, or --from with a table")
    bibliography = load(file)
    if table is not None:
        decisions = read_decisions(read_text(Path(table)), bibliography, table)
    else:
        decisions = [decision_on(bibliography, position or "", doi or "", review)]
    decided = resolve(bibliography, decisions, offline=offline, mailto=mailto)
    save(decided, output or file)
    click.echo(str(account(decided)), err=True)
