"""``refkit export``: a bibliography in the format of somebody else's program."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.push import push, refuse_without_zotero, zotero_options
from refkit.cli.say import announce
from refkit.formats import register
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.cli.outputs import Target
    from refkit.formats.export import Loss
    from refkit.formats.library import Library

_MANY = 100  # losses that a person reads one by one; of more the count by field says more
_BIBLATEX = re.compile(r"(?im)^[ \t]*(?:journaltitle|date|location|eventtitle)[ \t]*=")


@click.command("export", short_help="Write BibTeX, CSL-JSON, RIS ..., or into Zotero.")
@click.argument("file", metavar="FILE", type=values.FILE)
@click.option(
    "--to",
    "format_",
    metavar="FORMAT",
    type=values.FORMAT,
    help=f"{', '.join(register.names())} or zotero; else what -o's suffix says.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=values.FILE,
    help=f"Write {register.written_in_words(saved=False)}; repeatable; - is stdout.",
)
@options.replaces
@options.tag_style
@click.option(
    "--date-policy",
    type=click.Choice(["print", "online", "earliest"]),
    default="print",
    help="Which date is shown.",
    show_default=True,
)
@click.option(
    "--protect",
    type=click.Choice(["none", "tokens", "all"]),
    default="tokens",
    help="Which capitals of titles are braced for TeX.",
    show_default=True,
)
@click.option(
    "--unicode/--no-unicode",
    default=None,
    help="Keep Unicode or spell it in TeX; biblatex keeps it, bibtex does not.",
)
@options.citation_key
@click.option("-v", "--verbose", is_flag=True, help="List what the format cannot say.")
@zotero_options
@options.names_libraries
def command(
    file: str,
    format_: str | None,
    outputs: tuple[str, ...],
    citation_key: str | None,
    verbose: bool,
    tag_style: str,
    date_policy: str,
    protect: str,
    unicode: bool | None,
    **zotero: Any,
) -> None:
    """Write FILE, a .refkit.json, a {libraries} or -, in other formats.

    A library that is in the format asked for is copied as it stands, and keeps its citation keys
    in every format. Into Zotero nothing is written twice, and nothing of yours is changed.

    \b
    Example:
      refkit export review.refkit.json --to bibtex -o refs.bib
    """
    if format_ == "zotero" and zotero["transport"] != "file":
        push(file, outputs=outputs, tag_style=tag_style, date_policy=date_policy, **zotero)
        return
    if format_ == "zotero":
        _by_hand(outputs)
        format_ = None
    else:
        refuse_without_zotero(zotero)
    chosen = (tag_style, date_policy, protect, unicode)
    _export(file, format_, outputs, citation_key, chosen, verbose=verbose)


def _by_hand(outputs: Sequence[str]) -> None:
    """Have a file written that the user imports into Zotero."""
    if not outputs or "-" in outputs:
        raise click.UsageError("--transport file needs a file: -o FILE.ris, .json or .bib")
    announce(f"in Zotero: File > Import, and choose {', '.join(outputs)}")


def _export(
    file: str,
    format_: str | None,
    outputs: tuple[str, ...],
    citation_key: str | None,
    chosen: tuple[str, str, str, bool | None],
    *,
    verbose: bool,
) -> None:
    from refkit import export_options
    from refkit.citation_keys import rekeyed
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import put_all

    wanted = _wanted(format_, outputs, file)
    given = read(file)
    tell_troubles(given)
    bibliography, how = given.bibliography, export_options(*chosen)
    entries = (rekeyed(bibliography, citation_key) if citation_key else bibliography).entries
    own = {
        target.format
        for target in wanted
        if given.library and _is_own(given.library, target.format, named=format_ is not None)
    }
    text = [given.library.encoded(given.library.text, file)] if given.library else []
    put_all(
        [
            (
                each.name,
                text if each.format in own else register.exporter(each.format).chunks(entries, how),
            )
            for each in wanted
        ]
    )
    for target in wanted:
        if target.format in own:
            announce(f"{file} is {target.format}: copied as it stands")
            continue
        told = [
            loss for each in entries for loss in register.exporter(target.format).losses(each, how)
        ]
        _tell(target.format, told, verbose=verbose)


def _wanted(named: str | None, outputs: Sequence[str], file: str) -> list[Target]:
    """Where to and in which formats, before any work is done."""
    from refkit.cli.outputs import SAVED, Target, check, targets
    from refkit.formats.saved.mapping import SUFFIX

    if named and len(outputs) > 1:
        raise click.UsageError("--to names the format of one output; of several the suffixes do")
    if not named and (not outputs or "-" in outputs):
        raise click.UsageError("name a format with --to, or a file with -o")
    if named == SAVED or any(name.endswith(SUFFIX) for name in outputs):
        raise click.UsageError("a saved bibliography is written by fetch and tag")
    if named:
        target = Target(outputs[0] if outputs else "-", register.exporter(named).name)
        check([target.name], reads=[file])
        return [target]
    found = targets(outputs, reads=[file])
    return [Target(target.name, register.exporter(target.format).name) for target in found]


def _is_own(library: Library, format_: str, *, named: bool) -> bool:
    """Whether the library's text is what is asked for.

    BibTeX and BibLaTeX share a suffix: who names one of them wants that one.
    """
    own = library.format
    if named and own == "bibtex" and _BIBLATEX.search(library.text):
        own = "biblatex"
    return own == format_


def _tell(format_: str, told: Sequence[Loss], *, verbose: bool) -> None:
    """What the format cannot say: each loss, or of many the number by field, and their count."""

    if verbose and len(told) <= _MANY:
        lines = [f"{loss.key}: {loss.field}: {loss.why}" for loss in told]
    elif verbose:
        fields = Counter((loss.field, loss.why) for loss in told)
        lines = [
            f"{field}: {count_noun(count, 'entries')}: {why}"
            for (field, why), count in fields.most_common()
        ]
    else:
        lines = []
    for line in lines:
        announce(line)
    if told or verbose:
        hint = "" if verbose else " (-v lists them)"
        keys = {loss.key for loss in told}
        lost = f"{count_noun(len(told), 'losses')} in {count_noun(len(keys), 'entries')}"
        announce(f"{format_}: {lost}{hint}")
