"""Which item on record each entry is: by its names, and by its place where the words agree.

Earlier runs knew a line by its place in the list alone. A place says nothing where lines are put
in, taken out or swapped: the item of a place is a line's where its title, as it was sent, is what
the line says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from refkit.model.bibliography import Citation
from refkit.model.entry_identity import Holders
from refkit.model.identity import alike, spelt, words_of
from refkit.zotero.diff import Own
from refkit.zotero.plan import Wanted

_PLACE, _NOTE = "reference:", "/evidence"


def place_name(line: Citation) -> str:
    """What a place in a list is called on record."""
    return f"{_PLACE}{line.review}#{line.reference.position}"


def note_name(name: str) -> str:
    """What the note beside an item is called."""
    return f"{name}{_NOTE}"


def recognized(
    wanted: Sequence[Wanted], own: Mapping[str, Own], keys: Mapping[str, str]
) -> list[Wanted]:
    """The wanted, each with the key of the item on record that it is; no item is two of them.

    ``own`` is what refkit answers for, by key; ``keys`` lead from a name to the item that had it
    last.
    """
    holders = Holders.of((key, name) for name, key in keys.items())
    given = holders.assign([each.identities for each in wanted])
    places = {
        name: key
        for name, key in keys.items()
        if name.startswith(_PLACE) and not name.endswith(_NOTE)
    }
    _by_place(wanted, given, holders, {name: own[key].title for name, key in places.items()})
    _notes(wanted, given, keys, places)
    return [replace(each, given=key) for each, key in zip(wanted, given, strict=True)]


def _by_place(
    wanted: Sequence[Wanted], given: list[str], holders: Holders, titles: Mapping[str, str]
) -> None:
    """What has no item by its names: the one whose title it says, then the one in its place."""
    titled: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, title in titles.items():
        titled[name.rpartition("#")[0], _spelt(title)].append(name)
    for found in (_said, _in_place):
        for number, each in enumerate(wanted):
            names = () if given[number] else [n for line in each.lines
                                              for n in found(line, titles, titled)]  # fmt: skip
            items = dict.fromkeys(holders.things[name] for name in names)
            free = [key for key in items if key not in given]
            if len(free) == 1 and holders.may_have(each.identities, free[0]):
                given[number] = free[0]


def _said(
    line: Citation, titles: Mapping[str, str], titled: Mapping[tuple[str, str], list[str]]
) -> Iterator[str]:
    """The places of items that have as title what the line says: its own, else all there are."""
    own = place_name(line)
    texts = {_spelt(value) for _, value in line.reference.deposited} - {""}
    names = [name for text in texts for name in titled.get((own.rpartition("#")[0], text), ())]
    yield from [own] if own in names else names


def _in_place(
    line: Citation, titles: Mapping[str, str], titled: Mapping[tuple[str, str], list[str]]
) -> Iterator[str]:
    """The line's own place, where the title of its item is in most part what the line says."""
    title = spelt(titles.get(place_name(line), ""))
    texts = [spelt(value) for _, value in line.reference.deposited]
    if any(alike(title, text) for text in [*texts, words_of(line.reference.deposited)]):
        yield place_name(line)


def _spelt(text: str) -> str:
    return " ".join(spelt(text)) or text.strip().casefold()  # a DOI is the title of a bare one


def _notes(
    wanted: Sequence[Wanted], given: list[str], keys: Mapping[str, str], places: Mapping[str, str]
) -> None:
    """The notes that earlier runs called by the place of their line."""
    named = {key: note_name(name) for name, key in places.items() if note_name(name) in keys}
    for number, each in enumerate(wanted):
        if each.parent is not None and not given[number]:
            given[number] = keys.get(named.get(given[each.parent], ""), "")
