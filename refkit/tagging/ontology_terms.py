"""Terms of an ontology or a thesaurus, whatever file they are from, and the part below some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.errors import InputError


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term: its id (``MeSH:D008279``), name, other names, and the ids of what it is a kind of.

    ``near_names`` are names of what is wider or only related: they speak for something else too.
    ``other_ids`` are those by which it was known before; ``replaced_by`` are the terms that stand
    for one that is obsolete.
    """

    id: str
    name: str
    synonyms: tuple[str, ...] = ()
    near_names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    definition: str = ""
    other_ids: tuple[str, ...] = ()
    is_obsolete: bool = False
    replaced_by: tuple[str, ...] = ()


def below(
    terms: Mapping[str, OntologyTerm], roots: Sequence[str], depth: int | None, where: str
) -> list[OntologyTerm]:
    """Some terms and all under them, as many steps down as ``depth`` says; without roots all terms.

    What is nearest to a root comes first, and what is of one step in the order of the file. What is
    obsolete is left out. Raises InputError for a root that is not there, and where there is no
    term.
    """
    here = {id_: term for id_, term in terms.items() if not term.is_obsolete}
    if missing := [root for root in roots if root not in here]:
        raise InputError(f"{where}: {_why_not(missing[0], terms)}")
    if not here:
        raise InputError(f"{where}: has no term with a name that is not obsolete")
    if not roots:
        return list(here.values())
    children: dict[str, list[str]] = {}
    for term in here.values():
        for parent in term.parents:
            children.setdefault(parent, []).append(term.id)
    found: dict[str, OntologyTerm] = {}
    level, steps = list(dict.fromkeys(roots)), 0
    while level and (depth is None or steps <= depth):
        found |= {id_: here[id_] for id_ in level}
        level = [id_ for id_ in _children(level, children) if id_ not in found]
        steps += 1
    return list(found.values())


def _why_not(root: str, terms: Mapping[str, OntologyTerm]) -> str:
    """Why a term cannot be taken, and which one can in its place."""
    if root in terms:
        instead = terms[root].replaced_by
        return f"{root} is obsolete" + (f"; take {' or '.join(instead)}" if instead else "")
    if known := [id_ for id_, term in terms.items() if root in term.other_ids]:
        return f"{root} is another id of {known[0]}; take that"
    return f"has no term {root}"


def without_circles(
    terms: Sequence[OntologyTerm],
) -> tuple[list[OntologyTerm], list[tuple[str, str]]]:
    """The same terms, none below itself; and each place that was taken away, a term and its parent.

    Only parents among the terms count. Of a circle that place goes which leads back up on the way
    down from what has no parent, or else from the first.
    """
    children: dict[str, list[str]] = {each.id: [] for each in terms}
    for term in terms:
        for parent in term.parents:
            if parent in children:
                children[parent].append(term.id)
    inner = {each for below_ in children.values() for each in below_}
    dropped = _leading_back(sorted(children, key=inner.__contains__), children)
    kept = [
        replace(each, parents=tuple(p for p in each.parents if (each.id, p) not in dropped))
        for each in terms
    ]
    return kept, list(dropped)


def _leading_back(
    starts: Sequence[str], children: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], None]:
    """Places, as child and parent, whose child stands above the parent on the way down."""
    back: dict[tuple[str, str], None] = {}
    seen, above = set[str](), set[str]()
    for start in starts:
        way = [] if start in seen else [(start, iter(children[start]))]
        seen.add(start)
        above.update(each for each, _ in way)
        while way:  # no recursion: a tree may be deeper than Python's stack
            parent, left = way[-1]
            child = next(left, None)
            if child is None:
                above.remove(parent)
                way.pop()
            elif child in above:
                back[child, parent] = None
            elif child not in seen:
                seen.add(child)
                above.add(child)
                way.append((child, iter(children[child])))
    return back


def _children(ids: Iterable[str], children: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(child for id_ in ids for child in children.get(id_, ())))
