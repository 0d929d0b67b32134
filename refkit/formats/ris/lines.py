"""The lines of a RIS file: where its records and their fields stand.

A tag is two characters, one or two blanks and a dash, as Zotero takes it; with less, the
"T2-weighted" of a folded abstract would be one. What follows without a tag belongs to the field
above it. A record ends at ``ER``, or where the next one begins. Fields right above its ``TY`` are
its own: some databases put a few there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"\ufeff?([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_TAG = re.compile(r"([A-Z][A-Z0-9])([ \t]{2}-|[ \t]-(?=[ \t]|$))([ \t]*)(.*)")
ANY_TAG = re.compile(rf"[ \t]*{_TAG.pattern}", re.IGNORECASE)
"""A tag in either case, what parts it from its value in two groups, and the value."""
LISTS = frozenset({"A1", "A2", "A3", "A4", "AU", "ED", "KW", "L1", "L2", "L3", "L4", "LK", "UR"})
"""Tags whose lines may be several values: EndNote folds a list so. An indented line goes on with
the value above it."""


# Of whom two on two lines, each with a comma, are two people.
_NAMES = frozenset({"A1", "A2", "A3", "A4", "AU", "ED"})
_Found = re.Match[str] | None


class RisField(NamedTuple):
    """A field: its tag in capitals, its value line by line, where it stands in the text."""

    tag: str
    value: str
    start: int
    end: int


class Record(NamedTuple):
    """A record: its number of line, its fields with ``TY`` and ``ER``, where it stands."""

    line: int
    fields: tuple[RisField, ...]

    @property
    def span(self) -> tuple[int, int]:
        """From its first line to past its last, without the break behind it."""
        return self.fields[0].start, self.fields[-1].end


class Stray(NamedTuple):
    """A field outside every record, the first of a run of them."""

    line: int


class _Open:
    """A record while it is read."""

    def __init__(self, line: int) -> None:
        self.line, self.tag = line, _TAG
        self.fields: list[tuple[str, list[str], int, int]] = []

    def add(self, tag: str, value: str, start: int, end: int) -> None:
        self.fields.append((tag, [value], start, end))

    def go_on(self, line: str, end: int) -> None:
        """Add a line without a tag to the field above it."""
        text = line.strip()
        if not text:
            return
        tag, values, start, _ = self.fields[-1]
        is_next = tag in _NAMES and "," in text and "," in values[-1]
        if tag in LISTS and line[0].isspace() and not is_next:
            values[-1] += f" {text}"
        else:
            values.append(text)
        self.fields[-1] = (tag, values, start, end)

    def record(self) -> Record:
        fields = [
            RisField(tag, values[0] if len(values) == 1 else "\n".join(values), start, end)
            for tag, values, start, end in self.fields
        ]
        return Record(self.line, tuple(fields))


class _Outside:
    """What stands outside of records: fields that belong to the next one, or to none."""

    def __init__(self) -> None:
        self._above: _Open | None = None
        self._is_told = False

    def read(self, number: int, place: tuple[int, int, str], found: _Found) -> Iterator[Stray]:
        """Read a line; gives the first field of a run that belongs nowhere."""
        start, end, line = place
        if found and found[1].isupper() and found[1] != "ER":  # a lone ER is the rest of nothing
            self._above = self._above or _Open(number)
            self._above.add(found[1], found[4].strip(), start, end)
        elif self._above and not found and line.strip():
            self._above.go_on(line, end)
        else:
            yield from self.rest()

    def rest(self) -> Iterator[Stray]:
        """What no record follows; of a run the first is told."""
        if self._above and not self._is_told:
            yield Stray(self._above.line)
        self._is_told = self._is_told or self._above is not None
        self._above = None

    def opened(self, number: int, tag: re.Pattern[str]) -> _Open:
        """The record that begins here, with the fields right above it."""
        record = self._above or _Open(number)
        record.tag = tag
        self._above, self._is_told = None, False
        return record


def records(text: str) -> Iterator[Record | Stray]:
    """The records of a text in their order, and where fields stand outside of any."""
    open_: _Open | None = None
    outside = _Outside()
    for number, place in enumerate(_lines(text), start=1):
        start, end, line = place
        found = (open_.tag if open_ else ANY_TAG).match(line)
        tag = found[1].upper() if found else ""
        if tag == "TY" and found:
            if open_:
                yield open_.record()
            is_loose = found[1].islower() or line[0].isspace()
            open_ = outside.opened(number, ANY_TAG if is_loose else _TAG)
        elif open_ is None:
            yield from outside.read(number, place, found)
            continue
        if not found:
            open_.go_on(line, end)
            continue
        open_.add(tag, found[4].strip(), start, end)
        if tag == "ER":
            yield open_.record()
            open_ = None
    yield from [open_.record()] if open_ else outside.rest()


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each line stands, without its break, and what it says."""
    for parting in ("\n", "\r\n"):  # nearly all files have one of these alone
        if text.count("\r") == (text.count(parting) if "\r" in parting else 0):
            at = 0
            for whole in text.split(parting):
                line = whole.removeprefix("\ufeff")  # of a file that was put behind another
                end = at + len(whole)
                yield end - len(line), end, line
                at = end + len(parting)
            return
    for found in _LINE.finditer(text):
        yield *found.span(1), found[1]
