"""``refkit bulk``: tag files of records, as many as there are, and count what was found."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.extras import require
from refkit.interrupts import when_stopped

if TYPE_CHECKING:
    from refkit.bulk.engines import Progress as Advance
    from refkit.bulk.run import BulkRun, StartProgress
    from refkit.bulk.summary import Summary


@click.group("bulk")
def command() -> None:
    """Tag whole files of records, Crossref's public data file for one, and count what was found.

    Needs the extra: pip install '.[scale]' in refkit's clone

    \b
    Example:
      refkit bulk tag library.bib -o tagged
    """


@command.command("tag", short_help="Files of records to Parquet files with labels.")
@click.argument("inputs", metavar="INPUT...", type=values.FILE, nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "folder",
    cls=options.Once,
    metavar="DIR",
    type=values.FOLDER,
    required=True,
    help="Where to write.",
)
@options.taxonomy
@click.option(
    "--where",
    metavar="EXPR",
    type=values.FREE,
    default="",
    help="Only rows for which this SQL is true.",
)
@click.option(
    "--keep",
    metavar="FIELDS",
    type=values.FREE,
    default="",
    help="Fields to keep, parted by commas.",
)
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Default: all cores.")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Processes of this machine, or Dask.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", type=values.FREE, default="", help="Dask's: tcp://host:8786."
)
@click.option("--strict", is_flag=True, help="Exit with 1 if a record was untitled or rejected.")
@options.quiet
@options.names_libraries
def tag_files(
    inputs: tuple[str, ...],
    folder: str,
    taxonomies: tuple[str, ...],
    where: str,
    keep: str,
    workers: int | None,
    engine: str,
    scheduler: str,
    strict: bool,
    quiet: bool,
) -> None:
    """Tag files of records by their titles: each INPUT to a Parquet file of its own in DIR.

    INPUT is a file or a folder: Crossref's records as JSON lines or {"items": [...]}, a {libraries}
    or a .refkit.json; packed with gzip or in a .tar. What cannot be read stands in a
    .rejected.jsonl beside. The same command again goes on where it stopped and does what changed.

    \b
    Example:
      refkit bulk tag library.bib -o tagged --where "year >= 2015 AND len(modality) > 0"
    """
    _require(*(["duckdb"] if where else ()), *(["distributed"] if engine == "dask" else ()))
    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask")
    from refkit.bulk.run import tag_files
    from refkit.tagging.taxonomy import TAXONOMIES

    with when_stopped("the same command goes on where it was"), _bar(quiet=quiet) as start:
        run = tag_files(
            inputs,
            folder,
            taxonomies=taxonomies or TAXONOMIES,
            where=where,
            keep=[name.strip() for name in keep.split(",") if name.strip()],
            workers=workers,
            engine=engine,
            scheduler=scheduler,
            progress=start,
        )
    _tell(run, strict=strict)


def _require(*packages: str) -> None:
    """Raise InputError where these packages are missing, or those that all of bulk needs."""
    require("refkit bulk", "scale", "isal", "msgspec", "pyarrow", *packages)


def _tell(run: BulkRun, *, strict: bool) -> None:
    """The account on standard error; raises where something asked for did not hold."""
    from refkit.errors import InputError

    for line in run.failed:
        announce(line)
    files = f"{run.done:,} files written, {run.before:,} were up to date"
    tell(f"{run.account}; {files}")
    if run.failed:
        raise InputError(f"{len(run.failed)} files could not be read")
    if strict and run.account.untitled + run.account.rejected:
        raise SystemExit(1)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[StartProgress]:
    """Bytes of bytes, records, rejected and the time left, on a terminal's standard error."""
    if quiet or not sys.stderr.isatty():
        yield lambda size: lambda bytes_, records, rejected: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    columns = (
        BarColumn(),
        DownloadColumn(),
        "{task.fields[records]:,} records, {task.fields[rejected]:,} rejected",
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:

        def start(size: int) -> Advance:
            task = shown.add_task("", total=size, records=0, rejected=0)
            counted = [0, 0]

            def advance(bytes_: int, records: int, rejected: int) -> None:
                counted[:] = counted[0] + records, counted[1] + rejected
                shown.update(task, advance=bytes_, records=counted[0], rejected=counted[1])

            return advance

        yield start


@command.command("summary", short_help="Count labels by year and disease.")
@click.argument("folder", metavar="DIR", type=values.FOLDER)
@click.option("--facet", default="modality", show_default=True, help="Whose labels are counted.")
@click.option("--by", default="disease", show_default=True, help="What they are told apart by.")
@click.option(
    "-o",
    "--output",
    "pictures",
    multiple=True,
    metavar="FILE",
    type=values.FILE,
    help="Draw .svg or .png.",
)
@options.as_json
def summary(folder: str, facet: str, by: str, pictures: tuple[str, ...], as_json: bool) -> None:
    """Count the labels in what refkit bulk tag wrote to DIR, by year and by disease.

    A work counts once for each of its labels, the most exact ones; one in two files counts once.

    \b
    Example:
      refkit bulk summary tagged -o labels.svg
    """
    _require("duckdb", *(["matplotlib"] if pictures else ()))
    from refkit.bulk.summary import summarize, to_json
    from refkit.cli.outputs import put

    counted = summarize(folder, facet, by)
    if pictures:
        from refkit.bulk.plot import draw

        for picture in pictures:
            draw(counted, Path(picture))
    if as_json:
        put("-", to_json(counted))
    else:
        _print(counted)


def _print(counted: Summary) -> None:
    """Two tables: each year with its labels, and each disease with its own."""
    from refkit.cli.table import print_table

    for name, totals, counts in (
        ("year", counted.years, counted.by_year),
        ("other", counted.others, counted.by_other),
    ):
        labels: dict[object, list[str]] = {}
        for each in sorted(counts, key=lambda each: (-each.works, each.label or "")):
            labels.setdefault(getattr(each, name), []).append(f"{each.label} {each.works:,}")
        rows = [
            (str(key or "none"), f"{each.works:,}", ", ".join(labels[key]))
            for each in totals
            if (key := getattr(each, name)) in labels
        ]
        heading = "year" if name == "year" else counted.by
        print_table({heading: 1, "works": 0, counted.facet: 4}, rows)
        click.echo()
    of = ", ".join(counted.taxonomies)
    click.echo(f"{counted.works:,} works with a label of {counted.facet} ({of})")
