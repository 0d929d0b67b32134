"""The page in a real browser: found, sorted, filtered and saved, by keyboard and by screen reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from consumers.javascript import modules
from consumers.programs import absent
from report.browser import Opened, chromium, opened
from report.made_up import HOSTILE, made_up

from refkit.model.people import Creator

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZE = 300


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    return written(tmp_path_factory.mktemp("report"), SIZE)


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of fewer entries: what more rows would show, these do."""
    return written(tmp_path_factory.mktemp("short"), 60)


def written(folder: Path, size: int) -> Path:
    """A report of so many entries, as a file."""
    from refkit.report.page import report_page

    path = folder / "report.html"
    path.write_text(report_page(made_up(size)), encoding="utf-8")
    return path


@pytest.fixture
def tab(browser: Browser, path: Path) -> Iterator[Opened]:
    """The page, which must have kept silent and asked nobody by the end of the test."""
    with opened(browser, path) as found:
        yield found
        assert found.said == []
        assert [url for url in found.asked if not url.startswith("blob:")] == [path.as_uri()]


def test_every_word_of_the_search_must_stand_in_the_row(tab: Opened) -> None:
    tab.page.fill("#words", "car-t lupus")

    entries = made_up(SIZE).entries
    seen = tab.visible_rows()
    assert 0 < len(seen) < SIZE
    for place in seen:
        words = [
            entries[place - 1].work.title.plain,
            *(tag.name for tag in entries[place - 1].tags),
        ]
        assert "car-t" in " ".join(words).lower()
    assert tab.page.inner_text("#count") == f"{len(seen)} of {SIZE} references"


def test_accents_do_not_matter_and_authors_that_are_not_shown_are_found(tab: Opened) -> None:
    tab.page.fill("#words", "muller")
    without = tab.visible_rows()
    tab.page.fill("#words", "MÜLLER")

    authors = [
        {creator.family for creator in entry.work.creators} for entry in made_up(SIZE).entries
    ]
    by_müller = [place for place, names in enumerate(authors, start=1) if "Müller" in names]
    assert without == tab.visible_rows() == by_müller


def test_choices_of_a_group_add_and_groups_narrow(tab: Opened) -> None:
    entries = made_up(SIZE).entries
    names = [{tag.name for tag in entry.tags} for entry in entries]

    for summary in ("Modality", "Disease"):
        tab.page.click(f"summary:has-text('{summary}')")
    for label in ("CAR-NK", "CAR-M", "Systemic sclerosis", "Lymphoma"):
        tab.page.get_by_role("checkbox", name=label).check()

    assert tab.visible_rows() == [
        place for place, had in enumerate(names, start=1)
        if had & {"CAR-NK", "CAR-M"} and had & {"Systemic sclerosis", "Lymphoma"}
    ]  # fmt: skip
    assert tab.page.inner_text("summary:has-text('Modality')") == "Modality (2 chosen)"
    tab.page.click("button[type=reset]")
    tab.page.wait_for_function(
        f"document.getElementById('count').textContent === '{SIZE} references'"
    )
    assert len(tab.visible_rows()) == SIZE


def test_the_retracted_are_found_by_their_state(tab: Opened) -> None:
    tab.page.click("summary:has-text('State')")
    tab.page.get_by_role("checkbox", name="retracted").check()

    retracted = [
        place for place, entry in enumerate(made_up(SIZE).entries, 1) if entry.work.is_retracted
    ]
    assert tab.visible_rows() == retracted


def test_nothing_found_is_said(tab: Opened) -> None:
    tab.page.fill("#words", "nowhere-to-be-found")

    assert tab.visible_rows() == []
    assert tab.page.is_visible("#nothing")


def test_columns_are_sorted_both_ways_without_a_value_last(tab: Opened) -> None:
    years = [
        date.year if (date := entry.work.cited_date()) else 0 for entry in made_up(SIZE).entries
    ]
    head = tab.page.locator("#references th", has_text="Year")

    head.get_by_role("button").click()
    up = [years[place - 1] for place in tab.visible_rows()]
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    down = [years[place - 1] for place in tab.visible_rows()]

    assert head.get_attribute("aria-sort") == "descending"
    assert tab.page.locator("[aria-sort]").count() == 1
    known = sorted(year for year in years if year)
    assert up == [*known, *[0] * years.count(0)]
    assert down == [*reversed(known), *[0] * years.count(0)]


def test_the_keyboard_reaches_everything_in_order(tab: Opened) -> None:
    press = tab.page.keyboard.press
    press("Tab")
    assert tab.focused() == "a Skip to the table of references"
    press("Enter")
    press("Tab")
    assert tab.focused() == "input"
    tab.page.keyboard.type("nmosd")
    assert 0 < len(tab.visible_rows()) < SIZE
    press("Tab")
    assert tab.focused() == "button Clear all"
    press("Enter")
    press("Tab")
    assert tab.focused() == "summary Modality"
    press("Enter")
    press("Tab")
    press("Space")
    choice = tab.page.evaluate("document.activeElement.parentElement.textContent").split()
    assert tab.page.inner_text("#count") == f"{choice[-1]} of {SIZE} references"
    for _ in range(60):
        press("Tab")
        if tab.focused().startswith("button No."):
            break
    press("Space")
    assert tab.visible_rows() == sorted(tab.visible_rows(), reverse=True)


def test_a_figure_is_saved_on_white(tab: Opened) -> None:
    with tab.page.expect_download() as waiting:
        tab.page.click("[data-save='modality-disease']")

    saved = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == "modality-disease.svg"
    assert "var(" not in saved
    ground = ElementTree.fromstring(saved).find("{http://www.w3.org/2000/svg}path")
    assert ground is not None
    assert ground.get("fill") == "#ffffff"


def test_a_figure_fills_the_page_and_on_a_phone_it_says_that_it_goes_on(tab: Opened) -> None:
    for width, hints in ((390, 2), (1280, 0)):  # the matrix by labels, and the years
        tab.page.set_viewport_size({"width": width, "height": 900})

        assert tab.page.locator(".scrolls:visible").count() == hints
        shown = [each for each in tab.page.locator(".drawing").all() if each.is_visible()]
        assert len(shown) == tab.page.locator("figure").count()
        boxes = [each.evaluate("e => [e.scrollWidth, e.clientWidth, e.firstElementChild"
                               ".getBoundingClientRect().width]") for each in shown]  # fmt: skip
        assert sum(whole > seen for whole, seen, _ in boxes) == hints
        assert all(drawn >= 0.95 * seen for _, seen, drawn in boxes)
        assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    tab.page.set_viewport_size({"width": 390, "height": 900})
    size = tab.page.locator(".phone svg text").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a"
    )
    assert size >= 11


def test_hostile_titles_do_nothing(tab: Opened) -> None:
    assert tab.page.evaluate("window.stolen") is None
    titles = tab.page.locator("#references .title").all_inner_texts()
    assert HOSTILE[0] in titles


def test_the_policy_stops_what_is_slipped_in(browser: Browser, path: Path) -> None:
    with opened(browser, path) as tab:
        image = '<img src="https://127.0.0.1:9/x.png" onerror="window.stolen = 1">'
        with tab.page.expect_event("requestfailed") as waiting:
            tab.page.evaluate(
                "(html) => document.body.insertAdjacentHTML('beforeend', html)", image
            )

        assert waiting.value.failure == "csp"
        assert all("Content Security Policy" in said for said in tab.said)
        assert tab.page.evaluate("window.stolen") is None


def test_without_script_it_is_a_plain_table(browser: Browser, path: Path) -> None:
    with opened(browser, path, java_script_enabled=False) as tab:
        assert tab.page.locator("#references tbody tr").count() == SIZE
        assert not tab.page.is_visible("#filter")
        assert not tab.page.is_visible("[data-save]")
        assert tab.page.locator("#references th button").count() == 0


@pytest.mark.parametrize("width", [320, 400, 1280])
def test_no_page_is_wider_than_its_window(browser: Browser, path: Path, width: int) -> None:
    with opened(browser, path, viewport={"width": width, "height": 800}) as tab:
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [700, 1280])
def test_a_name_without_a_gap_does_not_push_the_table_off_the_page(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    from refkit.report.page import report_page

    few = made_up(3)
    first = few.entries[0]
    long = replace(first, work=replace(first.work, creators=(Creator("Consortium" * 20),)))
    path = tmp_path / "long.html"
    path.write_text(report_page(replace(few, entries=(long, *few.entries[1:]))), encoding="utf-8")

    with opened(browser, path, viewport={"width": width, "height": 800}) as tab:
        boxes = "[...document.querySelectorAll('#references, html')]"
        over = tab.page.evaluate(f"{boxes}.map((e) => e.scrollWidth - e.clientWidth)")
        edge = "document.querySelector('#references').getBoundingClientRect().right"
        assert max(over) <= 0
        assert tab.page.evaluate(edge) <= width


def test_it_prints_without_its_controls(browser: Browser, path: Path, tmp_path: Path) -> None:
    with opened(browser, path, color_scheme="dark") as tab:
        tab.page.emulate_media(media="print")

        assert not tab.page.is_visible("#filter")
        assert (
            tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
            == "rgb(255, 255, 255)"
        )
        assert tab.page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, short: Path, scheme: Any, width: int) -> None:
    axe = modules() / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        absent("axe-core is not installed: run tests/consumers/node/install.sh")
    with opened(
        browser, short, color_scheme=scheme, viewport={"width": width, "height": 900}
    ) as tab:
        # All that is folded is looked at too.
        tab.page.evaluate(
            "document.querySelectorAll('details').forEach((each) => each.open = true)"
        )
        tab.page.evaluate(axe.read_text(encoding="utf-8"))
        found = tab.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")

        assert found["passes"]
        told = [(each["id"], each["nodes"][0]["html"][:200]) for each in found["violations"]]
        assert told == [], json.dumps(told, indent=1)
