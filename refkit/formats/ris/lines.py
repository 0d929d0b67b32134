"""The lines of a RIS file: where its records and their fields stand.

A tag is two characters, one or two blanks and a dash, as Zotero takes it; with less, the
"T2-weighted" of a folded abstract would be one. What follows without a tag belongs to the field
above it. A record ends at ``ER``, or where the next one begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_TAG = re.compile(r"([A-Z][A-Z0-9])([ \t]{2}-|[ \t]-(?=[ \t]|$))([ \t]*)(.*)")
ANY_TAG = re.compile(_TAG.pattern, re.IGNORECASE)
"""A tag in either case, what parts it from its value in two groups, and the value."""


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
        """From its ``TY`` to past its last line, without the break behind it."""
        return self.fields[0].start, self.fields[-1].end


class Stray(NamedTuple):
    """A field outside every record, the first of a run of them."""

    line: int


class _Open:
    """A record while it is read."""

    def __init__(self, line: int, tag: re.Pattern[str]) -> None:
        self.line, self.tag = line, tag
        self.fields: list[tuple[str, list[str], int, int]] = []

    def add(self, tag: str, value: str, start: int, end: int) -> None:
        self.fields.append((tag, [value], start, end))

    def go_on(self, text: str, end: int) -> None:
        tag, values, start, _ = self.fields[-1]
        values.append(text)
        self.fields[-1] = (tag, values, start, end)

    def record(self) -> Record:
        fields = [
            RisField(tag, values[0] if len(values) == 1 else "\n".join(values), start, end)
            for tag, values, start, end in self.fields
        ]
        return Record(self.line, tuple(fields))


def records(text: str) -> Iterator[Record | Stray]:
    """The records of a text in their order, and where fields stand outside of any."""
    open_: _Open | None = None
    strays = False
    for number, (start, end, line) in enumerate(_lines(text), start=1):
        found = (open_.tag if open_ else ANY_TAG).match(line)
        tag = found[1].upper() if found else ""
        if tag == "TY" and found:
            if open_:
                yield open_.record()
            open_, strays = _Open(number, ANY_TAG if found[1].islower() else _TAG), False
        elif open_ is None:
            # A lone ER is the rest of nothing.
            if found and found[1].isupper() and tag != "ER" and not strays:
                strays = True
                yield Stray(number)
            continue
        if not found:
            if line.strip():
                open_.go_on(line.strip(), end)
            continue
        open_.add(tag, found[4].strip(), start, end)
        if tag == "ER":
            yield open_.record()
            open_, strays = None, False
    if open_:
        yield open_.record()


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each line stands, without its break, and what it says."""
    for parting in ("\n", "\r\n"):  # nearly all files have one of these alone
        if text.count("\r") == (text.count(parting) if "\r" in parting else 0):
            at = len(text) - len(text.removeprefix("\ufeff"))
            for line in text[at:].split(parting):
                yield at, at + len(line), line
                at += len(line) + len(parting)
            return
    for found in _LINE.finditer(text, text.startswith("\ufeff")):
        yield *found.span(1), found[1]
