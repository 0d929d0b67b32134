"""In a real browser, keys that are pressed while an answer of the server is on its way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ui.serving import Serving
from ui.test_browser import (
    TIMEOUT,
    Opened,
    browser,
    decided,
    enter,
    open_page,
    path,
    waiting,
    windows,
)

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

    def wait(self) -> None:
        """Wait until one is asked."""
        for _ in range(TIMEOUT // 5):
            if self._held:
                return
            self._page.wait_for_timeout(5)
        pytest.fail("nothing was asked")

    def go(self) -> None:
        self._is_open = True
        for route in self._held:
            route.continue_()
        self._page.wait_for_selector("#detail:not([aria-busy])", state="attached")

    def fulfill(self, page: str) -> None:
        """Answer what is held with a page."""
        for route in self._held:
            route.fulfill(body=page, content_type="text/html")
        self._page.wait_for_selector("#detail:not([aria-busy])", state="attached")


@contextmanager
def opened(browser: Browser, server: Serving) -> Iterator[tuple[Opened, list[str]]]:
    """The page in a window, and the references that wait for a decision, in order."""
    with windows(browser) as context:
        tab = enter(context, server)
        yield tab, waiting(tab)


def step_to(page: Page, entry: str) -> None:
    """Press j, and wait until the reference stands beside the list."""
    page.keyboard.press("j")
    page.wait_for_selector(f'[data-entry="{entry}"]')


REFRESH = "document.dispatchEvent(new CustomEvent('refkit:refresh'))"


def test_a_step_that_is_taken_while_the_list_is_asked_for_is_taken_after_it(
    browser: Browser, open_page: Serving
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
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
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        step_to(page, queue[0])
        step = OnItsWay(page, "**/references/*?part=entry")
        page.keyboard.press("j")
        step.wait()

        page.evaluate(REFRESH)
        step.go()

        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        assert page.get_attribute(".row.current", "data-id") == queue[1]
        step_to(page, queue[2])


def test_what_is_not_shown_yet_is_not_decided_and_nor_is_what_was_shown(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page, before = tab.page, path.read_bytes()
        step_to(page, queue[0])
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
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        step_to(page, queue[0])
        decision = OnItsWay(page, "**/decide/*")
        page.keyboard.press("n")
        decision.wait()
        page.keyboard.press("j")
        decision.go()

        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        assert waiting(tab) == queue[1:]
    assert refkit.load(path).account.without_doi == 1


def test_a_step_that_is_never_answered_stops_no_other(browser: Browser, open_page: Serving) -> None:
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        step = OnItsWay(page, f"**/references/{queue[0]}?part=entry")
        page.keyboard.press("j")
        step.wait()

        step_to(page, queue[1])
        assert page.url.endswith(queue[1])


def test_a_step_that_fails_leaves_what_is_shown_and_says_so(
    browser: Browser, open_page: Serving
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        step_to(page, queue[0])
        page.route("**/references/*?part=entry", lambda route: route.abort(), times=1)
        page.keyboard.press("j")
        page.wait_for_selector("#said:has-text('does not answer')")

        assert page.get_attribute(".row.current", "data-id") == queue[0]
        assert page.url.endswith(queue[0])
        step_to(page, queue[1])


def test_an_answer_that_is_no_reference_stops_nothing(browser: Browser, open_page: Serving) -> None:
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        page.route("**/references/*?part=entry", lambda route: route.fulfill(body="<p>"), times=1)
        page.keyboard.press("j")
        page.wait_for_selector("#detail:not([aria-busy])", state="attached")

        step_to(page, waiting(tab)[0])
        assert page.get_attribute(".row.current", "data-id") == queue[0]


def test_who_types_into_the_filter_goes_on_when_a_step_is_answered(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page, before = tab.page, path.read_bytes()
        step_to(page, queue[0])
        step = OnItsWay(page, "**/references/*?part=entry")
        page.keyboard.press("j")
        step.wait()
        page.keyboard.press("/")
        page.keyboard.type("a")
        step.go()
        page.keyboard.type("nr")

        assert page.input_value("#words") == "anr"
        assert page.get_attribute("[data-entry]", "data-entry") == queue[1]
    assert path.read_bytes() == before


def test_who_types_into_a_reference_stays_with_it_when_a_step_is_answered(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page, before = tab.page, path.read_bytes()
        step_to(page, queue[0])
        step = OnItsWay(page, "**/references/*?part=entry")
        page.keyboard.press("j")
        step.wait()
        page.focus("#detail input[id]")
        page.keyboard.type("a")
        step.go()
        page.keyboard.type("nr")

        assert page.get_attribute("[data-entry]", "data-entry") == queue[0]
        assert page.get_attribute(".row.current", "data-id") == queue[0]
        assert page.evaluate("document.activeElement.value").endswith("anr")
    assert path.read_bytes() == before


def test_who_types_goes_on_when_another_page_is_put_in(
    browser: Browser, open_page: Serving
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        step_to(page, queue[0])
        whole = open_page.address.partition("#")[0] + f"references/{queue[0]}"
        # A server that does not know what is shown answers with the whole page.
        anew = page.request.get(whole).text()
        decision = OnItsWay(page, "**/decide/*")
        page.keyboard.press("n")
        decision.wait()
        page.keyboard.press("/")
        page.keyboard.type("a")
        decision.fulfill(anew)
        page.keyboard.type("nr")

        assert page.input_value("#words") == "anr"


def test_on_a_narrow_window_the_list_takes_no_decision(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with windows(browser, viewport={"width": 500, "height": 800}) as context:
        tab = enter(context, open_page)
        page, before = tab.page, path.read_bytes()
        page.click("#look .row a")
        page.wait_for_selector("[data-entry]")
        page.click(".back a, a.back")
        page.keyboard.press("n")
        page.keyboard.press("c")
        page.keyboard.press("?")

        page.wait_for_selector("dialog[open]")
    assert path.read_bytes() == before


def test_back_during_a_refresh_leaves_row_address_and_reference_the_same(
    browser: Browser, open_page: Serving
) -> None:
    with opened(browser, open_page) as (tab, queue):
        page = tab.page
        step_to(page, queue[0])
        step_to(page, queue[1])
        anew = OnItsWay(page, f"**/references/{queue[1]}")
        page.evaluate(REFRESH)
        anew.wait()
        page.evaluate("history.back()")
        page.wait_for_url(f"**/references/{queue[0]}")
        anew.go()

        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        assert page.url.endswith(queue[0])
        assert page.get_attribute(".row.current", "data-id") == queue[0]


def test_a_step_goes_from_the_marked_row_whatever_others_decided(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        tab, other = enter(context, open_page), enter(context, open_page)
        queue = waiting(tab)
        step_to(tab.page, queue[0])
        step_to(tab.page, queue[1])
        step_to(other.page, queue[0])
        decided(other, lambda: other.page.keyboard.press("n"))
        tab.page.wait_for_selector(f'#sure .row[data-id="{queue[0]}"]', state="attached")

        step_to(tab.page, queue[2])
