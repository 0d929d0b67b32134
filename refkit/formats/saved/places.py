"""Where the entries of a saved bibliography stand in its text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from refkit.formats.csl_json.editor import DECODER, after_blanks, members


def entry_places(text: str) -> Sequence[int]:
    """Where each entry begins; empty where that cannot be told."""
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
