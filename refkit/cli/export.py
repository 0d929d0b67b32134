"""``refkit export``: a bibliography in the format of somebody else's program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from refkit.model.bibliography import Bibliography


@click.command("export", short_help="Write BibTeX, BibLaTeX, CSL-JSON, RIS or CSV.")
@click.argument("file", metavar="FILE")
@click.option(
    "--to", "format_", metavar="FORMAT", help="bibtex, biblatex, csl-json, ris or csv; else -o's."
)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to; - is stdout.")
@click.option(
    "--tag-style",
    type=click.Choice(["name", "id", "path"]),
    default="name",
    help="CAR-NK, car-nk or modality/car-nk.",
    show_default=True,
)
@click.option(
    "--date-policy",
    type=click.Choice(["print", "online", "earliest"]),
    default="print",
    help="Which date is shown.",
    show_default=True,
)
@click.option(
    "--protect",
    type=click.Choice(["none", "tokens", "all"]),
    default="tokens",
    help="Which capitals of titles are braced for TeX.",
    show_default=True,
)
@click.option(
    "--unicode/--no-unicode",
    default=None,
    help="Keep Unicode or spell it in TeX; biblatex keeps it, bibtex does not.",
)
@click.option("-v", "--verbose", is_flag=True, help="Tell what the format cannot say.")
def command(file: str, format_: str | None, output: str, verbose: bool, **chosen: Any) -> None:
    """Write FILE, a .refkit.json, a library (.bib, .json, .ris) or -, in another format.

    \b
    Example:
      refkit export review.refkit.json --to bibtex -o refs.bib
    """
    from refkit.api import export
    from refkit.cli.inputs import read
    from refkit.cli.outputs import put

    format_ = _format(format_, output)
    bibliography = read(file).bibliography
    put(output, export(bibliography, format_, **chosen))
    if verbose:
        _tell_losses(bibliography, format_, chosen)


def _format(named: str | None, output: str) -> str:
    """The format asked for, by name or by suffix, before any work is done."""
    from refkit.cli.outputs import SAVED, format_of, targets
    from refkit.exporters import exporter

    if named is None:
        if output == "-":
            raise click.UsageError("name a format with --to, or a file with -o")
        targets([output])
        named = format_of(output)
    if named == SAVED:
        raise click.UsageError("a saved bibliography is written by fetch and tag")
    return exporter(named).name


def _tell_losses(bibliography: Bibliography, format_: str, chosen: dict[str, Any]) -> None:
    from refkit.api import losses

    kept = {name: chosen[name] for name in ("tag_style", "date_policy")}
    told = losses(bibliography, format_, **kept)
    for loss in told:
        click.echo(f"refkit: {loss.key}: {loss.field}: {loss.why}", err=True)
    click.echo(f"{len(told)} losses", err=True)
