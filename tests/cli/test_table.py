"""Tables as a person sees them: on terminals of three widths, without colour, and in a pipe."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from builders import bibliography_of, make_entry, make_work
from terminal import REFKIT, on_a_terminal

import refkit
from refkit.cli.layout import cell_width
from refkit.model.work import Update

LUPUS = "Co-infusion of CD19-targeting CAR-T cells for treatment-refractory lupus erythematosus"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    retracted = make_work(
        "嵌合抗原受体T细胞疗法治疗系统性红斑狼疮", updates=(Update("retraction"),)
    )
    entries = (
        make_entry(make_work(LUPUS), "fengCoinfusionCD19targetingBCMAtargeting2025"),
        make_entry(retracted, "wang2025"),
    )
    refkit.save(bibliography_of(*entries), tmp_path / "r.refkit.json")
    return tmp_path / "r.refkit.json"


def piped(*arguments: object) -> subprocess.CompletedProcess[str]:
    # Not inherited: readline puts COLUMNS behind Python's back into what a child would get.
    return subprocess.run(
        [*REFKIT, *map(str, arguments)],
        env=dict(os.environ), capture_output=True, text=True, check=True,
    )  # fmt: skip


def bare(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(saved: Path, width: int) -> None:
    text = bare(on_a_terminal("show", saved, width=width))

    assert all(cell_width(line) <= width for line in text.splitlines())
    assert {"CAR-T", "cells", "erythematosus", "wang2025"} <= set(text.split())


def test_a_narrow_terminal_gets_names_and_values(saved: Path) -> None:
    lines = bare(on_a_terminal("show", saved, width=40)).splitlines()

    assert "no.    1" in lines
    assert "state  resolved" in lines


def test_colour_says_what_must_not_be_overlooked(saved: Path) -> None:
    text = on_a_terminal("show", saved)

    assert re.search(r"\x1b\[1;31mRETRACTED\x1b\[0m", text)
    assert text.count("\x1b[1;31m") == 1


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(saved: Path, environment: dict[str, str]) -> None:
    assert "\x1b" not in on_a_terminal("show", saved, environment=environment)


def test_a_pipe_gets_a_line_a_row_and_no_colour(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    done = piped("show", saved)

    heading, first, second = done.stdout.splitlines()
    assert heading.split() == ["no.", "key", "title", "tags", "state"]
    assert LUPUS in first
    assert second.endswith("resolved, RETRACTED")
    assert "\x1b" not in done.stdout


def test_one_long_text_does_not_widen_the_other_rows_of_a_pipe(tmp_path: Path) -> None:
    long = "words " * 700
    entries = (make_entry(make_work(LUPUS), "a"), make_entry(make_work(long), "b"))
    refkit.save(bibliography_of(*entries), tmp_path / "r.refkit.json")

    _, first, second = piped("show", tmp_path / "r.refkit.json").stdout.splitlines()

    assert len(first) < 250
    assert long.strip() in second


def test_one_long_text_does_not_fill_the_terminal(tmp_path: Path) -> None:
    entry = make_entry(make_work("words " * 700), "a")
    refkit.save(bibliography_of(entry), tmp_path / "r.refkit.json")

    text = bare(on_a_terminal("show", tmp_path / "r.refkit.json", width=80))

    assert "…" in text
    assert text.count("\n") < 30


def test_letters_that_a_pipe_does_not_know_are_no_crash(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")

    done = piped("show", saved)

    assert "wang2025" in done.stdout


def test_nothing_to_show_is_said(saved: Path) -> None:
    text = on_a_terminal("show", saved, "--unresolved")

    assert text == "there is no such entry\n"
