"""A summary as a picture: labels over the years, and beside it what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from refkit.bulk.summary import Summary
from refkit.errors import InputError

FORMATS = (".svg", ".png")
_LABELS, _OTHERS = 8, 8  # the most frequent that are shown; a picture of forty shows none
_INCHES = (11.0, 4.8)


def draw(summary: Summary, path: Path) -> None:
    """Draw a summary to an .svg or .png; the same summary gives the same bytes.

    Raises InputError for another suffix, and where the file cannot be written.
    """
    if path.suffix not in FORMATS:
        raise InputError(f"{path}: unknown suffix; drawn are {', '.join(FORMATS)}")
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # A label is text even where it holds a dollar sign; ids in an SVG must not be random.
    with mpl.rc_context({"text.parse_math": False, "svg.hashsalt": "refkit"}):
        figure = Figure(figsize=_INCHES, layout="constrained")
        years, others = figure.subplots(1, 2)
        shown = [str(each.label) for each in summary.labels[:_LABELS]]
        _draw_years(years, summary, shown)
        _draw_others(others, summary, shown)
        try:
            figure.savefig(path, dpi=150, metadata=_metadata(path.suffix))
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror})") from None


def _metadata(suffix: str) -> dict[str, None]:
    return {"Date": None} if suffix == ".svg" else {"Software": None}


def _draw_years(axes: Any, summary: Summary, labels: Sequence[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    known = [each for each in summary.by_year if each.year]
    there = sorted({each.year for each in known if each.year})
    years = range(there[0], there[-1] + 1) if there else range(0)
    for label in labels:
        works = {each.year: each.works for each in known if each.label == label}
        axes.plot(years, [works.get(year, 0) for year in years], label=label, marker=".")
    axes.set_title(f"Works a year, by {summary.facet}")
    axes.set_ylabel("works")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    if labels:
        axes.legend(frameon=False, fontsize="small")


def _draw_others(axes: Any, summary: Summary, labels: Sequence[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    totals: dict[str, int] = {}
    for each in summary.by_other:
        if each.label in labels:
            name = each.other or f"no {summary.by}"
            totals[name] = totals.get(name, 0) + each.works
    names = sorted(totals, key=lambda name: (-totals[name], name))[:_OTHERS][::-1]
    left = dict.fromkeys(names, 0)
    for label in labels:
        works = {
            each.other or f"no {summary.by}": each.works
            for each in summary.by_other
            if each.label == label
        }
        widths = [works.get(name, 0) for name in names]
        axes.barh(names, widths, left=list(left.values()), label=label)
        left = {name: left[name] + works.get(name, 0) for name in names}
    axes.set_title(f"The same by {summary.by}")
    axes.set_xlabel("works (one with two labels stands in both)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
