"""Columns that stand side by side in one line of text, as ``pdftotext -layout`` gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from refkit.documents.line_features import start_weight
from refkit.documents.model import Block, BlockKind
from refkit.regex import lazy_regex

_GAP = lazy_regex(r"\S(\s{2,})(?=\S)")
_MARK = lazy_regex(r"[\[(]?\d{1,4}[\])]?[.)]?\s+")
_NARROWEST = 20  # letters of the left column
_FEWEST = 4  # lines in which a gap must be
_SHARE = 0.4
_CROSSED = 0.25
_STARTS = 0.1
_MOST = 500  # letters of a line that is looked at


def in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    """Page by page the lines of the left column before those of the right, where there are two."""
    ordered: list[Block] = []
    for _, page in groupby(blocks, key=lambda block: block.page):
        ordered += _page(list(page))
    return ordered


def _page(blocks: list[Block]) -> list[Block]:
    if any(block.kind is not BlockKind.LINE for block in blocks):
        return blocks
    texts = [" " * int(block.indent) + block.text for block in blocks]
    at = _gutter(texts)
    if not at:
        return blocks
    left, right = [text[:at].rstrip() for text in texts], [text[at:].rstrip() for text in texts]
    crossed = [bool(text[at - 2 : at].strip()) and bool(text[at:].strip()) for text in texts]
    if not _reads_on(right):
        return blocks
    return [*_zones(blocks, texts, left, right, crossed)]


def _gutter(texts: Sequence[str]) -> int:
    """Where the right column begins; 0 where there is none."""
    begins: Counter[int] = Counter()
    full = 0
    for text in texts:
        full += bool(text.strip())
        indent = len(text) - len(text.lstrip())
        if indent >= _NARROWEST:
            begins[indent] += 1
        begins.update(
            found.end() for found in _GAP.finditer(text[:_MOST]) if found.end() >= _NARROWEST
        )
    # A hanging indent begins a few letters further in: the outermost of the frequent ones.
    frequent = [at for at, count in begins.items() if count >= max(2, 0.05 * full)]
    for at in sorted(frequent):
        inside = sum(count for place, count in begins.items() if at <= place <= at + 6)
        crossing = sum(bool(text[at - 2 : at].strip()) and len(text) > at for text in texts)
        if inside >= max(_FEWEST, _SHARE * full) and crossing <= _CROSSED * full:
            return at
    return 0


def _reads_on(right: Sequence[str]) -> bool:
    """Whether references begin in the right column: in a table with columns none does."""
    texts = [text.strip() for text in right if text.strip()]
    starts = 0
    for text in texts:
        mark = _MARK.match(text)
        starts += start_weight(text[mark.end() :] if mark else text) >= 2.5
    return starts >= max(1, _STARTS * len(texts))


def _zones(
    blocks: Sequence[Block],
    texts: Sequence[str],
    left: Sequence[str],
    right: Sequence[str],
    crossed: Sequence[bool],
) -> Iterator[Block]:
    """Between two lines that go over both columns, the left column and then the right one."""
    for is_crossed, places in groupby(range(len(texts)), key=lambda place: crossed[place]):
        zone = list(places)
        if is_crossed:
            yield from (blocks[place] for place in zone)
            continue
        for column in (left, right):
            found = [_placed(blocks[place], column[place]) for place in zone]
            # What is empty at the foot of the left column parts no reference.
            while found and not found[-1].text:
                found.pop()
            # There may be three: the right half of a page is a page of its own.
            yield from found if column is left else _page(found)


def _placed(block: Block, text: str) -> Block:
    bare = text.lstrip()
    return replace(block, text=bare, indent=len(text) - len(bare))
