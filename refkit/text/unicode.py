"""Characters of deposited text: entities and mojibake undone, controls gone, in one form."""

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

_MOST_TIMES_SPOILED = 3
# A byte of Windows-1252 by its character; the five that it does not have are Latin-1's controls.
_BYTES = {chr(code): code for code in range(0x100)} | {
    char: code for code in range(0x80, 0xA0) if (char := _windows(code)) != " "
}
_SUSPECT = lazy_regex("[\u00c2-\u00f4][^\x00-\x7f]")
# What may stand behind a word that ends in a capital with an accent: no sign of a wrong reading.
_BEHIND_A_WORD = b"\x85\x91\x92\x93\x94\x96\x97\x99\x9b\xa0\xae\xbb"
_TELLING = lazy_regex(
    # é, ü, ł, ş; a single sign of Latin-1 such as a blank that is not broken.
    rb"[\xc3-\xc5][^\x00-\x7f%b]|\xc2[\xa0-\xbf]|\xc3\x85(?=[a-z])"
    # A run of Greek, Cyrillic, Hebrew or Arabic.
    rb"|(?:[\xce-\xd1\xd7-\xdb][\x80-\xbf]){2}"
    # A dash or a curly quote; a letter of Vietnamese, a Chinese sign, a syllable of Korean.
    rb"|\xe2\x80[\x90-\xa6]|\xe1[\xb8-\xbb][\x80-\xbf]|[\xe3-\xed][\x80-\xbf]{2}"
    % re.escape(_BEHIND_A_WORD)
)


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


def undo_mojibake(text: str) -> str:
    """Give text in UTF-8 that somebody read as Windows-1252 as it was meant, where that is certain.

    Deposits hold such names, some of them spoiled twice. A text is repaired where all of it can be
    read as UTF-8 and what it says now is said by no language: a closing quote after a capital
    would be read as a letter, too. Anything less sure stays as it was deposited.

    >>> undo_mojibake("GarcÃ\xada, JosÃ©")
    'García, José'
    >>> undo_mojibake("‘CAFÉ’")
    '‘CAFÉ’'
    """
    best = text
    for _ in range(_MOST_TIMES_SPOILED):
        if not _SUSPECT.search(text) or (meant := _read_again(text)) is None:
            break
        text = meant
        # A control of Latin-1 is half of a letter that was spoiled twice; one of ASCII is none.
        best = text if all(map(_is_text, text)) else best
    return best


def _read_again(text: str) -> str | None:
    try:
        raw = bytes(_BYTES[letter] for letter in text)
        return raw.decode("utf-8") if _TELLING.search(raw) else None
    except (KeyError, UnicodeDecodeError):
        return None


def _is_text(letter: str) -> bool:
    return letter.isprintable() or letter < " " or letter in "\x7f\xa0\u2009\u202f\u00ad"
