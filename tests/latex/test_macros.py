"""Simple macros of a preamble."""

from __future__ import annotations

import pytest
from growth import is_linear

from refkit.latex.decode import read_latex_plain
from refkit.latex.macros import expand, read_macros


@pytest.mark.parametrize(
    ("preamble", "field", "text"),
    [
        (r"\newcommand{\swap}[2]{#2#1}", r"\swap{a}{b}", "ba"),
        (r"\newcommand\swap[2]{#2 #1}", r"x\swap ab", "xb a"),
        (r"\def\sorted#1#2{#2}", r"\sorted{1973}{1981}", "1981"),
        (r"\providecommand{\hideme}[1]{}", r"\hideme{x}y", "y"),
        (r"\providecommand{\emph}[1]{}", r"\emph{x}", "x"),
        (r"\newcommand{\dear}[2][Ann]{#2, #1}", r"\dear{Roe} \dear[Bo]{Poe}", "Roe, Ann Poe, Bo"),
        (r"\newcommand{\WHO}{World Health}", r"\WHO\ a \WHO{} b \WHO", "World Health a World Health b World Health"),
        (r"\newcommand{\a}{\b{x}}\newcommand{\b}[1]{<#1>}", r"\a", "<x>"),
        (r"\let\accent\v", r"\accent{s}", "š"),
        (r"\newcommand{\deep}[1]{[#1]}", r"\deep{\deep{\deep{x}}}", "[[[x]]]"),
        (r"\NewDocumentCommand{\gene}{m}{\textit{#1}}", r"\gene{tp}53", "tp53"),
        (r"\NewDocumentCommand\dear{O{Ann} m}{#2, #1}", r"\dear{Roe} \dear[Bo]{Poe}", "Roe, Ann Poe, Bo"),
        (r"\ProvideDocumentCommand{\emph}{m}{}", r"\emph{x}", "x"),
        (r"\DeclareMathOperator*{\supp}{supp}", r"$\supp(f)$", "supp(f)"),
        # What needs TeX itself stays unknown.
        (r"\NewDocumentCommand{\starred}{s m}{#2}", r"\starred{x}", r"\starred{x}"),
        (r"\newcommand{\hard}[1]{\csname #1\endcsname}", r"\hard{x}", r"\hard{x}"),
        (r"\def\round{\round\round}", r"a", "a"),
        (r"\newcommand{\open}[1]{x", r"\open{y}", r"\open{y}"),
    ],
)  # fmt: skip
def test_macros(preamble: str, field: str, text: str) -> None:
    assert read_latex_plain(expand(field, read_macros(preamble))) == text


def test_a_macro_that_grows_without_end_is_given_up() -> None:
    macros = read_macros(r"\newcommand{\many}{\many\many\many}")

    assert len(expand(r"\many" * 100, macros)) < 200_000


@pytest.mark.parametrize("piece", [r"\swap{", r"\swap", r"\swap{a}{b}", "{", "}", "\\"])
def test_hostile_text_is_expanded_in_time(piece: str) -> None:
    macros = read_macros(r"\newcommand{\swap}[2]{#2#1}")

    assert is_linear(lambda count: expand(piece * count, macros), 20_000)


@pytest.mark.parametrize(
    "piece",
    [
        r"\newcommand{\a}[1]{",
        r"\def\a",
        r"\let\a\b",
        "{",
        r"\def\a#1#1",
        r"\NewDocumentCommand\a{",
        r"\NewDocumentCommand\a{m m",
        r"\NewDocumentCommand\a{O{",
    ],
)
def test_hostile_preambles_are_read_in_time(piece: str) -> None:
    assert is_linear(lambda count: read_macros(piece * count), 20_000)
