"""Reads plain text, in any encoding and with any line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refkit.documents.model import Block, BlockKind, Document
from refkit.files.encodings import UTF8, Decoded, decode

_LINE_END = re.compile(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]")
_PAGE_END = "\f"
# Controls, and what has no width: marks of direction, joiners of no script that needs them, the
# byte-order mark. The soft hyphen stays: it parts words at the end of a line.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_MOST_OF_A_TAB = 8


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
