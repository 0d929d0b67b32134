"""``refkit taxonomy gaps``: where a taxonomy is silent on a library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import tell
from refkit.text.plain import clipped
from refkit.text.plural import some_of

if TYPE_CHECKING:
    from refkit.tagging.gaps import Gaps, GapWord

_SHOWN = 6  # phrases of a rule, names of products
_PHRASE, _TITLE = 40, 100  # letters that are shown of each


@click.command("gaps", short_help="What a taxonomy leaves open in a library.")
@click.argument("library", metavar="LIBRARY", type=values.FILE)
@options.one_taxonomy
@options.evidence
@options.at_least("How many titles must have a word for it to be told.")
@options.at_most("How many of each list are printed, and how many words of a facet.", 10, 0)
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
        _print(found, most)
    sys.stdout.flush()  # the line below stands below
    tell(f"{taxonomy.stamp}: {found.labelled} of {found.titles} titles have a label")


def _print(found: Gaps, most: int) -> None:
    from refkit.cli.table import print_table

    shares = [
        (each.facet, f"{each.labelled}", f"{each.labelled / max(found.titles, 1):.0%}")
        for each in found.facets
    ]
    print_table({"facet": 1, "labelled": 0, "share": 0}, shares)
    _print_words(found, most)
    unused = [
        (each.rule, f"{len(each.phrases)} of {each.of}", _some(each.phrases))
        for each in found.unused
    ]
    columns = {"rule": 2, "unused": 0, "phrases": 4}
    _section("Phrases in no title", columns, unused[:most], len(unused[most:]))
    if found.unused_names:
        count = f"{len(found.unused_names)} of {found.names}"
        names = f" ({some_of(found.unused_names, min(most, _SHOWN))})" if most else ""
        click.echo(f"\nNames of products in no title: {count}{names}")
    labels = found.never_given
    _section("Labels of no title", {"facet": 1, "label": 3}, labels[:most], len(labels[most:]))


def _print_words(found: Gaps, most: int) -> None:
    """Words that stand out by facet; once those that are frequent, where there is no label."""
    open_ = [each for each in found.facets if each.labelled]
    rows = [(each.facet, *_cells(word)) for each in open_ for word in each.words]
    columns = {"facet": 1, "words": 2, "without/with": 0, "log-odds": 0, "as in": 4}
    head = "Words of titles without a label of the facet, and how many others have them"
    _section(head, columns, rows, sum(each.more for each in open_))
    # Where no title has a label of a facet its words are those of all titles.
    silent = [each for each in found.facets if not each.labelled]
    if silent:
        told = [
            (word.words, f"{word.unlabelled}", clipped(word.example, _TITLE, is_close=True))
            for word in silent[0].words
        ]
        facets = some_of([each.facet for each in silent], _SHOWN)
        head = f"Frequent words; no title has a label of {facets}"
        _section(head, {"words": 2, "titles": 0, "as in": 4}, told, silent[0].more)


def _cells(word: GapWord) -> tuple[str, ...]:
    weight = "" if word.log_odds is None else f"{word.log_odds:.1f}"
    example = clipped(word.example, _TITLE, is_close=True)
    return word.words, f"{word.unlabelled}/{word.labelled}", weight, example


def _some(phrases: Sequence[str]) -> str:
    return some_of([clipped(each, _PHRASE, is_close=True) for each in phrases], _SHOWN)


def _section(
    head: str, columns: dict[str, int], rows: Sequence[tuple[str, ...]], more: int
) -> None:
    from refkit.cli.table import print_table

    if not rows and not more:
        return
    click.echo(f"\n{head}")
    if rows:
        print_table(columns, rows)
    if more:
        click.echo(f"{'… and ' if rows else ''}{more}{' more' if rows else ' in all'}")
