"""What has no name yet is kept until it has one, and offered when the page is opened again."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui.app import Asked

import refkit
from refkit.model.bibliography import Bibliography
from refkit.settings import read_settings
from refkit.ui.workspace import Workspace

LIBRARY = b"@book{a, title = {CAR-T cells in lupus}}"


def kept() -> list[Path]:
    return sorted((read_settings().data / "ui" / "unsaved").glob("*"))


def now(asked: Asked) -> Bibliography:
    assert asked.workspace.document
    return asked.workspace.document.bibliography


@pytest.fixture
def closed(first_review: Bibliography, tmp_path: Path) -> Bibliography:
    """What was dropped and decided on in a window that is closed."""
    refkit.save(first_review, tmp_path / "dropped.refkit.json")
    asked = Asked(Workspace())
    asked.workspace.read((tmp_path / "dropped.refkit.json").read_bytes(), "dropped.refkit.json")
    tagged = next(each.id for each in first_review.entries if each.tags)
    asked.send("POST", "/label-decisions", {"entries": [tagged], "decision": "confirm"})
    assert now(asked) != first_review
    return now(asked)


def test_it_is_offered_and_gone_on_with(closed: Bibliography, tmp_path: Path) -> None:
    (file,) = kept()
    assert refkit.load(file) == closed
    asked = Asked(Workspace())
    browser = asked.browser()
    assert file.name in browser.get("/").text

    assert browser.post("/left", data={"name": file.name}).status_code == 303
    assert now(asked) == closed
    assert len(kept()) == 1
    assert "Not saved yet" not in browser.get("/start").text
    browser.post("/name", data={"path": str(tmp_path / "mine.refkit.json")})

    assert kept() == []
    assert refkit.load(tmp_path / "mine.refkit.json") == closed


def test_it_is_thrown_away(closed: Bibliography) -> None:
    (file,) = kept()
    browser = Asked(Workspace()).browser()

    browser.post("/left", data={"name": file.name, "throw": "1"})

    assert kept() == []
    assert "Not saved yet" not in browser.get("/").text


def test_a_name_leads_to_no_other_file(closed: Bibliography, tmp_path: Path) -> None:
    other = tmp_path / "mine.refkit.json"
    refkit.save(closed, other)
    browser = Asked(Workspace()).browser()

    for name in (str(other), "../recent.json", ""):
        answer = browser.post("/left", data={"name": name, "throw": "1"})
        assert answer.status_code == 422
        assert "it is there no longer" in answer.text
    assert other.exists()


def test_one_that_is_damaged_is_told_and_stays(closed: Bibliography) -> None:
    (file,) = kept()
    file.write_text("{")
    browser = Asked(Workspace()).browser()
    assert "cannot be read" in browser.get("/").text

    answer = browser.post("/left", data={"name": file.name})

    assert answer.status_code == 422
    assert kept() == [file]


def test_where_nothing_can_be_kept_one_works_all_the_same() -> None:
    folder = read_settings().data / "ui"
    folder.mkdir(parents=True)
    (folder / "unsaved").write_text("no folder")
    asked = Asked(Workspace())

    asked.workspace.read(LIBRARY, "mine.bib")

    assert [each.id for each in now(asked).entries] == ["a"]
    assert asked.browser().get("/start").status_code == 200


def test_the_wrong_file_is_left_for_another_and_offered(tmp_path: Path) -> None:
    asked = Asked(Workspace())
    browser = asked.browser()
    asked.workspace.read(LIBRARY, "wrong.bib")
    (wrong,) = kept()

    asked.workspace.read(b"@book{b, title = {CAR-NK cells}}", "right.bib")

    assert [each.id for each in now(asked).entries] == ["b"]
    assert len(kept()) == 2
    assert wrong.name in browser.get("/start").text
    browser.post("/left", data={"name": wrong.name})
    assert [each.id for each in now(asked).entries] == ["a"]
    assert len(kept()) == 2


def test_what_could_not_be_kept_is_not_left_for_another() -> None:
    folder = read_settings().data / "ui"
    folder.mkdir(parents=True)
    (folder / "unsaved").write_text("no folder")
    asked = Asked(Workspace())
    asked.workspace.read(LIBRARY, "mine.bib")

    answer = asked.client.post("/api/v1/document/import", content=LIBRARY)

    assert answer.json()["detail"] == "what is open has no name yet: save it first"
    assert [each.id for each in now(asked).entries] == ["a"]


def test_a_library_that_was_merely_looked_at_is_left_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "mine.bib").write_bytes(LIBRARY)
    asked = Asked(Workspace())
    asked.send("PUT", "/document", {"path": str(tmp_path / "mine.bib")})

    asked.client.post("/api/v1/document/import", content=b"@book{b, title = {CAR-NK cells}}")

    assert [each.id for each in now(asked).entries] == ["b"]
    assert (tmp_path / "mine.bib").read_bytes() == LIBRARY


def test_what_has_a_name_or_nothing_in_it_is_not_kept(tmp_path: Path) -> None:
    workspace = Workspace()
    workspace.begin_new()
    assert kept() == []
    (tmp_path / "mine.bib").write_bytes(LIBRARY)
    workspace.open(tmp_path / "mine.bib")

    assert kept() == []
