"""How figures are laid out: in points, for a page, for a phone and for the columns of a journal.

A figure fills its width. Words keep their size, and so what does not fit into a narrow figure is
not drawn, and told.

A network has two columns with every name written, instead of forces that push circles about: no
name covers another, and the same network has the same picture. A column is put in the order of what
its lines lead to, so that few of them cross (the barycentre method: Sugiyama, Tagawa, Toda 1981).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from refkit.report.counts import Axis, Matrix

# More rows and columns than these nobody reads in a figure; the page's tables have them all.
MOST_ROWS, MOST_COLUMNS, MOST_PANELS = 20, 24, 10

MARGIN = 4.0
LINE = 1.05  # of the size of words: from one line of a name to the next
GAP = 6.0  # between the names of rows and what stands beside them
LEAN = 60  # degrees by which names of columns lean where they are wider than their columns
_RISE, _REACH = 0.87, 0.5  # the sine and cosine of that
# What the name of a row or a column may take of the width, and at most. That of a row has two lines
# of it; a longer one is cut.
_NAMES, _HEADS, _LONGEST = 0.4, 0.6, 210.0
_YEAR = re.compile(r" \d{4}[a-z]?\Z")
_ROUNDS = 12  # in which columns and the names that lean over the edge are brought to fit
_SORTINGS = 8  # in which the two columns are put in order by each other
_PITCH = 1.6  # of a line of words
_LISTS, _WORKS = 0.26, 0.52  # what names may take of the width


class FigureFormat(NamedTuple):
    """How large a figure and its words are, in points.

    ``is_print`` is for one that stands by itself: its size is in millimetres, and a line says what
    is counted. ``grows`` makes it as wide as its columns need, at least.
    """

    width: float
    size: float
    is_print: bool = False
    grows: bool = False

    @property
    def small(self) -> float:
        """The size of numbers and of the line below; journals want 7 points or more in print."""
        return max(7.0, self.size - 1)


PAGE, PHONE = FigureFormat(784.0, 9.0), FigureFormat(268.0, 9.0, grows=True)
"""In the page: across its whole width, and on a phone at the size of the words around it."""

WIDTHS = (85, 180)
"""One column and the whole page of a journal, in millimetres."""


def print_format(millimetres: float) -> FigureFormat:
    """The format of a figure for a manuscript, of this width."""
    return FigureFormat(millimetres * 72 / 25.4, 7.0 if millimetres < 120 else 8.0, is_print=True)


def width_of(text: str, size: float) -> float:
    """How wide a text is, in points; raises ImportError without matplotlib.

    One of blanks and of characters without a shape (a zero width space) has no width.
    """
    is_seen = any(character.isprintable() and not character.isspace() for character in text)
    return _width(text) * size / 100 if is_seen else 0.0


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    from matplotlib.path import get_path_collection_extents
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    path, plain = TextPath((0, 0), text, size=100), Affine2D()
    return float(get_path_collection_extents(plain, [path], [], [(0, 0)], plain).width)


def cut(text: str, size: float, most: float) -> str:
    """A text that takes no more than so many points.

    A name keeps its end, by which it is told from others: the year, the last letters of a DOI.
    """
    if width_of(text, size) <= most:
        return text
    end = _end(text)
    kept = text[: min(60, len(text) - len(end))]
    while kept and width_of(f"{kept}…{end}", size) > most:
        kept = kept[:-1]
    return f"{kept.rstrip()}…{end}"


def _end(text: str) -> str:
    if year := _YEAR.search(text):
        return year[0]
    last = text.rpartition(" ")[2]
    return last[-8:] if "/" in last else ""


def wrapped(text: str, size: float, most: float) -> list[str]:
    """A text in lines that take no more than so many points."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the rows and columns of a figure stand.

    ``rows`` and ``columns`` are the places in the matrix of what is drawn, with their names as they
    are written, those of rows in lines; ``left`` and ``top`` is the corner of the first cell.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    row_names: tuple[tuple[str, ...], ...]
    column_names: tuple[str, ...]
    left: float
    top: float
    cell: float
    row: float
    width: float
    leans: bool

    @property
    def bottom(self) -> float:
        """The edge below the last row."""
        return self.top + self.row * len(self.rows)


def grid_of(matrix: Matrix, format_: FigureFormat) -> Grid:
    """The layout of a figure of cells; a row whose works are all in what is cut is cut, too."""
    rows = drawn_rows(matrix)
    having = _met(matrix, rows)
    while True:
        grid = _fitting(matrix, rows, having, format_)
        shown = [row for row in rows if _is_seen(matrix.counts[row], grid.columns)]
        if shown == rows:
            return grid
        # With shorter names there may be room for another column, but not for fewer.
        rows = shown


def _met(matrix: Matrix, rows: Sequence[int]) -> list[int]:
    """The places of the columns in which some rows have works; of works without any all."""
    return [
        column
        for column in range(len(matrix.columns))
        if any(matrix.counts[row][column] for row in rows) or not matrix.column_totals[column]
    ]


def _is_seen(counts: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether a row has works in columns that are drawn, or none at all."""
    return any(counts[column] for column in columns) or not any(counts)


def _fitting(
    matrix: Matrix, rows: Sequence[int], having: Sequence[int], format_: FigureFormat
) -> Grid:
    """The layout of some rows with as many of some columns as fit."""
    size = format_.size
    row_names, left = row_labels(matrix, rows, format_)
    widest = max((width_of(str(n), size) for line in matrix.counts for n in line), default=0)
    least = max(1.7 * size, widest + 4)
    columns = _most_of(having, matrix.columns, MOST_COLUMNS, matrix.without)
    while True:
        most = _LONGEST if format_.grows else min(_LONGEST, _HEADS * format_.width)
        names = [cut(matrix.columns[place], size, most) for place in columns]
        width = format_.width
        if format_.grows:
            width = max(width, left + least * len(columns) + _overhang(names, size, least) + MARGIN)
        cell, leans = _cell(names, size, width - left - MARGIN)
        if cell >= least - 0.01 or len(columns) < 3:
            break
        columns = _most_of(having, matrix.columns, len(columns) - 1, matrix.without)
    longest = max((width_of(name, size) for name in names), default=0)
    top = MARGIN + 2.2 * size + (_RISE * longest + 5 if leans else 1.5 * size)
    return Grid(
        tuple(rows), tuple(columns), tuple(row_names), tuple(names), left, top, cell,
        2.2 * size, width, leans,
    )  # fmt: skip


def row_labels(
    matrix: Matrix, rows: Sequence[int], format_: FigureFormat
) -> tuple[list[tuple[str, ...]], float]:
    """The names of rows in the lines in which they are written, and where what is beside begins."""
    size = format_.size
    most = min(_LONGEST, _NAMES * format_.width)
    names = [in_two_lines(matrix.rows[place], size, most) for place in rows]
    heading = 1.1 * width_of(matrix.down, size)  # it is bold
    widest = max((width_of(line, size) for name in names for line in name), default=0)
    return names, MARGIN + max(widest, heading) + GAP


def in_two_lines(text: str, size: float, most: float) -> tuple[str, ...]:
    """A name in one line or, where that is longer than so many points, in two; then it is cut."""
    if width_of(text, size) <= most:
        return (text,)
    first, *rest = wrapped(text, size, most)
    if not rest:  # one word
        return (cut(text, size, most),)
    return cut(first, size, most), cut(" ".join(rest), size, most)


def lines_of_names(lines: Sequence[str], size: float) -> float:
    """How high the lines of a name are, in points."""
    return size + LINE * size * (len(lines) - 1)


def drawn_rows(matrix: Matrix) -> list[int]:
    """The places of the rows that are drawn."""
    most = MOST_PANELS if matrix.kind is Axis.YEARS else MOST_ROWS
    return _most_of(range(len(matrix.rows)), matrix.rows, most, matrix.without)


def _most_of(
    places: Sequence[int], names: Sequence[str], most: int, without: Sequence[str]
) -> list[int]:
    """The first places, and the last one where that stands for the works without a label."""
    if len(places) <= most:
        return [*places]
    if names[places[-1]] in without:
        return [*places[: most - 1], places[-1]]
    return [*places[:most]]


def _cell(names: Sequence[str], size: float, room: float) -> tuple[float, bool]:
    """How wide each column is, and whether their names lean."""
    count = max(len(names), 1)
    if all(width_of(name, size) + 4 <= room / count for name in names):
        return room / count, False
    cell = room / count
    for _ in range(_ROUNDS):
        cell = max(0.0, room - _overhang(names, size, cell)) / count
    return cell, True


def _overhang(names: Sequence[str], size: float, cell: float) -> float:
    """How far names that lean reach beyond the last column."""
    reaches = (
        _REACH * width_of(name, size) - cell * (len(names) - place - 0.5)
        for place, name in enumerate(names)
    )
    return max(0.0, max(reaches, default=0.0) + size / 2)


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A node: its place in the matrix, where it is, its name as it is written, its number."""

    place: int
    x: float
    y: float
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Network:
    """The nodes of both columns from above, and how high the figure is."""

    lists: tuple[NetworkNode, ...]
    works: tuple[NetworkNode, ...]
    height: float

    def lines(self, matrix: Matrix) -> list[tuple[NetworkNode, NetworkNode]]:
        """The lines, from a list to a work that stands in it, from above."""
        return [
            (left, right)
            for left in self.lists
            for right in self.works
            if matrix.counts[right.place][left.place]
        ]


def network_of(matrix: Matrix, format_: FigureFormat) -> Network:
    """The layout of a network, whose works are the rows of a matrix and whose lists the columns."""
    size = format_.size
    lists, works = in_order(matrix)
    names = [_name(matrix.columns[at], matrix.column_totals[at]) for at in lists]
    shown = [cut(name, size, _LISTS * format_.width) for name in names]
    left = MARGIN + max(
        max(width_of(name, size) for name in shown), 1.1 * width_of(matrix.across, size)
    )
    room = min(_WORKS * format_.width, format_.width - left - 5 * GAP - MARGIN)
    titles = [cut(_name(matrix.rows[at], matrix.row_totals[at]), size, room) for at in works]
    right = format_.width - MARGIN - GAP - max(width_of(title, size) for title in titles)
    top, pitch = MARGIN + 2 * size, _PITCH * size
    tall = pitch * max(len(lists), len(works))
    return Network(
        tuple(
            NetworkNode(
                at, left + GAP, top + tall * (n + 0.5) / len(lists), name, matrix.column_totals[at]
            )
            for n, (at, name) in enumerate(zip(lists, shown, strict=True))
        ),
        tuple(
            NetworkNode(
                at, right - GAP, top + tall * (n + 0.5) / len(works), name, matrix.row_totals[at]
            )
            for n, (at, name) in enumerate(zip(works, titles, strict=True))
        ),
        top + tall + MARGIN,
    )


def _name(name: str, count: int) -> str:
    return f"{count} · {name}"


def in_order(matrix: Matrix) -> tuple[list[int], list[int]]:
    """The columns and the rows of a matrix in an order in which few lines cross."""
    columns, rows = list(range(len(matrix.columns))), list(range(len(matrix.rows)))
    of_rows = [[at for at in columns if counts[at]] for counts in matrix.counts]
    of_columns = [[at for at in rows if matrix.counts[at][column]] for column in columns]
    for _ in range(_SORTINGS):
        rows = _by_middle(rows, of_rows, columns)
        columns = _by_middle(columns, of_columns, rows)
    return columns, rows


def _by_middle(
    places: Sequence[int], leading: Sequence[Sequence[int]], others: Sequence[int]
) -> list[int]:
    """Places sorted by the middle of what each leads to; what leads to nothing stays below."""
    rank = {place: number for number, place in enumerate(others)}

    def middle(place: int) -> float:
        met = [rank[other] for other in leading[place]]
        return sum(met) / len(met) if met else len(others)

    return sorted(places, key=middle)
