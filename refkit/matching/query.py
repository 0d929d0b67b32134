"""What to ask a search for a reference, and whether to ask at all."""

from __future__ import annotations

from itertools import pairwise

from refkit.model.printed_reference import PrintedReference
from refkit.regex import lazy_regex

# The median string has 164 characters; what stands behind 400 is notes, or another reference.
LONGEST = 400
# Crossref's old free-text route answered nothing below four words.
FEWEST_WORDS = 4

_WORD = lazy_regex(r"[^\W_]+")
# Words that point at another line of the list, or at a place: none of them is a work's.
_POINTERS = frozenset(
    "and at cf cit ibid ibidem id idem in loc note op p pp ref refs see supra".split()
)
_COMPOUND = lazy_regex(r"(?:^|(?<=[\s;.,]))\(?(?:\d{1,3})?([a-h])[.)]\s")
_YEAR = lazy_regex(r"\b(?:1[5-9]|20)\d\d\b")
_NUMBER = lazy_regex(r"\d+")


def search_text(printed: PrintedReference) -> str:
    """The words to search by; empty where no search could end in a work.

    A string has to hold four words or numbers, two of them words of three letters that do not
    merely point at another line ("ibid., p. 7"). Fields have to hold a title, or else a first page
    with two of author, journal, year and volume. A string of several references has no one work.
    """
    if printed.text:
        worth = _says_something(printed.text) and len(parts(printed.text)) < 2
        return _cut(printed.text) if worth else ""
    return _cut(" ".join(filter(None, _fields(printed)))) if _says_a_place(printed) else ""


def _fields(printed: PrintedReference) -> tuple[str, ...]:
    """The order in which Crossref's search-based matcher joins fields (2019-04-15, 0ab577e)."""
    return (
        printed.author,
        printed.article_title,
        printed.journal_title,
        printed.series_title,
        printed.volume_title,
        printed.year,
        printed.volume,
        printed.issue,
        printed.first_page,
        printed.edition,
    )


def parts(text: str) -> list[str]:
    """The references that one string holds: more than one only where each is a whole one."""
    for pieces in (_lettered(text), text.split(";")):
        whole = [piece.strip() for piece in pieces if _is_whole(piece)]
        if len(whole) > 1:
            return whole
    return [text]


def _lettered(text: str) -> list[str]:
    """The text cut before ``(a)``, ``(b)`` or ``1a.``, ``1b.`` where they count up from a."""
    cuts: list[int] = []
    for found in _COMPOUND.finditer(text):
        if found[1] == chr(ord("a") + len(cuts)):
            cuts.append(found.start())
    edges = [*cuts, len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


def _is_whole(piece: str) -> bool:
    """Whether a piece has what a reference of its own has: words, a year, a volume and a page."""
    numbers = _NUMBER.findall(piece)
    words = [word for word in _WORD.findall(piece) if len(word) > 1 and word.isalpha()]
    return bool(_YEAR.search(piece)) and len(numbers) >= 3 and len(words) >= 2


def _says_something(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if word.casefold() not in _POINTERS]
    long = [word for word in words if len(word) >= 3 and not word.isdigit()]
    scripts = any(ord(character) >= 0x2E80 for character in text)  # written without blanks
    return (len(words) >= FEWEST_WORDS and len(long) >= 2) or (scripts and len(text) >= 8)


def _says_a_place(printed: PrintedReference) -> bool:
    if printed.article_title or printed.volume_title:
        return True
    journal = printed.journal_title or printed.series_title
    rest = (printed.author, journal, printed.year, printed.volume)
    return bool(printed.first_page) and sum(map(bool, rest)) >= 2


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]
