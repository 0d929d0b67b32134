"""What persons decided stays when a command writes over the file that holds it, or is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW
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


@pytest.mark.parametrize("command", ["untag", "dedup", "enrich", "tag"])
def test_labels_that_go_unasked_are_told(
    command: str, bib: Path, saved: Path, crossref: CrossrefServer
) -> None:
    told = f"{saved}: the labels of 1 entry are dropped; refkit tag {saved} -o {saved} gives them"
    for expected in (True, False):  # then there is none to drop
        done = run(command, bib, "-o", saved)
        assert (told in done.stderr) == (expected and command in ("dedup", "enrich"))


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
    told = "decided otherwise: Bo: removed modality/car-t (this stands); Ada: added modality/car-t"
    assert (
        f"1 decision on labels is overruled and is kept beside, until somebody decides again: a: {told}\n"
        in done.stderr
    )
    assert "holds for no entry" not in done.stderr
    assert "1 needs a look" in done.stderr
    assert [doubt["reason"] for doubt in doubts(saved)] == [told]


def doubts(path: Path) -> list[dict[str, str]]:
    return [
        each
        for row in json.loads(run("show", path, "--json").stdout)
        for each in row["label_doubts"]
    ]


@pytest.fixture
def opposed(tmp_path: Path) -> tuple[Path, Path]:
    """The file into which Ada's was tagged and that was Bo's, who decided otherwise; the library."""
    bib = tmp_path / "lupus.bib"
    bib.write_text("@article{d1, title={CAR-T cells in lupus}, doi={10.1000/aa}}\n")
    ada, bo = (tmp_path / f"{name}.refkit.json" for name in ("ada", "bo"))
    for path in (ada, bo):
        run("tag", bib, "-o", path)
    run("label", ada, "--entry", "d1", "--remove", "sle", "--by", "Ada")
    run("label", bo, "--entry", "d1", "--confirm", "--by", "Bo")
    done = run("tag", ada, "-o", bo)
    assert "is overruled" in done.stderr or "are overruled" in done.stderr
    assert "no entry" not in done.stderr
    return bo, bib


def test_who_is_overruled_confirms_no_facet_without_the_label(opposed: tuple[Path, Path]) -> None:
    saved, _ = opposed
    said = decided(saved)["d1"]
    assert "Ada: remove sle" in said
    assert "Bo: confirm car-t" in said
    confirmed = [each["facet"] for row in json.loads(run("show", saved, "--json").stdout)
                 for each in row["label_decisions"] if not each["label"]]  # fmt: skip
    assert "modality" in confirmed
    assert "disease" not in confirmed


def test_that_an_overruled_word_does_not_travel_is_told(opposed: tuple[Path, Path]) -> None:
    saved, bib = opposed

    done = run("export", "-v", saved, "-o", bib.with_name("out.csv"))
    assert "what is overruled stands in the saved file alone: Bo: confirmed disease" in done.stderr
    assert "1 loss" in done.stderr
    less = run("export", "-v", saved, "-o", bib.with_name("l.csv"), "--omit", "label_decisions")
    assert "overruled" not in less.stderr


def test_a_difference_says_that_a_word_stands_no_more_and_not_that_it_was_taken_back(
    opposed: tuple[Path, Path],
) -> None:
    saved, bib = opposed
    before = bib.with_name("before.refkit.json")
    run("tag", bib, "-o", before)
    run("label", before, "--entry", "d1", "--confirm", "--by", "Bo")

    (row,) = json.loads(run("diff", before, saved, "--json").stdout)

    assert row["fields"] == [
        "Ada: removed disease/sle", "stands no more: Bo: confirmed disease"
    ]  # fmt: skip


def test_a_contradiction_needs_a_look_until_somebody_decides_again(
    opposed: tuple[Path, Path],
) -> None:
    saved, bib = opposed
    for again in (saved, bib):
        run("tag", again, "-o", saved)
        (doubt,) = doubts(saved)
        assert doubt["reason"].startswith("decided otherwise: Ada: removed disease/sle (this st")
    assert "d1" in run("tag", saved, "--doubts").stdout
    run("label", saved, "--entry", "d1", "--add", "study/case-report", "--by", "Eva")
    assert len(doubts(saved)) == 1

    done = run("label", saved, "--entry", "d1", "--confirm", "--facet", "disease", "--by", "Eva")

    assert "d1: waits no more beside it: Bo: confirmed disease" in done.stderr
    assert doubts(saved) == []
    run("tag", bib, "-o", saved)
    assert "Bo: confirm sle" not in decided(saved)["d1"]
    assert doubts(saved) == []


@pytest.mark.parametrize("what", ["sle", "disease"])
def test_who_takes_a_label_back_takes_back_what_is_beside_it(
    what: str, opposed: tuple[Path, Path]
) -> None:
    saved, bib = opposed
    run("label", saved, "--entry", "d1", "--clear", what)
    before = decided(saved)
    assert "Ada" not in before["d1"]

    run("tag", bib, "-o", saved)

    assert decided(saved) == before
    assert doubts(saved) == []


def test_what_was_taken_back_with_all_that_is_beside_it_does_not_come_back(
    opposed: tuple[Path, Path],
) -> None:
    saved, bib = opposed

    done = run("label", saved, "--entry", "d1", "--clear", "all")

    assert "d1: taken back: Ada: removed disease/sle; Bo: confirmed " in done.stderr
    assert "d1: waits no more beside it: Bo: confirmed disease" in done.stderr
    assert decided(saved) == {"d1": ""}
    done = run("tag", bib, "-o", saved)
    assert decided(saved) == {"d1": ""}
    assert "overruled" not in done.stderr


def test_records_that_contradict_each_other_are_told_so_when_they_become_one(
    tmp_path: Path,
) -> None:
    record = "@article{KEY, author={Berg, Ada}, title={CAR-T cells in lupus}, journal={Nature}, volume={7}, pages={1--9}, doi={10.1000/aa}, year={2024}}\n"
    bib, saved = tmp_path / "two.bib", tmp_path / "two.refkit.json"
    bib.write_text(record.replace("KEY", "a") + record.replace("KEY", "b"))
    run("tag", bib, "-o", saved)
    run("label", saved, "--entry", "a", "--remove", "sle", "--by", "Ada")
    run("label", saved, "--entry", "b", "--confirm", "--facet", "disease", "--by", "Bo")

    done = run("dedup", bib, "-o", saved)

    assert done.exit_code == 0, done.stderr
    assert "no entry" not in done.stderr
    assert "decided otherwise: Ada: removed disease/sle (this stands); Bo: confirmed dis" in (
        done.stderr
    )
    assert "1 needs a look" in run("tag", saved, "-o", saved).stderr


def test_decisions_on_a_record_that_is_taken_out_go_over_in_its_own_format(tmp_path: Path) -> None:
    bib, out = tmp_path / "one.bib", tmp_path / "both.json"
    bib.write_text(
        "@article{b, author={Berg, Ada}, title={CAR-NK cells in psoriasis}, doi={10.1000/bb}, year={2023}}\n"
    )
    for name, label in (("Ada", "car-t"), ("Bo", "sle")):
        saved = tmp_path / f"{name}.refkit.json"
        run("tag", bib, "-o", saved)
        run("label", saved, "--entry", "b", "--add", label, "--by", name)
        run("export", saved, "-o", tmp_path / f"{name}.json")

    done = run("dedup", tmp_path / "Ada.json", tmp_path / "Bo.json", "-o", out)

    assert done.exit_code == 0, done.stderr
    (item,) = json.loads(out.read_text())
    said = item["custom"]["label-decisions"]
    assert [(each["by"], each["label"]) for each in said] == [("Bo", "sle"), ("Ada", "car-t")]


def test_what_a_cell_says_and_is_not_understood_goes_on_from_table_to_table(tmp_path: Path) -> None:
    table, again, third = (tmp_path / f"{name}.csv" for name in ("one", "two", "three"))
    cell = "Ada: confirmed disease, added study/case-report; removed modality/car-nk"
    table.write_text(f'key,title,label_decisions\nb,CAR-NK cells in psoriasis,"{cell}"\n')

    for before, after in ((table, again), (again, third)):
        done = run("tag", before, "-o", after)
        assert "row 2: decisions on labels not read: " in done.stderr
        (row,) = csv.DictReader(after.read_text("utf-8-sig").splitlines())
        assert row["label_decisions"] == (
            "Ada: added study/case-report; Ada: confirmed disease; removed modality/car-nk"
        )


def test_a_line_of_a_review_is_the_same_as_its_row_in_a_table(tmp_path: Path) -> None:
    saved, table, back = (tmp_path / name for name in ("u.refkit.json", "u.csv", "b.refkit.json"))
    run("fetch", FIRST_REVIEW, "--offline", "-o", saved)
    unresolved = next(each.id for each in refkit.load(saved).entries if not each.work.doi)
    run("label", saved, "--entry", unresolved, "--confirm", "--facet", "modality", "--by", "Ada")
    run("export", saved, "-o", table)
    run("tag", table, "-o", back)

    told = json.loads(run("diff", saved, back, "--json").stdout)

    assert {row["kind"] for row in told} == {"changed"}
    assert not any("gone" in field for row in told for field in row["fields"])


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
