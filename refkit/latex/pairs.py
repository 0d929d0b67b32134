r"""Finds what belongs together in a field before it is read: conditionals, dollars of a formula."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from refkit.latex.commands import CONDITIONALS
from refkit.regex import lazy_regex

_DOLLARS = lazy_regex(r"[\\$](?:(?<=\\).|(?<=\$))", re.DOTALL)
_MATH_MARKS = lazy_regex(r"[\\^_{}<>=+*/-]")
_BRANCHES = lazy_regex(r"\\(?:(?P<if>if[a-z]+)|(?P<else>else)|(?P<fi>fi))(?![A-Za-z])\s*")


class Branch(NamedTuple):
    """Where to read on behind a conditional that holds, and behind one that does not."""

    behind: int
    otherwise: int


def branches(text: str) -> dict[int, Branch]:
    r"""By the places of ``\ifmmode``, ``\else`` and ``\fi`` that belong together."""
    found: dict[int, Branch] = {}
    open_: list[list[re.Match[str]]] = []
    for mark in _BRANCHES.finditer(text) if "\\fi" in text else ():
        if mark["if"] and mark["if"] != "iff":
            open_.append([mark])
        elif open_ and mark["else"]:
            open_[-1].append(mark)
        elif open_ and mark["fi"]:
            first, *others = open_.pop()
            if first["if"] in CONDITIONALS:
                end = mark.end()
                otherwise = others[0].end() if others else end
                found[first.start()] = Branch(first.end(), otherwise)
                found |= {other.start(): Branch(end, end) for other in (*others, mark)}
    return found


def formula_ends(text: str) -> dict[int, str | None]:
    """The dollars that stand around formulas: with what is between them, or None at the end.

    The others are money, or a formula that is not closed.
    """
    if "$" not in text:
        return {}
    places = [found.start() for found in _DOLLARS.finditer(text) if found[0] == "$"]
    if len(places) % 2:
        return {}
    ends: dict[int, str | None] = {}
    for start, end in list(pairwise(places))[::2]:
        body = text[start + 1 : end]
        if " " not in body.strip() or _MATH_MARKS.search(body):  # "costs $5 or $6" is money
            ends |= {start: body, end: None}
    return ends
