"""``refkit fetch``: from reviews' DOIs to a tagged bibliography."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options

if TYPE_CHECKING:
    from refkit.cli.outputs import Target
    from refkit.model.bibliography import Bibliography

# What --fail-on knows; --strict means all of it.
CONDITIONS = ("unresolved", "retracted")


@click.command("fetch", short_help="Resolve and tag the references of reviews.")
@click.argument("dois", nargs=-1, required=True, metavar="DOI...")
@options.output
@options.offline
@click.option("--refresh", is_flag=True, help="Ask anew what is remembered.")
@options.mailto
@options.source
@options.taxonomy
@click.option("--no-tags", is_flag=True, help="Do not tag.")
@options.citation_key
@click.option("--strict", is_flag=True, help="Exit with 1 on any condition of --fail-on.")
@click.option(
    "--fail-on",
    metavar="CONDITION,...",
    help=f"Exit with 1 where there is one of: {', '.join(CONDITIONS)}.",
)
@options.quiet
def command(
    dois: tuple[str, ...],
    outputs: tuple[str, ...],
    no_tags: bool,
    taxonomies: tuple[str, ...],
    strict: bool,
    fail_on: str | None,
    quiet: bool,
    **asked: Any,
) -> None:
    """Resolve the reference list of each review and tag what it lists.

    Every listed reference is accounted for: what has no usable DOI is kept as printed, with the
    reason. A run into a .refkit.json that is there keeps its citation keys and decisions.

    \b
    Example:
      refkit fetch 10.1038/s41584-025-01343-5 --offline -o refs.bib -o review.refkit.json
    """
    from refkit.api import fetch
    from refkit.cli.outputs import deliver, targets
    from refkit.cli.progress import bars
    from refkit.storage import SUFFIX
    from refkit.tagging.taxonomy import TAXONOMIES

    wanted = targets(outputs, reads=[name for name in outputs if name.endswith(SUFFIX)])
    conditions = _conditions(strict, fail_on)
    with bars(quiet=quiet) as began:
        bibliography = fetch(
            *dois,
            taxonomies=() if no_tags else taxonomies or TAXONOMIES,
            say=lambda note: None if quiet else click.echo(f"refkit: {note}", err=True),
            decided=_earlier(wanted),
            began=began,
            **asked,
        )
    deliver(bibliography, wanted)
    _tell(bibliography)
    click.get_current_context().exit(1 if _met(bibliography, conditions) else 0)


def _tell(bibliography: Bibliography) -> None:
    """What a person must know of the run, the account last."""
    from refkit.model.account import account

    for review in bibliography.reviews:
        if review.is_retracted:
            click.echo(f"refkit: {review.doi} itself is retracted", err=True)
    for failure in _failures(bibliography):
        click.echo(f"refkit: {failure}", err=True)
    click.echo(str(account(bibliography)), err=True)


def _earlier(wanted: Sequence[Target]) -> Bibliography | None:
    """The saved bibliography that is about to be replaced: its decisions and keys are kept."""
    from refkit.api import load
    from refkit.cli.outputs import SAVED

    for target in wanted:
        if target.format == SAVED and target.name != "-" and Path(target.name).exists():
            return load(target.name)
    return None


def _conditions(strict: bool, fail_on: str | None) -> set[str]:
    named = {word.strip() for word in (fail_on or "").split(",") if word.strip()}
    if unknown := named - set(CONDITIONS):
        raise click.UsageError(
            f"--fail-on knows {', '.join(CONDITIONS)}, not {', '.join(sorted(unknown))}"
        )
    return set(CONDITIONS) if strict else named


def _met(bibliography: Bibliography, conditions: set[str]) -> bool:
    from refkit.cli.table import state

    unresolved = any(state(entry) == "unresolved" for entry in bibliography.entries)
    retracted = any(entry.work.is_retracted for entry in bibliography.entries)
    return bool(conditions & {"unresolved" * unresolved, "retracted" * retracted})


def _failures(bibliography: Bibliography) -> Iterator[str]:
    """What could not be asked: references that were not looked up, works not completed."""
    from refkit.model.resolution import Reason, Resolved, Unresolved
    from refkit.resolving import COMPLETING

    resolutions = [entry.resolution for entry in bibliography.entries]
    failed = [
        each.attempts[-1].detail
        for each in resolutions
        if isinstance(each, Unresolved) and each.reason is Reason.SOURCE_FAILED
    ]
    if failed:
        yield f"{len(failed)} could not be looked up: {failed[0]}; run again to go on from here"
    incomplete = [
        f"{attempt.source}, {attempt.detail or attempt.outcome}"
        for each in resolutions
        if isinstance(each, Resolved)
        for attempt in each.attempts
        if attempt.method == COMPLETING
    ]
    if incomplete:
        yield f"{len(incomplete)} could not be completed: {incomplete[0]}"
