"""Tells what is in a file that a user names: a saved bibliography, or a library, and reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from refkit.errors import InputError
from refkit.files.encodings import Decoded, decode
from refkit.files.reading import read_bytes
from refkit.formats.base import Format, Spelling
from refkit.formats.library import Library
from refkit.formats.marks import find_another_format
from refkit.formats.register import (
    SAVED,
    all_like,
    read_as,
    read_formats,
    read_suffixes,
    written_formats,
)
from refkit.model.bibliography import Bibliography, Made
from refkit.text.plural import count_noun
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
    """Read a library by the suffix of its name; where that does not fit, by its look.

    ``where`` is what it is called in messages, else its name. A note on how its bytes were read is
    the first of its troubles. Raises InputError where it cannot be read, which names what it is
    where that can be told.
    """
    where = where or name
    decoded = Decoded(given) if isinstance(given, str) else given
    notes = (decoded.note,) if decoded.note else ()
    try:
        library = _read(decoded.text, name, where)
    except InputError as error:
        # That it was read as Shift JIS may be why nothing was found in it.
        how = f" (read as {decoded.encoding})" if notes else ""
        raise InputError(f"{error}{how}") from None
    troubles = notes + library.troubles + _of_other_formats(library, where)
    return replace(library, encoding=decoded.encoding, troubles=troubles)


def _of_other_formats(library: Library, where: str) -> tuple[str, ...]:
    """What is told where records of another format stand between those that were read."""
    if not library.spans:
        return ()
    ends = [0, *(end for _, end in library.spans)]
    starts = [*(start for start, _ in library.spans), len(library.text)]
    read = ((start, end) for start, end in zip(ends, starts, strict=True) if start < end)
    for start, end in read:
        if found := find_another_format(library.text[start:end], library.format):
            name, at, count = found
            line = library.text.count("\n", 0, start + at) + 1
            these = count_noun(count, "records")
            return (
                f"{where}: line {line}: left as it stands ({these} of {name}, and the file is read "
                f"as {library.format}: put each format into a file of its own)",
            )
    return ()


def _read(text: str, name: str, where: str) -> Library:
    """By what its name says; where that does not fit, by what it looks like."""
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{where}: is empty")
    named = None if name == "-" else read_as(name)
    refused: dict[Format, InputError] = {}
    # How it looks is asked where its name does not tell: some looks need much of a reader.
    for format_ in chain(filter(None, [named]), all_like(text)):
        if format_ in refused:
            continue
        try:
            library = format_.load_reader()(text, where)
        except InputError as error:
            refused[format_] = error
            continue
        if format_.editor and (name == "-" or format_.has_name(name)):
            return library
        count = count_noun(len(library.entries), "entries")
        return replace(library, notes=(f"{where}: is read as {format_.name}: {count}",))
    from refkit.formats.unsupported import unsupported_kind

    what, likely = unsupported_kind(text), list(all_like(text))
    # Any JSON may be CSL-JSON; what says in detail why it is not read comes first else.
    if likely and not (what and likely[0].spelling is Spelling.JSON):
        raise refused[likely[0]]
    if what:
        raise InputError(f"{where}: is {what}")
    if named:
        raise refused[named]
    suffixes = ", ".join(sorted(read_suffixes()))
    raise InputError(f"{where}: {_why_not(name)}; read are {SAVED.suffix}, {suffixes}")


def _why_not(name: str) -> str:
    """Why a file cannot be read."""
    written = next((each for each in written_formats() if each.has_name(name)), None)
    return f"{written.name} is only written" if written else "is no library that can be read"


def reader(name: str) -> Callable[[str, str], Library]:
    """The reader of a format; raises InputError naming the formats there are."""
    for format_ in read_formats():
        if format_.name == name:
            return format_.load_reader()
    there = ", ".join(each.name for each in read_formats())
    raise InputError(f"{name!r} is not read; there are: {there}")


def is_saved(text: str) -> bool:
    """Whether a text is a saved bibliography by its look: quotes inside a string are escaped."""
    return SAVED.is_like(text)


def read_file(path: Path) -> Decoded:
    """The text of a file with its byte-order mark, if it has one: it is to be written back.

    Raises InputError where it cannot be read or is no text.
    """
    return decode(read_bytes(path), str(path))


def file_text(path: Path) -> str:
    """The text of a file, whatever it is encoded in; raises InputError as ``read_file`` does."""
    return read_file(path).text
