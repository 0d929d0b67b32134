"""Pieces that readers were seen to choke on when they are repeated, and how to measure that."""

from __future__ import annotations

import gc
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


LINEAR = 4.0
"""How much longer four times as much may take; quadratic is 16."""


def cost(read: Callable[[str], object], text: str) -> float:
    """The seconds of the processor that a reader takes, whatever else the machine does."""
    # The collector looks at all that lives, now and then: what it takes says nothing of a reader.
    gc.disable()
    try:
        began = time.thread_time()
        read(text)
        return time.thread_time() - began
    finally:
        gc.enable()


def grows(
    read: Callable[[str], object], piece: str, *, few: int, least: float, times: int = 1
) -> float:
    """How much longer four times as much takes; 0 where that is too fast to be measured.

    The best of so many ``times``: what a busy machine or a first use adds must make no find.
    """
    long = min(cost(read, piece * (4 * few)) for _ in range(times))
    if long < least:  # most are
        return 0.0
    # The shorter one in its turn has been read before: a find is not what was remembered of it.
    return long / max(min(cost(read, piece * few) for _ in range(times)), 1e-6)
