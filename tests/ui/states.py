"""The page in every state in which a user meets it, one after the other in one tab."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from crossref_server import FAST, CrossrefServer, make_review, make_work
from report.made_up import made_up
from ui.serving import Serving, served
from zotero_server import ZoteroServer

import refkit
from refkit.api.document import OpenDocument
from refkit.files.reading import Snapshot, remember
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    import pytest
    from playwright.sync_api import Page

REVIEW = "10.1000/of-owls"
OWLS = (
    "The hearing of garden owls at night", "CAR-T cells in lupus of owls: a phase 1 trial",
    "Rituximab for refractory myositis", "علاج الذئبة بخلايا CAR-T",
)  # fmt: skip
LINE = "Abel A, Baker B. The hearing of garden owls in winter. J Invented Results. 2019;7:11-19."


@dataclass
class Services:
    """What the page asks: a Crossref whose searches wait until they are let go, and zotero.org."""

    crossref: CrossrefServer
    zotero: ZoteroServer
    hits: list[tuple[float, str]] = field(default_factory=list)
    searched: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)


@dataclass
class Tour:
    """One tab that is led through all states; each is told by its name, and looked at then."""

    page: Page
    services: Services
    folder: Path
    stack: ExitStack

    def states(self) -> Iterator[str]:
        """Bring the page into each state."""
        yield from self.beginning()
        yield from self.working()
        yield from self.going_out()
        yield from self.trouble()

    def begin(self, workspace: Workspace) -> Serving:
        """Another program, whose address is opened in the tab."""
        server = self.stack.enter_context(served(workspace))
        self.page.goto(server.address)
        # Its keys go to the page with its program, and not to the door before it.
        self.page.wait_for_selector("main:not(:has(#door))", state="attached")
        self.page.wait_for_load_state()
        return server

    def beginning(self) -> Iterator[str]:
        """From the door to a list that has a name."""
        server = self.stack.enter_context(served(Workspace()))
        page = self.page
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.wait_for_selector("#door:not([hidden])")
        yield "door"
        page.goto(server.address)
        page.wait_for_selector("#reviews")
        yield "start"
        page.fill("#path", "no/such/file.refkit.json")
        page.click("form[action='/open'] button:text-is('Open')")
        page.wait_for_selector("[role=alert]")
        yield "start-error"
        page.fill("#reviews", REVIEW)
        page.click("text=Fetch their references")
        page.wait_for_selector("#job.running .words:text-is('searching')")
        assert self.services.searched.wait(120)
        yield "fetching"
        page.click("#job >> text=Stop")
        page.wait_for_selector("#job.stopped")
        yield "fetching-stopped"
        self.services.go.set()
        page.click("#job >> text=Go on")
        page.wait_for_selector("#job.done")
        page.wait_for_selector("#look .row")
        yield "fetching-done"

    def working(self) -> Iterator[str]:
        """The list, a reference beside it, and what is decided."""
        path = self.folder / "review.refkit.json"
        refkit.save(made_up(12), path)
        Workspace().read(path.read_bytes(), "dropped.refkit.json")  # is left without a name
        server = self.begin(Workspace(OpenDocument.open(path)))
        page = self.page
        page.wait_for_selector("#look .row")
        yield "queue"
        page.evaluate("document.querySelector('#sure').open = true")
        page.click(".group >> nth=0")
        page.fill("#words", "lupus")
        for box in page.locator(".row:not([hidden]) > input").all()[:2]:
            box.check()
        yield "queue-filtered"
        page.reload()
        page.wait_for_selector("#list")
        page.keyboard.press("?")
        yield "keys"
        page.keyboard.press("Escape")
        self.look_at("wang5")
        yield "detail-unresolved"
        page.fill("#doi-1", "10.1000/other")
        page.click(".decide button:text-is('See what it is')")
        page.wait_for_selector("#preview")
        yield "detail-preview"
        self.services.hits[:] = [(9.0, "10.1000/other"), (8.0, "10.1000/a-0")]
        page.click(".decide button:text-is('Search')")
        page.wait_for_selector("#candidates")
        yield "detail-candidates"
        self.look_at("wang3")
        yield "detail-labels"
        page.click("#labels button:text-is('Confirm') >> nth=0")
        page.wait_for_selector("#labels .chip.decided")
        yield "detail-decided"
        page.goto(f"http://127.0.0.1:{server.port}/start")
        yield "start-again"
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.wait_for_selector("#look .row")

    def look_at(self, key: str) -> None:
        """Choose a reference."""
        self.page.evaluate("document.querySelector('#sure').open = true")
        self.page.evaluate("document.body.classList.remove('reading')")
        self.page.click(f'.row[data-id="{key}"] a')
        self.page.wait_for_selector(f'[data-entry="{key}"]')

    def going_out(self) -> Iterator[str]:
        """Export, figures, and Zotero from the plan to what was done."""
        page = self.page
        page.click("nav >> text=Figures")
        page.wait_for_selector("figure svg")
        yield "figures"
        page.click("nav >> text=Export")
        page.wait_for_selector(".formats a")
        yield "export"
        page.click(".formats a[href$='=ris']")
        page.wait_for_selector("#chosen")
        yield "export-losses"
        page.click("nav >> text=Zotero")
        page.click("text=What works now?")
        page.wait_for_selector(".ways-now")
        yield "zotero"
        page.fill("#collection", "Owls")
        page.select_option("#transport", "web")
        page.click("text=Show the plan")
        page.wait_for_selector("#plan")
        yield "plan"
        page.click("text=Write this to Zotero")
        page.wait_for_selector("#job.done")
        yield "zotero-done"
        page.click("button:has-text('Take back')")
        page.wait_for_selector("#job.done:has-text('taken back')")
        yield "zotero-taken-back"
        page.click("#job >> text=Close")
        page.wait_for_selector("#job", state="detached")
        page.click(".file a >> nth=1")
        page.wait_for_selector("#look .row")

    def trouble(self) -> Iterator[str]:
        """What is refused, changed by others, not there, and ended."""
        page = self.page
        path = self.folder / "review.refkit.json"
        self.look_at("wang5")
        page.fill("#doi-1", "not a DOI")
        page.click(".decide button:text-is('See what it is')")
        page.wait_for_selector("#said .alarm")
        yield "error"
        before = path.read_bytes()
        refkit.save(made_up(10), path)
        remember(path, Snapshot.of(before))  # it was another program
        page.wait_for_selector("#outside")
        yield "outside"
        page.click("text=Keep this one")
        page.wait_for_selector("#outside", state="detached")
        page.goto("/".join([*page.url.split("/")[:3], "nowhere"]))
        yield "not-found"
        workspace = Workspace(offline=True)
        workspace.begin_new()
        with served(workspace) as server:
            page.goto(server.address)
            page.wait_for_selector("#list")
            yield "empty"
            page.fill("#reviews", "10.1000/never-asked")
            page.click("text=Fetch their references")
            page.wait_for_selector("#job.failed")
            yield "offline-not-remembered"
            self.stack.pop_all().close()
        page.wait_for_selector("text=refkit does not answer")
        yield "ended"


def services(stack: ExitStack, patch: pytest.MonkeyPatch) -> Services:
    """The servers, which refkit is told to ask."""

    def search(query: str, rows: int) -> Iterator[tuple[float, str]]:
        found.searched.set()
        assert found.go.wait(120)
        return iter(found.hits)

    dois = [f"10.1000/a-{place}" for place in range(len(OWLS))]
    works: list[Any] = [
        make_work(doi, title=[title]) for doi, title in zip(dois, OWLS, strict=True)
    ]
    works.append(make_work("10.1000/other", title=["Another <b>work</b> of the name"]))
    works.append(make_review(REVIEW, [*({"DOI": doi} for doi in dois), {"unstructured": LINE}]))
    crossref = stack.enter_context(CrossrefServer(works, pools=FAST, search=search))
    found = Services(crossref, stack.enter_context(ZoteroServer()))
    patch.setenv("REFKIT_CROSSREF_URL", crossref.url)
    patch.setenv("REFKIT_DOI_URL", crossref.url)
    patch.setenv("REFKIT_ZOTERO_URL", found.zotero.url)
    patch.setenv("REFKIT_ZOTERO_KEY", found.zotero.key)
    return found
