"""Text in UTF-8 that somebody read as Windows-1252, ``MÃ¼ller`` for Müller, put right.

Deposits hold such names, some of them spoiled twice. A text is repaired where all of it can be read
as UTF-8 and what it says now is said by no language: a closing quote after a capital (``‘CAFÉ’``)
would be read as a letter, too. Anything less sure stays as it was deposited.
"""

from __future__ import annotations

import re

from refkit.regex import lazy_regex

_MOST_TIMES = 3

# A byte of Windows-1252 by its character; the five that it does not have are Latin-1's controls.
_BYTES = {
    **{chr(code): code for code in range(0x100)},
    **{
        bytes([code]).decode("cp1252"): code
        for code in range(0x80, 0xA0)
        if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    },
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


def undo_mojibake(text: str) -> str:
    """Give the text as it was meant, or as it stands where that is not certain.

    >>> undo_mojibake("GarcÃ\xada, JosÃ©")
    'García, José'
    >>> undo_mojibake("‘CAFÉ’")
    '‘CAFÉ’'
    """
    best = text
    for _ in range(_MOST_TIMES):
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
