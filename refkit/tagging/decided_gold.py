"""What persons decided on labels as gold: the rules are measured against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refkit.errors import InputError
from refkit.model.bibliography import Entry
from refkit.model.printed import words_in_place_of_title
from refkit.tagging.evaluation import Gold
from refkit.tagging.taxonomy import Taxonomy


def gold_of(entries: Iterable[Entry], taxonomy: Taxonomy, where: str) -> list[Gold]:
    """A title for each entry whose labels a person decided on, as far as the taxonomy has them.

    A facet that is confirmed counts with all its labels. Of another one those count that were
    decided on: with one that holds what it implies, with one that was removed what implies it.
    Raises InputError naming ``where`` if nothing was decided on.
    """
    found = [gold for entry in entries for gold in _gold(entry, taxonomy)]
    if not found:
        raise InputError(f"{where}: holds no decision on labels of {taxonomy.id} (refkit label)")
    return found


def _gold(entry: Entry, taxonomy: Taxonomy) -> Iterator[Gold]:
    labels: dict[str, set[str]] = {}
    judged: dict[str, set[str]] = {}
    for each in entry.label_decisions:
        facet, label = each.key
        if each.is_of_facet and facet in taxonomy.facets:
            ids = {x.id for x in taxonomy.labels if x.facet == facet}
            judged.setdefault(facet, set()).update(ids)
        elif each.key in taxonomy.ranks and each.holds:
            labels.setdefault(facet, set()).add(label)
            judged.setdefault(facet, set()).update({label, *taxonomy.ancestors(facet, label)})
        elif each.key in taxonomy.ranks:
            below = {id_ for f, id_ in taxonomy.ranks if each.key in taxonomy.implied[f, id_]}
            judged.setdefault(facet, set()).update({label, *below})
    if judged:
        yield Gold(
            entry.id,
            entry.work,
            {facet: frozenset(ids) for facet, ids in labels.items()},
            frozenset(judged),
            {facet: frozenset(ids) for facet, ids in judged.items()},
            words_in_place_of_title(entry),
        )
