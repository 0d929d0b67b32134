"""Where the blocks of a ``.bib`` stand: each with its exact span, found in one pass over the text.

BibTeX and biber count braces, escaped or not, so ``{C:\\dir\\}`` is a whole value. Other programs
leave escaped ones out, and so do their users: ``{a \\{ b}``. A block is read in the first way, and
in the second where the first makes no sense of it. One that is not closed ends for us where the
next begins at the start of a line, so that it spoils no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from refkit.errors import InputError
from refkit.formats.bibtex.fields import Item, read_item
from refkit.formats.bibtex.value_reader import READINGS, STRICT, Reading

_MARK = re.compile(r"[{}]|(?<!\w)@[ \t]*+(?P<kind>[A-Za-z][\w.+-]*+)\s*+[{(]")
# A block after "%" is a comment for biber, and plainly for whoever put the sign there.
_LINE_START = re.compile(r"(?:^|[\r\n])[ \t]*(?P<comment>%[ \t%]*)?\Z")
_WINDOW = 80  # characters before a block that are looked at for its line's start
_COMMENT = "comment"
_NO_CONTENT = frozenset({_COMMENT, "preamble"})
# Commas that are missing are looked for where nothing else helps.
_WAYS = tuple((reading, lenient) for lenient in (False, True) for reading in READINGS)


class Block(NamedTuple):
    """One block. ``item`` is None for a comment, a preamble, and what is not read (``trouble``)."""

    kind: str
    start: int
    end: int
    item: Item | None
    trouble: str = ""


class _Head(NamedTuple):
    """The beginning of a block: ``@article{``. ``opening`` is the place of its delimiter."""

    kind: str
    start: int
    opening: int
    starts_line: bool


@dataclass(slots=True)
class _Outline:
    """The heads of a text, past which place each is closed, and which hold another's head."""

    heads: list[_Head] = field(default_factory=list)
    closings: dict[int, int] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a text in order; what stands between them is no block."""
    outline = _outline(text)
    limits = _limits(outline.heads, len(text))
    at = 0
    for head, limit in zip(outline.heads, limits, strict=True):
        if head.start < at:
            continue
        block = _block(text, head, limit, outline)
        at = block.end
        yield block


def whole(source: str) -> Item:
    """Read the source of one entry, which begins and ends it; raises InputError if it does not."""
    found = next(blocks(source), None)
    if found is None or found.item is None or (found.start, found.end) != (0, len(source)):
        raise InputError("is not one BibTeX entry")
    return found.item


def _outline(text: str) -> _Outline:
    outline = _Outline()
    open_: list[int] = []  # places of braces; those of blocks as their complement
    for mark in _MARK.finditer(text):
        if mark[0] == "}":
            closed = open_.pop() if open_ else 0
            if closed < 0:
                outline.closings[~closed] = mark.end()
        elif mark[0] == "{":
            open_.append(mark.start())
        else:
            _add_head(text, mark, open_, outline)
    return outline


def _add_head(text: str, mark: re.Match[str], open_: list[int], outline: _Outline) -> None:
    line = _LINE_START.search(text[max(0, mark.start() - _WINDOW) : mark.start()])
    opening = mark.end() - 1
    is_braced = text[opening] == "{"
    if line and line["comment"]:
        open_ += [opening] * is_braced
        return
    if line and open_ and open_[-1] < 0:
        outline.broken.add(~open_[-1])
    open_ += [~opening] * is_braced
    outline.heads.append(_Head(mark["kind"].lower(), mark.start(), opening, line is not None))


def _limits(heads: list[_Head], end: int) -> list[int]:
    """For each head the place of the next one that starts a line, else the end of the text."""
    limits = []
    for head in reversed(heads):
        limits.append(end)
        end = head.start if head.starts_line else end
    return limits[::-1]


def _block(text: str, head: _Head, limit: int, outline: _Outline) -> Block:
    trouble = "is not closed"
    for reading, lenient in _WAYS:
        end = _end(text, head, limit, outline, reading)
        if end is None:
            continue
        if head.kind in _NO_CONTENT:
            return Block(head.kind, head.start, end, None)
        source, opening = text[head.start : end], head.opening - head.start
        found = read_item(source, opening, head.kind, reading, lenient=lenient)
        if isinstance(found, Item):
            return Block(head.kind, head.start, end, found)
        is_first = (reading, lenient) == _WAYS[0]
        trouble = found if is_first or trouble == "is not closed" else trouble
    closed = outline.closings.get(head.opening, limit)
    return Block(head.kind, head.start, min(closed, limit), None, trouble)


def _end(text: str, head: _Head, limit: int, outline: _Outline, reading: Reading) -> int | None:
    """Past the closing of a block; None where it has none."""
    if text[head.opening] == "{" and reading is STRICT:
        # Whoever puts entries into a comment wants them out of the way.
        is_broken = head.opening in outline.broken and head.kind != _COMMENT
        return None if is_broken else outline.closings.get(head.opening)
    return reading.closing(text, head.opening, limit)
