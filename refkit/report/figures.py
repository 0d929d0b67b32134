"""The figures, drawn by matplotlib: as SVG for the page, as SVG, PDF and PNG for a manuscript.

A figure is laid out in points and fills its width; words keep their size. Every number that it
shows is written in it. Colours go by the numbers that are news: not by those of works without a
label, nor by a review beside itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from refkit.extras import require
from refkit.report.colours import CELLS, LIGHT
from refkit.report.counts import ALL, NO_YEAR, Axis, Matrix
from refkit.report.figure_layout import (
    GAP,
    LEAN,
    LINE,
    MARGIN,
    PAGE,
    PHONE,
    FigureFormat,
    drawn_rows,
    grid_of,
    lines_of_names,
    network_of,
    print_format,
    width_of,
)
from refkit.report.sheet import Drawing, Sheet, drawing_of, own_settings, svg_of
from refkit.report.svg import Words, tidy
from refkit.report.year_layout import YearBar, YearChart, YearRow, year_chart
from refkit.text.plural import count_noun

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

_WIDEST_BAR = 22.0
_MANY_SEEDS = 3  # two may share a work by chance


def page_svg(matrix: Matrix, *, phone: bool = False, linked: bool = False) -> str:
    """A figure to stand in the page, in the page's colours, with its text alternative.

    On a ``phone`` it is as wide as its columns need and not wider. Where it is ``linked``, each
    cell with works is a link whose address is its ``place_of``, for ``svg.with_links``.
    """
    format_ = PHONE if phone else PAGE
    words = words_of(matrix, format_)
    if phone:
        words = words._replace(name=f"{words.name}-phone")
    with _drawn(matrix, format_, linked=linked) as canvas:
        return tidy(svg_of(canvas), words, inline=True, links=_links(matrix) if linked else {})


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
    if matrix.kind is Axis.YEARS:
        return year_chart(matrix, PHONE).width > PHONE.width
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
    format_ = print_format(millimetres)
    with _drawn(matrix, format_) as canvas:
        return drawing_of(canvas, words_of(matrix, format_), f"{matrix.name}-{millimetres:g}mm")


def words_of(matrix: Matrix, format_: FigureFormat = PAGE) -> Words:
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
    there = len(matrix.rows), len(matrix.columns)
    size = f"{matrix.works} works; {there[0]} rows, {there[1]} columns."
    if (drawn := _drawn_size(matrix, format_)) != there:
        size = f"{size[:-1]}, of which {drawn[0]} and {drawn[1]} are drawn."
    most = f" The highest number is {peak[0]}: {peak[1]}, {peak[2]}." if peak[0] else ""
    return Words(matrix.name, f"{matrix.title}: numbers of works", size + most)


def _drawn_size(matrix: Matrix, format_: FigureFormat) -> tuple[int, int]:
    """How many rows and columns of a matrix are drawn."""
    if matrix.kind is Axis.YEARS:
        return len(drawn_rows(matrix)), len(matrix.columns)
    grid = grid_of(matrix, format_)
    return len(grid.rows), len(grid.columns)


def _words_of_network(matrix: Matrix) -> Words:
    lines = sum(map(sum, matrix.counts))
    size = f"{len(matrix.columns)} seeds, {len(matrix.rows)} works and {lines} lines between them."
    most = f" In the most lists, {matrix.row_totals[0]}: {matrix.rows[0]}."
    return Words(matrix.name, f"{matrix.title}: a network", size + most)


def caption(matrix: Matrix, format_: FigureFormat = PAGE) -> str:
    """What is counted in a figure, how it is coloured, and what is not drawn, in sentences."""
    if matrix.kind is Axis.NETWORK:
        return (
            "A line is a work in a seed's list. On the left the seeds, each with the number of "
            "works here that it has; on the right the works that two or more seeds have, or that "
            "are seeds themselves, each with the number of its seeds; blue from three on. "
            f"{_names_cut(matrix, format_)}"
        ).rstrip()
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
    told = (counted, left_out(matrix, format_), _names_cut(matrix, format_))
    return " ".join(filter(None, told))


def _names_cut(matrix: Matrix, format_: FigureFormat) -> str:
    """How many names are not written whole, in a sentence; empty where all are."""
    count = sum(" ".join(name.split()) != written for name, written in _written(matrix, format_))
    are = "is" if count == 1 else "are"
    return f"{count_noun(count, 'names')} {are} cut where “…” stands." if count else ""


def _written(matrix: Matrix, format_: FigureFormat) -> Iterator[tuple[str, str]]:
    """The names that are drawn, each as it is and as it is written."""
    if matrix.kind is Axis.NETWORK:
        network = network_of(matrix, format_)
        for nodes, names in ((network.lists, matrix.columns), (network.works, matrix.rows)):
            yield from ((f"{each.count} · {names[each.place]}", each.name) for each in nodes)
        return
    if matrix.kind is Axis.YEARS:
        chart = year_chart(matrix, format_)
        yield from ((matrix.rows[row.place], " ".join(row.name)) for row in chart.rows)
        return
    grid = grid_of(matrix, format_)
    for place, lines in zip(grid.rows, grid.row_names, strict=True):
        yield matrix.rows[place], " ".join(lines)
    for place, name in zip(grid.columns, grid.column_names, strict=True):
        yield matrix.columns[place], name


def left_out(matrix: Matrix, format_: FigureFormat = PAGE) -> str:
    """What the figure of a matrix leaves out, in sentences; empty where nothing."""
    if matrix.kind is Axis.YEARS:
        chart = year_chart(matrix, format_)
        cut = _cut(len(matrix.rows) - len(chart.rows), 0)
        lines = (
            f"Between two lines are {chart.every} works; not every bar has its number."
            if chart.every
            else ""
        )
        return f"{cut} {lines}".strip()
    if not _has_grid(matrix):
        return ""
    grid = grid_of(matrix, format_)
    columns = len(matrix.columns) - len(grid.columns)
    rows = len(drawn_rows(matrix))
    cut = _cut(len(matrix.rows) - rows, columns)
    if not columns:
        return cut
    if not (empty := rows - len(grid.rows)):
        return f"{cut} Rows may have works there, too."
    nor = f"Nor {'is' if empty == 1 else 'are'} {count_noun(empty, 'rows')}"
    return f"{cut} {nor} whose works are all there; others may have some there, too."


def _cut(rows: int, columns: int) -> str:
    parts = [
        count_noun(count, f"more {word}")
        for count, word in ((rows, "rows"), (columns, "columns"))
        if count
    ]
    are = "is" if rows + columns == 1 else "are"
    return f"{' and '.join(parts)} with fewer works {are} not drawn." if parts else ""


@contextmanager
def _drawn(matrix: Matrix, format_: FigureFormat, *, linked: bool = False) -> Iterator[Canvas]:
    with own_settings():
        draw = {Axis.YEARS: _draw_years, Axis.NETWORK: _draw_network}.get(matrix.kind, _draw_cells)
        yield draw(matrix, format_, linked)


def _sheet(size: tuple[float, float], matrix: Matrix, format_: FigureFormat) -> Sheet:
    """A sheet that says below what is counted, where it stands by itself."""
    return Sheet(size, format_, caption(matrix, format_) if format_.is_print else "")


def _cell_at(sheet: Sheet, linked: bool, row: int, column: int) -> AbstractContextManager[None]:
    """What is drawn meanwhile belongs to a cell, and leads to its works where it is linked."""
    return sheet.at(place_of(row, column)) if linked else nullcontext()


def _draw_network(matrix: Matrix, format_: FigureFormat, linked: bool) -> Canvas:
    network = network_of(matrix, format_)
    sheet = _sheet((format_.width, network.height), matrix, format_)
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


def _draw_cells(matrix: Matrix, format_: FigureFormat, linked: bool) -> Canvas:
    grid = grid_of(matrix, format_)
    sheet = _sheet((grid.width, grid.bottom + MARGIN), matrix, format_)
    heading = MARGIN + format_.size / 2
    sheet.write((grid.left, heading), matrix.across, weight="bold")
    over_rows = (grid.left - GAP, grid.top - 0.8 * format_.size)
    sheet.write(over_rows, matrix.down, ha="right", weight="bold")
    for place, lines in enumerate(grid.row_names):
        sheet.write_lines((grid.left - GAP, grid.top + grid.row * (place + 0.5)), lines, ha="right")
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
            with _cell_at(sheet, linked, row, column):
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
    sheet: Sheet,
    corner: tuple[float, float],
    size: tuple[float, float],
    shown: tuple[int, str],
) -> None:
    (x, y), (width, height), (count, shade) = corner, size, shown
    sheet.box((x + 0.75, y + 0.75), (width - 1.5, height - 1.5), shade)
    if count:
        colour = "ink" if not shade else "weak" if int(shade[-1]) <= 3 else "strong"
        sheet.write((x + width / 2, y + height / 2), str(count), colour, ha="center")


def _draw_years(matrix: Matrix, format_: FigureFormat, linked: bool) -> Canvas:
    size = format_.size
    chart = year_chart(matrix, format_)
    sheet = _sheet((chart.width, chart.ground + 4 * size), matrix, format_)
    left, columns = chart.left, {year: column for column, year in enumerate(matrix.columns)}
    sheet.write((left - GAP, MARGIN + size / 2), matrix.down, ha="right", weight="bold")
    sheet.write((left, MARGIN + size / 2), "Works a year", weight="bold")
    span = (left, left + chart.step * len(chart.years))
    for row in chart.rows:
        _draw_measure(sheet, chart, row, span)
        lowest = row.ground - 0.55 * size - (len(row.name) - 1) * LINE * size / 2
        sheet.write_lines((left - GAP, lowest), row.name, ha="right")
        sheet.axes.plot(span, (row.ground, row.ground), color=LIGHT["edge"], linewidth=0.6)
        for bar in row.bars:
            with _cell_at(sheet, linked, row.place, columns[bar.year]):
                _bar(sheet, bar, row.ground, chart)
    _write_years(sheet, chart.years, (left, chart.ground + size), chart.step)
    middle = left + chart.step * len(chart.years) / 2
    sheet.write((middle, chart.ground + 2.8 * size), matrix.across, ha="center", weight="bold")
    return sheet.canvas


def _draw_measure(sheet: Sheet, chart: YearChart, row: YearRow, span: tuple[float, float]) -> None:
    """The lines that say how high a bar is, each with its number where the row's name has room."""
    small = sheet.format.small
    name = row.ground - lines_of_names(row.name, sheet.format.size) - 0.6 * small
    for works, y in chart.lines(row):
        sheet.axes.plot(span, (y, y), color=LIGHT["rule"], linewidth=0.4, zorder=0)
        if y < name:
            at = (span[0] - GAP / 2, y)
            sheet.write(at, str(works), "quiet", ha="right", fontsize=small)


def _bar(sheet: Sheet, bar: YearBar, ground: float, chart: YearChart) -> None:
    width, height = min(chart.step * 0.76, _WIDEST_BAR), chart.unit * bar.count
    sheet.box((bar.x + (chart.step - width) / 2, ground - height), (width, height), "bar")
    small = sheet.format.small
    across = bar.x + chart.step / 2
    if bar.is_upright:
        at = (across, ground - height - 2)
        how = {"ha": "center", "va": "bottom", "fontsize": small, "rotation": 90}
        sheet.write(at, str(bar.count), "quiet", **how)
    elif bar.is_written:
        at = (across, ground - height - 0.6 * small)
        sheet.write(at, str(bar.count), "quiet", ha="center", fontsize=small)


def _write_years(
    sheet: Sheet, years: Sequence[str], corner: tuple[float, float], step: float
) -> None:
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
