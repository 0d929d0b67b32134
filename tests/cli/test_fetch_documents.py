"""``refkit fetch refs.txt``: a list as text goes the whole way, and what is no list is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from crossref_server import FAST, CrossrefServer, make_review, make_work
from documents.word_files import docx, p
from other_servers import OtherServer, europepmc, make_result
from search_index import SearchIndex

import refkit
from refkit import GivenDocument, InputError
from refkit.cli import main
from refkit.model.resolution import Unresolved

BEES = make_work(
    "10.1000/bees.2001-07", title=["The long life of invented bees in walled gardens"],
    author=[{"family": "Abel", "given": "Ada"}], volume="7", page="11-19",
    issued={"date-parts": [[2001]]}, published_print={"date-parts": [[2001]]},
)  # fmt: skip
WASPS = make_work(
    "10.1000/wasps", title=["A short history of paper wasps and their clocks"],
    author=[{"family": "Berg", "given": "Bo"}], volume="3", page="1-9",
    issued={"date-parts": [[2003]]}, published_print={"date-parts": [[2003]]},
)  # fmt: skip
KITES = make_work("10.1000/kites", title=["Kites over coastal towns: results of a survey"],
                  author=[{"family": "Costa", "given": "Clara"}])  # fmt: skip
REVIEW = "10.1000/review"
BY_DOI = """Abel A. The long life of invented bees in walled gardens. J Invent Results.
   2001;7:11-19. doi:10.1000/bees.
   2001-07"""
BY_WORDS = """Berg B. A short history of paper wasps and their clocks. Journal of Invented
   Results. 2003;3:1-9."""
BY_NUMBER = "Costa C. Kites over coastal towns: results of a survey. PMID: 12345678"
WRONG_NUMBER = "Dahl D. On the tides of an invented sea. J Invent Results. 1999;1:2. PMID: 12345678"
LIST = f"References\n\n1. {BY_DOI}\n2. {BY_WORDS}\n4. {BY_NUMBER}\n5. {WRONG_NUMBER}\n"


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["fetch", *map(str, arguments)], input=given)


@pytest.fixture
def crossref(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    """A Crossref that is searched."""
    works = [BEES, WASPS, KITES]
    review = make_review(REVIEW, [{"DOI": "10.1000/wasps"}])
    with CrossrefServer([*works, review], pools=FAST, search=SearchIndex(works).search) as server:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", server.url)
        monkeypatch.setenv("REFKIT_MAILTO", "me@example.org")
        yield server


@pytest.fixture
def pubmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[OtherServer]:
    """A Europe PMC that knows one article."""
    with europepmc([make_result("12345678", "10.1000/kites")]) as server:
        monkeypatch.setenv("REFKIT_EUROPEPMC_URL", server.url)
        yield server


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.txt"
    path.write_text(LIST)
    return path


def entries(path: Path) -> dict[int, dict[str, Any]]:
    """Each entry by the position of its line."""
    document = json.loads(path.read_text())
    return {row["position"]: each for each in document["entries"] for row in each["cited_by"]}


def test_each_line_of_a_list_has_its_work_and_stays_as_printed(
    crossref: CrossrefServer, pubmed: OtherServer, refs: Path, tmp_path: Path
) -> None:
    done = run(refs, "-o", tmp_path / "a.refkit.json")

    found = entries(tmp_path / "a.refkit.json")
    assert done.exit_code == 0
    assert "4 listed: 2 by deposited DOI, 1 found by search, 0 by hand, 1 unresolved" in done.output
    assert [found[n]["resolution"]["method"] for n in (1, 2, 3, 4)] == [
        "deposited-doi", "search", "pubmed-number", None,
    ]  # fmt: skip
    assert [found[n]["cited_by"][0]["key"] for n in (1, 2, 3, 4)] == ["", "", "4", "5"]
    assert found[3]["reference"] == {"unstructured": BY_NUMBER}
    assert found[1]["reference"]["unstructured"].endswith("doi:10.1000/bees.\n2001-07")
    assert {found[n]["cited_by"][0]["review"] for n in found} == {"document:refs.txt"}


def test_a_number_that_is_another_works_is_not_believed(
    crossref: CrossrefServer, pubmed: OtherServer, refs: Path, tmp_path: Path
) -> None:
    run(refs, "-o", tmp_path / "a.refkit.json")

    resolution = entries(tmp_path / "a.refkit.json")[4]["resolution"]
    tried = [(each["method"], each["outcome"]) for each in resolution["attempts"]]
    assert tried[:2] == [("pubmed-number", "found"), ("pubmed-number", "suspect")]
    assert resolution["state"] == "unresolved"


def test_numbers_are_asked_for_together(
    crossref: CrossrefServer, pubmed: OtherServer, tmp_path: Path
) -> None:
    lines = [f"{n}. Abel A. Paper {n} on bees. J Inv. 2001. PMID: 1234{n:04}" for n in range(1, 8)]

    refkit.fetch_document("\n".join(lines), taxonomies=())

    assert len(pubmed.requests) == 1


def test_a_list_from_standard_input_beside_a_review(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    saved = tmp_path / "a.refkit.json"

    done = run("-", REVIEW, "-o", saved, given=f"1. {BY_DOI}\n2. {BY_WORDS}\n")

    document = json.loads(saved.read_text())
    assert done.exit_code == 0
    lists = [(row["review"], row["given"]) for row in document["lists"]]
    assert lists == [(REVIEW, 1), ("document:standard input", 2)]
    # The review's line and the second of the list are one work.
    assert len(document["entries"]) == 2


def test_what_is_left_out_is_told_and_kept(
    crossref: CrossrefServer, refs: Path, tmp_path: Path
) -> None:
    refs.write_text(f"Dear Ada,\nthe list:\n\n1. {BY_DOI}\n2. {BY_WORDS}\n\nFigure 1. Bees.\n")

    done = run(refs, "-q", "-o", tmp_path / "a.refkit.json")

    assert "document:refs.txt: 2 lines before the list are left out ('Dear Ada,')" in done.output
    assert "1 line after the list is left out ('Figure 1. Bees.')" in done.output
    document = json.loads((tmp_path / "a.refkit.json").read_text())
    assert "2 lines before the list" in document["lists"][0]["detail"]


def test_a_list_of_identifiers_is_one_of_references(
    crossref: CrossrefServer, pubmed: OtherServer, tmp_path: Path
) -> None:
    refs = tmp_path / "seeds.txt"
    refs.write_text("10.1000/bees.2001-07\n12345678\n")

    done = run(refs, "-o", tmp_path / "a.refkit.json")

    assert "2 listed: 2 by deposited DOI" in done.output
    assert "it holds identifiers alone" in done.output
    assert entries(tmp_path / "a.refkit.json")[1]["reference"] == {"DOI": "10.1000/bees.2001-07"}


def test_a_line_without_blanks_is_judged_by_its_words_too(crossref: CrossrefServer) -> None:
    """A Chinese reference and its DOI are one word; the DOI is a wasp's, and not believed."""
    words = (
        "\u738b\u5049\u3001\u674e\u5a1c\uff082019\uff09\u3002\u871c\u8702\u7684\u7761\u7720\u3002"
    )
    printed = f"{words}\u82d4\u861a\u5e74\u520a\uff0c12(3)\uff0c101-109\u3002https://doi.org/10.1000/wasps"

    (entry,) = refkit.fetch_document(f"\u53c3\u8003\u6587\u737b\n{printed}\n").entries

    assert dict(entry.citations[0].reference.deposited) == {"unstructured": printed}
    assert isinstance(entry.resolution, Unresolved)
    assert "suspect" in {str(each.outcome) for each in entry.resolution.attempts}


def test_a_year_above_its_references_is_none_and_no_number_of_pubmed(tmp_path: Path) -> None:
    """As people list their publications: in Word a paragraph with the year, then those of it."""
    years = {
        year: [
            f"{who} A. The life of moss. J Moss. {year};1:1-9." for who in ("Abel", "Berg", "Ek")
        ]
        for year in (2021, 2020)
    }
    shown = [text for year, works in years.items() for text in (str(year), *works)]
    document = GivenDocument("cv.docx", docx("".join(map(p, ["References", *shown]))))

    bibliography = refkit.fetch_document(document, offline=True)

    fields = [dict(each.citations[0].reference.deposited) for each in bibliography.entries]
    assert fields == [{"unstructured": text} for works in years.values() for text in works]
    assert "('2021')" in bibliography.lists[0].detail


def test_the_same_list_again_keeps_keys_and_decisions(
    crossref: CrossrefServer, refs: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "a.refkit.json"
    run(refs, "-o", saved)
    CliRunner().invoke(main, ["resolve", str(saved), "--position", "4", "--doi", "none"])
    before = entries(saved)

    refs.write_text(LIST.replace("1. Abel", "1. Ito I. A new one. J Inv. 2024;1:1.\n2. Abel"))
    done = run(refs, "-o", saved)

    after = entries(saved)
    assert done.exit_code == 0
    assert after[2]["id"] == before[1]["id"]
    assert after[5]["resolution"]["state"] == "without-doi"


def test_the_same_input_gives_the_same_bytes(
    crossref: CrossrefServer, refs: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        run(refs, "-o", tmp_path / f"{name}.refkit.json")

    first, second = ((tmp_path / f"{name}.refkit.json").read_bytes() for name in ("a", "b"))
    assert first == second
    assert json.loads(first)["made"]["retrieved"] is None


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.bib", b"@article{a, title={Bees}, year={2001}}", "refkit enrich"),
        ("a.txt", b"TY  - JOUR\nTI  - Bees\nER  - \n", "is a library (ris)"),
        ("a.csv", b"title,year\nBees,2001\nWasps,2002\n", "is a library (table)"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\n", "is empty"),
        ("a.txt", b"Dear Ada,\nsee you.\n", "no reference is found in it"),
        ("a.txt", b"\x00\x01\xfe\x90", "is not UTF-8 text"),
        ("a.pdf", b"\x00\x01\xfe\x90", "is a broken file, no PDF"),
        ("a.DOCX", b"\x00\x01\xfe\x90", "is a broken file, no Word document"),
        ("a.refkit.json", b'{"format": "refkit-bibliography/4"}', "is a saved bibliography"),
    ],
)
def test_what_is_no_list_is_told_in_one_line(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)

    done = run(tmp_path / name, "-o", tmp_path / "out.bib")

    assert done.exit_code == 2
    assert words in done.output
    assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "out.bib").exists()


def test_a_folder_and_a_file_that_is_not_there_are_told(tmp_path: Path) -> None:
    folder, missing = run(tmp_path), run(tmp_path / "refs.txt")

    assert (folder.exit_code, missing.exit_code) == (2, 2)
    assert "is a folder; name the file that has the list" in folder.output
    assert "there is no such file" in missing.output


def test_two_documents_of_one_name_are_refused(refs: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "refs.txt").write_text(LIST)

    done = run(refs, tmp_path / "other" / "refs.txt")

    assert done.exit_code == 2
    assert "two documents are called refs.txt" in done.output


def test_a_text_has_a_name_where_it_is_given_one(crossref: CrossrefServer) -> None:
    named = refkit.fetch_document(GivenDocument("mail", f"1. {BY_DOI}\n"), taxonomies=())
    pasted = refkit.fetch_document(f"1. {BY_DOI}\n", taxonomies=())

    assert [str(each) for each in named.heads] == ["document:mail"]
    assert [str(each) for each in pasted.heads] == ["document:pasted list"]


def test_nothing_is_asked_where_a_document_cannot_be_read(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        refkit.fetch_document(tmp_path / "gone.txt", dois=[REVIEW])

    assert crossref.requests == []


def test_offline_lines_stay_as_printed(refs: Path, tmp_path: Path) -> None:
    done = run(refs, "--offline", "-o", tmp_path / "a.refkit.json")

    assert done.exit_code == 0
    assert "4 unresolved (kept as printed)" in done.output


def test_a_list_in_a_document_is_not_asked_for_who_cites_it(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    (tmp_path / "refs.txt").write_text(LIST)

    done = run(tmp_path / "refs.txt", "--direction", "citations")

    assert done.exit_code == 2
    assert "document:refs.txt is a list in a document, which nobody cites" in done.stderr
    assert crossref.requests == []
