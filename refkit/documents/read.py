"""Reads a file as a document, by what it holds and not by what it is called.

What no kind of ``kinds`` looks like is text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from refkit.documents.kinds import KINDS
from refkit.documents.model import Document
from refkit.documents.text import read_text
from refkit.errors import InputError
from refkit.files.reading import read_bytes

_NAMED = {"pdf": "PDF", "docx": "Word document", "docm": "Word document", "doc": "Word document"}

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
    try:
        return read_text(data, called)
    except InputError:
        # What is neither text nor what its name says lost its beginning.
        _, dot, suffix = called.rpartition(".")
        if (what := _NAMED.get(suffix.casefold())) is None or not dot:
            raise
        raise InputError(
            f"{called}: is a broken file, no {what}; open it in the program it is of and save it "
            "anew"
        ) from None
