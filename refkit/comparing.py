"""Two bibliographies side by side, and several reviews in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from refkit.model.bibliography import Bibliography, Entry
from refkit.model.identifiers import Doi
from refkit.model.resolution import Imported
from refkit.model.work import Work

# What a reader of two versions wants to be told of; the rest changes with every deposit.
_TOLD = (
    "title", "creators", "container", "volume", "issue", "page", "number", "published_print",
    "published_online", "doi", "updates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``kind`` is added, removed, changed or retracted, or what a line came to.

    That is resolved, unresolved or without-doi.

    ``fields`` names the fields that changed, empty where the kind says it all.
    """

    kind: str
    entry: Entry
    fields: tuple[str, ...] = ()


def differences(old: Bibliography, new: Bibliography) -> tuple[Change, ...]:
    """What is different in ``new``, in its order, what was removed last.

    Entries are the same when they have one DOI, else when one of their listed references is the
    same, word for word.
    """
    before = {key: entry for entry in old.entries for key in _keys(entry)}
    changes: list[Change] = []
    kept: set[str] = set()
    for entry in new.entries:
        same = next((before[key] for key in _keys(entry) if key in before), None)
        if same is None:
            changes.append(Change("added", entry))
        else:
            kept.add(same.id)
            changes += _changes(same, entry)
    changes += [Change("removed", entry) for entry in old.entries if entry.id not in kept]
    return tuple(changes)


def _keys(entry: Entry) -> Iterable[object]:
    if entry.work.doi:
        yield entry.work.doi
    for citation in entry.citations:
        yield citation.review, citation.reference.deposited
    if not entry.citations:
        yield entry.id


def _changes(old: Entry, new: Entry) -> Iterable[Change]:
    listed = not isinstance(old.resolution, Imported) and not isinstance(new.resolution, Imported)
    if listed and old.resolution.state != new.resolution.state:
        yield Change(new.resolution.state, new)
    elif named := _changed(old.work, new.work):
        yield Change("changed", new, named)
    if new.work.is_retracted and not old.work.is_retracted:
        yield Change("retracted", new)


def _changed(old: Work, new: Work) -> tuple[str, ...]:
    return tuple(name for name in _TOLD if getattr(old, name) != getattr(new, name))


def overlap(bibliography: Bibliography) -> list[tuple[Entry, Mapping[Doi, tuple[int, ...]]]]:
    """For each entry, in list order, at which positions each review cites it."""
    reviews = [review.doi for review in bibliography.reviews if review.doi]
    return [(entry, _positions(entry, reviews)) for entry in bibliography.entries]


def _positions(entry: Entry, reviews: Iterable[Doi]) -> dict[Doi, tuple[int, ...]]:
    return {
        review: tuple(
            citation.reference.position for citation in entry.citations if citation.review == review
        )
        for review in reviews
    }
