"""``refkit report``: a bibliography to look at, and its figures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce
from refkit.errors import InputError

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography


@click.command("report")
@click.argument("files", metavar="FILE...", type=values.FILE, nargs=-1, required=True)
@options.one_output("Write the page, .html; - is stdout.")
@click.option(
    "--figures",
    cls=options.Once,
    metavar="DIR",
    type=values.FOLDER,
    help="Write the figures as SVG, PDF and PNG, 85 and 180 mm wide, into a folder.",
)
@options.json("The numbers behind the figures, as JSON.")
@click.option("--methods", is_flag=True, help="Sentences for a methods section, with the counts.")
@options.names_libraries
def command(
    files: tuple[str, ...],
    output: str | None,
    figures: str | None,
    as_json: bool,
    methods: bool,
) -> None:
    """Write one HTML page about FILE: a .refkit.json, a {libraries} or -.

    The page needs no network and no other file. Of several reviews, in one file or in several,
    it shows the overlap. Of one review in two files it shows what each person decided on labels.

    \b
    Example:
      refkit report review.refkit.json -o report.html
    """
    _check(files, output, figures, as_json=as_json, methods=methods)
    bibliography = _read(files)
    pages = {output: _page(bibliography)} if output else {}
    pictures = _pictures(bibliography) if figures else {}
    _put(pages, Path(figures or ""), pictures)
    if as_json:
        _put_numbers(bibliography)
    if methods:
        _put_methods(bibliography)


def _check(
    files: tuple[str, ...],
    output: str | None,
    figures: str | None,
    *,
    as_json: bool,
    methods: bool,
) -> None:
    """Refuse what cannot be done before any work is done."""
    if not (output or figures or as_json or methods):
        raise click.UsageError(
            "name the page with -o, a folder with --figures, or take --json or --methods"
        )
    if (output == "-") + as_json + methods > 1:
        raise click.UsageError(
            "two of the page, --json and --methods cannot both go to standard output"
        )
    if files.count("-") > 1:
        raise click.UsageError("standard input can be read once")
    if len({os.path.realpath(name) for name in files}) < len(files):
        raise InputError("the same file is named twice")
    if output and output != "-":
        _check_page(Path(output))
    if figures:
        _check_folder(Path(figures))


def _check_folder(folder: Path) -> None:
    from refkit.files.reading import reason

    try:
        if not folder.is_dir() and not _can_be_made(folder):
            raise InputError(f"{folder}: is no folder, and none can be made there")
    except (OSError, RuntimeError) as error:  # the second for a link that leads to itself
        raise InputError(f"{folder}: cannot be used ({reason(error)})") from None
    if not os.access(folder if folder.is_dir() else folder.resolve().parent, os.W_OK):
        raise InputError(f"{folder}: you may not write there; name another folder")


def _check_page(path: Path) -> None:
    if path.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{path}: a report is a page; name it .html")
    from refkit.cli.outputs import check

    check([str(path)])


def _can_be_made(folder: Path) -> bool:
    return not folder.exists() and folder.resolve().parent.is_dir()


def _read(files: tuple[str, ...]) -> Bibliography:
    from refkit.cli.inputs import read, tell_troubles
    from refkit.report.merge import together

    given = []
    for name in files:
        found = read(name)
        tell_troubles(found)
        given.append((name, found.bibliography))
    return together(given)


def _page(bibliography: Bibliography) -> str:
    from refkit.report.page import report_page

    return report_page(bibliography)


def _pictures(bibliography: Bibliography) -> dict[str, bytes]:
    from refkit.report.counts import matrices
    from refkit.report.figure_layout import WIDTHS
    from refkit.report.figures import drawing, is_drawn

    shown = [matrix for matrix in matrices(bibliography) if is_drawn(matrix)]
    drawn = [drawing(matrix, width) for matrix in shown for width in WIDTHS]
    if not drawn:
        raise InputError("there is nothing to draw: no entry has a label, nor are there two years")
    for note in dict.fromkeys(filter(None, (each.note for each in drawn))):
        announce(note)
    return {
        name: content
        for each in drawn
        for name, content in (
            (f"{each.name}.svg", each.svg.encode()),
            (f"{each.name}.png", each.png),
            (f"{each.name}.pdf", each.pdf),
        )
    }


def _put(pages: dict[str, str], folder: Path, pictures: dict[str, bytes]) -> None:
    from refkit.cli.outputs import put_all

    if pictures:
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise InputError(f"{folder}: cannot be made ({error.strerror})") from None
    drawn = [(str(folder / name), [content]) for name, content in pictures.items()]
    put_all([*((name, [text]) for name, text in pages.items()), *drawn])


def _put_numbers(bibliography: Bibliography) -> None:
    from refkit.cli.outputs import put_json
    from refkit.report.numbers import report_numbers

    put_json(report_numbers(bibliography))


def _put_methods(bibliography: Bibliography) -> None:
    from refkit import methods_text
    from refkit.cli.outputs import put
    from refkit.text.unicode import visible

    put("-", f"{visible(methods_text(bibliography))}\n")
