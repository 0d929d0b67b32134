"""``refkit update``: what may have changed is asked again and told, and nothing is lost by it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import REPOSITORY
from crossref_server import CrossrefServer, make_review, make_work
from earlier import let_days_go_by
from other_servers import europepmc, make_result

import refkit
from refkit.cli import main

REVIEW = "10.1000/review"
BOOK = {"unstructured": "Berg A. A book on bees that nobody knows. 1999."}
LINES: tuple[Mapping[str, Any], ...] = (
    {"DOI": "10.1000/a"}, {"DOI": "10.1000/b"}, {"DOI": "10.1000/preprint"}, BOOK,
)  # fmt: skip
NOTICE = {
    "type": "retraction", "DOI": "10.1000/notice", "source": "publisher",
    "updated": {"date-parts": [[2026, 1, 2]]},
}  # fmt: skip


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given)


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    crossref.add(make_review(REVIEW, LINES))
    for name in ("a", "b", "c", "article"):
        crossref.add(make_work(f"10.1000/{name}"))
    crossref.add(make_work("10.1000/preprint", type="posted-content", container_title=None))
    return crossref


@pytest.fixture
def saved(server: CrossrefServer, tmp_path: Path) -> Path:
    """A review's list of yesterday, with a person's word on its last line."""
    path = tmp_path / "review.refkit.json"
    assert run("fetch", REVIEW, "-o", path).exit_code == 0
    decided = run("resolve", path, "--position", "4", "--doi", "10.1000/c")
    assert decided.exit_code == 0, decided.stderr
    let_days_go_by(path)
    server.requests.clear()
    return path


def changed(work: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {**work, **{name.replace("_", "-"): value for name, value in fields.items()}}


def known(server: CrossrefServer, doi: str) -> dict[str, Any]:
    return server._works[doi]


def updated(path: Path, *options: str | Path) -> dict[str, Any]:
    """The account of a run as JSON, which must have gone well."""
    done = run("update", path, "--json", *options)
    assert done.exit_code == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def without_days(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text())
    for name in ("updated", "retrieved"):
        document["made"].pop(name, None)
    return document


def test_where_nothing_has_changed_the_file_is_what_it_was_and_says_its_day(
    saved: Path, server: CrossrefServer
) -> None:
    before = without_days(saved)

    done = run("update", saved, "--fail-on", "changed,retracted")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == ("4 entries and 1 list asked again in 1 request: nothing is new\n")
    assert [each.path for each in server.requests] == ["/works"]
    assert without_days(saved) == before
    assert json.loads(saved.read_text())["made"]["updated"] >= "2026-01-01"


def test_a_second_run_on_the_same_day_asks_nothing_whatever_is_remembered(
    saved: Path, server: CrossrefServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("update", saved)
    server.requests.clear()
    text = saved.read_text()

    again = run("update", saved)
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "another machine"))
    elsewhere = run("update", saved, "-o", tmp_path / "copy.refkit.json")

    assert server.requests == []
    assert (again.exit_code, elsewhere.exit_code) == (0, 0)
    assert "nothing was asked" in again.stderr
    assert saved.read_text() == (tmp_path / "copy.refkit.json").read_text() == text


def test_a_retraction_a_correction_and_an_article_are_told(
    saved: Path, server: CrossrefServer
) -> None:
    correction = NOTICE | {"type": "correction", "DOI": "10.1000/erratum"}
    relation = {"is-preprint-of": [{"id": "10.1000/article", "id-type": "doi"}]}
    server.add(changed(known(server, "10.1000/a"), updated_by=[NOTICE]))
    server.add(changed(known(server, "10.1000/b"), updated_by=[correction]))
    server.add(changed(known(server, "10.1000/preprint"), relation=relation))

    dry = run("update", saved, "--dry-run", "--fail-on", "retracted")
    told = updated(saved)

    assert dry.exit_code == 1
    assert "was retracted (retraction of 2026-01-02, notice 10.1000/notice)" in dry.stdout
    assert [each["kind"] for each in told["news"]] == ["retracted", "corrected", "preprint"]
    assert "published as 10.1000/article" in told["news"][2]["message"]
    assert told["requests"] == 0  # the run before has asked today
    assert run("show", saved, "--retracted").stdout.count("RETRACTED") == 1


def test_what_is_described_otherwise_is_shown_as_it_was_and_is(
    saved: Path, server: CrossrefServer
) -> None:
    work = known(server, "10.1000/a")
    server.add(changed(work, volume="91", abstract="<jats:p>On bees.</jats:p>"))

    (change,) = updated(saved)["changes"]

    assert (change["kind"], change["doi"]) == ("changed", "10.1000/a")
    assert change["fields"] == [
        {"field": "volume", "was": work["volume"], "is": "91"},
        {"field": "abstract", "was": "", "is": "On bees."},
    ]
    let_days_go_by(saved)
    server.add(work)
    table = run("update", saved, "--fail-on", "changed")
    assert table.exit_code == 1
    assert f"volume: 91 → {work['volume']}" in table.stdout
    assert "crossref gives no abstract any more; what was there stays" in table.stderr
    assert "On bees." in saved.read_text()


def test_a_list_that_was_amended_gives_its_new_lines_and_keeps_the_others(
    saved: Path, server: CrossrefServer
) -> None:
    keys = {each["work"].get("DOI"): each["id"] for each in without_days(saved)["entries"]}
    server.add(make_work("10.1000/new"))
    server.add(make_review(REVIEW, [{"DOI": "10.1000/new"}, LINES[1], LINES[2], BOOK]))

    told = updated(saved)

    assert told["lists"] == [f"{REVIEW}: 1 line is new, 1 line is not given any more and is kept"]
    assert [(each["kind"], each["doi"]) for each in told["changes"]] == [("added", "10.1000/new")]
    rows = {
        row["position"]: entry
        for entry in without_days(saved)["entries"]
        for row in entry["cited_by"]
    }
    assert [rows[n]["work"].get("DOI") for n in range(1, 6)] == [
        "10.1000/new", "10.1000/b", "10.1000/preprint", "10.1000/c", "10.1000/a",
    ]  # fmt: skip
    assert rows[4]["resolution"]["method"] == "by-hand"
    assert {d: rows[n]["id"] for n, d in ((2, "10.1000/b"), (5, "10.1000/a"))} == {
        each: keys[each] for each in ("10.1000/a", "10.1000/b")
    }
    (row,) = without_days(saved)["lists"]
    assert (row["given"], row["detail"]) == (
        4, "1 line that it gave before is kept behind the others",
    )  # fmt: skip


def test_a_line_that_is_gone_is_told_once_and_finds_its_place_again(
    saved: Path, server: CrossrefServer
) -> None:
    before = without_days(saved)
    server.add(make_review(REVIEW, LINES[1:]))
    first = updated(saved)["lists"]
    let_days_go_by(saved)
    second = updated(saved)["lists"]
    let_days_go_by(saved)
    server.add(make_review(REVIEW, LINES))
    third = updated(saved)

    assert (len(first), second, third["lists"], third["changes"]) == (1, [], [], [])
    assert without_days(saved) == before


def test_fetched_again_a_list_is_what_it_is_today_and_what_is_left_out_is_told(
    saved: Path, server: CrossrefServer
) -> None:
    gone = next(e["id"] for e in without_days(saved)["entries"] if e["work"]["DOI"] == "10.1000/a")
    server.add(make_review(REVIEW, [{**LINES[1], "year": "2008"}, *LINES[2:]]))

    again = run("fetch", REVIEW, "--refresh", "-o", saved)
    same = run("fetch", REVIEW, "--refresh", "-o", saved)

    told = f"{REVIEW}: 1 line that stood there is not given any more and left out ({gone}); "
    assert f"refkit: {told}refkit update keeps such lines\n" in again.stderr
    assert "left out" not in same.stderr
    assert len(without_days(saved)["entries"]) == 3


def test_a_doi_that_was_deposited_since_is_taken(saved: Path, server: CrossrefServer) -> None:
    server.add(make_review(REVIEW, [*LINES, {"unstructured": "Rossi B. Owls at night. 2001."}]))
    updated(saved)
    let_days_go_by(saved)
    lines = [*LINES, {"unstructured": "Rossi B. Owls at night. 2001.", "DOI": "10.1000/owls"}]
    server.add(make_work("10.1000/owls", title=["Owls at night"], author=[{"family": "Rossi"}]))
    server.add(make_review(REVIEW, lines))

    told = updated(saved)

    assert told["lists"] == [f"{REVIEW}: 1 line is worded anew"]
    assert ("resolved", "10.1000/owls") in [(c["kind"], c["doi"]) for c in told["changes"]]


def test_a_doi_that_nobody_knew_is_asked_for_again_without_a_search(
    saved: Path, server: CrossrefServer
) -> None:
    line = {"DOI": "10.1000/late", "article-title": "Late bees", "year": "2020"}
    server.add(make_review(REVIEW, [*LINES, line]))
    updated(saved)
    let_days_go_by(saved)
    server.requests.clear()
    updated(saved)
    searched = [each for each in server.requests if "query.bibliographic" in each.query]
    let_days_go_by(saved)
    server.add(make_work("10.1000/late", title=["Late bees"]))
    told = updated(saved)

    assert searched == []
    assert [(each["kind"], each["doi"]) for each in told["changes"]] == [
        ("resolved", "10.1000/late")
    ]


def test_a_doi_that_leads_to_another_work_now_is_told_and_not_taken(
    saved: Path, server: CrossrefServer
) -> None:
    other = make_work(
        "10.1000/a", title=["On the price of tea in towns"], author=[{"family": "Zuse"}],
        volume="1", page="1", issued={"date-parts": [[1950]]}, published_print=None,
    )  # fmt: skip
    server.add(other)

    told = updated(saved)

    assert told["changes"] == []
    assert "leads to another work now (On the price of tea in towns" in told["kept"][0]
    assert "price of tea" not in saved.read_text()


def test_a_run_that_failed_half_way_is_gone_on_with(saved: Path, server: CrossrefServer) -> None:
    odd = "10.1000/odd,one"  # which no list of Crossref can be asked for
    server.add(make_work(odd))
    server.add(make_review(REVIEW, [*LINES, {"DOI": odd}]))
    updated(saved)
    let_days_go_by(saved)
    server.add(changed(known(server, "10.1000/a"), updated_by=[NOTICE]))
    server.fail_next(*["truncated"] * 10, matching="odd,one")

    first = run("update", saved, "--fail-on", "changed")
    day = json.loads(saved.read_text())["made"].get("updated")
    server._faults.clear()
    server.requests.clear()
    second = run("update", saved, "--fail-on", "changed")

    assert (first.exit_code, day) == (3, None)
    assert f"1 work could not be looked up and stays as it was ({odd}: " in first.stderr
    assert "was retracted" in first.stdout
    assert [each.path for each in server.requests] == ["/works/10.1000%2Fodd%2Cone"]
    assert (second.exit_code, second.stdout) == (0, "")
    assert json.loads(saved.read_text())["made"]["updated"]


def test_where_nobody_answers_nothing_is_written(saved: Path, server: CrossrefServer) -> None:
    before = saved.read_bytes()
    server.fail_always("reset")

    done = run("update", saved)

    assert done.exit_code == 3
    assert done.stderr.count("\n") == 1
    assert saved.read_bytes() == before


def test_a_dry_run_writes_nothing_and_another_file_is_written_beside(
    saved: Path, server: CrossrefServer, tmp_path: Path
) -> None:
    before = saved.read_bytes()
    server.add(changed(known(server, "10.1000/a"), volume="91"))
    beside = tmp_path / "new.refkit.json"

    dry = run("update", saved, "--dry-run")
    other = run("update", saved, "-o", beside, "-o", tmp_path / "new.bib")

    assert saved.read_bytes() == before
    assert dry.stderr.endswith("; nothing written\n")
    assert other.exit_code == 0
    assert "volume = {91}" in (tmp_path / "new.bib").read_text()
    assert json.loads(beside.read_text())["made"]["updated"]


def test_labels_and_what_persons_decided_on_them_stay(saved: Path, server: CrossrefServer) -> None:
    key = json.loads(saved.read_text())["entries"][0]["id"]
    done = run("label", saved, "--entry", key, "--add", "modality/car-nk", "--by", "Ada Rossi")
    assert done.exit_code == 0, done.stderr
    before = without_days(saved)["entries"][0]
    server.add(changed(known(server, "10.1000/a"), volume="91"))

    updated(saved)

    after = without_days(saved)["entries"][0]
    assert after["work"]["volume"] == "91"
    for name in ("tags", "label_decisions", "id"):
        assert after[name] == before[name]


@pytest.mark.parametrize(
    ("stamp", "labels"),
    [
        ("therapy-modality@2026.1", {"modality/car-t", "disease/lupus-nephritis"}),
        ("my-own-words@3", {"modality/car-t"}),  # is not here, and gave a label that is kept
    ],
)
def test_a_work_that_says_something_else_is_labelled_anew_where_its_taxonomy_is_here(
    server: CrossrefServer, tmp_path: Path, stamp: str, labels: set[str]
) -> None:
    path = tmp_path / "review.refkit.json"
    work = make_work("10.1000/d", title=["CAR-T cells against severe lupus in eight patients"])
    title = "CAR-T cells against severe lupus nephritis in eight patients"
    server.add(work)
    server.add(make_review(REVIEW, [{"DOI": "10.1000/d"}]))
    assert run("fetch", REVIEW, "-o", path).exit_code == 0
    document = json.loads(path.read_text())
    document["made"]["taxonomies"] = [stamp]
    path.write_text(json.dumps(document))
    let_days_go_by(path)
    server.add(changed(work, title=[title]))

    updated(path)

    (entry,) = without_days(path)["entries"]
    assert entry["work"]["title"] == title
    found = {f"{each['facet']}/{each['label']}" for each in entry["tags"]}
    assert found >= labels
    assert ("disease/lupus-nephritis" in found) == ("disease/lupus-nephritis" in labels)


def test_an_entry_of_ones_own_library_gains_what_is_known_of_its_standing_alone(
    server: CrossrefServer, tmp_path: Path
) -> None:
    title = known(server, "10.1000/a")["title"][0]
    (tmp_path / "own.bib").write_text(
        f"@article{{mine, title = {{{title}}}, doi = {{10.1000/a}}, volume = {{7}}}}\n"
    )
    saved = tmp_path / "own.refkit.json"
    assert run("tag", tmp_path / "own.bib", "-o", saved).exit_code == 0
    server.add(changed(known(server, "10.1000/a"), updated_by=[NOTICE]))

    told = updated(saved)

    assert [each["kind"] for each in told["news"]] == ["retracted"]
    assert json.loads(saved.read_text())["entries"][0]["work"]["volume"] == "7"


def numbered(number: str = "12345678", **fields: Any) -> dict[str, Any]:
    """A work that has a PubMed number and no DOI, as Europe PMC has it."""
    return {**make_result(number, "", **fields), "doi": None}


RETRACTED = {"pubTypeList": {"pubType": ["Retracted Publication", "Journal Article"]}}
NBIB = "PMID- 12345678\nTI  - The life of invented bees.\nFAU - Abel, Ada\nDP  - 2023 Apr\n"


def test_works_that_have_a_pubmed_number_alone_are_asked_for_by_it(
    server: CrossrefServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, own = tmp_path / "list.refkit.json", tmp_path / "own.refkit.json"
    (tmp_path / "refs.txt").write_text(
        "1. Abel A, van den Berg BC. The life of invented bees. 2023. PMID: 12345678\n"
        "2. Berg A. A book on bees that nobody knows. 1999.\n"
    )
    (tmp_path / "own.nbib").write_text(NBIB)
    with europepmc([numbered()]) as before:
        monkeypatch.setenv("REFKIT_EUROPEPMC_URL", before.url)
        assert run("fetch", tmp_path / "refs.txt", "-o", saved).exit_code == 0
        assert run("tag", tmp_path / "own.nbib", "-o", own).exit_code == 0
    let_days_go_by(saved)
    article = numbered(**RETRACTED, pageInfo="34-47")
    with europepmc([{**article, "doi": "10.1000/late"}]) as after:
        monkeypatch.setenv("REFKIT_EUROPEPMC_URL", after.url)

        listed, of_mine = updated(saved), updated(own)
        asked = len(after.requests)
        again = run("update", saved)
        checked = run("check", own, "--online")

    assert [each["kind"] for each in listed["news"]] == ["retracted"]
    told = {each["field"]: each["is"] for each in listed["changes"][0]["fields"]}
    assert (told["doi"], told["page"]) == ("10.1000/late", "34-47")
    assert [each["kind"] for each in of_mine["news"]] == ["retracted"]
    (entry,) = json.loads(own.read_text())["entries"]
    assert "DOI" not in entry["work"]
    assert asked == 1  # the second file's answer is remembered
    assert "nothing was asked" in again.stderr
    assert "was retracted" in checked.stdout


def test_a_pubmed_number_that_cannot_be_asked_for_is_asked_for_again(
    server: CrossrefServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.refkit.json"
    (tmp_path / "own.nbib").write_text(NBIB + "AID - 10.1000/a [doi]\n\n" + NBIB.replace("8", "9"))
    assert run("tag", tmp_path / "own.nbib", "-o", own).exit_code == 0

    silent = run("update", own)
    with europepmc([numbered("12345679", **RETRACTED)]) as back:
        monkeypatch.setenv("REFKIT_EUROPEPMC_URL", back.url)
        told = updated(own)

    assert silent.exit_code == 3
    assert "1 work could not be looked up and stays as it was (PMID 12345679:" in silent.stderr
    assert [each["kind"] for each in told["news"]] == ["retracted"]


def test_a_review_that_is_retracted_itself_is_told(saved: Path, server: CrossrefServer) -> None:
    server.add(changed(known(server, REVIEW), updated_by=[NOTICE]))

    (news,) = updated(saved)["news"]

    assert news["message"].startswith(f"the review {REVIEW}: was retracted")


def test_what_cannot_be_is_one_line(saved: Path, tmp_path: Path) -> None:
    def told(*arguments: str | Path) -> str:
        done = run("update", *arguments)
        assert done.exit_code == 2, done.output
        assert isinstance(done.exception, SystemExit)
        return done.stderr

    (tmp_path / "own.bib").write_text("@article{a, title = {On bees}}\n")
    assert "--offline: what has changed is not known without asking" in told(saved, "--offline")
    assert "is a library of yours" in told(tmp_path / "own.bib")
    assert "standard input cannot be written into" in told("-")
    assert "--fail-on knows changed, retracted, not unresolved" in told(
        saved, "--fail-on", "unresolved"
    )
    run("tag", tmp_path / "own.bib", "-o", tmp_path / "own.refkit.json")
    assert "nothing to ask again" in told(tmp_path / "own.refkit.json")


@pytest.fixture
def workflow() -> dict[str, Any]:
    """The workflow that the documentation shows."""
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install '.[test]'")
    page = (REPOSITORY / "docs" / "how-to" / "update-by-github.md").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])
    return found


def test_the_workflow_may_do_no_more_than_it_must(workflow: dict[str, Any]) -> None:
    (job,) = workflow["jobs"].values()

    assert workflow["permissions"] == {}
    assert job["permissions"] == {"contents": "write", "pull-requests": "write"}
    used = [step["uses"] for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", each) for each in used)
    # What comes from outside is no part of a script.
    assert "${{" not in "".join(step.get("run", "") for step in job["steps"])


def test_the_workflow_opens_a_pull_request_with_what_is_new(
    workflow: dict[str, Any], saved: Path, server: CrossrefServer, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if not (shutil.which("bash") and shutil.which("git")):
        pytest.skip("bash or git is not installed")
    (job,) = workflow["jobs"].values()
    ask, propose = (step["run"] for step in job["steps"] if "name" in step)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, does in (
        ("refkit", f'exec "{sys.executable}" -m refkit "$@"'), ("gh", 'echo "gh $*"'),
    ):  # fmt: skip
        (programs / name).write_text(f"#!/bin/sh\n{does}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))

    def bash(script: str) -> str:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=tmp_path, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    bash("git init -q --bare remote; git init -q -b main .; git remote add origin ./remote")
    server.add(changed(known(server, "10.1000/a"), updated_by=[NOTICE]))

    bash(ask)
    proposed = bash(propose)

    assert (tmp_path / "outputs").read_text() == "changed=1\n"
    assert "gh pr create --title References: what is new --body-file body.md" in proposed
    body = (tmp_path / "body.md").read_text().splitlines()
    assert body[0] == "What is new since the last run:"
    assert all(line.startswith("    ") for line in body[2:])
    assert "was retracted (retraction of 2026-01-02" in "\n".join(body)
    files = bash("git ls-tree --name-only $(git ls-remote origin 'refs/heads/*' | cut -f1)")
    assert files == "review.refkit.json\n"
    (tmp_path / "outputs").unlink()
    bash(ask)
    assert (tmp_path / "outputs").read_text() == "changed=0\n"


def test_python_can_do_it_too(saved: Path, server: CrossrefServer) -> None:
    server.add(changed(known(server, "10.1000/a"), updated_by=[NOTICE]))

    found = refkit.update(refkit.load(saved))

    assert found.has_retractions
    assert refkit.update(found.bibliography).bibliography is found.bibliography
