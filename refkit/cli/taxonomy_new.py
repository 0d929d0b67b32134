"""``refkit taxonomy new``: a first taxonomy of a thesaurus or an ontology."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from refkit.cli import options, values
from refkit.cli.say import announce, tell
from refkit.errors import InputError
from refkit.text.plural import count_noun, some_of

_SHOWN = 6  # labels that are named


@click.command("new", short_help="A first taxonomy, from MeSH or an ontology.")
@click.argument("file", metavar="FILE", required=False, type=values.FILE)
@click.option(
    "--from",
    "origin",
    cls=options.Once,
    metavar="mesh:D...|obo[:ID]",
    required=True,
    type=values.FREE,
    help="The descriptor or term whose tree is taken; several with commas. obo alone takes all.",
)
@click.option(
    "--facet",
    default="theme",
    metavar="F",
    type=values.FREE,
    show_default=True,
    help="Its one facet.",
)
@click.option(
    "--id", "id_", metavar="ID", type=values.FREE, help="Its id; else the name of the output."
)
@click.option("--depth", type=click.IntRange(1), help="Take no more than so many steps down.")
@options.one_output("Where to; else standard output.", metavar="FILE.toml")
def command(
    file: str | None,
    origin: str,
    facet: str,
    id_: str | None,
    depth: int | None,
    output: str | None,
) -> None:
    """Write a taxonomy whose labels are the terms under one of FILE: names, synonyms, tree.

    FILE is on this machine, nothing is asked for: NLM's descriptors (desc2026.xml or d2026.bin, as
    they are or packed by gzip) or an ontology in OBO.

    \b
    Example:
      refkit taxonomy new d2026.bin --from mesh:D003952 --facet imaging -o imaging.toml
    """
    from refkit.cli.outputs import STDOUT, check, put
    from refkit.tagging.ontology import draft_taxonomy

    if output:
        if output not in STDOUT and not output.endswith(".toml"):
            raise InputError(f"{output}: a taxonomy is a TOML file; name it .toml")
        check([output], kept=[file] if file else [])
    name = id_ or (Path(output).stem if output and output not in STDOUT else "draft")
    found = draft_taxonomy(file, origin, facet=facet, taxonomy_id=name, depth=depth)
    put(output or "-", found.text)
    sys.stdout.flush()  # the lines below stand below
    if found.circles:
        places = count_noun(len(found.circles), "places")
        announce(
            f"{places} in the tree left out, which would put a label below itself: "
            f"{some_of(found.circles, _SHOWN)}"
        )
    if found.unnamed:
        labels = count_noun(len(found.unnamed), "labels")
        announce(f"{labels} without a phrase: {some_of(found.unnamed, _SHOWN)}")
    tell(f"{count_noun(found.labels, 'labels')}, {count_noun(found.left_out, 'names')} left out")
