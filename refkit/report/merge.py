"""Bibliographies of several files as one, so that a work which two of them hold is one entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.entry_identity import believed_doi
from refkit.model.identifiers import Doi
from refkit.model.resolution import Resolved


def together(given: Sequence[tuple[str, Bibliography]]) -> Bibliography:
    """Join bibliographies, each with the name of its file, for a report; not to be saved.

    Entries that have a DOI in common and are not unresolved become one, which keeps the first's
    citation key. An unresolved reference stays by itself: its DOI may be another work's. Raises
    InputError for a review that stands in two of the files: its lines would count twice.
    """
    if len(given) == 1:
        return given[0][1]
    _refuse_twice(given)
    bibliographies = [bibliography for _, bibliography in given]
    joined: dict[object, Entry] = {}
    for bibliography in bibliographies:
        for entry in bibliography.entries:
            key = believed_doi(entry) or id(entry)
            joined[key] = _one(joined[key], entry) if key in joined else entry
    return Bibliography(
        _made(bibliographies),
        tuple(review for each in bibliographies for review in each.reviews),
        tuple(joined.values()),
        lists=tuple(each for bibliography in bibliographies for each in bibliography.lists),
    )


def _refuse_twice(given: Sequence[tuple[str, Bibliography]]) -> None:
    seen: dict[Doi, str] = {}
    for name, bibliography in given:
        for review in bibliography.reviews:
            if review.doi in seen:
                raise InputError(
                    f"{name}: holds the review {review.doi}, as {seen[review.doi]} does; "
                    "name one of the two"
                )
            if review.doi:
                seen[review.doi] = name


def _one(first: Entry, second: Entry) -> Entry:
    """Both entries as one: what was looked up says more than what a library says."""
    looked_up = isinstance(second.resolution, Resolved)
    more, less = (first, second) if not looked_up else _newer(first, second)
    # A person's word on one of the two stands before what rules say of the other.
    decided = less.label_decisions and not more.label_decisions
    labelled = less if decided or not more.tags else more
    return replace(
        more,
        id=first.id,
        citations=(*_with_method(first), *_with_method(second)),
        tags=labelled.tags,
        label_doubts=labelled.label_doubts,
        label_decisions=labelled.label_decisions,
    )


def _newer(first: Entry, second: Entry) -> tuple[Entry, Entry]:
    return (first, second) if isinstance(first.resolution, Resolved) else (second, first)


def _with_method(entry: Entry) -> tuple[Citation, ...]:
    """The lines of an entry, each with how it came to its work."""
    return tuple(replace(line, method=entry.method_of(line)) for line in entry.citations)


def _made(bibliographies: Sequence[Bibliography]) -> Made:
    """How all were made; ``retrieved`` is the oldest of their days."""
    names = (name for each in bibliographies for name in each.made.taxonomies)
    days = [each.made.retrieved for each in bibliographies if each.made.retrieved]
    return Made(bibliographies[0].made.refkit, tuple(dict.fromkeys(names)), min(days, default=""))
