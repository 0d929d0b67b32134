"""From the words of a page, with their places, to lines in the order in which they are read.

Words side by side are a piece of a line. Columns are told by where many pieces begin below each
other while nothing crosses that place; what crosses it, a title or a wide table, parts the columns
into those above and those below it. Points are a 72nd of an inch, and run upwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

_SHARED = 0.4  # of the lower of two heights, by which they stand on one line
_WIDEST_BLANK = 0.6  # of a line's height, and
_WIDER = 1.7  # of the usual blank: more parts columns, or a number from its text
_FEWEST_BLANKS = 3  # by which a line says what is usual on it
_ROW = 6  # heights of a blank between two words of one row
_GUTTER = 5  # points that are free at least between columns
ALIGNED = 2.5  # points within which lines begin below each other
_FEWEST_LINES = 5  # of a column
_FEWEST_ALIGNED = 2  # of these, those that begin where the column does: its other lines are set in
_NARROWEST = 0.18  # of the width of the text, a column
_SET_IN = 4  # heights of a line, by which the later lines of an entry are set in at most
_NEAREST = 50  # points between the beginnings of two columns
_CROSSING = 0.2  # of the lines of a column, those that may cross the space before it
_GAP = 1.28  # of the usual distance of two lines: more is an empty line
_PAPER = 1.5
_HEAD_APART = 1.5  # of its height, by which a running head or a page's number stands apart
_LARGE = 1.15  # of the usual height of letters: more is a heading


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box: left, bottom, right, top."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """How high its line is."""
        return max(self.top - self.bottom, 0.1)


@dataclass(slots=True)
class LinePiece:
    """Words of one line that stand side by side."""

    words: list[Word] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(word.right for word in self.words)

    @property
    def middle(self) -> float:
        """How high on the page it stands, by its largest word."""
        word = max(self.words, key=lambda each: each.height)
        return (word.top + word.bottom) / 2

    @property
    def height(self) -> float:
        """How high its line is."""
        return max(word.height for word in self.words)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as it is read; ``gap`` is how far below the line before it in its column, or 0."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    indent: float = 0.0
    gap: float = 0.0


def lines_of_pages(pages: Sequence[Sequence[Word]]) -> list[list[PageLine]]:
    """The lines of each page in reading order."""
    pieces = [list(pieces_of(words)) for words in pages]
    gutters = [_gutters(page) for page in pieces]
    known = sorted({round(at) for found in gutters for at in found})
    return [
        _lines(page, found or _short(page, known))
        for page, found in zip(pieces, gutters, strict=True)
    ]


def usual_gap(pages: Sequence[Sequence[PageLine]]) -> float:
    """How far lines mostly are from each other; 0 where there are none."""
    gaps = Counter(round(line.gap * 2) / 2 for page in pages for line in page if line.gap > 0)
    return gaps.most_common(1)[0][0] if gaps else 0.0


def is_apart(line: PageLine, usual: float) -> bool:
    """Whether an empty line stands before it, as far as its place says."""
    return usual > 0 and line.gap > max(_GAP * usual, usual + _PAPER)


def is_large(line: PageLine, usual: float) -> bool:
    """Whether it is set in larger letters than the text."""
    return line.top - line.bottom > _LARGE * usual


def usual_height(pages: Sequence[Sequence[PageLine]]) -> float:
    """How high letters mostly are, by how much is set in them."""
    heights: Counter[float] = Counter()
    for page in pages:
        for line in page:
            heights[round((line.top - line.bottom) * 2) / 2] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 0.0


def pieces_of(words: Sequence[Word]) -> Iterator[LinePiece]:
    """Words as they follow each other in the file and on the page, parted at wide blanks.

    A justified line has wide blanks throughout, so that one is wide beside the others of its line.
    """
    rows = list(_in_rows(words))
    usual = _usual_blank(rows)
    for row in rows:
        blanks = [other.left - one.right for one, other in pairwise(row)]
        blank = median(blanks) if len(blanks) >= _FEWEST_BLANKS else usual
        piece = LinePiece([row[0]])
        for wide, word in zip(blanks, row[1:], strict=True):
            if wide > max(_WIDEST_BLANK * word.height, _WIDER * blank):
                yield piece
                piece = LinePiece()
            piece.words.append(word)
        yield piece


def _in_rows(words: Sequence[Word]) -> Iterator[list[Word]]:
    row: list[Word] = []
    for word in words:
        if row and not _follows(row[-1], word):
            yield row
            row = []
        row.append(word)
    if row:
        yield row


def _usual_blank(rows: Sequence[Sequence[Word]]) -> float:
    blanks = [other.left - one.right for row in rows for one, other in pairwise(row)]
    return median(blanks) if blanks else 0.0


def _follows(one: Word, other: Word) -> bool:
    height = min(one.height, other.height)
    gap = other.left - one.right
    return _shared(one, other) > _SHARED * height and -0.5 * height < gap < _ROW * height


def _shared(one: Word, other: Word) -> float:
    return min(one.top, other.top) - max(one.bottom, other.bottom)


# Columns


def _gutters(pieces: Sequence[LinePiece]) -> list[float]:
    """Where columns but the first begin, from left to right."""
    if len(pieces) < 2 * _FEWEST_LINES:
        return []
    left, right = _edges(pieces)
    width = max(right - left, 1.0)
    found: list[float] = []
    for at, count in _starts(pieces):
        begin = found[-1] if found else left
        if count < _FEWEST_ALIGNED or not _NARROWEST * width < at - begin:
            continue
        if right - at > _NARROWEST * width and _is_gutter(at, begin, pieces, width):
            found.append(at)
    return found


def _edges(pieces: Sequence[LinePiece]) -> tuple[float, float]:
    lefts, rights = sorted(piece.left for piece in pieces), sorted(piece.right for piece in pieces)
    few = len(pieces) // 50
    return lefts[few], rights[-1 - few]


def _starts(pieces: Sequence[LinePiece]) -> Iterator[tuple[float, int]]:
    """The places where pieces begin below each other, and how many do."""
    lefts = sorted(piece.left for piece in pieces)
    place = 0
    while place < len(lefts):
        end = bisect_right(lefts, lefts[place] + ALIGNED)
        yield lefts[place], end - place
        place = end


def _is_gutter(at: float, begin: float, pieces: Sequence[LinePiece], width: float) -> bool:
    """Whether a column begins here: text on both sides, side by side, and nothing across."""
    column = [each for each in pieces if at - 1 <= each.left <= at + 0.25 * width]
    high, low = max(each.middle for each in column), min(each.middle for each in column)
    beside = [each for each in pieces if low - 1 <= each.middle <= high + 1]
    across = [each for each in beside if _crosses(each, at)]
    before = [each for each in beside if begin - 3 <= each.left and each.right <= at - 1]
    if len(across) > _CROSSING * len(column) or min(len(before), len(column)) < _FEWEST_LINES:
        return False
    # A column of numbers is none of text.
    return median(each.right - each.left for each in before) > _NARROWEST / 2 * width


def _crosses(piece: LinePiece, at: float) -> bool:
    """Whether a piece runs over the place where a column begins, with no gap there."""
    if piece.left >= at - 3 or piece.right <= at - 1:
        return False
    return _cut(piece, at) is None


def _cut(piece: LinePiece, at: float) -> int | None:
    """The place of the word that begins a column, if the space before it is free."""
    for place, (one, other) in enumerate(pairwise(piece.words), start=1):
        if abs(other.left - at) <= ALIGNED and other.left - one.right >= _GUTTER:
            return place
    return None


def _parted(pieces: Iterable[LinePiece], gutters: Sequence[float]) -> Iterator[LinePiece]:
    """The pieces cut where a column begins in one."""
    for piece in pieces:
        for at in gutters:
            place = _cut(piece, at)
            if place is not None:
                yield LinePiece(piece.words[:place])
                piece = LinePiece(piece.words[place:])
        yield piece


def _short(pieces: Sequence[LinePiece], known: Sequence[float]) -> list[float]:
    """The columns of a page on which they are too short to be told, as other pages have them."""
    heads = _edge_rows(pieces)
    text = [each for each in pieces if id(each) not in heads]
    found: list[float] = []
    for at in known:
        if not (found and at - found[-1] < _NEAREST) and _is_short_column(text, at):
            found.append(at)
    return found


def _is_short_column(pieces: Sequence[LinePiece], at: float) -> bool:
    """Whether a column begins here; what is left of an entry is set in, all lines of it."""
    aligned = [each for each in pieces if abs(each.left - at) <= ALIGNED]
    across = [each for each in pieces if each.left < at - 3 and each.right > at - 1]
    if aligned:
        return len(across) <= _CROSSING * len(aligned)
    return not across and any(0 < each.left - at <= _SET_IN * each.height for each in pieces)


# Reading order


def _lines(pieces: Sequence[LinePiece], gutters: Sequence[float]) -> list[PageLine]:
    """The lines of a page; what crosses columns is read after those above it."""
    pieces = list(_parted(pieces, gutters))
    starts = [at - 3 for at in gutters]
    edges = _edge_rows(pieces)
    wide: list[tuple[int, LinePiece]] = []
    columns: list[tuple[int, LinePiece]] = []
    for piece in pieces:
        if id(piece) in edges:
            wide.append((0, piece))
            continue
        first = bisect_right(starts, piece.left)
        last = bisect_right(starts, piece.right - 4)
        (columns if first == last else wide).append((first, piece))
    # Pieces side by side are one line: a foot may hold a DOI, and the number of the page.
    cuts = sorted({piece.middle for _, piece in wide}, reverse=True)
    found: list[PageLine] = []
    margins = _margins(columns, gutters)
    for high, low in pairwise([float("inf"), *cuts, float("-inf")]):
        for column in range(len(gutters) + 1):
            inside = [piece for at, piece in columns if at == column and low <= piece.middle < high]
            found += _rows(inside, margins.get(column, 0.0))
        across = [piece for _, piece in wide if piece.middle == low]
        found += _rows(across, min((piece.left for piece in across), default=0.0))
    return found


def _edge_rows(pieces: Sequence[LinePiece]) -> set[int]:
    """The first and the last line of a page where space parts them from all else: its heads."""
    found: set[int] = set()
    for up in (1, -1):
        ordered = sorted(pieces, key=lambda each: -up * each.middle)
        row = [each for each in ordered if abs(each.middle - ordered[0].middle) < each.height / 2]
        rest = ordered[len(row) :]
        if rest and abs(row[-1].middle - rest[0].middle) > _HEAD_APART * row[0].height:
            found |= {id(each) for each in row}
    return found


def _margins(
    columns: Sequence[tuple[int, LinePiece]], gutters: Sequence[float]
) -> dict[int, float]:
    """Where the outermost lines of each column begin."""
    lefts: dict[int, list[float]] = defaultdict(list)
    for column, piece in columns:
        lefts[column].append(piece.left)
    margins = dict(enumerate(gutters, start=1))
    for column, found in lefts.items():
        if column in margins:
            continue
        found.sort()
        aligned = [one for one, other in pairwise(found) if other - one <= ALIGNED]
        margins[column] = aligned[0] if aligned else found[0]
    return margins


def _rows(pieces: Sequence[LinePiece], margin: float) -> Iterator[PageLine]:
    """Pieces that stand on one line, from left to right, line by line."""
    row: list[LinePiece] = []
    before = 0.0
    for piece in sorted(pieces, key=lambda each: -each.middle):
        if row and not _is_beside(row, piece):
            line = _line(row, margin, before)
            yield line
            before = line.bottom
            row = []
        row.append(piece)
    if row:
        yield _line(row, margin, before)


def _is_beside(row: Sequence[LinePiece], piece: LinePiece) -> bool:
    largest = max(row, key=lambda each: each.height)
    apart = abs(largest.middle - piece.middle)
    return apart < (1 - _SHARED) * max(largest.height, piece.height) / 2 + 0.5


def _line(row: list[LinePiece], margin: float, before: float) -> PageLine:
    row.sort(key=lambda piece: piece.left)
    words = [word for piece in row for word in piece.words]
    usual = _usual_word(words)
    return PageLine(
        text=" ".join(word.text for word in words),
        left=words[0].left,
        bottom=usual.bottom,
        right=max(word.right for word in words),
        top=usual.top,
        indent=max(0.0, round(words[0].left - margin, 1)),
        gap=max(0.0, before - usual.bottom) if before else 0.0,
    )


def _usual_word(words: Sequence[Word]) -> Word:
    """The word as high as most letters are: one with a raised number before it is higher."""
    ordered = sorted(words, key=lambda word: (word.height, word.left))
    letters = sum(len(word.text) for word in ordered)
    reached = 0
    for word in ordered:
        reached += len(word.text)
        if 2 * reached >= letters:
            return word
    return ordered[-1]
