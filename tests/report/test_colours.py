"""The colours keep WCAG's contrast in light and dark."""

from __future__ import annotations

import pytest

from refkit.report.colours import CELLS, DARK, LIGHT

WORDS = [
    ("ink", "ground"),
    ("quiet", "ground"),
    ("link", "ground"),
    ("alarm", "ground"),
    ("ink", "mark"),
]
CELL_WORDS = [("weak" if place <= 3 else "strong", f"cell{place}") for place in range(1, CELLS + 1)]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), WORDS + CELL_WORDS)
def test_words_can_be_read(colours: dict[str, str], front: str, back: str) -> None:
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("front", ["bar", "edge"])
def test_bars_and_edges_can_be_seen(colours: dict[str, str], front: str) -> None:
    assert contrast(colours[front], colours["ground"]) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_cells_are_told_apart_by_lightness_alone(colours: dict[str, str]) -> None:
    cells = [luminance(colours[f"cell{place}"]) for place in range(1, CELLS + 1)]

    assert cells == sorted(cells, reverse=colours is LIGHT)
    assert all(
        contrast(colours[f"cell{n}"], colours[f"cell{n + 1}"]) > 1.15 for n in range(1, CELLS)
    )


def test_both_grounds_have_the_same_names_and_light_values_are_unlike() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert len(set(LIGHT.values())) == len(LIGHT)
