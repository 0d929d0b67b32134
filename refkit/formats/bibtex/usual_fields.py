"""An entry that is written as nearly all are, found by one expression.

``fields`` reads any entry; this is for the many that have a key, and fields parted by one comma
whose values are one group, one quoted text, a number or a macro. Both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from refkit.formats.bibtex.value_reader import ValuePiece
from refkit.regex import lazy_regex

_DEEPEST = 4


def _nested(depth: int) -> str:
    inside = rf"(?:\{{{_nested(depth - 1)}\}}[^{{}}]*+)*+" if depth else ""
    return rf"[^{{}}]*+{inside}"


def _field(opening: str) -> str:
    """A field with the comma before it; ``opening`` is that of the groups of name and value."""
    return (
        rf",\s*+{opening}[A-Za-z][\w:.+-]*+)\s*+=\s*+"
        rf"(?:\{{{opening}{_nested(_DEEPEST)})\}}"
        rf"|\"{opening}[^\"{{}}\\@%]*+)\"|{opening}[\w:.+-]++))\s*+(?=[,}})])"
    )


_KEY = lazy_regex(r"\s*+([^\s{}\"#%'(),=\\]++)\s*+(?=,)")
_FIELD = lazy_regex(_field("("))
_END = lazy_regex(r",?\s*+[})]\Z")
_ENTRY = lazy_regex(
    rf"@[ \t]*+([A-Za-z][\w.+-]*+)\s*+\{{{_KEY.pattern}(?:{_field('(?:')})*+,?\s*+\}}"
)

Found = tuple[str, int, int, int, int, tuple[ValuePiece, ...]]
"""A name, the places of it and of its value, and what the value is."""

usual_entry: Callable[[str, int], re.Match[str] | None] = _ENTRY.match
"""The entry that begins at a place: its kind and its key; None where one is written otherwise."""

usual_texts: Callable[[str, int, int], list[tuple[str, str, str, str]]] = _FIELD.findall
"""Of each field of an entry that was found so: its name, and its value in braces, quoted or bare.

It is given where the key ends and the place past the entry.
"""


def usual_key(source: str, opening: int) -> tuple[str, int] | None:
    """The key and the place past it; None where that is not told at once."""
    found = _KEY.match(source, opening + 1, len(source) - 1)
    return (found[1], found.end(1)) if found else None


def usual_fields(source: str, at: int) -> Iterator[Found] | None:
    """The fields from the comma before the first; None where one is written in another way."""
    found: list[re.Match[str]] = []
    match: Callable[[str, int], re.Match[str] | None] = _FIELD.match
    while field := match(source, at):
        found.append(field)
        at = field.end()
    return map(_read, found) if _END.match(source, at) else None


def _read(field: re.Match[str]) -> Found:
    name, braced, quoted, bare = field.groups()
    name_start, name_end = field.span(1)
    if braced is not None:
        start, end = field.span(2)
        return name, name_start, name_end, start - 1, end + 1, (ValuePiece(braced, "{"),)
    if quoted is not None:
        start, end = field.span(3)
        return name, name_start, name_end, start - 1, end + 1, (ValuePiece(quoted, '"'),)
    return name, name_start, name_end, *field.span(4), (ValuePiece(bare, ""),)
