r"""Simple macros of a document, and what a text says with them.

A macro is what ``\newcommand``, ``\def``, ``\NewDocumentCommand``, ``\DeclareMathOperator`` and
their like define in a ``@preamble``: a body with ``#1`` to ``#9`` for its arguments. One whose body
needs TeX itself (``\csname``, ``\expandafter``, an ``@`` in a name) is left out, and is a command
that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from refkit.latex.commands import is_known
from refkit.regex import lazy_regex

_DEEPEST = 8  # macros in one another
_LONGEST = 20_000  # characters of a text with its macros expanded, beyond its own

_DEFINITION = lazy_regex(
    r"\\(?P<how>(?:re)?newcommand|providecommand|DeclareRobustCommand|g?def|edef"
    r"|(?P<xparse>New|Renew|Provide|Declare)DocumentCommand|DeclareMathOperator)\*?\s*"
    r"(?:\{\s*\\(?P<braced>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))\s*"
    r"(?(xparse)\{\s*(?:O\s*\{(?P<first>[^{}]*)\}\s*)?(?P<letters>(?:m\s*)*)\}"
    r"|(?:\[(?P<count>\d)\]\s*(?:\[(?P<default>[^\[\]]*)\])?|(?P<marks>(?:#\d)+))?)\s*(?=\{)"
)
_LET = lazy_regex(r"\\let\s*\\([A-Za-z]+)\s*=?\s*\\([A-Za-z]+)")
_BRACE = lazy_regex(r"\\.|[{}]", re.DOTALL)
_NEEDS_TEX = lazy_regex(
    r"\\(?:csname|expandafter|futurelet|ifx|@|relax\\|read|write|input|loop|begin)|@|##"
)
_PARAMETER = lazy_regex(r"#([1-9])")
_COMMAND = lazy_regex(r"\\([A-Za-z]+)")
_ARGUMENT = lazy_regex(r"\s*(?:(?P<brace>\{)|(?P<letter>[^\s\\{}]|\\[A-Za-z]+|\\.))")
_GAP = lazy_regex(r"\s*(?:\{\})?")
_OPTION = lazy_regex(r"\s*\[([^\[\]{}]*)\]")


class Macro(NamedTuple):
    """How many arguments there are, what the first is where it is left out, and the body."""

    arity: int
    default: str | None
    body: str


def read_macros(preamble: str) -> dict[str, Macro]:
    r"""The simple macros that a text defines, the later definition of a name before the earlier.

    What ``\providecommand`` defines is left out where the command has a meaning already.

    >>> read_macros(r"\newcommand{\person}[2]{#2 #1}")["person"].body
    '#2 #1'
    """
    found: dict[str, Macro] = {}
    closings = _closings(preamble)
    for definition in _DEFINITION.finditer(preamble):
        name = definition["braced"] or definition["bare"]
        end = closings.get(definition.end(), -1)
        body = preamble[definition.end() + 1 : end] if end > 0 else ""
        if end < 0 or _NEEDS_TEX.search(body):
            continue
        if definition["how"].lower().startswith("provide") and (is_known(name) or name in found):
            continue
        found[name] = _macro(definition, body)
    for new, old in _LET.findall(preamble):
        found[new] = found.get(old) or Macro(0, None, f"\\{old} ")
    return found


def _macro(definition: re.Match[str], body: str) -> Macro:
    if definition["xparse"]:  # of its arguments {O{a} m m} the one with a default comes first
        default = definition["first"]
        return Macro(definition["letters"].count("m") + (default is not None), default, body)
    count = int(definition["count"] or len(definition["marks"] or "") // 2)
    return Macro(count, definition["default"], body)


def expand(text: str, macros: Mapping[str, Macro]) -> str:
    r"""A text with its macros replaced by what they stand for.

    >>> expand(r"\person{Roe}{Ann}", read_macros(r"\newcommand{\person}[2]{#2 #1}"))
    'Ann Roe'
    """
    if "\\" not in text or not macros:
        return text
    limit = len(text) + _LONGEST
    for _ in range(_DEEPEST):
        found = _expanded(text, macros, limit)
        if found == text:
            break
        text = found
    return text


def _expanded(text: str, macros: Mapping[str, Macro], limit: int) -> str:
    if macros.keys().isdisjoint(_COMMAND.findall(text)):
        return text
    parts: list[str] = []
    closings = _closings(text)
    at = length = 0
    for command in _COMMAND.finditer(text):
        macro = macros.get(command[1])
        if macro is None or command.start() < at or length > limit:
            continue
        before = text[at : command.start()]
        body, at = _body(text, command.end(), macro, closings)
        parts += (before, body)
        length += len(before) + len(body)
    return "".join([*parts, text[at:]])


def _body(text: str, at: int, macro: Macro, closings: Mapping[int, int]) -> tuple[str, int]:
    """What a macro stands for with the arguments behind it, and the place past them."""
    arguments: list[str] = []
    if macro.default is not None:
        option = _OPTION.match(text, at)
        arguments.append(option[1] if option else macro.default)
        at = option.end() if option else at
    while len(arguments) < macro.arity and (found := _ARGUMENT.match(text, at)):
        start, end = found.start("letter"), found.end()
        if found["brace"]:
            start, end = found.end(), closings.get(found.end() - 1, -1)
        if end < 0:
            break
        arguments.append(text[start:end])
        at = end + bool(found["brace"])
    arguments += [""] * (9 - len(arguments))
    body = _PARAMETER.sub(lambda mark: arguments[int(mark[1]) - 1], macro.body)
    if not macro.arity:
        # TeX takes the blanks behind a command's name. Another name for one takes its arguments.
        gap = _GAP.match(text, at)
        body = body if _COMMAND.fullmatch(body.rstrip()) else f"{{{body}}}"
        at = gap.end() if gap and body[0] == "{" else at
    return body, at


def _closings(text: str) -> dict[int, int]:
    """By the place of each brace that opens a group that of the one that closes it."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            open_.append(brace.start())
        elif brace[0] == "}" and open_:
            found[open_.pop()] = brace.start()
    return found
