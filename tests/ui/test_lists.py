"""Lists of documents and of citing works on the page: named, filtered, decided on, taken out."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from citing_world import SEED, Make, citing_world, doi
from ui.app import Asked, opened

import refkit
from refkit.model.bibliography import Bibliography

__all__ = ["citing_world"]

LIST = """References
1. Wol P. What owls hear. J Owls. 1999;3:1-9.
2. Abel A. Bees of the far north and what they gather. J Invented Results. 2019;7:100-110.
"""
DOCUMENT, CITING = "document:refs.txt", f"citing:{SEED}"


@pytest.fixture
def both(citing_world: Make) -> Bibliography:
    """What a text lists and what cites a work; one work stands in both."""
    citing_world()
    given = refkit.GivenDocument("refs.txt", LIST)
    return refkit.fetch_document(given, dois=[SEED], direction="citations")


@pytest.fixture
def asked(both: Bibliography, tmp_path: Path) -> Asked:
    found = opened(both, tmp_path / "lists.refkit.json")
    found.workspace.offline = False
    return found


def line(asked: Asked, position: str, review: str) -> dict[str, Any]:
    """The entry of a line, in short."""
    (found,) = [
        each
        for each in asked.send("GET", "/document")["entries"]
        if {"position": int(position), "review": review} in each["cited_by"]
    ]
    return dict(found)


def test_both_are_named_on_the_page_with_what_they_list(asked: Asked, both: Bibliography) -> None:
    text = unescape(asked.browser().get("/").text)
    (lists,) = [each for each in text.split("<details") if each.startswith(' id="lists"')]

    assert "refs.txt" in lists
    assert "citing Smith 2018" in lists
    assert "What bees want" in lists
    assert "2 listed" in lists
    assert "7 listed" in lists
    assert len(both.heads) == 2


@pytest.mark.parametrize("review", [DOCUMENT, CITING])
def test_a_line_of_either_is_decided_on_and_taken_back(
    asked: Asked, both: Bibliography, tmp_path: Path, review: str
) -> None:
    path = tmp_path / "lists.refkit.json"
    before = path.read_bytes()
    where = {"position": "1", "review": review}

    shown = asked.send("POST", "/decisions/preview", where | {"doi": doi(3)})["compared"]
    assert [each["doi"] for each in shown] == [doi(3).lower()]
    asked.send("POST", "/decisions", where | {"doi": doi(3)})
    assert line(asked, "1", review)["doi"] == doi(3).lower()
    assert line(asked, "1", review)["decided"]
    asked.send("POST", "/decisions", where | {"doi": "none"})
    assert line(asked, "1", review)["state"] == "without-doi"
    asked.send("POST", "/undo")
    asked.send("POST", "/undo")

    assert path.read_bytes() == before
    assert refkit.load(path) == both


@pytest.mark.parametrize("review", [DOCUMENT, CITING])
def test_what_a_search_finds_for_a_line_of_either_is_rejected(asked: Asked, review: str) -> None:
    where = {"position": "1", "review": review}
    words = "Hives that hum before a storm arrives"
    asked.send("POST", "/decisions/preview", where | {"doi": doi(1), "words": words})

    asked.send("POST", "/decisions", where | {"doi": doi(1), "decision": "reject", "note": "bees"})

    entry = asked.send("GET", f"/entries/{line(asked, '1', review)['id']}")
    rejected = [
        each["doi"] for one in entry["lines"] if one["review"] == review for each in one["rejected"]
    ]
    assert rejected == [doi(1).lower()]


def test_a_position_that_two_lists_have_asks_which_is_meant(asked: Asked) -> None:
    told = asked.client.post("/api/v1/decisions", json={"position": "1", "doi": "none"})

    assert told.status_code == 422
    assert DOCUMENT in told.json()["detail"]
    assert CITING in told.json()["detail"]


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "csl-json", "ris", "csv", "xlsx"])
def test_both_go_out_as_by_python(asked: Asked, both: Bibliography, name: str) -> None:
    out = asked.client.get(f"/api/v1/exports/{name}")

    assert out.status_code == 200
    assert out.content == refkit.export_bytes(both, name)


def test_the_report_and_the_sentences_name_both(asked: Asked) -> None:
    text = asked.send("GET", "/methods")["text"]

    assert "refs.txt" in text
    assert "Smith 2018" in text
    assert "refs.txt" in asked.client.get("/api/v1/report").text
