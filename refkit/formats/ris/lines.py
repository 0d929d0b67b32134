"""The lines of a RIS file: where its records and their fields stand.

A tag is two characters, one or two blanks and a dash, as Zotero takes it; with less, the
"T2-weighted" of a folded abstract would be one. What follows without a tag belongs to the field
above it. A record ends at ``ER``, or where the next one begins, be it of another format. Fields
right above its ``TY`` are its own: some databases put a few there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import NamedTuple

from refkit.formats.marks import LINE, begins_another
from refkit.regex import lazy_regex

_TAG = lazy_regex(r"([A-Z][A-Z0-9])([ \t]{2}-|[ \t]-(?=[ \t]|$))([ \t]*)(.*)")
ANY_TAG = lazy_regex(rf"[ \t]*{_TAG.pattern}", re.IGNORECASE)
"""A tag in either case, what parts it from its value in two groups, and the value."""
LISTS = frozenset({"A1", "A2", "A3", "A4", "AU", "ED", "KW", "L1", "L2", "L3", "L4", "LK", "UR"})
"""Tags whose lines may be several values: EndNote folds a list so. An indented line goes on with
the value above it."""

# A record as nearly all are: a tag on every line, none indented, all lines ended alike.
_USUAL = lazy_regex(
    r"(?:\r?\n)*+\ufeff?(TY {2}-[^\r\n]*+(\r?\n)(?:(?!TY|ER)[A-Z][A-Z0-9] {2}-[^\r\n]*+\2)*+"
    r"ER {2}-[^\r\n]*+)(?:\r?\n|\Z)"
)
_VALUE = len("TY  -")  # where the value of such a line begins

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
    """A record: its number of line, its fields with ``TY`` and ``ER``, where it stands.

    A field is its tag in capitals and its value line by line. The record stands from its first line
    to past its last, without the break behind it.
    """

    line: int
    fields: Sequence[tuple[str, str]]
    span: tuple[int, int]


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
        """The record as far as it was read."""
        fields = [(tag, "\n".join(values)) for tag, values, _, _ in self.fields]
        return Record(self.line, fields, (self.fields[0][2], self.fields[-1][3]))

    def placed(self) -> tuple[RisField, ...]:
        """Its fields, each with its place in the text."""
        return tuple(
            RisField(tag, "\n".join(values), start, end) for tag, values, start, end in self.fields
        )


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

    @property
    def is_empty(self) -> bool:
        """Whether no field waits for the record that it belongs to."""
        return self._above is None

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
    lines = _Lines()
    number, at = 1, 0
    while at < len(text):
        if lines.is_between and (usual := _USUAL.match(text, at)):
            number += text.count("\n", at, usual.start(1))
            # A tag stands in every record: it is kept once.
            fields = [
                (intern(line[:2]), line[_VALUE:].strip()) for line in usual[1].split(usual[2])
            ]
            yield Record(number, fields, usual.span(1))
            lines = lines.after_a_record()
            number, at = number + len(fields), usual.end()
        elif line := LINE.match(text, at):
            yield from map(_told, lines.read(number, line))
            number, at = number + 1, line.end()
    yield from map(_told, lines.rest())


def placed_fields(source: str) -> tuple[RisField, ...]:
    """The fields of the first record of a text, with their places in it; none where it has none."""
    lines = _Lines()
    for number, line in enumerate(LINE.finditer(source), start=1):
        for found in lines.read(number, line):
            if isinstance(found, _Open):
                return found.placed()
    return next((each.placed() for each in lines.rest() if isinstance(each, _Open)), ())


def _told(found: _Open | Stray) -> Record | Stray:
    return found.record() if isinstance(found, _Open) else found


class _Lines:
    """What was read line by line: a record that is open, and what stands before the next one."""

    def __init__(self) -> None:
        self._open: _Open | None = None
        self._was_read = False
        self._outside = _Outside()

    @property
    def is_between(self) -> bool:
        """Whether nothing that was read belongs to what comes next."""
        return self._open is None and self._outside.is_empty

    def after_a_record(self) -> _Lines:
        """What holds behind a record that was read as a whole."""
        return _Lines() if self._was_read else self

    def read(self, number: int, place: re.Match[str]) -> Iterable[_Open | Stray]:
        """Read a line; gives the record that it ends, or what stands outside of any."""
        self._was_read = True
        line, (start, end) = place[1], place.span(1)
        open_ = self._open
        found = (open_.tag if open_ else ANY_TAG).match(line)
        tag = found[1].upper() if found else ""
        if tag == "TY" and found:
            is_loose = found[1].islower() or line[0].isspace()
            self._open = self._outside.opened(number, ANY_TAG if is_loose else _TAG)
            self._open.add(tag, found[4].strip(), start, end)
            return [open_] if open_ else ()
        if open_ is None:
            return self._outside.read(number, (start, end, line), found)
        if not found and begins_another(line, "ris"):
            self._open = None
            return [open_]
        if not found:
            open_.go_on(line, end)
            return ()
        open_.add(tag, found[4].strip(), start, end)
        if tag != "ER":
            return ()
        self._open = None
        return [open_]

    def rest(self) -> Iterable[_Open | Stray]:
        """What is left at the end."""
        return [self._open] if self._open else self._outside.rest()
