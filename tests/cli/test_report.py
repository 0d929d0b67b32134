"""``refkit report`` as a user meets it: a page, figures, numbers, and one line where it cannot."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import FIRST_REVIEW
from report.made_up import made_up

import refkit
from refkit.cli import main
from refkit.model.bibliography import Bibliography
from refkit.model.identifiers import Doi
from refkit.report.counts import matrices


@pytest.fixture(autouse=True)
def extra() -> None:
    for needed in ("jinja2", "matplotlib"):
        pytest.importorskip(needed, reason=f"{needed} is not installed: pip install '.[report]'")


@pytest.fixture
def saved(tmp_path: Path, first_review: Bibliography) -> Path:
    path = tmp_path / "review.refkit.json"
    refkit.save(first_review, path)
    return path


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)], input=given)


def told(result: Result, status: int = 2) -> str:
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.stderr
    return result.stderr


def test_the_first_review_becomes_a_page(saved: Path, tmp_path: Path) -> None:
    result = run(saved, "-o", tmp_path / "report.html")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (
        "9 listed: 6 by deposited DOI, 0 found by search, 0 by hand, 3 unresolved (kept as printed)."
        in html
    )
    assert html.count('<tr role="row" data-in=') == 9
    # Two matrices, each for a page and for a phone; all works are of one year.
    assert html.count("<svg") == 4
    assert '<mark title="CAR-NK">CAR-NK</mark>' in html


def test_the_page_goes_into_a_pipe_byte_for_byte(saved: Path, tmp_path: Path) -> None:
    run(saved, "-o", tmp_path / "report.html")

    piped = run("-", "-o", "-", given=saved.read_text())

    assert piped.stdout_bytes == (tmp_path / "report.html").read_bytes()


def test_figures_for_a_manuscript(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "figures"

    result = run(saved, "--figures", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(saved, "--figures", folder)

    assert result.exit_code == 0
    names = ("modality-disease", "modality-target")  # and all works are of one year
    assert sorted(before) == sorted(
        f"{name}-{width}mm.{suffix}"
        for name in names
        for width in (85, 180)
        for suffix in ("svg", "png", "pdf")
    )
    assert all(each.startswith((b"<?xml", b"\x89PNG", b"%PDF")) for each in before.values())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_numbers_for_machines(saved: Path) -> None:
    answer = json.loads(run(saved, "--json").stdout)

    assert answer["account"] == {
        "listed": 9,
        "by_deposited_doi": 6,
        "found_by_search": 0,
        "by_hand": 0,
        "without_doi": 0,
        "unresolved": 3,
        "without_list": 0,
        "needing_a_look": 0,
    }
    assert answer["reviews"] == [
        {"announced": 9, "doi": FIRST_REVIEW, "listed": 9, "name": "Xu 2026"}
    ]
    assert [matrix["name"] for matrix in answer["matrices"]] == [
        "modality-disease",
        "modality-target",
        "modality-year",
    ]
    assert [matrix["kind"] for matrix in answer["matrices"]] == ["labels", "labels", "years"]


def test_reviews_of_several_files_overlap(saved: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.refkit.json"
    refkit.save(made_up(40), big)

    answer = json.loads(run(saved, big, "--json").stdout)

    (overlap,) = [each for each in answer["matrices"] if each["kind"] == "reviews"]
    assert overlap["rows"] == ["Xu 2026", "Berg 2025a", "Berg 2025b", "Dahl 2025"]
    assert answer["works"] == 49


def test_a_library_without_review_and_labels(tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text("@misc{a, title={On <b>bees</b> & $x$}, year=2020}\n@misc{b, title}\n")

    result = run(library, "-o", tmp_path / "r.html")

    assert result.exit_code == 0
    assert "line 2" in result.stderr
    html = (tmp_path / "r.html").read_text()
    assert "This is a library" in html
    assert "No entry has a label" in html


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name the page with -o"),
        (("-o", "report.pdf"), "report.pdf: a report is a page; name it .html"),
        (("-o", "no/report.html"), "there is no folder"),
        (("-o", "folder.html"), "is a folder"),
        (("--figures", "a/b/c"), "a/b/c: is no folder"),
        (("--figures", "review.refkit.json"), "is no folder"),
        (("--figures", "round"), "round: "),
        (("-o", "-", "--json"), "cannot both go to standard output"),
    ],
)
def test_what_cannot_be_done_is_refused_before_any_work(
    saved: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(saved.parent)
    Path("folder.html").mkdir()
    Path("round").symlink_to("round")
    before = sorted(saved.parent.iterdir())

    assert said in told(run("review.refkit.json", *arguments))
    assert sorted(saved.parent.iterdir()) == before


def test_files_that_cannot_be_read(saved: Path, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    (tmp_path / "broken.refkit.json").write_text("{")

    assert "cannot be read" in told(run(tmp_path / "no.refkit.json", "-o", page))
    assert "is not JSON" in told(run(tmp_path / "broken.refkit.json", "-o", page))
    assert "named twice" in told(run(saved, saved, "-o", page))
    assert "read once" in told(run("-", "-", "-o", page))
    assert not page.exists()


def test_a_folder_that_cannot_be_written_leaves_nothing_half_done(
    saved: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "figures"
    (folder / "modality-disease-85mm.png").mkdir(parents=True)

    assert "modality-disease-85mm.png: cannot be written" in told(run(saved, "--figures", folder))
    assert not list(folder.glob(".*"))


def test_nothing_to_draw(tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text("@misc{a, title={On bees}}\n")

    assert "nothing to draw" in told(run(library, "--figures", tmp_path / "figures"))
    assert not (tmp_path / "figures").exists()


def test_without_the_extra_one_line_says_what_to_install(
    saved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("refkit.extras.find_spec", lambda name: None)

    line = told(run(saved, "-o", tmp_path / "r.html"))

    assert (
        line
        == "refkit: a report needs jinja2, matplotlib: pip install '.[report]' in refkit's clone\n"
    )
    assert run(saved, "--json").exit_code == 0


def test_the_numbers_are_those_of_the_bibliography(saved: Path) -> None:
    answer = json.loads(run(saved, "--json").stdout)

    for told_, matrix in zip(answer["matrices"], matrices(refkit.load(saved)), strict=True):
        assert told_["counts"] == [list(row) for row in matrix.counts]
    assert all(re.fullmatch(r"[a-z-]+", each["name"]) for each in answer["matrices"])
    assert Doi.parse(answer["reviews"][0]["doi"])
