"""From a file to a document, by what it holds and not by what it is called.

What no kind of ``kinds`` looks like is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from refkit.documents.kinds import KINDS
from refkit.documents.model import Document
from refkit.documents.text import read_text
from refkit.files.reading import read_bytes

PASTED = "pasted list"
"""What a text is called that has no name."""


@dataclass(frozen=True, slots=True)
class GivenDocument:
    """A document that is no file: its bytes or its text, and what it is called."""

    name: str
    data: bytes | str


def read_document(given: Path | bytes | str, name: str = "") -> Document:
    """Read a file, bytes, or a text; ``name`` is what it is called, else its name without a folder.

    Raises InputError where it cannot be opened or read.
    """
    called = name or (given.name if isinstance(given, Path) else PASTED)
    if isinstance(given, str):
        return read_text(given, called)
    data = given if isinstance(given, bytes) else read_bytes(given)
    for kind in KINDS:
        if kind.is_like(data):
            return kind.load_reader()(data, called)
    return read_text(data, called)
