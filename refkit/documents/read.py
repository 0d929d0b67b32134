"""Reads a file as a document, by what it holds and not by what it is called.

What no kind of ``kinds`` looks like is text, in any encoding and with any line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from refkit.documents.kinds import KINDS
from refkit.documents.model import Block, BlockKind, Document
from refkit.errors import InputError
from refkit.files.encodings import UTF8, Decoded, decode
from refkit.files.reading import read_bytes

_NAMED = {"pdf": "PDF", "docx": "Word document", "docm": "Word document", "doc": "Word document"}

PASTED = "pasted list"
"""What a text is called that has no name."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")
_PAGE_END = "\f"
# Controls, and what has no width: marks of direction, joiners of no script that needs them, the
# byte-order mark. The soft hyphen stays: it parts words at the end of a line.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_MOST_OF_A_TAB = 8


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A document that is no file: its bytes or its text, and what it is called."""

    name: str
    data: bytes | str


def read_document(given: Path | bytes | str, name: str = "") -> Document:
    """Read a file, bytes, or a text; ``name`` is what it is called, else its name without a folder.

    Raises InputError where it cannot be opened or read.
    """
    called = name or (given.name if isinstance(given, Path) else PASTED)
    if isinstance(given, str):
        return read_text(given, called)
    data = given if isinstance(given, bytes) else read_bytes(given)
    for kind in KINDS:
        if kind.is_like(data):
            return kind.load_reader()(data, called)
    try:
        return read_text(data, called)
    except InputError:
        # What is neither text nor what its name says lost its beginning.
        _, dot, suffix = called.rpartition(".")
        if (what := _NAMED.get(suffix.casefold())) is None or not dot:
            raise
        raise InputError(
            f"{called}: is a broken file, no {what}; open it in the program it is of and save it "
            "anew"
        ) from None


def read_text(given: bytes | str | Decoded, name: str) -> Document:
    """Read a text as lines, also the empty ones; raises InputError for bytes that are no text.

    ``indent`` of a line is in characters, and a form feed begins a page.
    """
    decoded = _decoded(given, name)
    how = () if decoded.encoding == UTF8 else (f"it is read as {decoded.encoding}",)
    return Document(name, "text", tuple(_blocks(decoded.text)), remarks=how)


def _decoded(given: bytes | str | Decoded, name: str) -> Decoded:
    if isinstance(given, bytes):
        return decode(given, name)
    return Decoded(given) if isinstance(given, str) else given


def _blocks(text: str) -> Iterator[Block]:
    # The first page is page 1 where there are pages at all.
    pages = text.split(_PAGE_END)
    for number, page in enumerate(pages, start=1):
        lines = _LINE_END.split(_CONTROLS.sub("", page))
        if not lines[-1]:
            lines.pop()  # behind the last line's end there is no line
        for line in lines:
            shown = line.expandtabs(_MOST_OF_A_TAB).rstrip()
            bare = shown.lstrip()
            yield Block(
                text=bare,
                kind=BlockKind.LINE,
                indent=len(shown) - len(bare),
                page=number if len(pages) > 1 else 0,
            )
