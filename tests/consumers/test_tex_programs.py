"""bibtex, biber and LaTeX read our exports without a complaint, and print what went in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from consumers import tex_programs
from consumers.comparing import judge
from consumers.hard_works import HARD, exported
from consumers.programs import needs, run

# What biber and bibtex say of a work that lacks what their styles expect: it is so.
_LACKING = {
    "no-title": r"[Mm]issing mandatory field 'title'|empty title",
    "no-people": r"[Mm]issing mandatory field 'author'|to sort, need author|empty author",
    "editors": r"can't use both author and editor",
    "no-date": r"[Mm]issing mandatory field - one of 'date, year'|empty year",
}


def biber(folder: Path, format_: str) -> list[str]:
    """What biber has to say about an export beyond what it is doing."""
    needs("biber")
    (folder / "hard.bib").write_text(exported(format_), encoding="utf-8")
    said = run(["biber", "--tool", "--validate-datamodel", "hard.bib"], folder)
    return [line for line in said.splitlines() if not line.startswith("INFO")]


def is_lacking(line: str) -> bool:
    return any(key in line and re.search(what, line) for key, what in _LACKING.items())


def test_biblatex_keeps_to_the_data_model(tmp_path: Path) -> None:
    said = biber(tmp_path, "biblatex")

    # A volume is a number to biblatex's data model; it prints any other as well (test below).
    words = "Invalid value of field 'volume' must be datatype 'integer'"
    assert [line for line in said if not is_lacking(line) and words not in line] == []


@pytest.mark.parametrize("format_", ["bibtex", "bibtex-unicode"])
def test_biber_reads_bibtex_without_an_error(tmp_path: Path, format_: str) -> None:
    said = biber(tmp_path, format_)

    assert [line for line in said if not line.startswith("WARN - Datamodel")] == []


def test_bibtex_complains_only_of_what_a_work_lacks() -> None:
    said = tex_programs.with_bibtex("bibtex").log

    complaints = [line for line in said.splitlines() if line.startswith("Warning--")]
    assert [line for line in complaints if not is_lacking(line)] == []
    assert "error message" not in said


def test_latex_has_no_error_but_a_letter_that_its_fonts_lack() -> None:
    said = tex_programs.with_bibtex("bibtex").log

    errors = [line for line in said.splitlines() if line.startswith("!")]
    assert [line for line in errors if "Unicode character" not in line] == []


def test_lualatex_has_no_error_and_lacks_no_letter() -> None:
    said = tex_programs.with_biblatex("biblatex").log

    faults = [line for line in said.splitlines() if line.startswith(("!", "Missing character"))]
    assert faults == []


def test_the_page_set_by_bibtex_shows_every_field() -> None:
    judge(tex_programs.bibtex("bibtex"))


@pytest.mark.parametrize("format_", ["biblatex", "bibtex-unicode"])
def test_the_page_set_by_biblatex_shows_every_field(format_: str) -> None:
    judge(tex_programs.biblatex(format_))


def test_the_style_of_biblatex_prints_every_field() -> None:
    judge(tex_programs.biblatex_style("biblatex"))


def test_every_work_has_its_page() -> None:
    keys = {hard.id for hard in HARD}

    assert tex_programs.with_bibtex("bibtex").pages.keys() == keys
    assert tex_programs.with_biblatex("biblatex").pages.keys() == keys
