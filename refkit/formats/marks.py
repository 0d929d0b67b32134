"""Formats that are told by lines: a line, and what begins a record, to tell two in one file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from refkit.regex import lazy_regex

LINE = lazy_regex(r"\ufeff?([^\r\n]*)(?:\r\n|\n|\r|\Z)")
"""A line of such a file, whatever ends it."""

MARKS: Mapping[str, re.Pattern[str]] = {
    "bibtex": lazy_regex(r"^\ufeff?@[A-Za-z]+\s*[{(]\s*[^\s,{}()]+\s*,", re.MULTILINE),
    "ris": lazy_regex(r"^\ufeff?TY {2}- [A-Z]{3}", re.MULTILINE),
    "medline": lazy_regex(r"^\ufeff?PMID- ?\d", re.MULTILINE),
    "endnote": lazy_regex(r"^\ufeff?%0 [A-Z]", re.MULTILINE),
    "wos": lazy_regex(r"^\ufeff?PT [A-Z]\r?$", re.MULTILINE),
}
"""By the name of the format, the line that begins a record; each in a shape that others do not
have."""


_FIRST = frozenset("@TPF%")
_OF_FILE = lazy_regex(r"\ufeff?FN (?:Clarivate|Thomson|ISI)\b")  # Web of Science, above its records


def begins_another(line: str, own: str) -> bool:
    """Whether a line begins a record of another format than the file's own.

    >>> begins_another("TY  - JOUR", "endnote"), begins_another("%0 Book", "endnote")
    (True, False)
    """
    if line[:1] not in _FIRST:
        return False
    if own != "wos" and _OF_FILE.match(line):
        return True
    return any(mark.match(line) for name, mark in MARKS.items() if name != own)


def find_another_format(text: str, own: str) -> tuple[str, int, int] | None:
    """The format that has the first record of another one, where that stands, and how many."""
    found = [
        (places[0], name, len(places))
        for name, mark in MARKS.items()
        if name != own and (places := [each.start() for each in mark.finditer(text)])
    ]
    if not found:
        return None
    at, name, count = min(found)
    return name, at, count
