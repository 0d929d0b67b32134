"""What is not meant is turned down on the page, by forms, by keys and in two windows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from consumers.javascript import modules
from consumers.programs import absent
from crossref_server import FAST, CrossrefServer, make_review, make_work
from report.browser import chromium
from search_index import SearchIndex
from ui.app import Asked
from ui.serving import Serving, served
from ui.test_browser import loaded, to_another_page, unfold

import refkit
from refkit.api.document import OpenDocument
from refkit.model.bibliography import Entry
from refkit.model.decisions import rejections_of
from refkit.ui import instances
from refkit.ui.workspace import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TIMEOUT = 300_000  # milliseconds: a busy machine is no fault of a page
REVIEW, BEES, OWLS = "10.5555/review", "10.5555/bees", "10.5555/owls"
PROTOCOL = "10.5555/owls-protocol"
BERG = [{"given": "Bo", "family": "Berg", "sequence": "first", "affiliation": []}]
LINE = "Berg B. Owls in the gardens of the city. Journal of Invented Results 2019; 800: 1140."


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A sure work, and a line whose candidates do not fit."""
    works = [
        make_work(BEES, title=["Bees on the roofs"]),
        make_work(OWLS, title=["Owls in the gardens of the city: a letter"], author=BERG),
        make_work(PROTOCOL, title=["Owls in the gardens of the city: a protocol"], author=BERG),
    ]
    review = make_review(REVIEW, [{"DOI": BEES}, {"unstructured": LINE}])
    monkeypatch.setenv("REFKIT_PERSON", "Ada Rossi")
    search = SearchIndex(works[1:]).search
    with CrossrefServer([*works, review], pools=FAST, search=search) as crossref:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", crossref.url)
        monkeypatch.setenv("REFKIT_DOI_URL", crossref.url)
        refkit.save(refkit.fetch(REVIEW), tmp_path / "review.refkit.json")
        yield tmp_path / "review.refkit.json"


@pytest.fixture
def asked(path: Path) -> Asked:
    return Asked(Workspace(OpenDocument.open(path)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def enter(browser: Browser, path: Path) -> Iterator[Callable[..., Page]]:
    """A window of the page, of one server for all windows of a test."""
    with served(Workspace(OpenDocument.open(path))) as server:
        contexts = []

        def window(**how: Any) -> Page:
            contexts.append(browser.new_context(**how))
            contexts[-1].set_default_timeout(TIMEOUT)
            page = contexts[-1].new_page()
            _enter(page, server)
            return page

        yield window
        for each in contexts:
            each.close()


def _enter(page: Page, server: Serving) -> None:
    page.goto(server.address)
    if page.locator("#token").is_visible():  # without a script; loaded() asks one
        page.fill("#token", server.keys.token)
        to_another_page(page, "button:text-is('Open')")
    else:
        loaded(page)


def decided(page: Page, act: Callable[[], object]) -> None:
    """Act, and wait until the page shows another state of the document."""
    before = page.get_attribute("#list", "data-version")
    act()
    page.wait_for_selector(f'#list:not([data-version="{before}"])', state="attached")


def version(page: str) -> str:
    found = re.search(r'data-version="([^"]+)"', page)
    assert found
    return found[1]


def entry(path: Path, place: int) -> Entry:
    return refkit.load(path).entries[place]


def show(page: Page, path: Path, place: int) -> None:
    """Look at an entry of the list."""
    page.evaluate("document.querySelector('#sure').open = true")
    id_ = entry(path, place).id
    page.click(f'.row[data-id="{id_}"] a')
    page.wait_for_selector(f'[data-entry="{id_}"]')


def test_the_work_that_is_shown_is_rejected_by_a_key_and_taken_back_at_the_reference(
    enter: Callable[..., Page], path: Path
) -> None:
    page = enter()
    before = refkit.load(path)
    show(page, path, 0)

    decided(page, lambda: page.keyboard.press("r"))

    assert entry(path, 0).work.doi is None
    assert "was rejected by Ada Rossi on" in page.inner_text(".reasons")
    assert page.is_visible("#nothing-left button:text-is('No DOI exists')")
    assert page.locator("#look .row.current").count() == 1
    page.click("details.rejected summary")
    assert BEES in page.inner_text("details.rejected")
    assert "Bees on the roofs" in page.inner_text("details.rejected")
    decided(page, lambda: page.click("details.rejected button"))
    assert refkit.load(path).entries == before.entries
    decided(page, lambda: page.keyboard.press("u"))
    decided(page, lambda: page.keyboard.press("u"))
    assert refkit.load(path) == before


def test_candidates_are_rejected_one_after_the_other_until_none_is_left(
    enter: Callable[..., Page], path: Path
) -> None:
    page = enter()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    show(page, path, 1)
    page.click(".decide button:text-is('Search')")
    page.wait_for_selector("#candidates")
    assert page.locator("#candidates details").count() == 2

    page.locator("#candidates summary").nth(1).press("Enter")  # the other one is looked at
    second = page.locator("#candidates details").nth(1).locator("code").inner_text()
    page.locator("#candidates summary").nth(1).focus()
    decided(page, lambda: page.keyboard.press("r"))
    assert {str(each.doi) for each in rejections_of(entry(path, 1))} == {second}
    assert page.locator("#candidates details").count() == 1
    page.fill("#candidates input[name=note]", "it is about kites")
    decided(page, lambda: page.keyboard.press("Enter"))

    assert {str(each.doi) for each in rejections_of(entry(path, 1))} == {OWLS, PROTOCOL}
    assert {each.note for each in rejections_of(entry(path, 1))} == {"", "it is about kites"}
    assert "Nothing else was found" in page.inner_text("#candidates")
    assert page.inner_text("details.rejected .number") == "2"
    assert page.locator("#look .row.current").count() == 1
    decided(page, lambda: page.click("#candidates button:text-is('No DOI exists')"))
    assert page.locator("#look .row").count() == 0
    assert said == []
    # Where the page stands is an address that can be loaded again.
    page.reload()
    page.wait_for_selector("[data-entry]")


def test_the_key_is_among_the_keys(enter: Callable[..., Page]) -> None:
    page = enter()
    page.keyboard.press("?")

    assert "reject it" in page.inner_text("#keys")


def test_two_windows_that_undo_at_once_undo_one_step(asked: Asked, path: Path) -> None:
    browser = asked.browser()
    address = f"/references/{entry(path, 0).id}"
    for place in ("1", "2"):
        seen = version(browser.get("/").text)
        id_ = entry(path, int(place) - 1).id
        form = {"position": place, "review": REVIEW, "version": seen, "doi": "none"}
        assert browser.post(f"/decide/{id_}", data=form).status_code == 303
    seen = version(browser.get(address).text)

    first = browser.post("/undo", data={"at": "", "version": seen})
    second = browser.post("/undo", data={"at": "", "version": seen})

    assert (first.status_code, second.status_code) == (303, 412)
    assert "it was changed in another window" in second.text
    assert refkit.load(path).account.without_doi == 1


def test_both_windows_see_what_one_rejected(enter: Callable[..., Page], path: Path) -> None:
    one, other = enter(), enter()
    for page in (one, other):
        show(page, path, 0)

    decided(other, lambda: one.keyboard.press("r"))

    assert "was rejected by Ada Rossi on" in other.inner_text(".reasons")


def test_without_a_script_forms_reject_and_take_back(
    enter: Callable[..., Page], path: Path
) -> None:
    page = enter(java_script_enabled=False)
    unfold(page)
    to_another_page(page, "#sure .row a")
    page.fill(".not-it input[name=note]", "an erratum")
    to_another_page(page, "text=Not this work")

    assert [each.note for each in rejections_of(entry(path, 0))] == ["an erratum"]
    page.click("details.rejected summary")
    to_another_page(page, "text=Take back")
    assert str(entry(path, 0).work.doi) == BEES


def test_a_reference_of_two_reviews_is_rejected_for_one(asked: Asked, path: Path) -> None:
    other = "10.5555/another-review"
    document = asked.workspace.document
    assert document
    with (
        CrossrefServer(
            [make_review(other, [{"DOI": BEES}]), make_work(BEES)], pools=FAST
        ) as crossref,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("REFKIT_CROSSREF_URL", crossref.url)
        document.add(other)
    browser = asked.browser()
    page = browser.get(f"/references/{entry(path, 0).id}").text
    assert page.count("Not this work (") == 2

    form = {"position": "1", "review": other, "doi": BEES, "version": version(page)}
    assert browser.post(f"/reject/{entry(path, 0).id}", data=form).status_code == 303

    assert [str(each.work.doi or "") for each in refkit.load(path).entries] == [BEES, "", ""]


def test_it_can_be_typed_where_a_doi_is(asked: Asked, path: Path) -> None:
    browser = asked.browser()
    address = f"/decide/{entry(path, 0).id}"
    form = {"position": "1", "review": REVIEW}

    assert browser.post(address, data=form | {"doi": f"NOT {BEES}"}).status_code == 303
    assert [each.by for each in rejections_of(entry(path, 0))] == ["Ada Rossi"]
    browser.post(address, data=form | {"doi": f"undecided {BEES}"})
    assert str(entry(path, 0).work.doi) == BEES


def test_what_was_never_offered_is_told_and_nothing_is_decided(asked: Asked, path: Path) -> None:
    before = path.read_bytes()
    browser = asked.browser()

    form = {"position": "1", "review": REVIEW, "doi": "10.5555/elsewhere"}
    answer = browser.post(f"/reject/{entry(path, 0).id}", data=form)

    assert answer.status_code == 422
    assert "there is nothing to reject" in answer.text
    assert path.read_bytes() == before


@pytest.mark.parametrize("width", [400, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(
    enter: Callable[..., Page], path: Path, width: int, scheme: str
) -> None:
    page = enter(viewport={"width": width, "height": 800}, color_scheme=scheme)
    reject_one_of_two(page, path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.is_visible("#candidates [data-act=r]")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(enter: Callable[..., Page], path: Path, scheme: str) -> None:
    axe = modules() / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        absent("axe-core is not installed: run tests/consumers/node/install.sh")
    page = enter(viewport={"width": 400, "height": 800}, color_scheme=scheme)
    reject_one_of_two(page, path)

    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    assert found["passes"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def reject_one_of_two(page: Page, path: Path) -> None:
    """Search, reject the first that is found, and unfold all."""
    show(page, path, 1)
    page.click(".decide button:text-is('Search')")
    page.wait_for_selector("#candidates")
    decided(page, lambda: page.keyboard.press("r"))
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")


def test_a_file_that_another_program_has_open_is_not_opened_here(path: Path) -> None:
    with served(Workspace(OpenDocument.open(path))) as first, served(Workspace()) as second:
        first.note()
        noted = instances.find(path)

        refused = Asked(second.workspace).client.put("/api/v1/document", json={"path": str(path)})
        there = Asked(first.workspace).client.put("/api/v1/document", json={"path": str(path)})

        assert (refused.status_code, refused.json()["type"]) == (
            409, "urn:refkit:problem:open-elsewhere",
        )  # fmt: skip
        assert instances.find(path) == noted == first.address
        assert there.status_code == 200
