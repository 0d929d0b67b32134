"""Draw the house of refkit: ``python docs/house.py > docs/figures/house.svg``.

Floors, and who may use the network, are read from ``tests/test_architecture.py``, which holds the
code to them; a test holds the picture to this program.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEFT, ROW, BOX, GAP, SIGN = 34, 46, 30, 8, 7.4  # in pixels; SIGN is the width of a letter
WIDTH = 780


def draw(floors: list[set[str]], on_the_net: set[str]) -> str:
    """The floors as SVG, the highest on top; ``on_the_net`` are the rooms that may use it."""
    height = ROW * len(floors) + 44
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">',
        "<title>The floors of refkit</title>",
        f"<desc>From the top: {'; '.join(', '.join(sorted(each)) for each in reversed(floors))}."
        f" The network is used by {', '.join(sorted(on_the_net))}.</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<path d="M14 12V{ROW * len(floors) - 4}" stroke="#555"/>',
        f'<path d="M9 {ROW * len(floors) - 12}l5 8 5-8z" fill="#555"/>',
    ]
    for number, rooms in enumerate(reversed(floors)):
        lines += _floor(sorted(rooms), number * ROW + 8, on_the_net)
    lines.append(
        f'<text x="{LEFT}" y="{height - 14}" fill="#333">A room may import those of lower floors,'
        " none beside it. Blue: uses the network.</text>"
    )
    return "\n".join([*lines, "</svg>\n"])


def _floor(rooms: list[str], top: int, on_the_net: set[str]) -> Iterator[str]:
    left = LEFT
    for room in rooms:
        width = round(len(room) * SIGN + 20)
        fill, edge = ("#dcebfb", "#1f6fb2") if room in on_the_net else ("#f4f4f4", "#888")
        yield (
            f'<rect x="{left}" y="{top}" width="{width}" height="{BOX}" rx="4" fill="{fill}"'
            f' stroke="{edge}"/><text x="{left + width / 2}" y="{top + 19}" text-anchor="middle"'
            f' fill="#111">{room}</text>'
        )
        left += width + GAP


def main() -> None:
    """Print the picture."""
    house = runpy.run_path(str(HERE.parent / "tests" / "test_architecture.py"))
    names = [name for name, _ in house["modules"]()]
    asking = {name.split(".")[0] for name in names if house["MAY_USE_NET"].fullmatch(name)}
    sys.stdout.write(draw(house["FLOORS"], asking | {"http"}))


if __name__ == "__main__":
    main()
