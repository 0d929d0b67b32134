"""A first taxonomy of a file that holds a thesaurus or an ontology."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from refkit.errors import InputError
from refkit.tagging.draft import Draft, draft
from refkit.tagging.mesh import PREFIX, read_mesh
from refkit.tagging.obo import read_obo
from refkit.tagging.ontology_terms import OntologyTerm, below

MESH, OBO = "mesh", "obo"
_MESH_PAGE = "https://www.nlm.nih.gov/databases/download/mesh.html"


def draft_taxonomy(
    file: str | Path | None,
    origin: str,
    *,
    facet: str = "theme",
    taxonomy_id: str = "draft",
    depth: int | None = None,
) -> Draft:
    """Write a taxonomy whose labels are terms of a file: names, synonyms, tree.

    ``origin`` says what the file is and which terms are taken, with all below them:
    ``mesh:D003952`` of MeSH's descriptors, ``obo:DOID:4`` of an ontology in OBO (several with
    commas), ``obo`` for all of one; ``depth`` takes so many steps down and no more. Nothing is
    asked for on the network. Raises InputError for a file that is not that, or a term that it does
    not have.
    """
    kind, roots = _read_origin(origin)
    if file is None:
        raise InputError(_missing(kind))
    terms = _terms(kind, Path(file))
    return draft(below(terms, roots, depth, str(file)), taxonomy_id, facet, Path(file).name)


def _read_origin(origin: str) -> tuple[str, list[str]]:
    """What kind of file is meant, and the ids of the terms whose tree is taken."""
    kind, _, ids = origin.partition(":")
    roots = [each.strip() for each in ids.split(",") if each.strip()]
    if kind.lower() == MESH and roots:
        return MESH, [f"{PREFIX}{each.upper()}" for each in roots]
    if kind.lower() == OBO:
        return OBO, roots
    raise InputError(f"{origin!r} says no origin; mesh:D..., obo or obo:ID does")


def _missing(kind: str) -> str:
    if kind == MESH:
        return f"name the file of descriptors, desc2026.xml or d2026.bin: {_MESH_PAGE}"
    return "name the ontology's file, such as doid.obo"


def _terms(kind: str, file: Path) -> Mapping[str, OntologyTerm]:
    return read_mesh(file) if kind == MESH else read_obo(file)
