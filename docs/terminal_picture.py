"""Draw the terminal of the README: ``python docs/terminal_picture.py > docs/figures/terminal.svg``.

The command is run in a terminal, and what appears there is drawn by rich. A test holds the words of
the picture to what the command prints.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from terminal import on_a_terminal

WIDTH = 100  # in letters
FETCH = "fetch 10.1038/s41584-025-01343-5 --offline -q -o"
FILE = "review.refkit.json"
# Rich's own form but for its frame's font, which it would have a browser fetch from elsewhere.
FORM = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>A terminal</title>
<style>
.{unique_id}-matrix {{
  font: {char_height}px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def appears() -> str:
    """What stands on the terminal after the first review was fetched and is shown."""
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/{FILE}"
        mine = {f"REFKIT_{name}": f"{folder}/{name}" for name in ("CACHE", "DATA", "CONFIG")}
        on_a_terminal(*FETCH.split(), file, width=WIDTH, environment=mine)
        shown = on_a_terminal("show", file, width=WIDTH, environment=mine)
    return f"$ refkit show {FILE}\n{shown}"


def draw(printed: str) -> str:
    """The picture of a terminal on which this was printed."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(printed))
    return console.export_svg(title="refkit", theme=MONOKAI, code_format=FORM, unique_id="terminal")


if __name__ == "__main__":
    sys.stdout.write(draw(appears()))
