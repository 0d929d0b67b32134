"""What persons decided stays when a command writes over the file that holds it, or is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from crossref_server import CrossrefServer, make_review, make_work

import refkit
from refkit.cli import main
from refkit.errors import InputError
from refkit.files.reading import begin_run

REVIEW = "10.1000/review"
SNOW = "@article{a, title={Snow}, year={2024}}\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def decided(path: Path) -> dict[str, str]:
    """What stands decided on the labels of each entry."""
    found = {}
    for row in json.loads(run("show", path, "--json").stdout):
        said = [f"{each['by']}: {each['decision']} {each['label']}" for each in
                row["label_decisions"]]  # fmt: skip
        found[row["id"]] = ", ".join(said)
    return found


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "z.bib"
    path.write_text(SNOW)
    return path


@pytest.fixture
def saved(bib: Path) -> Path:
    """The library, tagged, with a decision of Ada's."""
    path = bib.with_name("z.refkit.json")
    run("tag", bib, "-o", path)
    assert run("label", path, "--entry", "a", "--add", "car-t", "--by", "Ada").exit_code == 0
    return path


def test_a_library_that_has_grown_is_tagged_again_with_every_decision(
    bib: Path, saved: Path
) -> None:
    bib.write_text("@article{b, title={CAR-NK cells}, year={2025}}\n" + SNOW)

    done = run("tag", bib, "-o", saved)

    assert done.exit_code == 0, done.stderr
    assert f"{saved}: 1 decision on labels carried over\n" in done.stderr
    assert decided(saved) == {"a": "Ada: add car-t", "b": ""}
    assert [row["tags"] for row in json.loads(run("show", saved, "--json").stdout)] == [
        ["modality/car-nk"], ["modality/car-t"]
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["untag", "dedup", "enrich"])
def test_whatever_makes_the_file_anew_keeps_them(
    command: str, bib: Path, saved: Path, crossref: CrossrefServer
) -> None:
    done = run(command, bib, "-o", saved)

    assert done.exit_code == 0, done.stderr
    assert "1 decision on labels carried over" in done.stderr
    assert decided(saved) == {"a": "Ada: add car-t"}


def test_an_entry_that_got_a_doi_is_the_same_and_another_title_is_another(
    bib: Path, saved: Path
) -> None:
    bib.write_text("@article{a, title={Snow}, doi={10.1000/snow}, year={2025}}\n")
    run("tag", bib, "-o", saved)
    assert decided(saved) == {"a": "Ada: add car-t"}

    bib.write_text("@article{a, title={Water}, doi={10.1000/water}, year={2025}}\n")
    done = run("tag", bib, "-o", saved)
    assert decided(saved) == {"a": ""}
    assert (
        "1 decision on labels holds for no entry at present and is kept until its work is back: "
        "Ada: added modality/car-t (10.1000/snow)"
    ) in done.stderr

    bib.write_text("@article{c, title={Snow}, doi={10.1000/snow}, year={2025}}\n")
    done = run("tag", bib, "-o", saved)
    assert decided(saved) == {"c": "Ada: add car-t"}
    assert "holds for no entry" not in done.stderr


def test_the_own_word_of_what_is_tagged_stands_before_that_of_the_file_there(
    saved: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "bo.refkit.json"
    copy.write_bytes(saved.read_bytes())
    run("label", copy, "--entry", "a", "--remove", "car-t", "--by", "Bo")

    done = run("tag", copy, "-o", saved)

    assert decided(saved) == {"a": "Bo: remove car-t"}
    assert "holds for no entry at present" in done.stderr
    assert "Ada" in saved.read_text()


def test_a_copy_that_lacks_a_decision_takes_no_place_unasked(saved: Path, tmp_path: Path) -> None:
    ada, there = tmp_path / "ada.refkit.json", saved.read_bytes()
    ada.write_bytes(there)
    run("label", ada, "--entry", "a", "--clear", "all")
    run("label", ada, "--entry", "a", "--add", "sle", "--by", "Ada")

    refused = run("label", ada, "--entry", "a", "--add", "car-nk", "--by", "Bo", "-o", saved)
    assert refused.exit_code == 2
    assert "holds 1 decision (1 on labels) of persons that is not in what" in refused.stderr
    assert "--force" in refused.stderr
    assert saved.read_bytes() == there

    done = run("label", ada, "--entry", "a", "--add", "car-nk", "--by", "Bo", "-o", saved, "--force")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "1 decision (1 on labels) of persons dropped by --force" in done.stderr
    assert saved.with_name(f"{saved.name}~").read_bytes() == there


def test_a_file_that_cannot_be_read_is_not_replaced_unasked(bib: Path, saved: Path) -> None:
    newer = saved.read_text().replace("refkit-bibliography/", "refkit-bibliography/9")
    saved.write_text(newer)

    assert run("tag", bib, "-o", saved).exit_code == 2
    assert saved.read_text() == newer
    assert run("tag", bib, "-o", saved, "--force").exit_code == 0


def test_in_python_a_file_that_was_not_loaded_keeps_its_decisions(bib: Path, saved: Path) -> None:
    begin_run()
    made = refkit.tag(refkit.load(bib))

    with pytest.raises(InputError, match="holds 1 decision"):
        refkit.save(made, saved)
    with_them = refkit.with_decisions_of(made, refkit.load(saved))
    assert [each.by for each in with_them.entries[0].label_decisions] == ["Ada"]
    assert decided(saved) == {"a": "Ada: add car-t"}
    begin_run()
    refkit.save(made, saved, force=True)

    assert decided(saved) == {"a": ""}
    assert "Ada" in saved.with_name(f"{saved.name}~").read_text()


@pytest.fixture
def server(crossref: CrossrefServer) -> CrossrefServer:
    line = {"DOI": "10.1000/a", "article-title": "Snow", "author": "Berg", "year": "2024"}
    crossref.add(make_review(REVIEW, [line, {"unstructured": "Dahl. Ice. 2020."}]))
    berg = [{"family": "Berg", "given": "A", "sequence": "first"}]
    issued = {"date-parts": [[2024]]}
    crossref.add(make_work("10.1000/a", title=["Snow"], author=berg, issued=issued))
    crossref.add(make_work("10.1000/b", title=["Rain"]))
    return crossref


@pytest.fixture
def review(server: CrossrefServer, tmp_path: Path) -> Path:
    """What the review lists, with a decision of Ada's on the labels of its first line."""
    path = tmp_path / "review.refkit.json"
    assert run("fetch", REVIEW, "-o", path).exit_code == 0
    key = next(iter(decided(path)))
    assert run("label", path, "--entry", key, "--add", "car-t", "--by", "Ada").exit_code == 0
    return path


def test_replace_counts_the_decisions_on_labels_and_keeps_a_copy(review: Path) -> None:
    before = review.read_bytes()

    done = run("fetch", REVIEW, "--replace", "-o", review)

    assert "dropped 0 reviews, 0 entries and 1 decision (1 on labels)" in done.stderr
    assert review.with_name(f"{review.name}~").read_bytes() == before
    again = run("fetch", REVIEW, "--replace", "-o", review)
    assert "and 0 decisions\n" in again.stderr
    assert not review.with_name(f"{review.name}.~1~").exists()


def test_a_review_with_decisions_on_lines_is_not_replaced_by_a_library(
    review: Path, bib: Path
) -> None:
    run("resolve", review, "--position", "2", "--doi", "none")
    before = review.read_bytes()

    done = run("tag", bib, "-o", review)

    assert done.exit_code == 2
    assert "holds 1 decision of persons" in done.stderr
    assert "carried over" not in done.stderr
    assert review.read_bytes() == before


def test_an_entry_of_which_the_doi_is_rejected_keeps_the_word_on_its_labels(review: Path) -> None:
    key, _ = decided(review)

    done = run("resolve", review, "--position", "1", "--not", "10.1000/a")

    assert done.exit_code == 0, done.stderr
    assert decided(review)[key] == "Ada: add car-t"
    assert "holds for no entry" not in done.stderr
    run("resolve", review, "--position", "1", "--doi", "undecided 10.1000/a")
    assert decided(review)[key] == "Ada: add car-t"


def test_a_word_on_the_labels_of_a_work_that_is_not_meant_is_told(review: Path) -> None:
    done = run("resolve", review, "--position", "1", "--doi", "10.1000/b")

    assert set(decided(review).values()) == {""}
    told = "Ada: added modality/car-t (10.1000/a)"
    assert told in done.stderr
    assert told in run("fetch", REVIEW, "-o", review).stderr
    run("resolve", review, "--position", "1", "--doi", "10.1000/a")
    assert "Ada: add car-t" in decided(review).values()
