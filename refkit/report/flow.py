"""A flow diagram: what came in at the top, what went out at the side, what is left below.

It is drawn as PRISMA 2020's template has it, in its words (Page et al., BMJ 2021;372:n71): a column
for each way in which records were identified, a box aside for what is left out, phases at the left.
What a person has to fill in is a blank, in a box with a dashed edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from refkit.extras import require
from refkit.report.colours import LIGHT
from refkit.report.figure_layout import GAP, MARGIN, cut, print_format, width_of, wrapped
from refkit.report.labels import safe_text
from refkit.report.sheet import Drawing, Sheet, drawing_of, own_settings
from refkit.report.svg import Words, with_dark

BLANK = "____"
"""What stands for a number that is a person's to write."""
_WIDTHS = {1: 120, 2: 180}  # millimetres, by the number of columns
_BAND, _PAD, _BETWEEN = 14.0, 5.0, 14.0  # the phases at the left, within a box, between two
_INDENT = 8.0
_HEAD = 4.0  # of an arrow
_BOLD = 1.15  # how much wider than others bold words are


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A line of a box: its words and its number, None for one that a person fills in.

    ``is_part`` is of one of the parts of the line above.
    """

    words: str
    count: int | None = None
    is_part: bool = False
    is_heading: bool = False

    @property
    def number(self) -> str:
        """``(n = 12)``; empty for a heading."""
        return "" if self.is_heading else f"(n = {BLANK if self.count is None else self.count})"

    def __str__(self) -> str:
        return f"{self.words} {self.number}".strip()


FlowBox = tuple[FlowLine, ...]


class FlowStep(NamedTuple):
    """A row of a column: the box, and the one aside for what is left out there."""

    phase: str
    box: FlowBox
    aside: FlowBox = ()


class FlowArm(NamedTuple):
    """A way in which records were identified: its heading, and its steps downwards."""

    heading: str
    steps: tuple[FlowStep, ...]


class Flow(NamedTuple):
    """A flow diagram. All arms have the same steps; ``last`` is the step where they meet."""

    words: Words
    arms: tuple[FlowArm, ...]
    last: FlowStep
    below: str = ""


def flow_drawing(flow: Flow) -> Drawing:
    """Draw a flow: SVG in the colours of a light or a dark ground, PNG and PDF on white.

    Raises InputError where matplotlib is not installed.
    """
    require("a figure", "report", "matplotlib")
    with own_settings():
        sheet = _drawn(flow)
        made = drawing_of(sheet.canvas, Words(*map(safe_text, flow.words)), flow.words.name)
    return made._replace(svg=with_dark(made.svg))


class _Box(NamedTuple):
    """A box with its lines as they are written, and where it stands."""

    lines: tuple[tuple[FlowLine, tuple[str, ...]], ...]
    left: float
    width: float
    height: float
    is_blank: bool


class _Layout:
    """Where the boxes of a flow stand, in points."""

    def __init__(self, flow: Flow) -> None:
        self.format = print_format(_WIDTHS[len(flow.arms)])
        self.line = 1.3 * self.format.size
        columns = 2 * len(flow.arms)
        self.left = MARGIN + _BAND + GAP
        room = self.format.width - self.left - MARGIN - _BETWEEN * (columns - 1)
        self.column = room / columns
        heading = (2 * self.column + _BETWEEN) / _BOLD
        self.headings = [wrapped(arm.heading, self.format.size, heading) for arm in flow.arms]
        self.rows = [
            [
                self._box(box, 2 * arm + side)
                for arm, steps in enumerate(row)
                for side, box in enumerate((steps.box, steps.aside))
            ]
            for row in zip(*(arm.steps for arm in flow.arms), strict=True)
        ]
        whole = self.column * (columns - 1) + _BETWEEN * (columns - 2)
        last = self._box(flow.last.box, 0, whole)
        phase = _BOLD * width_of(flow.last.phase, self.format.small) + GAP  # it stands upright
        self.last = last._replace(height=max(last.height, phase))
        self.top = MARGIN + self.line * max(map(len, self.headings)) + GAP

    def height(self, row: Sequence[_Box]) -> float:
        """As tall as the tallest box of a row."""
        return max(box.height for box in row)

    def _box(self, lines: FlowBox, column: int, width: float = 0) -> _Box:
        width = width or self.column
        written = tuple((line, tuple(self._written(line, width))) for line in lines)
        height = 2 * _PAD + self.line * sum(len(texts) for _, texts in written) if lines else 0
        is_blank = all(line.count is None for line in lines)
        left = self.left + column * (self.column + _BETWEEN)
        return _Box(written, left, width, height, is_blank)

    def _written(self, line: FlowLine, width: float) -> Iterator[str]:
        """A line in lines that fit; its number stays whole."""
        size = self.format.size
        most = width - 2 * _PAD - _INDENT * line.is_part
        most /= _BOLD if line.is_heading else 1
        words = " ".join(cut(word, size, most) for word in safe_text(line.words).split())
        texts = wrapped(words, size, most)
        if line.number and texts and width_of(f"{texts[-1]} {line.number}", size) <= most:
            texts[-1] += f" {line.number}"
        elif line.number:
            texts.append(line.number)
        return iter(texts)


def _drawn(flow: Flow) -> Sheet:
    layout = _Layout(flow)
    tops, at = [], layout.top
    for row in layout.rows:
        tops.append(at)
        at += layout.height(row) + _BETWEEN
    sheet = Sheet(
        (layout.format.width, at + layout.last.height + MARGIN), layout.format, flow.below
    )
    _write_headings(sheet, layout)
    for row, top in zip(layout.rows, tops, strict=True):
        for box in row:
            _draw_box(sheet, layout, box, top)
        for main, aside in zip(row[::2], row[1::2], strict=True):
            if aside.lines:
                y = top + min(main.height, aside.height) / 2
                _arrow(sheet, (main.left + main.width, y), (aside.left, y))
    for row, top, below in zip(layout.rows, tops, [*tops[1:], at], strict=True):
        for main in row[::2]:
            x = main.left + main.width / 2
            _arrow(sheet, (x, top + main.height), (x, below))
    _draw_box(sheet, layout, layout.last, at)
    spans = [
        (step.phase, top, top + layout.height(row))
        for step, row, top in zip(flow.arms[0].steps, layout.rows, tops, strict=True)
    ]
    _draw_phases(sheet, [*spans, (flow.last.phase, at, at + layout.last.height)])
    return sheet


def _write_headings(sheet: Sheet, layout: _Layout) -> None:
    for arm, lines in enumerate(layout.headings):
        left = layout.left + 2 * arm * (layout.column + _BETWEEN)
        for place, text in enumerate(lines):
            y = MARGIN + layout.line * (place + 0.5)
            sheet.write((left, y), text, weight="bold")


def _draw_phases(sheet: Sheet, spans: Sequence[tuple[str, float, float]]) -> None:
    """The phases beside the rows that belong to them."""
    for phase in dict.fromkeys(phase for phase, _, _ in spans):
        own = [(top, bottom) for each, top, bottom in spans if each == phase]
        top, bottom = own[0][0], own[-1][1]
        sheet.box((MARGIN, top), (_BAND, bottom - top), "cell2")
        middle = (MARGIN + _BAND / 2, (top + bottom) / 2)
        sheet.write(
            middle, phase, "weak", ha="center", va="center", rotation=90, weight="bold",
            fontsize=sheet.format.small,
        )  # fmt: skip


def _draw_box(sheet: Sheet, layout: _Layout, box: _Box, top: float) -> None:
    if not box.lines:
        return
    edge = LIGHT["edge"]
    dashes = {"linestyle": (0, (3, 2))} if box.is_blank else {}
    sheet.box((box.left, top), (box.width, box.height), "", edgecolor=edge, linewidth=0.8, **dashes)
    y = top + _PAD + layout.line / 2
    for line, texts in box.lines:
        for text in texts:
            colour = "quiet" if line.count is None and not line.is_heading else "ink"
            x = box.left + _PAD + _INDENT * line.is_part
            sheet.write((x, y), text, colour, weight="bold" if line.is_heading else "normal")
            y += layout.line


def _arrow(sheet: Sheet, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A straight arrow to the right or downwards."""
    from matplotlib.patches import Polygon

    sheet.axes.plot(
        (start[0], end[0]), (start[1], end[1]), color=LIGHT["edge"], linewidth=0.8, clip_on=False
    )
    (x, y), half = end, _HEAD / 2
    is_down = start[0] == end[0]
    foot = [(x - half, y - _HEAD), (x + half, y - _HEAD)] if is_down else [
        (x - _HEAD, y - half), (x - _HEAD, y + half)
    ]  # fmt: skip
    sheet.axes.add_artist(
        Polygon([end, *foot], facecolor=LIGHT["edge"], edgecolor="none", clip_on=False)
    )
