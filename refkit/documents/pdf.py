"""Reads a PDF: its lines in reading order, its links, and the DOI that it says of itself.

PDFium reads it in a process of its own (``pdf_words``), with bounds of time, memory, pages and
letters. Nothing that is in a PDF is run, opened or fetched.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from refkit.documents import pdf_words
from refkit.documents.line_features import end_weight, start_weight
from refkit.documents.model import Block, BlockKind, Document
from refkit.documents.pdf_layout import (
    PageLine,
    Word,
    is_apart,
    is_large,
    lines_of_pages,
    usual_gap,
    usual_height,
)
from refkit.documents.pdf_line_numbers import without_line_numbers
from refkit.errors import InputError, InvalidIdentifier
from refkit.extras import require
from refkit.model.doi_readings import read_string
from refkit.model.identifiers import Doi
from refkit.text.unicode import clean

EXTRA = "documents"

_OWN = re.compile(
    rb"<(prism:doi|crossmark:DOI|pdfx:(?:doi|DOI|WPS-ARTICLEDOI)|dc:identifier|prism:url)\b[^>]{0,200}>"
    rb"([^<]{6,300})<|\bprism:doi\s*=\s*[\"']([^\"']{6,300})[\"']"
)
_PACKET = re.compile(rb"<x:xmpmeta\b.{0,200000}?</x:xmpmeta>", re.DOTALL)
_INFO = ("WPS-ARTICLEDOI", "doi", "DOI", "Subject", "Title", "Keywords")
_DOI_WORD = re.compile(r"\bdoi\b|doi\.org", re.IGNORECASE)
_REFERENCES = re.compile(r"\W*(?:\d+\W+)?(?:references|bibliography|literature cited)\W*", re.I)
_MOST_ON_PAGE_ONE = 2
_READABLE = 0.6  # of the letters, those that a font must tell
_SCANNED = 25  # letters of a page: fewer are a stamp on a picture
_MOST_SHOWN = 5
_SPACED = 12  # lines of a paragraph


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of the machine a PDF may take, and how much of it is read."""

    seconds: int = 60
    megabytes: int = 3000
    pages: int = 3000
    characters: int = 10_000_000


def read_pdf(data: bytes, name: str, bounds: Bounds = Bounds()) -> Document:
    """Read a PDF; raises InputError where it is locked, broken, without text or too large.

    The lines of a page stand column by column; an empty line is one of the page.
    """
    require("reading a PDF", EXTRA, "pypdfium2")
    told = _told(data, name, bounds)
    words = [[_word(each) for each in page["words"]] for page in told["pages"]]
    _check_text(words, name)
    numberless, numbers = without_line_numbers(words)
    lines = lines_of_pages(numberless)
    blocks = tuple(_blocks(lines, [page["links"] for page in told["pages"]]))
    return Document(
        name,
        "pdf",
        blocks,
        own_doi=_own_doi(data, told["info"], lines),
        remarks=tuple(_remarks(words)),
        line_numbers=numbers,
    )


def _told(data: bytes, name: str, bounds: Bounds) -> Mapping[str, Any]:
    """What the process says of the PDF; raises InputError for all but its pages."""
    limits = (bounds.seconds, bounds.megabytes, bounds.pages, bounds.characters)
    program = [sys.executable, "-P", str(Path(pdf_words.__file__)), *map(str, limits)]
    try:
        done = subprocess.run(  # noqa: S603
            program, input=data, capture_output=True, check=False, timeout=10 * bounds.seconds
        )
    except subprocess.TimeoutExpired:
        raise InputError(_too_much(name, "takes too long")) from None
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror})") from None
    if done.returncode == -_SIGNAL_OF_TIME:
        raise InputError(_too_much(name, "takes too long"))
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise InputError(_states(name)[pdf_words.BROKEN]) from None
    if told["state"] != pdf_words.OPENED:
        raise InputError(_states(name)[told["state"]])
    return told


_SIGNAL_OF_TIME = 24  # SIGXCPU, which is no name on Windows


def _too_much(name: str, what: str) -> str:
    return f"{name}: {what} to read; print the pages of its list to a PDF of their own"


def _states(name: str) -> dict[str, str]:
    return {
        pdf_words.LOCKED: f"{name}: is locked with a password; save it without one",
        pdf_words.BROKEN: (
            f"{name}: is a broken PDF, or takes too much memory; print it to a new one"
        ),
        pdf_words.PAGES: _too_much(name, "has too many pages"),
        pdf_words.CHARACTERS: _too_much(name, "has too much text"),
    }


def _word(told: Sequence[Any]) -> Word:
    text, left, bottom, right, top = told
    return Word(clean(text), left, bottom, right, top)


def _check_text(pages: Sequence[Sequence[Word]], name: str) -> None:
    letters = [letter for page in pages for word in page for letter in word.text]
    if len(letters) < _SCANNED:
        raise InputError(
            f"{name}: has no text, only pictures of pages; make its text readable first (OCR), or "
            "give the DOI of the paper"
        )
    unread = sum(not letter.isprintable() or letter == "\ufffd" for letter in letters)
    if len(letters) - unread < _READABLE * len(letters):
        raise InputError(
            f"{name}: does not say which letters it shows; make its text readable first (OCR), or "
            "give the DOI of the paper"
        )


def _remarks(pages: Sequence[Sequence[Word]]) -> Iterator[str]:
    bare = [str(number) for number, page in enumerate(pages, start=1) if not page]
    if bare:
        shown = ", ".join(bare[:_MOST_SHOWN]) + (" ..." if len(bare) > _MOST_SHOWN else "")
        yield f"{len(bare)} of {len(pages)} pages without text ({shown})"


def _blocks(
    pages: Sequence[Sequence[PageLine]], links: Sequence[Sequence[Sequence[Any]]]
) -> Iterator[Block]:
    gap, height = usual_gap(pages), usual_height(pages)
    is_spaced = _is_spaced(pages, gap)
    before = ""
    for number, (page, led) in enumerate(zip(pages, links, strict=True), start=1):
        addresses = _links_of(page, led)
        for place, line in enumerate(page):
            top = is_spaced and not line.gap and _may_part(before, line.text)
            if top or is_apart(line, gap):
                yield Block("", page=number)
            before = line.text
            yield Block(
                line.text,
                BlockKind.HEADING if is_large(line, height) else BlockKind.LINE,
                indent=line.indent,
                page=number,
                links=tuple(dict.fromkeys(addresses.get(place, ()))),
            )


def _is_spaced(pages: Sequence[Sequence[PageLine]], gap: float) -> bool:
    """Whether paragraphs are parted by space, which is not seen at the top of a column."""
    lines = [line for page in pages for line in page]
    return _SPACED * sum(is_apart(line, gap) for line in lines) > len(lines)


def _may_part(before: str, after: str) -> bool:
    return end_weight(before) > 0 and start_weight(after) > 0


def _links_of(page: Sequence[PageLine], links: Sequence[Sequence[Any]]) -> dict[int, list[str]]:
    """By the place of a line, the addresses whose field covers a part of it."""
    found: dict[int, list[str]] = {}
    for address, left, bottom, right, top in links:
        across, along = (left + right) / 2, (bottom + top) / 2
        for place, line in enumerate(page):
            if line.bottom <= along <= line.top and line.left - 2 <= across <= line.right + 2:
                found.setdefault(place, []).append(clean(address))
                break
    return found


def _own_doi(
    data: bytes, info: Mapping[str, str], pages: Sequence[Sequence[PageLine]]
) -> Doi | None:
    """The DOI that a PDF says is its own: in its metadata, else on its first page."""
    for packet in _PACKET.finditer(data):
        for found in _OWN.finditer(packet[0]):
            said = (found[2] or found[3]).decode("utf-8", "replace")
            if doi := _doi(said):
                return doi
    for name in _INFO:
        said = info.get(name, "")
        if said and ("doi" in name.casefold() or _DOI_WORD.search(said)) and (doi := _doi(said)):
            return doi
    return _on_page_one(pages[0]) if pages else None


def _doi(text: str) -> Doi | None:
    if found := read_string(text):
        return found[0][0]
    try:
        return Doi.parse(text)
    except InvalidIdentifier:
        return None


def _on_page_one(page: Sequence[PageLine]) -> Doi | None:
    """The first that stands by the word, above any list, where few stand on the page at all."""
    found: list[Doi] = []
    for line in page:
        if _REFERENCES.fullmatch(line.text):
            break
        if _DOI_WORD.search(line.text) and (doi := _doi(line.text)):
            found.append(doi)
    return found[0] if 0 < len(set(found)) <= _MOST_ON_PAGE_ONE else None
