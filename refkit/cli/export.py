"""``refkit export``: a bibliography in the format of somebody else's program."""

from __future__ import annotations

import click


@click.command("export", short_help="Write BibTeX or CSL-JSON.")
@click.argument("file", metavar="FILE")
@click.option("--to", "format_", metavar="FORMAT", help="bibtex or csl-json; else -o's suffix.")
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
def command(file: str, format_: str | None, output: str, tag_style: str, date_policy: str) -> None:
    """Write FILE, a .refkit.json, a .bib or - for standard input, in another format.

    \b
    Example:
      refkit export review.refkit.json --to bibtex -o refs.bib
    """
    from refkit.api import export
    from refkit.cli.inputs import read
    from refkit.cli.outputs import SAVED, format_of, put, targets
    from refkit.exporters import exporter

    if format_ is None:
        if output == "-":
            raise click.UsageError("name a format with --to, or a file with -o")
        format_ = format_of(output)
    if format_ == SAVED:
        raise click.UsageError("a saved bibliography is written by fetch and tag")
    exporter(format_)
    # With --to the suffix says nothing; the folder must be there all the same.
    targets([output] if format_ is None else [])
    bibliography = read(file).bibliography
    put(output, export(bibliography, format_, tag_style=tag_style, date_policy=date_policy))
