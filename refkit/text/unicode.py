"""Characters of deposited text: entities undone, controls gone, Unicode in one form."""

from __future__ import annotations

import re
import unicodedata

from refkit.regex import lazy_regex

BLOCK = "\x1e"
"""Stands between paragraphs while text is read; controls of the source are gone by then."""

FORMULA, FORMULA_END = "\x1f", "\x1c"
"""Stand at the edges of a formula for the same time; all these count as white space."""

_ENTITY = lazy_regex(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_AGAIN = lazy_regex(r"&(?:amp;)++(?=#?[A-Za-z0-9]{1,31};)")
_ESCAPED_AGAIN_BUT_ANGLES = lazy_regex(r"&(?:amp;)++(?=(?!lt;|gt;)#?[A-Za-z0-9]{1,31};)")
_TWICE = lazy_regex(r"&(?:amp;){2,}+")
_ESCAPED_TAIL = lazy_regex(r"&(?:amp;)++")
_LONGEST_PASSAGE = 1024
_PASSAGE = lazy_regex(r"\s*\S{1,1024}|\s+")

_SURROGATE = lazy_regex("[\ud800-\udfff]")

_INVISIBLE = (
    "\u00ad\u200b\ufeff\ufffe\uffff"  # soft hyphen, blanks of no width, what XML cannot hold
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # would reorder the text around them
    "\u2060\u2061\u2062\u2063\u2064"  # MathML's "times" and "applied to" that nobody sees
)


def _windows(code: int) -> str:
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        return " "


_CLEAN: dict[int, str | None] = {
    **dict.fromkeys(range(0x20), " "),
    **{code: chr(code) for code in (0x09, 0x0A, 0x0D)},
    0x7F: " ",
    # C1 controls are Windows-1252 read as Latin-1; HTML reads them the same way.
    **{code: _windows(code) for code in range(0x80, 0xA0)},
    **{ord(char): None for char in _INVISIBLE},
    # A lone surrogate can be in JSON but in no file.
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


def clean(text: str) -> str:
    """Make text safe to store: no control, no hidden character, one form of each letter (NFC)."""
    if not text.isprintable():  # what is to be replaced is no printable character
        text = text.translate(_CLEAN)
    return text if text.isascii() else normalize(text)


def has_surrogates(text: str) -> bool:
    """Whether there is a lone half of a pair of UTF-16 in a text, which no file can hold."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def replace_surrogates(text: str) -> str:
    """Text that a file can hold: U+FFFD for each lone half of a pair of UTF-16."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def visible(text: str) -> str:
    r"""Text that steers neither a terminal nor the words beside it: what would is spelled.

    Blanks of every kind are blanks, and what joins letters is left out.

    >>> visible("a\x1b[31mb\u202ec\nd")
    'a\\x1b[31mb\\u202ec d'
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    if letter.isspace():
        return " "
    if unicodedata.category(letter) == "Cf" and letter not in _INVISIBLE:
        return ""
    return letter.encode("unicode_escape").decode()


def normalize(text: str) -> str:
    """Bring text to NFC, in time that grows with its length alone."""
    if _is_normal(text):
        return text
    # Sorting a run of combining marks is quadratic, so no run is longer than one passage.
    return "".join(unicodedata.normalize("NFC", part) for part in _PASSAGE.findall(text))


def _is_normal(text: str) -> bool:
    """Whether a text is in NFC, told passage by passage: nothing joins what is before a blank."""
    at = 0
    while len(text) - at > _LONGEST_PASSAGE:
        end = text.rfind(" ", at + 1, at + _LONGEST_PASSAGE)
        if end < 0 or not unicodedata.is_normalized("NFC", text[at:end]):
            return False
        at = end
    return unicodedata.is_normalized("NFC", text[at:])


def undo_entities(text: str) -> str:
    """Undo one level of entities, and of ``&amp;nbsp;`` both, but not of ``&amp;lt;``."""
    return _decode(_TWICE.sub("&amp;", _ESCAPED_AGAIN_BUT_ANGLES.sub("&", text)))


def undo_all_entities(text: str) -> str:
    """Undo entities however often they were escaped."""
    if "&" not in text:
        return text
    return _decode(_ESCAPED_TAIL.sub("&", _ESCAPED_AGAIN.sub("&", text)))


def _decode(text: str) -> str:
    # html.unescape alone would also read "R&notes" as an entity without its semicolon.
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    from html import unescape
    from html.entities import html5

    name = found[1]
    return unescape(found[0]) if name[0] == "#" else html5.get(name + ";", found[0])
