"""The figures, drawn by matplotlib: as SVG for the page, as SVG and PNG for a manuscript.

A figure is laid out in points, a square a cell, so that words keep their size however many labels
there are. Every number that it shows is written in it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from refkit.extras import require
from refkit.report.colours import CELLS, LIGHT
from refkit.report.counts import ALL, NO_YEAR, Axis, Matrix
from refkit.report.svg import Words, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

# More rows and columns than these nobody reads in a figure; the page's tables have them all.
MOST_ROWS, MOST_COLUMNS, MOST_PANELS = 20, 24, 10

_SIZE = 9.0  # points
_MARGIN = 6.0
_CELL = 24.0
_ROW = 20.0
_MOST_WORD = 210.0  # points that a label may take; a longer one is cut
_PNG_DPI = 300  # what journals ask for
_SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same bytes on every machine
    "font.size": _SIZE,
    "svg.fonttype": "none",
    "svg.hashsalt": "refkit",
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "path.simplify": False,
}


class Drawing(NamedTuple):
    """A figure for a manuscript, on white: SVG as text, PNG as bytes."""

    name: str
    svg: str
    png: bytes


def page_svg(matrix: Matrix) -> str:
    """A figure to stand in the page, in the page's colours, with its text alternative."""
    with _drawn(matrix) as canvas:
        return tidy(_svg(canvas), words_of(matrix), inline=True)


def drawing(matrix: Matrix) -> Drawing:
    """A figure to stand in a manuscript; raises InputError where matplotlib is not installed."""
    require("a report", "report", "matplotlib")
    with _drawn(matrix) as canvas:
        picture = io.BytesIO()
        canvas.savefig(picture, format="png", dpi=_PNG_DPI, metadata={"Software": None})
        svg = tidy(_svg(canvas), words_of(matrix), inline=False)
        return Drawing(matrix.name, svg, picture.getvalue())


def words_of(matrix: Matrix) -> Words:
    """What a figure shows, in words, for who cannot see it."""
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
    told = f"{matrix.works} works; {len(matrix.rows)} rows, {len(matrix.columns)} columns."
    most = f" The highest number is {peak[0]}: {peak[1]}, {peak[2]}." if peak[0] else ""
    return Words(matrix.name, f"{matrix.title}: numbers of works", told + most)


def left_out(matrix: Matrix) -> str:
    """What the figure of a matrix leaves out, as a sentence; empty where nothing."""
    rows, columns = _extent(matrix)
    parts = [
        f"{count} more {word}"
        for count, word in (
            (len(matrix.rows) - len(rows), "rows"),
            (len(matrix.columns) - len(columns), "columns"),
        )
        if count
    ]
    return f"{' and '.join(parts)} with fewer works are not drawn." if parts else ""


def _extent(matrix: Matrix) -> tuple[list[int], list[int]]:
    """The places of the rows and columns that are drawn."""
    if matrix.kind is Axis.YEARS:
        return _most(matrix.rows, MOST_PANELS), list(range(len(matrix.columns)))
    return _most(matrix.rows, MOST_ROWS), _most(matrix.columns, MOST_COLUMNS)


def _most(names: tuple[str, ...], most: int) -> list[int]:
    """The first places, and the last one, which stands for the works without a label."""
    places = list(range(len(names)))
    return places if len(places) <= most else [*places[: most - 1], places[-1]]


@contextmanager
def _drawn(matrix: Matrix) -> Iterator[Canvas]:
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # a matplotlibrc of the user's is for other figures
        mpl.rcParams.update(_SETTINGS)
        # A letter that the font lacks is a box in a PNG, and itself in an SVG.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield (_draw_years if matrix.kind is Axis.YEARS else _draw_cells)(matrix)


def _svg(canvas: Canvas) -> str:
    text = io.StringIO()
    canvas.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


def _sheet(width: float, height: float) -> tuple[Canvas, Axes]:
    """An empty sheet whose units are points, from its upper left corner."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width / 72, height / 72), facecolor=LIGHT["ground"])
    sheet = canvas.add_axes((0, 0, 1, 1))
    sheet.set_axis_off()
    sheet.set_xlim(0, width)
    sheet.set_ylim(height, 0)
    return canvas, sheet


def _draw_cells(matrix: Matrix) -> Canvas:
    rows, columns = _extent(matrix)
    row_names = [_cut(matrix.rows[place]) for place in rows]
    column_names = [_cut(matrix.columns[place]) for place in columns]
    left = _MARGIN + max(map(_width, row_names), default=0) + 8
    # Column names lean by 60 degrees: they rise by 0.87 of their length, and go on by half of it.
    top = _MARGIN + 0.87 * max(map(_width, column_names), default=0) + 12
    lean = max(
        (0.5 * _width(name) - _CELL * (len(columns) - place) + _CELL / 2
         for place, name in enumerate(column_names)),
        default=0,
    )  # fmt: skip
    width = left + _CELL * len(columns) + max(lean, 0) + 2 * _MARGIN
    height = top + _ROW * len(rows) + _MARGIN
    canvas, sheet = _sheet(width, height)
    for place, name in enumerate(row_names):
        _write(sheet, left - 6, top + _ROW * (place + 0.5), name, ha="right")
    for place, name in enumerate(column_names):
        across = left + _CELL * (place + 0.5) + 3
        _write(sheet, across, top - 5, name, va="baseline", rotation=60, rotation_mode="anchor")
    peak = max((matrix.counts[row][column] for row in rows for column in columns), default=0)
    for down, row in enumerate(rows):
        for across, column in enumerate(columns):
            corner = (left + _CELL * across, top + _ROW * down)
            _cell(sheet, corner, matrix.counts[row][column], peak)
    return canvas


def _cell(sheet: Axes, corner: tuple[float, float], count: int, peak: int) -> None:
    from matplotlib.patches import Rectangle

    x, y = corner
    strength = -(-CELLS * count // max(peak, CELLS))
    sheet.add_patch(
        Rectangle(
            (x + 1, y + 1),
            _CELL - 2,
            _ROW - 2,
            facecolor=LIGHT[f"cell{strength}"] if count else "none",
            edgecolor="none" if count else LIGHT["rule"],
            linewidth=0.5,
            clip_on=False,
        )
    )
    if count:
        colour = LIGHT["weak" if strength <= 3 else "strong"]
        middle = (x + _CELL / 2, y + _ROW / 2)
        _write(sheet, *middle, str(count), colour, ha="center")


def _draw_years(matrix: Matrix) -> Canvas:
    rows, _ = _extent(matrix)
    names = [_cut(matrix.rows[place]) for place in rows]
    years = _years(matrix)
    step = max(7.0, min(_CELL, 620 / max(len(years), 1)))
    unit = _unit(matrix)
    heights = [16 + unit * max(matrix.counts[place], default=0) for place in rows]
    left = _MARGIN + max(map(_width, names), default=0) + 8
    width = left + step * len(years) + 4 * _MARGIN
    canvas, sheet = _sheet(width, _MARGIN + sum(heights) + 26)
    ground = _MARGIN
    for place, name, height in zip(rows, names, heights, strict=True):
        ground += height
        _write(sheet, left - 6, ground - 5, name, ha="right")
        sheet.plot(
            (left, left + step * len(years)), (ground, ground), color=LIGHT["edge"], linewidth=0.6
        )
        counts = dict(zip(matrix.columns, matrix.counts[place], strict=True))
        for across, year in enumerate(years):
            if count := counts.get(year, 0):
                _bar(sheet, (left + step * across, ground), step, (unit * count, count))
    _write_years(sheet, years, (left, ground + 10), step)
    return canvas


def _bar(sheet: Axes, foot: tuple[float, float], step: float, size: tuple[float, int]) -> None:
    from matplotlib.patches import Rectangle

    (x, ground), (height, count) = foot, size
    sheet.add_patch(
        Rectangle(
            (x + step * 0.12, ground - height),
            step * 0.76,
            height,
            facecolor=LIGHT["bar"],
            edgecolor="none",
            clip_on=False,
        )
    )
    if step >= 7 * len(str(count)):
        at = (x + step / 2, ground - height - 5)
        _write(sheet, *at, str(count), LIGHT["quiet"], ha="center", fontsize=7)


def _years(matrix: Matrix) -> list[str]:
    """Every year from the first to the last, those without a work too, and none at the end."""
    known = [int(year) for year in matrix.columns if year != NO_YEAR]
    # A year that a library has wrong (25, 20235) would make a figure of thousands of columns.
    if not known or max(known) - min(known) > 200:
        return list(matrix.columns)
    # Its words are wider than a year: a place is left free before them.
    without = ["", NO_YEAR] if NO_YEAR in matrix.columns else []
    return [*(str(year) for year in range(min(known), max(known) + 1)), *without]


def _unit(matrix: Matrix) -> float:
    """Points for one work: one measure for all bars of a figure, so that they can be compared."""
    return min(5.0, 80 / max((max(counts, default=0) for counts in matrix.counts), default=1))


def _write_years(sheet: Axes, years: list[str], corner: tuple[float, float], step: float) -> None:
    every = 1 if step >= 22 else 2 if step >= 13 else 5
    left, y = corner
    for place, year in enumerate(years):
        first_of_few = year.isdigit() and int(year) % every == 0
        if first_of_few or year == NO_YEAR or every == 1:
            _write(sheet, left + step * (place + 0.5), y, year, ha="center", fontsize=8)


def _write(
    sheet: Axes, x: float, y: float, text: str, colour: str = LIGHT["ink"], **how: object
) -> None:
    write: Callable[..., object] = sheet.text
    write(x, y, text, color=colour, **{"va": "center_baseline", "clip_on": False, **how})


def _width(text: str) -> float:
    """How wide a text is, in points."""
    from matplotlib.textpath import TextPath

    return float(TextPath((0, 0), text, size=_SIZE).get_extents().width) if text.strip() else 0


def _cut(text: str) -> str:
    if _width(text) <= _MOST_WORD:
        return text
    kept = text[:60]
    while _width(f"{kept}…") > _MOST_WORD:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
