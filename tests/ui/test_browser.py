"""The page in a real browser: real clicks and keys, hostile titles, two windows, no script at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from crossref_server import FAST, CrossrefServer, make_review, make_work
from report.browser import Opened, chromium
from report.made_up import made_up
from ui.serving import Serving, served

import refkit
from refkit.api.document import OpenDocument
from refkit.files.reading import Snapshot, remember
from refkit.model.bibliography import Bibliography
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

TIMEOUT = 300_000  # milliseconds: a busy machine is no fault of a page
REVIEW = "10.5555/review"
LINE = "Abel A. The hearing of garden owls. Journal of Invented Results. 2019;7:11."


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "review.refkit.json"


@pytest.fixture
def open_page(browser: Browser, path: Path, first_review: Bibliography) -> Iterator[Serving]:
    refkit.save(first_review, path)
    with served(Workspace(OpenDocument.open(path), offline=True)) as server:
        yield server


# Not for long: a browser that paints nothing at all is found by what the story waits for.
PAINTED = """new Promise((done) => {
    setTimeout(done, 2000);
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""


@contextmanager
def windows(browser: Browser, **how: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(**how)
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


def enter(context: BrowserContext, server: Serving) -> Opened:
    """The address as it is printed, opened in a tab of its own."""
    tab = Opened(context.new_page())
    tab.page.goto(server.address)
    loaded(tab.page)
    return tab


def loaded(page: Page, shown: str = "#list") -> None:
    """Wait until the page stands with what it runs: a key that is pressed before is lost."""
    page.wait_for_selector(shown, state="attached")
    page.wait_for_load_state()
    page.evaluate(PAINTED)  # Chromium drops keys that come before its first picture


def to_another_page(page: Page, link: str) -> None:
    """Click what leads to another page, as every link and button does without a script."""
    with page.expect_navigation():
        page.click(link)


def unfold(page: Page) -> None:
    """Unfold what is sure, by a key: rows take their height as they come in, under the mouse."""
    page.press("#sure summary", "Enter")
    page.wait_for_selector("#sure[open]")


def decided(tab: Opened, act: Any) -> None:
    """Act, and wait until the page shows another state of the document."""
    before = tab.page.get_attribute("#list", "data-version")
    act()
    tab.page.wait_for_selector(f'#list:not([data-version="{before}"])')


def waiting(tab: Opened) -> list[str]:
    found: list[str] = tab.page.eval_on_selector_all(
        "#look .row", "rows => rows.map((row) => row.dataset.id)"
    )
    return found


def test_the_token_leaves_the_address_and_nothing_is_asked_elsewhere(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        tab.page.click(".row a")
        tab.page.wait_for_selector("[data-entry]")

        assert "token" not in tab.page.url
        assert tab.page.evaluate("document.cookie") == ""
        assert tab.said == []
        assert all(
            url.startswith((f"http://127.0.0.1:{open_page.port}/", "data:")) for url in tab.asked
        )


def test_by_keys_alone_a_queue_is_worked_through_and_undone(
    browser: Browser, open_page: Serving, path: Path, first_review: Bibliography
) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        keys = tab.page.keyboard
        queue = waiting(tab)
        assert len(queue) == 3

        keys.press("j")
        tab.page.wait_for_selector(f'[data-entry="{queue[0]}"]')
        decided(tab, lambda: keys.press("n"))
        assert waiting(tab) == queue[1:]
        assert refkit.load(path).account.without_doi == 1
        keys.press("j")
        tab.page.wait_for_selector(f'[data-entry="{queue[1]}"]')
        decided(tab, lambda: keys.press("c"))
        assert tab.page.locator(".labels .chip.decided").count() > 0
        decided(tab, lambda: keys.press("u"))
        decided(tab, lambda: keys.press("u"))

        assert waiting(tab) == queue
        assert refkit.load(path) == first_review
        keys.press("?")
        assert tab.page.is_visible("#keys")
        keys.press("Escape")
        keys.press("/")
        assert tab.focused().startswith("input")
        assert tab.said == []


def test_a_label_is_taken_off_and_put_on(browser: Browser, open_page: Serving, path: Path) -> None:
    def labels() -> set[str]:
        (entry,) = [each for each in refkit.load(path).entries if each.id == id_]
        return {tag.label for tag in entry.tags}

    with windows(browser) as context:
        tab = enter(context, open_page)
        id_ = waiting(tab)[1]
        tab.page.click(f'.row[data-id="{id_}"] a')
        tab.page.wait_for_selector(f'[data-entry="{id_}"]')
        assert "cd19" in labels()

        decided(tab, lambda: tab.page.get_by_role("button", name="Remove CD19").click())
        assert "cd19" not in labels()
        tab.page.select_option("#label", "modality/car-nk")
        decided(tab, lambda: tab.page.click("#labels button[value=add]"))

        assert "car-nk" in labels()


def test_several_are_labelled_at_once(browser: Browser, open_page: Serving, path: Path) -> None:
    with windows(browser) as context:
        tab = enter(context, open_page)
        assert tab.page.is_hidden("#several")
        for box in tab.page.locator("#look .row > input").all()[:2]:
            box.check()
        tab.page.select_option("#several-label", "modality/car-nk")
        decided(tab, lambda: tab.page.click("#several button[value=add]"))

    found = [each for each in refkit.load(path).entries if "car-nk" in {t.label for t in each.tags}]
    assert sum(any(tag.is_decided for tag in each.tags) for each in found) == 2


def test_a_doi_is_seen_before_it_is_taken_and_a_search_finds_another(
    browser: Browser, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owls = make_work(
        "10.5555/owls", title=["The hearing of garden owls"],
        author=[{"given": "Ada", "family": "Abel", "sequence": "first", "affiliation": []}],
    )  # fmt: skip
    works = [make_review(REVIEW, [{"unstructured": LINE}]), make_work("10.5555/bees"), owls]
    hits: list[tuple[float, str]] = []
    with CrossrefServer(works, pools=FAST, search=lambda query, rows: hits) as crossref:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("REFKIT_DOI_URL", crossref.url)
        refkit.save(refkit.fetch(REVIEW), path)
        with (
            served(Workspace(OpenDocument.open(path))) as server,
            windows(browser) as context,
        ):
            tab = enter(context, server)
            tab.page.keyboard.press("j")
            tab.page.wait_for_selector("[data-entry]")
            tab.page.keyboard.press("d")
            tab.page.keyboard.type("https://doi.org/10.5555/BEES")
            tab.page.keyboard.press("Enter")
            tab.page.wait_for_selector("#preview")
            assert refkit.load(path).account.by_hand == 0
            assert tab.page.locator("#preview tr.disagree").count() > 0
            hits[:] = [(9.0, "10.5555/owls")]
            tab.page.fill("#search-1", "garden owls")
            tab.page.click(".decide button:text-is('Search')")
            tab.page.wait_for_selector("#candidates")
            assert tab.page.locator("#candidates tr.agree").count() > 0
            decided(tab, lambda: tab.page.keyboard.press("a"))

    (entry,) = refkit.load(path).entries
    assert str(entry.work.doi) == "10.5555/owls"
    assert isinstance(entry.resolution, refkit.Resolved)
    assert entry.resolution.method is refkit.Method.BY_HAND


def test_hostile_titles_are_text_under_real_clicks(browser: Browser, path: Path) -> None:
    refkit.save(made_up(240), path)
    with (
        served(Workspace(OpenDocument.open(path), offline=True)) as server,
        windows(browser) as context,
    ):
        tab = enter(context, server)
        tab.page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        unfold(tab.page)
        hostile = [
            each.id
            for each in made_up(240).entries
            if any(sign in each.work.title.plain for sign in "<{\\\u202e")
        ]
        assert len(hostile) >= 5
        for id_ in hostile:
            tab.page.click(f'.row[data-id="{id_}"] a')
            tab.page.wait_for_selector(f'[data-entry="{id_}"]')
            title = next(e.work.title.plain for e in made_up(240).entries if e.id == id_)
            shown = tab.page.inner_text("#detail h2.title")
            assert "49" not in shown
            if "<script>" in title:
                assert "<script>" in shown

        assert tab.page.evaluate("window.stolen") is None
        assert tab.page.locator("#list script, #detail script, #list img").count() == 0
        assert tab.said == []


def test_two_windows_see_the_same_and_the_later_one_is_told(
    browser: Browser, open_page: Serving
) -> None:
    with windows(browser) as context:
        one, other = enter(context, open_page), enter(context, open_page)
        first = waiting(one)[0]
        for tab in (one, other):
            tab.page.keyboard.press("j")
            tab.page.wait_for_selector(f'[data-entry="{first}"]')

        decided(one, lambda: one.page.keyboard.press("n"))

        other.page.wait_for_selector("text=without a DOI (decided)")
        assert waiting(other) == waiting(one)


def test_a_change_from_outside_is_shown_side_by_side(
    browser: Browser, open_page: Serving, path: Path, first_review: Bibliography
) -> None:
    before = path.read_bytes()
    with windows(browser) as context:
        tab = enter(context, open_page)
        none = refkit.decision_on(first_review, "5", "none")
        refkit.save(refkit.resolve(first_review, [none], offline=True), path)
        remember(path, Snapshot.of(before))  # it was another program

        tab.page.wait_for_selector("#outside")
        assert "1 without a DOI" in tab.page.inner_text(".sides")
        decided(tab, lambda: tab.page.click("text=Take that one"))

        assert tab.page.locator("#outside").count() == 0
        assert len(waiting(tab)) == 2
    assert path.with_name("review.other-1.refkit.json").read_bytes() == before


def test_a_page_of_another_origin_can_neither_read_nor_post(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    before = path.read_bytes()
    with windows(browser) as context, served(Workspace()) as elsewhere:
        enter(context, open_page)  # the cookie is there
        page = context.new_page()
        page.goto(f"http://localhost:{elsewhere.port}/")
        target = f"http://127.0.0.1:{open_page.port}"
        answers = page.evaluate(
            """async (target) => {
                const tried = [
                    () => fetch(`${target}/api/v1/document`, {credentials: "include"}),
                    () => fetch(`${target}/undo`, {method: "POST", credentials: "include", mode: "no-cors",
                        body: new URLSearchParams({})}),
                ];
                const said = [];
                for (const each of tried)
                    said.push(await each().then((answer) => answer.type + answer.status, () => "refused"));
                return said;
            }""",
            target,
        )  # its own policy refuses it, and so would the other side
        assert answers == ["refused", "refused"]
    assert path.read_bytes() == before


def test_a_wrong_token_stays_at_the_door(browser: Browser, open_page: Serving) -> None:
    with windows(browser) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{open_page.port}/#token=wrong")
        page.wait_for_selector("#door:not([hidden])")
        page.fill("#token", open_page.keys.token)
        page.click("button:text-is('Open')")
        page.wait_for_selector("#list")


def test_without_a_script_links_and_forms_do_it(
    browser: Browser, open_page: Serving, path: Path
) -> None:
    with windows(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(open_page.address)
        page.fill("#token", open_page.keys.token)
        to_another_page(page, "button:text-is('Open')")
        to_another_page(page, "#look .row a >> nth=0")
        assert page.is_visible("[data-entry]")
        to_another_page(page, "text=No DOI exists")
        assert refkit.load(path).account.without_doi == 1
        to_another_page(page, "#undo button")
        assert refkit.load(path).account.without_doi == 0
        page.fill("#words", "BCMA iPSC")
        to_another_page(page, "#filter button")
        assert page.locator(".row").count() == 1


def test_when_the_program_has_ended_the_page_says_so(browser: Browser, path: Path) -> None:
    refkit.save(made_up(3), path)
    with windows(browser) as context:
        with served(Workspace(OpenDocument.open(path), offline=True)) as server:
            tab = enter(context, server)
        tab.page.wait_for_selector("text=refkit does not answer")


def test_rows_that_did_not_change_stay_where_they_are(browser: Browser, path: Path) -> None:
    refkit.save(made_up(60), path)
    rows = """() => [...document.querySelectorAll(".row")].map((row) => {
        const copy = row.cloneNode(true);
        for (const name of ["data-after", "hidden"]) copy.removeAttribute(name);
        return copy.outerHTML.replaceAll(/ current|aria-current="true"| /g, "");
    })"""
    with (
        served(Workspace(OpenDocument.open(path), offline=True)) as server,
        windows(browser) as context,
    ):
        tab = enter(context, server)
        queue = waiting(tab)
        tab.page.fill("#words", "lupus")
        tab.page.fill("#words", "")
        tab.page.check(f'.row[data-id="{queue[5]}"] > input')
        tab.page.evaluate("for (const row of document.querySelectorAll('.row')) row.isOld = true")
        count = tab.page.locator(".row").count()
        for key in (queue[0], queue[3], queue[2]):
            tab.page.click(f'.row[data-id="{key}"] a')
            tab.page.wait_for_selector(f'[data-entry="{key}"]')
            decided(tab, lambda: tab.page.keyboard.press("c"))

        kept = "[...document.querySelectorAll('.row')].filter((row) => row.isOld).length"
        assert tab.page.evaluate(kept) == count - 3
        assert tab.page.is_checked(f'.row[data-id="{queue[5]}"] > input')
        assert tab.page.locator(f'.row.current[data-id="{queue[2]}"]').count() == 1
        made = tab.page.evaluate(rows)
        tab.page.reload()
        tab.page.wait_for_selector("#list")
        assert tab.page.evaluate(rows) == made
        assert tab.said == []


def test_who_closes_what_has_no_name_is_warned(browser: Browser, tmp_path: Path) -> None:
    workspace = Workspace(offline=True)
    workspace.read(b"@book{a, title = {CAR-T cells in lupus}}", "mine.bib")
    with served(workspace) as server, windows(browser) as context:
        tab = enter(context, server)
        asked: list[str] = []

        def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        tab.page.on("dialog", stay)
        unfold(tab.page)
        tab.page.click(".row a")
        tab.page.wait_for_selector("[data-entry]")
        to_another_page(tab.page, "nav >> text=Export")
        tab.page.go_back()
        tab.page.wait_for_selector("#list")
        assert asked == []

        tab.page.click("#words")
        with tab.page.expect_event("dialog"):
            tab.page.close(run_before_unload=True)
        assert asked == ["beforeunload"]
        tab.page.fill("#file-name", str(tmp_path / "mine.refkit.json"))
        tab.page.click("#name-form button")
        tab.page.wait_for_selector("#name-form", state="detached")
        assert asked == ["beforeunload"]
