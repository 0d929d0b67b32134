"""``refkit show``: the ledger, as a table or for machines."""

from __future__ import annotations

from dataclasses import replace

import click


@click.command("show", short_help="Show the ledger of a saved bibliography.")
@click.argument("file", metavar="FILE")
@click.option("--unresolved", is_flag=True, help="Only what was not resolved.")
@click.option("--retracted", is_flag=True, help="Only what was retracted.")
@click.option("--json", "as_json", is_flag=True, help="Rows as JSON, one list.")
def command(file: str, unresolved: bool, retracted: bool, as_json: bool) -> None:
    """Show what each listed reference came to: FILE is a .refkit.json, a .bib or -.

    \b
    Example:
      refkit show review.refkit.json --unresolved
    """
    from refkit.cli.inputs import read
    from refkit.cli.outputs import put
    from refkit.cli.table import ledger, rows, state
    from refkit.model.account import account

    bibliography = read(file).bibliography
    shown = replace(
        bibliography,
        entries=tuple(
            entry
            for entry in bibliography.entries
            if (not unresolved or state(entry) == "unresolved")
            and (not retracted or entry.work.is_retracted)
        ),
    )
    if as_json:
        import json

        put("-", json.dumps(rows(shown), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
        return
    ledger(shown)
    if bibliography.reviews:
        click.echo(str(account(bibliography)), err=True)
