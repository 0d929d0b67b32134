"""In and out in a real browser: paste, watch, stop, go on; then figures, export and Zotero."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from report.browser import Opened
from report.made_up import made_up
from ui.serving import served
from ui.test_browser import browser, enter, windows  # noqa: F401
from ui.test_fetching import A, Held, held  # noqa: F401
from zotero_pushes import entry, review
from zotero_server import ZoteroServer

import refkit
from refkit.api.document import OpenDocument
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def web_zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        yield server


def test_what_is_pasted_is_watched_stopped_and_gone_on_with(
    browser: Browser,  # noqa: F811
    held: Held,  # noqa: F811
    tmp_path: Path,
) -> None:
    with served(Workspace()) as server, windows(browser) as context:
        tab = Opened(context.new_page())
        page = tab.page
        page.goto(server.address)
        page.fill("#reviews", A)
        page.click("text=Fetch their references")
        page.wait_for_selector("#job.running")
        assert held.begun.wait(120)
        page.wait_for_selector("#job .words:text-is('searching')")

        page.click("#job >> text=Stop")
        page.wait_for_selector("#job.stopped")
        held.go.set()
        page.click("#job >> text=Go on")
        page.wait_for_selector("#job.done")

        assert "2 listed: 1 by deposited DOI" in page.inner_text("#job")
        page.wait_for_selector(".row >> nth=1", state="attached")
        page.fill("#file-name", str(tmp_path / "pasted.refkit.json"))
        page.click("#name-form button")
        page.wait_for_selector("h1:has-text('pasted.refkit.json')")
        assert tab.said == []
        assert page.evaluate("window.stolen") is None
    assert len(refkit.load(tmp_path / "pasted.refkit.json").entries) == 2


def test_the_plan_is_looked_at_written_and_taken_back(
    browser: Browser,  # noqa: F811
    web_zotero: ZoteroServer,
    tmp_path: Path,
) -> None:
    path = tmp_path / "bees.refkit.json"
    refkit.save(review(*(entry(number, "CAR-T") for number in range(1, 60))), path)
    with served(Workspace(OpenDocument.open(path))) as server, windows(browser) as context:
        tab = enter(context, server)
        page = tab.page
        page.click("nav >> text=Zotero")
        page.fill("#collection", "Bees")
        page.select_option("#transport", "web")
        page.click("text=Show the plan")
        page.wait_for_selector("#plan")
        assert "60 to create" in page.inner_text("main")
        assert web_zotero.library().items == {}

        page.click("text=Write this to Zotero")
        page.wait_for_selector("#job.done")
        assert "60 created" in page.inner_text("#job")
        assert len(web_zotero.library().items) == 60
        page.click("button:has-text('Take back')")
        page.wait_for_selector("#job.done:has-text('60 taken back')")
        assert tab.said == []


def test_a_number_of_a_figure_filters_the_list(browser: Browser, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "made-up.refkit.json"
    refkit.save(made_up(80), path)
    with (
        served(Workspace(OpenDocument.open(path), offline=True)) as server,
        windows(browser) as context,
    ):
        tab = enter(context, server)
        page = tab.page
        page.click("nav >> text=Figures")
        page.click("details:has(table) > summary >> nth=0")
        link = page.locator("td a").first
        number = int(link.inner_text())
        link.click()
        page.wait_for_selector("#list")
        assert page.locator(".row:not([hidden])").count() == number
        assert page.evaluate("window.stolen") is None
        assert tab.said == []
