"""Keywords and other fields of a user's library, from one format into another."""

from __future__ import annotations

from pathlib import Path

import pytest

from refkit import export, load
from refkit.formats.foreign_fields import words_of


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [
        ("ris", "Child, Preschool", ["Child, Preschool"]),
        ("ris", "night; dusk;", ["night", "dusk"]),
        ("endnote", "night\ndusk", ["night", "dusk"]),
        ("bibtex", r"night, {Child, Preschool}; caf\'e", ["night", "Child, Preschool", "café"]),
        ("bibtex", r"night; Child, Preschool; {a; b}", ["night", "Child, Preschool", "a; b"]),
        ("bibtex", "{night; dusk; Mice, Inbred}", ["night", "dusk", "Mice, Inbred"]),
        ("bibtex", r"a \{b, c", ["a {b", "c"]),
        ("bibtex", "a}, b", ["a", "b"]),
        ("csl-json", '"night, dusk"', ["night", "dusk"]),
        ("csl-json", '"night; Child, Preschool"', ["night", "Child, Preschool"]),
        ("csl-json", '["night", "Child, Preschool"]', ["night", "Child, Preschool"]),
        ("of another version", "night, dusk", ["night, dusk"]),
        ("ris", "", []),
    ],
)
def test_keywords_of_a_kept_field(source: str, text: str, words: list[str]) -> None:
    assert words_of(source, text) == words


def test_a_comma_of_a_heading_parts_nothing_on_the_way_round(tmp_path: Path) -> None:
    ris, bib = tmp_path / "a.ris", tmp_path / "a.bib"
    ris.write_text("TY  - JOUR\nTI  - Owls\nKW  - Child, Preschool\nKW  - night\nER  - \n")

    bib.write_text(export(load(ris), "bibtex"))

    assert "keywords = {{Child, Preschool}, night}" in bib.read_text()
    assert keywords_in(export(load(bib), "ris")) == ["Child, Preschool", "night"]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (["Child, Preschool", "night"], "Child, Preschool; night"),
        (["Child, Preschool"], "Child, Preschool;"),
        (["dusk", "night"], "dusk, night"),
    ],
)
@pytest.mark.parametrize("source", ["ris", "bib"])
def test_a_comma_of_a_heading_parts_nothing_in_csl_json(
    source: str, words: list[str], written: str, tmp_path: Path
) -> None:
    ris, other = tmp_path / "a.ris", tmp_path / f"b.{source}"
    ris.write_text("TY  - JOUR\nTI  - Owls\n" + "".join(f"KW  - {w}\n" for w in words) + "ER  - \n")
    other.write_text(export(load(ris), "ris" if source == "ris" else "bibtex"))
    csl = tmp_path / "a.json"

    csl.write_text(export(load(other), "csl-json"))

    assert f'"keyword": "{written}"' in csl.read_text()
    assert keywords_in(export(load(csl), "ris")) == words


def keywords_in(ris: str) -> list[str]:
    return [line.removeprefix("KW  - ") for line in ris.splitlines() if line.startswith("KW")]


@pytest.mark.parametrize("format_", ["ris", "bibtex", "biblatex"])
def test_what_another_program_calls_so_is_no_statement_of_the_work(
    format_: str, tmp_path: Path
) -> None:
    bib, enw = tmp_path / "a.bib", tmp_path / "a.enw"
    bib.write_text("@article{a, title={Owls}, status={MEDLINE}, publisher={Owl Press}}\n")
    enw.write_text("%0 Journal Article\n%T Owls\n%7 2015/01/02\n")
    suffix = "ris" if format_ == "ris" else "bib"

    for given in (bib, enw):
        there = tmp_path / f"b.{suffix}"
        there.write_text(export(load(given), format_))
        assert load(there).entries[0].work == load(given).entries[0].work
