r"""Accents over one letter and escaped signs, which most names and titles have and no more."""

from __future__ import annotations

import re
import unicodedata

from refkit.latex.commands import MARKS
from refkit.regex import lazy_regex

_LETTER = r"(?:\{{(?P<{0}a>[A-Za-z]|\\[ij])\}}|(?P<{0}b>[A-Za-z]|\\[ij](?![A-Za-z])))"
_ACCENTED = lazy_regex(
    r"[{\\](?<!\\[{\\])(?:"
    r"(?<=\{)\\(?P<braced>[`'^~=.\"]|[uvHcdbkr](?=[ {\\])) ?" + _LETTER.format("x") + r"\}"
    r"|(?<=\\)(?:(?P<bare>[`'^~=.\"])" + _LETTER.format("y") + r"|(?P<sign>[&%])))"
)
_ACCENTS: dict[str, str] = {}  # by their spelling: there are so many and no more


def read_accents(text: str) -> str:
    r"""A field with its accents over one letter read, and its escaped signs; the rest is TeX.

    >>> read_accents(r"{\'A}lvarez, Jos\'e")
    'Álvarez, José'
    """
    return _ACCENTED.sub(_accent, text) if "\\" in text else text


def _accent(found: re.Match[str]) -> str:
    spelling = found[0]
    char = _ACCENTS.get(spelling)
    if char is None:
        mark, letter = found["braced"] or found["bare"], found["xa"] or found["xb"]
        letter = letter or found["ya"] or found["yb"]
        char = unicodedata.normalize("NFC", letter[-1] + MARKS[mark]) if letter else spelling[1]
        _ACCENTS[spelling] = char
    return char
