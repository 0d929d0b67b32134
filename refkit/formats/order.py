"""The order of entries: as they were read, or by what a user names."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from refkit.errors import InputError
from refkit.model.bibliography import Entry

_LAST = "\U0010ffff"  # what is not known comes last
_PARENTS = frozenset({"crossref", "xdata"})


def _folded(text: str) -> str:
    """Text as it is sorted: no capitals and no accents."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in bare if not unicodedata.combining(char)) or _LAST


def _author(entry: Entry) -> list[tuple[str, str]]:
    people = [each for each in entry.work.creators if each.role == "author"]
    names = people or entry.work.creators
    return [(_folded(each.family or each.literal), _folded(each.given)) for each in names] or [
        (_LAST, "")
    ]


def _year(entry: Entry) -> tuple[int, ...]:
    date = entry.work.cited_date()
    return date.parts if date else (10_000,)


ORDERS: dict[str, Callable[[Entry], Any]] = {
    "author": _author,
    "cited_by_seeds": lambda entry: entry.cited_by_seeds,
    "cites_seeds": lambda entry: entry.cites_seeds,
    "container": lambda entry: _folded(entry.work.container.title),
    "key": lambda entry: _folded(entry.id),
    "title": lambda entry: _folded(entry.work.title.plain),
    "type": lambda entry: entry.work.type.value,
    "year": _year,
}
"""What entries can be sorted by; authors by all of their names, else by the editors'."""


def order_keys(text: str) -> tuple[str, ...]:
    """What a user sorts by, parted by commas: ``author,-year``; ``-`` means the last first.

    Raises InputError for what nothing is sorted by.
    """
    keys = tuple(word.strip().lower() for word in text.split(",") if word.strip())
    if unknown := [key for key in keys if key.removeprefix("-") not in ORDERS]:
        raise InputError(
            f"nothing is sorted by {', '.join(unknown)}; there are: {', '.join(ORDERS)}"
        )
    return keys


def places_in_order(entries: Sequence[Entry], keys: Iterable[str]) -> list[int]:
    """The places of the entries in the order asked for; of equals the first stays the first.

    What others take fields from by ``crossref`` comes behind all of them, as BibTeX needs it.
    """
    places = list(range(len(entries)))
    for key in reversed(tuple(keys)):
        by = ORDERS[key.removeprefix("-")]
        places.sort(key=lambda place: by(entries[place]), reverse=key.startswith("-"))
    parents = {
        word.strip().lower() for entry in entries for word in _parents(entry).split(",") if word
    }
    return sorted(places, key=lambda place: entries[place].id.lower() in parents)


def _parents(entry: Entry) -> str:
    return ",".join(value for name, value in entry.kept if name.lower() in _PARENTS)
