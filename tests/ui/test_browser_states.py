"""Every state of the page, narrow and wide, light and dark: nothing cut off, nothing that axe finds."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from consumers.javascript import modules
from consumers.programs import absent
from report.browser import Opened
from ui.states import Tour, services
from ui.test_browser import browser, windows

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

HEIGHT = 900
WIDTHS = (400, 1200, 2000)
ALL: dict[str, object] = {"resultTypes": ["violations"]}
# Of the colours alone the dark page has others; what is in a page does not change with them, nor do
# they with its width.
COLOURS = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# By axe: a wider window shows nothing else.
LOOKED_AT: tuple[tuple[int, Literal["light", "dark"], dict[str, object]], ...] = (
    (400, "light", ALL),
    (1200, "light", ALL),
    (1200, "dark", COLOURS),
)
# What is folded away is looked at too, and folded again: the tour goes on from there.
UNFOLD = "for (const each of document.querySelectorAll('details:not([open])')) each.open = each.wasFolded = true"
FOLD = "for (const each of document.querySelectorAll('details')) if (each.wasFolded) each.open = each.wasFolded = false"
CUT_OFF = """() => [...document.querySelectorAll("button, a.button, h1, h2, h3, .chip, summary, label")].filter((each) =>
    each.checkVisibility() && !each.closest(".unseen, .drawing, .wide") && !each.classList.contains("unseen") &&
    (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline" ||
     each.getBoundingClientRect().right > innerWidth + 1)).map((each) => each.outerHTML.slice(0, 200))"""
MAIN = """() => [...document.querySelectorAll("button.main, a.button.main")].filter((each) =>
    each.checkVisibility()).map((each) => each.textContent)"""


def axe_source() -> str:
    axe = modules() / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        absent("axe-core is not installed: run tests/consumers/node/install.sh")
    return axe.read_text(encoding="utf-8")


def violations(page: Page, axe: str, asked: dict[str, object]) -> list[tuple[str, str]]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe)
    found = page.evaluate("asked => axe.run(document, asked)", asked)
    assert found["passes"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]]


def test_every_state_is_whole_and_axe_finds_nothing(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    axe = axe_source()
    seen: list[str] = []
    faults: list[object] = []
    with ExitStack() as stack, windows(browser, bypass_csp=True) as context:
        tab = Opened(context.new_page())
        page = tab.page
        page.set_viewport_size({"width": 1200, "height": HEIGHT})
        tour = Tour(page, services(stack, monkeypatch), tmp_path, stack)
        for state in tour.states():
            page.wait_for_load_state()  # a style sheet can come behind what is shown
            seen.append(state)
            if len(page.evaluate(MAIN)) > 1:
                faults.append((state, page.evaluate(MAIN)))
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append((state, width, "wider than the window"))
                faults += [(state, width, each) for each in page.evaluate(CUT_OFF)]
            page.evaluate(UNFOLD)
            for width, scheme, asked in LOOKED_AT:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.emulate_media(color_scheme=scheme)
                found = violations(page, axe, asked)
                faults += [(state, width, scheme, each) for each in found]
            page.evaluate(FOLD)
            page.set_viewport_size({"width": 1200, "height": HEIGHT})
        assert page.evaluate("window.stolen") is None
    assert faults == [], json.dumps(faults, indent=1)
    assert {
        "start",
        "empty",
        "fetching",
        "fetching-done",
        "queue",
        "plan",
        "error",
        "ended",
    } <= set(seen)
