"""A file that a user names to what is in it: a saved bibliography, or a library of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from refkit.errors import InputError
from refkit.files.encodings import Decoded, decode
from refkit.files.reading import read_bytes
from refkit.formats.library import Library
from refkit.formats.register import (
    SAVED,
    looks_like,
    read_as,
    read_formats,
    read_suffixes,
    written_formats,
)
from refkit.model.bibliography import Bibliography, Made
from refkit.version import __version__


class ReadFile(NamedTuple):
    """A bibliography, and the library that it was read from where it is a user's own."""

    bibliography: Bibliography
    library: Library | None = None


def read_bibliography(given: str | Decoded, name: str, where: str = "") -> ReadFile:
    """Read a saved bibliography or a library by the name of its file; ``-`` by its look.

    A .json is a saved bibliography where it looks like one, else CSL-JSON. ``where`` is what it is
    called in messages, else its name. Raises InputError where it cannot be read.
    """
    from refkit.formats.saved.mapping import loads

    text = given if isinstance(given, str) else given.text
    is_json = name == "-" or name.endswith(".json")
    if SAVED.has_name(name) or (is_json and is_saved(text)):
        return ReadFile(loads(text.removeprefix("\ufeff"), where or name))
    library = read_library(given, name, where)
    return ReadFile(Bibliography(Made(__version__), entries=library.entries), library)


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
    looks = looks_like(text)
    format_ = looks if name == "-" else read_as(name)
    if format_ is None:
        suffixes = ", ".join(sorted(read_suffixes()))
        raise InputError(f"{where}: {_why_not(name)}; read are {SAVED.suffix}, {suffixes}")
    try:
        return format_.load_reader()(text, where)
    except InputError as error:
        if looks in (None, format_):
            raise
        raise InputError(f"{error}; it looks like {looks.name}, name it {looks.suffix}") from None


def _why_not(name: str) -> str:
    """Why a file cannot be read."""
    if name == "-":
        return "is no library that can be read"
    written = next((each for each in written_formats() if each.has_name(name)), None)
    return f"{written.name} is only written" if written else "unknown suffix"


def reader(name: str) -> Callable[[str, str], Library]:
    """The reader of a format; raises InputError naming the formats there are."""
    for format_ in read_formats():
        if format_.name == name:
            return format_.load_reader()
    there = ", ".join(each.name for each in read_formats())
    raise InputError(f"{name!r} is not read; there are: {there}")


def is_saved(text: str) -> bool:
    """Whether a text is a saved bibliography by its look: quotes inside a string are escaped."""
    return bool(SAVED.look and SAVED.look.match(text))


def read_file(path: Path) -> Decoded:
    """The text of a file with its byte-order mark, if it has one: it is to be written back.

    Raises InputError where it cannot be read or is no text.
    """
    return decode(read_bytes(path), str(path))


def file_text(path: Path) -> str:
    """The text of a file, whatever it is encoded in; raises InputError as ``read_file`` does."""
    return read_file(path).text
