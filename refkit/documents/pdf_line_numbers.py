"""The numbers of a manuscript's lines, on the pages of a PDF: on either side of each column.

They are told by their places before lines are made of the words: set below each other, they go on
by one, or by five, as often as lines do beside them. The numbers of references stand farther apart,
and references begin behind them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from refkit.documents.line_features import start_weight
from refkit.documents.pdf_layout import ALIGNED, LinePiece, Word, pieces_of

_LONGEST = 5  # digits
_FEWEST_COUNTED, _FEWEST = 8, 3  # rows that a strip counts, and its numbers
_STEPS = (1, 2, 3, 5, 10)
_LEAST_OF_ROWS, _MOST_OF_ROWS = 0.6, 1.5  # rows beside a strip, for each that it counts
_NEAR = {"left": 60.0, "right": 150.0}  # points from a strip to its text; a last line is short
_OF_DOCUMENT = 0.5  # of its rows, those that are counted
_ROW = 3.0  # points within which texts stand on one row


@dataclass(frozen=True, slots=True)
class _Strip:
    """Numbers below each other, from the top down, and by how much they go on."""

    words: tuple[Word, ...]
    step: int
    side: str  # of the text, on which it stands

    @property
    def counted(self) -> int:
        """How many rows it counts."""
        return len(self.words) * self.step


def without_line_numbers(
    pages: Sequence[Sequence[Word]],
) -> tuple[list[list[Word]], tuple[str, ...]]:
    """The words of each page without the numbers of lines, and these as they are printed."""
    pieces = [list(pieces_of(words)) for words in pages]
    strips = [list(_strips(page)) for page in pieces]
    rows = sum(_rows(piece.middle for piece in page) for page in pieces)
    if sum(strip.counted for page in strips for strip in page) < max(1, _OF_DOCUMENT * rows):
        return [list(words) for words in pages], ()
    known = [strip for page in strips for strip in page]
    kept: list[list[Word]] = []
    numbers: list[Word] = []
    for words, page, found in zip(pages, pieces, strips, strict=True):
        out = {id(word): word for strip in found for word in strip.words}
        out |= {id(word): word for word in _rest(page, found, known, numbers)}
        numbers += sorted(out.values(), key=lambda word: int(word.text))
        kept.append([word for word in words if id(word) not in out])
    return kept, tuple(word.text for word in numbers)


def _strips(pieces: Sequence[LinePiece]) -> Iterator[_Strip]:
    """The strips of a page, each word in one."""
    taken: set[int] = set()
    for side in ("left", "right"):
        ends = [word for word in _numbers(pieces, side) if id(word) not in taken]
        for edge in ("left", "right"):
            for cluster in _aligned(ends, edge):
                strip = _strip([word for word in cluster if id(word) not in taken], side)
                if strip and _counts_rows(strip, pieces):
                    taken |= {id(word) for word in strip.words}
                    yield strip


def _numbers(pieces: Sequence[LinePiece], side: str) -> list[Word]:
    """The numbers with which pieces begin (``left``), or end."""
    ends = [piece.words[0 if side == "left" else -1] for piece in pieces]
    return [word for word in ends if word.text.isdecimal() and len(word.text) <= _LONGEST]


def _aligned(words: Iterable[Word], edge: str) -> Iterator[list[Word]]:
    """Words whose left or right edges stand below each other, from the top down."""
    cluster: list[Word] = []
    for word in sorted(words, key=lambda each: float(getattr(each, edge))):
        if cluster and getattr(word, edge) - getattr(cluster[0], edge) > ALIGNED:
            yield sorted(cluster, key=lambda each: -each.bottom)
            cluster = []
        cluster.append(word)
    if cluster:
        yield sorted(cluster, key=lambda each: -each.bottom)


def _strip(words: Sequence[Word], side: str) -> _Strip | None:
    """The longest of the numbers that go on, if they are enough."""
    steps = Counter(int(below.text) - int(above.text) for above, below in pairwise(words))
    step = max(_STEPS, key=lambda each: steps[each])
    chains: dict[int, list[Word]] = {}
    for word in words:
        number = int(word.text)
        chains[number] = [*chains.pop(number - step, []), word]
    longest = max(chains.values(), key=len, default=[])
    strip = _Strip(tuple(longest), step, side)
    enough = len(longest) >= _FEWEST and strip.counted >= _FEWEST_COUNTED
    return strip if enough else None


def _counts_rows(strip: _Strip, pieces: Sequence[LinePiece]) -> bool:
    """Whether there are as many rows beside the strip as it counts, and no list of references."""
    high, low = strip.words[0].top, strip.words[-1].bottom
    own = {id(word) for word in strip.words}
    beside = [
        piece
        for piece in pieces
        if low - 1 <= piece.middle <= high + 1
        and not own.issuperset(map(id, piece.words))
        and _is_near(piece, strip)
    ]
    share = _rows(piece.middle for piece in beside) / strip.counted
    if not _LEAST_OF_ROWS <= share <= _MOST_OF_ROWS:
        return False
    return strip.step > 1 or strip.side == "right" or not _begin_references(strip, beside)


def _is_near(piece: LinePiece, strip: _Strip) -> bool:
    words = [word for word in piece.words if word not in strip.words]
    if strip.side == "left":
        return -1 <= words[0].left - max(word.right for word in strip.words) <= _NEAR["left"]
    return -1 <= min(word.left for word in strip.words) - words[-1].right <= _NEAR["right"]


def _begin_references(strip: _Strip, beside: Sequence[LinePiece]) -> bool:
    """Whether what stands behind the numbers is mostly the beginning of a reference."""
    texts = [
        " ".join(word.text for word in piece.words if word not in strip.words) for piece in beside
    ]
    return 2 * sum(start_weight(text) > 0 for text in texts) > len(texts)


def _rows(middles: Iterable[float]) -> int:
    ordered = sorted(middles)
    return bool(ordered) + sum(above - below > _ROW for below, above in pairwise(ordered))


def _rest(
    pieces: Sequence[LinePiece],
    found: Sequence[_Strip],
    known: Sequence[_Strip],
    before: Sequence[Word],
) -> Iterator[Word]:
    """Numbers that go on where a page or a column has too few of them to be told by themselves."""
    step = Counter(strip.step for strip in known).most_common(1)[0][0]
    last = max((int(word.text) for strip in found for word in strip.words), default=0)
    going_on = last or (int(before[-1].text) if before else 0)
    taken = {id(word) for strip in found for word in strip.words}
    for side in ("left", "right"):
        places = [strip for strip in known if strip.side == side]
        for word in sorted(_numbers(pieces, side), key=lambda each: -each.bottom):
            goes_on = int(word.text) in {going_on + step, step, 1}
            if goes_on and id(word) not in taken and any(_is_at(word, at) for at in places):
                going_on = int(word.text)
                yield word


def _is_at(word: Word, strip: _Strip) -> bool:
    """Whether it stands where other pages have this strip."""
    first = strip.words[0]
    return min(abs(word.left - first.left), abs(word.right - first.right)) <= ALIGNED
