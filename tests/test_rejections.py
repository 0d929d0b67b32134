"""A person says which DOI a reference does not mean: it is never given it again, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crossref_server import FAST, CrossrefServer, make_review, make_work
from search_index import SearchIndex

import refkit
from refkit.cli import main
from refkit.errors import InputError
from refkit.model.bibliography import Bibliography
from refkit.model.decisions import decisions_of, rejections_of
from refkit.model.identifiers import Doi
from refkit.model.resolution import Method, Reason, Resolved, Unresolved

REVIEW, OTHER = "10.1000/review", "10.1000/other-review"
OWLS, ERRATUM, BEES = "10.1000/owls", "10.1000/owls-again", "10.1000/bees"
PAPER: dict[str, Any] = {
    "title": ["Owls in the northern gardens of the city"],
    "author": [{"given": "Bo", "family": "Berg", "sequence": "first", "affiliation": []}],
    "volume": "7",
    "page": "14-20",
    "issued": {"date-parts": [[2019, 3]]},
}
LINE = (
    "Berg B. Owls in the northern gardens of the city. Journal of Invented Results 2019; 7: 14-20."
)
BY = ("--by", "Ada Rossi")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[CrossrefServer]:
    """A deposited DOI, a line that a search finds, and one that nothing fits."""
    works = [
        make_work(OWLS, **PAPER),
        make_work(BEES, title=["Bees on the roofs of the city in summer"]),
        make_review(
            REVIEW,
            [{"DOI": BEES}, {"unstructured": LINE}, {"unstructured": "Nobody knows this one"}],
        ),
    ]
    with CrossrefServer(works, pools=FAST, search=SearchIndex(works[:2]).search) as found:
        monkeypatch.setenv("REFKIT_CROSSREF_URL", found.url)
        monkeypatch.setenv("REFKIT_DOI_URL", found.url)
        yield found


@pytest.fixture
def saved(server: CrossrefServer, tmp_path: Path) -> Path:
    path = tmp_path / "r.refkit.json"
    run("fetch", REVIEW, "-o", path)
    return path


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def queue(path: Path) -> list[str]:
    shown = CliRunner().invoke(main, ["show", str(path), "--unresolved"])
    return shown.stdout.splitlines()


def searchable(server: CrossrefServer, *works: dict[str, Any]) -> None:
    """Let a search find these works and no others."""
    for work in works:
        server.add(work)
    server._search = SearchIndex(works).search


def dois(path: Path) -> list[str]:
    return [str(entry.work.doi or "") for entry in refkit.load(path).entries]


def reason(bibliography: Bibliography, place: int) -> Unresolved:
    resolution = bibliography.entries[place].resolution
    assert isinstance(resolution, Unresolved)
    return resolution


def test_a_deposited_doi_that_is_rejected_leaves_the_line_as_printed_with_who_and_when(
    saved: Path,
) -> None:
    status, said = run("resolve", saved, "--position", "1", "--not", BEES, *BY, "--note", "a hoax")

    assert status == 0
    bibliography = refkit.load(saved)
    (rejection,) = rejections_of(bibliography.entries[0])
    told = f"rejected by Ada Rossi on {rejection.day} (a hoax)"
    assert f"1: not {BEES}, {told}" in said
    assert "1 found by search, 0 by hand, 2 unresolved (kept as printed)" in said
    resolution = reason(bibliography, 0)
    assert resolution.reason is Reason.REJECTED
    assert resolution.sentence == (
        f"{BEES} was {told}, and no other work that was found fits its words"
    )
    # The deposited words are all there, and the DOI is nobody's.
    assert bibliography.entries[0].citations[0].reference.doi_text == BEES
    assert bibliography.entries[0].work.doi is None
    assert rejection.title == "Bees on the roofs of the city in summer"


def test_a_deposited_doi_that_the_search_finds_again_is_told_once(
    server: CrossrefServer, tmp_path: Path
) -> None:
    server.add(make_review(OTHER, [{"DOI": OWLS, "unstructured": LINE}]))
    path = tmp_path / "other.refkit.json"
    run("fetch", OTHER, "-o", path)

    run("resolve", path, "--position", "1", "--not", OWLS, *BY)

    resolution = reason(refkit.load(path), 0)
    assert [each.outcome for each in resolution.attempts].count("rejected") == 2
    assert resolution.sentence.count(OWLS) == 1
    assert resolution.sentence.endswith("and no other work that was found fits its words")


def test_of_several_reviews_the_queue_says_which_one_a_decision_has_to_name(
    saved: Path, server: CrossrefServer
) -> None:
    assert queue(saved)[0].split()[0] == "no."
    server.add(make_review(OTHER, [{"DOI": BEES}, {"unstructured": "Somebody knows this one"}]))
    run("fetch", OTHER, "-o", saved)

    heading, first, second = queue(saved)

    assert heading.split()[:2] == ["review", "no."]
    assert first.split()[:2] == [REVIEW, "3"]
    assert second.split()[:2] == [OTHER, "2"]
    status, _ = run("resolve", saved, "--review", OTHER, "--position", "2", "--doi", OWLS)
    assert status == 0
    assert len(queue(saved)) == 2


def test_a_work_that_a_search_found_is_not_found_again(saved: Path) -> None:
    assert dois(saved) == [BEES, OWLS, ""]

    run("resolve", saved, "--position", "2", "--not", OWLS, *BY)

    assert dois(saved) == [BEES, "", ""]
    assert reason(refkit.load(saved), 1).reason is Reason.REJECTED
    # What no person rejected is told as before.
    assert reason(refkit.load(saved), 2).reason is Reason.NO_MATCH


@pytest.mark.parametrize("spelt", [BEES.upper(), f"https://doi.org/{BEES}", f"doi:{BEES}"])
def test_a_doi_in_another_spelling_is_the_same(saved: Path, spelt: str) -> None:
    run("resolve", saved, "--position", "1", "--not", spelt, *BY)

    assert dois(saved)[0] == ""


def test_a_rejection_survives_fetch_refresh_tag_resolve_and_a_file_made_of_it(
    saved: Path, server: CrossrefServer, tmp_path: Path
) -> None:
    run("resolve", saved, "--position", "1", "--not", BEES, *BY)
    before = decisions_of(refkit.load(saved))
    assert before

    run("fetch", REVIEW, "-o", saved)
    run("fetch", REVIEW, "--refresh", "-o", saved)
    run("tag", saved, "-o", saved)
    run("resolve", saved, "--position", "3", "--doi", "none")
    server.add(make_review(OTHER, [{"DOI": BEES}]))
    run("fetch", OTHER, "-o", saved)

    bibliography = refkit.load(saved)
    assert before[0] in decisions_of(bibliography)
    # The same DOI is what the other review means.
    assert [str(each.work.doi or "") for each in bibliography.entries] == ["", OWLS, "", BEES]


def test_it_goes_with_its_line_waits_while_that_is_gone_and_holds_when_it_is_back(
    saved: Path, server: CrossrefServer
) -> None:
    run("resolve", saved, "--position", "2", "--not", OWLS, *BY)
    run("resolve", saved, "--position", "2", "--not", ERRATUM, *BY)
    said = set(decisions_of(refkit.load(saved)))
    assert len(said) == 2

    server.add(make_review(REVIEW, [{"DOI": BEES}]))
    status, told = run("fetch", REVIEW, "--refresh", "-o", saved)
    assert status == 0
    assert f"decided on (not {OWLS}): the decision is kept" in told
    assert set(decisions_of(refkit.load(saved))) == set(refkit.load(saved).decisions) == said
    server.add(make_review(REVIEW, [{"unstructured": "New"}, {"key": "x", "unstructured": LINE}]))
    run("fetch", REVIEW, "--refresh", "-o", saved)

    rejections = {each.rejected for each in decisions_of(refkit.load(saved))}
    assert rejections == {each.rejected for each in said}
    assert refkit.load(saved).decisions == ()
    assert dois(saved) == ["", ""]


def test_the_next_best_is_taken_under_the_usual_rules_alone(
    saved: Path, server: CrossrefServer
) -> None:
    again = make_work(ERRATUM, **PAPER)
    near = make_work(
        "10.1000/near", **(PAPER | {"title": ["Owls in the southern barns of a town"]})
    )
    searchable(server, make_work(OWLS, **PAPER), again, near)
    run("fetch", REVIEW, "--refresh", "-o", saved)
    assert reason(refkit.load(saved), 1).reason is Reason.AMBIGUOUS

    run("resolve", saved, "--position", "2", "--not", OWLS, *BY)
    assert dois(saved)[1] == ERRATUM
    run("resolve", saved, "--position", "2", "--not", ERRATUM, *BY)

    resolution = reason(refkit.load(saved), 1)
    assert resolution.reason is Reason.REJECTED
    assert OWLS in resolution.sentence
    assert ERRATUM in resolution.sentence


def test_a_merged_doi_is_rejected_under_both_its_names(
    saved: Path, server: CrossrefServer, tmp_path: Path
) -> None:
    alias = "10.1000/old-bees"
    server._aliases[alias] = BEES
    server.add(make_review(REVIEW, [{"DOI": alias}]))
    run("fetch", REVIEW, "--refresh", "-o", saved)
    assert dois(saved) == [BEES]

    run("resolve", saved, "--position", "1", "--not", alias, *BY)
    run("fetch", REVIEW, "--refresh", "-o", saved)

    assert dois(saved) == [""]
    assert [str(each.doi) for each in rejections_of(refkit.load(saved).entries[0])] == [BEES]


def test_one_line_of_a_work_that_is_listed_twice_is_rejected_alone(
    saved: Path, server: CrossrefServer
) -> None:
    server.add(make_review(OTHER, [{"DOI": BEES}, {"DOI": BEES, "unstructured": "Bees, in short"}]))
    run("fetch", OTHER, "-o", saved)
    assert len(refkit.load(saved).entries[0].citations) == 3

    run("resolve", saved, "--review", OTHER, "--position", "2", "--not", BEES, *BY)

    bibliography = refkit.load(saved)
    assert len(bibliography.entries[0].citations) == 2
    assert bibliography.entries[0].work.doi == Doi(BEES)
    assert reason(bibliography, 3).reason is Reason.REJECTED
    assert rejections_of(bibliography.entries[0]) == ()


def test_the_last_word_counts_between_accepting_and_rejecting(saved: Path) -> None:
    run("resolve", saved, "--position", "3", "--doi", BEES)
    run("resolve", saved, "--position", "3", "--not", BEES, *BY)
    rejected = refkit.load(saved)
    assert reason(rejected, 2).reason is Reason.NO_MATCH  # its own words never found it
    assert len(rejections_of(rejected.entries[2])) == 1

    run("resolve", saved, "--position", "3", "--doi", BEES)

    accepted = refkit.load(saved)
    assert accepted.account.by_hand == 1
    assert [rejections_of(entry) for entry in accepted.entries] == [()] * len(accepted.entries)


def test_what_is_rejected_of_a_line_that_is_decided_is_put_on_record_without_asking(
    saved: Path, server: CrossrefServer
) -> None:
    run("resolve", saved, "--position", "2", "--doi", BEES)
    run("resolve", saved, "--position", "3", "--doi", "none")
    asked = len(server.requests)

    for position in ("2", "3"):
        assert run("resolve", saved, "--position", position, "--not", ERRATUM, *BY)[0] == 0

    bibliography = refkit.load(saved)
    assert len(server.requests) == asked
    assert bibliography.account.by_hand == bibliography.account.without_doi == 1
    assert sum(bool(rejections_of(entry)) for entry in bibliography.entries) == 2


def test_taken_back_it_is_as_if_nothing_had_been_said(saved: Path) -> None:
    before = refkit.load(saved)
    run("resolve", saved, "--position", "1", "--not", BEES, *BY)

    status, said = run("resolve", saved, "--position", "1", "--doi", "undecided")
    assert status == 2
    assert f"taken back by undecided {BEES}" in said
    assert run("resolve", saved, "--position", "1", "--doi", f"undecided {BEES}")[0] == 0

    assert refkit.load(saved).entries == before.entries


def test_a_table_rejects_accepts_and_takes_back(saved: Path, tmp_path: Path) -> None:
    table = tmp_path / "decisions.csv"
    table.write_text(
        f"position,doi,by,note\n1,NOT https://doi.org/{BEES.upper()},Bo Berg,a hoax\n"
        f"2,not {OWLS},,\n2,not {ERRATUM},,\n3,none,,\n"
    )

    status, said = run("resolve", saved, "--from", table, *BY)

    assert status == 0
    assert "4 decisions" in said
    first, second, third = refkit.load(saved).entries
    assert [(each.by, each.note) for each in rejections_of(first)] == [("Bo Berg", "a hoax")]
    assert [each.by for each in rejections_of(second)] == ["Ada Rossi", "Ada Rossi"]
    assert third.resolution.state == "without-doi"
    table.write_text(f"position;doi\n1;undecided {BEES}\n")
    assert run("resolve", saved, "--from", table)[0] == 0
    assert dois(saved) == [BEES, "", ""]


def test_the_ledger_is_edited_in_place(saved: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    run("export", saved, "-o", ledger)
    ledger.write_text(ledger.read_text(encoding="utf-8-sig").replace(f",{BEES},", f",not {BEES},"))

    assert run("resolve", saved, "--from", ledger, *BY)[0] == 0

    assert dois(saved)[0] == ""


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f"1,{OWLS}\n1,not {OWLS}", "row 3: decides otherwise than row 2"),
        (f"1,not {OWLS}\n1,not {BEES}\n1,{OWLS}", "row 4: decides otherwise than row 2"),
        ("1,not", "row 2: not needs a DOI behind it"),
        ("1,not a thing", "row 2: not a DOI"),
        (f"1,undecided {BEES}", f"row 2: there is no decision on {BEES} for 1 to take back"),
    ],
)
def test_a_table_that_contradicts_itself_changes_nothing(
    saved: Path, tmp_path: Path, rows: str, said: str
) -> None:
    before, table = saved.read_bytes(), tmp_path / "decisions.csv"
    table.write_text(f"position,doi\n{rows}\n")

    status, told = run("resolve", saved, "--from", table, *BY)

    assert status == 2
    assert said in told
    assert saved.read_bytes() == before


def test_one_doi_is_not_named_and_rejected_at_once(saved: Path) -> None:
    before = saved.read_bytes()

    status, said = run("resolve", saved, "--position", "1", "--doi", OWLS, "--not", OWLS, *BY)

    assert status == 2
    assert f"{OWLS} is both named and rejected for 1" in said
    assert saved.read_bytes() == before


def test_who_says_it_again_leaves_it_unless_there_is_another_reason(saved: Path) -> None:
    def rejections() -> list[tuple[str, str, str]]:
        found = rejections_of(refkit.load(saved).entries[0])
        return [(each.by, each.note, each.title) for each in found]

    title = "Bees on the roofs of the city in summer"
    run("resolve", saved, "--position", "1", "--not", BEES, *BY, "--note", "a hoax")
    run("resolve", saved, "--position", "1", "--not", BEES, "--by", "Bo Berg")
    assert rejections() == [("Ada Rossi", "a hoax", title)]

    run("resolve", saved, "--position", "1", "--not", BEES, "--by", "Bo Berg", "--note", "a letter")
    assert rejections() == [("Bo Berg", "a letter", title)]


def test_nobody_who_decides_is_refused(saved: Path) -> None:
    with pytest.raises(InputError, match="nobody is named who decides"):
        refkit.rejection_on(refkit.load(saved), "1", BEES, by="  ")
    for name in ("", "  "):
        before = saved.read_bytes()
        done = CliRunner().invoke(
            main, ["resolve", str(saved), "--position", "1", "--not", BEES, "--by", name]
        )
        assert done.exit_code == 2
        assert "nobody is named who decides" in done.stderr
        assert saved.read_bytes() == before


def test_offline_nothing_is_lost_and_the_rejection_stands(
    saved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "empty"))

    status, said = run("resolve", saved, "--position", "2", "--not", OWLS, *BY, "--offline")

    assert status == 0
    assert "offline, and it was never looked up" in said
    assert f"2: not {OWLS}, rejected by Ada Rossi on" in said
    assert dois(saved) == [BEES, "", ""]
    # Nor does a later run that cannot ask bring back what was there before.
    run("fetch", REVIEW, "--offline", "-o", saved)
    assert dois(saved) == [BEES, "", ""]


def test_what_was_taken_instead_stays_where_it_cannot_be_looked_up_again(
    saved: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    searchable(server, make_work(OWLS, **PAPER), make_work(ERRATUM, **PAPER))
    run("fetch", REVIEW, "--refresh", "-o", saved)
    run("resolve", saved, "--position", "2", "--not", OWLS, *BY)
    assert dois(saved)[1] == ERRATUM
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "empty"))
    server.fail_next(*["truncated"] * 4, matching="query.bibliographic")

    run("fetch", REVIEW, "-o", saved)

    assert dois(saved)[1] == ERRATUM


def test_enrich_asks_nobody_who_would_bring_it_back(saved: Path, server: CrossrefServer) -> None:
    run("resolve", saved, "--position", "1", "--not", BEES, *BY)
    run("resolve", saved, "--position", "2", "--not", OWLS, *BY)

    found = refkit.enrich(refkit.load(saved), overwrite=True)

    assert [str(each.work.doi or "") for each in found.bibliography.entries] == ["", "", ""]


def test_it_is_told_wherever_decisions_are_told(saved: Path, tmp_path: Path) -> None:
    before = tmp_path / "before.refkit.json"
    before.write_bytes(saved.read_bytes())
    run("resolve", saved, "--position", "1", "--not", BEES, *BY)
    run("resolve", saved, "--position", "2", "--not", ERRATUM, *BY)

    words = f"not {BEES} (rejected by Ada Rossi on "
    assert words in run("show", saved)[1]
    assert words in run("show", saved, "--unresolved")[1]
    (row, *_) = json.loads(run("show", saved, "--json")[1].rpartition("]")[0] + "]")
    assert [each["doi"] for each in row["rejected"]] == [BEES]
    assert words in run("diff", before, saved)[1]
    assert "taken back: not" in run("diff", saved, before)[1]
    run("report", saved, "-o", tmp_path / "report.html")
    assert f"not {ERRATUM} (rejected by" in (tmp_path / "report.html").read_text()
    for name in ("out.bib", "out.ris", "out.json", "out.csv"):
        run("export", saved, "-o", tmp_path / name)
        text = (tmp_path / name).read_text()
        assert "rejected by" in text, name


def test_the_words_of_a_person_are_text(saved: Path, tmp_path: Path) -> None:
    hostile = "<b onload=alert(1)>\x1b[31m{%}\u202e"

    run("resolve", saved, "--position", "1", "--not", BEES, "--by", hostile, "--note", hostile)

    assert refkit.load(saved) == refkit.load(saved)
    assert "\x1b" not in run("show", saved)[1]
    run("report", saved, "-o", tmp_path / "report.html")
    assert "<b onload" not in (tmp_path / "report.html").read_text()


def test_a_search_shows_what_is_rejected_last_with_who_did_it(saved: Path) -> None:
    run("resolve", saved, "--position", "2", "--not", OWLS, *BY)

    found = refkit.candidates(refkit.load(saved), "2")

    assert found[-1].work.doi == Doi(OWLS)
    assert found[-1].rejected
    assert found[-1].rejected.by == "Ada Rossi"
    assert all(each.rejected is None for each in found[:-1])
    told = run("resolve", saved, "--position", "2", "--search")[1].splitlines()
    assert told[-3].split()[1] == OWLS
    assert "not it (rejected by Ada Rossi on " in told[-2]


def test_a_candidate_stands_beside_the_line_part_by_part(
    saved: Path, server: CrossrefServer
) -> None:
    number = {"article-number": "e14", "page": None, "volume": "9"}
    nobodys = {"author": [], "title": ["Owls in the northern gardens of the city, a note"]}
    paper = PAPER | {"published-print": {"date-parts": [[2019]]}}
    searchable(server, make_work(OWLS, **paper), make_work(ERRATUM, **paper | number | nobodys))
    line = {
        "article-title": PAPER["title"][0],
        "author": "Berg",
        "first-page": "14",
        "year": "2019",
    }
    listed = [line | {"journal-title": "J Inv Res"}, line | {"series-title": "Results"}]
    server.add(make_review(OTHER, listed))
    run("fetch", OTHER, "-o", saved)

    bibliography = refkit.load(saved)
    one, other = refkit.candidates(bibliography, "1", review=OTHER)
    (series, *_) = refkit.candidates(bibliography, "2", review=OTHER)

    journal = "Journal of Invented Results"
    assert {each.part: (each.printed, each.work) for each in one.parts} == {
        "title": (PAPER["title"][0], PAPER["title"][0]),
        "author": ("Berg", "Berg"),
        "year": ("2019", "2019"),
        "container": ("J Inv Res", journal),
        "volume": ("", "7"),
        "pages": ("14", "14-20"),
    }
    theirs = {each.part: each.work for each in other.parts}
    assert (theirs["author"], theirs["pages"]) == ("", "e14")
    assert [each.printed for each in series.parts if each.part == "container"] == ["Results"]


def test_python_does_what_the_command_does(saved: Path) -> None:
    bibliography = refkit.load(saved)
    decision = refkit.rejection_on(bibliography, "2", OWLS, by="Ada Rossi", note="the erratum")

    decided = refkit.resolve(bibliography, [decision])

    assert isinstance(bibliography.entries[1].resolution, Resolved)
    assert bibliography.entries[1].resolution.method is Method.SEARCH
    assert [each.note for each in rejections_of(decided.entries[1])] == ["the erratum"]
    back = refkit.rejection_on(decided, "2", OWLS, by="Ada Rossi", taken_back=True)
    assert refkit.resolve(decided, [back]).entries == bibliography.entries
