"""``refkit resolve``: record a person's decision about a reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography
    from refkit.model.decisions import Decision


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
@click.option("--json", "as_json", is_flag=True, help="What was decided as JSON, one list.")
def command(
    file: str,
    position: str | None,
    doi: str | None,
    review: str,
    table: str | None,
    output: str | None,
    offline: bool,
    mailto: str | None,
    as_json: bool,
) -> None:
    """Record decisions in FILE, a .refkit.json; later runs of fetch into FILE keep them.

    \b
    Example:
      refkit resolve review.refkit.json --position 5 --doi none
    """
    from refkit.api import load, resolve, save
    from refkit.deciding import decision_on, read_decisions
    from refkit.files.reading import read_text
    from refkit.model.account import account

    if (table is None) == (position is None) or (position is None) != (doi is None):
        raise click.UsageError("give --position with --doi, or --from with a table")
    bibliography = load(file)
    if table is not None:
        decisions = read_decisions(read_text(Path(table)), bibliography, table)
    else:
        decisions = [decision_on(bibliography, position or "", doi or "", review)]
    decided = resolve(bibliography, decisions, offline=offline, mailto=mailto)
    save(decided, output or file)
    if as_json:
        _put_decided(decided, decisions)
    click.echo(str(account(decided)), err=True)


def _put_decided(decided: Bibliography, decisions: Sequence[Decision]) -> None:
    """The rows of ``show --json``, of those entries that a decision was about."""
    from refkit.cli.outputs import put_json
    from refkit.cli.table import rows

    about = {decision.about for decision in decisions}
    entries = tuple(
        entry
        for entry in decided.entries
        if any((each.review, each.reference.deposited) in about for each in entry.citations)
    )
    put_json(rows(replace(decided, entries=entries)))
