"""Take the picture of the report: ``python docs/report_picture.py docs/figures/report.png``.

A headless Chromium opens the report of the review that ships, once in light and once in dark with a
label chosen; the two stand side by side. It needs the extra ``test`` and Debian's Chromium.
"""

from __future__ import annotations

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from report.browser import chromium  # noqa: E402

import refkit  # noqa: E402

WIDTH, HEIGHT = 840, 1230  # of each half, in pixels
COLOURS = 64  # enough for a page of text, at a third of the bytes
REVIEW = "10.1038/s41584-025-01343-5"


def page(folder: Path) -> Path:
    """The report of the first review, in a file."""
    os.environ |= {f"REFKIT_{name}": str(folder / name) for name in ("CACHE", "DATA", "CONFIG")}
    bibliography = refkit.fetch(REVIEW, offline=True)
    file = folder / "report.html"
    file.write_text(refkit.report_page(bibliography), encoding="utf-8")
    return file


def halves(file: Path) -> list[Image.Image]:
    """The page's beginning in light, and its table in dark."""
    shots = []
    with chromium() as browser:
        for scheme in ("light", "dark"):
            size = {"width": WIDTH, "height": HEIGHT}
            tab = browser.new_page(viewport=size, color_scheme=scheme)
            tab.goto(file.as_uri())
            if scheme == "dark":
                tab.locator("details.group summary").first.click()
                tab.locator("details.group input").first.check()
                tab.evaluate("document.querySelector('#table').scrollIntoView()")
            shots.append(Image.open(BytesIO(tab.screenshot())))
    return shots


def main() -> None:
    """Write the picture to the file that is named."""
    with tempfile.TemporaryDirectory() as folder:
        shots = halves(page(Path(folder)))
    whole = Image.new("RGB", (2 * WIDTH, HEIGHT))
    for place, shot in enumerate(shots):
        whole.paste(shot, (place * WIDTH, 0))
    whole.quantize(COLOURS).save(sys.argv[1], optimize=True)


if __name__ == "__main__":
    main()
