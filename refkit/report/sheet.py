"""Draws figures on a sheet by matplotlib, and gives them as SVG, PNG and PDF.

The same figure has the same bytes on every machine, whatever its user's settings are.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from refkit.report.colours import LIGHT
from refkit.report.figure_layout import GAP, LINE, MARGIN, FigureFormat, wrapped
from refkit.report.svg import Words, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

_PNG_DPI = 300  # what journals ask for
_SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same bytes on every machine
    "pdf.fonttype": 42,  # TrueType, which journals take; matplotlib's own choice is Type 3
    "svg.fonttype": "none",
    "svg.hashsalt": "refkit",
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "path.simplify": False,
}
# How matplotlib tells of a letter that the font lacks.
_LACKING = re.compile(r"Glyph (\d+) .* missing from")
_SHOWN = 20  # of such letters
_UNDATED = {"CreationDate": None, "Creator": None, "Producer": None}


class Drawing(NamedTuple):
    """A figure for a manuscript, on white: SVG as text, PNG and PDF as bytes.

    ``boxes`` are the letters that its font lacks: a box each in PNG and PDF, themselves in the SVG.
    """

    name: str
    svg: str
    png: bytes
    pdf: bytes
    boxes: str = ""

    @property
    def note(self) -> str:
        """What a person must know of its PNG and PDF; empty where there is nothing."""
        if not self.boxes:
            return ""
        shown = self.boxes[:_SHOWN] + ("..." if len(self.boxes) > _SHOWN else "")
        lacking = f"a box for each letter that their font lacks ({shown})"
        return f"PNG and PDF have {lacking}; SVG does not"


@contextmanager
def own_settings() -> Iterator[None]:
    """Draw as refkit does, without what a user set for figures of his own."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # a matplotlibrc of the user's is for other figures
        mpl.rcParams.update(_SETTINGS)
        warnings.filterwarnings("ignore", message=_LACKING.pattern, category=UserWarning)
        yield


def drawing_of(canvas: Canvas, words: Words, name: str) -> Drawing:
    """A canvas as a figure for a manuscript; it is drawn and saved under the same settings."""
    picture, page = io.BytesIO(), io.BytesIO()
    with warnings.catch_warnings(record=True) as told:
        warnings.filterwarnings("always", message=_LACKING.pattern, category=UserWarning)
        canvas.savefig(picture, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    lacking = (_LACKING.match(str(each.message)) for each in told)
    boxes = dict.fromkeys(chr(int(each[1])) for each in lacking if each)
    canvas.savefig(page, format="pdf", metadata=_UNDATED)
    svg = tidy(svg_of(canvas), words, inline=False)
    return Drawing(name, svg, picture.getvalue(), page.getvalue(), "".join(boxes))


def svg_of(canvas: Canvas) -> str:
    """A canvas as matplotlib writes it, for ``svg.tidy``."""
    text = io.StringIO()
    canvas.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


class Sheet:
    """An empty sheet whose units are points, from its upper left corner, and what it says below."""

    def __init__(self, size: tuple[float, float], format_: FigureFormat, below: str = "") -> None:
        from matplotlib.figure import Figure as Canvas

        self._place: str | None = None  # of what is drawn
        width, height = size
        self.format = format_
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
    def at(self, place: str) -> Iterator[None]:
        """What is drawn meanwhile belongs to a place, by its name, which is a link."""
        self._place = place
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

    def write_lines(
        self, middle: tuple[float, float], lines: Sequence[str], ha: str = "left"
    ) -> None:
        """Lines of a text, about a middle."""
        x, y = middle
        pitch = LINE * self.format.size
        for number, line in enumerate(lines):
            at = (x, y + pitch * (number - (len(lines) - 1) / 2))
            self.write(at, line, ha=ha)

    def box(
        self, at: tuple[float, float], size: tuple[float, float], fill: str, **how: object
    ) -> None:
        """A filled box, or with no colour its edge alone."""
        from matplotlib.patches import Rectangle

        usual = {
            "facecolor": LIGHT[fill] if fill else "none",
            "edgecolor": "none" if fill else LIGHT["rule"],
            "linewidth": 0.5,
        }
        # As an artist: what a patch does to the limits of axes takes half of all time, for nothing.
        made: Callable[..., Any] = Rectangle
        self.axes.add_artist(made(at, *size, clip_on=False, url=self._place, **{**usual, **how}))

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
