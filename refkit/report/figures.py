"""The figures, drawn by matplotlib: as SVG for the page, as SVG, PDF and PNG for a manuscript.

A figure is laid out in points and fills its width; words keep their size. Every number that it
shows is written in it. Colours go by the numbers that are news: not by those of works without a
label, nor by a review beside itself.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from refkit.extras import require
from refkit.report.colours import CELLS, LIGHT
from refkit.report.counts import ALL, NO_YEAR, Axis, Matrix
from refkit.report.figure_layout import (
    GAP,
    LEAN,
    MARGIN,
    PAGE,
    PHONE,
    Format,
    drawn_rows,
    grid_of,
    print_format,
    row_labels,
    width_of,
    wrapped,
)
from refkit.report.network_layout import network_of
from refkit.report.svg import Words, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_PNG_DPI = 300  # what journals ask for
_WIDEST_BAR = 22.0
_MANY_SEEDS = 3  # two may share a work by chance
_SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same bytes on every machine
    "pdf.fonttype": 42,  # TrueType, which journals take; matplotlib's own choice is Type 3
    "svg.fonttype": "none",
    "svg.hashsalt": "refkit",
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "path.simplify": False,
}
_UNDATED = {"CreationDate": None, "Creator": None, "Producer": None}


class Drawing(NamedTuple):
    """A figure for a manuscript, on white: SVG as text, PNG and PDF as bytes."""

    name: str
    svg: str
    png: bytes
    pdf: bytes


def page_svg(matrix: Matrix, *, phone: bool = False, linked: bool = False) -> str:
    """A figure to stand in the page, in the page's colours, with its text alternative.

    On a ``phone`` it is as wide as its columns need and not wider. Where it is ``linked``, each
    cell with works is a link whose address is its ``place_of``, for ``svg.with_links``.
    """
    words = words_of(matrix)
    if phone:
        words = words._replace(name=f"{words.name}-phone")
    with _drawn(matrix, PHONE if phone else PAGE, linked=linked) as canvas:
        return tidy(_svg(canvas), words, inline=True, links=_links(matrix) if linked else {})


def place_of(row: int, column: int) -> str:
    """The name of a cell's place, by its row and column in the matrix."""
    return f"cell-{row}-{column}"


def _links(matrix: Matrix) -> dict[str, str]:
    """What each cell with works says, in words; a network has lines and no cells."""
    if matrix.kind is Axis.NETWORK:
        return {}
    return {
        place_of(down, across): f"{count}: {row}, {column}"
        for down, row in enumerate(matrix.rows)
        for across, column in enumerate(matrix.columns)
        if (count := matrix.counts[down][across])
    }


def goes_on(matrix: Matrix) -> bool:
    """Whether a figure is wider than a phone, where it is scrolled."""
    return _has_grid(matrix) and grid_of(matrix, PHONE).width > PHONE.width


def _has_grid(matrix: Matrix) -> bool:
    return matrix.kind not in {Axis.YEARS, Axis.NETWORK}


def is_drawn(matrix: Matrix) -> bool:
    """Whether a matrix makes a figure: the works of a single year are one bar and no picture."""
    return matrix.kind is not Axis.YEARS or len(set(matrix.columns) - {NO_YEAR}) > 1


def drawing(matrix: Matrix, millimetres: float = 180) -> Drawing:
    """A figure to stand in a manuscript, so many millimetres wide: 85 is one column of a journal.

    It says below what is counted. Raises InputError where matplotlib is not installed.
    """
    require("a report", "report", "matplotlib")
    with _drawn(matrix, print_format(millimetres)) as canvas:
        picture, page = io.BytesIO(), io.BytesIO()
        canvas.savefig(picture, format="png", dpi=_PNG_DPI, metadata={"Software": None})
        canvas.savefig(page, format="pdf", metadata=_UNDATED)
        svg = tidy(_svg(canvas), words_of(matrix), inline=False)
        name = f"{matrix.name}-{millimetres:g}mm"
        return Drawing(name, svg, picture.getvalue(), page.getvalue())


def words_of(matrix: Matrix) -> Words:
    """What a figure shows, in words, for who cannot see it."""
    if matrix.kind is Axis.NETWORK:
        return _words_of_network(matrix)
    peak = max(
        (
            (count, row, column)
            for row, counts in zip(matrix.rows, matrix.counts, strict=True)
            for column, count in zip(matrix.columns, counts, strict=True)
            # All works, or one review with itself, is no news.
            if row not in (ALL, column)
        ),
        default=(0, "", ""),
    )
    size = f"{matrix.works} works; {len(matrix.rows)} rows, {len(matrix.columns)} columns."
    most = f" The highest number is {peak[0]}: {peak[1]}, {peak[2]}." if peak[0] else ""
    return Words(matrix.name, f"{matrix.title}: numbers of works", size + most)


def _words_of_network(matrix: Matrix) -> Words:
    lines = sum(map(sum, matrix.counts))
    size = f"{len(matrix.columns)} seeds, {len(matrix.rows)} works and {lines} lines between them."
    most = f" In the most lists, {matrix.row_totals[0]}: {matrix.rows[0]}."
    return Words(matrix.name, f"{matrix.title}: a network", size + most)


def caption(matrix: Matrix, format_: Format = PAGE) -> str:
    """What is counted in a figure, how it is coloured, and what is not drawn, in sentences."""
    if matrix.kind is Axis.NETWORK:
        return (
            "A line is a work in a seed's list. On the left the seeds, each with the number of "
            "works here that it has; on the right the works that two or more seeds have, or that "
            "are seeds themselves, each with the number of its seeds; blue from three on."
        )
    if matrix.kind is Axis.REVIEWS:
        counted = (
            "Numbers of works: on the diagonal, without colour, what a review cites, else what two "
            "reviews both cite."
        )
    else:
        by = " by the year that a citation shows" if matrix.kind is Axis.YEARS else ""
        several = "; a work with several labels counts at each of them" if matrix.without else ""
        counted = f"Numbers of works{by}, of {matrix.works}{several}."
    if matrix.kind is Axis.LABELS:
        counted += " Colour goes by the number; works without a label have none."
    return f"{counted} {left_out(matrix, format_)}".rstrip()


def left_out(matrix: Matrix, format_: Format = PAGE) -> str:
    """What the figure of a matrix leaves out, as a sentence; empty where nothing."""
    columns = len(matrix.columns)
    if _has_grid(matrix):
        columns = len(grid_of(matrix, format_).columns)
    parts = [
        f"{count} more {word}"
        for count, word in (
            (len(matrix.rows) - len(drawn_rows(matrix)), "rows"),
            (len(matrix.columns) - columns, "columns"),
        )
        if count
    ]
    return f"{' and '.join(parts)} with fewer works are not drawn." if parts else ""


@contextmanager
def _drawn(matrix: Matrix, format_: Format, *, linked: bool = False) -> Iterator[Canvas]:
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # a matplotlibrc of the user's is for other figures
        mpl.rcParams.update(_SETTINGS)
        # A letter that the font lacks is a box in a PNG, and itself in an SVG.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        draw = {Axis.YEARS: _draw_years, Axis.NETWORK: _draw_network}.get(matrix.kind, _draw_cells)
        yield draw(matrix, format_, linked)


def _svg(canvas: Canvas) -> str:
    text = io.StringIO()
    canvas.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


class _Sheet:
    """An empty sheet whose units are points, from its upper left corner, and what it says below."""

    def __init__(
        self, size: tuple[float, float], matrix: Matrix, format_: Format, linked: bool
    ) -> None:
        from matplotlib.figure import Figure as Canvas

        self._is_linked = linked
        self._place: str | None = None  # of what is drawn

        width, height = size
        self.format = format_
        below = caption(matrix, format_) if format_.is_print else ""
        lines = wrapped(below, format_.small, width - 2 * MARGIN)
        whole = height + (len(lines) * 1.3 * format_.small + GAP if lines else 0)
        self.canvas = Canvas(figsize=(width / 72, whole / 72), facecolor=LIGHT["ground"])
        self.axes: Axes = self.canvas.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(whole, 0)
        for number, line in enumerate(lines):
            y = height + GAP / 2 + (number + 0.5) * 1.3 * format_.small
            self.write((MARGIN, y), line, "quiet", fontsize=format_.small)

    @contextmanager
    def at(self, row: int, column: int) -> Iterator[None]:
        """What is drawn meanwhile belongs to a cell, and leads to its works where it is linked."""
        self._place = place_of(row, column) if self._is_linked else None
        yield
        self._place = None

    def write(self, at: tuple[float, float], text: str, colour: str = "ink", **how: object) -> None:
        """A text at a place."""
        write: Callable[..., object] = self.axes.text
        usual = {
            "va": "center_baseline", "clip_on": False, "fontsize": self.format.size,
            "url": self._place,
        }  # fmt: skip
        write(*at, text, color=LIGHT[colour], **{**usual, **how})

    def box(self, at: tuple[float, float], size: tuple[float, float], fill: str) -> None:
        """A filled box, or with no colour its edge alone."""
        from matplotlib.patches import Rectangle

        # As an artist: what a patch does to the limits of axes takes half of all time, for nothing.
        self.axes.add_artist(
            Rectangle(
                at,
                *size,
                facecolor=LIGHT[fill] if fill else "none",
                edgecolor="none" if fill else LIGHT["rule"],
                linewidth=0.5,
                clip_on=False,
                url=self._place,
            )
        )

    def curve(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """A line that leaves and comes level."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        middle = (start[0] + end[0]) / 2
        bent = Path(
            [start, (middle, start[1]), (middle, end[1]), end],
            [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
        )
        self.axes.add_artist(
            PathPatch(bent, fill=False, edgecolor=LIGHT[colour], linewidth=0.8, clip_on=False)
        )


def _draw_network(matrix: Matrix, format_: Format, linked: bool) -> Canvas:
    network = network_of(matrix, format_)
    sheet = _Sheet((format_.width, network.height), matrix, format_, linked)
    left, right = network.lists[0].x, network.works[0].x
    head = MARGIN + format_.size / 2
    sheet.write((left - GAP, head), matrix.across, ha="right", weight="bold")
    sheet.write((right + GAP, head), matrix.down, weight="bold")
    # What many share is drawn last, over the rest.
    for list_, work in sorted(network.lines(matrix), key=lambda each: each[1].count):
        sheet.curve((left, list_.y), (right, work.y), _strength(work.count))
    for node in network.lists:
        sheet.box((left - 2, node.y - 2), (4, 4), "ink")
        sheet.write((left - GAP, node.y), node.name, ha="right")
    for node in network.works:
        sheet.box((right - 2, node.y - 2), (4, 4), _strength(node.count))
        sheet.write((right + GAP, node.y), node.name)
    return sheet.canvas


def _strength(count: int) -> str:
    return "bar" if count >= _MANY_SEEDS else "edge"


def _draw_cells(matrix: Matrix, format_: Format, linked: bool) -> Canvas:
    grid = grid_of(matrix, format_)
    sheet = _Sheet((grid.width, grid.bottom + MARGIN), matrix, format_, linked)
    heading = MARGIN + format_.size / 2
    sheet.write((grid.left, heading), matrix.across, weight="bold")
    over_rows = (grid.left - GAP, grid.top - 0.8 * format_.size)
    sheet.write(over_rows, matrix.down, ha="right", weight="bold")
    for place, name in enumerate(grid.row_names):
        sheet.write((grid.left - GAP, grid.top + grid.row * (place + 0.5)), name, ha="right")
    for place, name in enumerate(grid.column_names):
        across = grid.left + grid.cell * (place + 0.5)
        if grid.leans:
            at = (across + format_.size / 3, grid.top - 4)
            sheet.write(at, name, va="baseline", rotation=LEAN, rotation_mode="anchor")
        else:
            sheet.write((across, grid.top - 0.8 * format_.size), name, ha="center")
    peak = _peak(matrix, grid.rows, grid.columns)
    for down, row in enumerate(grid.rows):
        for across_, column in enumerate(grid.columns):
            corner = (grid.left + grid.cell * across_, grid.top + grid.row * down)
            shade = "" if _is_no_news(matrix, row, column) else _shade(matrix, row, column, peak)
            with sheet.at(row, column):
                _cell(sheet, corner, (grid.cell, grid.row), (matrix.counts[row][column], shade))
    return sheet.canvas


def _is_no_news(matrix: Matrix, row: int, column: int) -> bool:
    """Whether a cell is of works without a label, or of a review beside itself."""
    if matrix.kind is Axis.REVIEWS:
        return row == column
    return matrix.rows[row] in matrix.without or matrix.columns[column] in matrix.without


def _peak(matrix: Matrix, rows: Sequence[int], columns: Sequence[int]) -> int:
    news = (
        matrix.counts[row][column]
        for row in rows
        for column in columns
        if not _is_no_news(matrix, row, column)
    )
    return max(news, default=0)


def _shade(matrix: Matrix, row: int, column: int, peak: int) -> str:
    count = matrix.counts[row][column]
    return f"cell{-(-CELLS * count // max(peak, CELLS))}" if count else ""


def _cell(
    sheet: _Sheet,
    corner: tuple[float, float],
    size: tuple[float, float],
    shown: tuple[int, str],
) -> None:
    (x, y), (width, height), (count, shade) = corner, size, shown
    sheet.box((x + 0.75, y + 0.75), (width - 1.5, height - 1.5), shade)
    if count:
        colour = "ink" if not shade else "weak" if int(shade[-1]) <= 3 else "strong"
        sheet.write((x + width / 2, y + height / 2), str(count), colour, ha="center")


def _draw_years(matrix: Matrix, format_: Format, linked: bool) -> Canvas:
    size, small = format_.size, format_.small
    rows = drawn_rows(matrix)
    names, left = row_labels(matrix, rows, format_)
    years = _years(matrix)
    last = width_of(years[-1], small) / 2 if years else 0
    step = (format_.width - left - MARGIN - last) / max(len(years), 1)
    unit = _unit(matrix)
    heights = [1.8 * size + unit * max(matrix.counts[place], default=0) for place in rows]
    top = MARGIN + 1.5 * size
    ground = top + sum(heights)
    sheet = _Sheet((format_.width, ground + 4 * size), matrix, format_, linked)
    columns = {year: column for column, year in enumerate(matrix.columns)}
    sheet.write((left - GAP, MARGIN + size / 2), matrix.down, ha="right", weight="bold")
    sheet.write((left, MARGIN + size / 2), "Works a year", weight="bold")
    ground = top
    for place, name, height in zip(rows, names, heights, strict=True):
        ground += height
        sheet.write((left - GAP, ground - 0.55 * size), name, ha="right")
        span = (left, left + step * len(years))
        sheet.axes.plot(span, (ground, ground), color=LIGHT["edge"], linewidth=0.6)
        counts = dict(zip(matrix.columns, matrix.counts[place], strict=True))
        for across, year in enumerate(years):
            if count := counts.get(year, 0):
                with sheet.at(place, columns[year]):
                    _bar(sheet, (left + step * across, ground), step, (unit * count, count))
    _write_years(sheet, years, (left, ground + size), step)
    middle = left + step * len(years) / 2
    sheet.write((middle, ground + 2.8 * size), matrix.across, ha="center", weight="bold")
    return sheet.canvas


def _bar(sheet: _Sheet, foot: tuple[float, float], step: float, size: tuple[float, int]) -> None:
    (x, ground), (height, count) = foot, size
    width = min(step * 0.76, _WIDEST_BAR)
    sheet.box((x + (step - width) / 2, ground - height), (width, height), "bar")
    small = sheet.format.small
    across = x + step / 2
    if step >= width_of(str(count), small) + 1:
        at = (across, ground - height - 0.6 * small)
        sheet.write(at, str(count), "quiet", ha="center", fontsize=small)
    elif step >= 0.75 * small:  # upright, it takes no more than the height of a figure
        at = (across, ground - height - 2)
        sheet.write(at, str(count), "quiet", ha="center", va="bottom", fontsize=small, rotation=90)


def _years(matrix: Matrix) -> list[str]:
    """Every year from the first to the last, those without a work too, and none at the end."""
    known = [int(year) for year in matrix.columns if year != NO_YEAR]
    # A year that a library has wrong (25, 20235) would make a figure of thousands of columns.
    if not known or max(known) - min(known) > 200:
        return list(matrix.columns)
    # A place is left free before what is no year.
    without = ["", NO_YEAR] if NO_YEAR in matrix.columns else []
    return [*(str(year) for year in range(min(known), max(known) + 1)), *without]


def _unit(matrix: Matrix) -> float:
    """Points for one work: one measure for all bars of a figure, so that they can be compared."""
    return min(5.0, 80 / max((max(counts, default=0) for counts in matrix.counts), default=1))


def _write_years(sheet: _Sheet, years: list[str], corner: tuple[float, float], step: float) -> None:
    small = sheet.format.small
    room = width_of("2025", small) + 4
    every = next((n for n in (1, 2, 5, 10, 20) if step * n >= room), 50)
    left, y = corner
    for place, year in enumerate(years):
        first_of_few = year.isdigit() and int(year) % every == 0
        if first_of_few or year == NO_YEAR or every == 1:
            # Its words are wider than a bar, and stand below the last years.
            line = 1.3 * small if year == NO_YEAR else 0
            at = (left + step * (place + 0.5), y + line)
            sheet.write(at, year, ha="center", fontsize=small)
