"""The values of a RIS record: taken as they are understood, so that the rest is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, KeysView, Sequence
from functools import lru_cache
from typing import TypeVar

from refkit.errors import InvalidIdentifier
from refkit.formats.ris.lines import RisField
from refkit.regex import lazy_regex
from refkit.text.markup import read_markup
from refkit.text.plain import one_line
from refkit.text.rich import NO_TEXT, RichText, Run
from refkit.text.spreadsheet import is_missing
from refkit.text.unicode import clean

_T = TypeVar("_T")
# Publishers leave their tags and entities in; a lone "<" or "&" is text.
# Volume, issue, pages, dates and numbers, of RIS and of Web of Science: R writes NA where it has
# none, pandas nan. In other fields that may be a word: NA is sodium.
_NUMBERS = frozenset({"VL", "IS", "SP", "BP", "EP", "PY", "Y1", "DA", "ET", "SN", "DO", "DI"})
_SHORT = 80  # characters of a value that may well come again
_MARKUP = lazy_regex(r"</|&#?\w+;")


class Values:
    """The fields of a record; what is read of them is taken, the rest is kept."""

    def __init__(self, fields: Sequence[RisField | tuple[str, str]]) -> None:
        """Take the fields of a record: tag and value are the first two that each says."""
        self._fields = [field[:2] for field in fields if field[0] != "ER"]
        self._taken: set[int] = set()
        self._places: dict[str, list[int]] = {}
        for place, (tag, text) in enumerate(self._fields):
            if tag in _NUMBERS and is_missing(text):
                self._taken.add(place)
            elif tag in self._places:
                self._places[tag].append(place)
            else:
                self._places[tag] = [place]

    @property
    def tags(self) -> KeysView[str]:
        """The tags of the record, each once."""
        return self._places.keys()

    def all(self, read: Callable[[str], _T | None], *tags: str) -> Iterator[_T]:
        """All values of these tags that can be read, tag by tag; they are taken."""
        for tag in tags:
            for place in self._places.get(tag, ()):
                if place not in self._taken and (value := tried(read, self._fields[place][1])):
                    self._taken.add(place)
                    yield value

    def first(self, read: Callable[[str], _T | None], *tags: str) -> _T | None:
        """The first of these values, None for none."""
        for tag in tags:
            for place in self._places.get(tag, ()):
                if place in self._taken:
                    continue
                try:
                    value = read(self._fields[place][1])
                except InvalidIdentifier:
                    continue
                if value:
                    self._taken.add(place)
                    return value
        return None

    def text(self, *tags: str) -> str:
        """The first of these values as plain text; empty for none."""
        return self.first(plain, *tags) or ""

    def shown(self, *tags: str) -> list[str]:
        """All values of these tags, in their order; they are left."""
        there, fields = self._places, self._fields
        return [fields[place][1] for tag in tags if tag in there for place in there[tag]]

    def forget(self, value: str, *tags: str) -> None:
        """Take what says this once more."""
        for tag in tags:
            for place in self._places.get(tag, ()):
                if plain(self._fields[place][1]) == value:
                    self._taken.add(place)

    def in_order(
        self, read: Callable[[str, str], _T | None], tags: Collection[str]
    ) -> Iterator[_T]:
        """All fields of these tags that can be read by tag and value, in their order."""
        for place, (tag, text) in enumerate(self._fields):
            if tag not in tags or place in self._taken:
                continue
            if value := read(tag, text):
                self._taken.add(place)
                yield value

    def left_places(self) -> list[int]:
        """The places of what was not taken and is not empty."""
        return [
            place
            for place, field in enumerate(self._fields)
            if place not in self._taken and field[1]
        ]

    def left(self) -> tuple[tuple[str, str], ...]:
        """What was not taken, by tag, verbatim."""
        taken = self._taken
        return tuple(
            [field for place, field in enumerate(self._fields) if place not in taken and field[1]]
        )


def tried(read: Callable[[str], _T | None], value: str) -> _T | None:
    """What is read of a value; None where it is not what it should be."""
    try:
        return read(value)
    except InvalidIdentifier:
        return None


def rich(value: str) -> RichText:
    """A value as text of a work, with the styles that stand in it."""
    line = _line(value)
    if _has_markup(line):
        return read_markup(line)
    return RichText((Run(line),)) if line else NO_TEXT


def plain(value: str) -> str:
    """A value as text of a work, without styles."""
    return _known(value) if len(value) <= _SHORT else plain_once(value)


def plain_once(value: str) -> str:
    """As ``plain``, for a value that will hardly come again and is not remembered."""
    line = _line(value)
    return read_markup(line).plain if _has_markup(line) else line


def _line(value: str) -> str:
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()  # nothing to be cleaned
    return one_line(clean(value))


def _has_markup(line: str) -> bool:
    return ("&" in line or "</" in line) and _MARKUP.search(line) is not None


@lru_cache(maxsize=4096)  # journals, languages and volumes stand in many records
def _known(value: str) -> str:
    return plain_once(value)
