"""What people paste for an article: its DOI in any dress, its PubMed number, its page's address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from refkit.errors import InvalidIdentifier
from refkit.model.identifiers import Doi, Pmcid, Pmid, seen, without_tail
from refkit.model.landing import Identifier, is_address, read_address

_QUOTES = "\"'`“”„‘’«»"
_DOI_ADDRESS = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/", re.IGNORECASE)
# "?utm_source=x" and the like say where a reader came from; a question mark alone is a DOI's own.
_CAME_FROM = re.compile(r"\?[\w.-]+=[^/]*\Z")
# Word processors make these of a hyphen; Crossref's advice for new DOIs is ASCII alone.
_HYPHENS = re.compile("[\u2010\u2011\u2012\u2013\u2212]")
_NUMBER = re.compile(r"(?:pmid\s*:?\s*|pubmed\s*:?\s*)?([1-9]\d{0,7})", re.IGNORECASE)
_PMCID = re.compile(r"(?:pmcid\s*:?\s*)?(pmc\s*\d+)", re.IGNORECASE)
_INSIDE = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"'<>]+")
_FILE = re.compile(r"\.(?:bib|json|ris)\Z", re.IGNORECASE)
_EXAMPLE = "one looks like 10.1038/s41584-025-01343-5"


@dataclass(frozen=True, slots=True)
class Pasted:
    """An identifier as it was understood; ``note`` is a line where that is worth telling."""

    identifier: Identifier
    note: str = ""


def read_pasted(text: str) -> Pasted:
    """Understand what stands for one article; nothing is guessed and nobody is asked.

    Raises InvalidIdentifier that says what to do.
    """
    bare = seen(text).strip(_QUOTES).strip()
    if number := _NUMBER.fullmatch(bare):
        note = f"{bare} is taken for a PubMed number" if bare.isdigit() else ""
        return Pasted(Pmid.parse(number[1]), note)
    if number := _PMCID.fullmatch(bare):
        return Pasted(Pmcid.parse("".join(number[1].split())))
    if is_address(bare) and not _DOI_ADDRESS.match(bare):
        found = read_address(bare)
        return Pasted(found, f"{bare} is read as {found}")
    return _read_doi(bare, text)


def _read_doi(bare: str, text: str) -> Pasted:
    mended = _HYPHENS.sub("-", bare)
    if _DOI_ADDRESS.match(mended):
        mended = _CAME_FROM.sub("", mended)
    try:
        doi = Doi.parse(_unwrapped(mended))
    except InvalidIdentifier:
        raise InvalidIdentifier("DOI", text, _hint(bare)) from None
    return Pasted(doi, f"{bare} is read as {doi}" if mended != bare else "")


def _unwrapped(text: str) -> str:
    """The text without what a sentence puts around a DOI: (doi:10.1000/x)."""
    return without_tail(text.lstrip("([{"))


def _hint(bare: str) -> str:
    """What to do about a text that is no identifier."""
    return next((hint for fits, hint in _HINTS if fits(bare)), _EXAMPLE)


_HINTS: tuple[tuple[Callable[[str], object], str], ...] = (
    (_FILE.search, "a file of entries is looked up with: refkit enrich FILE"),
    (lambda bare: bare.startswith("10.") and " " in bare,
     "a blank stands in it; give the DOI alone, without blanks"),
    (_INSIDE.search, "there is more than a DOI in it; give the DOI alone"),
    (lambda bare: re.search(r"10\.\d{4,9}[. :_-]", bare),
     f"a slash follows the number that begins with 10.; {_EXAMPLE}"),
    (lambda bare: bare and not re.search(r"\d", bare),
     f"an option's value that holds blanks needs quotes; {_EXAMPLE}"),
)  # fmt: skip
