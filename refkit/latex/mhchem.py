r"""Chemical formulae of the package mhchem, spelled in plain TeX: ``\ce{H2O}``.

Of its manual ("mhchem for LaTeX", version 4) what stands in titles: numbers behind a symbol or a
bracket are lowered, charges and what follows ``^`` are raised, arrows are arrows.
"""

from __future__ import annotations

import re

from refkit.regex import lazy_regex

_FORMULA = lazy_regex(r"\\(?:ce|chemform|ch)(?![A-Za-z])\s*(?=\{)")
_BODY = lazy_regex(r"\{((?:[^{}\\$]|\{[^{}]*\})*+)\}")
_ARROWS = {"<=>": "⇌", "<->": "↔", "<-": "←", "->": "→"}
_PART = lazy_regex(
    r"(?P<arrow><=>|<->|<-|->)"
    r"|\^(?:\{(?P<group>[^{}]*)\}|(?P<up>\d*[+-]|\d+))"
    r"|_(?:\{(?P<below>[^{}]*)\}|(?P<down>\d+|\w))"
    r"|(?<=[A-Za-z)\]}])(?P<count>\d+)"
    r"|(?<=[A-Za-z\d)\]}])(?P<charge>[+-])(?![\w>(])"
)


def in_plain_tex(text: str) -> str:
    r"""A field with its formulae in the commands that LaTeX itself has.

    >>> print(in_plain_tex(r"\ce{SO4^2-} in \ce{H2O}"))
    SO\textsubscript{4}\textsuperscript{2-} in H\textsubscript{2}O
    """
    if "\\c" not in text or not _FORMULA.search(text):
        return text
    parts: list[str] = []
    at = 0
    for command in _FORMULA.finditer(text):
        if body := _BODY.match(text, command.end()):
            parts += (text[at : command.start()], _PART.sub(_spelled, body[1]))
            at = body.end()
    return "".join([*parts, text[at:]])


def _spelled(part: re.Match[str]) -> str:
    if part["arrow"]:
        return _ARROWS[part["arrow"]]
    raised = part["group"] or part["up"] or part["charge"]
    if raised:
        return f"\\textsuperscript{{{raised}}}"
    lowered = part["below"] or part["down"] or part["count"]
    return f"\\textsubscript{{{lowered}}}" if lowered else ""
