"""``refkit prisma`` as a user meets it: a diagram, a paragraph, numbers, and one line if it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import refkit
from refkit.cli import main
from refkit.model.bibliography import Bibliography

RIS = """TY  - JOUR
ID  - {key}
AU  - Roe, Ana
TI  - {title}
PY  - 2020
DB  - {database}
ER  -

"""
ACCOUNT = (
    "11 records identified, 0 duplicates removed, 11 left: 6 with an identifier, 2 without, "
    "3 not identified (kept as printed); 0 retracted\n"
)


@pytest.fixture
def saved(tmp_path: Path, first_review: Bibliography) -> Path:
    path = tmp_path / "review.refkit.json"
    refkit.save(first_review, path)
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "export.ris"
    rows = (("L1", "Honey bees over alpine meadows", "Embase"), ("L2", "Owls at night", "MEDLINE"))
    path.write_text("".join(RIS.format(key=k, title=t, database=d) for k, t, d in rows))
    return path


def run(*arguments: str | Path, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["prisma", *map(str, arguments)], input=given)


def told(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_a_diagram_a_paragraph_and_the_account(saved: Path, library: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install '.[report]'")
    names = [tmp_path / f"flow.{suffix}" for suffix in ("svg", "png", "pdf", "txt")]
    outputs = [part for name in names for part in ("-o", name)]

    result = run(saved, library, *outputs, "--text")
    before = [name.read_bytes() for name in names]
    again = run(library, saved, *outputs)

    assert (result.exit_code, result.stderr) == (0, ACCOUNT)
    svg, png, pdf, text = before
    assert (svg[:5], png[:4], pdf[:5]) == (b"<?xml", b"\x89PNG", b"%PDF-")
    assert text.decode() == result.stdout
    assert "Embase (export.ris): 1; MEDLINE (export.ris): 1" in result.stdout
    assert f"with refkit {refkit.__version__}" in result.stdout
    assert again.exit_code == 0
    assert [name.read_bytes() for name in names] == before


def test_numbers_and_text_need_no_matplotlib(
    saved: Path, library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)

    numbers = json.loads(run(saved, library, "--json").stdout)
    refused = run(saved, "-o", tmp_path / "flow.svg")

    assert (numbers["records_identified"], numbers["records_left"]) == (11, 11)
    assert numbers["to_fill_in"]["records_screened"] is None
    assert run(saved, library, "--text").exit_code == 0
    assert "pip install" in told(refused)
    assert not (tmp_path / "flow.svg").exists()


def test_without_an_order_there_is_a_table(saved: Path, library: Path) -> None:
    result = run(saved, "-", given=library.read_text())

    assert [line.split() for line in result.stdout.splitlines()][1] == [
        "databases", "Embase", "(standard", "input)", "1",
    ]  # fmt: skip
    assert result.stderr == ACCOUNT


def test_letters_that_the_font_of_pictures_lacks_are_told(saved: Path, tmp_path: Path) -> None:
    named = tmp_path / "文献 é 2020.refkit.json"
    saved.rename(named)

    done = run(named, "-o", tmp_path / "flow.svg", "-o", tmp_path / "flow.png")
    svg = run(named, "-o", tmp_path / "other.svg")
    plain = run(named.rename(tmp_path / "Übersicht.refkit.json"), "-o", tmp_path / "a.pdf")

    assert "文献 é 2020" in (tmp_path / "flow.svg").read_text(encoding="utf-8")
    assert (
        "PNG and PDF have a box for each letter that their font lacks (文献); SVG does not\n"
    ) in done.stderr
    assert "box" not in svg.stderr + plain.stderr


def test_what_cannot_be_is_one_line(saved: Path, tmp_path: Path) -> None:
    assert "a diagram is named .svg, .png, .pdf" in told(run(saved, "-o", "flow.docx"))
    assert "is named twice" in told(run(saved, saved))
    assert "both want standard output" in run(saved, "--json", "--text").stderr
    (tmp_path / "empty.bib").write_text("% nothing\n")
    assert "empty.bib" in told(run(tmp_path / "empty.bib"))
    (tmp_path / "a").mkdir()
    other = tmp_path / "a" / "b.refkit.json"
    other.write_text(saved.read_text())
    assert "name one of the two" in told(run(saved, other))


def test_a_file_of_somebody_else_is_not_replaced(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "flow.txt").write_text("Mine.")

    assert "flow.txt" in told(run(saved, "-o", tmp_path / "flow.txt"))
    assert (tmp_path / "flow.txt").read_text() == "Mine."
