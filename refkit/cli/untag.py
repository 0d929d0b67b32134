"""``refkit untag``: take off what tagging put on."""

from __future__ import annotations

from collections.abc import Sequence
from operator import ne
from typing import TYPE_CHECKING

import click

from refkit.cli import options
from refkit.cli.say import announce, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.cli.inputs import InputFile
    from refkit.model.bibliography import Bibliography


@click.command("untag")
@options.file
@options.output
@options.taxonomy
@options.quiet
@options.names_libraries
def command(file: str, outputs: tuple[str, ...], taxonomies: tuple[str, ...], quiet: bool) -> None:
    """Take the tags off FILE: a .refkit.json, a {libraries}, or - for stdin.

    Out of a library those keywords go that refkit tag added to it; all else stays, byte for byte,
    keywords of yours that are called like a label too. Which they are, refkit noted when it added
    them. Of a file that was tagged elsewhere those go that the taxonomies give.

    \b
    Example:
      refkit untag library.bib -o library.bib
    """
    from refkit import untag
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import deliver, targets, with_decisions_there
    from refkit.tagging.taxonomy import TAXONOMIES

    wanted = targets(outputs, reads=[file])
    given = read(file)
    given.refuse_to_replace(outputs)
    if not quiet:
        tell_troubles(given)
    named = taxonomies or TAXONOMIES
    if given.library and given.library.is_editable:
        _from_library(given, outputs, named, quiet=quiet)
        return
    bare = untag(with_decisions_there(given.bibliography, wanted, quiet=quiet))
    deliver(bare, wanted)
    _account(given.bibliography, sum(1 for entry in given.bibliography.entries if entry.tags))


def _from_library(
    given: InputFile, outputs: Sequence[str], taxonomies: Sequence[str], *, quiet: bool
) -> None:
    """Write the library's own text without what was added, other formats from what is left."""
    from refkit import untag
    from refkit.api.untagging import added_words, ledger
    from refkit.cli.outputs import deliver, rendered, targets, with_decisions_there
    from refkit.formats.detect import reader
    from refkit.model.bibliography import Bibliography, Made
    from refkit.version import __version__

    library = given.library
    assert library is not None  # noqa: S101 (the caller looked)
    if added_words(library, given.name) is None and not quiet:
        announce(
            f"{given.name}: no tagging of it is noted here; keywords go that "
            f"{' and '.join(taxonomies)} would give, also where you wrote them yourself"
        )
    text = untag(library, file=given.name, taxonomies=taxonomies)
    left = reader(library.format)(text, given.name)

    def render(bibliography: Bibliography, format_: str) -> str | bytes:
        if given.is_changed_in_place(format_):
            return library.encoded(text, given.name)
        return rendered(bibliography, format_)

    wanted = targets(outputs, reads=[given.name])
    bare = Bibliography(Made(__version__), entries=left.entries)
    deliver(with_decisions_there(bare, wanted, quiet=quiet), wanted, render)
    for target in wanted:
        if given.is_changed_in_place(target.format):
            ledger().forget(target.name)
    _account(given.bibliography, sum(map(ne, library.sources, left.sources)))


def _account(bibliography: Bibliography, count: int) -> None:
    tell(f"{count_noun(len(bibliography.entries), 'entries')}: {count} untagged")
