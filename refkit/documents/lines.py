"""Lines of a document as they are told apart: each with what stands before it on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from refkit.documents.model import Block, BlockKind


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
