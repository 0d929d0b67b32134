"""What one hears of each change, and where the focus goes on, for who sees nothing of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from report.browser import Opened
from report.made_up import made_up
from ui.serving import Serving, served
from ui.test_browser import browser, decided, enter, open_page, path, waiting, windows

import refkit
from refkit.api.document import OpenDocument
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser", "open_page", "path"]

DROP = """() => {
    const data = new DataTransfer();
    data.items.add(new File(["@book{a, title = {Owls}}"], "owls.bib"));
    const dropped = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
    document.body.dispatchEvent(dropped);
    return dropped.defaultPrevented;
}"""
FOCUS = (
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()"
)


def heard(tab: Opened, words: str) -> None:
    """Wait until it is heard."""
    tab.page.wait_for_selector(f'#heard:has-text("{words}")', state="attached")


def test_what_was_decided_undone_and_refused_is_heard(browser: Browser, open_page: Serving) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, keys = tab.page, tab.page.keyboard
        queue = waiting(tab)
        keys.press("j")
        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        title = page.inner_text("#detail h2.title")

        decided(tab, lambda: keys.press("n"))
        heard(tab, "none. Needs a look: 2.")
        assert page.evaluate(FOCUS) == title
        decided(tab, lambda: keys.press("u"))
        heard(tab, "Taken back: ")
        heard(tab, "Needs a look: 3.")

        keys.press("d")
        keys.type("owls")
        keys.press("Enter")
        heard(tab, "not a DOI: 'owls'")
        assert page.evaluate("document.activeElement.id") == "doi-1"
        assert page.input_value("#doi-1") == "owls"


def test_the_focus_stays_among_the_labels_and_those_that_are_ticked(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        page, keys = tab.page, tab.page.keyboard
        id_ = waiting(tab)[1]
        page.click(f'.row[data-id="{id_}"] a')
        page.wait_for_selector(f'[data-entry="{id_}"]')

        page.focus("[aria-label='Confirm CD19']")
        decided(tab, lambda: keys.press("Enter"))
        assert page.evaluate(FOCUS) == "Take back the decision on CD19"
        heard(tab, f"labels of {id_}")

        page.check(f'.row[data-id="{id_}"] > input')
        page.fill("#words", "no title has these")
        page.wait_for_selector("#ticked:has-text('1 ticked, 1 of them not shown')")
        page.select_option("#several-label", "modality/car-nk")
        page.focus("#several [value=add]")
        decided(tab, lambda: keys.press("Enter"))
        assert page.evaluate("document.activeElement.value") == "add"


def test_what_others_do_is_heard(browser: Browser, open_page: Serving) -> None:
    with windows(browser) as context:
        here, there = enter(context, open_page), enter(context, open_page)
        here.page.keyboard.press("j")
        here.page.wait_for_selector("[data-entry]")

        decided(there, lambda: (decided(here, lambda: here.page.keyboard.press("n")), None)[1])

        heard(there, "Changed elsewhere. Needs a look: 2.")


def test_a_file_that_is_dropped_beside_a_list_does_not_take_its_place(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)

        assert tab.page.evaluate(DROP)

        tab.page.wait_for_selector("#said:has-text('drop a file on the first page')")
        assert tab.page.locator(".row").count() == 9


def test_what_is_unfolded_by_the_filter_is_whole(browser: Browser, path: Path) -> None:
    refkit.save(made_up(700), path)
    with (
        served(Workspace(OpenDocument.open(path), offline=True)) as server,
        windows(browser) as context,
    ):
        page = enter(context, server).page
        page.fill("#words", "a")
        shown = "[...document.querySelectorAll('.row')].filter((row) => !row.hidden).length"
        page.wait_for_function(
            f"() => `${{{shown}}} of 700` === document.querySelector('#count').textContent"
        )
        assert page.evaluate("document.querySelector('#sure').open")
        page.fill("#words", "")
        page.wait_for_function(f"() => {shown} === 700")
