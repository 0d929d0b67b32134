"""``refkit taxonomy``: what taxonomies say, whether they hold, and how well they label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from refkit.cli import (
    options,
    taxonomy_gaps,
    taxonomy_new,
    taxonomy_suggest,
    taxonomy_try,
    values,
)
from refkit.cli.say import announce, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.tagging.evaluation import Evaluation, Gold
    from refkit.tagging.taxonomy import Taxonomy


@click.group("taxonomy")
def command() -> None:
    """Look into the taxonomies that labels come from, and write one of your own.

    \b
    Example:
      refkit taxonomy show car-nk
    """


@command.command("list", short_help="The labels of a taxonomy.")
@options.one_taxonomy
@options.facets("Only this facet; repeatable.")
@options.as_json
def list_labels(name: str, facets: tuple[str, ...], as_json: bool) -> None:
    """List labels with their parents and what they mean.

    \b
    Example:
      refkit taxonomy list --facet modality
    """
    from refkit.cli.label_text import label_row
    from refkit.cli.outputs import put_json
    from refkit.cli.table import print_table
    from refkit.tagging.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(name)
    labels = [label for label in taxonomy.labels if not facets or label.facet in facets]
    if unknown := sorted(set(facets) - set(taxonomy.facets)):
        known = ", ".join(taxonomy.facets)
        raise click.UsageError(f"unknown facet {', '.join(unknown)}; there are: {known}")
    if as_json:
        put_json([label_row(label) for label in labels])
        return
    cells = [(x.facet, x.id, x.name, ", ".join(x.parents), x.definition) for x in labels]
    print_table({"facet": 1, "id": 2, "name": 2, "parents": 2, "definition": 4}, cells)


@command.command("show", short_help="All about one label, or about a drug by its name.")
@click.argument("label", metavar="LABEL", type=values.LABEL)
@options.one_taxonomy
@options.as_json
def show(label: str, name: str, as_json: bool) -> None:
    """Show LABEL, an id or facet/id: what it means, what earns it, what takes it away.

    A name, code or brand of a drug or product shows what is known of it and where that was read.

    \b
    Example:
      refkit taxonomy show modality/car-nk
    """
    from refkit.cli.label_text import agent_in_words, agent_row, label_in_words, label_row
    from refkit.cli.outputs import put_json
    from refkit.tagging.label_lookup import find_agents, find_labels
    from refkit.tagging.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(name)
    if agents := find_agents(label, taxonomy):
        if as_json:
            put_json([agent_row(*each) for each in agents])
        else:
            click.echo("\n\n".join(agent_in_words(*each) for each in agents))
        return
    found = find_labels(label, taxonomy)
    if as_json:
        put_json([label_row(each) for each in found])
        return
    click.echo("\n\n".join(label_in_words(each, taxonomy) for each in found))


@command.command("check", short_help="Find what is wrong with a taxonomy.")
@options.file
@click.option(
    "--gold",
    cls=options.Once,
    metavar="GOLD.jsonl",
    type=values.FILE,
    help="Titles labelled by hand: tell which labels none of them has.",
)
@options.as_json
def check(file: str, gold: str | None, as_json: bool) -> None:
    """Check FILE, a TOML file or the name of a shipped taxonomy; exit with 1 on any finding.

    Each example must earn its label and no counter-example may; told are also phrases that do
    nothing, and a * that takes the words of another label.

    \b
    Example:
      refkit taxonomy check therapy-modality
    """
    from refkit.cli.outputs import put_json
    from refkit.cli.titles import read_labelled
    from refkit.tagging.lint import check_taxonomy
    from refkit.tagging.taxonomy import load_taxonomy

    taxonomy = load_taxonomy(file)
    rows = read_labelled(gold, taxonomy) if gold else []
    findings = check_taxonomy(taxonomy, rows)
    if as_json:
        put_json([{"where": each.where, "what": each.what} for each in findings])
    else:
        for each in findings:
            click.echo(f"{each.where}: {each.what}")
    found = f"{count_noun(len(taxonomy.labels), 'labels')}, {count_noun(len(findings), 'findings')}"
    tell(f"{taxonomy.stamp}: {found}")
    click.get_current_context().exit(1 if findings else 0)


@command.command("eval", short_help="Score a taxonomy on titles labelled by hand.")
@click.argument("gold", metavar="[GOLD.jsonl]", type=values.FILE, required=False)
@click.option(
    "--from",
    "saved",
    cls=options.Once,
    metavar="FILE",
    type=values.FILE,
    help="Instead of GOLD: a .refkit.json with decisions on labels (refkit label).",
)
@options.one_taxonomy
@options.evidence_as_tagged
@click.option(
    "--explain",
    is_flag=True,
    help="Tell the rule of each label too much, and what comes nearest to each that is missing.",
)
@click.option(
    "--predictions",
    cls=options.Once,
    metavar="OUT.jsonl",
    type=values.FILE,
    help="Write what was given, a title a line.",
)
@options.replaces
@options.as_json
def evaluate(
    gold: str | None,
    saved: str | None,
    name: str,
    evidence: str | None,
    explain: bool,
    predictions: str | None,
    as_json: bool,
) -> None:
    """Compare what the taxonomy gives with GOLD, a JSON object a line: id, title, labels by facet.

    GOLD may be - for standard input. Labels are compared with all that they imply; an interval
    holds 95 of 100 resamples of the titles. With --from what persons decided is the gold, and only
    what they spoke on counts; what may earn a label is what the file was tagged with.

    \b
    Example:
      refkit taxonomy eval titles.jsonl
    """
    from refkit.cli.outputs import check, put, put_all
    from refkit.cli.scores import figures, predicted, printed
    from refkit.tagging.evaluation import evaluate as evaluation_of
    from refkit.tagging.misses import explain_misses
    from refkit.tagging.taxonomy import load_taxonomy

    if (gold is None) == (saved is None):
        raise click.UsageError(
            "name one: a file of labelled titles, or --from with decisions on labels"
        )
    if predictions == "-":
        raise click.UsageError("--predictions needs a file: standard output has the figures")
    if predictions:
        check([predictions], kept=[gold or saved or "", name])
    taxonomy = load_taxonomy(name)
    rows, fields = (_decided if saved else _labelled)(saved or gold or "", taxonomy, evidence)
    found: Evaluation = evaluation_of(rows, taxonomy, fields)
    reasons = explain_misses(rows, found, taxonomy, fields) if explain else []
    if predictions:
        put_all([(predictions, [predicted(found, taxonomy)])])
    put("-", (figures if as_json else printed)(found, taxonomy, reasons))


_Measured = tuple["list[Gold]", tuple[str, ...]]
"""Titles that were labelled by hand, and the fields that may speak for a label."""


def _labelled(gold: str, taxonomy: Taxonomy, evidence: str | None) -> _Measured:
    from refkit.api.offline import evidence_fields
    from refkit.cli.titles import read_labelled

    return read_labelled(gold, taxonomy), evidence_fields(evidence or "title")


def _decided(saved: str, taxonomy: Taxonomy, evidence: str | None) -> _Measured:
    from refkit.api.offline import fields_as_tagged
    from refkit.cli.inputs import tell_evidence, with_decisions
    from refkit.tagging.decided_gold import gold_of

    bibliography = with_decisions(saved)
    stamps = bibliography.made.taxonomies
    if taxonomy.id not in {stamp.partition("@")[0] for stamp in stamps}:
        was = f"was tagged with {' and '.join(stamps)}, not" if stamps else "was not tagged"
        announce(
            f"{saved}: {was} with {taxonomy.id}: its decisions count where facet and label have "
            "the same ids"
        )
    tell_evidence(saved, bibliography, evidence)
    rows = gold_of(bibliography.entries, taxonomy, saved)
    return rows, fields_as_tagged(bibliography, evidence)


for each in (taxonomy_try, taxonomy_gaps, taxonomy_suggest, taxonomy_new):
    command.add_command(each.command)
