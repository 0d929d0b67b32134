"""Tells what a pasted text or a dropped file is: reviews, a list of references, or a library."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count
from typing import NamedTuple

from refkit.api.documents import read_lists
from refkit.api.online import identifiers
from refkit.documents.kinds import KINDS
from refkit.documents.read import PASTED, GivenDocument, read_document
from refkit.documents.split import BEFORE, split_references
from refkit.errors import InputError, InvalidIdentifier
from refkit.files.encodings import decode
from refkit.formats.detect import is_saved, read_bibliography
from refkit.formats.register import all_like, read_as
from refkit.text.plural import count_noun

GIVEN = "what was pasted"
"""What a library is called in messages that has no name."""

_MOST_NAMED = 3
_FEWEST_DIGITS = 4
_FEWEST_WORDS = 4
"""Of a reference that stands alone: a DOI with a slip of the pen is none."""


class PastedText(NamedTuple):
    """What a text is: what stands for reviews, a list of references, or both; or a library.

    ``named`` are the reviews and the list as they were understood, each once. ``library`` is the
    text where that is a library or a saved bibliography; nothing is looked up of it.
    """

    reviews: tuple[str, ...]
    named: tuple[str, ...]
    document: GivenDocument | None = None
    library: str = ""

    @property
    def in_short(self) -> str:
        """What it is about, for a person to read."""
        shown = ", ".join(self.named[:_MOST_NAMED])
        more = len(self.named) - _MOST_NAMED
        return f"{shown} and {count_noun(more, 'others')}" if more > 0 else shown


def read_text(text: str, taken: Collection[str] = ()) -> PastedText:
    """Tell reviews, a list of references and a library apart; nobody is asked.

    Reviews may stand above a list. ``taken`` are the names of lists that are there, which a new
    one does not get. Raises InvalidIdentifier for what is none of these, and names the line;
    InputError for a library that cannot be read.
    """
    lines = _lines(text)
    try:
        return PastedText(lines, _named(lines or ("",)))
    except InvalidIdentifier as refused:
        library, trouble = _library(text)
        found = None if library else _list(text, _free(taken))
        if library or found:
            return found or PastedText((), (), library=text)
        raise trouble or refused from None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def _named(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(each.identifier) for each in identifiers(*lines)))


def _library(text: str) -> tuple[bool, InputError | None]:
    """Whether a text is a library that can be read; of what looks like one why it cannot be."""
    looks = any(each.name != "identifiers" for each in all_like(text))
    if not looks and not is_saved(text):
        return False, None
    try:
        library = read_bibliography(text, "-", GIVEN).library
    except InputError as error:
        return False, error
    return library is None or library.format != "identifiers", None


def _list(text: str, name: str) -> PastedText | None:
    """A list, and the reviews where nothing but these stands above it; None where there is none."""
    document = GivenDocument(name, text)
    if not _holds_references(document):
        return None
    above = [
        line
        for each in split_references(read_document(text, name)).left_out
        if each.what == BEFORE
        for line in each.lines
    ]
    lines = text.splitlines()
    filled = [place for place, line in enumerate(lines) if line.strip()][: len(above)]
    reviews = tuple(lines[place] for place in filled)
    if not above or not all(map(_is_review, reviews)):
        return PastedText((), (name,), document)
    rest = GivenDocument(name, "\n".join(lines[filled[-1] + 1 :]))
    return PastedText(reviews, (*_named(reviews), name), rest)


def _is_review(line: str) -> bool:
    """Whether a line above a list stands for a review: a short number is a page or a year."""
    try:
        identifiers(line)
    except InvalidIdentifier:
        return False
    return not line.strip().isdigit() or len(line.strip()) > _FEWEST_DIGITS


def document_in(data: bytes, name: str) -> GivenDocument | None:
    """The document that a file is; None where it is a library, or nothing that can be told."""
    document = GivenDocument(name or PASTED, data)
    if any(kind.is_like(data) for kind in KINDS):
        read_lists((document,))  # what is wrong with it is said before anything begins
        return document
    if name and not name.lower().endswith(".txt") and read_as(name):
        return None
    try:
        read_bibliography(decode(data, name), name or "-")
    except InputError:
        return document if _holds_references(document) else None
    return None


def _free(taken: Collection[str]) -> str:
    names = (PASTED if number == 1 else f"{PASTED} {number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _holds_references(document: GivenDocument) -> bool:
    """Whether a text holds a list, or a reference with words enough to be one."""
    try:
        found = split_references(read_document(document.data, document.name)).references
    except InputError:
        return False
    return len(found) > 1 or any(len(each.text.split()) >= _FEWEST_WORDS for each in found)
