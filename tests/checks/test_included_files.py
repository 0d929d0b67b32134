"""Manuscripts in several files: all are followed, each once, and what is missing is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import refkit
from refkit.checks.included_files import read_with_inclusions
from refkit.checks.manuscripts import inclusions


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ("" if "." in name else ".tex"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "main.tex"


def keys(main: Path) -> list[str]:
    cited, missing = read_with_inclusions(main, lambda path: path.read_text())
    assert missing == []
    return [each.key for each in cited]


@pytest.mark.parametrize(
    ("main", "chapter"),
    [
        (r"\input{one}", "one"),
        (r"\input{one.tex}", "one"),
        (r"\input one" "\n" r"\cite{z}", "one"),
        (r"\input parts/one.tex \cite{z}", "parts__one"),
        (r"\include{parts/one}", "parts__one"),
        (r'\input{"my part"}', "my part"),
        (r"\input{v1.2}", "v1.2.tex"),
        (r"\input{plot.tikz}", "plot.tikz"),
        (r"\input {./parts/../one}", "one"),
        (r"\InputIfFileExists{one}{}{}", "one"),
        (r"\subfile{parts/one}", "parts__one"),
        (r"\includestandalone[width=3cm]{parts/one}", "parts__one"),
        (r"\import{parts/}{one}", "parts__one"),
        (r"\import*{parts}{one.tex}", "parts__one"),
        (r"\subimport{parts/}{one}", "parts__one"),
        (r"\includefrom{parts/}{one}", "parts__one"),
    ],
)
def test_a_chapter_is_followed(tmp_path: Path, main: str, chapter: str) -> None:
    found = keys(written(tmp_path, main=main, **{chapter: r"\cite{a}"}))

    assert [key for key in found if key != "z"] == ["a"]


def test_names_count_from_the_manuscript_and_else_from_the_file_that_has_them(
    tmp_path: Path,
) -> None:
    main = written(
        tmp_path,
        main=r"\include{parts/one}",
        parts__one=r"\cite{a}\input{parts/deep/two}\input{three}",
        parts__deep__two=r"\cite{b}",
        parts__three=r"\cite{c}",
    )

    assert keys(main) == ["a", "b", "c"]


def test_imports_count_from_where_they_came(tmp_path: Path) -> None:
    main = written(
        tmp_path,
        main=r"\import{parts/}{one}",
        parts__one=r"\cite{a}\subimport{deep/}{two}\input{three}",
        parts__deep__two=r"\cite{b}\input{four}",
        parts__deep__four=r"\cite{d}",
        parts__three=r"\cite{c}",
    )

    assert sorted(keys(main)) == ["a", "b", "c", "d"]


def test_circles_end_and_each_file_is_read_once(tmp_path: Path) -> None:
    main = written(
        tmp_path, main=r"\input{one}\input{one}\cite{m}", one=r"\cite{a}\input{main}\input{one}"
    )

    assert keys(main) == ["m", "a"]


def test_the_aux_of_chapters_are_read(tmp_path: Path) -> None:
    written(tmp_path, **{"main.aux": "\\citation{a}\n\\@input{parts/one.aux}\n",
                         "parts__one.aux": "\\citation{b}\n"})  # fmt: skip

    assert keys(tmp_path / "main.aux") == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "% \\input{no}", r"\verb|\input{no}|", "\\begin{verbatim}\\input{no}\\end{verbatim}",
        r"\input{\folder/no}", r"\input{#1}", r'\input{|"ls"}', r"\inputencoding{utf8}",
        r"\includegraphics{no}", r"\includeonly{no}", r"\newcommand{\my}{\input}", r"\input{ }",
    ],
)  # fmt: skip
def test_what_takes_in_no_known_file(text: str) -> None:
    assert inclusions(text, "a.tex") == ()


def test_what_is_not_there_is_told_with_its_place(tmp_path: Path) -> None:
    main = written(tmp_path, main="\\InputIfFileExists{x}{}{}\n\\input{parts/one}",
                   parts__one="\n\\include{two}\\input{/dev/zero}")  # fmt: skip
    (tmp_path / "refs.bib").write_text("@book{a, title = {T}}")

    findings = refkit.check(refkit.read_library(tmp_path / "refs.bib"), cited=[main, main])

    told = [each for each in findings if each.kind == "missing-file"]
    assert [(each.line, each.severity.value, each.message) for each in told] == [
        (2, "warning", "includes two, which is not there"),
        (2, "warning", "includes /dev/zero, which is not there"),
    ]
    assert {each.file for each in told} == {str(tmp_path / "parts" / "one.tex")}


def test_a_dead_key_is_told_in_the_file_that_has_it(tmp_path: Path) -> None:
    main = written(tmp_path, main=r"\input{one}", one="\n\\cite{a,dead}")
    (tmp_path / "refs.bib").write_text("@book{a, title = {T}}")

    findings = refkit.check(refkit.read_library(tmp_path / "refs.bib"), cited=[main])

    (dead,) = (each for each in findings if each.kind == "dead-key")
    assert (dead.entry, dead.file, dead.line) == ("dead", str(tmp_path / "one.tex"), 2)
    assert not [each for each in findings if each.kind == "uncited"]
