"""``refkit diff``: what a later run of the same review says differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell

if TYPE_CHECKING:
    from refkit.cli.inputs import InputFile
    from refkit.diff import Change
    from refkit.model.bibliography import Bibliography


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
    before, after = _comparable(given)
    changes = differences(before, after)
    if as_json:
        put_json([_row(change) for change in changes])
        return
    if changes:
        print_table({"change": 1, "key": 2, "title": 4, "fields": 2}, list(map(_cells, changes)))
    tell(count_noun(len(changes), "differences"))


def _comparable(given: Sequence[InputFile]) -> list[Bibliography]:
    """The two without what one of them has no place for: who decided what on labels, and why."""
    from refkit.diff import without_label_decisions, without_notes

    both = [each.bibliography for each in given]
    decided = [any(entry.label_decisions for entry in each.entries) for each in both]
    lacking = [each for each, has in zip(given, decided, strict=True) if each.library and not has]
    if lacking and any(decided):
        announce(f"{lacking[0].name}: keeps no decisions on labels, and they are not compared")
        return list(map(without_label_decisions, both))
    if any(each.library and each.library.format == "table" for each in given):
        return list(map(without_notes, both))
    return both


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
