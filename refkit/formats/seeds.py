"""Seeds: many works whose lists are wanted, out of a file that a user has.

That is a list of identifiers, a line each; a table with a column of them; or a library or a saved
bibliography, whose works are the seeds. What is none is told with its number and kept out.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple

from refkit.errors import InputError
from refkit.files.encodings import Decoded
from refkit.formats.detect import ReadFile, read_bibliography
from refkit.formats.identifiers import Piece, identified
from refkit.model.bibliography import Entry
from refkit.model.entry_identity import believed_doi
from refkit.model.identifiers import Doi, Isbn, Pmcid, Pmid
from refkit.model.printed import shown_title
from refkit.model.printed_reference import PrintedReference
from refkit.model.resolution import Imported
from refkit.regex import lazy_regex
from refkit.text.plain import clipped
from refkit.text.unicode import visible

_DELIMITERS = (",", ";", "\t", "|")
_SHORT = lazy_regex(r"\d{1,4}")
# What a list begins its lines with: a bullet, or a number of its own.
_MARK = lazy_regex(r"^[ \t]*(?:[-*+•–]|\d{1,4}[.)]|[\[(]\d{1,4}[\])])[ \t]+(?=\S)", re.MULTILINE)
_SHOWN = 60  # characters of what is kept out
_BOOK = "is the ISBN of a book, which has no list by it: give a DOI"


@dataclass(frozen=True, slots=True)
class Seeds:
    """The works of a file whose lists are wanted, as texts that ``fetch`` understands, each once.

    ``left_out`` has a line for each thing in the file that is no seed, with its number, and
    ``repeated`` one for each that was there before.
    """

    identifiers: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


class _Found(NamedTuple):
    """One thing in the file: where it stands, as what it is given to ``fetch``, what it is.

    ``why`` says why it is no seed.
    """

    where: str
    text: str
    identifier: Doi | Pmid | Pmcid | None
    why: str = ""


def read_seeds(given: str | Decoded, name: str, where: str = "") -> Seeds:
    """Read the seeds of a file, ``-`` by its look; ``where`` is what it is called in messages.

    Raises InputError where none is in it, or where it cannot be read.
    """
    where = where or name
    seeds = _seeds(_found(given, name, where), where)
    if not seeds.identifiers:
        why = f"; {seeds.left_out[0].removeprefix(f'{where}: ')}" if seeds.left_out else ""
        raise InputError(f"{where}: no DOI, PubMed number or address is in it{why}")
    return seeds


def _seeds(found: list[_Found], where: str) -> Seeds:
    first: dict[Doi | Pmid | Pmcid, _Found] = {}
    left_out, repeated = list[str](), list[str]()
    for each in found:
        if each.identifier is None:
            left_out.append(f"{where}: {each.where}: {each.why}")
        elif each.identifier in first:
            there = first[each.identifier].where
            repeated.append(f"{where}: {each.where}: {each.identifier} stands in {there} already")
        else:
            first[each.identifier] = each
    return Seeds(tuple(each.text for each in first.values()), tuple(left_out), tuple(repeated))


def _found(given: str | Decoded, name: str, where: str) -> list[_Found]:
    """What stands in a file: as a library where it is one, else line by line."""
    text = (given if isinstance(given, str) else given.text).removeprefix("\ufeff")
    try:
        read = read_bibliography(given, name, where)
    except InputError:
        if found := _of_cells(text) or _of_lines(text):
            return found
        raise
    if read.library and read.library.format == "identifiers":
        return (_of_cells(text, alone=True) if "\n" in text else []) or _of_lines(text)
    return list(_of_entries(read))


def _of_lines(text: str) -> list[_Found]:
    """The lines of a list; none where no line has an identifier."""
    lines = identified(_MARK.sub("", text))
    found = [_of_piece(f"line {each.line}", each) for each in lines]
    return found if any(each.identifier for each in found) else []


def _of_piece(where: str, piece: Piece) -> _Found:
    if isinstance(piece.identifier, Isbn):
        return _Found(where, piece.text, None, f"{_cut(piece.text)} {_BOOK}")
    if _SHORT.fullmatch(piece.text):
        why = f"{piece.text} may be anything: PMID: {piece.text} where that is meant"
        return _Found(where, piece.text, None, why)
    why = f"“{_cut(piece.text)}” is no DOI, PubMed number or address"
    return _Found(where, piece.text, piece.identifier, why)


def _of_cells(text: str, *, alone: bool = False) -> list[_Found]:
    """The cells of the column that has the most identifiers; none where it is no table.

    None either where another column has some, and it shall be ``alone``: lines of several.
    """
    tables = [_rows(text, mark) for mark in _DELIMITERS if mark in text]
    columns = [
        [(number, row[place] if place < len(row) else "") for number, row in rows]
        for rows in tables
        for place in range(max((len(row) for _, row in rows), default=0))
    ]
    counts = [_identified(cells) for cells in columns]
    if not any(counts) or (alone and sum(map(bool, counts)) > 1):
        return []
    cells = columns[counts.index(max(counts))]
    read = [(number, list(identified(f"\n{cell}"))) for number, cell in cells]
    if not any(each.identifier for each in read[0][1]):
        read = read[1:]  # its heads
    return [found for number, there in read for found in _of_cell(f"row {number}", there)]


def _of_cell(where: str, there: list[Piece]) -> Iterator[_Found]:
    yield from (_of_piece(where, each) for each in there)
    if not there:
        yield _Found(where, "", None, "has nothing in the column of identifiers")


def _identified(cells: list[tuple[int, str]]) -> int:
    """How many cells name a work; a short number may be anything."""
    named = ([each for each in identified(f"\n{cell}") if each.identifier] for _, cell in cells)
    return sum(any(not _SHORT.fullmatch(each.text) for each in there) for there in named)


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The rows of a table that are not empty, with their numbers; none where it is no table."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
    widest = max(map(len, rows), default=0)
    found = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    # Lines of one cell beside others are sentences, comments or lists of their own.
    return found if widest > 1 and sum(len(row) > 1 for _, row in found) * 2 > len(found) else []


def _of_entries(read: ReadFile) -> Iterator[_Found]:
    library = read.library
    spans = library.spans if library else ()
    for place, entry in enumerate(read.bibliography.entries):
        named = f"entry {place + 1}"
        if library and place < len(spans):
            named = f"line {library.text.count(chr(10), 0, spans[place][0]) + 1}"
        yield _of_entry(f"{named} ({entry.id})" if entry.id else named, entry)


def _of_entry(where: str, entry: Entry) -> _Found:
    work = entry.work
    doi = believed_doi(entry)
    if doi is None and isinstance(entry.resolution, Imported):
        doi = next(iter(PrintedReference.of_entry(entry).dois), None)
    if doi:
        return _Found(where, str(doi), doi)
    if work.pmid:
        return _Found(where, f"PMID: {work.pmid}", work.pmid)
    if work.pmcid:
        return _Found(where, str(work.pmcid), work.pmcid)
    title = shown_title(entry)
    return _Found(where, "", None, f"“{_cut(title)}” has neither DOI nor PubMed number")


def _cut(text: str) -> str:
    return clipped(" ".join(visible(text).split()), _SHOWN, is_close=True)
