"""The keys that manuscripts cite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import refkit
from refkit.checks.manuscripts import inclusions, read_manuscript, read_with_inclusions
from refkit.errors import InputError


def keys(text: str, name: str) -> list[str]:
    return [each.key for each in read_manuscript(text, name)]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (r"\cite{a}", ["a"]),
        (r"\citep[see][p.~3]{a, b,c}", ["a", "b", "c"]),
        (r"\Textcite*{a} \parencite{b} \footcite[3]{c} \nocite{d} \citeauthor{e}", list("abcde")),
        (r"\autocites(see)(and more)[1]{a}[2]{b}{c}", ["a", "b", "c"]),
        (r"\cite<see>[p.~1]{a}", ["a"]),
        (r"\cite{a}{not a key}", ["a"]),
        (r"\volcite{2}{a} \Pvolcites[x]{1}[3]{b}{2}{c}", ["a", "b", "c"]),  # biblatex
        (r"\citetext{see \citealp{a}; \citealp{b}}", ["a", "b"]),
        ("\\cite{a, % the first \\cite{no}\n b}", ["a", "b"]),
        ("100\\% \\cite{a}", ["a"]),
        ("% \\cite{no}\n\\\\% \\cite{no}\n", []),
        (r"\verb|\cite{no}| \verb+\cite{no}+ \cite{a}", ["a"]),
        ("\\begin{verbatim}\n\\cite{no}\n\\end{verbatim}\\cite{a}", ["a"]),
        (r"\newcommand{\my}[1]{\cite{#1}}", []),
        (r"\setcitestyle{round} \citestyle{apa} \DeclareCiteCommand{\x}{a}{b}{c}{d}", []),
        (r"\newcites{sec}{Secondary} \ifciteseen{x}{y}", []),
        (r"\nocite{*}", ["*"]),
        (r"\cite{}", []),
        (r"\cite{Müller:2020_a+b}", ["Müller:2020_a+b"]),
    ],
)
def test_latex(text: str, cited: list[str]) -> None:
    assert keys(text, "main.tex") == cited


MARKDOWN = [
    ("As @berg2021 says.", ["berg2021"]),
    ("[see @a, p. 3; -@b; and @c]", ["a", "b", "c"]),
    ("@{https://example.org/a,b}", ["https://example.org/a,b"]),
    ("@doi:10.1000/abc.", ["doi:10.1000/abc"]),
    ("me@example.org and \\@escaped", []),
    ("`@no` and ``@no ` @no`` @a \\`@b\\`", ["a", "b"]),
    ("```r\n@no\n```\n\n@a", ["a"]),
    ("~~~\n@no\n~~~\n", []),
    ("<!-- @no --> @a", ["a"]),
    ("<https://x.org/@no> and [@a](https://x.org/@no)", ["a"]),
    ("https://x.org/@b", ["b"]),
    ('**@a**, *@b*, (@c), "@d"', ["a", "b", "c", "d"]),
    ("$@no$ and $$@no$$ cost $5 @a or $6", ["a"]),
    ("@f--g @h.i. @j:k: @l_m's @n/o", ["f", "h.i", "j:k", "l_m", "n/o"]),
    ("@ü2020 @2020a @_x ^[@y]", ["ü2020", "2020a", "_x", "y"]),
    ("@figueroa2020", ["figueroa2020"]),
]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        *MARKDOWN,
        ("---\nnocite: '@a, @b'\n---\n", ["a", "b"]),
        ("---\nnocite: |\n  @*\n---\n", ["*"]),
        ("@fig-one, @tbl:two, @sec-three", []),  # of Quarto and pandoc-crossref
    ],
)
def test_markdown(text: str, cited: list[str]) -> None:
    assert keys(text, "paper.md") == cited


@pytest.mark.programs
def test_pandoc_finds_the_same_keys() -> None:
    pypandoc = pytest.importorskip("pypandoc")
    text = "\n\n".join(text for text, _ in MARKDOWN)

    tree = json.loads(pypandoc.convert_text(text, "json", format="markdown"))

    assert sorted(set(cited_by_pandoc(tree))) == sorted(
        {key for _, keys in MARKDOWN for key in keys}
    )


def cited_by_pandoc(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if tree.get("t") == "Cite":
            yield from (each["citationId"] for each in tree["c"][0])
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from cited_by_pandoc(branch)


def test_what_latex_wrote_itself() -> None:
    aux = "\\relax\n\\citation{a,b}\n\\abx@aux@cite{0}{c}\n\\abx@aux@cite{d}\n\\bibcite{x}{1}\n"
    bcf = '<bcf:citekey order="1">a&amp;b</bcf:citekey>\n<bcf:citekey order="2">c</bcf:citekey>'

    assert keys(aux, "main.aux") == ["a", "b", "c", "d"]
    assert keys(bcf, "main.bcf") == ["a&b", "c"]


def test_the_line_is_that_of_the_key() -> None:
    cited = read_manuscript("one\n\\cite{a,\n  b}\n\n\\cite{a}", "main.tex")

    assert [(each.key, each.line) for each in cited] == [("a", 2), ("b", 3), ("a", 5)]
    assert {each.file for each in cited} == {"main.tex"}


def test_another_suffix_is_refused() -> None:
    with pytest.raises(InputError, match=r"main\.docx: .*\.tex"):
        read_manuscript("", "main.docx")


PIECES = st.sampled_from(
    ["\\cite", "\\verb", "{", "}", "[", "]", "(", "<", ",", "%", "@", "`", "```\n", "a", "\n", "#",
     "\\begin{verbatim}", "<!--", "-", "*", " "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["a.tex", "a.md", "a.aux"]))
def test_every_key_stands_on_its_line(text: str, name: str) -> None:
    lines = text.split("\n")

    for each in read_manuscript(text, name):
        assert each.key in lines[each.line - 1]


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ("" if "." in name else ".tex"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "main.tex"


def keys_with_inclusions(main: Path) -> list[str]:
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
    found = keys_with_inclusions(written(tmp_path, main=main, **{chapter: r"\cite{a}"}))

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

    assert keys_with_inclusions(main) == ["a", "b", "c"]


def test_imports_count_from_where_they_came(tmp_path: Path) -> None:
    main = written(
        tmp_path,
        main=r"\import{parts/}{one}",
        parts__one=r"\cite{a}\subimport{deep/}{two}\input{three}",
        parts__deep__two=r"\cite{b}\input{four}",
        parts__deep__four=r"\cite{d}",
        parts__three=r"\cite{c}",
    )

    assert sorted(keys_with_inclusions(main)) == ["a", "b", "c", "d"]


def test_circles_end_and_each_file_is_read_once(tmp_path: Path) -> None:
    main = written(
        tmp_path, main=r"\input{one}\input{one}\cite{m}", one=r"\cite{a}\input{main}\input{one}"
    )

    assert keys_with_inclusions(main) == ["m", "a"]


def test_the_aux_of_chapters_are_read(tmp_path: Path) -> None:
    written(tmp_path, **{"main.aux": "\\citation{a}\n\\@input{parts/one.aux}\n",
                         "parts__one.aux": "\\citation{b}\n"})  # fmt: skip

    assert keys_with_inclusions(tmp_path / "main.aux") == ["a", "b"]


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
