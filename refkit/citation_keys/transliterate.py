"""Text to ASCII, and ASCII to what every reader of citation keys takes."""

from __future__ import annotations

import re
import unicodedata

from refkit.regex import lazy_regex

LONGEST = 250
"""A key is no longer than this, whatever stands in a title."""

# Where anyascii differs from what Better BibTeX's users are used to (measured letter by letter
# against npm's transliteration 2.6 with fold-to-ascii 5, which it folds with).
_OTHER = str.maketrans(
    {
        "Æ": "AE", "Œ": "OE", "Ŋ": "NG", "×": "x",
        "Χ": "H", "χ": "h",
        "Х": "H", "х": "h", "Ц": "C", "ц": "c", "Ё": "Yo", "ё": "yo", "Ї": "Yi", "ї": "yi",
        "\u00b7": "", "\u2014": "--",
    }
)  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_ILLEGAL = lazy_regex(r"[^A-Za-z0-9:./_+-]+")
_DOUBLED = lazy_regex(r"([:./+-])[:./+-]+")


def ascii_of(text: str, *, german: bool) -> str:
    """Transliterate text; what has no letters is dropped. ``german`` writes an umlaut as ae."""
    if text.isascii():
        return text
    from anyascii import anyascii

    composed = unicodedata.normalize("NFC", text)
    return anyascii((composed.translate(_GERMAN) if german else composed).translate(_OTHER))


def is_german(language: str) -> bool:
    """Whether a work's language, a code or a name, is German."""
    return re.split(r"[-_]", language.strip().lower())[0] in {"de", "ger", "deu", "german"}


def legal(text: str) -> str:
    """What of an ASCII text may be a citation key: letters, digits and ``- : . _ / +``.

    BibTeX forbids ``" # % ' ( ) , = { }`` and blanks, LaTeX ``\\ ~`` besides. pandoc's manual
    (section "Citation syntax") wants a letter, digit or ``_`` first, and other punctuation inside
    only, never two in a row. A ``+`` at the end, which says that more people wrote it, stays: in
    pandoc such a key stands in braces, ``@{NME+}``.
    """
    key = with_legal_signs(_DOUBLED.sub(r"\1", legal_part(text))[:LONGEST])
    return "" if key == "0" else key  # biber drops the entry: 0 is false in Perl


def with_legal_signs(key: str) -> str:
    """The key without signs at its ends and without two in a row."""
    return _DOUBLED.sub(r"\1", key).lstrip(":./+-").rstrip(":./-")


def legal_part(text: str) -> str:
    """What of an ASCII text may stand inside a citation key."""
    return _ILLEGAL.sub("", text)
