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
    """The terms under some roots, as many steps down as ``depth`` says, the roots left out.

    Without roots all terms. In order from the top: what is nearest to a root comes first, and what
    is of one step in the order of the file. Raises InputError for a root that is not there, and
    where there is nothing.
    """
    if missing := [root for root in roots if root not in terms]:
        raise InputError(f"{where}: has no term {missing[0]}")
    found = _descendants(terms, roots, depth) if roots else list(terms.values())
    if not found:
        raise InputError(f"{where}: has no terms under {', '.join(roots)}")
    return found


def _descendants(
    terms: Mapping[str, OntologyTerm], roots: Sequence[str], depth: int | None
) -> list[OntologyTerm]:
    children: dict[str, list[str]] = {}
    for term in terms.values():
        for parent in term.parents:
            children.setdefault(parent, []).append(term.id)
    seen, level, steps = set(roots), _children(roots, children), 0
    found: list[OntologyTerm] = []
    while (level := [id_ for id_ in level if id_ not in seen]) and (depth is None or steps < depth):
        seen.update(level)
        found += [terms[id_] for id_ in level]
        level, steps = _children(level, children), steps + 1
    return found


def _children(ids: Iterable[str], children: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(child for id_ in ids for child in children.get(id_, ())))
