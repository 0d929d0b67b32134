"""A fetch that did not come to its end is offered again: its file opened, or on the start page."""

from __future__ import annotations

import json
from pathlib import Path

from ui.app import Asked
from ui.test_fetching import A, B, Held, fetch, held
from ui.test_pasted_lists import LIST
from ui.test_server import A_MINUTE, started
from ui.test_server import asked as ask
from ui.waiting import ended, until

import refkit
from refkit.model.bibliography import Bibliography
from refkit.settings import read_settings
from refkit.ui.jobs import JobState
from refkit.ui.workspace import Workspace

__all__ = ["held"]

ENDING = ".unfinished.json"


def notes() -> list[Path]:
    return sorted((read_settings().data / "ui" / "unsaved").glob(f"*{ENDING}"))


def offered() -> dict[str, str]:
    """The form by which one that has no name is gone on with."""
    (note,) = notes()
    return {"name": note.name.replace(ENDING, ".refkit.json")}


def begun(text: str, held: Held, path: Path | None = None) -> Asked:
    """A fetch that waits for an answer."""
    asked = Asked(Workspace())
    if path:
        asked.send("PUT", "/document", {"path": str(path)})
    fetch(asked, text)
    assert held.begun.wait(120)
    held.begun.clear()
    return asked


def left(text: str, held: Held, path: Path | None = None) -> None:
    """The same, stopped in the middle; its window is closed then."""
    begun(text, held, path).send("POST", "/job/stop")


def same(asked: Asked, expected: Bibliography, folder: Path) -> bool:
    """Whether the page has what Python makes of the same, to the byte."""
    for name, each in (("page", asked.workspace.document), ("python", None)):
        found = each.bibliography if each else expected
        refkit.save(found, folder / f"{name}.refkit.json")
    page, python = (folder / f"{name}.refkit.json" for name in ("page", "python"))
    return page.read_bytes() == python.read_bytes()


def test_what_has_no_name_is_offered_and_gone_on_with(held: Held, tmp_path: Path) -> None:
    left(A, held)
    asked = Asked(Workspace())
    browser = asked.browser()
    assert f"not fetched yet: {A}" in browser.get("/").text

    held.go.set()
    assert browser.post("/left", data=offered()).status_code == 303
    assert ended(asked.workspace).state is JobState.DONE

    assert notes() == []
    assert same(asked, refkit.fetch(A), tmp_path)


def test_a_list_that_was_pasted_is_offered_with_all_its_lines(held: Held, tmp_path: Path) -> None:
    left(LIST, held)
    asked = Asked(Workspace())
    held.go.set()
    asked.browser().post("/left", data=offered())
    assert ended(asked.workspace).row()["what"] == "pasted list"

    assert same(asked, refkit.fetch_document(LIST), tmp_path)


def test_it_is_thrown_away(held: Held) -> None:
    left(A, held)
    browser = Asked(Workspace()).browser()

    assert browser.post("/left", data=offered() | {"throw": "1"}).status_code == 303

    assert notes() == []
    assert "not fetched yet" not in browser.get("/").text


def test_in_a_file_it_stands_as_stopped_until_it_is_gone_on_with(
    held: Held, first_review: Bibliography, tmp_path: Path
) -> None:
    path = tmp_path / "mine.refkit.json"
    refkit.save(first_review, path)
    left(A, held, path)
    assert refkit.load(path) == first_review
    asked = Asked(Workspace())
    assert f"not fetched yet: <bdi>{A}</bdi>" in asked.browser().get("/").text
    asked.send("PUT", "/document", {"path": str(path)})

    job = asked.send("GET", "/job")["job"]
    assert (job["kind"], job["what"], job["state"]) == ("fetch", A, "stopped")
    assert "Go on" in asked.browser().get("/").text
    held.go.set()
    asked.send("POST", "/job/go-on")
    assert ended(asked.workspace).state is JobState.DONE

    assert len(refkit.load(path).entries) == len(first_review.entries) + 2
    assert notes() == []


def test_of_a_file_that_is_not_there_it_is_offered_on_the_start_page(
    held: Held, tmp_path: Path
) -> None:
    left(A, held, tmp_path / "never-written.refkit.json")
    asked = Asked(Workspace())
    text = asked.browser().get("/").text
    assert f"not fetched yet: {A}" in text
    assert "never-written.refkit.json" in text

    held.go.set()
    asked.browser().post("/left", data=offered())
    assert ended(asked.workspace).state is JobState.DONE
    assert asked.workspace.document
    assert asked.workspace.document.path is None
    assert notes() == []


def test_one_that_was_put_away_is_not_offered_again(held: Held, tmp_path: Path) -> None:
    path = tmp_path / "mine.refkit.json"
    left(A, held, path)
    asked = Asked(Workspace())
    asked.send("PUT", "/document", {"path": str(path)})
    asked.browser().post("/job/put-away", data={})

    assert notes() == []
    asked.send("PUT", "/document", {"path": str(path)})
    assert asked.send("GET", "/job")["job"] is None


def test_what_gets_a_name_meanwhile_is_offered_by_that(held: Held, tmp_path: Path) -> None:
    path = tmp_path / "named.refkit.json"
    asked = begun(A, held)
    asked.send("POST", "/document/name", {"path": str(path)})
    asked.send("POST", "/job/stop")

    again = Asked(Workspace())
    assert "Not saved yet" not in again.browser().get("/").text
    again.send("PUT", "/document", {"path": str(path)})
    assert again.send("GET", "/job")["job"]["what"] == A


def test_what_could_not_be_asked_is_offered_and_what_cannot_be_had_is_not(held: Held) -> None:
    held.go.set()
    held.server.fail_next("403", matching="query.bibliographic")
    asked = Asked(Workspace())
    fetch(asked, A)
    assert ended(asked.workspace).row()["result"]["not_asked"] == 1
    assert len(notes()) == 1
    asked.send("POST", "/job/go-on")
    assert ended(asked.workspace).row()["result"]["not_asked"] == 0
    assert notes() == []

    fetch(asked, "10.1000/nobody-has-it", new=True)
    assert ended(asked.workspace).state is JobState.FAILED
    assert notes() == []


def test_a_review_whose_list_could_not_be_asked_for_is_asked_for_again(held: Held) -> None:
    held.go.set()
    held.server.fail_next("403", "403", "403", matching="review-b")
    asked = Asked(Workspace())
    fetch(asked, f"{A}\n{B.upper()}")
    assert ended(asked.workspace).row()["result"]["not_asked"] == 1
    assert "Try again" in asked.browser().get("/").text
    assert len(notes()) == 1

    asked.send("POST", "/job/go-on")
    job = ended(asked.workspace).row()
    assert job["result"]["not_asked"] == 0
    assert job["result"]["account"].startswith("3 listed")
    assert notes() == []


def test_a_note_that_is_damaged_is_passed_over(held: Held) -> None:
    left(A, held)
    (note,) = notes()
    whole = json.loads(note.read_text())
    for wrong in ("", "{", "[]", "{}", json.dumps(whole | {"reviews": [1]}),
                  json.dumps(whole | {"document": "a", "data": "?"}),
                  json.dumps(whole | {"path": 3})):  # fmt: skip
        note.write_text(wrong)
        page = Asked(Workspace()).browser().get("/")
        assert page.status_code == 200
        assert "not fetched yet" not in page.text


def test_where_nothing_can_be_noted_it_is_fetched_all_the_same(held: Held) -> None:
    held.go.set()
    folder = read_settings().data / "ui"
    folder.mkdir(parents=True)
    (folder / "unsaved").write_text("no folder")
    asked = Asked(Workspace())

    fetch(asked, A)

    assert ended(asked.workspace).state is JobState.DONE


def test_of_another_file_nothing_is_shown(held: Held, tmp_path: Path) -> None:
    held.go.set()
    asked = Asked(Workspace())
    fetch(asked, A)
    ended(asked.workspace)
    path = tmp_path / "other.refkit.json"

    asked.send("PUT", "/document", {"path": str(path)})

    assert asked.send("GET", "/job")["job"] is None
    assert asked.client.post("/api/v1/job/go-on").status_code == 404


def test_a_program_that_was_killed_leaves_it_to_the_next(held: Held, tmp_path: Path) -> None:
    path = tmp_path / "mine.refkit.json"
    with started(path) as (process, line):
        ask(line.strip(), "/api/v1/fetch", {"text": f"{A}, {B}"})
        assert held.begun.wait(A_MINUTE)
        process.kill()
        process.wait(A_MINUTE)

    held.go.set()
    asked = Asked(Workspace())
    asked.send("PUT", "/document", {"path": str(path)})
    asked.send("POST", "/job/go-on")
    assert until(asked.workspace, lambda job: job.state is JobState.DONE).what == f"{A}, {B}"
    assert len(refkit.load(path).entries) == 3
    assert held.asked_for("10.1000/b") <= 2
