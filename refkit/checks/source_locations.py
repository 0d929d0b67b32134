"""What stands in the file itself: an entry's key and DOI as they are written, and on which line.

In memory a key is unique and a DOI is parsed, so what is wrong with them shows in the text alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refkit.formats.bibtex.blocks import whole
from refkit.formats.bibtex.given_fields import verbatim
from refkit.formats.bibtex.value_reader import MACROS, resolved
from refkit.formats.csl_json.json_text import DECODER, after_blanks, members
from refkit.formats.library import Library
from refkit.formats.ris.lines import Record, records
from refkit.model.bibliography import Bibliography


@dataclass(frozen=True, slots=True)
class Written:
    """An entry in its file. ``key`` and ``doi`` are empty where none is written, ``line`` 0."""

    key: str = ""
    doi: str = ""
    line: int = 0


def written(
    bibliography: Bibliography, library: Library | None = None, text: str = ""
) -> tuple[Written, ...]:
    """How each entry is written, in order; ``text`` is that of a saved bibliography."""
    if library:
        read = _READERS[library.syntax.name]
        lines = _lines(library.text, (start for start, _ in library.spans))
        sources = (library.text[start:end] for start, end in library.spans)
        pairs = zip(lines, map(read, sources), strict=True)
        return tuple(Written(key, doi, line) for line, (key, doi) in pairs)
    places = _saved_places(text) if text else []
    if len(places) != len(bibliography.entries):
        return (Written(),) * len(bibliography.entries)
    return tuple(Written(line=line) for line in _lines(text, places))


def _lines(text: str, places: Iterable[int]) -> Iterator[int]:
    line, at = 1, 0
    for place in places:
        line, at = line + text.count("\n", at, place), place
        yield line


def _bibtex(source: str) -> tuple[str, str]:
    item = whole(source)
    found = next((each for each in item.fields if each.name.lower() == "doi"), None)
    return item.key, verbatim(resolved(found.parts, MACROS)) if found else ""


def _csl(source: str) -> tuple[str, str]:
    values: Mapping[str, Any] = {member.name: member.value for member in members(source)}
    key = values.get("citation-key") or values.get("id") or ""
    doi = values.get("DOI")
    return str(key), doi.strip() if isinstance(doi, str) else ""


def _ris(source: str) -> tuple[str, str]:
    record = next(each for each in records(source) if isinstance(each, Record))
    values: dict[str, str] = {}
    for field in record.fields:
        values.setdefault(field.tag, field.value)
    return values.get("ID", ""), values.get("DO", "")


_READERS: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "bibtex": _bibtex,
    "csl-json": _csl,
    "ris": _ris,
}


def _saved_places(text: str) -> Sequence[int]:
    """Where the entries of a saved bibliography begin; empty where that cannot be told."""
    body = text.removeprefix("\ufeff").lstrip()
    offset = len(text) - len(body)
    try:
        found = next(each for each in members(body) if each.name == "entries")
        return [offset + place for place in _elements(body, found.value_start)]
    except (json.JSONDecodeError, StopIteration, IndexError):
        return []


def _elements(body: str, start: int) -> Iterator[int]:
    at = after_blanks(body, start + 1)
    while body[at] != "]":
        yield at
        _, at = DECODER.raw_decode(body, at)
        at = after_blanks(body, at)
        at = after_blanks(body, at + 1) if body[at] == "," else at
