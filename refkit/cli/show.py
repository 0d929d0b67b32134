"""``refkit show``: the ledger, as a table or for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from refkit.cli import options, seeds, values
from refkit.cli.say import announce, tell

if TYPE_CHECKING:
    from refkit.model.held import Held


@click.command("show")
@options.file
@click.option(
    "--unresolved",
    is_flag=True,
    help="Only what was not resolved: what was tried, and the nearest miss.",
)
@click.option("--retracted", is_flag=True, help="Only what was retracted.")
@click.option(
    "--label",
    "labels",
    metavar="LABEL",
    multiple=True,
    type=values.LABEL,
    help="Only what has this label, an id, a name or facet/id; repeatable, one is enough.",
)
@seeds.against
@options.json("Rows as JSON, one list.")
def command(
    file: str,
    unresolved: bool,
    retracted: bool,
    labels: tuple[str, ...],
    against: tuple[str, ...],
    as_json: bool,
) -> None:
    """Show what each listed reference came to: FILE is a .refkit.json, a library or -.

    \b
    Example:
      refkit show review.refkit.json --unresolved
    """
    from refkit.api.explanation import has_one, labels_meant
    from refkit.api.ledger import rows
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import put_json
    from refkit.cli.table import ledger, queue
    from refkit.model.list_notes import notes
    from refkit.model.resolution import Unresolved

    given = read(file)
    tell_troubles(given)
    bibliography = given.bibliography
    meant = labels_meant(bibliography, labels)
    shown = replace(
        bibliography,
        entries=tuple(
            entry
            for entry in bibliography.entries
            if (not unresolved or isinstance(entry.resolution, Unresolved))
            and (not retracted or entry.work.is_retracted)
            and (not labels or has_one(entry, meant))
        ),
    )
    held = seeds.held_works(bibliography, seeds.read_libraries(against))
    if as_json:
        put_json([row | _in_library(row["id"], held) for row in rows(shown)])
        return
    if not shown.entries:
        tell("there is no such entry")
    elif unresolved:
        queue(shown)
    else:
        ledger(shown, held)
    for note in notes(bibliography):
        announce(note)
    if bibliography.reviews or bibliography.needing_a_look:
        tell(bibliography.account_in_words)


def _in_library(id_: str, held: Mapping[str, Held] | None) -> dict[str, str | None]:
    """What is said of a library that was compared."""
    return {} if held is None else {"in_library": str(held[id_]) if id_ in held else None}
