"""``refkit enrich``: fill in what a user's library lacks."""

from __future__ import annotations

import sys
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options
from refkit.cli.say import announce, notifier, tell

if TYPE_CHECKING:
    from refkit.cli.inputs import InputFile
    from refkit.enrichment.proposals import Enrichment
    from refkit.model.bibliography import Bibliography


@click.command("enrich")
@options.file
@options.output
@click.option("--dry-run", is_flag=True, help="Show what would change and write nothing.")
@click.option("--overwrite", is_flag=True, help="Also replace what the sources say differently.")
@options.offline
@options.mailto
@options.source
@options.json("The changes as JSON, one list.")
@options.quiet
@options.names_libraries
def command(
    file: str, outputs: tuple[str, ...], dry_run: bool, as_json: bool, quiet: bool, **asked: Any
) -> None:
    """Look up the entries of FILE, by DOI or by search, and fill in what they lack.

    FILE is a {libraries}, a .refkit.json or -. What an entry has stays as it is,
    and so does the rest of the file, byte for byte. Without -o nothing is written: the changes are
    shown, or the enriched bibliography goes into a pipe.

    \b
    Example:
      refkit enrich library.bib --offline -o library.bib
    """
    from refkit import enrich
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import deliver, targets, with_decisions_there
    from refkit.cli.progress import bars

    options.refuse_both(outputs, as_json=as_json)
    wanted = targets(outputs, reads=[file])
    given = read(file)
    given.refuse_to_replace(outputs)
    notify = notifier(quiet=quiet)
    if not quiet:
        tell_troubles(given)
    with bars(quiet=quiet) as progress:
        enriched = enrich(
            given.library or given.bibliography, notify=notify, progress=progress, **asked
        )
    piped = not (wanted or as_json or sys.stdout.isatty())
    written = not dry_run and (piped or bool(wanted))
    if written:
        decided = with_decisions_there(
            enriched.bibliography, wanted, quiet=quiet, drops_labels=True
        )
        deliver(decided, wanted, partial(_rendered, given, enriched))
    if as_json or not written or not (quiet or piped or "-" in outputs):
        _show(enriched, as_json=as_json)
    for note in enriched.notes:
        notify(note)
    if enriched.failures:
        announce(enriched.failures)
    tell(f"{enriched}{'' if written else '; nothing written'}")


def _rendered(
    given: InputFile, enriched: Enrichment, bibliography: Bibliography, format_: str
) -> str | bytes:
    """A user's own library is written back as it was, with the changed fields."""
    from refkit.cli.outputs import rendered

    if given.library and given.is_changed_in_place(format_):
        return given.library.encoded(enriched.text, given.name)
    return rendered(bibliography, format_)


def _show(enriched: Enrichment, *, as_json: bool) -> None:
    from refkit.cli.outputs import put_json
    from refkit.cli.table import print_table

    rows = [asdict(proposal) for proposal in enriched.proposals]
    if as_json:
        put_json(rows)
    elif rows:
        columns = {"entry": 1, "field": 1, "old": 2, "new": 3, "source": 1}
        print_table(columns, [[row[name] for name in columns] for row in rows])
