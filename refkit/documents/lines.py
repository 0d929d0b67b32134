"""Lines of a document as they are told apart, and those of one reference joined into one.

A line's end becomes a blank, but where it parts a word at a hyphen, or a DOI or an address: there
it stays, for whoever reads the word or the DOI has to try both (``model.doi_readings``,
``model.printed_reference``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from refkit.documents.model import Block, BlockKind
from refkit.regex import lazy_regex

_HYPHENS = "-\u00ad\u2010"
_ADDRESS = lazy_regex(r"https?:|www\.|\b10\.\d{4,9}/|\bdoi(?:\.org/|:)", re.IGNORECASE)
_BEGUN = lazy_regex(r"(?:https?://|www\.|\b10\.\d{4,9}/|\bdoi\.org/)\Z", re.IGNORECASE)
# What goes on an address or a DOI: not a word of a sentence, nor the next thing that has a name.
_GOES_ON = lazy_regex(
    r"(?=\S*[\d/._=&?%-])(?!(?i:https?:|www\.|doi\b|pmid|pmc|accessed|epub|\[|\())\S"
)
_RANGE = re.compile(r"\d[-\u2010\u2011\u2012\u2013]\Z")
_EAST_ASIAN = re.compile(r"[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_MOST_OF_AN_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A block that is not empty. ``is_apart`` is True where a blank line or a paragraph begins."""

    block: Block
    is_apart: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return self.block.text


Group = Sequence[Line]
"""The lines of one reference."""


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines that hold something; the first stands apart."""
    is_apart = True
    for block in blocks:
        text = block.text.strip()
        if not text:
            is_apart = True
            continue
        yield Line(block, is_apart or block.kind is not BlockKind.LINE)
        is_apart = block.kind is not BlockKind.LINE


def grouped(lines: Sequence[Line], starts: Iterable[int]) -> list[Group]:
    """The lines cut where groups start; what stands before the first start is a group too."""
    cuts = sorted({0, *starts})
    ends = [*cuts[1:], len(lines)]
    return [lines[start:end] for start, end in zip(cuts, ends, strict=True) if start < end]


def joined(lines: Sequence[Line], words_at: int = 0) -> str:
    """The words of the lines, of the first from a letter on."""
    pieces: list[str] = []
    last = ""
    for place, line in enumerate(lines):
        words = " ".join(line.text[0 if place else words_at :].split())
        if not words:
            continue
        if pieces:
            pieces.append(_between(last, words))
        pieces.append(words)
        # Of an address that is parted more than once all of it is its beginning.
        is_more = len(pieces) > 1 and pieces[-2] == "\n" and " " not in words
        last = (last + words if is_more else words)[-_MOST_OF_AN_ADDRESS:]
    return "".join(pieces)


def _between(before: str, after: str) -> str:
    if _BEGUN.search(before[-20:]):
        return ""  # no address, and no DOI, ends with its beginning
    if _ADDRESS.search(before.rsplit(maxsplit=1)[-1]) and _GOES_ON.match(after):
        return "\n"
    if _RANGE.search(before[-2:]) and after[0].isdecimal():
        return ""  # from page to page
    if before[-1] in _HYPHENS and after[0].isalnum() and before[-2:-1].isalnum():
        return "\n"
    # No blank stands between the words of these scripts.
    return "" if _EAST_ASIAN.match(before[-1]) and _EAST_ASIAN.match(after[0]) else " "
