"""The page's colours, in a light and in a dark ground.

One hue (blue) from pale to strong, which people of any colour vision tell apart by its lightness;
every cell also has its number. Words keep the 4.5 to 1 of WCAG 2.2 (1.4.3) on what they stand on,
bars and edges the 3 to 1 of 1.4.11; tests/report/test_colours.py measures both.
"""

from __future__ import annotations

LIGHT = {
    "ground": "#ffffff",
    "ink": "#1b1f24",
    "quiet": "#59616b",
    "rule": "#d5d9de",
    "edge": "#7a828c",
    "link": "#0b57a4",
    "mark": "#ffe9a8",
    "alarm": "#a1160c",
    "bar": "#2f6fae",
    "cell1": "#e3eefa",
    "cell2": "#bcd8f1",
    "cell3": "#8cbce6",
    "cell4": "#2e70b1",
    "cell5": "#164f8d",
    "weak": "#1b1f25",  # words on cells 1 to 3
    "strong": "#fffffe",  # words on cells 4 and 5
}
"""By name; no two alike, for a drawing in these is given the page's colours by its values."""

DARK = {
    "ground": "#15181c",
    "ink": "#e6e8eb",
    "quiet": "#a6aeb8",
    "rule": "#3a4149",
    "edge": "#7a838d",
    "link": "#8ec2ff",
    "mark": "#5a4a12",
    "alarm": "#ff9d92",
    "bar": "#6fb1ec",
    "cell1": "#1d2b3a",
    "cell2": "#213f5e",
    "cell3": "#265583",
    "cell4": "#7fb8ee",
    "cell5": "#b5d8fa",
    "weak": "#f2f4f6",
    "strong": "#0c1116",
}

CELLS = 5
"""How many strengths a cell can have."""


def css(colours: dict[str, str]) -> str:
    """The colours as CSS custom properties."""
    return " ".join(f"--{name}: {value};" for name, value in colours.items())
