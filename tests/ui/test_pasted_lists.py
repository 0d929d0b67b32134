"""A list of references that is pasted or dropped is looked up, each as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui.app import Asked
from ui.test_api import PREFIX, fits
from ui.test_fetching import A, B, Held, fetch, held  # noqa: F401 (a fixture)
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


@pytest.mark.parametrize(
    "above", [f"{A}", f"{A}\n\n", f"https://doi.org/{A}, {B}\n", f"doi:{A}\n{B}\n\n"]
)
def test_reviews_above_a_list_are_fetched_with_it(begun: Asked, tmp_path: Path, above: str) -> None:
    job = fetch(begun, f"{above}\n{LIST}")
    assert job["what"] == ", ".join([*([A, B] if B in above else [A]), "pasted list"])
    ended(begun.workspace)

    lists = {name for name, *_ in printed(begun)}
    assert lists == {"document:pasted list", A, *([B] if B in above else [])}
    made = refkit.fetch_document(LIST, dois=[above.strip().replace("\n", ",")])
    assert begun.workspace.document
    for name, found in (("page", begun.workspace.document.bibliography), ("python", made)):
        refkit.save(found, tmp_path / f"{name}.refkit.json")
    page, python = (tmp_path / f"{name}.refkit.json" for name in ("page", "python"))
    assert page.read_bytes() == python.read_bytes()


@pytest.mark.parametrize(
    "above", [f"https://doi.org/{A}\nOwls at night, by A. Berg", "Owls at night", "2021", "12"]
)
def test_what_else_stands_above_a_list_is_left_out_and_told(begun: Asked, above: str) -> None:
    job = fetch(begun, f"{above}\n\n{LIST}")

    assert job["what"] == "pasted list"
    assert {name for name, *_ in printed(ended(begun.workspace) and begun)} == {
        "document:pasted list"
    }


LIBRARIES = {
    "bibtex": "@article{a, title = {What owls hear}, doi = {10.1000/a}}\n@book{b, title = {Bees}}",
    "ris": "TY  - JOUR\nTI  - What owls hear\nDO  - 10.1000/a\nER  - \n\nTY  - BOOK\nTI  - Bees\nER  - \n",
    "csl-json": '[{"id": "a", "type": "book", "title": "What owls hear"}, {"id": "b", "title": "Bees"}]',
    "medline": "PMID- 40001\nTI  - What owls hear\nDP  - 2019\n\nPMID- 40002\nTI  - Bees\n",
    "table": "Title\tAuthors\tYear\nWhat owls hear\tBerg A\t1999\nBees\tRossi A\t2004\n",
}


@pytest.mark.parametrize("text", LIBRARIES.values(), ids=LIBRARIES)
def test_a_library_in_the_same_field_is_opened(begun: Asked, held: Held, text: str) -> None:  # noqa: F811
    page = begun.browser()

    assert page.post("/fetch", data={"text": text, "new": "1"}).status_code == 303

    entries = begun.send("GET", "/document")["entries"]
    assert [each["title"] for each in entries] == ["What owls hear", "Bees"]
    assert begun.workspace.job is None
    assert held.server.requests == []


@pytest.mark.parametrize("text", LIBRARIES.values(), ids=LIBRARIES)
def test_beside_a_list_it_is_told_where_a_library_goes(begun: Asked, text: str) -> None:
    fetch(begun, A)
    ended(begun.workspace)
    before = printed(begun)
    page = begun.browser()

    told = page.post("/fetch", data={"text": text})

    assert told.status_code == 422
    assert "paste it on the first page" in told.text
    assert "What owls hear" in told.text
    assert printed(begun) == before


def test_why_a_library_cannot_be_read_is_told(begun: Asked) -> None:
    told = begun.browser().post("/fetch", data={"text": "@article{a, title={Owls}", "new": "1"})

    assert told.status_code == 422
    assert "@article is not closed" in told.text
    assert begun.workspace.document is None
