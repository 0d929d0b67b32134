"""In a real browser, keys that are pressed while an answer of the server is on its way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.serving import Serving
from ui.test_browser import browser, enter, open_page, path, waiting, windows

import refkit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

__all__ = ["browser", "open_page", "path"]


class OnItsWay:
    """Questions of one kind that the server is asked, held back until `go`."""

    def __init__(self, page: Page, kind: str) -> None:
        self._page = page
        self._held: list[Route] = []
        self._is_open = False
        page.route(kind, self._meet)

    def _meet(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._held.append(route)

    def wait(self, number: int = 1) -> None:
        while len(self._held) < number:
            self._page.wait_for_timeout(5)

    def go(self) -> None:
        self._is_open = True
        for route in self._held:
            route.continue_()
        self._page.wait_for_selector("#detail:not([aria-busy])", state="attached")


REFRESH = "document.dispatchEvent(new CustomEvent('refkit:refresh'))"


def test_a_step_that_is_taken_while_the_list_is_asked_for_is_taken_after_it(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, queue = tab.page, waiting(tab)
        anew = OnItsWay(page, f"http://127.0.0.1:{open_page.port}/")
        page.evaluate(REFRESH)
        anew.wait()

        page.keyboard.press("j")
        page.keyboard.press("j")
        anew.go()

        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        assert tab.focused().startswith("h2")


def test_a_list_that_is_asked_for_during_a_step_does_not_lead_back(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, queue = tab.page, waiting(tab)
        page.keyboard.press("j")
        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        step = OnItsWay(page, "**/references/*?part=entry")
        page.keyboard.press("j")
        step.wait()

        page.evaluate(REFRESH)
        step.go()

        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        assert page.get_attribute(".row.current", "data-id") == queue[1]
        page.keyboard.press("j")
        page.wait_for_selector(f'[data-entry="{queue[2]}"]')


def test_what_is_not_shown_yet_is_not_decided_and_nor_is_what_was_shown(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, queue, before = tab.page, waiting(tab), path.read_bytes()
        page.keyboard.press("j")
        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        step = OnItsWay(page, "**/references/*?part=entry")
        page.keyboard.press("j")
        step.wait()

        page.keyboard.press("n")
        step.go()

        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        assert waiting(tab) == queue
    assert path.read_bytes() == before


def test_a_decision_and_a_step_right_behind_it_lead_to_the_next(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, queue = tab.page, waiting(tab)
        page.keyboard.press("j")
        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        decision = OnItsWay(page, "**/decide/*")
        page.keyboard.press("n")
        decision.wait()
        page.keyboard.press("j")
        decision.go()

        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        assert waiting(tab) == queue[1:]
    assert refkit.load(path).account.without_doi == 1


def test_of_many_steps_only_the_last_is_asked_for(browser: Browser, open_page: Serving) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, queue = tab.page, waiting(tab)
        step = OnItsWay(page, "**/references/*?part=entry")
        page.keyboard.press("j")
        step.wait()
        tab.asked.clear()
        page.keyboard.press("j")
        page.keyboard.press("j")
        step.go()

        page.wait_for_selector(f'[data-entry="{queue[2]}"]')
        assert [url for url in tab.asked if queue[1] in url] == []
