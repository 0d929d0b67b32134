"""The fields of an entry that is written as nearly all are, found by one expression.

``fields`` reads any entry; this is for the many that have a key, and fields parted by one comma
whose values are one group, one quoted text, a number or a macro. Both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from refkit.formats.bibtex.value_reader import Piece

_DEEPEST = 4


def _nested(depth: int) -> str:
    inside = rf"(?:\{{{_nested(depth - 1)}\}}[^{{}}]*+)*+" if depth else ""
    return rf"[^{{}}]*+{inside}"


_KEY = re.compile(r"\s*+([^\s{}\"#%'(),=\\]++)\s*+(?=,)")
_FIELD = re.compile(
    r",\s*+([A-Za-z][\w:.+-]*+)\s*+=\s*+"
    rf"(?:\{{({_nested(_DEEPEST)})\}}|\"([^\"{{}}\\@%]*+)\"|([\w:.+-]++))\s*+(?=,|\Z)"
)
_END = re.compile(r",?\s*+\Z")

Found = tuple[str, int, int, int, int, tuple[Piece, ...]]
"""A name, the places of it and of its value, and what the value is."""


def usual_key(source: str, opening: int) -> tuple[str, int] | None:
    """The key and the place past it; None where that is not told at once."""
    found = _KEY.match(source, opening + 1, len(source) - 1)
    return (found[1], found.end(1)) if found else None


def usual_fields(source: str, at: int) -> Iterator[Found] | None:
    """The fields from the comma before the first; None where one is written in another way."""
    end = len(source) - 1
    found: list[re.Match[str]] = []
    match: Callable[[str, int, int], re.Match[str] | None] = _FIELD.match
    while field := match(source, at, end):
        found.append(field)
        at = field.end()
    return map(_read, found) if _END.match(source, at, end) else None


def _read(field: re.Match[str]) -> Found:
    name, braced, quoted, bare = field.groups()
    name_start, name_end = field.span(1)
    if braced is not None:
        start, end = field.span(2)
        return name, name_start, name_end, start - 1, end + 1, (Piece(braced, "{"),)
    if quoted is not None:
        start, end = field.span(3)
        return name, name_start, name_end, start - 1, end + 1, (Piece(quoted, '"'),)
    return name, name_start, name_end, *field.span(4), (Piece(bare, ""),)
