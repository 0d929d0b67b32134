"""Lists of publishers, institutions and places: biblatex parts them at "and" outside braces.

In BibTeX such a field is one text, in which Taylor and Francis are one house: only three and more
are a list there, which nobody writes otherwise. In a work each stands after a semicolon, as pandoc
writes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from refkit.latex.decode import read_latex_plain
from refkit.regex import lazy_regex

SEPARATOR = "; "
_AND = lazy_regex(r"(?<!\s)\s++and(?=\s)", re.IGNORECASE)  # one try for a run of blanks
_GROUP = lazy_regex(r"\s*\{[^{}]*\}\s*")
_LEAST = 3  # names in a list of BibTeX's

# Fields that only biblatex has, and none that others write beside BibTeX's.
_BIBLATEX = frozenset({
    "eprinttype", "eventdate", "eventtitle", "journaltitle", "location", "origdate", "origlocation",
    "origpublisher", "pubstate",
})  # fmt: skip


NO_WORDS: Mapping[str, str] = {}


def is_biblatex(fields: Collection[str]) -> bool:
    """Whether an entry is written for biblatex, by the names of its fields."""
    return not _BIBLATEX.isdisjoint(fields) or ("date" in fields and "year" not in fields)


def read_list(text: str, *, is_list: bool, words: Mapping[str, str] = NO_WORDS) -> str:
    """The names of a field; ``is_list`` where the field is a list by its format.

    ``words`` are what keys stand for that may be in place of a name.

    One of names that are braced each is a list for whoever wrote it.

    >>> read_list("Bonn and {Foo and Bar}", is_list=True)
    'Bonn; Foo and Bar'
    """
    parts = _parts(text)
    is_list = is_list or len(parts) >= _LEAST or all(_GROUP.fullmatch(part) for part in parts)
    if len(parts) < 2 or not is_list:
        name = read_latex_plain(text)
        return words.get(name, name)
    names = (read_latex_plain(part.strip()) for part in parts)
    return SEPARATOR.join(words.get(name, name) for name in names if name)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    at = depth = counted = 0
    for mark in _AND.finditer(text):
        between = text[counted : mark.start()]
        depth += between.count("{") - between.count("}")
        counted = mark.start()
        if not depth:
            parts.append(text[at : mark.start()])
            at = mark.end()
    return [*parts, text[at:]]


def write_list(text: str, written: Mapping[str, str], *, is_list: bool) -> str:
    """The field for these names, given how each part of the text is written in TeX.

    Where it is one text its "and" is braced, too: beside a field that biblatex alone has, such as
    ``pubstate``, it would be read as a list.
    """
    parts = [written[part] for part in text.split(SEPARATOR)] if is_list else [written[text]]
    # With a blank around it: one that begins or ends with "and" is parted beside another.
    return " and ".join(f"{{{part}}}" if len(_parts(f" {part} ")) > 1 else part for part in parts)
