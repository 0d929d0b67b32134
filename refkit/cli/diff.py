"""``refkit diff``: what a later run of the same review says differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.say import tell

if TYPE_CHECKING:
    from refkit.diff import Change


@click.command("diff")
@click.argument("old", metavar="OLD", type=values.FILE)
@click.argument("new", metavar="NEW", type=values.FILE)
@options.json("Rows as JSON, one list.")
def command(old: str, new: str, as_json: bool) -> None:
    """Say what was added, removed, changed, resolved or retracted from OLD to NEW.

    \b
    Example:
      refkit diff review.refkit.json review.refkit.json
    """
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import put_json
    from refkit.cli.table import print_table
    from refkit.diff import differences
    from refkit.text.plural import count_noun

    given = [read(name) for name in (old, new)]
    for each in given:
        tell_troubles(each)
    changes = differences(given[0].bibliography, given[1].bibliography)
    if as_json:
        put_json([_row(change) for change in changes])
        return
    if changes:
        print_table({"change": 1, "key": 2, "title": 4, "fields": 2}, list(map(_cells, changes)))
    tell(count_noun(len(changes), "differences"))


def _row(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "id": change.entry.id,
        "title": _title(change),
        "doi": str(change.entry.work.doi) if change.entry.work.doi else None,
        "fields": list(change.fields),
    }


def _cells(change: Change) -> tuple[str, ...]:
    return change.kind, change.entry.id, _title(change), ", ".join(change.fields)


def _title(change: Change) -> str:
    from refkit.model.printed import title_of
    from refkit.text.plain import unstyled

    return unstyled(title_of(change.entry))
