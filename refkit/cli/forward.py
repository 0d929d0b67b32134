"""Options of ``fetch`` for the works that cite a review, and the question before a second step."""

from __future__ import annotations

import sys
from typing import Any

import click

from refkit.cli import options, values
from refkit.cli.progress import Bars
from refkit.cli.say import announce

DIRECTIONS = ("references", "citations", "both")
"""What ``--direction`` takes; held against those of ``refkit.fetch`` by a test."""


class _Year(values.Value):
    """A year of four digits, which no shell can complete."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The year as a number; fails with the option's name."""
        return click.IntRange(1000, 9999).convert(value, param, ctx)


_YEAR = _Year(lambda typed: [])

directions = options.group(
    click.option(
        "--direction",
        type=click.Choice(DIRECTIONS),
        default="references",
        show_default=True,
        help="What a review lists, the works that cite it, or both.",
    ),
    click.option(
        "--since",
        type=_YEAR,
        metavar="YEAR",
        help="Of citing works only those from this year on.",
    ),
    click.option(
        "--limit",
        type=click.IntRange(1),
        metavar="N",
        help="Of citing works the newest N for each review.",
    ),
    click.option(
        "--depth",
        type=click.IntRange(1, 2),
        default=1,
        show_default=True,
        help="2: also the works that cite the citing works.",
    ),
    click.option("--yes", is_flag=True, help="Go on with --depth 2 without a question."),
)
"""The options of a command that can go forward."""


def choices(
    progress: Bars,
    *,
    direction: str,
    since: int | None,
    limit: int | None,
    depth: int,
    yes: bool,
    **others: Any,
) -> dict[str, Any]:
    """What was chosen, for ``refkit.fetch``; raises UsageError for what has nothing to act on."""
    if direction == "references" and (since or limit or depth != 1):
        raise click.UsageError(
            "--since, --limit and --depth are for works that cite: --direction citations or both"
        )
    return {
        "direction": direction,
        "since": since or 0,
        "limit": limit or 0,
        "depth": depth,
        "confirm": lambda line: _goes_on(line, progress, yes=yes),
        **others,
    }


def _goes_on(line: str, progress: Bars, *, yes: bool) -> bool:
    """Whether to go on: as it was said beforehand, else as is answered on the terminal."""
    if yes:
        announce(line.removesuffix("; go on?"))
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    with progress.paused():
        return click.confirm(f"refkit: {line}", err=True)
