"""What somebody pastes or drops where it is not said what it is: reviews, a list, or a library."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from typing import NamedTuple

from refkit.api.documents import read_lists
from refkit.api.online import identifiers
from refkit.documents.kinds import KINDS
from refkit.documents.read import PASTED, GivenDocument, read_document
from refkit.documents.split import split_references
from refkit.errors import InputError, InvalidIdentifier
from refkit.files.encodings import decode
from refkit.formats.detect import read_bibliography
from refkit.formats.register import read_as
from refkit.text.plural import count_noun

_MOST_NAMED = 3
_FEWEST_WORDS = 4
"""Of a reference that stands alone: a DOI with a slip of the pen is none."""


class Pasted(NamedTuple):
    """What a text is: what stands for reviews, or a list of references; one of the two is empty.

    ``named`` are the reviews as they were understood, each once.
    """

    reviews: tuple[str, ...]
    named: tuple[str, ...]
    document: GivenDocument | None = None

    @property
    def in_short(self) -> str:
        """What it is about, for a person to read."""
        shown = ", ".join(self.named[:_MOST_NAMED])
        more = len(self.named) - _MOST_NAMED
        return f"{shown} and {count_noun(more, 'others')}" if more > 0 else shown


def read_text(text: str, taken: Collection[str] = ()) -> Pasted:
    """Tell reviews from a list of references; nobody is asked.

    ``taken`` are the names of lists that are there, which a new one does not get. Raises
    InvalidIdentifier for what is neither, and names the line.
    """
    lines = tuple(line for line in text.splitlines() if line.strip())
    try:
        found = identifiers(*(lines or ("",)))
    except InvalidIdentifier:
        document = GivenDocument(_free(taken), text)
        if not _holds_references(document):
            raise
        return Pasted((), (document.name,), document)
    return Pasted(lines, tuple(dict.fromkeys(str(each.identifier) for each in found)))


def document_in(data: bytes, name: str, taken: Collection[str] = ()) -> GivenDocument | None:
    """The document that a file is; None where it is a library, or nothing that can be told."""
    document = GivenDocument(name or _free(taken), data)
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
