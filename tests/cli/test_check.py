"""``refkit check`` as a user and as a manuscript's CI meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer
from few_works import BEES_TITLE, OWLS_TITLE, serving

from refkit.cli import main

LIBRARY = f"""@article{{bees, author = {{Berg, Ada}}, title = {{{BEES_TITLE}}},
  journal = {{Journal of Bees}}, year = 2021, doi = {{10.1000/bees}}}}
@article{{owls, author = {{Dahl, Bo}}, title = {{{OWLS_TITLE}}},
  journal = {{Owl Letters}}, year = 1999, doi = {{10.1000/owls}}}}
@article{{moths, author = {{Holm, E.}}, title = {{Moths, 100%: a, b}},
  journal = {{Moths}}, year = 2022, doi = {{10.1000/moths.}}}}
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("library.bib")
    path.write_text(LIBRARY)
    return path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    with serving(monkeypatch) as server:
        yield server


def run(*arguments: str | Path, given: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["check", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_findings_are_lines_that_editors_understand(library: Path) -> None:
    result = run(library)

    assert result.exit_code == 0
    assert result.stdout == (
        "library.bib:5: warning: moths: its DOI ends in what is no part of it: 10.1000/moths.; "
        "write 10.1000/moths [suspect-doi]\n"
    )
    assert result.stderr == "3 entries: 1 warning\n"


def test_where_nothing_is_wrong_nothing_is_printed(library: Path) -> None:
    library.write_text(LIBRARY.replace("moths.}", "moths}"))

    result = run(library)

    assert (result.stdout, result.stderr) == ("", "3 entries: nothing found\n")


def test_as_json(library: Path) -> None:
    (row,) = json.loads(run(library, "--format", "json").stdout)

    assert row == {
        "advice": "write 10.1000/moths",
        "entry": "moths",
        "file": "library.bib",
        "kind": "suspect-doi",
        "line": 5,
        "message": "its DOI ends in what is no part of it: 10.1000/moths.",
        "severity": "warning",
    }


def test_as_annotations_of_a_workflow(library: Path) -> None:
    Path("a,b:c.md").write_text("@{50%:no\x07}\n")

    lines = run(library, "--cited", "a,b:c.md", "--format", "github").stdout.splitlines()

    assert lines[0].startswith(
        "::notice file=library.bib,line=1,title=uncited bees::bees: is cited"
    )
    assert lines[-1].startswith(
        "::error file=a%2Cb%3Ac.md,line=1,title=dead-key 50%25%3Ano\\x07::50%25:no\\x07: is cited"
    )


@pytest.mark.parametrize(
    ("fail_on", "status"),
    [
        (None, 0),
        ("error", 0),
        ("warning", 1),
        ("note", 1),
        ("suspect-doi", 1),
        ("retracted, duplicate", 0),
        ("retracted,suspect-doi", 1),
    ],
)
def test_what_to_fail_on(library: Path, fail_on: str | None, status: int) -> None:
    result = run(library, *(["--fail-on", fail_on] if fail_on else []))

    assert result.exit_code == status
    assert result.stdout


def test_an_unknown_condition_is_refused(library: Path) -> None:
    result = run(library, "--fail-on", "rain")

    assert result.exit_code == 2
    assert "--fail-on knows error, warning, note, retracted" in result.stderr


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gone.tex", None, "cannot be read"),
        ("a.docx", "x", "keys are not looked for"),
    ],
)
def test_a_manuscript_that_cannot_be_read(
    library: Path, name: str, text: str | None, said: str
) -> None:
    if text is not None:
        Path(name).write_text(text)

    result = run(library, "--cited", name)

    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_dead_keys_of_several_manuscripts(library: Path) -> None:
    Path("main.tex").write_text("\\cite{bees}\n\\cite{owl}\n")
    Path("more.md").write_text("[@moths; @nobody]\n")

    lines = run(library, "--cited", "main.tex", "--cited", "more.md", "-q").stdout.splitlines()

    assert lines[1:] == [
        "library.bib:5: warning: moths: its DOI ends in what is no part of it: 10.1000/moths.; "
        "write 10.1000/moths [suspect-doi]",
        "main.tex:2: error: owl: is cited, and no entry has this key; is owls meant? [dead-key]",
        "more.md:1: error: nobody: is cited, and no entry has this key; add the entry, or mend "
        "the key [dead-key]",
    ]
    assert lines[0].startswith("library.bib:3: note: owls: is cited nowhere")


def test_a_saved_bibliography_and_a_pipe(tmp_path: Path) -> None:
    saved = tmp_path / "r.refkit.json"
    CliRunner().invoke(main, ["fetch", FIRST_REVIEW, "--offline", "-o", str(saved)])

    named = run(saved, "--fail-on", "unresolved")
    piped = run("-", given=saved.read_text())

    assert named.exit_code == 1
    assert named.stdout.count("[unresolved]") == 3
    assert piped.stdout.count("standard input: warning: ") == 3
    assert piped.stderr == "9 entries: 3 warnings\n"


def test_nobody_is_asked_unless_one_says_so(library: Path, server: CrossrefServer) -> None:
    run(library)

    assert server.requests == []


def test_online_finds_the_retraction_and_the_unknown_doi(
    library: Path, server: CrossrefServer
) -> None:
    result = run(library, "--online", "--fail-on", "error", "-q")

    assert result.exit_code == 1
    assert [line.split("; ")[0] for line in result.stdout.splitlines()] == [
        "library.bib:3: error: owls: was retracted (retraction of 2023, notice 10.1000/n)",
        "library.bib:5: error: moths: its DOI 10.1000/moths is not known to any source that was asked",
        "library.bib:5: warning: moths: its DOI ends in what is no part of it: 10.1000/moths.",
    ]
    assert library.read_text() == LIBRARY


def test_online_without_a_network_is_no_clean_bill(library: Path, server: CrossrefServer) -> None:
    server.close()

    result = run(library, "--online")

    assert result.exit_code == 3
    assert result.stdout == ""
