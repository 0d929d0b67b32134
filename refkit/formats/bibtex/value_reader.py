"""The value of a field: pieces in braces, in quotes or bare, joined by ``#``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from refkit.regex import lazy_regex

_LONGEST_MACRO = 100_000  # characters; a chain of @strings that doubles each time stays harmless

_ONE_GROUP = lazy_regex(r"\{[^{}\\]*+\}")
_BARE = lazy_regex(r"[^\s#{}\"(),=%\\]+")
_GAP = lazy_regex(r"\s*")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

MACROS: Mapping[str, str] = {name[:3].lower(): name for name in _MONTHS}
"""What every BibTeX style defines."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to tell which delimiters count: all of them, or those without a backslash."""

    marks: re.Pattern[str]

    def closing(self, text: str, opening: int, limit: int) -> int | None:
        """Past the closing of what is opened by ``{``, ``(`` or a quote; None where there is none.

        Inside parentheses a quoted value may hold any of them.
        """
        wanted = {"{": "}", "(": ")"}.get(text[opening], '"')
        depth, is_quoted = 0, False
        for mark in self.marks.finditer(text, opening + 1, limit):
            sign = mark[0]
            if depth == 0 and sign == wanted and not is_quoted:
                return mark.end()
            if depth == 0 and sign == '"' and wanted == ")":
                is_quoted = not is_quoted
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth < 0:
                return None
        return None

    def disguised(self, text: str) -> str:
        """The text with the escapes hidden that another reader would see otherwise.

        It has the same length: a place in one is the same place in the other.
        """
        if self is LENIENT:
            text = _ESCAPED.sub("xx", text)
        return text.replace("\\", "x")


_ESCAPED = lazy_regex(r"\\.", re.DOTALL)
STRICT = Reading(lazy_regex(r"[{}()\"]"))
LENIENT = Reading(lazy_regex(r"\\.|[{}()\"]", re.DOTALL))
READINGS = (STRICT, LENIENT)


class ValuePiece(NamedTuple):
    """A part of a value, without its delimiter, which is empty for a number or a macro."""

    text: str
    delimiter: str


def pieces(value: str, reading: Reading) -> tuple[ValuePiece, ...] | None:
    """The parts of a value; none where it is empty, None where it is not one value."""
    if _ONE_GROUP.fullmatch(value):
        return (ValuePiece(value[1:-1], "{"),)
    found: list[ValuePiece] = []
    at = 0
    while at < len(value):
        end = _piece_end(value, at, reading)
        if end is None:
            return None
        sign = value[at] if value[at] in '{"' else ""
        found.append(ValuePiece(value[at + 1 : end - 1] if sign else value[at:end], sign))
        at = after_blanks(value, end)
        if at == len(value):
            return tuple(found)
        if value[at] != "#":
            return None
        at = after_blanks(value, at + 1)
    return None if found else ()  # "#" and nothing after it


def _piece_end(value: str, at: int, reading: Reading) -> int | None:
    if value[at] in '{"':
        return reading.closing(value, at, len(value))
    bare = _BARE.match(value, at)
    return bare.end() if bare else None


def after_blanks(value: str, at: int) -> int:
    """The first place from ``at`` where something stands."""
    blanks = _GAP.match(value, at)
    return blanks.end() if blanks else at


def resolved(parts: tuple[ValuePiece, ...], macros: Mapping[str, str]) -> str:
    """The text of a value; the name of a macro that nobody defined stands for itself."""
    return "".join(
        part.text if part.delimiter else macros.get(part.text.lower(), part.text) for part in parts
    )


def define(macros: dict[str, str], name: str, text: str) -> None:
    """Add a macro, whose name has no case; one that is out of all measure is left out."""
    if len(text) <= _LONGEST_MACRO:
        macros[name.lower()] = text
