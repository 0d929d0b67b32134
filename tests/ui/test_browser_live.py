"""In a real browser while something goes on: the list fills, the program comes back, cells lead."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from report.browser import Opened
from report.made_up import made_up
from ui.serving import served
from ui.test_browser import browser, decided, enter, path, unfold, waiting, windows  # noqa: F401
from ui.test_fetching import A, Held, held  # noqa: F401
from ui.test_pasted_lists import LIST

import refkit
from refkit.api.document import OpenDocument
from refkit.model.bibliography import Bibliography
from refkit.report.counts import shared
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LISTEN = """() => {
    window.heard = [];
    const watch = new MutationObserver(() => window.heard.push(document.querySelector("#heard").textContent));
    watch.observe(document.querySelector("#heard"), { childList: true });
}"""

# What is told of the job is held back on its way, and the last of it told later.
HOLD_BACK = """() => {
    window.isHolding = true;
    addEventListener("refkit:progress", (event) => {
        if (!window.isHolding) return;
        window.last = event.detail;
        document.documentElement.dataset.state = event.detail?.state ?? "";
        event.stopImmediatePropagation();
    }, true);
}"""
LET_GO = """() => {
    window.isHolding = false;
    document.dispatchEvent(new CustomEvent("refkit:progress", { detail: window.last }));
}"""


def ends_untold(page: Page) -> None:
    """The page shows how it ended before it is told anything; then it is told."""
    page.wait_for_selector("html[data-state=done]")
    page.evaluate("document.dispatchEvent(new CustomEvent('refkit:refresh'))")
    page.wait_for_selector("#job.done")
    page.evaluate(LET_GO)


FIELD = """() => {
    const field = document.querySelector("#file-name");
    return [field.value, field === document.activeElement, field.selectionStart];
}"""


def test_the_list_fills_while_it_is_fetched(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
) -> None:
    with served(Workspace()) as server, windows(browser) as context:
        tab = Opened(context.new_page())
        page = tab.page
        page.goto(server.address)
        page.fill("#reviews", A)
        page.click("text=Fetch their references")
        page.wait_for_selector("#job.running")
        page.evaluate(LISTEN)
        page.wait_for_selector(".line-row.found")

        assert page.locator(".line-row").count() == 2
        assert "being looked up" in page.inner_text(".line-row.looking")
        assert "A book on owls, 1999" in page.inner_text(".line-row.looking")
        assert page.locator(".row").count() == 0
        page.click("#job >> text=Stop")
        page.wait_for_selector("#job.stopped")
        assert "not looked up yet" in page.inner_text(".line-row.looking")
        assert page.locator(".line-row.found").count() == 1

        held.go.set()
        page.click("#job >> text=Go on")
        page.wait_for_selector(".row", state="attached")
        assert page.locator("#coming").count() == 0
        # That it is done is heard when the page is told of it; the rows may be there before.
        page.wait_for_selector("#heard:has-text('2 listed: 1 by deposited DOI')", state="attached")
        heard = page.evaluate("window.heard")
        assert heard[-1].startswith("2 listed: 1 by deposited DOI")
        assert len(heard) <= 6
        assert page.evaluate("window.stolen") is None
        assert tab.said == []


def test_that_it_ended_is_heard_though_the_page_shows_it_already(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
) -> None:
    with served(Workspace()) as server, windows(browser) as context:
        page = context.new_page()
        page.goto(server.address)
        page.fill("#reviews", A)
        page.click("text=Fetch their references")
        page.wait_for_selector(".line-row.found")
        page.evaluate(HOLD_BACK)
        held.go.set()
        ends_untold(page)

        assert page.inner_text("#job .account")
        assert page.text_content("#heard") == page.inner_text("#job .account")


def test_that_it_ended_is_heard_though_nothing_was_told_while_it_ran(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
) -> None:
    with served(Workspace()) as server, windows(browser) as context:
        page = context.new_page()
        page.goto(server.address)
        page.add_init_script(f"({HOLD_BACK})()")
        page.fill("#reviews", A)
        page.click("text=Fetch their references")
        page.wait_for_selector("#job.running")
        held.go.set()
        ends_untold(page)

        assert page.text_content("#heard") == page.inner_text("#job .account")


def test_that_it_ended_is_heard_though_nothing_was_told_since_it_went_on(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
) -> None:
    with served(Workspace()) as server, windows(browser) as context:
        page = context.new_page()
        page.goto(server.address)
        page.fill("#reviews", A)
        page.click("text=Fetch their references")
        page.wait_for_selector(".line-row.found")
        page.click("#job >> text=Stop")
        page.wait_for_selector("#job.stopped")
        page.wait_for_selector("#heard:text-is('stopped')", state="attached")
        page.evaluate(HOLD_BACK)
        held.go.set()
        page.click("#job >> text=Go on")
        ends_untold(page)

        assert page.text_content("#heard") == page.inner_text("#job .account")


def test_what_could_not_be_asked_is_told_and_asked_again(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
) -> None:
    held.go.set()
    held.server.fail_next("403", matching="query.bibliographic")
    with served(Workspace()) as server, windows(browser) as context:
        tab = Opened(context.new_page())
        page = tab.page
        page.goto(server.address)
        page.fill("#reviews", A)
        page.click("text=Fetch their references")
        page.wait_for_selector("#job.done")
        assert "1 could not be looked up" in page.inner_text("#job")
        page.wait_for_selector(".row >> nth=1", state="attached")

        page.click("#job >> text=Try again")
        page.wait_for_selector("#job.done:not(:has-text('could not be looked up'))")
        assert page.locator(".row").count() == 2
        assert tab.said == []


def test_the_page_goes_on_when_the_program_is_started_again(
    browser: Browser,  # noqa: F811
    path: Path,  # noqa: F811
    first_review: Bibliography,
) -> None:
    refkit.save(first_review, path)
    with windows(browser) as context:
        with served(Workspace(OpenDocument.open(path), offline=True)) as server:
            page = enter(context, server).page
            queue = waiting(Opened(page))
            page.click(f'.row[data-id="{queue[0]}"] a')
            page.wait_for_selector(f'[data-entry="{queue[0]}"]')
            page.fill("#doi-1", "10.1000/begun")
            page.evaluate("window.isSame = true")
        page.wait_for_selector("text=refkit does not answer")
        page.click("text=No DOI exists")
        page.wait_for_selector("text=nothing was decided")
        assert page.locator("#look .row").count() == 3
        assert refkit.load(path) == first_review

        with served(Workspace(OpenDocument.open(path), offline=True), port=server.port) as again:
            page.wait_for_selector("text=refkit was started anew")
            other = enter(context, again)
            page.wait_for_selector("#said p", state="detached")
            assert page.input_value("#doi-1") == "10.1000/begun"
            decided(Opened(page), lambda: page.click("text=No DOI exists"))
            other.page.wait_for_selector("text=without a DOI (decided)")
            assert page.evaluate("window.isSame")
    assert refkit.load(path).account.without_doi == 1


def test_a_cell_of_a_figure_leads_to_its_works(browser: Browser, path: Path) -> None:  # noqa: F811
    refkit.save(made_up(80), path)
    with (
        served(Workspace(OpenDocument.open(path), offline=True)) as server,
        windows(browser) as context,
    ):
        tab = enter(context, server)
        page = tab.page
        page.click("nav >> text=Figures")
        cell = page.locator(".drawing.large a").first
        number, _, words = str(cell.get_attribute("aria-label")).partition(": ")
        assert words
        cell.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#list[data-mark]:not([data-mark=''])")
        shown = page.locator(".row:not([hidden])")
        assert shown.count() == int(number)
        chosen = [each for each in page.locator(".group .chosen").all_inner_texts() if each]
        assert ", ".join(chosen) == words

        page.evaluate("document.querySelectorAll('.group input:checked').forEach((e) => e.click())")
        assert shown.count() == len(made_up(80).entries)
        assert not any(page.locator(".group .chosen").all_inner_texts())

        together = shared(made_up(80))
        assert together
        words = f"{together.counts[0][1]}: {together.rows[0]}, {together.columns[1]}"
        page.click("nav >> text=Figures")
        page.wait_for_selector("#reviews-overlap")
        page.locator(f'.drawing.large a[aria-label="{words}"]').click()
        page.wait_for_selector("#list[data-mark]:not([data-mark=''])")
        assert shown.count() == together.counts[0][1]
        assert tab.said == []


def test_a_library_that_was_dropped_is_labelled(browser: Browser) -> None:  # noqa: F811
    workspace = Workspace(offline=True)
    workspace.read(b"@book{a, title = {CD19 CAR T cells in lupus}}", "mine.bib")
    with served(workspace) as server, windows(browser) as context:
        tab = enter(context, server)
        page = tab.page
        assert page.locator("#label-these").count() == 1
        decided(tab, lambda: page.click("text=Label these"))
        assert page.locator("#label-these").count() == 0
        unfold(page)
        page.click(".row a")
        page.wait_for_selector("[data-entry]")
        assert page.locator("#labels option[value='modality/car-nk']").count() == 1
        assert "CD19" in page.inner_text("#labels")
        assert tab.said == []
    assert workspace.document
    assert workspace.document.bibliography == refkit.tag(
        OpenDocument.read(b"@book{a, title = {CD19 CAR T cells in lupus}}", "mine.bib").bibliography
    )


def test_a_list_that_is_pasted_is_looked_up_and_what_is_typed_meanwhile_stays(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
    tmp_path: Path,
) -> None:
    name = str(tmp_path / "owls and bees.refkit.json")
    with served(Workspace()) as server, windows(browser) as context:
        tab = Opened(context.new_page())
        page = tab.page
        page.goto(server.address)
        page.fill("#reviews", LIST)
        page.click("text=Fetch their references")
        page.wait_for_selector("#job.running")
        page.wait_for_selector(".line-row.looking")
        page.fill("#file-name", name)
        page.locator("#file-name").evaluate("field => field.setSelectionRange(9, 9)")
        page.evaluate("document.dispatchEvent(new CustomEvent('refkit:refresh'))")
        page.wait_for_selector("main:not([aria-busy])")

        held.go.set()
        page.wait_for_selector(".row", state="attached")
        # Asked in one step: the rows come with a field that is made anew.
        assert page.evaluate(FIELD) == [name, True, 9]
        assert page.locator(".row").count() == 3
        page.click("#look .row:has-text('A book on owls') >> a")
        page.wait_for_selector(".printed")
        assert "pasted list, no. 2" in page.inner_text(".printed h3")
        assert "A book on owls" in page.inner_text(".printed blockquote")
        assert tab.said == []
