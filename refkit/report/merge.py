"""Bibliographies of several files as one, so that a work which two of them hold is one entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from refkit.errors import InputError
from refkit.model.bibliography import Bibliography, Citation, Entry, Made
from refkit.model.entry_identity import believed_work
from refkit.model.identifiers import ListId
from refkit.model.label_decisions import in_order, in_words, joined
from refkit.model.resolution import Resolved
from refkit.model.tags import LabelDecision, LabelDoubt, Tag


def together(given: Sequence[tuple[str, Bibliography]]) -> Bibliography:
    """Join bibliographies, each with the name of its file, for a report; not to be saved.

    Entries that mean one work (``model.entry_identity``) become one, which keeps the first's
    citation key. What persons decided on their labels counts of both; where they contradict each
    other the first file's word stands, and the entry is one to look at, with both in the reason.
    An unresolved reference stays by itself. Raises InputError for a review that stands in two of
    the files: its lines would count twice.
    """
    if len(given) == 1:
        return given[0][1]
    refuse_twice(given)
    bibliographies = [bibliography for _, bibliography in given]
    entries: dict[object, Entry] = {}
    for bibliography in bibliographies:
        for entry in bibliography.entries:
            key = believed_work(entry) or id(entry)
            entries[key] = _one(entries[key], entry) if key in entries else entry
    return Bibliography(
        _made(bibliographies),
        tuple(review for each in bibliographies for review in each.reviews),
        tuple(entries.values()),
        lists=tuple(each for bibliography in bibliographies for each in bibliography.lists),
    )


def refuse_twice(given: Sequence[tuple[str, Bibliography]]) -> None:
    """Raise InputError for a list that stands in two files: its lines would count twice."""
    seen: dict[ListId, str] = {}
    for name, bibliography in given:
        for review in bibliography.heads:
            if review in seen:
                raise InputError(
                    f"{name}: holds the review {review}, as {seen[review]} does; "
                    "name one of the two"
                )
            seen[review] = name


def _one(first: Entry, second: Entry) -> Entry:
    """Both entries as one: what was looked up says more than what a library says."""
    looked_up = isinstance(second.resolution, Resolved)
    more, less = (first, second) if not looked_up else _newer(first, second)
    decisions, left = joined(first.label_decisions, second.label_decisions)
    labelled = more if more.tags else less
    return replace(
        more,
        id=first.id,
        citations=(*_with_method(first), *_with_method(second)),
        tags=_tags(first, second, labelled, decisions),
        label_doubts=(*_told_twice(decisions, left), *_doubts(first, second, labelled)),
        label_decisions=in_order([*decisions, *left]),
    )


def _tags(
    first: Entry, second: Entry, labelled: Entry, decisions: Sequence[LabelDecision]
) -> tuple[Tag, ...]:
    """The labels of both, facet by facet: where persons decided, as they did."""
    found: list[Tag] = []
    for facet in dict.fromkeys(tag.facet for tag in (*first.tags, *second.tags)):
        deciding = [each for each in (first, second) if _is_decided(each, facet)]
        if len(deciding) < 2:
            (speaks,) = deciding or [labelled]
            found += [tag for tag in speaks.tags if tag.facet == facet]
        else:
            found += _of_both(facet, first, second, decisions)
    return tuple(found)


def _is_decided(entry: Entry, facet: str) -> bool:
    return any(each.facet == facet for each in entry.label_decisions)


def _of_both(
    facet: str, first: Entry, second: Entry, decisions: Sequence[LabelDecision]
) -> Iterator[Tag]:
    """The labels of a facet on which both decided: those that both have, and those that a person
    of one says hold, unless the other's word stands before it.
    """
    held = {each.label for each in decisions if each.facet == facet and each.holds}
    mine, others = (
        {tag.label: tag for tag in entry.tags if tag.facet == facet} for entry in (first, second)
    )
    for label, tag in (mine | others).items():
        if (label in mine and label in others) or label in held:
            yield mine.get(label, tag)


def _doubts(first: Entry, second: Entry, labelled: Entry) -> tuple[LabelDoubt, ...]:
    """What speaks for a look; what a person of one settled does not."""
    deciding = [each for each in (first, second) if each.label_decisions] or [labelled]
    return tuple(
        doubt
        for doubt in deciding[0].label_doubts
        if all(doubt in each.label_doubts for each in deciding)
    )


def _told_twice(
    decisions: Sequence[LabelDecision], left: Sequence[LabelDecision]
) -> Iterator[LabelDoubt]:
    """That two persons decided otherwise, or one in two files: the first stands."""
    if left:
        facets = {each.facet for each in left}
        stands = in_words(each for each in decisions if each.facet in facets)
        reason = f"decided otherwise in two files: {stands} (this stands); {in_words(left)}"
        yield LabelDoubt("decisions", reason)


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
