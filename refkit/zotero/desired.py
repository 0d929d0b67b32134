"""What a bibliography asks of a Zotero library: an item for each review and each entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from refkit.formats.export import Options
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.entry_identity import Names, names_of, names_of_work
from refkit.model.resolution import AsPrinted
from refkit.zotero.api.protocol import Fields, Json
from refkit.zotero.items import item_of, review_item
from refkit.zotero.notes import note_of
from refkit.zotero.plan import Wanted
from refkit.zotero.recorded_items import note_name, place_name


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
    named = zip(bibliography.entries, _names(bibliography), strict=True)
    entries = [
        (_chosen(entry, choices), names)
        for entry, names in named
        if not (choices.resolved_only and isinstance(entry.resolution, AsPrinted))
    ]
    wanted = _reviews(bibliography, [entry for entry, _ in entries], fits, choices)
    first = len(wanted)
    wanted += [
        Wanted(
            entry.id,
            (*names, *map(place_name, entry.citations)),
            item_of(entry, fits, choices.options),
            not isinstance(entry.resolution, AsPrinted),
            lines=entry.citations,
        )
        for entry, names in entries
    ]
    return wanted + (_notes(entries, first) if choices.notes else [])


def _names(bibliography: Bibliography) -> list[Names]:
    """What each entry is known by, and what its citation key was given for before.

    So a line that was worded anew since is the item that it was.
    """
    before: dict[str, list[str]] = defaultdict(list)
    for key, name in bibliography.keys:
        before[key].append(name)
    return [
        (*names, *before.get(entry.id, ()))
        for entry, names in zip(bibliography.entries, names_of(bibliography.entries), strict=True)
    ]


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
        Wanted(str(work.doi), names_of_work(work), review_item(work, fits, choices.options))
        for work in bibliography.reviews
        if work.doi not in cited
    ]


def _notes(entries: list[tuple[Entry, Names]], first: int) -> list[Wanted]:
    return [
        Wanted(entry.id, tuple(map(note_name, names)), _note(note), parent=place)
        for place, (entry, names) in enumerate(entries, start=first)
        if entry.tags and (note := note_of(entry))
    ]


def _note(html: str) -> Json:
    return {"itemType": "note", "note": html}
