"""``refkit taxonomy suggest``: phrases for the labels that a person gave."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from refkit.cli import options, values
from refkit.cli.say import tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.tagging.evaluation import Gold
    from refkit.tagging.suggestions import LabelSuggestions

_SHOWN = 3  # wrong titles of a phrase


@click.command("suggest", short_help="Phrases that labelled titles suggest.")
@click.argument("gold", metavar="GOLD.jsonl", type=values.FILE)
@options.one_taxonomy
@options.evidence
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="LABEL",
    type=values.LABEL,
    help="Only for this label, an id or facet/id; repeatable.",
)
@options.at_least("How many titles of the label must have a phrase.")
@options.at_most("How many phrases are told of a label.", 5, 1)
@options.as_json
def command(
    gold: str,
    name: str,
    evidence: str,
    labels: tuple[str, ...],
    least: int,
    most: int,
    as_json: bool,
) -> None:
    """Suggest phrases for each label of GOLD that the taxonomy does not find in all its titles.

    GOLD has a JSON object a line, as for eval; - is standard input. Phrases come by the
    log-odds of the label's titles against all others, in standard errors, with the titles of the
    label that they find, those that nothing above finds, and those on which they are wrong.

    \b
    Example:
      refkit taxonomy suggest titles.jsonl --least 3
    """
    from refkit.api.offline import evidence_fields
    from refkit.cli.outputs import put_json
    from refkit.cli.titles import read_labelled
    from refkit.tagging.label_lookup import find_labels
    from refkit.tagging.suggestions import suggest_phrases
    from refkit.tagging.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(name)
    rows = read_labelled(gold, taxonomy)
    found = suggest_phrases(rows, taxonomy, evidence_fields(evidence), least, most)
    if labels:
        keys = {each.key for label in labels for each in find_labels(label, taxonomy)}
        found = [each for each in found if (each.facet, each.label) in keys]
    if as_json:
        put_json([_row(each) for each in found])
    else:
        _print(found)
    sys.stdout.flush()  # the line below stands below
    open_ = sum(len(each.missed) for each in found)
    tell(f"{taxonomy.stamp}: {count_noun(len(found), 'labels')} with {open_} titles not found")


def _print(found: list[LabelSuggestions]) -> None:
    from refkit.cli.table import print_table

    rows = [row for each in found for row in _rows(each)]
    columns = {"label": 3, "phrase": 3, "right/adds/wrong": 0, "log-odds": 0}
    if rows:
        print_table(columns | {"wrong on, or missed": 5}, rows)


def _rows(each: LabelSuggestions) -> Sequence[tuple[str, ...]]:
    """The phrases of a label, or its titles where none is suggested."""
    name = f"{each.facet}/{each.label}"
    rows = [
        (
            name,
            phrase.phrase,
            f"{phrase.right}/{phrase.adds}/{len(phrase.wrong)}",
            f"{phrase.log_odds:.1f}",
            _some(phrase.wrong),
        )
        for phrase in each.phrases
    ]
    return rows or [(name, "", "", "", _some(each.missed))]


def _some(rows: tuple[Gold, ...]) -> str:
    more = f" … {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    return " | ".join(f"{row.id} {row.work.title.plain}" for row in rows[:_SHOWN]) + more


def _row(each: LabelSuggestions) -> dict[str, Any]:
    return {
        "facet": each.facet,
        "label": each.label,
        "titles": each.titles,
        "missed": [_title(row) for row in each.missed],
        "phrases": [
            {
                "phrase": phrase.phrase,
                "right": phrase.right,
                "adds": phrase.adds,
                "log_odds": phrase.log_odds,
                "wrong": [_title(row) for row in phrase.wrong],
            }
            for phrase in each.phrases
        ],
    }


def _title(row: Gold) -> dict[str, str]:
    return {"id": row.id, "title": row.work.title.plain}
