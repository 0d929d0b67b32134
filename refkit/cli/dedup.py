"""``refkit dedup``: take duplicates out of libraries, and account for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.errors import InputError
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from refkit.cli.outputs import Target
    from refkit.duplicates.run import Deduplicated
    from refkit.duplicates.tables import PairDecision
    from refkit.formats.library import Library

_MOST = 50  # pairs shown; --json has all


@click.command("dedup")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=values.FILE)
@options.output
@click.option(
    "--removed",
    cls=options.Once,
    metavar="FILE",
    type=values.FILE,
    help="Where the removed records go: a .csv table, or their own text in a library's format.",
)
@click.option(
    "--doubts",
    cls=options.Once,
    metavar="FILE",
    type=values.FILE,
    help="Where pairs in doubt go, a .csv to write yes or no into; - is stdout.",
)
@click.option(
    "--decided",
    multiple=True,
    metavar="FILE",
    type=values.FILE,
    help="A table of --doubts with your yes or no; may be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be removed and write nothing.")
@options.json("The account as JSON, with all pairs.")
@options.quiet
@options.names_libraries
def command(
    files: tuple[str, ...],
    outputs: tuple[str, ...],
    removed: str | None,
    doubts: str | None,
    decided: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Find the records of FILE... that mean one work, and keep the fullest of each.

    FILE is a {libraries} or -, in any order. Of each work the fullest record stays,
    under its key and in its own words, with what it lacks from the others. Preprints, congress
    abstracts, corrections, editions and parts stay beside the article that they belong to. The
    last line has the numbers of a PRISMA diagram. Without -o nothing is written but --removed and
    --doubts.

    \b
    Example:
      refkit dedup library.bib -o clean.bib --removed removed.csv --doubts doubts.csv
    """
    from refkit import dedup
    from refkit.cli.outputs import check, targets

    others = [name for name in (removed, doubts) if name]
    if as_json and "-" in (*outputs, *others):
        raise click.UsageError("--json and - both want standard output")
    wanted = targets(outputs, reads=files)
    _refuse_unwritable(removed, doubts)
    check([*outputs, *others], reads=[*files, *decided])
    decisions = _decisions(decided)
    found = dedup(_libraries(files, [*outputs, *others], quiet=quiet), decided=decisions)
    if not dry_run:
        _write(found, wanted, removed, doubts, quiet=quiet)
    if as_json:
        from refkit.cli.outputs import put_json

        put_json(found.account())
    elif not quiet and "-" not in (*outputs, *others):
        _show(found)
    for note in found.notes if not quiet else ():
        announce(note)
    tell(f"{found}{'' if (wanted or others) and not dry_run else '; nothing written'}")


def _refuse_unwritable(removed: str | None, doubts: str | None) -> None:
    from refkit.cli.outputs import format_of

    if removed and not removed.lower().endswith(".csv"):
        format_of(removed)
    if doubts and doubts != "-" and not doubts.lower().endswith(".csv"):
        raise InputError(f"{doubts}: pairs in doubt are a table, name it .csv")


def _libraries(files: tuple[str, ...], written: list[str], *, quiet: bool) -> dict[str, Library]:
    from refkit.cli.inputs import read, tell_troubles

    real = [os.path.realpath(name) if name != "-" else name for name in files]
    found = {}
    for name, path in zip(files, real, strict=True):
        if real.count(path) > 1:
            raise InputError(f"{name}: is named twice; each of its records would be a duplicate")
        given = read(name)
        if given.library is None:
            raise InputError(
                f"{name}: is a saved bibliography, in which each work stands once; export it first "
                "(what was decided on labels stays in this file)"
            )
        given.refuse_to_replace(written)
        if not quiet:
            tell_troubles(given)
        found[given.name] = given.library
    return found


def _decisions(names: tuple[str, ...]) -> list[PairDecision]:
    from refkit import read_pair_decisions
    from refkit.formats.detect import file_text

    return [
        decision for name in names for decision in read_pair_decisions(file_text(Path(name)), name)
    ]


def _write(
    found: Deduplicated,
    wanted: list[Target],
    removed: str | None,
    doubts: str | None,
    *,
    quiet: bool,
) -> None:
    """Write all files or none."""
    from refkit.cli.outputs import (
        SAVED,
        format_of,
        losing_decisions,
        put_all,
        rendered,
        with_decisions_there,
    )

    kept = with_decisions_there(found.bibliography, wanted, quiet=quiet, drops_labels=True)
    files: list[tuple[str, list[str | bytes]]] = []
    for target in wanted:
        if target.format == SAVED:
            files.append((target.name, [rendered(kept, SAVED)]))
        else:
            files.append((target.name, [found.encoded(target.format, target.name)]))
    if removed:
        is_table = removed.lower().endswith(".csv")
        text = found.removed_table() if is_table else found.removed_text(format_of(removed))
        files.append((removed, [text]))
    if doubts:
        files.append((doubts, [found.doubts_table()]))
    put_all(files, losing_decisions(kept, wanted))


def _show(found: Deduplicated) -> None:
    from refkit.cli.table import print_table

    if len(found.files) > 1:
        rows = [[each.file, str(each.records), str(each.removed)] for each in found.files]
        print_table({"file": 2, "records": 0, "removed": 0}, rows)
    pairs = list(found.pairs())
    if pairs:
        columns = {"pair": 0, "one": 1, "other": 1, "title": 3, "why": 2}
        print_table(columns, [list(row) for row in pairs[:_MOST]])
    if len(pairs) > _MOST:
        announce(f"and {count_noun(len(pairs) - _MOST, 'pairs')} more; --json has all")
    sys.stdout.flush()
