"""A person's decisions: recorded, kept, and never against the facts."""

from __future__ import annotations

import contextlib
import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import FIRST_REVIEW
from crossref_server import CrossrefServer, make_review, make_work
from hypothesis import given, settings
from hypothesis import strategies as st

import refkit
from refkit.cli import main
from refkit.decision_reader import decision_on, read_decisions
from refkit.documents.read import GivenDocument
from refkit.errors import InputError
from refkit.model.decisions import decisions_of
from refkit.model.resolution import Method

REVIEW = "10.1000/review"


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    crossref.add(
        make_review(
            REVIEW,
            [{"DOI": "10.1000/a"}, {"unstructured": "Book one"}, {"unstructured": "Book two"}],
        )
    )
    crossref.add(make_work("10.1000/a"))
    crossref.add(make_work("10.1000/b"))
    return crossref


@pytest.fixture
def saved(server: CrossrefServer, tmp_path: Path) -> Path:
    path = tmp_path / "r.refkit.json"
    run("fetch", REVIEW, "-o", path)
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    return done.exit_code, done.stderr


def states(path: Path) -> list[str]:
    entries = json.loads(path.read_text())["entries"]
    return [
        entry["resolution"]["method"]
        or entry["resolution"]["reason"]
        or entry["resolution"]["state"]
        for entry in entries
    ]


def test_a_doi_by_hand_resolves_and_counts_as_found(saved: Path) -> None:
    status, said = run("resolve", saved, "--position", "2", "--doi", "10.1000/B")

    assert status == 0
    assert said.splitlines()[-1] == (
        "3 listed: 1 by deposited DOI, 0 found by search, 1 by hand, 1 unresolved (kept as printed)"
    )
    assert states(saved)[1] == "by-hand"


def test_a_reference_that_is_decided_on_keeps_its_key(saved: Path) -> None:
    before = [entry.id for entry in refkit.load(saved).entries]

    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    run("resolve", saved, "--position", "3", "--doi", "none")

    assert [entry.id for entry in refkit.load(saved).entries] == before


def test_a_person_can_say_that_there_is_none(saved: Path) -> None:
    assert run("resolve", saved, "--position", "3", "--doi", "none")[0] == 0

    assert states(saved)[2] == "without-doi"


def test_decisions_survive_later_runs(saved: Path) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    run("resolve", saved, "--position", "3", "--doi", "none")
    decided = states(saved)

    status, said = run("fetch", REVIEW, "-o", saved)

    assert status == 0
    assert states(saved) == decided
    assert "0 found by search, 1 by hand, 1 without a DOI (decided), 0 unresolved" in said


def test_a_decision_goes_with_its_reference_when_the_list_changes(
    saved: Path, server: CrossrefServer
) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    server.add(
        make_review(
            REVIEW,
            [
                {"key": "new", "unstructured": "New"},
                {"key": "ref1", "DOI": "10.1000/a"},
                {"key": "ref2", "unstructured": "Book one"},
            ],
        )
    )

    run("fetch", REVIEW, "--refresh", "-o", saved)

    assert states(saved)[2] == "by-hand"


def test_a_decision_for_a_work_that_is_listed_already_joins_its_entry(saved: Path) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/a")
    run("fetch", REVIEW, "-o", saved)

    bibliography = refkit.load(saved)

    assert [len(entry.citations) for entry in bibliography.entries] == [2, 1]
    first = bibliography.entries[0]
    assert [first.method_of(line) for line in first.citations] == [
        Method.DEPOSITED_DOI, Method.BY_HAND,
    ]  # fmt: skip
    assert str(refkit.account(bibliography)).startswith(
        "3 listed: 1 by deposited DOI, 0 found by search, 1 by hand"
    )


def test_a_decision_outlives_a_run_in_which_it_could_not_be_looked_up(
    saved: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    decided = states(saved)
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "empty"))
    server.fail_next(*["truncated"] * 4, matching="10.1000%2Fb")

    status, said = run("fetch", REVIEW, "-o", saved)

    assert status == 0
    assert "1 could not be looked up again and stay as they were: crossref, 10.1000/b" in said
    assert states(saved) == decided


def test_a_table_of_decisions(saved: Path, tmp_path: Path) -> None:
    table = tmp_path / "decisions.csv"
    table.write_text("position,doi\n2,10.1000/b\n3,none\n")

    assert run("resolve", saved, "--from", table)[0] == 0
    assert states(saved)[1:] == ["by-hand", "without-doi"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--position", "9", "--doi", "10.1000/b"), 2, "lists no reference at position 9"),
        (("--position", "0", "--doi", "10.1000/b"), 2, "lists no reference at position 0"),
        (("--position", "x", "--doi", "10.1000/b"), 2, "not a position"),
        (("--position", "12" * 9, "--doi", "10.1000/b"), 2, "not a position: '121212121212121212'"),
        (("--position", "2", "--doi", "b"), 2, "not a DOI"),
        (("--position", "2", "--doi", "10.1000/unknown"), 2, "does not know 10.1000/unknown"),
        (("--position", "2", "--doi", "10.1000/b", "--offline"), 4, "10.1000/b was never fetched"),
        (("--position", "2"), 2, "give --position with --doi"),
        ((), 2, "give --position with --doi"),
    ],
)
def test_a_decision_that_cannot_be(
    saved: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    before = saved.read_bytes()

    code, line = run("resolve", saved, *arguments)

    assert code == status
    assert said in line
    assert saved.read_bytes() == before


def test_a_row_that_cannot_be_read_is_named() -> None:
    bibliography = refkit.fetch(FIRST_REVIEW, offline=True)

    with pytest.raises(InputError, match=r"t\.csv: row 3: not a DOI"):
        read_decisions("position,doi\n5,none\n6,x\n", bibliography, "t.csv")
    with pytest.raises(InputError, match="has no column 'doi'"):
        read_decisions("position\n5\n", bibliography, "t.csv")


def test_with_several_reviews_one_must_be_named(server: CrossrefServer) -> None:
    server.add(make_review("10.1000/other", [{"unstructured": "Book"}]))
    bibliography = refkit.fetch(REVIEW, "10.1000/other")

    with pytest.raises(InputError, match=f"several reviews.*{REVIEW}, 10.1000/other"):
        decision_on(bibliography, "1", "none")
    assert str(decision_on(bibliography, "1", "none", "10.1000/other").review) == "10.1000/other"


def test_the_list_of_a_document_goes_by_its_name_too() -> None:
    """Who has fetched refs.txt names refs.txt."""
    printed = "1. Abel A. Bees. J Moss. 2019;1:1.\n2. Berg B. Owls. J Moss. 2020;2:2.\n"
    bibliography = refkit.fetch_document(GivenDocument("my refs.txt", printed), offline=True)

    for name in ("my refs.txt", "document:my refs.txt", ""):
        made = decision_on(bibliography, "2", "none", name)
        assert str(made.review) == "document:my refs.txt"
    for name in ("other.txt", "document:other.txt", "10.1000/other", "document:"):
        with pytest.raises(InputError, match=f"{name} is no review.*it has document:my refs.txt"):
            decision_on(bibliography, "2", "none", name)


def test_a_damaged_file_that_would_be_replaced_is_not(saved: Path) -> None:
    saved.write_text("{}")

    status, said = run("fetch", REVIEW, "-o", saved)

    assert status == 2
    assert "is not a saved bibliography" in said
    assert saved.read_text() == "{}"


def test_the_review_that_is_named_is_meant_where_a_table_names_none(
    saved: Path, server: CrossrefServer, tmp_path: Path
) -> None:
    other = "10.1000/other"
    server.add(make_review(other, [{"unstructured": "Book three"}]))
    run("fetch", other, "-o", saved)
    table = tmp_path / "t.csv"
    table.write_text("position,doi\n1,none\n")

    without = run("resolve", saved, "--from", table)
    status, said = run("resolve", saved, "--from", table, "--review", other)

    assert without[0] == 2
    assert "several reviews" in without[1]
    assert status == 0
    assert "1 without a DOI (decided)" in said
    assert [str(each.review) for each in decisions_of(refkit.load(saved))] == [other]


@pytest.mark.parametrize("cell", ["?", "n/a", "see below", "no"])
def test_a_cell_that_is_no_decision_says_what_one_is(saved: Path, cell: str) -> None:
    with pytest.raises(
        InputError, match=r"row 2: .*\(a decision names a DOI, none or undecided; not and"
    ):
        read_decisions(f"position,doi\n2,{cell}\n", refkit.load(saved), "t.csv")


def test_what_a_doi_leads_to_is_shown_beside_what_is_printed(
    saved: Path, server: CrossrefServer
) -> None:
    work = make_work(
        "10.1000/c",
        title=["On clocks"],
        author=[{"family": "Costa", "given": "Clara", "sequence": "first"}],
        **{"published-print": {"date-parts": [[1999]]}},
    )
    server.add(work)

    done = CliRunner().invoke(
        main, ["resolve", str(saved), "--position", "2", "--doi", "10.1000/c", "--json"]
    )
    (row,) = json.loads(done.stdout)
    (compared,) = row["compared"]

    told = done.stderr.splitlines()
    assert told[0] == (
        "refkit: 2: 10.1000/c is Costa, 1999, On clocks, Journal of Invented Results"
    )
    assert told[1] == "refkit: 2: printed is Book one"
    # Two words print neither a title nor an author that could be compared.
    assert told[2] == (
        "refkit: 2: nothing that is printed confirms it; the decision stands, "
        "--doi undecided takes it back"
    )
    assert compared["printed"] == "Book one"
    assert compared["work"]["title"] == "On clocks"
    assert compared["disagree"] == compared["agree"] == []


def test_where_a_decision_disagrees_with_what_is_printed_is_said(
    saved: Path, server: CrossrefServer
) -> None:
    printed = "Holm E. Moths that follow the light of passing trains. Moth Letters 2, 44 (2011)."
    server.add(make_review("10.1000/moths", [{"unstructured": printed}]))
    run("fetch", "10.1000/moths", "-o", saved)

    status, said = run(
        "resolve", saved, "--review", "10.1000/moths", "--position", "1", "--doi", "10.1000/a"
    )

    assert status == 0
    assert "they disagree in title, " in said, said


def test_where_nothing_disagrees_nothing_is_said_of_it(saved: Path, server: CrossrefServer) -> None:
    work = make_work("10.1000/c", title=["A history of book binding in gardens"])
    author, year = work["author"][0]["family"], work["issued"]["date-parts"][0][0]
    line = f"{author}. A history of book binding in gardens. {year}."
    server.add(make_review(REVIEW, [{"unstructured": line}]))
    server.add(work)
    run("fetch", REVIEW, "--refresh", "-o", saved)

    _, said = run("resolve", saved, "--position", "1", "--doi", "10.1000/c")

    assert "disagree" not in said


def test_a_decision_can_be_taken_back(saved: Path) -> None:
    before = saved.read_bytes()
    run("resolve", saved, "--position", "1", "--doi", "none")
    run("resolve", saved, "--position", "2", "--doi", "10.1000/b")
    assert states(saved)[:2] == ["without-doi", "by-hand"]

    run("resolve", saved, "--position", "1", "--doi", "undecided")
    run("resolve", saved, "--position", "2", "--doi", "UNDECIDED")

    assert states(saved)[:2] == ["deposited-doi", "no-identifier"]
    assert json.loads(saved.read_text())["entries"] == json.loads(before)["entries"]
    status, said = run("resolve", saved, "--position", "2", "--doi", "undecided")
    assert status == 2
    assert "there is no decision on 2 to take back" in said
    assert "taken back by" not in said  # where there is nothing of that kind


def test_what_has_no_doi_by_a_persons_word_shows_none(saved: Path) -> None:
    run("resolve", saved, "--position", "1", "--doi", "none")

    entry = refkit.load(saved).entries[0]

    assert entry.work.doi is None
    assert "doi = " not in refkit.export(refkit.load(saved), "bibtex").partition("\n\n")[0].lower()


def test_what_a_person_settled_is_not_unresolved(saved: Path, tmp_path: Path) -> None:
    run("resolve", saved, "--position", "2", "--doi", "none")
    run("resolve", saved, "--position", "3", "--doi", "none")

    status, said = run("fetch", REVIEW, "--fail-on", "unresolved", "-o", saved)
    shown = CliRunner().invoke(main, ["show", str(saved)])
    queued = CliRunner().invoke(main, ["show", str(saved), "--unresolved", "--json"])

    assert status == 0
    assert said == (
        "3 listed: 1 by deposited DOI, 0 found by search, 0 by hand, 2 without a DOI (decided), "
        "0 unresolved (kept as printed)\n"
    )
    assert shown.stdout.count("without a DOI (decided)") == 2
    assert json.loads(queued.stdout) == []
    rows = refkit.export(refkit.load(saved), "csv").splitlines()
    assert [row.split(",")[3] for row in rows] == [
        "state", "resolved", "without-doi", "without-doi",
    ]  # fmt: skip


LEDGERS = {
    "as it was written": lambda text: text.encode(),
    "a semicolon": lambda text: _parted(text, ";").encode(),
    "a tab, UTF-16": lambda text: _parted(text, "\t").encode("utf-16"),
    "the old code page": lambda text: _parted(text.removeprefix("\ufeff"), ";").encode(
        "cp1252", "replace"
    ),
    "other heads": lambda text: (
        text.replace("position", " Position ", 1).replace(",doi,", ",DOI,", 1).encode()
    ),
    "told to Excel": lambda text: b"sep=,\r\n" + text.removeprefix("\ufeff").encode(),
    "numbers with a stop": lambda text: text.replace(",1,", ",1.0,", 1).encode(),
}


def _parted(text: str, mark: str) -> str:
    table = StringIO()
    rows = csv.reader(StringIO(text, newline=""))
    csv.writer(table, delimiter=mark, lineterminator="\r\n").writerows(rows)
    return table.getvalue()


@pytest.mark.parametrize("saved_as", LEDGERS)
def test_the_ledger_goes_out_and_comes_back(saved: Path, tmp_path: Path, saved_as: str) -> None:
    run("resolve", saved, "--position", "3", "--doi", "none")
    ledger = tmp_path / "ledger.csv"
    run("export", saved, "-o", ledger)
    text = ledger.read_bytes().decode()
    before = saved.read_bytes()

    ledger.write_bytes(LEDGERS[saved_as](text))
    status, said = run("resolve", saved, "--from", ledger)

    assert (status, said.splitlines()[0]) == (0, "refkit: 0 decisions")
    assert saved.read_bytes() == before

    with_one = StringIO()
    table = list(csv.reader(StringIO(text, newline="")))
    table[2][table[0].index("doi")] = "https://doi.org/10.1000/B"
    csv.writer(with_one).writerows(table)
    ledger.write_bytes(LEDGERS[saved_as](with_one.getvalue()))
    status, said = run("resolve", saved, "--from", ledger)

    assert status == 0
    assert "refkit: 1 decision\n" in said
    assert states(saved) == ["deposited-doi", "by-hand", "without-doi"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("position,doi\n9,10.1000/b\n", "row 2: 10.1000/review lists no reference at position 9"),
        ("position,doi\n1,none\n9,\n", "row 3: 10.1000/review lists no reference at position 9"),
        ("position,doi\n,\n\n2,see below\n", "row 4: not a DOI"),
        ("position,doi\n,10.1000/b\n", "row 2: has a DOI and no position"),
        ("position,doi\n2,10.1000/b\n2,none\n", "row 3: decides otherwise than row 2"),
        ("review,position,doi\n10.1000/x,2,none\n", "row 2: 10.1000/x is no review of this file"),
        ("position,doi\n2,undecided\n", "row 2: there is no decision on 2 to take back"),
        ("Nr;DOI\n2;none\n", "has no column 'position'"),
        ("", "is empty; needed are the columns position and doi"),
        ('position,doi\n2,"none\n1,none\n', "row 2: a quote is opened and not closed"),
        ("position,doi\n1,none\n2,none,none\n", "row 3: has more cells than there are columns"),
        ("position,doi,DOI\n2,none,none\n", "has a column 'doi' twice"),
    ],
)
def test_a_table_that_cannot_be_decides_nothing(
    saved: Path, tmp_path: Path, table: str, said: str
) -> None:
    before = saved.read_bytes()
    (tmp_path / "t.csv").write_text(table)

    status, line = run("resolve", saved, "--from", tmp_path / "t.csv")

    assert status == 2
    assert said in line
    assert line.count("\n") == 1
    assert saved.read_bytes() == before


def test_cells_that_a_spreadsheet_guards_are_read(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('position,doi\n\'2,"=""10.1000/b"""\n3,\'none\n')

    assert run("resolve", saved, "--from", tmp_path / "t.csv")[0] == 0
    assert states(saved)[1:] == ["by-hand", "without-doi"]


def test_a_ledger_of_several_reviews_says_which(server: CrossrefServer, tmp_path: Path) -> None:
    server.add(make_review("10.1000/other", [{"unstructured": "Book"}, {"DOI": "10.1000/a"}]))
    path = tmp_path / "r.refkit.json"
    run("fetch", REVIEW, "10.1000/other", "-o", path)
    ledger = tmp_path / "ledger.csv"
    run("export", path, "-o", ledger)
    assert run("resolve", path, "--from", ledger)[1].startswith("refkit: 0 decisions")

    table = list(csv.reader(StringIO(ledger.read_bytes().decode(), newline="")))
    (row,) = [row for row in table if row[:2] == ["10.1000/other", "1"]]
    row[table[0].index("doi")] = "none"
    with ledger.open("w", newline="") as file:
        csv.writer(file).writerows(table)
    run("resolve", path, "--from", ledger)

    decisions = decisions_of(refkit.load(path))
    assert [(str(each.review), each.doi) for each in decisions] == [("10.1000/other", None)]


@pytest.mark.parametrize("word", ["none", "undecided"])
def test_a_line_that_stays_as_printed_keeps_its_labels(
    first_review: refkit.Bibliography, word: str
) -> None:
    def labels(bibliography: refkit.Bibliography) -> list[str]:
        (entry,) = [e for e in bibliography.entries if e.citations[0].reference.position == 5]
        return [tag.label for tag in entry.tags]

    before = labels(first_review)
    decided = first_review
    for said in ("none", word) if word != "none" else ("none",):
        decision = refkit.decision_on(decided, "5", said)
        decided = refkit.resolve(decided, [decision], offline=True)

    assert before
    assert labels(decided) == before


@settings(deadline=None)
@given(st.text(), st.sampled_from([",", ";", "\t"]))
def test_no_table_is_a_bug(text: str, mark: str) -> None:
    bibliography = refkit.Bibliography(refkit.Made("0"))
    with contextlib.suppress(InputError):
        read_decisions(f"position{mark}doi\n{text}", bibliography, "t")
    with contextlib.suppress(InputError):
        read_decisions(text, bibliography, "t")


@pytest.mark.parametrize("review", [(), ("--review", "10.1000/a")])
def test_a_library_without_a_list_has_nothing_to_decide_on(
    tmp_path: Path, review: tuple[str, ...]
) -> None:
    library = tmp_path / "mine.bib"
    library.write_text("@article{bees, title = {On bees}, year = 2001}\n")

    status, said = run("resolve", library, "--position", "1", "--doi", "none", *review)

    assert status == 2
    assert "this file has no list" in said
    assert "refkit enrich" in said
