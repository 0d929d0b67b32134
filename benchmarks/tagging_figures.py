"""The figures of ``docs/tagging.md``, drawn as SVG: the same scores give the same bytes.

Needs matplotlib (extra ``report``). ``tagging_page.py`` calls it; run by itself it does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from refkit.tagging.evaluation import Estimate, FacetScore, Score

# Colours of Okabe and Ito, told apart by people who see few colours; marks differ as well.
_SETS = (("#0072b2", "o"), ("#e69f00", "s"), ("#009e73", "^"), ("#cc79a7", "D"))
_STYLE: dict[str, Any] = {
    "svg.hashsalt": "refkit",  # ids are drawn by chance without it
    "svg.fonttype": "none",  # text stays text: to be searched, read aloud, and small
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#dddddd",
}
_SHIFT = 0.17  # of a row, between the sets that share it


def draw_f1(path: Path, sets: Mapping[str, Mapping[str, tuple[Estimate, Estimate]]]) -> None:
    """Micro and macro F1 of each facet with their intervals; by set of titles, then by facet."""
    facets = list(next(iter(sets.values())))
    with _drawing(path, 8, 1.6 + 0.62 * len(facets)) as figure:
        panels = figure.subplots(1, 2, sharey=True)
        for panel, axes in enumerate(panels):
            for number, (name, scores) in enumerate(sets.items()):
                shift = (number - (len(sets) - 1) / 2) * _SHIFT
                rows = [row + shift for row in range(len(facets))]
                _intervals(axes, rows, [scores[facet][panel] for facet in facets], name, number)
            axes.set_title(("micro-F1", "macro-F1")[panel])
            axes.set_xlim(-0.02, 1.02)
            axes.set_yticks(range(len(facets)), facets)
            axes.grid(visible=False, axis="y")
        panels[0].invert_yaxis()  # the first facet on top
        handles, names = panels[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", frameon=False)


def _intervals(
    axes: Any, rows: Sequence[float], figures: Sequence[Estimate], name: str, number: int
) -> None:
    colour, mark = _SETS[number % len(_SETS)]
    below = [each.value - each.low for each in figures]
    above = [each.high - each.value for each in figures]
    axes.errorbar(
        [each.value for each in figures], rows, xerr=[below, above],
        fmt=mark, color=colour, markersize=4, elinewidth=1.2, capsize=2, label=name,
    )  # fmt: skip


def draw_labels(path: Path, facet: FacetScore) -> None:
    """Precision and recall of each label of a facet, the ones of most titles first."""
    labels = sorted(facet.labels.items(), key=lambda each: (-_expected(each[1]), each[0]))
    rows = range(len(labels))
    precision, recall = ([getattr(s, of) for _, s in labels] for of in ("precision", "recall"))
    with _drawing(path, 7, 1.1 + 0.2 * len(labels)) as figure:
        axes = figure.subplots()
        axes.hlines(rows, precision, recall, color="#999999", linewidth=1)
        # Open marks, one larger: where both are the same, both are seen.
        _marks(axes, precision, _SETS[0], 8, "precision")
        _marks(axes, recall, _SETS[1], 4, "recall")
        axes.set_yticks(rows, [f"{id_} ({_expected(score)})" for id_, score in labels])
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        figure.legend(loc="outside upper center", ncols=2, frameon=False)


def _marks(axes: Any, values: Sequence[float], of: tuple[str, str], size: int, name: str) -> None:
    axes.plot(
        values, range(len(values)), of[1],
        color=of[0], markersize=size, markerfacecolor="none", label=name,
    )  # fmt: skip


def _expected(score: Score) -> int:
    return score.hits + score.missing


@contextmanager
def _drawing(path: Path, width: float, height: float) -> Iterator[Any]:
    """A figure of so many inches, written when all is drawn."""
    from matplotlib import rc_context, rcParamsDefault
    from matplotlib.figure import Figure as Drawing

    # What a person has set for other drawings shall not change these.
    with rc_context({**rcParamsDefault, **_STYLE}):
        figure = Drawing(figsize=(width, height), layout="constrained")
        yield figure
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
