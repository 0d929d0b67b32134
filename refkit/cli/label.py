"""``refkit label``: record a person's decisions on labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.options import Command
from refkit.cli.say import announce, tell
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.label_decisions import LabelRequest, LabelsDecided
    from refkit.model.bibliography import Bibliography
    from refkit.tagging.taxonomy import Taxonomy


def _labels(name: str, help_: str) -> Callable[[Command], Command]:
    return click.option(
        f"--{name}", name, multiple=True, metavar="LABEL", type=values.LABEL, help=help_
    )


@click.command("label")
@options.file
@click.option(
    "--entry",
    "entries",
    multiple=True,
    metavar="ID",
    type=values.FREE,
    help="The citation key or the DOI of an entry; repeatable.",
)
@_labels("add", "It has this label; repeatable.")
@_labels("remove", "It does not have this label, nor one below it; repeatable.")
@click.option("--confirm", is_flag=True, help="With these its labels are right, and all there are.")
@options.facets("Confirm the labels of this facet alone; repeatable.")
@_labels("clear", "Take back what was decided on a label, a facet or all; repeatable.")
@click.option(
    "--from",
    "table",
    cls=options.Once,
    metavar="CSV",
    type=values.FILE,
    help="A table: entry, label, decision, and perhaps note and by.",
)
@click.option("--note", default="", metavar="TEXT", type=values.FREE, help="Why; it is kept.")
@click.option(
    "--by",
    metavar="NAME",
    type=values.FREE,
    help="Who decides; else REFKIT_PERSON, or the name of your account here.",
)
@options.taxonomy
@options.one_output("Where to; else FILE itself.")
@options.json("What was decided as JSON, one list.")
@options.quiet
def command(
    file: str,
    entries: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
    confirm: bool,
    facets: tuple[str, ...],
    clear: tuple[str, ...],
    table: str | None,
    note: str,
    by: str | None,
    taxonomies: tuple[str, ...],
    output: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Record decisions on labels in FILE, a .refkit.json that was tagged.

    A decision stands before all rules, and later runs of tag and fetch keep it. LABEL is an id, a
    name or facet/id. The decision in a row of a table is add, remove, confirm or clear; the label
    may be empty for the last two.

    \b
    Example:
      refkit label review.refkit.json --entry wangIPSCderivedCD19BCMA2025 --confirm
    """
    from refkit.cli.outputs import put_saved
    from refkit.label_decisions import ALL, decide_labels
    from refkit.settings import person

    bibliography = _tagged(file)
    words = [("add", add), ("remove", remove), ("clear", clear)]
    said = [(word, each) for word, labels in words for each in labels]
    said += [("confirm", each) for each in facets or [""] * confirm]
    if (table is None) == (not entries) or bool(entries) != bool(said):
        raise click.UsageError(
            "give --entry with --add, --remove, --confirm or --clear, or --from with a table"
        )
    if facets and not confirm:
        raise click.UsageError("--facet says what is confirmed: give --confirm with it")
    _refuse_empty({"add": add, "remove": remove, "clear": clear, "facet": facets})
    if confirm and ALL in (each.strip().lower() for each in clear):
        raise click.UsageError(
            "--clear all takes back every decision, also what --confirm says: give one of the two"
        )
    who = person(by)
    requests = _from_table(table, who) if table else _asked(entries, said, who, note)
    done = decide_labels(bibliography, requests, *_labelling(bibliography, file, taxonomies))
    if done.bibliography != bibliography or output:
        put_saved(done.bibliography, output or file, file)
    if not quiet:
        _tell(done)
    if as_json:
        _put_decided(done)
    changed = sum(each.is_changed for each in done.outcomes)
    same = len(done.outcomes) - changed
    tell(f"{count_noun(changed, 'entries')} decided on{f', {same} as before' if same else ''}")


def _tagged(file: str) -> Bibliography:
    """The bibliography that labels are decided on; raises InputError for one without labels."""
    from refkit.cli.inputs import with_decisions
    from refkit.errors import InputError

    bibliography = with_decisions(file)
    if not bibliography.made.taxonomies:
        raise InputError(f"{file}: was never tagged: refkit tag {file} -o {file} does that")
    return bibliography


def _labelling(
    bibliography: Bibliography, file: str, taxonomies: Sequence[str]
) -> tuple[list[Taxonomy], tuple[str, ...]]:
    """What the file was labelled with; what is wrong with that is told with its name."""
    from refkit.api.offline import labelling_of

    return labelling_of(bibliography, taxonomies or None, announce, f"{file}: ")


def _refuse_empty(given: Mapping[str, Sequence[str]]) -> None:
    """Raise UsageError for a value without a word, which might be taken for all there are."""
    for name, said in given.items():
        if not all(map(str.strip, said)):
            what = "facet" if name == "facet" else "label"
            hint = "; --clear all takes back every decision" if name == "clear" else ""
            raise click.UsageError(f"--{name} names no {what}{hint}")


def _asked(
    entries: Sequence[str], said: Sequence[tuple[str, str]], by: str, note: str
) -> list[LabelRequest]:
    from refkit.label_decisions import LabelRequest

    return [LabelRequest(entry, word, each, by, note) for entry in entries for word, each in said]


def _from_table(table: str, by: str) -> list[LabelRequest]:
    from refkit.formats.detect import file_text
    from refkit.label_decisions import read_label_requests

    return read_label_requests(file_text(Path(table)), table, by)


def _tell(done: LabelsDecided) -> None:
    """What is decided on each entry, and the labels that it has now."""
    from refkit.model.label_decisions import in_words

    for each in done.outcomes:
        entry = each.entry
        for note in each.notes:
            announce(f"{entry.id}: {note}")
        names = ", ".join(tag.name for tag in entry.tags) or "none"
        decided = in_words(entry.label_decisions) or "nothing is decided"
        announce(f"{entry.id}: {decided}")
        announce(f"{entry.id}: its labels are {names}")


def _put_decided(done: LabelsDecided) -> None:
    """The rows of ``show --json``, of those entries that were decided on."""
    from refkit.api.ledger import rows
    from refkit.cli.outputs import put_json

    entries = tuple(each.entry for each in done.outcomes)
    put_json(rows(replace(done.bibliography, entries=entries)))
