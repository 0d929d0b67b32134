"""ISSNs and ISBNs where several stand in one text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.regex import lazy_regex

_T = TypeVar("_T")
_PARTS = lazy_regex(r"[,;]")


def numbers(parse: Callable[[str], _T], value: Any) -> Iterator[_T]:
    """The numbers of a field that may hold several, as text or as a list; what is none is skipped.

    ``parse`` raises InvalidIdentifier for what is no such number.
    """
    texts = value if isinstance(value, list) else [value]
    parts = [part for text in texts if isinstance(text, str) for part in _PARTS.split(text)]
    for part in parts:
        # Several are parted by blanks too, but "978 0 19 968162 4" is one.
        yield from list(_parsed(parse, [part])) or _parsed(parse, part.split())


def _parsed(parse: Callable[[str], _T], texts: list[str]) -> Iterator[_T]:
    for text in texts:
        try:
            yield parse(text)
        except InvalidIdentifier:
            continue
