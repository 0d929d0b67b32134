"""``refkit prisma``: the counts of a systematic review, as figure, text and numbers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.duplicates.tables import PairDecision
    from refkit.formats.library import Library
    from refkit.model.bibliography import Bibliography
    from refkit.prisma_flow.run import PrismaFlow

_PICTURES = (".svg", ".png", ".pdf")


@click.command("prisma")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=values.FILE)
@options.outputs(
    "Write the diagram (.svg, .png, .pdf) or the paragraph (.txt); repeatable; - is stdout."
)
@click.option("--text", "as_text", is_flag=True, help="Print a paragraph for a methods section.")
@click.option(
    "--decided",
    multiple=True,
    metavar="FILE",
    type=values.FILE,
    help="A table of dedup --doubts with your yes or no; may be repeated.",
)
@options.as_json
@options.quiet
@options.names_libraries
def command(
    files: tuple[str, ...],
    outputs: tuple[str, ...],
    as_text: bool,
    decided: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Count what FILE... identified and what is left of it, for a PRISMA 2020 flow diagram.

    FILE is a .refkit.json, a {libraries} or -: libraries are what databases gave, saved
    bibliographies what lists of references and citing works did. Duplicates are those of refkit
    dedup; the numbers add up. What refkit cannot know, who screened what, is a blank to fill in.

    \b
    Example:
      refkit prisma review.refkit.json library.bib -o flow.svg --text
    """
    from refkit import prisma
    from refkit.cli.outputs import check, put_all, put_json

    if as_json + as_text + outputs.count("-") > 1:
        raise click.UsageError("two of --json, --text and -o - both want standard output")
    for name in outputs:
        _refuse_unknown(name)
    check(outputs)
    given = _read(files, quiet=quiet)
    found = prisma(given, decided=_decisions(decided))
    put_all([(name, [_made(found, name)]) for name in outputs])
    if as_json:
        put_json(found.numbers())
    if as_text:
        put_all([("-", [_paragraph(found)])])
    if not (outputs or as_json or as_text or quiet):
        _show(found)
    drawn = [name for name in outputs if Path(name).suffix.lower() in (".png", ".pdf")]
    notes = [*found.notes, *([found.drawing.note] if drawn else [])]
    for note in filter(None, notes) if not quiet else ():
        announce(note)
    tell(found)


def _show(found: PrismaFlow) -> None:
    """The numbers as a table, where nothing else is asked for."""
    from refkit.cli.table import print_table

    rows = []
    for arm in found.counts.arms:
        rows += [(arm.way.value, each.words, str(each.records)) for each in arm.identified]
        rows.append((arm.way.value, "duplicates removed", str(arm.duplicates)))
        rows.append((arm.way.value, "records left", str(arm.left.records)))
    print_table({"identified by": 1, "what": 3, "n": 0}, rows)
    sys.stdout.flush()


def _refuse_unknown(name: str) -> None:
    if name != "-" and Path(name).suffix.lower() not in (*_PICTURES, ".txt"):
        raise InputError(
            f"{name}: a diagram is named {', '.join(_PICTURES)}, its paragraph .txt; --json "
            "prints the numbers"
        )


def _read(files: tuple[str, ...], *, quiet: bool) -> dict[str, Library | Bibliography]:
    from refkit.cli.inputs import read, tell_troubles

    real = [os.path.realpath(name) if name != "-" else name for name in files]
    found: dict[str, Library | Bibliography] = {}
    for name, path in zip(files, real, strict=True):
        if real.count(path) > 1:
            raise InputError(f"{name}: is named twice; each of its records would count twice")
        given = read(name)
        if not quiet:
            tell_troubles(given)
        found[given.name] = given.library or given.bibliography
    return found


def _decisions(names: tuple[str, ...]) -> list[PairDecision]:
    from refkit import read_pair_decisions
    from refkit.formats.detect import file_text

    return [each for name in names for each in read_pair_decisions(file_text(Path(name)), name)]


def _made(found: PrismaFlow, name: str) -> str | bytes:
    """What a file of this name holds; standard output has the SVG."""
    suffix = Path(name).suffix.lower()
    if suffix == ".txt":
        return _paragraph(found)
    drawing = found.drawing
    return {".png": drawing.png, ".pdf": drawing.pdf}.get(suffix, drawing.svg)


def _paragraph(found: PrismaFlow) -> str:
    from refkit.text.unicode import visible

    return f"{visible(found.text)}\n"
