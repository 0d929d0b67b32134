"""What a bibliography asks of a Zotero library, and which item on record each part of it is.

Items are found on record by the names of an entry, and by its place where the words agree. Earlier
runs knew a line by its place in the list alone. A place says nothing where lines are put in, taken
out or swapped: the item of a place is a line's where its title, as it was sent, is what the line
says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from refkit.formats.export import Options
from refkit.model.bibliography import Bibliography, Citation, Entry
from refkit.model.entry_identity import Holders, Names, believed_doi, names_of, names_of_work
from refkit.model.identity import compared_words, is_alike, words_of
from refkit.model.resolution import AsPrinted
from refkit.zotero.api.protocol import FieldsOf, ZoteroItem
from refkit.zotero.diff import Ownership
from refkit.zotero.items import item_of, review_item, tag_spellings
from refkit.zotero.journal import SyncRun
from refkit.zotero.notes import note_of
from refkit.zotero.ownership import ownerships
from refkit.zotero.plan import DesiredItem, LibraryState


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
_PLACE, _NOTE = "reference:", "/evidence"


def desired_items(
    bibliography: Bibliography, fields_of: FieldsOf, choices: Choices
) -> list[DesiredItem]:
    """The items in order: reviews, entries, then the notes of entries."""
    named = zip(bibliography.entries, _names(bibliography), strict=True)
    entries = [
        (_chosen(entry, choices), names)
        for entry, names in named
        if not (choices.resolved_only and isinstance(entry.resolution, AsPrinted))
    ]
    desired = _reviews(bibliography, [entry for entry, _ in entries], fields_of, choices)
    first = len(desired)
    desired += [
        DesiredItem(
            entry.id,
            (*names, *map(place_name, entry.citations)),
            item_of(entry, fields_of, choices.options),
            not isinstance(entry.resolution, AsPrinted),
            lines=entry.citations,
            spellings=tag_spellings(entry.tags),
        )
        for entry, names in entries
    ]
    return desired + (_notes(entries, first) if choices.notes else [])


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


def on_record(
    bibliography: Bibliography,
    choices: Choices,
    library: str,
    items: Mapping[str, ZoteroItem],
    fields_of: FieldsOf,
    runs: Iterable[SyncRun],
) -> tuple[list[DesiredItem], LibraryState]:
    """The items with the keys that they have on record, and the library with what is refkit's.

    ``library`` is its name, ``items`` what it holds, by key; ``runs`` are those that wrote to it.
    """
    own, keys = ownerships(runs, library)
    desired = with_recorded_keys(desired_items(bibliography, fields_of, choices), own, keys)
    return desired, LibraryState(library, items, own, fields_of)


def _reviews(
    bibliography: Bibliography,
    entries: list[Entry],
    fields_of: FieldsOf,
    choices: Choices,
) -> list[DesiredItem]:
    """Reviews that no entry means: one review may cite another of the same file."""
    if not choices.reviews:
        return []
    cited = {doi for entry in entries if (doi := believed_doi(entry))}
    return [
        DesiredItem(
            str(work.doi), names_of_work(work), review_item(work, fields_of, choices.options)
        )
        for work in bibliography.reviews
        if work.doi and work.doi not in cited
    ]


def _notes(entries: list[tuple[Entry, Names]], first: int) -> list[DesiredItem]:
    return [
        DesiredItem(entry.id, tuple(map(note_name, names)), _note(note), parent=place)
        for place, (entry, names) in enumerate(entries, start=first)
        if entry.tags and (note := note_of(entry))
    ]


def _note(html: str) -> ZoteroItem:
    return {"itemType": "note", "note": html}


def place_name(line: Citation) -> str:
    """What a place in a list is called on record."""
    return f"{_PLACE}{line.review}#{line.reference.position}"


def place_of(name: str) -> tuple[str, int] | None:
    """The review and the place in its list that a name on record is; None for any other name."""
    review, _, position = name.removeprefix(_PLACE).rpartition("#")
    return (review, int(position)) if name.startswith(_PLACE) and position.isdecimal() else None


def note_name(name: str) -> str:
    """What the note beside an item is called."""
    return f"{name}{_NOTE}"


def with_recorded_keys(
    desired: Sequence[DesiredItem], own: Mapping[str, Ownership], keys: Mapping[str, str]
) -> list[DesiredItem]:
    """Give each the key of the item on record that it is; no item is two of them.

    ``own`` is what refkit wrote, by key; ``keys`` lead from a name to the item that had it
    last.
    """
    holders = Holders.of((key, name) for name, key in keys.items())
    recorded = holders.assign([each.identities for each in desired])
    places = {
        name: key
        for name, key in keys.items()
        if name.startswith(_PLACE) and not name.endswith(_NOTE)
    }
    _by_place(desired, recorded, holders, {name: own[key].title for name, key in places.items()})
    _notes_by_place(desired, recorded, keys, places)
    return [replace(each, recorded_key=key) for each, key in zip(desired, recorded, strict=True)]


def _by_place(
    desired: Sequence[DesiredItem], recorded: list[str], holders: Holders, titles: Mapping[str, str]
) -> None:
    """What has no item by its names: the one whose title it says, then the one in its place."""
    titled: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, title in titles.items():
        titled[name.rpartition("#")[0], _normalized(title)].append(name)
    for found in (_places_by_title, _own_place):
        for number, each in enumerate(desired):
            names = () if recorded[number] else [n for line in each.lines
                                              for n in found(line, titles, titled)]  # fmt: skip
            items = dict.fromkeys(holders.things[name] for name in names)
            free = [key for key in items if key not in recorded]
            if len(free) == 1 and holders.may_have(each.identities, free[0]):
                recorded[number] = free[0]


def _places_by_title(
    line: Citation, titles: Mapping[str, str], titled: Mapping[tuple[str, str], list[str]]
) -> Iterator[str]:
    """The places of items that have as title what the line says: its own, else all there are."""
    own = place_name(line)
    texts = {_normalized(value) for _, value in line.reference.deposited} - {""}
    names = [name for text in texts for name in titled.get((own.rpartition("#")[0], text), ())]
    yield from [own] if own in names else names


def _own_place(
    line: Citation, titles: Mapping[str, str], titled: Mapping[tuple[str, str], list[str]]
) -> Iterator[str]:
    """The line's own place, where the title of its item is in most part what the line says."""
    title = compared_words(titles.get(place_name(line), ""))
    texts = [compared_words(value) for _, value in line.reference.deposited]
    if any(is_alike(title, text) for text in [*texts, words_of(line.reference.deposited)]):
        yield place_name(line)


def _normalized(text: str) -> str:
    # A DOI is the title of a bare one.
    return " ".join(compared_words(text)) or text.strip().casefold()


def _notes_by_place(
    desired: Sequence[DesiredItem],
    recorded: list[str],
    keys: Mapping[str, str],
    places: Mapping[str, str],
) -> None:
    """The notes that earlier runs called by the place of their line."""
    named = {key: note_name(name) for name, key in places.items() if note_name(name) in keys}
    for number, each in enumerate(desired):
        if each.parent is not None and not recorded[number]:
            recorded[number] = keys.get(named.get(recorded[each.parent], ""), "")
