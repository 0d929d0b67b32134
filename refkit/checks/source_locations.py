"""What stands in the file itself: an entry's key and DOI as they are written, and on which line.

In memory a key is unique and a DOI is parsed, so what is wrong with them shows in the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from refkit.formats.library import Library
from refkit.formats.register import by_name
from refkit.formats.saved.places import entry_places
from refkit.model.bibliography import Bibliography


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """An entry in its file. ``key`` and ``doi`` are empty where none is written, ``line`` 0."""

    key: str = ""
    doi: str = ""
    line: int = 0


def source_locations(
    bibliography: Bibliography, library: Library | None = None, text: str = ""
) -> tuple[SourceLocation, ...]:
    """Where each entry stands, in order; ``text`` is that of a saved bibliography.

    Nothing is known of the entries of a library whose format does not say where they stand.
    """
    if library and library.spans:
        format_ = by_name(library.format)
        lines = _lines(library.text, (start for start, _ in library.spans))
        written = map(format_.find_key_and_doi, library.sources)
        return tuple(
            SourceLocation(*found, line) for line, found in zip(lines, written, strict=True)
        )
    places = entry_places(text) if text else []
    if len(places) != len(bibliography.entries):
        return (SourceLocation(),) * len(bibliography.entries)
    return tuple(SourceLocation(line=line) for line in _lines(text, places))


def _lines(text: str, places: Iterable[int]) -> Iterator[int]:
    line, at = 1, 0
    for place in places:
        line, at = line + text.count("\n", at, place), place
        yield line
