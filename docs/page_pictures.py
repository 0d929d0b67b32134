"""Take the pictures of the page: ``python docs/page_pictures.py``, into ``docs/figures``.

A headless Chromium works on the review that ships, as ``refkit ui --offline`` serves it. What is
read in the pictures is kept beside them, in ``page.json``, and a test holds the page to it: where
its words have changed, the pictures are taken anew. It needs the extra ``test`` and Debian's
Chromium.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from report.browser import chromium  # noqa: E402
from ui.serving import served  # noqa: E402

import refkit  # noqa: E402
from refkit.api.document import OpenDocument  # noqa: E402
from refkit.ui.workspace import Workspace  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIGURES = REPOSITORY / "docs" / "figures"
WORDS = FIGURES / "page.json"
REVIEW = "10.1038/s41584-025-01343-5"
SIZE = {"width": 1200, "height": 760}
COLOURS = 64  # enough for a page of text, at a third of the bytes
SCHEMES = {"list": ("light", "dark"), "figures": ("light",), "export": ("light",)}


@contextmanager
def opened(browser: Browser, folder: Path) -> Iterator[Page]:
    """The page of the first review, whose decisions are still to be made."""
    path = folder / "review.refkit.json"
    refkit.save(refkit.fetch(REVIEW, offline=True), path)
    with served(Workspace(OpenDocument.open(path), offline=True)) as server:
        context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
        context.set_default_timeout(300_000)
        page = context.new_page()
        page.goto(server.address)
        page.wait_for_selector("#look .row")
        yield page
        context.close()


def sides(page: Page) -> Iterator[str]:
    """Bring the page to each side that is shown, and name it."""
    page.click("#look .row a >> nth=1")
    stands(page, "[data-entry]")
    yield "list"
    page.click("nav >> text=Figures")
    stands(page, "figure svg")
    yield "figures"
    page.click("nav >> text=Export")
    page.click(".formats a[href$='=ris']")
    stands(page, "#chosen")
    yield "export"


def stands(page: Page, shown: str) -> None:
    """Wait until this is shown by its style sheet and its program, which can come behind it."""
    page.wait_for_selector(shown)
    page.wait_for_load_state()


def read(page: Page) -> list[str]:
    """What is read on the page, a line each."""
    text: str = page.evaluate("document.body.innerText")
    return [line.strip() for line in text.splitlines() if line.strip()]


def shot(page: Page) -> bytes:
    """A picture of the window, small."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    whole = Image.open(BytesIO(page.screenshot())).convert("RGB")
    data = BytesIO()
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(data, "PNG", optimize=True)
    return data.getvalue()


@contextmanager
def own_folders() -> Iterator[Path]:
    """A folder in which refkit keeps all that it keeps."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mine = {f"REFKIT_{each}": str(folder / each) for each in ("CACHE", "DATA", "CONFIG")}
        os.environ |= mine
        yield folder


def main() -> None:
    """Write the pictures and their words."""
    words: dict[str, list[str]] = {}
    with own_folders() as folder, chromium() as browser, opened(browser, folder) as page:
        for side in sides(page):
            words[side] = read(page)
            for scheme in SCHEMES[side]:
                page.emulate_media(color_scheme=scheme)
                (FIGURES / f"page-{side}-{scheme}.png").write_bytes(shot(page))
    WORDS.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
