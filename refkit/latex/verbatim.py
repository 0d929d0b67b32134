r"""What stands in LaTeX as it is: the address of a link, without the escapes that TeX asks for."""

from __future__ import annotations

import re
from typing import NamedTuple

# A group whose braces match, two deep; possessive, so that an open one is given up at once.
_BRACED = re.compile(
    r"\{(?P<braced>(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*+\})*+)\}"
    r"|(?P<mark>[|!+])(?P<between>[^|!+{}\n]{1,2000})(?P=mark)",
    re.DOTALL,
)
_COMMAND = re.compile(r"\\(?:url|nolinkurl|path|href)(?![A-Za-z])\s*")
_ESCAPED = re.compile(
    r"\\([_%&#$~^{}\\])(?:\{\})?|\{\\([_%&#])\}|\$([<>])\$|\{\\text(less|greater)\}"
    r"|\{?\\textasciitilde(?:\{\}|\})?"
)
_ANGLES = {"less": "<", "greater": ">"}


class Raw(NamedTuple):
    """An argument as it stands, and the place past it."""

    text: str
    end: int


def raw_argument(text: str, at: int) -> Raw | None:
    """The argument at a place, in braces or between two equal marks; None where there is none."""
    found = _BRACED.match(text, at)
    if found is None:
        return None
    body = found["braced"]
    return Raw(found["between"] if body is None else body, found.end())


def linked(text: str) -> str | None:
    r"""The first address of a ``\url`` or ``\href`` in a text; None where there is none."""
    for command in _COMMAND.finditer(text):
        if found := raw_argument(text, command.end()):
            return unescaped(found.text).strip()
    return None


def unescaped(text: str) -> str:
    r"""An address or an identifier without the escapes that some programs put into it.

    >>> unescaped(r"https://a.example/b\_c\%20d")
    'https://a.example/b_c%20d'
    """
    return _ESCAPED.sub(_character, text) if "\\" in text or "$" in text else text


def _character(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or _ANGLES.get(found[4] or "", "~")
