"""Tables as a person sees them: on terminals of three widths, without colour, and in a pipe."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from builders import bibliography_of, make_entry, make_work
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from terminal import REFKIT, on_a_terminal

import refkit
from refkit.cli.table import print_table
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


class Terminal(StringIO):
    """What is printed on a terminal that knows no colour."""

    def isatty(self) -> bool:
        return True


def printed(columns: dict[str, int], *rows: tuple[str, ...], width: int | None = None) -> list[str]:
    """The lines of a table on a terminal so wide, or in a pipe."""
    output = Terminal() if width else StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(output):
        patch.setenv("NO_COLOR", "1")
        if width:
            patch.setenv("COLUMNS", str(width))
        print_table(columns, rows)
    return [line.rstrip() for line in output.getvalue().split("\n")[:-1]]


def bare(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_broken(saved: Path, width: int) -> None:
    text = bare(on_a_terminal("show", saved, width=width))

    assert all(cell_len(line) <= width for line in text.splitlines())
    assert {"CAR-T", "cells", "erythematosus", "wang2025"} <= set(text.split())


def test_a_narrow_terminal_gets_names_and_values(saved: Path) -> None:
    text = bare(on_a_terminal("show", saved, width=40))

    lines = [line.rstrip() for line in text.splitlines()]
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


def test_what_fits_is_as_wide_as_it_is() -> None:
    lines = printed({"no.": 0, "title": 4}, ("1", "Bees"), ("12", "Wasps"), width=80)

    assert lines == ["no.  title", "  1  Bees", " 12  Wasps"]


def test_what_does_not_fit_parts_the_rest_by_shares() -> None:
    words = "one two three four five six seven eight nine ten " * 4

    heading, *_ = printed(
        {"no.": 0, "key": 1, "title": 3, "state": 2}, ("1", words, words, "resolved"), width=96
    )

    # Beside 5 cells for the number and 8 for the state there are 83: 21 and 62.
    assert [heading.index(name) for name in ("key", "title", "state")] == [5, 26, 88]


def test_a_row_as_names_and_values() -> None:
    columns = {"key": 1, "tags": 1, "why": 1}

    lines = printed(columns, ("a", "one two", ""), ("b", "", "so"), width=10)

    assert lines == ["key   a", "tags  one", "      two", "", "key   b", "why   so", ""]


def test_a_pipe_gets_wide_letters_in_columns_and_folds_nothing() -> None:
    columns = {"no.": 0, "key": 1, "title": 4}

    lines = printed(columns, ("1", "系统性", "a b"), ("12", "lupus", "x " * 300))

    assert lines == [
        "no.  key     title",
        "  1  系统性  a b",
        " 12  lupus   " + ("x " * 300).rstrip(),
    ]


HOSTILE = (
    "[red]A[/red] \x1b[31mred\x1b[0m \u202eback\u202c \x07bell\r\nnew \u009b2J [link=x]y[/link] :bee: "
    "שלום 系统性红斑狼疮"
)


@pytest.mark.parametrize("width", [None, 40, 120])
def test_no_text_steers_the_terminal_or_is_read_as_markup(width: int | None) -> None:
    text = "\n".join(printed({"key": 1, HOSTILE: 1}, (HOSTILE, "a"), width=width))

    assert text.replace("\n", "").isprintable()
    assert {"[red]A[/red]", ":bee:"} <= set(text.split())
    assert "\\x1b[31mred" in "".join(text.split())


@given(
    st.lists(st.tuples(*[st.text(max_size=60)] * 3), min_size=1, max_size=4),
    st.tuples(*[st.integers(0, 4)] * 2),
    st.integers(20, 130),
)
def test_no_line_is_wider_than_the_terminal_and_a_pipe_has_a_line_a_row(
    rows: list[tuple[str, str, str]], shares: tuple[int, int], width: int
) -> None:
    columns = dict(zip("abc", (1, *shares), strict=True))

    assert all(cell_len(line) <= width for line in printed(columns, *rows, width=width))
    assert len(printed(columns, *rows)) == len(rows) + 1
