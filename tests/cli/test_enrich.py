"""``refkit enrich`` as a user meets it: a library of their own, filled where it was empty."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_work
from few_works import BEES_TITLE, OWLS_TITLE, serving

import refkit
from refkit.cli import main
from refkit.http.cache import remembered

LIBRARY = rf"""% my library, {{ and its brackets
@string{{me = "Me"}}

@Article{{Bees21,
  Title = {{{{The}} Flight of Honey Bees over Alpine Meadows}},
  author = {{Berg, A.}},
  DOI = {{10.1000/BEES}},
  file = {{:bees.pdf:PDF}},
  owner = me,
  volume = {{13}},
}}

some words between
@article{{owls,
  title = {{{OWLS_TITLE}}},
  author = {{Dahl, Bo}},
  journal = {{Owl Lett.}},
  year = 1999,
  keywords = {{night, owls}}
}}

@article{{wrong,
  title = {{On quite other things}},
  author = {{Nobody, N.}},
  doi = {{10.1000/owls}}
}}
@book{{nothing, title = {{A book that nobody knows of}}, author = {{Nobody, N.}}}}
@comment{{jabref-meta: databaseType:bibtex;}}
"""
FILLED = {
    "  volume = {13},\n}": (
        "  volume = {13},\n"
        "  journal = {Journal of Bees},\n"
        "  number = {3},\n"
        "  pages = {34--45},\n"
        "  year = {2021},\n"
        "  month = may,\n"
        "  issn = {1234-5679},\n}"
    ),
    "  keywords = {night, owls}\n}": (
        "  keywords = {night, owls},\n"
        "  volume = {7},\n"
        "  pages = {101--110},\n"
        "  doi = {10.1000/owls},\n"
        "  issn = {1234-5679}\n}"
    ),
}
ACCOUNT = (
    "4 entries: 1 by DOI, 1 found by search, 2 left as they are (1 not found, 1 suspect DOI); "
    "9 fields filled in 2 entries"
)


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    with serving(monkeypatch) as server:
        yield server


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.bib"
    path.write_bytes(LIBRARY.encode())
    return path


def filled(text: str = LIBRARY) -> str:
    for old, new in FILLED.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def run(*arguments: str | Path, given: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["enrich", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, str]] = json.loads(result.stdout)
    return found


def test_what_an_entry_lacks_is_filled_and_the_rest_stays_byte_for_byte(library: Path) -> None:
    result = run(library, "-o", library)

    assert result.exit_code == 0
    assert library.read_text() == filled()
    assert result.stderr.splitlines() == [
        f"refkit: {library}: as it was is kept in {library}~ (--no-backup)",
        "refkit: owls: 10.1000/owls is retracted",
        f"refkit: wrong: its DOI leads to another work (10.1000/owls: {OWLS_TITLE}; "
        "title and first author disagree)",
        "refkit: not found: nothing",
        ACCOUNT,
    ]


def test_the_changes_are_shown_beside(library: Path) -> None:
    shown = run(library, "-o", library).stdout.splitlines()

    assert shown[0].split() == ["entry", "field", "old", "new", "source"]
    assert len(shown) == 10
    assert shown[1].split() == ["Bees21", "container.title", "Journal", "of", "Bees", "crossref"]


def test_a_second_time_nothing_changes(library: Path) -> None:
    run(library, "-o", library)
    before = library.read_bytes()

    again = run(library, "-o", library)

    assert library.read_bytes() == before
    assert "; 0 fields filled in 0 entries" in again.stderr
    assert "2 by DOI" in again.stderr
    assert again.stdout == ""


def test_a_dry_run_writes_nothing(library: Path) -> None:
    result = run(library, "--dry-run", "-o", library)

    assert library.read_text() == LIBRARY
    assert "Journal of Bees" in result.stdout
    assert result.stderr.endswith(f"{ACCOUNT}; nothing written\n")
    assert sorted(library.parent.glob("*.bib")) == [library]


def test_the_changes_as_rows(library: Path) -> None:
    result = run(library, "--json")

    assert rows(result)[0] == {
        "entry": "Bees21",
        "field": "container.title",
        "old": "",
        "new": "Journal of Bees",
        "source": "crossref",
    }
    assert len(rows(result)) == 9
    assert result.stderr.endswith("; nothing written\n")
    assert library.read_text() == LIBRARY


def test_overwriting_replaces_what_the_sources_say_differently(library: Path) -> None:
    changes = rows(run(library, "--overwrite", "--json", "-o", library))

    assert [(row["field"], row["old"], row["new"]) for row in changes if row["old"]] == [
        ("creators.author", "Berg, A.", "Berg, Ada; Costa, Clara"),
        ("volume", "13", "12"),
    ]
    text = library.read_text()
    assert "  author = {Berg, Ada and Costa, Clara},\n" in text
    assert "  volume = {12},\n" in text
    assert "  Title = {{The} Flight of Honey Bees over Alpine Meadows},\n" in text
    assert (
        text.replace("{12}", "{13}").replace("Berg, Ada and Costa, Clara", "Berg, A.") == filled()
    )


def test_lines_end_as_they_did(library: Path) -> None:
    library.write_bytes(LIBRARY.replace("\n", "\r\n").encode())

    run(library, "-o", library)

    assert library.read_bytes() == filled().replace("\n", "\r\n").encode()


def test_a_library_of_biblatex_is_filled_in_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "library.bib"
    path.write_text(
        "@article{bees,\n"
        f"\ttitle = {{{BEES_TITLE}}},\n"
        "\tjournaltitle = {J. Bees},\n"
        "\tdoi = {10.1000/bees}\n}\n"
    )

    run(path, "-o", path)

    assert "\tdate = {2021-05}" in path.read_text()
    assert "year" not in path.read_text()


def test_into_another_format_it_is_exported(library: Path, tmp_path: Path) -> None:
    run(library, "-o", tmp_path / "refs.json", "-o", tmp_path / "refs.refkit.json")

    items = json.loads((tmp_path / "refs.json").read_text())
    saved = refkit.load(tmp_path / "refs.refkit.json")
    assert [item["id"] for item in items] == ["Bees21", "owls", "wrong", "nothing"]
    assert items[0]["page"] == "34-45"
    assert saved.entries[1].work.volume == "7"
    assert library.read_text() == LIBRARY


def test_in_a_pipe_the_enriched_bibliography_goes_on(library: Path) -> None:
    result = run(library)

    entries = json.loads(result.stdout)["entries"]
    assert entries[0]["work"]["page"] == "34-45"
    assert result.stderr.endswith(f"{ACCOUNT}\n")


def test_a_saved_bibliography_is_filled_too(library: Path, tmp_path: Path) -> None:
    path = tmp_path / "r.refkit.json"
    CliRunner().invoke(main, ["tag", str(library), "-o", str(path)])

    result = run(path, "-o", path, "-q")

    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert refkit.load(path).entries[0].work.issue == "3"


def test_offline_what_was_asked_before_is_filled(library: Path, server: CrossrefServer) -> None:
    run(library, "--dry-run")
    server.close()

    result = run(library, "-o", library, "--offline")

    assert result.exit_code == 0
    assert library.read_text() == filled()


def test_offline_and_never_asked_is_an_error(library: Path) -> None:
    result = run(library, "-o", library, "--offline")

    assert result.exit_code == 4
    assert result.stderr.startswith("refkit: offline")
    assert result.stderr.count("\n") == 1
    assert library.read_text() == LIBRARY


def test_the_network_is_down(library: Path, server: CrossrefServer) -> None:
    server.close()

    result = run(library, "-o", library)

    assert result.exit_code == 3
    assert "cannot be reached" in result.stderr
    assert library.read_text() == LIBRARY


def test_the_network_fails_in_the_middle(library: Path, server: CrossrefServer) -> None:
    server.fail_next(*["truncated"] * 6, matching="query.bibliographic")

    broken = run(library, "-o", library)
    half = library.read_text()
    mended = run(library, "-o", library)

    assert broken.exit_code == 0
    assert "could not be looked up" in broken.stderr
    assert "run again to go on from here" in broken.stderr
    assert "Journal of Bees" in half
    assert "10.1000/owls},\n  issn" not in half
    assert mended.exit_code == 0
    assert library.read_text() == filled()


def test_a_hostile_answer_stays_in_its_field(library: Path, server: CrossrefServer) -> None:
    journal = "Bees} , note = {x} % \\input{/etc/passwd} \x1b[31m @book{y, \u202e"
    server.add(
        make_work(
            "10.1000/bees",
            title=[BEES_TITLE],
            author=[{"given": "Ada", "family": "Berg", "sequence": "first"}],
            container_title=[journal],
        )
    )

    result = run(library, "-o", library)

    again = CliRunner().invoke(main, ["show", str(library), "--json"])
    assert [row["id"] for row in json.loads(again.stdout)] == ["Bees21", "owls", "wrong", "nothing"]
    assert "\\input{" not in library.read_text()
    assert not {"\x1b", "\u202e"} & set(result.stdout + result.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--json", "-o", "-"), "both want standard output"),
        (("--source", "oracle"), "unknown source oracle"),
        (("-o", "refs.docx"), "unknown suffix"),
    ],
)
def test_what_cannot_be_done_is_refused(
    library: Path, server: CrossrefServer, arguments: tuple[str, ...], said: str
) -> None:
    result = run(library, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert server.requests == []


def searched(server: CrossrefServer) -> bool:
    return any("query.bibliographic" in asked.query for asked in server.requests)


@pytest.mark.more  # of processes that are stopped, everyday has that of fetch
def test_stopped_in_the_middle_nothing_is_written_and_it_goes_on_from_there(
    library: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faults.TIMEOUT", 60)
    server.fail_next("timeout", matching="query.bibliographic")
    command = [sys.executable, "-m", "refkit", "enrich", str(library), "-o", str(library)]
    process = subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.PIPE, text=True)
    # The search hangs; what was looked up beside it is kept as soon as it comes.
    memory = Path(os.environ["REFKIT_CACHE"])
    while not (searched(server) and remembered(memory).answers):
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "the same command goes on" in said
    assert library.read_text() == LIBRARY
    before = len(server.requests)
    run(library, "-o", library)
    assert library.read_text() == filled()
    assert all("filter" not in asked.query for asked in server.requests[before:])


def test_the_same_in_python(library: Path) -> None:
    from refkit.formats.bibtex.reader import read_bibtex

    enriched = refkit.enrich(read_bibtex(LIBRARY, "library.bib"))

    assert enriched.text == filled()
    assert [proposal.field for proposal in enriched.proposals][:2] == ["container.title", "issue"]
    assert str(enriched) == ACCOUNT


RIS = (
    "\ufeffTY  - JOUR\r\n"
    f"T1  - {BEES_TITLE}\r\n"
    "A1  - Berg, A.\r\n"
    "DO  - 10.1000/bees\r\n"
    "ZZ  - mine\r\n"
    "Y1  - 2021///\r\n"
    "ER  - \r\n"
    "\r\n"
    "TY  - JOUR\r\n"
    f"TI  - {OWLS_TITLE}\r\n"
    "AU  - Dahl, B.\r\n"
    "JO  - Owl Letters\r\n"
    "PY  - 1999\r\n"
    "KW  - owls\r\n"
    "ER  - \r\n"
)


def test_a_library_in_ris(tmp_path: Path) -> None:
    path = tmp_path / "library.ris"
    path.write_bytes(RIS.encode())

    result = run(path, "-o", path)

    assert result.exit_code == 0, result.stderr
    text = path.read_bytes().decode()
    added = sorted(line for line in text.split("\r\n") if line not in RIS.split("\r\n"))
    assert added == [
        "DO  - 10.1000/owls", "EP  - 110", "EP  - 45", "IS  - 3",
         "SN  - 1234-5679", "SN  - 1234-5679", "SP  - 101", "SP  - 34",
        "T2  - Journal of Bees", "VL  - 12", "VL  - 7",
    ]  # fmt: skip
    assert [line for line in RIS.split("\r\n") if line not in text.split("\r\n")] == []


def test_a_library_in_csl_json(tmp_path: Path) -> None:
    path = tmp_path / "library.json"
    before = (
        '[\n\t{"id": 7, "type": "article-journal",\n'
        f'\t "title": "{BEES_TITLE}", "DOI": "10.1000/bees",\n'
        '\t "mine": {"a" : [1,2]}, "issued": {"raw": "in press"} }\n]\n'
    )
    path.write_text(before)

    result = run(path, "-o", path)

    assert result.exit_code == 0, result.stderr
    (item,) = json.loads(path.read_text())
    assert (item["volume"], item["page"], item["container-title"]) == (
        "12", "34-45", "Journal of Bees",
    )  # fmt: skip
    assert item["issued"] == {"raw": "in press"}
    assert "custom" not in item
    assert '"mine": {"a" : [1,2]}, "issued": {"raw": "in press"}' in path.read_text()


@pytest.mark.parametrize("suffix", ["bib", "json", "ris"])
def test_what_refkit_exported_itself_has_nothing_to_gain(tmp_path: Path, suffix: str) -> None:
    """Whatever a format carries is read back as the source says it."""
    path = tmp_path / f"refs.{suffix}"
    CliRunner().invoke(main, ["fetch", FIRST_REVIEW, "--offline", "-o", str(path)])
    before = path.read_bytes()

    result = run(path, "--overwrite", "--offline", "-o", path)

    assert "6 by DOI" in result.stderr
    assert "; 0 fields filled in 0 entries" in result.stderr
    assert path.read_bytes() == before
