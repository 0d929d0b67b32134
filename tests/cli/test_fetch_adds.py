"""A run into a saved bibliography adds to it: nothing that was there is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from crossref_server import CrossrefServer, make_review, make_work
from other_servers import make_openalex_work, openalex

import refkit
from refkit.cli import main
from refkit.errors import InputError

A, B = "10.1000/review-a", "10.1000/review-b"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    crossref.add(
        make_review(A, [{"DOI": "10.1000/shared"}, {"DOI": "10.1000/a"}, {"unstructured": "Book"}])
    )
    crossref.add(make_review(B, [{"DOI": "10.1000/b"}, {"DOI": "10.1000/shared"}]))
    for name in ("shared", "a", "b", "c", "found"):
        crossref.add(make_work(f"10.1000/{name}"))
    return crossref


@pytest.fixture
def saved(server: CrossrefServer, tmp_path: Path) -> Path:
    """Review A, and a person's word on its third line."""
    path = tmp_path / "reviews.refkit.json"
    assert run("fetch", A, "-o", path).exit_code == 0
    assert run("resolve", path, "--position", "3", "--doi", "10.1000/found").exit_code == 0
    return path


def lines(path: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """The entry of each line of each review."""
    document = json.loads(path.read_text())
    return {
        (row["review"], row["position"]): entry
        for entry in document["entries"]
        for row in entry["cited_by"]
    }


def test_a_second_review_is_added_and_nothing_of_the_first_changes(
    saved: Path, tmp_path: Path
) -> None:
    before = lines(saved)

    done = run("fetch", B, "-o", saved, "-o", tmp_path / "refs.bib")

    assert done.exit_code == 0
    assert done.stderr == (
        "5 listed: 4 by deposited DOI, 0 found by search, 1 by hand, 0 unresolved "
        "(kept as printed)\n"
    )
    after = lines(saved)
    for place, entry in before.items():
        assert {**after[place], "cited_by": None} == {**entry, "cited_by": None}
    assert [review["DOI"] for review in json.loads(saved.read_text())["reviews"]] == [A, B]
    assert after[A, 1] is not None
    assert after[A, 1] == after[B, 2]
    assert (tmp_path / "refs.bib").read_text().count("@article{") == 4


def test_added_one_by_one_or_fetched_together_is_the_same(saved: Path, tmp_path: Path) -> None:
    run("fetch", B, "-o", saved)
    run("fetch", A, B, "-o", tmp_path / "together.refkit.json")

    there, together = (lines(each) for each in (saved, tmp_path / "together.refkit.json"))

    del there[A, 3], together[A, 3]  # what a person decided
    assert there == together
    assert list(there) == list(together)


def test_a_review_that_is_fetched_again_is_refreshed_in_its_place(
    saved: Path, server: CrossrefServer
) -> None:
    run("fetch", B, "-o", saved)
    keys = {place: entry["id"] for place, entry in lines(saved).items()}
    server.add(make_review(A, [{"DOI": "10.1000/c"}, {"unstructured": "Book"}]))

    assert run("fetch", A, "--refresh", "-o", saved).exit_code == 0

    after = lines(saved)
    assert list(after) == [(A, 1), (A, 2), (B, 1), (B, 2)]
    assert after[A, 1]["work"]["DOI"] == "10.1000/c"
    assert after[A, 2]["resolution"]["method"] == "by-hand"
    assert (after[A, 2]["id"], after[B, 1]["id"], after[B, 2]["id"]) == (
        keys[A, 3], keys[B, 1], keys[B, 2],
    )  # fmt: skip
    assert [review["DOI"] for review in json.loads(saved.read_text())["reviews"]] == [A, B]


def test_a_decision_on_a_line_that_is_gone_is_told_and_waits(
    saved: Path, server: CrossrefServer
) -> None:
    server.add(make_review(A, [{"DOI": "10.1000/a"}]))
    gone = run("fetch", A, "--refresh", "-o", saved)
    server.add(make_review(A, [{"DOI": "10.1000/a"}, {"unstructured": "Book"}]))
    back = run("fetch", A, "--refresh", "-o", saved)

    assert f"{A} lists one line no more that was decided on (10.1000/found)" in gone.stderr
    assert "was decided on" not in back.stderr
    assert lines(saved)[A, 2]["resolution"]["method"] == "by-hand"
    assert "decisions" not in json.loads(saved.read_text())


def test_what_cannot_be_asked_for_again_stays_as_it_was(
    saved: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = lines(saved)
    monkeypatch.setenv("REFKIT_CACHE", str(tmp_path / "empty"))
    server.fail_next(*["truncated"] * 30, matching="filter")

    done = run("fetch", A, "-o", saved)

    assert done.exit_code == 0
    assert "could not be looked up again and stay as they were" in done.stderr
    after = lines(saved)
    assert [after[place]["work"] for place in after] == [before[place]["work"] for place in before]
    assert after[A, 3]["resolution"]["method"] == "by-hand"


def test_what_another_source_added_stays(saved: Path) -> None:
    bibliography = json.loads(saved.read_text())
    bibliography["entries"][1]["work"]["abstract"] = "Bees fly."
    bibliography["entries"][1]["work"].setdefault("custom", {})["origins"] = {
        "abstract": "europepmc"
    }
    saved.write_text(json.dumps(bibliography))

    run("fetch", A, "-o", saved)

    assert lines(saved)[A, 2]["work"]["abstract"] == "Bees fly."


def test_replace_begins_anew_and_says_what_it_drops(saved: Path) -> None:
    done = run("fetch", B, "--replace", "-o", saved)

    assert done.exit_code == 0
    assert f"--replace has dropped 1 review ({A}), 2 entries and 1 decision" in done.stderr
    assert {review for review, _ in lines(saved)} == {B}


def test_replace_takes_a_file_that_is_damaged(saved: Path) -> None:
    saved.write_text("{}")

    done = run("fetch", B, "--replace", "-o", saved)

    assert done.exit_code == 0
    assert "--replace has dropped what could not be read" in done.stderr


def test_of_two_files_that_are_there_one_must_be_named(saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.refkit.json"
    other.write_bytes(saved.read_bytes())

    done = run("fetch", B, "-o", saved, "-o", other)

    assert done.exit_code == 2
    assert "are there already: name the one to add to" in done.stderr


def test_a_decision_made_while_a_run_goes_on_is_not_written_over(
    saved: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = server.answer

    def decide_meanwhile(path: str, query: Any) -> Any:
        saved.write_text(saved.read_text() + " ")
        return answer(path, query)

    monkeypatch.setattr(server, "answer", decide_meanwhile)

    done = run("fetch", B, "-o", saved)

    assert done.exit_code == 2
    assert "somebody changed it since it was read; nothing was written" in done.stderr
    assert {review for review, _ in lines(saved)} == {A}


def test_all_is_labelled_alike(saved: Path, tmp_path: Path, server: CrossrefServer) -> None:
    server.add(make_work("10.1000/b", title=["A randomized trial of CAR-T cells"]))
    run("tag", saved, "--taxonomy", "study-design", "-o", saved)

    run("fetch", B, "-o", saved)
    ((made, facets),) = [
        (document["made"]["taxonomies"], {tag["facet"] for entry in document["entries"]
                                         for tag in entry["tags"]})
        for document in [json.loads(saved.read_text())]
    ]  # fmt: skip

    assert [name.partition("@")[0] for name in made] == ["study-design"]
    assert facets
    assert "modality" not in facets


def test_a_taxonomy_that_is_not_at_hand_is_asked_for(saved: Path) -> None:
    document = json.loads(saved.read_text())
    document["made"]["taxonomies"] = ["mine@1"]
    saved.write_text(json.dumps(document))

    done = run("fetch", B, "-o", saved)

    assert done.exit_code == 2
    assert "was labelled with mine@1: name the file with --taxonomy" in done.stderr
    assert run("fetch", B, "--taxonomy", "study-design", "-o", saved).exit_code == 0


def test_a_decision_keeps_the_labels_of_all_other_lines(saved: Path) -> None:
    document = json.loads(saved.read_text())
    document["made"]["taxonomies"] = ["mine@1"]
    document["entries"][0]["tags"] = [
        {"facet": "f", "label": "l", "name": "L",
         "evidence": [{"field": "title", "start": 0, "end": 3, "quote": "The", "rule": "r"}]}
    ]  # fmt: skip
    saved.write_text(json.dumps(document))

    run("resolve", saved, "--position", "2", "--doi", "none")

    assert lines(saved)[A, 1]["tags"] == document["entries"][0]["tags"]
    assert json.loads(saved.read_text())["made"]["taxonomies"] == ["mine@1"]


def test_the_same_in_python(server: CrossrefServer) -> None:
    first = refkit.fetch(A)

    both = refkit.fetch(B, into=first)

    assert [str(review.doi) for review in both.reviews] == [A, B]
    assert both.entries[0].work == first.entries[0].work
    assert len(both.entries[0].citations) == 2


def test_a_review_without_a_list_does_not_stop_the_others(
    server: CrossrefServer, tmp_path: Path
) -> None:
    server.add(make_work("10.1000/bare", references_count=0))
    path = tmp_path / "r.refkit.json"

    done = run("fetch", A, "10.1000/bare", B, "-o", path)
    strict = run("fetch", "10.1000/bare", B, "--fail-on", "no-list", "-o", tmp_path / "s.bib")
    shown = run("show", path)

    assert done.exit_code == 0
    assert "crossref has no references of 10.1000/bare (it announces 0)" in done.stderr
    assert "; --source openalex may have them" in done.stderr
    assert done.stderr.endswith("(kept as printed); 1 review without a list\n")
    assert {review for review, _ in lines(path)} == {A, B}
    assert strict.exit_code == 1
    assert (tmp_path / "s.bib").exists()
    assert "crossref has no references of 10.1000/bare" in shown.stderr
    assert shown.stderr.endswith("; 1 review without a list\n")


def test_where_it_is_the_only_one_nothing_is_written(server: CrossrefServer, saved: Path) -> None:
    server.add(make_work("10.1000/bare", references_count=0))
    before = saved.read_bytes()

    done = run("fetch", "10.1000/bare", "-o", saved)

    assert done.exit_code == 3
    assert done.stderr.endswith("--source openalex may have them\n")
    assert saved.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ("10.1000/unknown", 2, "crossref does not know 10.1000/unknown"),
        ("10.1000/failing", 3, "10.1000"),
    ],
)
def test_a_review_that_fails_does_not_stop_the_others(
    server: CrossrefServer, tmp_path: Path, given: str, status: int, said: str
) -> None:
    server.add(make_review("10.1000/failing", [{"unstructured": "Book"}]))
    server.fail_next(*["truncated"] * 10, matching="10.1000/failing")
    path = tmp_path / "r.refkit.json"

    done = run("fetch", given, A, "-o", path)

    assert done.exit_code == status
    assert said in done.stderr
    assert "has not deposited" not in done.stderr
    assert {review for review, _ in lines(path)} == {A}
    (row,) = [each for each in json.loads(path.read_text())["lists"] if each["review"] == given]
    assert row["outcome"] == {2: "unknown", 3: "failed"}[status]
    again = run("fetch", B, "-o", path)
    assert again.exit_code == 0
    assert given not in again.stderr


def test_a_review_that_cannot_be_refreshed_keeps_its_lines(
    saved: Path, server: CrossrefServer
) -> None:
    before = lines(saved)
    server.add(make_work(A, references_count=0))

    done = run("fetch", A, B, "--refresh", "-o", saved)

    assert done.exit_code == 3
    assert "its lines stay as they were" in done.stderr
    assert set(before) <= set(lines(saved))


def test_a_source_that_failed_is_told_as_failed(
    server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add(make_work("10.1000/bare", references_count=7))
    monkeypatch.setenv("REFKIT_OPENALEX_URL", "http://127.0.0.1:9")

    done = run("fetch", "10.1000/bare", "--source", "openalex")

    assert done.exit_code == 3
    assert "openalex could not be asked" in done.stderr
    assert "has not deposited" not in done.stderr
    assert "--source openalex" not in done.stderr


def test_announced_and_given_are_told_where_they_differ(
    server: CrossrefServer, tmp_path: Path
) -> None:
    review = make_review("10.1000/short", [{"unstructured": "Book"}])
    server.add(review | {"reference-count": 3, "references-count": 3})
    path = tmp_path / "r.refkit.json"

    done = run("fetch", "10.1000/short", "-o", path)

    said = "10.1000/short announces 3 references and crossref gives 1"
    assert said in done.stderr
    assert said in run("show", path).stderr
    (row,) = refkit.report_numbers(refkit.load(path))["reviews"]
    assert (row["announced"], row["listed"]) == (3, 1)


def test_the_report_tells_it_too(server: CrossrefServer, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    review = make_review("10.1000/short", [{"unstructured": "Book"}])
    server.add(review | {"reference-count": 3, "references-count": 3})

    page = refkit.report_page(refkit.fetch("10.1000/short", A))

    assert "10.1000/short announces 3 references and crossref gives 1" in page


def test_a_record_without_the_list_that_it_announces_is_asked_for_once_more(
    server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_review("10.1000/hasty", [{"DOI": "10.1000/a"}])
    server.add(whole | {"reference": None})
    answer = server.answer

    def better_next_time(path: str, query: Any) -> Any:
        given = answer(path, query)
        server.add(whole)
        return given

    monkeypatch.setattr(server, "answer", better_next_time)

    assert str(refkit.account(refkit.fetch("10.1000/hasty"))).startswith("1 listed: 1 by deposited")


def test_a_number_that_nobody_knows_does_not_stop_the_others(server: CrossrefServer) -> None:
    bibliography = refkit.fetch("40993243", A)  # nobody listens where Europe PMC should be

    (failed,) = [each for each in bibliography.lists if each.review != A]
    assert (failed.review, failed.outcome) == ("40993243", "failed")
    assert refkit.account(bibliography).listed == 3


def test_openalex_is_no_hint_where_it_was_asked(
    server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add(make_work("10.1000/bare", references_count=0))
    with openalex([make_openalex_work("W1", "10.1000/other")]) as other:
        monkeypatch.setenv("REFKIT_OPENALEX_URL", f"http://127.0.0.1:{other.server_address[1]}")
        done = run("fetch", "10.1000/bare", "--source", "openalex")

    assert "nor openalex: the publisher has not deposited them\n" in done.stderr


def test_no_text_is_a_doi_and_nobody_is_asked(server: CrossrefServer) -> None:
    with pytest.raises(InputError, match="not a DOI"):
        refkit.fetch(A, "hello")

    assert server.requests == []


def test_what_is_stopped_changes_nothing(
    saved: Path, server: CrossrefServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def stop(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("refkit.merge_runs.grown_entries", stop)

    done = run("fetch", B, "-o", saved)

    assert (done.exit_code, saved.read_bytes()) == (130, before)
    assert done.stderr.endswith(
        "refkit: stopped; answers so far are remembered, the same command goes on\n"
    )


def test_where_nothing_is_asked_nothing_is_remembered(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*arguments: Any, **options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("refkit.model.list_notes.notes", stop)

    done = run("show", saved)

    assert (done.exit_code, done.stderr) == (130, "\nrefkit: stopped\n")


def test_what_is_announced_and_not_given_is_not_called_undeposited(server: CrossrefServer) -> None:
    server.add(make_work("10.1000/bare", references_count=12))

    said = run("fetch", "10.1000/bare").stderr

    assert said == (
        "refkit: crossref gives no references of 10.1000/bare (it announces 12); "
        "--source openalex may have them\n"
    )
    assert sum(each.path == "/works/10.1000%2Fbare" for each in server.requests) == 2
