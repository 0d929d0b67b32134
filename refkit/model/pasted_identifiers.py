"""What people paste for an article: its DOI in any dress, its PubMed number, its page's address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from unicodedata import normalize

from refkit.errors import InvalidIdentifier
from refkit.model.doi_readings import read_field, tidied
from refkit.model.identifiers import (
    Doi,
    Isbn,
    Issn,
    Pmcid,
    Pmid,
    read_arxiv,
    without_invisible,
    without_tail,
)
from refkit.model.landing_pages import Identifier, is_address, read_address
from refkit.regex import lazy_regex

_QUOTES = "\"'`“”„‘’«»"
_DOI_ADDRESS = lazy_regex(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
_DOI_WORD = lazy_regex(r"\bdoi\b\s*:?\s*", re.IGNORECASE)
_NUMBER = lazy_regex(r"(?:pmid\s*:?\s*|pubmed\s*:?\s*)?([1-9]\d{0,7})", re.IGNORECASE)
_PMCID = lazy_regex(r"(?:pmcid\s*:?\s*)?(pmc\s*\d+)", re.IGNORECASE)
_INSIDE = lazy_regex(r"10\.\d{4,9}(?:\.\d{1,9}){0,4}/[^\s\"'<>]")
_FILE = lazy_regex(
    r"\.(?:bib|ciw|csv|enw|isi|json|nbib|ris|tab|tsv|txt|xml|ya?ml|docx?|html?|odt|pdf|rtf|md)\Z",
    re.IGNORECASE,
)
_ADDRESS = lazy_regex(r"https?://", re.IGNORECASE)
_BEFORE_ADDRESS = lazy_regex(r"\W*(?:doi\W*)?", re.IGNORECASE)
_BOOK = lazy_regex(r"isbn.*|97[89][\d\s-]{9,16}[\dx]", re.IGNORECASE)
_WORDS = lazy_regex(r"[^\W\d_]{2,}[\s,:;-]+[^\W\d_]{2,}")
_EXAMPLE = "one looks like 10.1038/s41584-025-01343-5"

# In a list: what stands between two, and what the next begins with. A DOI may hold a comma or a
# semicolon, so a bare number is the next one only behind a blank, or where all are numbers.
_SEPARATOR = lazy_regex(r"\s*[,;]\s*|\s+")
_BEGINS = lazy_regex(
    r"[\"'(<\[]?(?:10\.\d{4,9}/|10\.\d{4,9}\.\d|https?://|www\.|(?:dx\.)?doi\.org/|doi\s*:|info:doi/"
    r"|pmid\b|pmc\s*\d|arxiv\s*:)",
    re.IGNORECASE,
)
_NUMBERED = lazy_regex(
    r"(?:(?:pmid|pubmed)\s*:?\s*)?\d{1,8}|(?:pmcid\s*:?\s*)?pmc\s*\d+", re.IGNORECASE
)
_FIRST_WORD = lazy_regex(r"[^\s,;]*")
_FEWEST_DIGITS = 4
_MOST_LOOKED_AT = 500


# Characters within which an identifier stands in its piece; addresses of articles are the longest.
_LONGEST = 2048


@dataclass(frozen=True, slots=True)
class Pasted:
    """An identifier as it was understood; ``note`` is a line where that is worth telling.

    ``others`` are further readings of ``text``, to be tried in this order where the identifier is
    not known.
    """

    identifier: Identifier
    note: str = ""
    text: str = ""
    others: tuple[Doi, ...] = ()


def split_pasted(text: str) -> list[str]:
    """The identifiers of a list in one piece, parted by commas, semicolons or blanks.

    It is cut only where a new identifier begins, for DOIs hold commas and semicolons.

    >>> split_pasted("10.1000/a, 10.1890/x[0569:EDILSA]2.0.CO;2; PMID: 41136767")
    ['10.1000/a', '10.1890/x[0569:EDILSA]2.0.CO;2', 'PMID: 41136767']
    """
    pieces, begun = [], 0
    for found in _SEPARATOR.finditer(text):
        # The beginning alone: of a long piece that is never cut, all would be looked at each time.
        so_far = text[begun : min(found.start(), begun + _LONGEST)].strip()
        if so_far and _begins_anew(so_far, found[0], text, found.end()):
            pieces.append(text[begun : found.start()].strip())
            begun = found.end()
    last = text[begun:].strip()
    return [*pieces, last.rstrip(",; ") if pieces else last]


def _begins_anew(so_far: str, separator: str, text: str, start: int) -> bool:
    """Whether a new identifier begins behind a separator, and a whole one stands before it."""
    if _BEGINS.match(text, start):
        return _is_whole(so_far) or is_address(so_far)
    word = _FIRST_WORD.match(text, start)
    next_one = word[0] if word else ""
    if not separator.strip() or not (_NUMBERED.fullmatch(next_one) or read_arxiv(next_one)):
        return False
    may_go_on = _INSIDE.search(so_far) and not (
        separator[-1].isspace() and len(next_one) >= _FEWEST_DIGITS
    )
    return _is_whole(so_far) and not may_go_on


def _is_whole(text: str) -> bool:
    return bool(_NUMBERED.fullmatch(text) or read_arxiv(text) or _INSIDE.search(text))


def read_pasted(text: str) -> Pasted:
    """Understand what stands for one article; nothing is guessed and nobody is asked.

    Raises InvalidIdentifier that says what to do.
    """
    bare = without_invisible(text).strip(_QUOTES).strip()
    if number := _NUMBER.fullmatch(bare):
        note = f"{bare} is taken for a PubMed number" if bare.isdigit() else ""
        return Pasted(Pmid.parse(number[1]), note, bare)
    if number := _PMCID.fullmatch(bare):
        return Pasted(Pmcid.parse("".join(number[1].split())), "", bare)
    if paper := read_arxiv(bare):
        return Pasted(paper, f"{bare} is read as {paper}", bare)
    if is_address(bare) and not _DOI_ADDRESS.match(bare):
        return _read_address(bare)
    return _read_doi(bare, text)


def _read_address(bare: str) -> Pasted:
    try:
        found = read_address(bare)
    except InvalidIdentifier:
        # An address of no known kind that holds a DOI: with what ends it, and without.
        readings = _only_doi(bare)
        if not readings:
            raise
        return Pasted(readings[0], f"{bare} is read as {readings[0]}", bare, readings[1:])
    others = _only_doi(found.value)[1:] if isinstance(found, Doi) else ()
    return Pasted(found, f"{bare} is read as {found}", bare, others)


def _read_doi(bare: str, text: str) -> Pasted:
    readings = _only_doi(_unwrapped(bare))
    if not readings:
        raise InvalidIdentifier("DOI", text, _hint(bare))
    doi, *others = readings
    return Pasted(doi, "" if _is_plain(bare, doi) else f"{bare} is read as {doi}", bare, (*others,))


def _only_doi(text: str) -> tuple[Doi, ...]:
    """The readings of a text that holds one DOI and no words beside it; else none.

    A blank inside is refused: half a DOI may be another work's. Not every script has blanks.
    """
    tidy = tidied(text)
    if " " in " ".join(_DOI_WORD.sub("", tidy).split()) or _has_words_before(tidy):
        return ()
    found = read_field(text)
    return found[0] if len(found) == 1 else ()


def _has_words_before(text: str) -> bool:
    """Whether words stand before a DOI without a blank: of no address, or before its beginning."""
    inside = _INSIDE.search(text)
    before = normalize("NFKC", text[: inside.start()]) if inside else ""
    if any(letter.isalpha() and not letter.isascii() for letter in before):
        return True
    address = _ADDRESS.search(before)
    if address is None or is_address(text):
        return False
    return not _BEFORE_ADDRESS.fullmatch(before[: address.start()])


def _is_plain(bare: str, doi: Doi) -> bool:
    """Whether a text says the DOI to everybody: nothing of it was changed."""
    try:
        return Doi.parse(_unwrapped(bare)) == doi
    except InvalidIdentifier:
        return False


def _unwrapped(text: str) -> str:
    """The text without what a sentence puts around a DOI: (doi:10.1000/x)."""
    return without_tail(text.lstrip("([{<"))


def _hint(bare: str) -> str:
    """What to do about a text that is no identifier."""
    return next((hint for fits, hint in _HINTS if fits(bare[:_MOST_LOOKED_AT])), _EXAMPLE)


def _is_serial(bare: str) -> bool:
    try:
        return bool(Issn.parse(re.sub(r"(?i)\Ae?issn[:\s]*", "", bare)))
    except InvalidIdentifier:
        return False


def _is_book(bare: str) -> bool:
    try:
        return bool(_BOOK.fullmatch(bare) or Isbn.parse(bare))
    except InvalidIdentifier:
        return False


_HINTS: tuple[tuple[Callable[[str], object], str], ...] = (
    (_FILE.search,
     "there is no such file; a file of entries is looked up with: refkit enrich FILE"),
    (_is_book, "an ISBN names a book: give the DOI of the book or of its chapter, which its "
     "publisher's page shows"),
    (_is_serial, "an ISSN names a whole journal: give the DOI of the article"),
    (lambda bare: len(read_field(bare)) > 1, "it holds two DOIs; give each alone"),
    (lambda bare: bare.startswith("10.") and " " in bare,
     "a blank stands in it; give the DOI alone, without blanks"),
    (_INSIDE.search, "there is more than a DOI in it; give the DOI alone"),
    (lambda bare: re.search(r"10\.\d{4,9}[. :_-]", bare),
     f"a slash follows the number that begins with 10.; {_EXAMPLE}"),
    (_WORDS.search, "a title is not searched for: give the DOI that stands on the article's "
     "page, or find it at https://search.crossref.org"),
    (str.isalpha, "a title is not searched for, and a value that holds blanks needs quotes; "
     f"{_EXAMPLE}"),
    (lambda bare: bare and not re.search(r"\d", bare),
     f"an option's value that holds blanks needs quotes; {_EXAMPLE}"),
)  # fmt: skip
