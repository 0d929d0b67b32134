"""What comes out of the page: files with their losses, sentences, figures, and Zotero."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from click.testing import CliRunner
from report.made_up import made_up
from ui.app import Asked, opened
from ui.test_api import fits, problem
from ui.waiting import ended
from zotero_pushes import entry, open_entry, review
from zotero_server import ZoteroServer
from zotero_server.replies import Reply
from zotero_server.serving import Request
from zotero_server.validating import Refused

import refkit
from refkit.api.document import OpenDocument
from refkit.cli import main
from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.model.work import Container
from refkit.ui.workspace import Workspace

REQUEST = {"collection": "Bees", "transport": "web"}


@pytest.fixture
def asked(first_review: Bibliography, tmp_path: Path) -> Asked:
    return opened(first_review, tmp_path / "review.refkit.json")


@pytest.fixture
def web_zotero(monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoteroServer]:
    with ZoteroServer() as server:
        monkeypatch.setenv("REFKIT_ZOTERO_URL", server.url)
        monkeypatch.setenv("REFKIT_ZOTERO_KEY", server.key)
        yield server
        assert server.violations == []


@pytest.fixture
def bees(tmp_path: Path) -> Asked:
    return opened(
        review(entry(1, "CAR-T"), open_entry(2), entry(3, "CAR-T")), tmp_path / "bees.refkit.json"
    )


def test_the_sentences_have_the_accounts_numbers_and_are_the_command_lines(
    asked: Asked, tmp_path: Path
) -> None:
    found = asked.send("GET", "/methods")

    fits(found, "methods")
    printed = CliRunner().invoke(
        main, ["report", str(tmp_path / "review.refkit.json"), "--methods"]
    )
    assert printed.stdout == f"{found['text']}\n"
    assert "9 references were listed: 6 identified by the DOI deposited" in found["text"]
    assert "3 not identified and kept as printed" in found["text"]


@pytest.mark.parametrize(
    ("dois", "told"),
    [
        (["10.1000/a"], "1 work was a preprint."),
        (["10.1000/a", "10.1000/b"], "2 works were preprints."),
    ],
)
def test_one_preprint_is_told_as_one(dois: list[str], told: str, tmp_path: Path) -> None:
    works = [
        entry(place, doi=Doi(doi), genre="Preprint", container=Container())
        for place, doi in enumerate(dois, start=1)
    ]

    found = opened(review(*works), tmp_path / "r.refkit.json").send("GET", "/methods")

    assert told in found["text"]


def test_the_numbers_and_the_report_are_those_of_the_command_line(
    asked: Asked, first_review: Bibliography
) -> None:
    fits(asked.send("GET", "/numbers"), "numbers")

    answer = asked.client.get("/api/v1/report")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].endswith("review.html")
    assert answer.text == refkit.report_page(first_review)


def test_the_losses_stand_before_the_download(asked: Asked) -> None:
    browser = asked.browser()

    page = browser.get("/export").text
    for each in asked.send("GET", "/exports")["formats"]:
        assert f'href="/export?format={each["format"]}"' in page
        one = browser.get("/export", params={"format": each["format"]})
        assert one.status_code == 200
        assert one.text.index('id="chosen"') < one.text.index("/api/v1/exports/")
    assert browser.get("/export", params={"format": "klingon"}).status_code == 404


def test_hostile_titles_are_text_on_every_page(tmp_path: Path) -> None:
    browser = opened(made_up(40), tmp_path / "hostile.refkit.json").browser()

    for path in ("/export", "/export?format=ris", "/figures", "/zotero"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert "<script>window" not in page.text
        assert "<img" not in page.text


def test_a_cell_of_a_figure_leads_to_its_references(asked: Asked) -> None:
    browser = asked.browser()
    page = browser.get("/figures").text

    cells = [
        (int(words.partition(":")[0]), link.replace("&amp;", "&")) for link, words in _cells(page)
    ]
    assert cells
    for number, link in cells:
        listed = browser.get(link).text
        assert listed.count('<li class="row') == number, link
    assert "<svg" in page


def _cells(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<td><a href="([^"]*)" aria-label="([^"]*)"', page)


def test_figures_are_drawn_of_what_the_filter_leaves(asked: Asked) -> None:
    browser = asked.browser()

    assert "9 of 9 works" in browser.get("/figures").text
    page = browser.get("/figures", params={"words": "CAR-NK"}).text
    assert "1 of 9 works" in page
    assert "nothing to draw" in browser.get("/figures", params={"words": "no such words"}).text


def test_offline_says_that_zotero_is_asked_all_the_same(bees: Asked) -> None:
    said = "Offline is said of Crossref"
    for offline in (True, False):
        bees.workspace.offline = offline
        assert (said in bees.browser().get("/zotero").text) is offline


def test_the_plan_is_written_and_taken_back(bees: Asked, web_zotero: ZoteroServer) -> None:
    planned = bees.send("POST", "/zotero/plan", REQUEST)
    fits(planned, "zotero_plan")
    assert planned["account"] == "4 to create, 0 to change, 0 to leave, 0 conflicts"
    assert web_zotero.library().items == {}

    bees.send("POST", "/zotero/write", REQUEST, **{"If-Match": planned["version"]})
    row = ended(bees.workspace).row()

    fits({"job": row}, "job_now")
    assert row["state"] == "done", row
    assert row["result"]["account"].startswith("4 created, 0 updated")
    assert len(web_zotero.library().items) == 4
    runs = bees.send("GET", "/zotero/runs")
    fits(runs, "zotero_runs")
    assert [each["run"] for each in runs["runs"]] == [row["result"]["run"]]
    assert bees.send("POST", "/zotero/plan", REQUEST)["to_do"] == 0

    bees.send("POST", f"/zotero/runs/{row['result']['run']}/undo")
    undone = ended(bees.workspace).row()

    fits({"job": undone}, "job_now")
    assert undone["result"]["account"].startswith("4 taken back")
    assert bees.send("GET", "/zotero/runs")["runs"][0]["state"] == "taken back"


def test_what_somebody_changed_is_a_conflict_in_words(
    bees: Asked, web_zotero: ZoteroServer
) -> None:
    bees.send("POST", "/zotero/write", REQUEST)
    ended(bees.workspace)
    library = web_zotero.library()
    key = next(key for key, item in library.items.items() if item.get("volume") == "1")
    library.edit(key, volume="77")
    document = bees.workspace.document
    assert document is not None
    changed = replace(document.bibliography.entries[0].work, volume="2")
    entries = (
        replace(document.bibliography.entries[0], work=changed),
        *document.bibliography.entries[1:],
    )
    document._step("another volume", replace(document.bibliography, entries=entries))

    planned = bees.send("POST", "/zotero/plan", REQUEST)

    (step,) = [each for each in planned["steps"] if each["conflicts"]]
    assert any(line.startswith("conflict: volume:") for line in step["words"])
    page = bees.browser().post("/zotero/plan", data=REQUEST).text
    assert "theirs stays" in page


def test_one_that_is_stopped_in_the_middle_goes_on_and_writes_nothing_twice(
    tmp_path: Path, web_zotero: ZoteroServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refkit.ui.jobs._PAUSE", 0.0)  # told of every step
    many = review(*(entry(number, "CAR-T") for number in range(1, 201)))
    asked = opened(many, tmp_path / "many.refkit.json")
    asked.workspace.listeners.add(stop := _stopping(asked))
    go_on = _hold_all_but_the_first_items(web_zotero, monkeypatch)
    asked.send("POST", "/zotero/write", REQUEST)
    assert ended(asked.workspace).state == "stopped"
    asked.workspace.listeners.discard(stop)
    assert len(web_zotero.library().items) == 50
    go_on.set()
    # What was under way when it was stopped is not waited for, and counts as a request beside those
    # that come now.
    deadline = time.monotonic() + 60
    while web_zotero.under_way and time.monotonic() < deadline:
        time.sleep(0.01)

    asked.send("POST", "/job/go-on")

    assert ended(asked.workspace).state == "done"
    assert len(web_zotero.library().items) == 201


def _hold_all_but_the_first_items(server: ZoteroServer, patch: pytest.MonkeyPatch) -> Event:
    """Only the first request with items is answered until what is given is set."""
    go_on, answer, numbers = Event(), server.answer, count()

    def held(request: Request, failing: Mapping[int, Refused]) -> Reply:
        is_of_items = request.method == "POST" and request.path.endswith("/items")
        if is_of_items and next(numbers):
            go_on.wait(60)
        return answer(request, failing)

    patch.setattr(server, "answer", held)
    return go_on


def _stopping(asked: Asked) -> Any:
    """Stops the job as soon as some items are written."""

    def look() -> None:
        job = asked.workspace.job
        doing = job.row()["doing"] if job else None
        if job and job.state == "running" and doing and doing["words"] == "items" and doing["done"]:
            job.stop()

    return look


def test_what_cannot_be_done_is_said(bees: Asked, tmp_path: Path) -> None:
    stale = {"If-Match": "another"}
    assert problem(bees, "POST", "/zotero/write", REQUEST, **stale)["status"] == 412
    assert problem(bees, "POST", "/zotero/plan", {"facets": "x"})["status"] == 422
    assert problem(bees, "POST", "/zotero/plan", {"notes": "perhaps"})["status"] == 422
    assert problem(bees, "POST", "/zotero/plan", {"transport": "pigeon"})["status"] == 422
    bees.send("POST", "/zotero/runs/no-such-run/undo")
    assert ended(bees.workspace).row()["problem"]["status"] == 422
    unsaved = Asked(Workspace(OpenDocument(review(entry(1)))))
    assert "save it first" in problem(unsaved, "POST", "/zotero/plan", {})["detail"]


class TestZoteroPages:
    """The same by forms."""

    def test_from_the_plan_to_the_undo(self, bees: Asked, web_zotero: ZoteroServer) -> None:
        browser = bees.browser()
        assert "Nothing was done in Zotero yet" in browser.get("/zotero").text

        plan = browser.post("/zotero/plan", data=REQUEST).text
        assert "4 to create" in plan
        assert 'action="/zotero/write"' in plan
        assert bees.workspace.document is not None
        form = REQUEST | {"version": bees.workspace.document.version}
        assert browser.post("/zotero/write", data=form).headers["location"] == "/zotero"
        job = ended(bees.workspace)
        page = browser.get("/zotero").text
        assert "Written to Zotero" in page
        assert "4 created" in page
        assert job.result is not None
        run = job.result["run"]
        assert browser.post(f"/zotero/runs/{run}/undo").status_code == 303
        ended(bees.workspace)
        page = browser.get("/zotero").text
        assert "4 taken back" in page
        assert '<td data-name="items">0</td><td data-name="state">taken back</td>' in page

    def test_a_plan_that_is_out_of_date_is_not_written(self, bees: Asked) -> None:
        answer = bees.browser().post("/zotero/write", data=REQUEST | {"version": "old"})

        assert answer.status_code == 422
        assert "look at the plan again" in answer.text
