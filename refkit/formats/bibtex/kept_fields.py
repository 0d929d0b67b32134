"""What comes from a user's own library goes back into a ``.bib``: keys and fields, if they fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from refkit.formats.bibtex.annotations import LABELS
from refkit.formats.foreign_fields import is_keywords, plain_text, words_of
from refkit.latex.encode import safe_tex
from refkit.model.resolution import Imported, Resolution
from refkit.regex import lazy_regex
from refkit.text.unicode import has_surrogates

# What ends a key, or makes it none, for one of the readers: bibtex, biber's btparse, pandoc, TeX;
# for pybtex every blank of Unicode does. What steers and is not seen nobody could cite.
_SIGNS = frozenset("{}()=,%#~\"'@\\")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})  # Unicode's general categories
_USUAL = lazy_regex(r"[A-Za-z0-9:./_+-]+")
_NAME = lazy_regex(r"[A-Za-z][A-Za-z0-9_.:+/*-]*")
_BRACES = lazy_regex(r"(?<!\\)(?P<slashes>\\*+)(?P<brace>[{}]|\Z)")
_LIKE_AN_ENTRY = lazy_regex(r"[\r\n][^\S\r\n]*@")


def safe_key(key: str) -> str:
    """A key that ends where it should; what cannot stand in one is written by its number.

    A blank is not merely left out: ``berg 2025`` and ``berg2025`` are two keys of a library.

    >>> safe_key("berg 2025"), safe_key("odd:key/2020+b")
    ('berg-20-2025', 'odd:key/2020+b')
    """
    if _USUAL.fullmatch(key):
        return key
    return "".join(f"-{ord(sign):x}-" if _is_unfit(sign) else sign for sign in key) or "-"


def _is_unfit(sign: str) -> bool:
    return sign in _SIGNS or unicodedata.category(sign) in _UNSEEN


def is_fit(name: str, value: str) -> bool:
    """Whether a field can be written as it stood: its braces pair up, whoever counts them.

    bibtex and biber count all, bibtexparser those without a backslash before them, and TeX those
    without an odd number. Nothing in it may look like the end of the field or the start of an
    entry.
    """
    if not _NAME.fullmatch(name) or has_surrogates(value) or _LIKE_AN_ENTRY.search(value):
        return False
    depths = [0, 0, 0]
    for found in _BRACES.finditer(value):
        slashes = len(found["slashes"])
        if slashes and not found["brace"]:  # they would hide the brace that ends the field
            return False
        step = {"{": 1, "}": -1, "": 0}[found["brace"]]
        counts = (True, not slashes, slashes % 2 == 0)
        depths = [depth + step * counted for depth, counted in zip(depths, counts, strict=True)]
        if min(depths) < 0:
            return False
    return depths == [0, 0, 0]


def kept_fields(resolution: Resolution) -> Iterator[tuple[str, str]]:
    """The fields that a user's ``.bib`` had and a work has not, as they stood, where they fit."""
    if isinstance(resolution, Imported) and resolution.source == "bibtex":
        yield from (
            (name, safe_tex(value)) for name, value in resolution.kept if is_fit(name, value)
        )


def kept_words(resolution: Resolution) -> Iterator[tuple[str, str]]:
    """The keywords of a library in another format, by the name of their field."""
    if isinstance(resolution, Imported) and resolution.source != "bibtex":
        for name, text in resolution.kept:
            if is_keywords(resolution.source, name):
                yield from ((name, word) for word in words_of(resolution.source, text))


def kept_notes(resolution: Resolution) -> Iterator[tuple[str, str]]:
    """Whatever else a library in another format had, by name, as text.

    One that is called as a statement of refkit's own is none: EndNote's edition may be a date.
    """
    for is_words, (name, text) in _foreign(resolution):
        if not is_words and text:
            source = getattr(resolution, "source", "")
            yield (f"{source} {name}" if name in LABELS else name), text


def _foreign(resolution: Resolution) -> Iterator[tuple[bool, tuple[str, str]]]:
    """Names and texts, and whether they are keywords."""
    if isinstance(resolution, Imported) and resolution.source != "bibtex":
        for name, text in resolution.kept:
            said = name, plain_text(resolution.source, text)
            yield is_keywords(resolution.source, name), said
