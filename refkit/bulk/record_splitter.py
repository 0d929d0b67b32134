"""Bytes to records, one at a time, in the shapes in which records come.

JSON lines are parted at line ends. A list, bare or under ``items``, is parted where one record ends
and the next begins, without holding more of it than a record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple, TypeVar

from refkit.bulk.byte_stream import PIECE, DamagedStream

MOST = 1 << 25
"""Bytes of the longest record that is read, 32 MiB; the longest of Crossref's have a few."""

T = TypeVar("T")

_BOM = b"\xef\xbb\xbf"
_BLANKS = re.compile(rb"[ \t\r\n]*")
_LIST = re.compile(rb'[ \t\r\n]*(?:\{[ \t\r\n]*"items"[ \t\r\n]*:[ \t\r\n]*)?\[')
_SAVED = re.compile(rb'[ \t\r\n]*\{.*"format":\s*"refkit-bibliography/', re.DOTALL)
_NEXT = re.compile(rb'[ \t\r\n]*,[ \t\r\n]*\{[ \t\r\n]*"(?:[^"\\]|\\.)*"[ \t\r\n]*:')
# Each byte one character, so that places are the same; what a value is does not matter here.
_SCANNER = json.JSONDecoder(strict=False, parse_int=float)
_CUT_OFF = 16  # a number, a word or an escape that the end of the bytes cuts in two is shorter


class UnreadableRecord(Exception):
    """Bytes that are no record; the message says why, in words of ours."""


class ParsedRecord(NamedTuple):
    """What a record's bytes were read as, or None and why they could not be.

    ``number`` is its line for JSON lines, else its place in the list; both begin with 1.
    """

    number: int
    value: object
    trouble: str = ""


class Shape(Enum):
    """How records stand in a file."""

    LINES = "line"
    LIST = "record"
    SAVED = "entry"


def shape_of(head: bytes) -> Shape:
    """The shape of a file by its first bytes."""
    head = head.removeprefix(_BOM)
    if _LIST.match(head):
        return Shape.LIST
    return Shape.SAVED if _SAVED.match(head) else Shape.LINES


def split(
    chunks: Iterator[bytes], shape: Shape, read: Callable[[bytes], T]
) -> Iterator[ParsedRecord]:
    """Every record of a file as ``read`` reads it; ``read`` raises Unreadable where it cannot.

    The first chunk is at least what ``shape_of`` was told by. What cannot be read comes as trouble
    and the rest goes on; blank lines are no records. A file that ends too early comes as one more
    trouble, which stands for the record that was cut.
    """
    return _List(chunks, read).elements() if shape is Shape.LIST else _lines(chunks, read)


def _lines(chunks: Iterable[bytes], read: Callable[[bytes], T]) -> Iterator[ParsedRecord]:
    number = 0
    try:
        for line in _pieces(chunks):
            number += 1
            if line is None:
                yield ParsedRecord(number, None, f"longer than {MOST >> 20} MiB")
            elif line and not line.isspace():
                yield _read(number, line, read)
    except DamagedStream as damage:
        yield ParsedRecord(number + 1, None, str(damage))


def _read(number: int, data: bytes, read: Callable[[bytes], T]) -> ParsedRecord:
    try:
        return ParsedRecord(number, read(data))
    except UnreadableRecord as why:
        return ParsedRecord(number, None, str(why))


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is too long, which is not kept."""
    parts, held, first = [b""], 0, True
    for chunk in chunks:
        if first:
            chunk, first = chunk.removeprefix(_BOM), False
        *ended, rest = chunk.split(b"\n")
        if ended:
            parts.append(ended[0])
            yield b"".join(parts) if held + len(ended[0]) <= MOST else None
            yield from ended[1:]
            parts, held = [], 0
        held += len(rest)
        parts = [*parts, rest] if held <= MOST else []
    if held:
        yield b"".join(parts) if held <= MOST else None


class _List:
    """A list that is read element by element.

    The C decoder that reads a record cannot tell where one ends, and the one that can takes longer
    than all the rest. So the end is guessed: the bytes between the first two records, as in
    ``},{"indexed":``, are looked for. No JSON object begins with a whole other one, so what is read
    without error up to there is the record; anything else is scanned.
    """

    def __init__(self, chunks: Iterator[bytes], read: Callable[[bytes], T]) -> None:
        self._chunks, self._reads = chunks, read
        self._held, self._at = b"", 0
        self._text = ""  # what is held, each byte one character; made when it is first scanned
        self._number = 0
        self._between = b""
        self._damage = ""
        self._is_told = False  # that the file ends too early

    def elements(self) -> Iterator[ParsedRecord]:
        """The elements; what is before the list was looked at by ``shape_of``."""
        self._more()
        self._held = self._held.removeprefix(_BOM)
        begun = _LIST.match(self._held)
        assert begun is not None  # noqa: S101 (its shape is that of a list)
        self._at = begun.end()
        while (letter := self._next_letter()) not in (b"]", b""):
            if letter == b"," and self._number:
                self._at += 1
                continue
            self._number += 1
            yield self._guessed() or self._scanned()
        while letter and self._more():
            self._at = len(self._held)  # what follows the list is only looked at for damage
        if not self._is_told and (self._damage or not letter):
            yield ParsedRecord(self._number + 1, None, self._damage or "the list has no end")

    def _more(self) -> bool:
        """Hold more bytes, twice as many as before at least; False where there are none."""
        parts = [self._held[self._at :]]
        had = size = len(parts[0])
        try:
            while size <= 2 * had:
                parts.append(next(self._chunks))
                size += len(parts[-1])
        except StopIteration:
            pass
        except DamagedStream as damage:
            self._damage = str(damage)
        self._held, self._at, self._text = b"".join(parts), 0, ""
        return size > had

    def _next_letter(self) -> bytes:
        while True:
            blanks = _BLANKS.match(self._held, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def _guessed(self) -> ParsedRecord | None:
        """The element that begins here, if it ends where it seems to; None where it does not."""
        if not self._between:
            return None
        end = self._held.find(self._between, self._at) + 1
        if not end and len(self._held) - self._at < PIECE and self._more():
            end = self._held.find(self._between) + 1
        try:
            found = (
                ParsedRecord(self._number, self._reads(self._held[self._at : end])) if end else None
            )
        except UnreadableRecord:
            return None
        if found:
            self._at = end
        return found

    def _scanned(self) -> ParsedRecord:
        """The element that begins here, its end found by reading it."""
        while len(self._held) - self._at <= MOST:
            self._text = self._text or self._held.decode("latin-1")
            try:
                _, end = _SCANNER.raw_decode(self._text, self._at)
            except RecursionError:
                return self._lost("lists or objects too deep in one another")
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self._held) - _CUT_OFF
                if not is_cut and not error.msg.startswith("Unterminated"):
                    return self._lost(f"is not JSON: {error.msg}")
                why = self._damage or "ends in the middle"
            else:
                size = end - self._at
                if end == len(self._held) and self._more():
                    continue  # a number may go on
                return self._taken(self._at + size)
            if not self._more():
                return self._lost(why)
        return self._lost(f"longer than {MOST >> 20} MiB")

    def _taken(self, end: int) -> ParsedRecord:
        data = self._held[self._at : end]
        if not self._between and data.startswith(b"{") and (after := _NEXT.match(self._held, end)):
            self._between = b"}" + after[0]
        self._at = end
        return _read(self._number, data, self._reads)

    def _lost(self, why: str) -> ParsedRecord:
        """Go on where the next record seems to begin; where none does, all the rest is lost."""
        mark = self._between[1:]  # a record that is broken may lack its brace
        from_ = self._at + 1
        while (end := self._held.find(mark, from_) if mark else -1) < 0:
            # Enough is kept for a mark that stands across two chunks.
            self._at = max(from_, len(self._held) - len(mark))
            if not self._more():
                self._at, self._is_told = len(self._held), True
                return ParsedRecord(self._number, None, f"{why}; nothing after it can be read")
            from_ = 0
        self._at = end
        return ParsedRecord(self._number, None, why)
