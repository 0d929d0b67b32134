"""Pieces that readers were seen to choke on when they are repeated, and how to measure that."""

from __future__ import annotations

import time
from collections.abc import Callable

NASTY = (
    "(a", "(", ")", "()", "{", "}", "{a", "{}", "\\", "\\{", "\\'{", "\\textit{", "{\\i ", "$", "$a",
    "$$", "\0", "<", "<i", "<i>", "</i>", '<a b="', "<sup>a", "<mml:math>", "&", "&amp;", "&lt;i&gt;",
    "&#x", " and ", ", ", ",", ";", "-", "--", " - ", " ", "\n", "\r\n", "\t", "\u00a0", "\u2028",
    "a", "A", "a ", "A. ", "Ab ", "CAR-T ", "1", "1-", "1, ", "2020", "2020 ", "10.", "10.1000/",
    "10.1000/a(", "https://", "doi:", "%", "%25", "@", "@a{", "@a{b,c={", "@comment{", "@string{a=",
    '"', "'", "`", "```\n", "``` x\n", "~~~\n", "<!--", "[", "[@a", "[a]", "(1)", "(a(a", "\\verb|",
    "\\cite{a", "\\cite[", "\\citecite", "\\begin{comment}", "TY  - A\n", "AU  - a\n", "ER  - \n",
    '{"a":', "[1,", "[[label]]\n", "a={", "\u0301", "\u6c49", "\ud800", "\u202e", "et al.", "van ", "jr., ",
    ", MD", "| ", "= ",
)  # fmt: skip
"""Each is repeated some thousand times."""


def cost(read: Callable[[str], object], text: str) -> float:
    """The seconds of the processor that a reader takes, whatever else the machine does."""
    began = time.thread_time()
    read(text)
    return time.thread_time() - began


def grows(
    read: Callable[[str], object], piece: str, *, few: int = 400, least: float = 0.04
) -> float:
    """How much longer eight times as much takes; 0 where that is too fast to be measured.

    Linear is 8, quadratic 64. The shorter is measured at its best of three: what a busy machine or
    a first use adds must not make a find, nor hide one.
    """
    if cost(read, piece * (8 * few)) < least:  # most are
        return 0.0
    long = min(cost(read, piece * (8 * few)) for _ in range(2))
    short = min(cost(read, piece * few) for _ in range(3))
    return long / max(short, 1e-6)
