"""Where the blocks of a ``.bib`` stand: each with its exact span, found in one pass over the text.

BibTeX and biber count braces, escaped or not, so ``{C:\\dir\\}`` is a whole value. Other programs
leave escaped ones out, and so do their users: ``{a \\{ b}``. A block is read in the first way, and
in the second where the first makes no sense of it. One that is not closed ends for us where the
next begins at the start of a line, so that it spoils no other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from refkit.errors import InputError
from refkit.formats.bibtex.fields import Item, UsualItem, read_item
from refkit.formats.bibtex.usual_fields import usual_entry
from refkit.formats.bibtex.value_reader import READINGS, STRICT, Reading
from refkit.regex import lazy_regex

_HEAD = r"@(?<!\w@)[ \t]*+(?P<kind>[A-Za-z][\w.+-]*+)\s*+[{(]"
_HEADS = lazy_regex(_HEAD)
# A group that holds no other and no head is nothing to the outline.
_MARK = lazy_regex(r"\{[^{}@]*+\}|\{|\}|" + _HEAD)
# A block that holds no head needs no outline to be closed.
_SIMPLE = lazy_regex(r"\{[^{}@]*+(?:\{[^{}@]*+(?:\{[^{}@]*+\}[^{}@]*+)*+\}[^{}@]*+)*+\}")
# A block after "%" is a comment for biber, and plainly for whoever put the sign there.
_LINE_START = lazy_regex(r"(?:^|[\r\n])[ \t]*(?P<comment>%[ \t%]*)?\Z")
# A field where none can stand: a brace too many closed the entry before it.
_FIELD_BEHIND = lazy_regex(r"\s*+,?\s*+[A-Za-z][\w-]*+\s*+=\s*+[{\"]")
_WINDOW = 80  # characters before a block that are looked at for its line's start
_FIRST = frozenset({"", "\n", "\r"})
_COMMENT = "comment"
_NO_CONTENT = frozenset({_COMMENT, "preamble"})
_UNUSUAL = _NO_CONTENT | {"string"}
# Commas that are missing are looked for where nothing else helps.
_WAYS = tuple((reading, lenient) for lenient in (False, True) for reading in READINGS)


class BibtexBlock(NamedTuple):
    """One block. ``item`` is None for a comment, a preamble, and what is not read (``trouble``)."""

    kind: str
    start: int
    end: int
    item: Item | UsualItem | None
    trouble: str = ""


class _Head(NamedTuple):
    """The beginning of a block: ``@article{``. ``opening`` is the place of its delimiter."""

    kind: str
    start: int
    opening: int


class _LineStart(NamedTuple):
    """Whether a block starts a line, and whether it does so behind the sign of a comment."""

    starts: bool
    comment: bool


@dataclass(slots=True)
class _Outline:
    """Past which place each head is closed, which hold another's, and which start a line."""

    closings: dict[int, int] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    starts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Text:
    """A text, and its outline from the first block on that is not to be read without one."""

    text: str
    _outline: _Outline | None = None

    def outline(self, head: _Head) -> _Outline:
        """The outline of a text that is asked for head by head, in their order."""
        self._outline = self._outline or _outline(self.text, head.start)
        return self._outline

    def limit(self, head: _Head) -> int:
        """The place of the next head that starts a line, else the end of the text."""
        starts = self.outline(head).starts
        after = bisect_right(starts, head.start)
        return starts[after] if after < len(starts) else len(self.text)


def blocks(text: str) -> Iterator[BibtexBlock]:
    """The blocks of a text in order; what stands between them is no block."""
    known = _Text(text)
    at = 0
    while mark := _HEADS.search(text, at):
        at = mark.end()
        line = _line_start(text, mark.start())
        if line.comment:
            continue
        block = _usual_block(text, mark.start())
        if block is None or fields_behind(text, block.end):
            block = _block(known, _Head(mark["kind"].lower(), mark.start(), at - 1))
        at = block.end
        yield block


def fields_behind(text: str, end: int) -> bool:
    """Whether fields stand behind the end of a block, which belong to it as like as not."""
    return _FIELD_BEHIND.match(text, end) is not None


def read_entry_source(source: str) -> Item:
    """Read the source of one entry, which begins and ends it; raises InputError if it does not."""
    found = next(blocks(source), None)
    if found is None or found.item is None or (found.start, found.end) != (0, len(source)):
        raise InputError("is not one BibTeX entry")
    item = found.item
    if isinstance(item, UsualItem):
        return Item(item.kind, item.key, item.fields, item.key_end, len(source) - 1)
    return item


def _usual_block(text: str, start: int) -> BibtexBlock | None:
    found = usual_entry(text, start)
    if found is None or (kind := found[1].lower()) in _UNUSUAL:
        return None
    end, key_end = found.end(), found.end(2) - start
    return BibtexBlock(kind, start, end, UsualItem(kind, found[2], key_end, text, start, end))


def _outline(text: str, start: int) -> _Outline:
    """What holds of the heads from a place on: whatever is before it closes none of them."""
    outline = _Outline()
    open_: list[int] = []  # places of braces; those of blocks as their complement
    for mark in _MARK.finditer(text, start):
        if mark["kind"]:
            _add_head(text, mark, open_, outline)
        elif mark[0] == "}":
            closed = open_.pop() if open_ else 0
            if closed < 0:
                outline.closings[~closed] = mark.end()
        elif mark[0] == "{":
            open_.append(mark.start())
    return outline


def _add_head(text: str, mark: re.Match[str], open_: list[int], outline: _Outline) -> None:
    line = _line_start(text, mark.start())
    opening = mark.end() - 1
    is_braced = text[opening] == "{"
    if line.comment:
        open_ += [opening] * is_braced
        return
    if line.starts:
        outline.starts.append(mark.start())
        if open_ and open_[-1] < 0:
            outline.broken.add(~open_[-1])
    open_ += [~opening] * is_braced


def _line_start(text: str, start: int) -> _LineStart:
    if text[max(0, start - 1) : start] in _FIRST:
        return _LineStart(starts=True, comment=False)
    found = _LINE_START.search(text[max(0, start - _WINDOW) : start])
    return _LineStart(found is not None, bool(found and found["comment"]))


def _block(known: _Text, head: _Head) -> BibtexBlock:
    trouble, shorter = "is not closed", None
    text = known.text
    for reading, lenient in _WAYS:
        end = _end(known, head, reading)
        if end is None:
            continue
        if head.kind in _NO_CONTENT:
            return BibtexBlock(head.kind, head.start, end, None)
        source, opening = text[head.start : end], head.opening - head.start
        found = read_item(source, opening, head.kind, reading, lenient=lenient)
        if isinstance(found, Item):
            block = BibtexBlock(head.kind, head.start, end, found)
            if not fields_behind(text, end):
                return block
            shorter = shorter or block
            continue
        is_first = (reading, lenient) == _WAYS[0]
        trouble = found if is_first or trouble == "is not closed" else trouble
    if shorter:
        return shorter
    limit = known.limit(head)
    closed = known.outline(head).closings.get(head.opening, limit)
    return BibtexBlock(head.kind, head.start, min(closed, limit), None, trouble)


def _end(known: _Text, head: _Head, reading: Reading) -> int | None:
    """Past the closing of a block; None where it has none."""
    text = known.text
    if text[head.opening] == "{" and reading is STRICT:
        if simple := _SIMPLE.match(text, head.opening):
            return simple.end()
        # Whoever puts entries into a comment wants them out of the way.
        outline = known.outline(head)
        is_broken = head.opening in outline.broken and head.kind != _COMMENT
        return None if is_broken else outline.closings.get(head.opening)
    return reading.closing(text, head.opening, known.limit(head))
