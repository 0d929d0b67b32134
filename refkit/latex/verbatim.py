r"""Reads what stands in LaTeX as it is: the address of a link, without TeX's escapes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from refkit.regex import lazy_regex

# A group whose braces match, two deep; possessive, so that an open one is given up at once.
_BRACED = lazy_regex(
    r"\{(?P<braced>(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*+\})*+)\}"
    r"|(?P<mark>[|!+])(?P<between>[^|!+{}\n]{1,2000})(?P=mark)",
    re.DOTALL,
)
_COMMAND = lazy_regex(r"\\(?:url|nolinkurl|path|href)(?![A-Za-z])\s*")
_ESCAPED = lazy_regex(
    r"\\([_%&#$~^{}\\])(?:\{\})?|\{\\([_%&#~])\}|\$([<>])\$|\{\\text(less|greater)\}"
    r"|\{?\\textasciitilde(?:\{\}|\})?|\{?\$\\sim\$\}?|\{?\$\{\\sim\}\$\}?"
)
# A character by its number, as TeX and LaTeX write it: \char126, \char"7E, \char`\~, \symbol{126}.
_NUMBERED = lazy_regex(
    r"\\(?:char\s*(?:\"(?P<hex>[0-9A-F]{1,5})|'(?P<octal>[0-7]{1,6})|`\\?(?P<sign>[^\sA-Za-z{}])"
    r"|(?P<number>\d{1,6}))\s?|(?:symbol|unichar)\{(?P<symbol>\d{1,6})\})"
)
# An accent by its number in the fonts of plain TeX (The TeXbook, chapter 9): \accent"17 u.
_ACCENT = lazy_regex(
    r"\\accent\s*(?:\"(?P<hex>[0-9A-F]{2})|'(?P<octal>[0-7]{2,3})|(?P<number>\d{1,3}))\s?"
)
_ACCENTS = {18: "`", 19: "'", 20: "v ", 21: "u ", 22: "=", 23: "r ", 24: "c ", 94: "^", 95: ".",
            125: "H ", 126: "~", 127: '"'}  # fmt: skip
_BRACED_SIGN = lazy_regex(r"\{([~_%&#])\}")
_IN_TEX = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "<": "$<$", ">": "$>$",
           "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "{": r"{\textbraceleft}",
           "}": r"{\textbraceright}", "\\": r"{\textbackslash}", "\xa0": "~"}  # fmt: skip
_END_OF_UNICODE = 0x110000
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
    if "\\" not in text and "$" not in text:
        return text
    return _ESCAPED.sub(_character, _BRACED_SIGN.sub(r"\1", numbered_characters(text, str)))


def numbered_characters(text: str, spell: Callable[[str], str]) -> str:
    r"""A text with what stands there by its number as the character, spelled as asked.

    >>> numbered_characters(r"a.example/\char126 roe", str)
    'a.example/~roe'
    """

    def character(found: re.Match[str]) -> str:
        number = found["number"] or found["symbol"]
        code = int(number) if number else 0
        code = code or int(found["hex"] or "0", 16) or int(found["octal"] or "0", 8)
        sign = found["sign"] or (chr(code) if code < _END_OF_UNICODE else "")
        return spell(sign) if sign.isprintable() and sign else found[0]

    if "\\" not in text:
        return text
    if "\\accent" in text:
        text = _ACCENT.sub(_named_accent, text)
    return _NUMBERED.sub(character, text)


def _named_accent(found: re.Match[str]) -> str:
    number, hex_ = found["number"], found["hex"]
    code = int(number) if number else int(hex_, 16) if hex_ else int(found["octal"], 8)
    return f"\\{_ACCENTS[code]}" if code in _ACCENTS else found[0]


def spelled_in_tex(sign: str) -> str:
    """A character so that TeX prints it and takes it for nothing else."""
    return _IN_TEX.get(sign, sign)


def _character(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or _ANGLES.get(found[4] or "", "~")
