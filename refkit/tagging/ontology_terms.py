"""Terms of an ontology or a thesaurus, whatever file they are from, and the part below some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from refkit.errors import InputError


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term: its id (``MeSH:D008279``), name, other names, and the ids of what it is a kind of.

    ``near_names`` are names of what is wider or only related: they speak for something else too.
    """

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    near_names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    definition: str = ""


def below(
    terms: Mapping[str, OntologyTerm], roots: Sequence[str], depth: int | None, where: str
) -> list[OntologyTerm]:
    """Some terms and all under them, as many steps down as ``depth`` says; without roots all terms.

    What is nearest to a root comes first, and what is of one step in the order of the file. Raises
    InputError for a root that is not there.
    """
    if missing := [root for root in roots if root not in terms]:
        raise InputError(f"{where}: has no term {missing[0]}")
    if not roots:
        return list(terms.values())
    children: dict[str, list[str]] = {}
    for term in terms.values():
        for parent in term.parents:
            children.setdefault(parent, []).append(term.id)
    found: dict[str, OntologyTerm] = {}
    level, steps = list(dict.fromkeys(roots)), 0
    while level and (depth is None or steps <= depth):
        found |= {id_: terms[id_] for id_ in level}
        level = [id_ for id_ in _children(level, children) if id_ not in found]
        steps += 1
    return list(found.values())


def _children(ids: Iterable[str], children: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(child for id_ in ids for child in children.get(id_, ())))
