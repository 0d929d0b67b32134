"""``--citation-key``: new keys by a formula, old keys where they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work

import refkit
from refkit.cli import main

REVIEW = "10.1000/review"
OWN = "@misc{My:Key, title = {Bees}, note = {mine}}\n"


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def keys(path: Path) -> list[str]:
    return [entry.id for entry in refkit.load(path).entries]


def test_a_later_run_keeps_what_is_there_and_goes_on_with_its_formula(
    crossref: CrossrefServer, tmp_path: Path
) -> None:
    saved = tmp_path / "r.refkit.json"
    for name in ("a", "b"):
        crossref.add(make_work(f"10.1000/{name}"))
    crossref.add(make_review(REVIEW, [{"DOI": "10.1000/a"}, {"unstructured": "Book"}]))
    run("fetch", REVIEW, "--citation-key", "'x' + year", "-o", saved)
    first, book = keys(saved)

    lines = [{"DOI": "10.1000/b"}, {"unstructured": "Book"}, {"DOI": "10.1000/a"}]
    crossref.add(make_review(REVIEW, lines))
    run("fetch", REVIEW, "--refresh", "-o", saved)
    text = saved.read_bytes()
    run("fetch", REVIEW, "-o", saved)

    assert first.startswith("x")
    assert keys(saved)[1:] == [book, first]
    assert keys(saved)[0] not in {book, first}
    assert keys(saved)[0].startswith("x")
    assert saved.read_bytes() == text


def test_an_export_has_new_keys_and_the_file_its_own(tmp_path: Path) -> None:
    saved = tmp_path / "r.refkit.json"
    run("fetch", FIRST_REVIEW, "--offline", "-o", saved)
    before = saved.read_bytes()

    text = run("export", saved, "--to", "bibtex", "--citation-key", "[auth:lower][year]")

    assert "{wang2025,\n" in text
    assert "{wang2025a,\n" in text
    assert saved.read_bytes() == before


def test_a_users_own_key_stays(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text(OWN)

    text = run("export", tmp_path / "own.bib", "--to", "csl-json", "--citation-key", "year")

    assert '"My:Key"' in text


@pytest.mark.parametrize("command", ["fetch", "export"])
def test_a_formula_that_cannot_be_read_is_told_in_one_line(command: str, tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text(OWN)
    what = [FIRST_REVIEW, "--offline"] if command == "fetch" else [str(tmp_path / "own.bib")]
    formula = ["--citation-key", "auth + foo", "-o", str(tmp_path / "out.ris")]

    done = CliRunner().invoke(main, [command, *what, *formula])

    assert done.exit_code == 2
    assert done.stderr.startswith("refkit: citation-key formula: unknown function 'foo'")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out.ris").exists()


RIS = "TY  - JOUR\nAU  - Müller, Ann\nTI  - One\nPY  - 2001\n{}ER  - \n"


def test_what_has_no_key_in_a_library_is_given_one_by_the_formula(tmp_path: Path) -> None:
    library = tmp_path / "a.ris"
    library.write_text(RIS.format("") + RIS.format("") + RIS.format("ID  - mine\n"), "utf-8")
    formula = "auth.lower + year"

    text = run("export", library, "--to", "bibtex", "--citation-key", formula)
    again = refkit.rekeyed(refkit.load(library), formula)

    assert [line[9:-1] for line in text.splitlines() if line[:1] == "@"] == [
        "muller2001",
        "muller2001a",
        "mine",
    ]
    assert [entry.id for entry in again.entries] == ["muller2001", "muller2001a", "mine"]
    assert keys(library) == ["mullerOne2001", "mullerOne2001a", "mine"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bib", "@misc{title = {Bees}, author = {Berg, Ada}, year = 2020}"),
        ("a.json", '{"type": "book", "title": "Bees", "author": [{"family": "Berg"}]}'),
    ],
)
def test_a_made_key_is_none_of_the_file(tmp_path: Path, name: str, text: str) -> None:
    library = tmp_path / name
    library.write_text(text, "utf-8")
    run("tag", library, "-o", library)

    assert keys(library)[0].startswith("bergBees")
    assert library.read_text("utf-8") == text
