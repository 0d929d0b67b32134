"""``refkit tag``: label what a bibliography holds, with the words that earned each label."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from refkit.cli import options

if TYPE_CHECKING:
    from refkit.cli.inputs import Given
    from refkit.model.bibliography import Bibliography


@click.command("tag", short_help="Tag the entries of a saved bibliography or a .bib.")
@click.argument("file", metavar="FILE")
@options.output
@options.taxonomy
@click.option("--facet", "facets", multiple=True, metavar="F", help="Only this facet; repeatable.")
@options.quiet
def command(
    file: str,
    outputs: tuple[str, ...],
    taxonomies: tuple[str, ...],
    facets: tuple[str, ...],
    quiet: bool,
) -> None:
    """Tag the entries of FILE: a .refkit.json, a .bib, or - for standard input.

    A .bib that is written back keeps everything but its keywords byte for byte.

    \b
    Example:
      refkit tag library.bib -o library.bib
    """
    from refkit.api import tag
    from refkit.cli.inputs import read
    from refkit.cli.outputs import deliver, targets
    from refkit.tagging.taxonomy import TAXONOMIES

    wanted = targets(outputs)
    given = read(file)
    for trouble in given.library.troubles if given.library and not quiet else ():
        click.echo(f"refkit: {trouble}", err=True)
    tagged = tag(given.bibliography, taxonomies or TAXONOMIES, facets or None)
    deliver(tagged, wanted, partial(_rendered, given))
    count = sum(1 for entry in tagged.entries if entry.tags)
    click.echo(f"{len(tagged.entries)} entries: {count} tagged", err=True)


def _rendered(given: Given, tagged: Bibliography, format_: str) -> str:
    """A user's own .bib is written back as it was, with keywords; the rest in the usual way."""
    from refkit.cli.outputs import rendered

    if given.library is None or format_ != "bibtex":
        return rendered(tagged, format_)
    words = [[tag.name for tag in entry.tags] for entry in tagged.entries]
    return given.library.with_keywords(words)
