"""``refkit taxonomy new``: a first taxonomy of a thesaurus or an ontology."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import tell
from refkit.errors import InputError
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from refkit.tagging.ontology_terms import OntologyTerm

_MESH, _OBO = "mesh", "obo"
_MESH_FILES = "https://nlmpubs.nlm.nih.gov/projects/mesh/MESH_FILES/"


@click.command("new", short_help="A first taxonomy, from MeSH or an ontology.")
@click.argument("file", metavar="FILE", required=False, type=values.FILE)
@click.option(
    "--from",
    "origin",
    metavar="mesh:D...|obo[:ID]",
    required=True,
    type=values.FREE,
    help="The descriptor or term whose tree is taken; several with commas. obo alone takes all.",
)
@click.option("--facet", default="topic", metavar="F", show_default=True, help="Its one facet.")
@click.option(
    "--id", "id_", metavar="ID", type=values.FREE, help="Its id; else the name of the output."
)
@click.option("--depth", type=click.IntRange(1), help="Take no more than so many steps down.")
@click.option(
    "-o", "--output", metavar="FILE.toml", type=values.FILE, help="Where to; else standard output."
)
@options.replaces
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
    they are or packed by gzip) or an ontology in OBO, which needs the extra ontology.

    \b
    Example:
      refkit taxonomy new d2026.bin --from mesh:D003952 --facet modality -o imaging.toml
    """
    from refkit.cli.outputs import check, put
    from refkit.tagging.draft import draft
    from refkit.tagging.ontology_terms import below

    kind, roots = _roots(origin)
    if file is None:
        raise click.UsageError(_missing(kind))
    if output:
        check([output])
    terms = below(_terms(kind, Path(file)), roots, depth, file)
    name = id_ or (Path(output).stem if output else "draft")
    found = draft(terms, name, facet, Path(file).name)
    put(output or "-", found.text)
    tell(f"{count_noun(found.labels, 'labels')}, {count_noun(found.left_out, 'names')} left out")


def _roots(origin: str) -> tuple[str, list[str]]:
    """What kind of file is meant, and the ids of the terms whose tree is taken."""
    from refkit.tagging.mesh import PREFIX

    kind, _, ids = origin.partition(":")
    roots = [each.strip() for each in ids.split(",") if each.strip()]
    if kind.lower() == _MESH and roots:
        return _MESH, [f"{PREFIX}{each.upper()}" for each in roots]
    if kind.lower() == _OBO:
        return _OBO, roots
    raise click.UsageError(f"--from {origin}: should be mesh:D..., obo, or obo:ID")


def _missing(kind: str) -> str:
    if kind == _MESH:
        return f"name the file of descriptors, desc2026.xml or d2026.bin; NLM has it: {_MESH_FILES}"
    return "name the ontology's file, such as doid.obo"


def _terms(kind: str, file: Path) -> Mapping[str, OntologyTerm]:
    from refkit.tagging.mesh import read_mesh
    from refkit.tagging.obo import read_obo

    if file.suffix == ".toml":
        raise InputError(f"{file}: is a taxonomy already")
    return read_mesh(file) if kind == _MESH else read_obo(file)
