"""Decisions on labels where two entries have one identifier: chapters of a book, doubles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main

NK = "@incollection{nk, title={CAR-NK cells}, IDENTIFIER}\n"
CAR = "@incollection{car, title={CAR-T cells}, IDENTIFIER}\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def decided(path: Path) -> dict[str, list[str]]:
    """What stands decided on the labels of each entry."""
    rows = json.loads(run("show", path, "--json").stdout)
    return {
        row["id"]: [f"{each['by']}: {each['decision']}" for each in row["label_decisions"]]
        for row in rows
    }


@pytest.fixture(params=["doi={10.1000/book}", "pmid={123}"])
def bib(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write(tmp_path / "book.bib", CAR + NK, request.param)


def write(path: Path, text: str, identifier: str) -> Path:
    path.with_suffix(".identifier").write_text(identifier)
    path.write_text(text.replace("IDENTIFIER", identifier))
    return path


def rewrite(path: Path, text: str) -> Path:
    return write(path, text, path.with_suffix(".identifier").read_text())


@pytest.fixture
def saved(bib: Path) -> Path:
    """The chapters, tagged; Ada decided on one and Bo on the other."""
    path = bib.with_name("book.refkit.json")
    run("tag", bib, "-o", path)
    for key, verdict, who in (("car", "--remove", "Ada"), ("nk", "--add", "Bo")):
        done = run("label", path, "--entry", key, verdict, "sle", "--by", who)
        assert done.exit_code == 0, done.stderr
    return path


@pytest.mark.parametrize("command", ["tag", "untag"])
def test_a_decision_stays_with_its_chapter(command: str, bib: Path, saved: Path) -> None:
    done = run(command, bib, "-o", saved)

    assert done.exit_code == 0, done.stderr
    assert decided(saved) == {"car": ["Ada: remove"], "nk": ["Bo: add"]}


def test_a_chapter_is_known_by_its_title_under_another_key_and_in_another_order(
    bib: Path, saved: Path
) -> None:
    rewrite(bib, NK.replace("{nk", "{first") + CAR.replace("{car", "{second"))
    run("tag", bib, "-o", saved)
    assert decided(saved) == {"first": ["Bo: add"], "second": ["Ada: remove"]}


def test_a_chapter_that_is_retitled_is_known_by_its_key(bib: Path, saved: Path) -> None:
    rewrite(bib, NK + CAR.replace("CAR-T cells", "Living medicines in rheumatology"))
    run("tag", bib, "-o", saved)
    assert decided(saved) == {"nk": ["Bo: add"], "car": ["Ada: remove"]}


def test_a_decision_on_a_chapter_that_is_gone_goes_to_no_other_and_is_told(
    bib: Path, saved: Path
) -> None:
    rewrite(bib, CAR)
    for _ in range(2):  # also once it is put by
        done = run("tag", bib, "-o", saved)
        assert decided(saved) == {"car": ["Ada: remove"]}
        assert "1 decision on labels holds for no entry at present" in done.stderr
        assert "Bo: added disease/sle" in done.stderr

    rewrite(bib, CAR + NK.replace("{nk", "{back"))
    done = run("tag", bib, "-o", saved)
    assert decided(saved) == {"car": ["Ada: remove"], "back": ["Bo: add"]}
    assert "holds for no entry" not in done.stderr


def test_the_record_that_stays_of_doubles_has_what_was_decided_on_each(
    bib: Path, tmp_path: Path
) -> None:
    rewrite(bib, CAR + CAR.replace("{car", "{again"))
    saved = tmp_path / "doubles.refkit.json"
    run("tag", bib, "-o", saved)
    run("label", saved, "--entry", "car", "--add", "sle", "--by", "Ada")
    run("label", saved, "--entry", "again", "--remove", "car-t", "--by", "Bo")
    run("tag", bib, "-o", saved)
    assert decided(saved) == {"car": ["Ada: add"], "again": ["Bo: remove"]}

    rewrite(bib, CAR)
    run("tag", bib, "-o", saved)
    assert sorted(decided(saved)["car"]) == ["Ada: add", "Bo: remove"]


def test_doubles_without_an_identifier_are_known_by_their_keys(tmp_path: Path) -> None:
    one, two = (
        CAR.replace("{car", f"{{{key}").replace("IDENTIFIER", "year={2024}") for key in "ab"
    )
    bib, saved = tmp_path / "a.bib", tmp_path / "a.refkit.json"
    bib.write_text(one + two)
    run("tag", bib, "-o", saved)
    run("label", saved, "--entry", "b", "--add", "sle", "--by", "Ada")

    bib.write_text(two + one)
    run("tag", bib, "-o", saved)

    assert decided(saved) == {"b": ["Ada: add"], "a": []}


def test_an_identifier_that_two_entries_have_names_none_of_them(tmp_path: Path) -> None:
    bib = write(tmp_path / "book.bib", CAR + NK, "doi={10.1000/book}")
    saved = tmp_path / "book.refkit.json"
    run("tag", bib, "-o", saved)

    for named in ("10.1000/book", "https://doi.org/10.1000/BOOK"):
        done = run("label", saved, "--entry", named, "--confirm", "--by", "Ada")
        assert done.exit_code == 2
        assert f"2 entries have {named!r}: car, nk; name one by its key" in done.stderr


def test_a_difference_is_told_of_the_chapter_that_has_it(bib: Path, saved: Path) -> None:
    before = saved.with_name("before.refkit.json")
    before.write_bytes(saved.read_bytes())
    run("label", saved, "--entry", "car", "--clear", "all")

    rows = json.loads(run("diff", before, saved, "--json").stdout)

    assert [(row["kind"], row["id"]) for row in rows] == [("decided", "car")]
