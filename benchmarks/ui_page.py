"""How fast the page of `refkit ui` answers with 2,000 references, in headless Chromium.

    python benchmarks/ui_page.py            a minute; needs Chromium and Playwright
    python benchmarks/ui_page.py --smoke    60 references, to see that it runs

A keystroke in the filter is measured from the input event to the frame that shows what is left; a
decision from the press of a button to the frame in which the list stands anew, with the seconds of
processor time that this process, which serves the page, took meanwhile.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from report.browser import chromium  # noqa: E402
from report.made_up import made_up  # noqa: E402
from ui.serving import served  # noqa: E402

import refkit  # noqa: E402
from refkit.api.document import OpenDocument  # noqa: E402
from refkit.ui.workspace import Workspace  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = ("lupus", "car", "wang", "the new")
SET_UP = """() => {
    window.measured = [];
    const shown = (began, told) =>
        requestAnimationFrame(() => setTimeout(() => told(performance.now() - began)));
    addEventListener("input", () => {
        shown(performance.now(), (time) => window.measured.push(time));
    }, { capture: true });
    window.confirmed = () => new Promise((done) => {
        const began = performance.now(), version = () =>
            document.querySelector("#list")?.dataset.version;
        const before = version();
        new MutationObserver((_, watching) => {
            if (version() === before) return;
            watching.disconnect();
            shown(began, done);
        }).observe(document.body, { childList: true, subtree: true, attributes: true });
        document.querySelector("[data-key=c]").click();
    });
}"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="a short run")
    options = parser.parse_args()
    size = 60 if options.smoke else 2_000
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CACHE", "DATA", "CONFIG"):
            os.environ[f"REFKIT_{name}"] = str(Path(folder) / name.lower())
        path = Path(folder) / "review.refkit.json"
        refkit.save(made_up(size), path)
        workspace = Workspace(OpenDocument.open(path), offline=True)
        with served(workspace) as server, chromium() as browser:
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.set_default_timeout(300_000)
            page.goto(server.address)
            page.wait_for_selector("#list")
            page.evaluate(SET_UP)
            print(f"{page.locator('.row').count():,} references\n")
            print(f"{'milliseconds':<34}{'shortest':>10}{'median':>10}{'longest':>10}{'times':>8}")
            print_times("a keystroke in the filter", keystrokes(page))
            times, spent = decisions(page, 3 if options.smoke else 8)
            print_times("a label confirmed", times)
            print_times("  of it, this process", spent)


def keystrokes(page: Page) -> list[float]:
    """Type some words into the filter and take them out again, a key at a time."""
    page.click("#words")
    keys = (key for word in WORDS for key in [*word, *["Backspace"] * len(word)])
    for count, key in enumerate(islice(keys, 20), start=1):
        page.keyboard.press(key if key != " " else "Space")
        page.wait_for_function("count => window.measured.length === count", arg=count)
    found: list[float] = page.evaluate("window.measured")
    page.fill("#words", "")
    return found


def decisions(page: Page, count: int) -> tuple[list[float], list[float]]:
    """Confirm the labels of some references; how long each takes, and how long the server works."""
    times, spent = [], []
    places = page.eval_on_selector_all("#look .row", "rows => rows.map((row) => row.dataset.id)")
    for id_ in places:
        page.locator(f'.row[data-id="{id_}"] a').click()
        page.locator(f'[data-entry="{id_}"]').wait_for()
        if not page.locator("#labels li").count():
            continue
        began = time.process_time()
        times.append(page.evaluate("window.confirmed()"))
        spent.append((time.process_time() - began) * 1000)
        if len(times) == count:
            break
    return times, spent


def print_times(what: str, found: list[float]) -> None:
    """A row of the table."""
    figures = f"{min(found):>10.0f}{median(found):>10.0f}{max(found):>10.0f}{len(found):>8}"
    print(f"{what:<34}{figures}")


if __name__ == "__main__":
    main()
