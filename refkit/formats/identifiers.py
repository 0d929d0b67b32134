"""A plain list of identifiers: a DOI, a PubMed number, an arXiv number or an ISBN on each line.

Nothing is asked: an entry has its identifier and no title, which ``check`` tells and ``enrich``
mends. A column of them saved as CSV is such a list, too; so are several on a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from refkit.errors import InputError, InvalidIdentifier
from refkit.formats.library import EntryIds, Library
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi, Isbn, Pmcid, Pmid, without_invisible
from refkit.model.pasted_identifiers import read_pasted, split_pasted
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.spreadsheet import is_missing

# What a column or a list of identifiers is headed by.
_HEAD = lazy_regex(
    r"(?:dois?|pmids?|pmcids?|pubmed(?: ids?)?|ids?|x|identifiers?)\W*", re.IGNORECASE
)
_LOOKED_AT = 100
_ISBN = lazy_regex(r"(?:e?isbn(?:-1[03])?\s*:?\s*)?((?:97[89][\s-]?)?\d[\d\s-]{7,14}[\dx])", re.I)
# Fewer figures alone may be years, or anything else.
_NUMBER = lazy_regex(r"\d{1,4}")
_BREAK = lazy_regex(r"\r\n|\r|\n")
# To the end of a line, behind a blank or at its beginning: an identifier has none inside.
_COMMENT = lazy_regex(r"(?:^|(?<=\s))#.*")
# Answers of services on one line have a DOI in them, too.
_OBJECT = lazy_regex(r"\ufeff?\s*(?:\{|\[\s*\{)")


def is_list(text: str) -> bool:
    """Whether most of the lines at the beginning are identifiers."""
    if _OBJECT.match(text):
        return False
    lines = [line for line in _BREAK.split(text[:20_000])[:_LOOKED_AT] if _said(line)]
    read = [line for line in lines if not _NUMBER.fullmatch(_said(line)) and _is_whole(_said(line))]
    return len(read) * 2 > len(lines) - (1 if lines and _HEAD.fullmatch(_said(lines[0])) else 0) > 0


def _is_whole(said: str) -> bool:
    return all(identifier for _, identifier in _understood(said))


def read_identifiers(text: str, where: str) -> Library:
    """Read a list of identifiers; raises InputError where most of its lines are none."""
    if not is_list(text):
        raise InputError(
            f"{where}: is neither a library that is known nor a list of identifiers; export RIS "
            "from the program or the site that it comes from"
        )
    entries: list[Entry] = []
    troubles: dict[int, str] = {}
    ids = EntryIds()
    for piece in identified(text):
        work = _work(piece.identifier)
        if work is None:
            told = f"{where}: line {piece.line}: left as it stands (is no identifier)"
            troubles.setdefault(piece.line, told)
            continue
        id_ = str(work.doi or (f"PMID{work.pmid}" if work.pmid else work.pmcid or ""))
        id_ = id_ or f"ISBN{work.isbns[0]}"
        entries.append(Entry(ids.next(id_), work, Imported("identifiers")))
    return Library(text, "identifiers", tuple(entries), troubles=tuple(troubles.values()))


class Piece(NamedTuple):
    """What stands for one work in a line, and how it was understood; None: as no identifier."""

    line: int
    text: str
    identifier: Doi | Pmid | Pmcid | Isbn | None


def identified(text: str) -> Iterator[Piece]:
    """What stands in the lines of a list, without its head, empty lines and comments."""
    said = [(number, _said(line)) for number, line in enumerate(_BREAK.split(text), start=1)]
    said = [each for each in said if each[1]]
    for number, line in said[1:] if said and _HEAD.fullmatch(said[0][1]) else said:
        yield from (Piece(number, *each) for each in _understood(line))


def pieces(line: str) -> list[str]:
    """What a line of such a list names, each piece as it is written; none of a heading or comment.

    >>> pieces("10.1000/a; PMID: 41136767"), pieces("DOI"), pieces("# mine")
    (['10.1000/a', 'PMID: 41136767'], [], [])
    """
    said = _said(line)
    if not said or _HEAD.fullmatch(said):
        return []
    return [said] if _isbn(said) else split_pasted(said)


def _said(line: str) -> str:
    """What a line says, without quotes and without a comment; empty for "not available"."""
    bare = _COMMENT.sub("", without_invisible(line)).strip("\"',; \t").replace("\\_", "_")
    return "" if bare == "-" or is_missing(bare) else bare


def _understood(said: str) -> Iterator[tuple[str, Doi | Pmid | Pmcid | Isbn | None]]:
    """The texts that a line names works by; None for what is no identifier."""
    if isbn := _isbn(said):
        yield said, isbn
        return
    for piece in split_pasted(said) if said else ():
        yield piece, _pasted(piece)


def _pasted(piece: str) -> Doi | Pmid | Pmcid | None:
    try:
        return read_pasted(piece).identifier
    except InvalidIdentifier:
        return None


def _isbn(said: str) -> Isbn | None:
    found = _ISBN.fullmatch(said)
    try:
        return Isbn.parse(found[1]) if found else None
    except InvalidIdentifier:
        return None


def _work(identifier: Doi | Pmid | Pmcid | Isbn | None) -> Work | None:
    match identifier:
        case Doi():
            return Work(WorkType.DOCUMENT, doi=identifier)
        case Pmid():
            return Work(WorkType.DOCUMENT, pmid=identifier)
        case Pmcid():
            return Work(WorkType.DOCUMENT, pmcid=identifier)
        case Isbn():
            return Work(WorkType.BOOK, isbns=(identifier,))
    return None
