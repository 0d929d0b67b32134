"""``refkit taxonomy gaps``: where a taxonomy is silent on a library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import tell
from refkit.text.plural import some_of

if TYPE_CHECKING:
    from refkit.tagging.gaps import Gaps

_SHOWN = 6  # phrases of a rule, names of products


@click.command("gaps", short_help="What a taxonomy leaves open in a library.")
@click.argument("library", metavar="LIBRARY", type=values.FILE)
@options.one_taxonomy
@options.evidence
@options.at_least("How many titles must have a word for it to be told.")
@options.at_most("How many words are told of a facet.", 10, 0)
@options.as_json
def command(library: str, name: str, evidence: str, least: int, most: int, as_json: bool) -> None:
    """Tell what of LIBRARY has no label, by facet, and what of the taxonomy is of no use there.

    LIBRARY is a bibliography, a library, - for standard input, or titles: a .jsonl, a .txt with a
    title a line. Words are those that stand out in titles without a label of the facet, by the
    log-odds of the titles that have them, in standard errors.

    \b
    Example:
      refkit taxonomy gaps library.bib
    """
    from refkit.api.offline import evidence_fields
    from refkit.cli.outputs import put_json
    from refkit.cli.titles import read_library
    from refkit.tagging.gaps import find_gaps
    from refkit.tagging.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(name)
    found = find_gaps(read_library(library), taxonomy, evidence_fields(evidence), least, most)
    if as_json:
        put_json(asdict(found))
    else:
        _print(found)
    sys.stdout.flush()  # the line below stands below
    tell(f"{taxonomy.stamp}: {found.labelled} of {found.titles} titles have a label")


def _print(found: Gaps) -> None:
    from refkit.cli.table import print_table

    shares = [
        (each.facet, f"{each.labelled}", f"{each.labelled / max(found.titles, 1):.0%}")
        for each in found.facets
    ]
    print_table({"facet": 1, "labelled": 0, "share": 0}, shares)
    words = [
        (
            each.facet,
            word.words,
            f"{word.unlabelled}/{word.labelled}",
            f"{word.log_odds:.1f}",
            word.example,
        )
        for each in found.facets
        for word in each.words
    ]
    columns = {"facet": 1, "words": 2, "without/with": 0, "log-odds": 0, "as in": 4}
    _section(
        "Words of titles without a label of the facet, and how many others have them",
        columns,
        words,
    )
    unused = [
        (each.rule, f"{len(each.phrases)} of {each.of}", some_of(each.phrases, _SHOWN))
        for each in found.unused
    ]
    _section("Phrases in no title", {"rule": 2, "unused": 0, "phrases": 4}, unused)
    if found.unused_names:
        count = f"{len(found.unused_names)} of {found.names}"
        click.echo(
            f"\nNames of products in no title: {count} ({some_of(found.unused_names, _SHOWN)})"
        )
    labels = [(facet, label) for facet, label in found.never_given]
    _section("Labels of no title", {"facet": 1, "label": 3}, labels)


def _section(head: str, columns: dict[str, int], rows: Sequence[tuple[str, ...]]) -> None:
    from refkit.cli.table import print_table

    if rows:
        click.echo(f"\n{head}")
        print_table(columns, rows)
