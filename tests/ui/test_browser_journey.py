"""A mixed review of two hundred in a real browser: from its DOI to files, a report and Zotero."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from keyrings import InMemory, keyring_of
from mixed_list import Maker, crossref_of, review_of
from report.browser import Opened
from report.made_up import made_up
from ui.serving import served
from ui.test_browser import browser, decided, enter, to_another_page, waiting, windows
from zotero_server import ZOTERO_10, DesktopServer, ZoteroServer

import refkit
from refkit.api.document import OpenDocument
from refkit.http.gateway import Gateway
from refkit.model.bibliography import Bibliography, Entry
from refkit.ui.workspace import Workspace
from refkit.zotero.api.library import ZoteroLibrary

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]

REVIEW = "10.5555/mixed"
LABEL = "modality/car-nk"


class Held(ZoteroServer):
    """zotero.org, whose batches of items wait after the first until they are let go."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()
        self._batches = 0
        super().__init__()

    def respond(self, request: Any, fault: Any) -> Any:
        if request.method == "POST" and request.path.endswith("/items"):
            self._batches += 1
            if self._batches > 1:
                self.begun.set()
                assert self.go.wait(120)
        return super().respond(request, fault)


@pytest.fixture
def maker() -> Maker:
    return review_of(200, 4)


@pytest.fixture
def zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    # Several batches are under way at once: so small, most of them are still to come then.
    monkeypatch.setattr(ZoteroLibrary, "_batch_size", 10)
    with Held() as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        yield server
        server.go.set()
        assert server.violations == []


def test_the_journey_of_a_mixed_review(
    browser: Browser,
    maker: Maker,
    zotero: Held,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "mixed.refkit.json"
    workspace = Workspace()
    with (
        crossref_of(maker, REVIEW) as crossref,
        served(workspace) as server,
        windows(browser) as context,
    ):
        monkeypatch.setenv("REFKIT_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("REFKIT_DOI_URL", crossref.url)
        tab = Opened(context.new_page())
        tab.page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        tab.page.goto(server.address)
        fetch_and_name(tab.page, path)
        fetched = refkit.load(path)
        assert len(fetched.entries) == fetched.account.listed == 200
        decide_and_undo(tab, path, fetched)
        decide(tab, path, maker)
        by_figures(tab)
        take_out(tab.page, path, tmp_path)
        into_zotero(tab.page, zotero)
        assert tab.page.evaluate("window.stolen") is None
        assert tab.said == []
    assert crossref.violations == []


def fetch_and_name(page: Page, path: Path) -> None:
    """The DOI is pasted, its list comes, and gets a name."""
    page.fill("#reviews", f"https://doi.org/{REVIEW}")
    page.click("text=Fetch their references")
    page.wait_for_selector("#job.done")
    account = page.inner_text("#job .account")
    assert account.startswith("200 listed: ")
    page.wait_for_selector(".row >> nth=199", state="attached")
    page.fill("#file-name", str(path))
    page.click("#name-form button")
    page.wait_for_selector("h1:has-text('mixed.refkit.json')")
    page.click("#job >> text=Close")
    page.wait_for_selector("#job", state="detached")
    assert page.locator(".row").count() == 200
    assert page.inner_text("#account") == account == str(refkit.load(path).account)


def look_at(page: Page, key: str) -> None:
    page.click(f'.row[data-id="{key}"] a')
    page.wait_for_selector(f'[data-entry="{key}"]')


def entry_at(path: Path, position: int) -> Entry:
    """The entry of a line, as it stands in the file."""
    return next(
        entry
        for entry in refkit.load(path).entries
        if any(line.reference.position == position for line in entry.citations)
    )


def decide_and_undo(tab: Opened, path: Path, fetched: Bibliography) -> None:
    """One of each decision, and back step by step, until the file is what it was."""
    page = tab.page
    queue = waiting(tab)
    before = page.locator(".row").count()
    unresolved = [each for each in fetched.entries if each.id in queue and not is_resolved(each)]
    first, *others = [each for each in unresolved if nearest(each)]

    look_at(page, first.id)
    decided(tab, lambda: page.click("text=No DOI exists"))
    assert first.id not in waiting(tab)
    look_at(page, others[0].id)
    page.click("#nearest >> text=Compare first")
    page.wait_for_selector("#preview")
    decided(tab, lambda: page.click("text=Take it"))
    assert is_resolved(entry_at(path, position_of(others[0])))
    look_at(page, others[1].id)
    page.click("#nearest >> text=Compare first")
    page.wait_for_selector("#preview table")
    page.click("text=Leave it")
    page.wait_for_selector("#preview", state="detached")
    doubted = page.locator("#look .row:has(.look:not(.unresolved)) a").first
    doubted.click()
    page.wait_for_selector("#labels li")
    decided(tab, lambda: page.click("#labels >> text=All are right"))
    decided(tab, lambda: page.click("#labels button:text-is('Remove') >> nth=0"))
    for box in page.locator("#look .row > input").all()[:3]:
        box.check()
    page.select_option("#several-label", LABEL)
    decided(tab, lambda: page.click("#several button[value=add]"))
    assert refkit.load(path) != fetched

    steps = 0
    while page.is_enabled("#undo button") and refkit.load(path) != fetched:
        decided(tab, lambda: page.click("#undo button"))
        steps += 1
    assert steps == 5
    assert refkit.load(path) == fetched
    assert waiting(tab) == queue
    assert page.locator(".row").count() == before


def is_resolved(entry: Entry) -> bool:
    return isinstance(entry.resolution, refkit.Resolved)


def nearest(entry: Entry) -> str:
    """The DOI of what came nearest to a line that was not resolved."""
    near = getattr(entry.resolution, "nearest", None)
    return near.doi if near else ""


def position_of(entry: Entry) -> int:
    return entry.citations[0].reference.position


def decide(tab: Opened, path: Path, maker: Maker) -> None:
    """Four references get a work, two by its DOI and two by a search with its title."""
    page = tab.page
    waits = [each for each in refkit.load(path).entries if not is_resolved(each) and nearest(each)]
    for number, entry in enumerate(waits[:4]):
        work = maker.works[number]
        look_at(page, entry.id)
        if number % 2:
            by_search(tab, work)
        else:
            page.fill("#doi-1", work["DOI"])
            page.click("text=See what it is")
            page.wait_for_selector("#preview")
            decided(tab, lambda: page.click("text=Take it"))
        assert str(entry_at(path, position_of(entry)).work.doi) == work["DOI"].lower()
    now = refkit.load(path).account
    assert now.by_hand == 4
    assert page.inner_text("#account") == str(now)


def by_search(tab: Opened, work: dict[str, Any]) -> None:
    """Search by the words of a title, and take the one that is meant."""
    tab.page.fill("#search-1", work["title"][0])
    tab.page.click(".decide button:text-is('Search')")
    tab.page.wait_for_selector("#candidates")
    candidate = tab.page.locator("#candidates > details").filter(has_text=work["DOI"].lower())
    if candidate.get_attribute("open") is None:
        candidate.locator("summary").click()
    decided(tab, lambda: candidate.locator("form:has([name=doi]) button").first.click())


def by_figures(tab: Opened) -> None:
    """A number under a figure leads to its references."""
    page = tab.page
    page.click("nav >> text=Figures")
    page.wait_for_selector("figure svg")
    page.click("details:has(table) > summary >> nth=0")
    link = page.locator("td a").first
    number = int(link.inner_text())
    link.click()
    page.wait_for_selector("#list")
    assert page.locator(".row:not([hidden])").count() == number


def take_out(page: Page, path: Path, folder: Path) -> None:
    """Each format, after what it loses was shown, and the report: as the library writes them."""
    bibliography = refkit.load(path)
    to_another_page(page, "nav >> text=Export")
    names = page.eval_on_selector_all(".formats a", "all => all.map((a) => a.href.split('=')[1])")
    assert {"bibtex", "ris", "csl-json"} <= set(names)
    for name in names:
        page.click(f".formats a[href$='={name}']")
        page.wait_for_selector(f"a[download][href$='/{name}']")
        missed = len([each for each in refkit.losses(bibliography, name) if each.is_missed])
        said = page.inner_text("section:has(#chosen)")
        assert f"{missed} thing" in said if missed else "is lost" in said
        with page.expect_download() as given:
            page.click(f"a[download][href$='/{name}']")
        data = Path(given.value.path()).read_bytes()
        assert data == refkit.export_bytes(bibliography, name)
    with page.expect_download() as given:
        page.click("text=Download the report")
    assert Path(given.value.path()).read_text("utf-8") == refkit.report_page(bibliography)
    assert "200 references were listed" in page.input_value("#methods")


def into_zotero(page: Page, zotero: Held) -> None:
    """The plan as a table; writing that is stopped in the middle and gone on with; all taken back."""
    page.click("nav >> text=Zotero")
    page.fill("#collection", "Mixed")
    page.select_option("#transport", "web")
    page.click("text=Show the plan")
    page.wait_for_selector("#plan")
    rows = page.locator("table.plan tbody tr").count()
    assert f"{rows} to create" in page.inner_text("section:has(#plan)")
    assert rows > 150
    assert zotero.library().items == {}

    page.click("text=Write this to Zotero")
    assert zotero.begun.wait(120)
    page.wait_for_selector("#job progress[value]")
    page.wait_for_selector("#job .number:has-text(' of ')")
    page.click("#job >> text=Stop")
    page.wait_for_selector("#job.stopping, #job.stopped")
    zotero.go.set()
    page.wait_for_selector("#job.stopped")
    written = len(zotero.library().items)
    assert 0 < written < rows
    assert "going on does only the rest" in page.inner_text("#job")

    page.click("#job >> text=Go on")
    page.wait_for_selector("#job.done")
    items = zotero.library().items
    assert len(items) == rows
    assert len({item.get("DOI") or key for key, item in items.items()}) == rows

    page.click("button:has-text('Take back')")  # it was one run, though it was stopped
    page.wait_for_selector(f"#job.done:has-text('{rows} taken back')")
    assert [each for each in zotero.library().items.values() if not each.get("deleted")] == []
    assert page.locator("button:has-text('Take back')").count() == 0
    assert "taken back" in page.inner_text("table:has-text('collection')")


@pytest.mark.parametrize("way", ["local", "connector", "file"])
def test_the_other_ways_into_zotero(
    browser: Browser, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gateway, "rest", lambda gateway, time: None)
    path = tmp_path / "made-up.refkit.json"
    refkit.save(made_up(40), path)
    with (
        DesktopServer(behaviour=ZOTERO_10) as zotero,
        keyring_of(InMemory()),
        served(Workspace(OpenDocument.open(path), offline=True)) as server,
        windows(browser) as context,
    ):
        monkeypatch.setenv("REFKIT_ZOTERO_LOCAL_URL", zotero.url)
        tab = enter(context, server)
        page = tab.page
        page.click("nav >> text=Zotero")
        if way == "file":
            page.click("text=export RIS")
            with page.expect_download() as given:
                page.click("a[download][href$='/ris']")
            (tmp_path / "r.ris").write_bytes(Path(given.value.path()).read_bytes())
            assert len(refkit.load(tmp_path / "r.ris").entries) == 40
            assert zotero.library().items == {}
            return
        page.click("text=What works now?")
        page.wait_for_selector(f".ways-now b:text-is('{way}')")
        page.select_option("#transport", way)
        page.click("text=Show the plan")
        page.wait_for_selector("#plan")
        assert page.locator("table.plan tbody tr").count() == 43  # and three reviews
        page.click("text=Write this to Zotero")
        page.wait_for_selector("#job.done")
        assert "43 created" in page.inner_text("#job")
        assert len(zotero.library().regular) == 43
        shown = page.locator("button:has-text('Take back')")
        assert shown.count() == (way == "local")  # through the connector nothing can be
        if way == "local":
            shown.click()
            page.wait_for_selector("#job.done:has-text('43 taken back')")
        assert tab.said == []
    assert zotero.violations == []
