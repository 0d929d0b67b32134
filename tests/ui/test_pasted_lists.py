"""A list of references that is pasted or dropped is looked up, each as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui.app import Asked
from ui.test_api import PREFIX, fits
from ui.test_fetching import A, Held, fetch, held  # noqa: F401 (a fixture)
from ui.waiting import ended

import refkit
from refkit.ui.workspace import Workspace

LIST = """References

1. Wol P. What owls hear. J Owls. 1999;3:1-9. doi: 10.1000/a
2. Berg A, Wol P. A book on owls, 1999.
3. Rossi A. Bees at night: a field study of many hives. J Bees. 2004;12(3):4-
   19. https://doi.org/10.1000/b
"""


@pytest.fixture
def begun(held: Held) -> Asked:  # noqa: F811
    """The start page, online, with a Crossref that answers."""
    held.go.set()
    return Asked(Workspace())


def printed(asked: Asked) -> list[tuple[str, int, str]]:
    """The list, the place and the state of each line."""
    return [
        (each["cited_by"][0]["review"], each["cited_by"][0]["position"], each["state"])
        for each in asked.send("GET", "/document")["entries"]
    ]


def test_a_pasted_list_is_looked_up_as_in_python(begun: Asked, tmp_path: Path) -> None:
    job = fetch(begun, LIST)
    assert job["what"] == "pasted list"
    done = ended(begun.workspace).row()

    assert done["state"] == "done"
    assert [row[:2] for row in printed(begun)] == [
        ("document:pasted list", number) for number in (1, 2, 3)
    ]
    begun.send("POST", "/document/name", {"path": str(tmp_path / "page.refkit.json")})
    made = refkit.fetch_document(LIST)
    refkit.save(made, tmp_path / "python.refkit.json")
    page, python = (tmp_path / f"{name}.refkit.json" for name in ("page", "python"))
    assert page.read_bytes() == python.read_bytes()
    assert done["result"]["account"] == str(made.account)


def test_a_second_list_stands_beside_the_first(begun: Asked) -> None:
    fetch(begun, LIST)
    ended(begun.workspace)
    fetch(begun, LIST.replace("Rossi", "Verdi"))
    ended(begun.workspace)
    fetch(begun, A)
    ended(begun.workspace)

    lists = {each for row in begun.send("GET", "/document")["entries"] for each in
             (line["review"] for line in row["cited_by"])}  # fmt: skip
    assert lists == {"document:pasted list", "document:pasted list 2", A}


def test_a_dropped_text_and_one_on_this_machine_keep_their_names(
    begun: Asked, tmp_path: Path
) -> None:
    answer = begun.client.post(
        f"{PREFIX}/document/import", params={"name": "../refs.txt"}, content=LIST.encode()
    )
    fits(answer.json(), "document")
    ended(begun.workspace)
    assert {row[0] for row in printed(begun)} == {"document:refs.txt"}
    assert begun.workspace.document
    assert begun.workspace.document.suggested == "refs.refkit.json"

    path = tmp_path / "mine.txt"
    path.write_text(LIST)
    other = Asked(Workspace())
    other.send("PUT", "/document", {"path": str(path)})
    ended(other.workspace)
    assert {row[0] for row in printed(other)} == {"document:mine.txt"}


def test_the_field_of_the_page_takes_a_list_too(begun: Asked) -> None:
    page = begun.browser()

    assert page.post("/fetch", data={"text": LIST, "new": "1"}).status_code in {200, 303}
    ended(begun.workspace)
    assert len(printed(begun)) == 3
    assert "pasted list" in page.get("/").text


@pytest.mark.parametrize(
    "text", ["10.1038 s41584", "owls", "10.1000/a\n10.1000", "", "a b c d e f"]
)
def test_what_is_neither_is_said_and_nothing_begins(begun: Asked, text: str) -> None:
    told = begun.client.post(f"{PREFIX}/fetch", json={"text": text})

    fits(told.json(), "problem")
    assert told.status_code == 422
    assert begun.workspace.document is None
