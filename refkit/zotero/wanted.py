"""What a bibliography asks of a Zotero library: an item for each review and each entry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from refkit.exporters.base import Options
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.resolution import AsPrinted
from refkit.zotero.base import Fields, Json
from refkit.zotero.items import item_of, review_item
from refkit.zotero.keys import identities_of, identities_of_review, told_apart
from refkit.zotero.notes import note_of
from refkit.zotero.plan import Wanted


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user chooses of what goes into Zotero.

    ``facets`` keeps the labels of some facets only, None keeps all. ``reviews`` sends the reviews
    as items of their own, ``notes`` a note with the evidence beside each tagged entry.
    """

    options: Options = field(default_factory=Options)
    facets: Collection[str] | None = None
    resolved_only: bool = False
    reviews: bool = True
    notes: bool = False


EVERYTHING = Choices()


def wanted_of(
    bibliography: Bibliography, fits: Callable[[str], Fields], choices: Choices = EVERYTHING
) -> list[Wanted]:
    """The items in order: reviews, entries, then the notes of entries."""
    entries = [_chosen(entry, choices) for entry in bibliography.entries]
    if choices.resolved_only:
        entries = [each for each in entries if not isinstance(each.resolution, AsPrinted)]
    wanted = _reviews(bibliography, entries, fits, choices)
    first = len(wanted)
    identities = told_apart([identities_of(entry) for entry in entries])
    wanted += [
        Wanted(
            entry.id,
            names,
            item_of(entry, fits, choices.options),
            not isinstance(entry.resolution, AsPrinted),
        )
        for entry, names in zip(entries, identities, strict=True)
    ]
    return wanted + (_notes(entries, wanted, first) if choices.notes else [])


def _chosen(entry: Entry, choices: Choices) -> Entry:
    if choices.facets is None:
        return entry
    return replace(entry, tags=tuple(tag for tag in entry.tags if tag.facet in choices.facets))


def _reviews(
    bibliography: Bibliography,
    entries: list[Entry],
    fits: Callable[[str], Fields],
    choices: Choices,
) -> list[Wanted]:
    """Reviews that no entry means: one review may cite another of the same file."""
    if not choices.reviews:
        return []
    cited = {entry.work.doi for entry in entries}
    return [
        Wanted(str(work.doi), identities_of_review(work), review_item(work, fits, choices.options))
        for work in bibliography.reviews
        if work.doi not in cited
    ]


def _notes(entries: list[Entry], wanted: list[Wanted], first: int) -> list[Wanted]:
    return [
        Wanted(
            entry.id,
            (f"{wanted[place].identities[0]}/evidence",),
            _note(note),
            parent=place,
        )
        for place, entry in enumerate(entries, start=first)
        if entry.tags and (note := note_of(entry))
    ]


def _note(html: str) -> Json:
    return {"itemType": "note", "note": html}
