"""From a file to a document, by what it holds and not by what it is called.

A kind of document is registered here once: how its first bytes look, and who reads it. What no
kind looks like is text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from refkit.documents.model import Document
from refkit.documents.text import read_text
from refkit.files.reading import read_bytes

Reader = Callable[[bytes, str], Document]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: whether bytes look like it, and its reader, loaded when it is used."""

    name: str
    is_like: Callable[[bytes], bool]
    load_reader: Callable[[], Reader]


KINDS: tuple[Kind, ...] = ()


def read_document(given: Path | bytes, name: str = "") -> Document:
    """Read a file or its bytes; ``name`` is what it is called, else its name without its folder.

    Raises InputError where it cannot be opened or read.
    """
    data = given if isinstance(given, bytes) else read_bytes(given)
    called = name or ("document" if isinstance(given, bytes) else given.name)
    for kind in KINDS:
        if kind.is_like(data):
            return kind.load_reader()(data, called)
    return read_text(data, called)
