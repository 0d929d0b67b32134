"""The keys that manuscripts cite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refkit.checks.manuscripts import read_manuscript
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
