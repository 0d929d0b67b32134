"""Where the nodes and lines of a network stand: its lists on the left, works on the right.

Two columns with every name written, instead of forces that push circles about: no name covers
another, and the same network has the same picture. A column is put in the order of what its lines
lead to, so that few of them cross (the barycentre method: Sugiyama, Tagawa and Toda 1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from refkit.report.counts import Matrix
from refkit.report.figure_layout import GAP, MARGIN, FigureFormat, cut, width_of

_ROUNDS = 8  # in which the two columns are put in order by each other
_PITCH = 1.6  # of a line of words
_LISTS, _WORKS = 0.26, 0.52  # what names may take of the width


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
    for _ in range(_ROUNDS):
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
