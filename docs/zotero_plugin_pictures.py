"""Take the pictures of the plug-in: ``python docs/zotero_plugin_pictures.py docs/figures``.

The windows are the plug-in's own and what they show is what refkit said, in Debian's Chromium. The
colours under Zotero's names and what opens the windows are the tests' stand-in, not Zotero. It
needs the extra ``test``, and what tests/consumers/node/install.sh installs.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from consumers.javascript import modules  # noqa: E402
from report.browser import chromium  # noqa: E402
from zotero_plugin.asking import explained, references  # noqa: E402
from zotero_plugin.serving import Windows, windows  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COLOURS = 96
TITLE = "Anti-CD19 CAR-T cells in a patient with refractory systemic lupus erythematosus"


def shot(
    browser: Browser, address: str, size: tuple[int, int], ready: str, scheme: Any
) -> Image.Image:
    """A window, when what is awaited is there."""
    viewport: Any = {"width": size[0], "height": size[1]}
    tab = browser.new_page(viewport=viewport, color_scheme=scheme)
    tab.goto(address)
    tab.wait_for_selector(ready)
    tab.wait_for_timeout(500)  # a word that comes late would be missing from the picture
    return Image.open(BytesIO(tab.screenshot()))


def beside(shots: list[Image.Image]) -> Image.Image:
    """Pictures of one height side by side."""
    whole = Image.new("RGB", (sum(each.width for each in shots), shots[0].height))
    left = 0
    for each in shots:
        whole.paste(each, (left, 0))
        left += each.width
    return whole


def draw(browser: Browser, held: Windows) -> dict[str, Image.Image]:
    """Each picture by the name of its file."""
    fetch = held.address("content/task.html", want="references", events="/events/references.jsonl")
    section = held.address("shim/section.html", events="/events/explained.jsonl")
    setup = held.address("content/setup.html", want="missing")
    ready = "#go:not([disabled])"
    both = ("light", "dark")
    return {
        "fetch": beside([shot(browser, fetch, (820, 620), ready, each) for each in both]),
        "section": beside(
            [shot(browser, section, (400, 460), ".label-row", each) for each in both]
        ),
        "setup": shot(browser, setup, (640, 400), "#line", "light"),
    }


def main() -> None:
    """Write the pictures into the folder that is named."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as home, windows(modules()) as held, chromium() as browser:
        held.keep("references", references(Path(home)))
        held.keep("explained", explained(Path(home), TITLE))
        for name, picture in draw(browser, held).items():
            picture.quantize(COLOURS).save(folder / f"zotero-plugin-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
