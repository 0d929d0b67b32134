"""How the bars of works by year are laid out: a row for each label, one measure for all of them.

A number stands over each bar where there is room for all. Where years are many and narrow, numbers
stand where one fits, that of the highest bar of a row always, and lines tell the measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from refkit.report.counts import NO_YEAR, Matrix
from refkit.report.figure_layout import (
    MARGIN,
    FigureFormat,
    drawn_rows,
    lines_of_names,
    row_labels,
    width_of,
)

_HIGHEST, _A_WORK = 80.0, 5.0  # points that the highest bar takes, and one work takes at most
_SCALES = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
_APART = 14.0  # points between two lines of the measure, at least
_UPRIGHT, _ROOMY = 0.75, 0.9  # of the size of a number: what one takes that stands upright
_SPANS = 200  # years: what is further apart is a library's mistake (25, 20235)


@dataclass(frozen=True, slots=True)
class YearBar:
    """The works of a year in a row: where it begins, how many they are, and how that is written."""

    year: str
    x: float
    count: int
    is_written: bool = True
    is_upright: bool = False


@dataclass(frozen=True, slots=True)
class YearRow:
    """The bars of a row: its place in the matrix, its name in lines, and where they stand."""

    place: int
    name: tuple[str, ...]
    ground: float
    bars: tuple[YearBar, ...]


@dataclass(frozen=True, slots=True)
class YearChart:
    """Where everything stands: ``unit`` points a work, ``step`` points a year.

    ``every`` is how many works lie between two lines of the measure; 0 where all numbers stand.
    """

    rows: tuple[YearRow, ...]
    years: tuple[str, ...]
    left: float
    step: float
    unit: float
    every: int
    width: float
    ground: float

    def lines(self, row: YearRow) -> Iterator[tuple[int, float]]:
        """The lines of the measure that a row has room for: works, and where it runs."""
        peak = max((bar.count for bar in row.bars), default=0)
        for works in range(self.every, peak + 1, self.every) if self.every else ():
            yield works, row.ground - self.unit * works


def year_chart(matrix: Matrix, format_: FigureFormat) -> YearChart:
    """The layout of works by year; on a phone it is as wide as its numbers need."""
    size, small = format_.size, format_.small
    places = drawn_rows(matrix)
    names, left = row_labels(matrix, places, format_)
    years = _years(matrix)
    last = width_of(years[-1], small) / 2 if years else 0
    width = format_.width
    if format_.grows:
        width = max(width, left + _ROOMY * small * len(years) + MARGIN + last)
    step = (width - left - MARGIN - last) / max(len(years), 1)
    unit = _unit(matrix)
    ground = MARGIN + 1.5 * size
    rows = []
    for place, name in zip(places, names, strict=True):
        counts = dict(zip(matrix.columns, matrix.counts[place], strict=True))
        bars = _bars(years, counts, (left, step, unit), small)
        ground += max(_height(bars, unit, format_), lines_of_names(name, size) + 0.6 * size)
        rows.append(YearRow(place, name, ground, bars))
    all_ = all(bar.is_written for row in rows for bar in row.bars)
    every = 0 if all_ else next((n for n in _SCALES if n * unit >= _APART), _SCALES[-1])
    return YearChart(tuple(rows), tuple(years), left, step, unit, every, width, ground)


def _unit(matrix: Matrix) -> float:
    """Points for one work: one measure for all bars of a figure, so that they can be compared."""
    peak = max((max(counts, default=0) for counts in matrix.counts), default=1)
    return min(_A_WORK, _HIGHEST / max(peak, 1))


def _height(bars: Sequence[YearBar], unit: float, format_: FigureFormat) -> float:
    """What a row takes: its highest bar, and the number over each."""
    peak = max((bar.count for bar in bars), default=0)
    upright = max(
        (unit * bar.count + width_of(str(bar.count), format_.small) + 4
         for bar in bars if bar.is_upright), default=0,
    )  # fmt: skip
    return max(1.8 * format_.size + unit * peak, upright)


def _bars(
    years: Sequence[str], counts: Mapping[str, int], place: tuple[float, float, float], small: float
) -> tuple[YearBar, ...]:
    left, step, unit = place
    bars = [
        YearBar(year, left + step * across, count)
        for across, year in enumerate(years)
        if (count := counts.get(year, 0))
    ]
    if step >= _UPRIGHT * small:
        # Upright a number takes no more than the height of a figure.
        return tuple(
            replace(bar, is_upright=step < width_of(str(bar.count), small) + 1) for bar in bars
        )
    written = _with_room(bars, step, unit, small)
    return tuple(replace(bar, is_written=bar.year in written) for bar in bars)


def _with_room(bars: Sequence[YearBar], step: float, unit: float, small: float) -> set[str]:
    """The years whose number fits over its bar: the highest bars first, then what is left free."""
    written: list[YearBar] = []
    for bar in sorted(bars, key=lambda each: -each.count):
        half = width_of(str(bar.count), small) / 2 + 1
        beside = (each for each in bars if abs(each.x - bar.x) < half + step / 2)
        free = all(
            abs(each.x - bar.x) >= half + width_of(str(each.count), small) / 2
            or unit * (each.count - bar.count) > 1.1 * small
            for each in written
        )
        if free and all(each.count <= bar.count for each in beside):
            written.append(bar)
    return {bar.year for bar in written}


def _years(matrix: Matrix) -> list[str]:
    """Every year from the first to the last, those without a work too, and none at the end."""
    known = [int(year) for year in matrix.columns if year != NO_YEAR]
    # Such a year would make a figure of thousands of columns.
    if not known or max(known) - min(known) > _SPANS:
        return list(matrix.columns)
    # A place is left free before what is no year.
    without = ["", NO_YEAR] if NO_YEAR in matrix.columns else []
    return [*(str(year) for year in range(min(known), max(known) + 1)), *without]
