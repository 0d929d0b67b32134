"""``refkit tag``: label what a bibliography holds, with the words that earned each label."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.cli.inputs import InputFile
    from refkit.cli.outputs import Target
    from refkit.model.bibliography import Bibliography


@click.command("tag")
@click.argument("file", metavar="FILE", type=values.FILE)
@options.output
@options.taxonomy
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="F",
    type=values.FACET,
    help="Only this facet; repeatable.",
)
@options.tag_style
@options.evidence
@click.option("--explain", is_flag=True, help="Print why, and why not; write no bibliography.")
@click.option(
    "--doubts",
    is_flag=True,
    help="Print the entries whose labels need a look, and why; write no bibliography.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="With --explain or --doubts: for machines, as JSON."
)
@options.quiet
@options.names_libraries
def command(
    file: str,
    outputs: tuple[str, ...],
    taxonomies: tuple[str, ...],
    facets: tuple[str, ...],
    tag_style: str,
    evidence: str,
    explain: bool,
    doubts: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Tag the entries of FILE: a .refkit.json, a {libraries}, or - for stdin.

    A library that is written back in its own format keeps everything but its keywords, byte for
    byte; keywords that are there stay.

    \b
    Example:
      refkit tag library.bib -o library.bib
    """
    from refkit import tag
    from refkit.cli.inputs import read, tell_troubles
    from refkit.cli.outputs import deliver, targets
    from refkit.tagging.taxonomy import TAXONOMIES

    asked = [name for name, given in (("--explain", explain), ("--doubts", doubts)) if given]
    if len(asked) > 1:
        raise click.UsageError("--explain and --doubts are given one at a time")
    if (asked and outputs) or (as_json and not asked):
        raise click.UsageError(
            f"{(asked or ['--explain'])[0]} writes no file, and --json goes with it"
        )
    wanted = targets(outputs, reads=[file])
    given = read(file)
    given.refuse_to_replace(outputs)
    if not quiet:
        tell_troubles(given)
    if explain:
        _explain(given, taxonomies or TAXONOMIES, facets, evidence, as_json=as_json)
        return
    tagged = tag(given.bibliography, taxonomies or TAXONOMIES, facets or None, evidence=evidence)
    if not quiet:
        _tell_waiting(tagged, taxonomies or TAXONOMIES)
    if doubts:
        _doubtful(tagged, as_json=as_json)
    else:
        deliver(tagged, wanted, partial(_rendered, given, tag_style))
        _note_added(given, tagged, tag_style, wanted)
        if not quiet:
            _tell_refusing(given, tagged, tag_style, wanted)
    count = sum(1 for entry in tagged.entries if entry.tags)
    unsure = sum(1 for entry in tagged.entries if entry.label_doubts)
    look = f", {unsure} {'needs' if unsure == 1 else 'need'} a look" if unsure else ""
    tell(f"{count_noun(len(tagged.entries), 'entries')}: {count} tagged{look}")


def _tell_waiting(tagged: Bibliography, names: Sequence[str]) -> None:
    """Tell of decisions on labels that are of no taxonomy in this run."""
    if not any(entry.label_decisions for entry in tagged.entries):
        return
    from refkit.api.offline import chosen_taxonomies
    from refkit.label_decisions import waiting_decisions

    if waiting := waiting_decisions(tagged, chosen_taxonomies(names)):
        keys = ", ".join(sorted({"/".join(filter(None, each.key)) for each in waiting}))
        announce(f"{count_noun(len(waiting), 'decisions')} on labels that are not in use: {keys}")


def _doubtful(tagged: Bibliography, *, as_json: bool) -> None:
    from refkit.api.ledger import rows
    from refkit.cli.outputs import put_json
    from refkit.cli.table import doubtful

    if as_json:
        put_json([row for row in rows(tagged) if row["label_doubts"]])
    else:
        doubtful(tagged)


def _note_added(
    given: InputFile, tagged: Bibliography, tag_style: str, wanted: Sequence[Target]
) -> None:
    """Note which keywords were added to a library, so that ``untag`` finds them."""
    own = [each.name for each in wanted if given.is_changed_in_place(each.format)]
    if given.library is None or not own:
        return
    from refkit import with_tags
    from refkit.api.untagging import note_added_words

    text = with_tags(given.library, tagged, tag_style=tag_style)
    written = given.library.encoded(text, given.name)
    note_added_words(given.library, given.name, tagged, tag_style, own, written)


def _tell_refusing(
    given: InputFile, tagged: Bibliography, tag_style: str, wanted: Sequence[Target]
) -> None:
    """Tell which entries of a library stay without their labels, as their text takes none."""
    if not given.library or not any(given.is_changed_in_place(each.format) for each in wanted):
        return
    from refkit.formats.export import TagStyle, keywords

    words = [keywords(entry.tags, TagStyle(tag_style)) for entry in tagged.entries]
    if places := given.library.refusing_keywords(words):
        named = ", ".join(tagged.entries[place].id for place in places)
        announce(
            f"{given.name}: the labels of {count_noun(len(places), 'entries')} are not written, as "
            f"the keywords are macros or joined strings, or a field has no value: {named}"
        )


def _explain(
    given: InputFile, names: Sequence[str], facets: Sequence[str], evidence: str, *, as_json: bool
) -> None:
    from refkit.api.explanation import explained_rows
    from refkit.api.offline import chosen_taxonomies, evidence_fields
    from refkit.cli.explanation import explained
    from refkit.cli.outputs import put, put_json

    chosen = chosen_taxonomies(names, facets)
    asked = given.bibliography.entries, chosen, facets or None, evidence_fields(evidence)
    if as_json:
        put_json(explained_rows(*asked))
    else:
        put("-", explained(*asked))


def _rendered(given: InputFile, tag_style: str, tagged: Bibliography, format_: str) -> str | bytes:
    """A library in its own format is written back as it was, with keywords; the rest as usual."""
    from refkit import export_bytes, with_tags
    from refkit.cli.outputs import SAVED, rendered

    if given.library and given.is_changed_in_place(format_):
        text = with_tags(given.library, tagged, tag_style=tag_style)
        return given.library.encoded(text, given.name)
    if format_ == SAVED:
        return rendered(tagged, format_)
    return export_bytes(tagged, format_, tag_style=tag_style)
