"""What to ask a search for a reference, and whether to ask at all."""

from __future__ import annotations

import re
from itertools import pairwise

from refkit.model.reference import Reference
from refkit.text.markup import read_plain

# The order in which Crossref's search-based matcher joins fields (source of 2019-04-15, 0ab577e).
FIELDS = (
    "author",
    "article-title",
    "journal-title",
    "series-title",
    "volume-title",
    "year",
    "volume",
    "issue",
    "first-page",
    "edition",
)
# The median string has 164 characters; what stands behind 400 is notes, or another reference.
LONGEST = 400
# The longest string seen has 3,610; more is no reference, and costs as one.
MOST = 4000
# Crossref's old free-text route answered nothing below four words.
FEWEST_WORDS = 4

_IDENTIFIER = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi[\s:]*)?\b10\.\s?\d{4,9}/\S+|<?\bhttps?://\S+|\bwww\.\S+"
    r"|\barxiv:?\s*(?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d+)?(?:\s*\[[a-z.-]+\])?"
    r"|\b(?:pmid|pmc|pmcid|isbn(?:-1[03])?)[\s:]*[\dx-]+|\(?\bdoi:?\s*\)?\s*$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(
    r"\[(?:pubmed|crossref|google scholar|medline|web of science)[^\]]*\]", re.I
)
_LIST_NUMBER = re.compile(r"^\s*(?:\[\w{1,6}\]|\(\d{1,4}\)|\d{1,4}[.)](?=\s))\s*")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n\s*(?=[^\W\d_])")
_NUMBER_DASH = re.compile(r"(?<=\d)\?(?=\d)")  # "125?132": Springer's old strings lost the dash
_WORD = re.compile(r"[^\W_]+")
# Words that point at another line of the list, or at a place: none of them is a work's.
_POINTERS = frozenset(
    "and at cf cit ibid ibidem id idem in loc note op p pp ref refs see supra".split()
)
_COMPOUND = re.compile(r"(?:^|(?<=[\s;.,]))\(?(?:\d{1,3})?([a-h])[.)]\s")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NUMBER = re.compile(r"\d+")


def search_text(reference: Reference) -> str:
    """The words to search by; empty where no search could end in a work.

    A string has to hold four words or numbers, two of them words of three letters that do not
    merely point at another line ("ibid., p. 7"). Fields have to hold a title, or else a first page
    with two of author, journal, year and volume. A string of several references has no one work.
    """
    text = printed_string(reference)
    if text:
        worth = _says_something(text) and len(parts(text)) < 2
        return _cut(text) if worth else ""
    values = {field: read_plain(reference.field(field)) for field in FIELDS}
    return _cut(" ".join(value for value in values.values() if value)) if _places(values) else ""


def printed_string(reference: Reference) -> str:
    """The string as deposited, without markup, identifiers, addresses and its list number."""
    raw = reference.field("unstructured")
    if not raw:
        return ""
    text = read_plain(_BROKEN_WORD.sub("", raw[:MOST]))
    text = _BRACKETED.sub(" ", _IDENTIFIER.sub(" ", text))
    return " ".join(_LIST_NUMBER.sub("", _NUMBER_DASH.sub("-", text)).split())


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


def _places(values: dict[str, str]) -> bool:
    if values["article-title"] or values["volume-title"]:
        return True
    journal = values["journal-title"] or values["series-title"]
    rest = (values["author"], journal, values["year"], values["volume"])
    return bool(values["first-page"]) and sum(map(bool, rest)) >= 2


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]
