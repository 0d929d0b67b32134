"""A user's own library to entries; what is not understood stays where it is."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from refkit.errors import InputError
from refkit.files.encodings import Decoded, decode
from refkit.files.reading import read_bytes
from refkit.formats.library import Library

Reader = Callable[[str, str], Library]
"""Text of a library, and what it is called in a message, to what is in it; raises InputError."""


@dataclass(frozen=True, slots=True)
class Importer:
    """A format that is read: its exporter's name, its suffix, where its reader is, its look.

    A reader is loaded when it is used: most commands need one, many none.
    """

    name: str
    suffix: str
    home: str
    look: re.Pattern[str]

    @property
    def read(self) -> Reader:
        """The reader of the format."""
        module, _, name = self.home.rpartition(".")
        reader_: Reader = getattr(importlib.import_module(module), name)
        return reader_


# The first look that fits counts.
IMPORTERS = (
    Importer("csl-json", ".json", "refkit.formats.csl_json.library.read_csl",
             re.compile(r"\ufeff?\s*[\[{]")),
    Importer("ris", ".ris", "refkit.formats.ris.reader.read_ris",
             re.compile(r"\ufeff?\s*TY {0,2}-", re.IGNORECASE)),
    Importer("bibtex", ".bib", "refkit.formats.bibtex.reader.read_bibtex",
             re.compile(r"(?s).*@\s*\w+\s*[{(]")),
)  # fmt: skip


def reader(name: str) -> Reader:
    """The reader of a format; raises InputError naming the formats there are."""
    for importer in IMPORTERS:
        if importer.name == name:
            return importer.read
    raise InputError(
        f"{name!r} is not read; there are: {', '.join(each.name for each in IMPORTERS)}"
    )


def reads_like(text: str) -> Importer | None:
    """The format that a text looks like; None for none."""
    return next((importer for importer in IMPORTERS if importer.look.match(text)), None)


def is_saved(text: str) -> bool:
    """Whether a text is a saved bibliography by its look: quotes inside a string are escaped."""
    return bool(_OBJECT.match(text) and _SAVED.search(text))


_OBJECT = re.compile(r"\ufeff?\s*\{")
_SAVED = re.compile(r'"format":\s*"refkit-bibliography/')


def read_library(given: str | Decoded, name: str, where: str = "") -> Library:
    """Read a library by the suffix of its name, or by its look where the name is ``-``.

    ``where`` is what it is called in messages, else its name. A note on how its bytes were read is
    the first of its troubles. Raises InputError where it cannot be read, with a hint where it looks
    like another format.
    """
    where = where or name
    decoded = Decoded(given) if isinstance(given, str) else given
    library = _read(decoded.text, name, where)
    notes = (decoded.note,) if decoded.note else ()
    return replace(library, encoding=decoded.encoding, troubles=notes + library.troubles)


def _read(text: str, name: str, where: str) -> Library:
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{where}: is empty")
    looks = reads_like(text)
    importer = looks if name == "-" else _named(name)
    if importer is None:
        why = "is no library that can be read" if name == "-" else "unknown suffix"
        suffixes = ", ".join(sorted(each.suffix for each in IMPORTERS))
        raise InputError(f"{where}: {why}; read are .refkit.json, {suffixes}")
    try:
        return importer.read(text, where)
    except InputError as error:
        if looks in (None, importer):
            raise
        raise InputError(f"{error}; it looks like {looks.name}, name it {looks.suffix}") from None


def _named(name: str) -> Importer | None:
    return next((each for each in IMPORTERS if name.lower().endswith(each.suffix)), None)


def read_file(path: Path) -> Decoded:
    """The text of a file with its byte-order mark, if it has one: it is to be written back.

    Raises InputError where it cannot be read or is no text.
    """
    return decode(read_bytes(path), str(path))


def file_text(path: Path) -> str:
    """The text of a file, whatever it is encoded in; raises InputError as ``read_file`` does."""
    return read_file(path).text
