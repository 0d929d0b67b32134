"""Where the page meets what is not the page: other origins, other windows, paper, other scripts."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import FIRST_REVIEW
from loopback import LoopbackServer
from report.browser import Opened
from report.made_up import made_up
from ui.serving import Serving, served
from ui.test_browser import (
    browser,
    decided,
    enter,
    loaded,
    open_page,
    path,
    unfold,
    waiting,
    windows,
)

import refkit
from refkit.api.document import OpenDocument
from refkit.model.bibliography import Bibliography
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

__all__ = ["browser", "open_page", "path"]

ARABIC = "علاج الذئبة بخلايا CAR-T"


@pytest.fixture
def many(path: Path) -> Iterator[Serving]:
    """A list with titles of every kind, some of them written from right to left."""
    refkit.save(made_up(240), path)
    with served(Workspace(OpenDocument.open(path), offline=True)) as server:
        yield server


class Elsewhere(BaseHTTPRequestHandler):
    """Another program on this machine, with a page that may do all that a page can."""

    def do_GET(self) -> None:
        page = b"<!doctype html><title>elsewhere</title><body>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args: object) -> None:
        pass


TRIED = """async (target) => {
    const ways = {
        read: () => fetch(`${target}/api/v1/document`, {credentials: "include"}).then((a) => a.text()),
        post: () => fetch(`${target}/api/v1/undo`, {method: "POST", credentials: "include", body: "{}",
            headers: {"Content-Type": "application/json"}}).then((a) => a.text()),
        form: () => fetch(`${target}/undo`, {method: "POST", credentials: "include", mode: "no-cors",
            body: new URLSearchParams({at: ""})}).then((a) => a.type + a.status),
        watch: () => new Promise((done, fail) => {
            const live = new EventSource(`${target}/api/v1/events`, {withCredentials: true});
            live.onopen = () => done("open");
            live.onerror = () => { live.close(); fail(); };
        }),
        script: () => new Promise((done, fail) => document.body.append(Object.assign(
            document.createElement("script"), {src: `${target}/page.js`, onload: () => done("read"), onerror: fail}))),
        frame: () => new Promise((done) => document.body.append(Object.assign(
            document.createElement("iframe"), {src: target, onload: (event) => {
                try { done(event.target.contentDocument?.title ?? "shut"); } catch { done("shut"); }
            }}))),
    };
    const said = {};
    for (const [name, way] of Object.entries(ways)) said[name] = await way().catch(() => "refused");
    return said;
}"""


def test_a_page_of_another_port_posts_and_nothing_is_done(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    target = f"http://127.0.0.1:{open_page.port}"
    with windows(browser) as context, LoopbackServer(Elsewhere) as elsewhere:
        tab = enter(context, open_page)  # the cookie is there, and another port is the same site
        tab.page.keyboard.press("j")
        tab.page.wait_for_selector("[data-entry]")
        decided(tab, lambda: tab.page.keyboard.press("n"))
        before = path.read_bytes()
        page = context.new_page()
        page.goto(elsewhere.url)

        said = page.evaluate(TRIED, target)
        assert said.pop("form") in {"refused", "opaque0"}  # who sends it cannot read the answer
        assert said.pop("frame") == "shut"
        assert set(said.values()) == {"refused"}, said

        page.evaluate(
            """(target) => {
                const form = Object.assign(document.createElement("form"), {method: "post", action: target});
                document.body.append(form);
                form.submit();
            }""",
            f"{target}/undo",
        )
        page.wait_for_url(f"{target}/undo")
        assert "another" in page.inner_text("body")
        assert tab.page.is_enabled("#undo button")
    assert path.read_bytes() == before


def test_the_address_is_put_into_the_tab_in_which_the_door_stands(
    browser: Browser, open_page: Serving
) -> None:
    door = f"http://127.0.0.1:{open_page.port}/"
    with windows(browser) as context:
        page = context.new_page()
        page.goto(door)
        page.wait_for_selector("#door:not([hidden])")
        page.goto(f"{door}#token=of-yesterday")
        page.wait_for_selector("[role=alert]:has-text('not the token')")
        assert page.url == door
        page.goto(f"{door}#token=again")
        page.goto(open_page.address)
        page.wait_for_selector("#list")
        assert page.url == door


def test_a_window_that_does_not_hear_of_the_others_is_told(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with windows(browser) as context:
        deaf, other = Opened(context.new_page()), Opened(context.new_page())
        deaf.page.route("**/api/v1/events", lambda route: None)  # and never an answer
        for tab in (deaf, other):
            tab.page.goto(open_page.address)
            loaded(tab.page, "#look .row")
            tab.page.keyboard.press("j")
            tab.page.wait_for_selector("[data-entry]")
        decided(other, lambda: other.page.keyboard.press("n"))
        before = path.read_bytes()

        deaf.page.click("text=No DOI exists")

        deaf.page.wait_for_selector("#said:has-text('changed')")
        assert path.read_bytes() == before
        assert waiting(deaf) == waiting(other)


def test_what_is_asked_for_twice_at_once_stands_once(browser: Browser) -> None:
    workspace = Workspace(offline=True)
    document = workspace.begin_new()
    with served(workspace) as server, windows(browser) as context:
        tab = enter(context, server)
        twice = (
            "for (let i = 0; i < 3; i++) document.dispatchEvent(new CustomEvent('refkit:refresh'))"
        )
        document.add(FIRST_REVIEW, offline=True)
        tab.page.evaluate(twice)
        tab.page.wait_for_selector("#look .row")
        tab.page.wait_for_selector("#detail:not([aria-busy])")

        ids = tab.page.eval_on_selector_all(".row", "rows => rows.map((row) => row.dataset.id)")
        assert sorted(ids) == sorted(each.id for each in document.bibliography.entries)


def test_letters_that_are_typed_while_the_page_is_asked_for_stay_and_the_next_go_behind_them(
    browser: Browser,
) -> None:
    workspace = Workspace(offline=True)
    workspace.begin_new().add(FIRST_REVIEW, offline=True)
    with served(workspace) as server, windows(browser) as context:
        tab = enter(context, server)
        page = tab.page
        page.wait_for_selector("#look .row")
        held: list[Route] = []
        # Answered when letters were typed.
        page.route("**/", lambda route: held.append(route))
        page.click("#file-name")
        page.keyboard.type("ow")
        with page.expect_request("**/"):
            page.evaluate("document.dispatchEvent(new CustomEvent('refkit:refresh'))")
        page.keyboard.type("ls")
        page.unroute("**/")  # and what was held goes on
        page.wait_for_selector("#detail:not([aria-busy])")
        page.keyboard.type(".refkit.json")

        assert page.locator("#file-name").input_value().endswith("owls.refkit.json")


def test_titles_from_right_to_left_are_set_so(browser: Browser, many: Serving) -> None:
    direction = (
        "(title) => [getComputedStyle(title).direction, title.getBoundingClientRect().left >= 0]"
    )
    with windows(browser, viewport={"width": 400, "height": 800}) as context:
        tab = enter(context, many)
        unfold(tab.page)
        title = tab.page.locator(f".row .title:has-text('{ARABIC}')").first
        assert title.evaluate(direction) == ["rtl", True]
        title.click()
        tab.page.wait_for_selector("[data-entry]")
        assert tab.page.locator("#detail h2.title").evaluate(direction) == ["rtl", True]
        assert tab.page.locator("#detail .source").first.evaluate(direction)[0] == "ltr"
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 400


def test_on_paper_stands_what_is_read_and_nothing_to_press(browser: Browser, many: Serving) -> None:
    with windows(browser, color_scheme="dark", viewport={"width": 700, "height": 900}) as context:
        tab = enter(context, many)
        tab.page.keyboard.press("j")
        tab.page.wait_for_selector("[data-entry]")
        tab.page.emulate_media(media="print")

        seen = """(selector) => [...document.querySelectorAll(selector)].filter((each) =>
            each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().height > 1).length"""
        assert tab.page.evaluate(seen, "button, input, select, textarea") == 0
        assert tab.page.evaluate(seen, ".row") == 240
        assert tab.page.evaluate(seen, "#account, #detail h2.title, blockquote") >= 3
        ground = "getComputedStyle(document.body).backgroundColor"
        assert tab.page.evaluate(ground) == "rgb(255, 255, 255)"
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 700
        assert tab.page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(("wish", "scrolls"), [("reduce", "auto"), ("no-preference", "smooth")])
def test_who_wishes_for_less_motion_sees_none(
    browser: Browser, open_page: Serving, wish: str, scrolls: str
) -> None:
    with windows(browser, reduced_motion=wish) as context:
        tab = enter(context, open_page)
        scrolling = "getComputedStyle(document.documentElement).scrollBehavior"
        assert tab.page.evaluate(scrolling) == scrolls
        tab.page.keyboard.press("j")
        tab.page.wait_for_selector("[data-entry]")
        decided(tab, lambda: tab.page.keyboard.press("n"))
        tab.page.keyboard.press("?")
        assert tab.page.evaluate("document.getAnimations().length") == 0


def test_by_keys_alone_the_first_review_goes_from_its_doi_to_a_file(
    browser: Browser, tmp_path: Path, first_review: Bibliography
) -> None:
    path = tmp_path / "by-keys.refkit.json"

    def tab_to(name: str) -> None:
        """Press Tab until what has this name is reached."""
        for _ in range(200):
            keys.press("Tab")
            focus = page.evaluate("""() => {
                const on = document.activeElement;
                return [on.id, on.innerText?.trim() ?? "", on.getAttribute("href") ?? "",
                        on.matches(":focus-visible"), on.getBoundingClientRect().height];
            }""")
            if name in focus[:3]:
                assert focus[3]
                assert focus[4] > 1
                return
        pytest.fail(f"Tab does not lead to {name}")

    with served(Workspace(offline=True)) as server, windows(browser) as context:
        tab = Opened(context.new_page())
        page, keys = tab.page, tab.page.keyboard
        page.goto(server.address)
        loaded(page, "#reviews")
        tab_to("reviews")
        keys.type(FIRST_REVIEW)
        tab_to("Fetch their references")
        keys.press("Enter")
        page.wait_for_selector("#job.done")
        page.wait_for_selector("#look .row")
        tab_to("file-name")
        keys.press("Control+A")
        keys.type(str(path))
        keys.press("Enter")
        loaded(page, "h1:has-text('by-keys.refkit.json')")
        assert refkit.load(path) == first_review

        queue = waiting(tab)
        keys.press("j")
        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        keys.press("j")
        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        keys.press("k")
        page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        assert tab.focused().startswith("h2")
        keys.press("d")
        keys.type("10.5555/never-asked")
        keys.press("Enter")
        page.wait_for_selector("#said .alarm")
        keys.press("Escape")
        decided(tab, lambda: keys.press("n"))
        keys.press("j")
        page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        keys.press("l")
        assert tab.focused().startswith("select")
        page.keyboard.type("CAR-NK")
        keys.press("Tab")
        decided(tab, lambda: keys.press("Enter"))
        assert tab.focused() == "button Add"  # among the labels: the next one is near
        decided(tab, lambda: keys.press("c"))
        keys.press("x")
        assert page.is_visible("#several")
        keys.press("x")
        keys.press("/")
        keys.type("lupus")
        keys.press("Enter")
        assert page.inner_text("#count") != "9 of 9"
        decided(tab, lambda: keys.press("u"))
        assert page.input_value("#words") == "lupus"

        tab_to("Export")
        keys.press("Enter")
        page.wait_for_selector("h1:has-text('Export')")
        tab_to("/export?format=ris")
        keys.press("Enter")
        page.wait_for_selector("#chosen")
        tab_to("Download 9 references")
        with page.expect_download() as given:
            keys.press("Enter")
        assert given.value.suggested_filename == "by-keys.ris"
        assert len(tab.said) == 1
        assert "503" in tab.said[0]  # of the DOI that was never asked for
    now = refkit.load(path)
    assert now.account.without_doi == 1
    (entry,) = [each for each in now.entries if each.id == queue[1]]
    assert "car-nk" in {tag.label for tag in entry.tags}
