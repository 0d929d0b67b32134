"""A headless Chromium that opens a page from disk and tells of everything that goes wrong in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consumers.programs import absent, needs_package

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The shell paints into memory; the browser itself opens a page with a window that nobody sees, which
# takes it four times as long on a busy machine.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; the test is skipped, or fails in CI, where it is not there."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        absent("chromium-headless-shell is not installed: its Debian package is named in .ci/run")
    needs_package("playwright", "jinja2", "matplotlib")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without its sandbox: a container's root cannot have one.
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], timeout=300_000
        )
        yield browser
        browser.close()


class Opened:
    """A page in a tab, with what it said on the console and what it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))

    def visible_rows(self) -> list[int]:
        """The places, in the list, of the rows that are seen, in the order in which they stand."""
        found: list[int] = self.page.evaluate(
            "[...document.querySelectorAll('#references tbody tr')].filter((row) => !row.hidden)"
            ".map((row) => Number(row.cells[0].dataset.value))"
        )
        return found

    def focused(self) -> str:
        """What has the focus: its element's name, and its text or value."""
        answer: str = self.page.evaluate(
            "`${document.activeElement.localName} "
            "${document.activeElement.textContent || document.activeElement.value}`.trim()"
        )
        return " ".join(answer.split())


@contextmanager
def opened(browser: Browser, path: Path, **how: Any) -> Iterator[Opened]:
    """Open a file in a tab of its own; ``how`` are Playwright's options of a context."""
    context = browser.new_context(**how)
    context.set_default_timeout(300_000)  # milliseconds: a busy machine is no fault of a page
    tab = Opened(context.new_page())
    tab.page.goto(path.as_uri())
    yield tab
    context.close()
