"""``refkit tag``: label what a bibliography holds, with the words that earned each label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from refkit.cli import options
from refkit.cli.say import announce, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.cli.inputs import InputFile
    from refkit.cli.outputs import Target
    from refkit.model.bibliography import Bibliography


@click.command("tag")
@options.file
@options.output
@options.taxonomy
@options.facets("Only this facet; repeatable.")
@options.tag_style
@options.evidence_as_tagged
@click.option("--explain", is_flag=True, help="Print why, and why not; write no bibliography.")
@click.option(
    "--doubts",
    is_flag=True,
    help="Print the entries whose labels need a look, and why; write no bibliography.",
)
@options.json("With --explain or --doubts: for machines, as JSON.")
@options.quiet
@options.names_libraries
def command(
    file: str,
    outputs: tuple[str, ...],
    taxonomies: tuple[str, ...],
    facets: tuple[str, ...],
    tag_style: str,
    evidence: str | None,
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
    from refkit.cli.inputs import read, tell_evidence, tell_troubles
    from refkit.cli.outputs import targets, with_decisions_there
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
        tell_evidence(given.name, given.bibliography, evidence)
    if explain:
        _explain(given, taxonomies or TAXONOMIES, facets, evidence, as_json=as_json)
        return
    decided = with_decisions_there(given.bibliography, wanted, quiet=quiet)
    tagged = tag(decided, taxonomies or TAXONOMIES, facets or None, evidence=evidence)
    if not quiet:
        _tell_waiting(tagged, taxonomies or TAXONOMIES)
    if doubts:
        _doubtful(tagged, as_json=as_json)
    else:
        _write(given, tagged, tag_style, wanted, quiet=quiet)
    count = sum(1 for entry in tagged.entries if entry.tags)
    unsure = len(tagged.needing_a_look)
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
        put_json(rows(replace(tagged, entries=tagged.needing_a_look)))
    else:
        doubtful(tagged)


def _write(
    given: InputFile, tagged: Bibliography, tag_style: str, wanted: Sequence[Target], *, quiet: bool
) -> None:
    """Write every file: a library in its own format as it was, with keywords; the rest as usual.

    Which keywords were added is noted, so that ``untag`` finds them; where an entry takes none it
    is told.
    """
    from refkit.cli.outputs import deliver

    as_usual = partial(_rendered, tag_style)
    own = [each.name for each in wanted if given.is_changed_in_place(each.format)]
    if not given.library or not own:
        deliver(tagged, wanted, as_usual)
        return
    from refkit.api.untagging import note_added_words
    from refkit.formats.export import TagStyle, keywords

    labels = [keywords(entry.tags, TagStyle(tag_style)) for entry in tagged.entries]
    text, refusing = given.library.labelled(labels)
    written = given.library.encoded(text, given.name)

    def render(bibliography: Bibliography, format_: str) -> str | bytes:
        return written if given.is_changed_in_place(format_) else as_usual(bibliography, format_)

    deliver(tagged, wanted, render)
    note_added_words(given.library, given.name, tagged, labels, own, written)
    if refusing and not quiet:
        named = ", ".join(tagged.entries[place].id for place in refusing)
        announce(
            f"{given.name}: the labels of {count_noun(len(refusing), 'entries')} are not written, "
            f"as the keywords are macros or joined strings, or a field has no value: {named}"
        )


def _rendered(tag_style: str, tagged: Bibliography, format_: str) -> str | bytes:
    from refkit import export_bytes
    from refkit.cli.outputs import SAVED, rendered

    if format_ == SAVED:
        return rendered(tagged, format_)
    return export_bytes(tagged, format_, tag_style=tag_style)


def _explain(
    given: InputFile,
    names: Sequence[str],
    facets: Sequence[str],
    evidence: str | None,
    *,
    as_json: bool,
) -> None:
    from refkit.api.explanation import explained_rows
    from refkit.api.offline import chosen_taxonomies, fields_as_tagged
    from refkit.cli.explanation import explained
    from refkit.cli.outputs import put, put_json

    chosen = chosen_taxonomies(names, facets)
    fields = fields_as_tagged(given.bibliography, evidence)
    asked = given.bibliography.entries, chosen, facets or None, fields
    if as_json:
        put_json(explained_rows(*asked))
    else:
        put("-", explained(*asked))
