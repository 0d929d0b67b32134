"""A review's list with damaged and wrong DOIs, end to end: no line ends in a wrong work."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import REPOSITORY
from crossref_server import FAST, CrossrefServer, make_review, make_work
from search_index import SearchIndex

from refkit.cli import main

FETCH = REPOSITORY.parent / "shared" / "cases" / "fetch"
CASES = FETCH / "doi"
REVIEW = "10.1000/review"
# Damaged DOIs that are not understood; lower it with each kind that is.
MISSED = 5

BEES = make_work(
    "10.1000/bees",
    title=["Wild bees as pollinators of walled gardens in spring"],
    author=[{"given": "Ada", "family": "Berg"}],
    container_title=["Journal of Bees"],
    volume="37",
    page="1183-1190",
    published_print={"date-parts": [[2011]]},
)
NEIGHBOUR = make_work(
    "10.1000/neighbour",
    title=["Roofs in winter and the moss that grows on them"],
    author=[{"given": "Jan", "family": "Nowak"}],
    container_title=["Journal of Bees"],
    volume="37",
    page="1201-1209",
    published_print={"date-parts": [[2011]]},
)
TRANSLATED = make_work(
    "10.1000/translated",
    title=["Nachtfalter, die dem Licht der Züge folgen"],
    author=[{"given": "Eva", "family": "Holm"}],
    container_title=["Journal of Moths"],
    volume="3",
    page="21-30",
    published_print={"date-parts": [[2001]]},
)
PRINTED = {
    "article-title": "Wild bees as pollinators of walled gardens in spring",
    "author": "Berg",
    "journal-title": "Journal of Bees",
    "volume": "37",
    "year": "2011",
}
MOTHS = {
    "article-title": "Moths that follow the light of passing trains",
    "author": "Holm",
    "journal-title": "Journal of Moths",
    "volume": "3",
    "first-page": "21",
    "year": "2001",
    "DOI": "10.1000/translated",
}
LOST = {
    "author": "Costa",
    "article-title": "Owls of the northern garden",
    "journal-title": "Journal of Owls",
    "year": "2011",
    "DOI": "10.1000/neighbour",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    works = (BEES, NEIGHBOUR, TRANSLATED)
    with CrossrefServer(works, pools=FAST, search=SearchIndex(works).search) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        yield server


def run(*words: str) -> Result:
    done = CliRunner().invoke(main, list(words), env={"COLUMNS": ""})
    assert done.exit_code == 0, done.output
    return done


def entries(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text())["entries"])


@pytest.fixture
def fetched(server: CrossrefServer, tmp_path: Path) -> Path:
    wrong = PRINTED | {"first-page": "1183", "DOI": "10.1000/neighbour"}
    server.add(make_review(REVIEW, [wrong, MOTHS, LOST]))
    run("fetch", REVIEW, "-o", str(tmp_path / "r.refkit.json"), "-o", str(tmp_path / "r.csv"))
    return tmp_path / "r.refkit.json"


SUSPECT = (
    "the deposited DOI leads to another work (10.1000/neighbour: "
    "Roofs in winter and the moss that grows on them; title"
)
FOUND = "a search found 10.1000/bees"
NOTHING = "a search found nothing that fits"
DOUBTFUL = "its DOI is doubtful (10.1000/translated: title disagrees; first author"


def test_two_wrong_dois_of_one_work_are_not_merged_into_it(fetched: Path) -> None:
    first, second, third = entries(fetched)

    assert (first["work"]["DOI"], first["resolution"]["method"]) == ("10.1000/bees", "search")
    assert second["work"]["DOI"] == "10.1000/translated"
    assert third["resolution"]["reason"] == "suspect-doi"
    assert third["resolution"]["nearest"]["doi"] == "10.1000/neighbour"


def test_both_facts_stand_in_show(fetched: Path) -> None:
    first, second, third = run("show", str(fetched)).stdout.splitlines()[1:]
    (waiting,) = json.loads(run("show", str(fetched), "--unresolved", "--json").stdout)

    assert SUSPECT in first
    assert FOUND in first
    assert DOUBTFUL in second
    assert SUSPECT in third
    assert NOTHING in third
    assert waiting["doubts"][0].startswith(SUSPECT)
    assert NOTHING in run("show", str(fetched), "--unresolved").stdout


def test_both_facts_stand_in_the_table(fetched: Path) -> None:
    text = fetched.with_name("r.csv").read_text(encoding="utf-8-sig")
    first, second, third = (row["doubts"] for row in csv.DictReader(text.splitlines()))

    assert first.startswith(SUSPECT)
    assert first.endswith(FOUND)
    assert second.startswith(DOUBTFUL)
    assert third.endswith(NOTHING)


def test_both_facts_stand_in_the_report(fetched: Path) -> None:
    pytest.importorskip("jinja2")
    pytest.importorskip("matplotlib")
    page = fetched.with_name("page.html")

    run("report", str(fetched), "-o", str(page))

    text = page.read_text()
    assert text.count(SUSPECT) >= 2
    assert FOUND in text
    assert NOTHING in text
    assert DOUBTFUL in text


def test_both_facts_are_found_by_check(fetched: Path) -> None:
    said = run("check", str(fetched)).stdout

    assert f"note: {entries(fetched)[0]['id']}: {SUSPECT}" in said
    assert f"warning: {entries(fetched)[1]['id']}: {DOUBTFUL}" in said
    assert f"error: {entries(fetched)[2]['id']}: {SUSPECT}" in said
    assert FOUND in said
    assert NOTHING in said


@contextmanager
def served(
    folder: Path, references: list[Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[CrossrefServer]:
    """A server of a folder's works and of a review that lists the references; searchable."""
    lines = (folder / "corpus" / "works.jsonl").read_text(encoding="utf-8").splitlines()
    works = [{"URL": "", **json.loads(line)} for line in lines]
    with CrossrefServer(works, pools=FAST, search=SearchIndex(works).search) as server:
        server.add(make_review(REVIEW, references))
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_DOI_URL", server.url)
        yield server


def read_cases(folder: Path) -> list[Any]:
    """The lines of a shared list, each with the DOI that is right; skips where there are none."""
    if not folder.is_dir():
        pytest.skip("the shared cases are not beside this repository")
    found: list[Any] = json.loads((folder / "refs.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The shared list, and a server of the works that it has and of those that it leads to."""
    references = read_cases(CASES)
    with served(CASES, [fields for _, fields, _ in references], monkeypatch):
        yield references


def resolved(path: Path) -> dict[int, str | None]:
    """The DOI of each line that was resolved, by its position, after a fetch into a file."""
    run("fetch", REVIEW, "-o", str(path))
    return {
        row["position"]: entry["work"].get("DOI")
        for entry in entries(path)
        if entry["resolution"]["state"] == "resolved"
        for row in entry["cited_by"]
    }


def test_no_damaged_doi_ends_in_a_wrong_work(cases: list[Any], tmp_path: Path) -> None:
    got = resolved(tmp_path / "out.refkit.json")
    wanted = {place: (name, doi and doi.lower()) for place, (name, _, doi) in enumerate(cases, 1)}

    wrong = [
        (name, got[at]) for at, (name, doi) in wanted.items() if got.get(at) not in {doi, None}
    ]
    missed = [name for at, (name, doi) in wanted.items() if doi and at not in got]

    assert wrong == []
    assert len(missed) <= MISSED, missed


def test_the_worst_of_matching_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    references = read_cases(FETCH / "e2e")
    with served(FETCH / "e2e", [fields for fields, _ in references], monkeypatch):
        got = resolved(tmp_path / "out.refkit.json")

    assert [got.get(at) for at in range(1, len(references) + 1)] == [doi for _, doi in references]


def test_a_library_whose_dois_are_wrong_is_not_filled_from_them(
    cases: list[Any], tmp_path: Path
) -> None:
    library = str(CASES / "wrong.bib")
    enriched = run("enrich", library, "-o", str(tmp_path / "out.bib"))
    checked = CliRunner().invoke(main, ["check", library, "--online"])

    for doi in ("10.1007/s10092-007-0128-3", "10.1002/same.author"):
        assert f"its DOI leads to another work ({doi}: " in enriched.stderr
        assert f"its DOI {doi} leads to another work (" in checked.stdout
    assert (tmp_path / "out.bib").read_text() == Path(library).read_text()
