"""What is pasted is fetched while one works on; it is stopped, gone on with, and told of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW
from crossref_server import FAST, CrossrefServer, make_review, make_work
from ui.app import Asked, opened
from ui.test_api import fits, problem
from ui.waiting import ended, until

import refkit
from refkit.cli import main
from refkit.model.bibliography import Bibliography
from refkit.ui.problems import URN
from refkit.ui.workspace import Workspace

A, B = "10.1000/review-a", "10.1000/review-b"
HOSTILE = "<script>window.stolen = 1</script> \u202eowls"


class Held:
    """A Crossref whose searches wait until they are let go."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()
        reviews = [
            make_review(A, [{"DOI": "10.1000/a"}, {"unstructured": "A book on owls, 1999"}]),
            make_review(B, [{"DOI": "10.1000/b"}]),
        ]
        works = [make_work("10.1000/a", title=[HOSTILE]), make_work("10.1000/b")]
        self.server = CrossrefServer([*reviews, *works], pools=FAST, search=self._search)

    def _search(self, query: str, rows: int) -> list[tuple[float, str]]:
        self.begun.set()
        assert self.go.wait(120)
        return []

    def asked_for(self, doi: str) -> int:
        """How often a work was asked for."""
        return sum(doi in unquote(f"{each.path} {each.query}") for each in self.server.requests)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    found = Held()
    with found.server as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        yield found
        found.go.set()


@pytest.fixture
def begun() -> Asked:
    """The start page, online."""
    return Asked(Workspace())


def fetch(asked: Asked, text: str, **more: Any) -> Any:
    found = asked.send("POST", "/fetch", {"text": text, **more})
    fits(found, "job_now")
    return found["job"]


def test_what_is_pasted_becomes_a_new_document_with_the_command_lines_account(
    begun: Asked, held: Held, tmp_path: Path
) -> None:
    held.go.set()
    path = tmp_path / "cli.refkit.json"
    said = CliRunner().invoke(main, ["fetch", A, B, "-o", str(path)]).stderr

    fetch(begun, f"https://doi.org/{A}\n\n  {B}, {A.upper()}\n")
    job = ended(begun.workspace).row()

    fits({"job": job}, "job_now")
    assert job["state"] == "done"
    assert job["what"] == f"{A}, {B}"
    assert said.endswith(f"{job['result']['account']}\n")
    document = begun.send("GET", "/document")
    assert (document["path"], document["saved"]) == (None, False)
    begun.send("POST", "/document/name", {"path": str(tmp_path / "page.refkit.json")})
    assert (tmp_path / "page.refkit.json").read_bytes() == path.read_bytes()


def test_the_first_review_is_fetched_offline(first_review: Bibliography) -> None:
    asked = Asked(Workspace(offline=True))

    fetch(asked, FIRST_REVIEW)
    job = ended(asked.workspace).row()

    assert job["result"]["account"] == str(first_review.account)
    assert asked.workspace.document is not None
    assert asked.workspace.document.bibliography == first_review


def test_while_it_is_fetched_one_decides_and_nothing_is_lost(
    first_review: Bibliography, held: Held, tmp_path: Path
) -> None:
    path = tmp_path / "review.refkit.json"
    asked = opened(first_review, path)
    asked.workspace.offline = False
    fetch(asked, A)
    assert held.begun.wait(120)
    row = asked.send("GET", "/job")["job"]
    assert (row["state"], row["doing"]["words"], row["doing"]["total"]) == (
        "running",
        "searching",
        1,
    )

    asked.send("POST", "/decisions", {"position": 5, "doi": "none"})
    assert refkit.load(path).account.without_doi == 1
    held.go.set()

    assert ended(asked.workspace).state == "done"
    saved = refkit.load(path)
    assert saved.account.without_doi == 1
    assert saved.account.listed == first_review.account.listed + 2
    asked.send("POST", "/undo")
    assert refkit.load(path).account.listed == first_review.account.listed
    assert refkit.load(path).account.without_doi == 1


def test_one_that_is_stopped_writes_nothing_and_goes_on_where_it_was(
    begun: Asked, held: Held
) -> None:
    fetch(begun, A)
    assert held.begun.wait(120)

    assert begun.send("POST", "/job/stop")["job"]["state"] == "stopped"
    held.go.set()
    assert not begun.send("GET", "/document")["entries"]
    before = held.asked_for("10.1000/a")
    fits(begun.send("POST", "/job/go-on"), "job_now")

    assert ended(begun.workspace).state == "done"
    assert len(begun.send("GET", "/document")["entries"]) == 2
    assert held.asked_for("10.1000/a") == before == 1


def test_the_list_is_there_before_its_references_are_looked_up(begun: Asked, held: Held) -> None:
    fetch(begun, A)
    assert held.begun.wait(120)
    job = until(begun.workspace, lambda job: job.lines.counts()["settled"] == 1).row()
    fits({"job": job}, "job_now")
    assert (job["lines"]["listed"], job["lines"]["settled"]) == (2, 1)
    found = begun.send("GET", "/job/lines")
    fits(found, "job_lines")
    assert [(each["state"], each["title"]) for each in found["lines"]] == [
        ("found", HOSTILE.replace("\u202e", "")),
        ("looking", None),
    ]
    assert found["lines"][1]["printed"] == "A book on owls, 1999"
    assert begun.send("GET", f"/job/lines?since={found['revision']}")["lines"] == []
    assert not begun.send("GET", "/document")["entries"]

    begun.send("POST", "/job/stop")
    assert len(begun.send("GET", "/job/lines")["lines"]) == 2
    held.go.set()
    begun.send("POST", "/job/go-on")
    assert ended(begun.workspace).row()["lines"] is None
    assert begun.send("GET", "/job/lines")["lines"] == []
    assert problem(begun, "GET", "/job/lines?since=x")["type"] == f"{URN}input"


def test_one_thing_at_a_time(begun: Asked, held: Held, tmp_path: Path) -> None:
    fetch(begun, A)
    assert held.begun.wait(120)

    refused = problem(begun, "POST", "/fetch", {"text": B})
    assert (refused["status"], refused["type"]) == (409, f"{URN}busy")
    # What is open is not left for another file while it is filled.
    (tmp_path / "x.bib").write_text("@book{a, title = {Owls}}")
    assert problem(begun, "PUT", "/document", {"path": str(tmp_path / "x.bib")})["status"] == 409


@pytest.mark.parametrize("text", ["", " \n ", "not a DOI", f"{A}\nnot a DOI"])
def test_what_is_no_identifier_is_said_at_once_and_begins_nothing(begun: Asked, text: str) -> None:
    assert problem(begun, "POST", "/fetch", {"text": text})["type"] == f"{URN}identifier"
    assert begun.workspace.document is None
    assert begun.send("GET", "/job") == {"job": None}


def test_offline_and_unknown_and_nobody_answering_are_one_line_each(begun: Asked) -> None:
    begun.workspace.offline = True
    fetch(begun, A)
    offline = ended(begun.workspace).row()
    begun.workspace.offline = False
    fetch(begun, A)
    nobody = ended(begun.workspace).row()
    with CrossrefServer(pools=FAST) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REFKIT_CROSSREF_URL", server.url)
        patch.setenv("REFKIT_DOI_URL", server.url)
        fetch(begun, A)
        unknown = ended(begun.workspace).row()

    for row, kind in ((offline, "not-remembered"), (nobody, "source"), (unknown, "input")):
        fits({"job": row}, "job_now")
        assert row["state"] == "failed"
        assert row["problem"]["type"] == URN + kind
        assert "\n" not in row["problem"]["detail"]
    assert "offline" in offline["problem"]["detail"]


def test_of_several_one_that_fails_is_told_and_the_others_are_there(
    begun: Asked, held: Held
) -> None:
    held.go.set()
    fetch(begun, f"{B}, 10.1000/unknown")

    row = ended(begun.workspace).row()

    assert row["state"] == "done"
    assert any("10.1000/unknown" in each for each in row["result"]["remarks"])


def test_a_fault_of_refkits_own_ends_it_and_is_told(
    begun: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("threading.excepthook", shown.append)
    monkeypatch.setattr("refkit.api.document.fetch_document", lambda *given, **asked: 1 / 0)

    fetch(begun, A)
    row = until(begun.workspace, lambda job: bool(shown)).row()

    assert (row["state"], row["problem"]["type"]) == ("failed", f"{URN}failed")
    assert "ZeroDivisionError" in str(shown[0].exc_type)


class TestPages:
    """The same by forms, where no script runs."""

    def test_the_journey_from_the_start_page(self, begun: Asked, held: Held) -> None:
        browser = begun.browser()
        assert 'name="text"' in browser.get("/").text

        sent = browser.post("/fetch", data={"text": A, "new": "1"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/")
        assert held.begun.wait(120)
        page = browser.get("/").text
        assert "Fetching" in page
        assert "<progress" in page
        assert 'action="/job/stop"' in page
        assert browser.post("/job/stop").status_code == 303
        assert "going on asks only for the rest" in browser.get("/").text
        held.go.set()
        assert browser.post("/job/go-on").status_code == 303
        ended(begun.workspace)

        page = browser.get("/").text
        assert "2 listed: 1 by deposited DOI" in page
        assert "<script>window" not in page
        assert browser.post("/job/put-away").status_code == 303
        assert 'id="job"' not in browser.get("/").text

    def test_what_cannot_be_read_stays_in_the_field(self, begun: Asked) -> None:
        hostile = '10.1000/a\r\n</textarea><script>alert("1")</script>'
        answer = begun.browser().post("/fetch", data={"text": hostile, "new": "1"})

        assert answer.status_code == 422
        assert "<script>alert" not in answer.text
        assert "10.1000/a&#10;&lt;/textarea&gt;" in answer.text

    def test_the_trouble_of_a_fetch_stands_in_the_page(self, begun: Asked) -> None:
        browser = begun.browser()
        browser.post("/fetch", data={"text": A})
        ended(begun.workspace)

        page = browser.get("/").text
        assert "Could not be fetched" in page
        assert "Try again" in page

    def test_a_file_is_dropped(self, begun: Asked) -> None:
        text = b"@book{a, title = {Owls}}\r\n\r\n@book{b, title = {Bees}}\r\n"
        browser = begun.browser()

        sent = browser.post("/upload", files={"file": ('ow"ls.bib', text)})

        assert (sent.status_code, sent.headers["location"]) == (303, "/")
        assert begun.workspace.document is not None
        assert [each.id for each in begun.workspace.document.bibliography.entries] == ["a", "b"]

    @pytest.mark.parametrize(
        "sent",
        [{"files": {"file": ("", b"")}}, {"data": {"file": "x"}}, {"files": {"file": ("x.pdf", b"%PDF-1.4\0")}}],
    )  # fmt: skip
    def test_no_file_or_one_that_cannot_be_read_is_said(self, begun: Asked, sent: Any) -> None:
        answer = begun.browser().post("/upload", **sent)

        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
