"""The plug-in's windows in a real browser: what refkit says line by line, keys, languages, hostile texts.

The browser stands in for Zotero, whose windows are of the same making; what Zotero gives them
(its colours, its translations, what opens them) is a stand-in of the tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from consumers.javascript import modules
from consumers.programs import absent
from report.browser import Opened, chromium
from zotero_plugin.asking import HOSTILE, explained, hostile_plan, references
from zotero_plugin.serving import Windows, windows

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TIMEOUT = 300_000  # milliseconds: a busy machine is no fault of a window
SIZE = {"width": 900, "height": 640}
ACTIONS = ("create", "update", "same", "in-trash", "conflict", "not-resolved", "trash", "keep")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    folder = modules()
    if not (folder / "node_modules" / "@fluent" / "dom").is_dir():
        absent("Fluent is not installed: run tests/consumers/node/install.sh")
    home = tmp_path_factory.mktemp("home")
    with windows(folder) as served:
        served.keep("references", references(home))
        served.keep(
            "explained", explained(home, "CD19 CAR-T cells in systemic lupus erythematosus")
        )
        served.keep("hostile", hostile_plan(ACTIONS))
        yield served


def opened(
    browser: Browser, held: Windows, page: str, scheme: Any = "light", **asked: str
) -> Opened:
    context = browser.new_context(color_scheme=scheme, viewport=SIZE)  # type: ignore[arg-type]
    context.set_default_timeout(TIMEOUT)
    tab = Opened(context.new_page())
    tab.page.goto(held.address(page, **asked))
    return tab


def fetched(browser: Browser, held: Windows, **asked: str) -> Opened:
    """The window of the review's references, its plan complete."""
    tab = opened(
        browser,
        held,
        "content/task.html",
        want="references",
        events="/events/references.jsonl",
        **asked,
    )
    tab.page.wait_for_selector("#go:not([disabled])")
    return tab


def told(tab: Opened) -> dict[str, Any]:
    found: dict[str, Any] = tab.page.evaluate("window.told")
    return found


def translated(tab: Opened) -> None:
    """Wait until Fluent has put what stands there by now: it does so a moment later."""
    tab.page.evaluate("document.l10n.translateRoots()")


def words(tab: Opened, selector: str) -> str:
    translated(tab)
    # Fluent puts marks of direction, which nobody sees, around what it puts in.
    text = tab.page.inner_text(selector)
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def shows(tab: Opened, selector: str, expected: str) -> None:
    """Wait until it says so: translations come a moment later."""
    tab.page.wait_for_function(
        "([selector, expected]) => document.querySelector(selector).textContent"
        ".replace(/[\u2068\u2069]/g, '').trim() === expected",
        arg=[selector, expected],
    )


def test_each_line_of_the_review_is_shown_with_what_happens_to_it(
    browser: Browser, held: Windows
) -> None:
    tab = fetched(browser, held)

    assert words(tab, "h1") == "References of this review"
    assert "9 listed: 6 by deposited DOI" in words(tab, "#account")
    assert tab.page.locator("tbody tr").count() == 10  # the review itself is one
    assert words(tab, "#groups").endswith("New 7 Not resolved 3")
    shows(tab, "#go", "Add 10 items")
    shows(tab, "#status", "Nothing has been written yet.")
    assert tab.page.input_value("#collection") == "CAR-T in rheumatology"
    assert tab.page.locator(".label").count() > 5
    tab.page.locator("summary:has-text('Words that earned them')").first.click()
    assert tab.page.locator("details[open] mark").first.inner_text().strip()
    assert tab.said == []
    tab.page.context.close()


def test_what_is_ticked_is_added_and_nothing_else(browser: Browser, held: Windows) -> None:
    tab = fetched(browser, held)

    tab.page.locator("tbody input").nth(0).click()
    shows(tab, "#go", "Add 9 items")
    tab.page.click("input[value=unresolved]")
    assert tab.page.locator("tbody tr:visible").count() == 3
    tab.page.click("#tick-all")
    shows(tab, "#go", "Add 6 items")
    tab.page.click("#go")
    tab.page.wait_for_selector("#go", state="hidden")

    assert len(told(tab)["written"][0]) == 6
    shows(tab, "#status", "6 items are written.")
    shows(tab, "#close", "Close")
    tab.page.click("#close")
    assert told(tab)["closed"] == 1
    tab.page.context.close()


def test_by_keys_alone(browser: Browser, held: Windows) -> None:
    tab = fetched(browser, held)
    keys = tab.page.keyboard
    names = []
    while names[-1:] != ["go"] and len(names) < 100:
        keys.press("Tab")
        names.append(tab.page.evaluate("document.activeElement.id || document.activeElement.type"))
        if names.count("checkbox") == 1 and names[-1] == "checkbox":
            keys.press("Space")

    assert names[:4] == ["radio", "list", "tick-all", "checkbox"]
    assert names[-3:] == ["collection", "close", "go"]
    keys.press("Enter")
    tab.page.wait_for_selector("#go", state="hidden")
    assert len(told(tab)["written"][0]) == 9
    keys.press("Escape")
    assert told(tab)["closed"] == 1
    tab.page.context.close()


def test_cancelled_while_it_is_asked_or_written(browser: Browser, held: Windows) -> None:
    tab = opened(
        browser,
        held,
        "content/task.html",
        want="references",
        events="/events/references.jsonl",
        step="1",
    )
    tab.page.wait_for_function("Boolean(window.goOn)")
    shows(tab, "#close", "Cancel")
    assert tab.page.is_disabled("#go")
    tab.page.keyboard.press("Escape")
    tab.page.evaluate("window.goOn()")
    tab.page.wait_for_selector("#again:not([hidden])")

    shows(tab, "#status", "Cancelled. Nothing was written.")
    assert (told(tab)["stopped"], told(tab)["written"], told(tab)["closed"]) == (1, [], 0)
    tab.page.click("#again")
    tab.page.wait_for_selector("#again", state="hidden")
    tab.page.context.close()


def test_while_it_is_written_nothing_can_be_ticked_and_an_error_is_told(
    browser: Browser, held: Windows
) -> None:
    tab = fetched(browser, held, fails="1")

    tab.page.click("#go")
    tab.page.wait_for_selector("#trouble p")

    assert tab.page.locator("tbody input:enabled").count() == 0
    title = "“CAR-T <img src=x onerror=alert(1)>”"
    shows(tab, "#trouble", f"{title} was changed meanwhile. Nothing was written: look again.")
    shows(tab, "#status", "Nothing was written.")
    tab.page.context.close()


def test_another_collection_is_asked_for_anew(browser: Browser, held: Windows) -> None:
    tab = fetched(browser, held)

    tab.page.fill("#collection", "Another")
    tab.page.keyboard.press("Tab")
    tab.page.wait_for_function("window.told.collections.length")

    assert told(tab)["collections"] == ["Another"]
    tab.page.context.close()


@pytest.mark.parametrize("answer", ["accept", "cancel"])
def test_a_window_answers_itself_where_the_settings_say_so(
    browser: Browser, held: Windows, answer: str
) -> None:
    tab = opened(
        browser,
        held,
        "content/task.html",
        want="references",
        events="/events/references.jsonl",
        answer=answer,
    )
    tab.page.wait_for_function("window.told.closed")

    found = told(tab)

    assert [each["written"] for each in found["reports"]] == [10 if answer == "accept" else 0]
    assert found["reports"][0]["window"] == "references"
    assert len(found["written"]) == (1 if answer == "accept" else 0)
    tab.page.context.close()


@pytest.mark.parametrize("want", ["references", "labels", "undo", "retractions"])
def test_a_hostile_text_is_text_in_every_place_of_a_window(
    browser: Browser, held: Windows, want: str
) -> None:
    tab = opened(browser, held, "content/task.html", want=want, events="/events/hostile.jsonl")
    tab.page.wait_for_selector("#list table, #list ul")

    harmless(tab)
    assert tab.page.inner_text("#account").count("<script>") == 2
    assert tab.page.inner_text("#list").count("<img src=x") >= (
        2 if want == "retractions" else 8 * 5
    )
    tab.page.context.close()


def harmless(tab: Opened) -> None:
    """No element came of a text, nothing ran, nothing was asked elsewhere."""
    assert tab.page.locator("body img, body script, body iframe, [onerror]").count() == 0
    assert tab.said == []
    assert all(url.startswith("http://127.0.0.1:") and not url.endswith("/x") for url in tab.asked)


def test_runs_are_listed_and_one_is_undone(browser: Browser, held: Windows) -> None:
    run = {
        "event": "run",
        "run": "2026-11-30-a1b2c3",
        "started": "2026-11-30T09:12:44.1Z",
        "library": "My Library",
        "collection": HOSTILE,
        "source": f"/home/me/{HOSTILE.replace('/', '')}",
        "transport": "plugin",
        "items": 12,
        "state": "ended",
        "keys": [],
        "can_undo": True,
        "why_not": "",
    }
    gone = {
        **run,
        "run": "2026-11-29-d4e5f6",
        "can_undo": False,
        "why_not": HOSTILE,
        "state": "taken back",
    }
    events = held.keep("runs", [{"event": "start"}, run, gone, {"event": "end", "ok": True}])
    tab = opened(browser, held, "content/runs.html", want="runs", events=events)
    tab.page.wait_for_selector("table button")

    harmless(tab)
    assert words(tab, "tbody tr td").startswith("2026-11-30 09:12")
    tab.page.click("table button")
    assert told(tab)["undone"] == ["2026-11-30-a1b2c3"]
    assert tab.page.locator("table button").count() == 1
    tab.page.context.close()


STOPPED = """async () => {
    const { localizeWithin, say } = await import("/content/dom.mjs");
    const status = document.querySelector("#status");
    localizeWithin(status, "refkit-status-asking");
    status.textContent = "";
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)));
    const after = status.textContent;
    localizeWithin(status, "refkit-setup-testing");
    say(status, "refkit-setup-not-found", {});
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 100)));
    return [after, status.textContent];
}"""


def test_what_is_said_no_more_is_not_said_later(browser: Browser, held: Windows) -> None:
    events = held.keep("none", [{"event": "start"}, {"event": "end", "ok": True}])
    tab = opened(browser, held, "content/runs.html", want="runs", events=events)
    tab.page.wait_for_selector("p.sentence")

    after, then = tab.page.evaluate(STOPPED)

    assert after == ""
    assert then == "Not found yet."
    harmless(tab)
    tab.page.context.close()


@pytest.mark.parametrize(
    ("want", "heading", "shows_install"),
    [
        ("missing", "refkit is not found", True),
        ("old", "refkit is too old", True),
        ("new", "This plug-in is too old", True),
        ("sandbox", "Zotero runs in a sandbox", True),
        ("found", "refkit is found", False),
    ],
)
def test_where_refkit_is_missing_a_window_says_how_to_install_it(
    browser: Browser, held: Windows, want: str, heading: str, shows_install: bool
) -> None:
    tab = opened(browser, held, "content/setup.html", want=want)
    tab.page.wait_for_function("document.querySelector('h1').textContent")

    shows(tab, "h1", heading)
    assert tab.page.is_visible("#line") == shows_install
    if shows_install:
        expected = "refkit ui --no-browser" if want == "sandbox" else "pipx install "
        assert words(tab, "#line").startswith(expected)
    harmless(tab)
    tab.page.context.close()


def test_what_is_typed_is_tested_again(browser: Browser, held: Windows) -> None:
    tab = opened(browser, held, "content/setup.html", want="missing")
    tab.page.wait_for_function("document.querySelector('h1').textContent")

    tab.page.click("#copy")
    tab.page.fill("#where", "/nowhere")
    tab.page.click("#test")
    tab.page.wait_for_function("window.told.tested.length === 1")
    shows(tab, "h1", "refkit is not found")
    tab.page.click("#choose")
    tab.page.focus("#where")
    tab.page.keyboard.press("Enter")
    shows(tab, "h1", "refkit is found")

    assert told(tab)["tested"] == ["/nowhere", "/usr/bin/refkit"]
    assert told(tab)["copied"][0].startswith("pipx install ")
    tab.page.context.close()


def test_the_section_shows_the_words_and_takes_a_decision(browser: Browser, held: Windows) -> None:
    tab = opened(browser, held, "shim/section.html", events="/events/explained.jsonl")
    tab.page.wait_for_selector(".label-row button")

    marked = tab.page.locator("mark").all_inner_texts()
    assert any("CAR-T" in each for each in marked)
    # Fluent keeps a name that is put in apart from the words around it, by marks that nobody sees.
    tab.page.get_by_role("button", name=re.compile(r"^Confirm \W?CAR-T\W?$")).click()
    tab.page.get_by_role("button", name=re.compile(r"^Remove \W?CAR-T\W?$")).click()

    assert told(tab)["decided"] == [["confirm", "modality/car-t"], ["remove", "modality/car-t"]]
    tab.page.context.close()


def test_a_hostile_text_is_text_in_the_section(browser: Browser, held: Windows) -> None:
    [row] = [each for each in hostile_plan(("create",)) if each["event"] == "item"]
    event = {
        "event": "explained",
        "key": HOSTILE,
        "state": HOSTILE,
        "labels": row["labels"],
        "doubts": [{"signal": HOSTILE, "reason": HOSTILE}],
        "cited_by": [
            {"review": HOSTILE, "title": HOSTILE, "position": HOSTILE},
            {"review": HOSTILE, "position": None},
        ],
        "decisions": [{"facet": HOSTILE, "label": HOSTILE, "decision": "remove", "by": HOSTILE}],
    }
    events = held.keep("hostile-section", [event])
    tab = opened(browser, held, "shim/section.html", events=events, readonly="1")
    tab.page.wait_for_selector(".cited li")

    harmless(tab)
    assert tab.page.inner_text("#body").count("<img src=x") > 5
    assert tab.page.locator("button:enabled").count() == 0
    tab.page.context.close()


def test_german_says_it_in_german(browser: Browser, held: Windows) -> None:
    tab = fetched(browser, held, language="de")

    assert words(tab, "h1") == "Literatur dieser Übersichtsarbeit"
    shows(tab, "#go", "10 Einträge hinzufügen")
    assert "refkit-" not in words(tab, "body")
    assert tab.said == []
    tab.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["task", "runs", "setup", "section"])
def test_axe_finds_nothing(browser: Browser, held: Windows, scheme: str, page: str) -> None:
    axe = modules() / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.is_file():
        absent("axe-core is not installed: run tests/consumers/node/install.sh")
    if page == "task":
        tab = opened(
            browser,
            held,
            "content/task.html",
            scheme,
            want="references",
            events="/events/references.jsonl",
        )
        tab.page.wait_for_selector("#go:not([disabled])")
    elif page == "section":
        tab = opened(browser, held, "shim/section.html", scheme, events="/events/explained.jsonl")
        tab.page.wait_for_selector(".label-row button")
    else:
        events = held.keep("none", [{"event": "start"}, {"event": "end", "ok": True}])
        want = "missing" if page == "setup" else "runs"
        tab = opened(browser, held, f"content/{page}.html", scheme, want=want, events=events)
        tab.page.wait_for_function("document.querySelector('h1').textContent")
    translated(tab)
    tab.page.evaluate(axe.read_text(encoding="utf-8"))

    found = tab.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")

    assert [
        (each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]
    ] == []
    tab.page.context.close()


def test_a_thousand_lines_are_shown(browser: Browser, held: Windows) -> None:
    lines = held.events["references"].splitlines()
    row = next(
        each for each in map(json.loads, lines) if each["event"] == "item" and each["labels"]
    )
    rows = [{**row, "id": number, "positions": [number]} for number in range(1000)]
    events = held.keep(
        "many", [{"event": "start", "run": "r"}, *rows, {"event": "end", "ok": True}]
    )
    tab = opened(browser, held, "content/task.html", want="references", events=events)
    tab.page.wait_for_selector("#go:not([disabled])")

    shows(tab, "#go", "Add 1,000 items")  # Fluent writes a number as the language does
    tab.page.click("#tick-all")
    shows(tab, "#go", "Add")
    assert tab.page.is_disabled("#go")
    tab.page.context.close()
