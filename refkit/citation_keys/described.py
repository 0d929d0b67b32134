"""A work with what a user's own library says beside it: fields by name, keywords.

Formulas are about works; ``extra`` and ``keyword`` ask for more, which a work has no place for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from refkit.latex.decode import read_latex_plain
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported
from refkit.model.work import Work
from refkit.regex import lazy_regex
from refkit.text.rich import RichText

_KEYWORDS = frozenset({"keywords", "keyword", "kw"})
_LINES = frozenset({"note", "annote", "annotation", "n1", "extra"})
_NOT_TEXT = frozenset({"type", "creators_complete", "container"})
_NAMES = {
    field.name.replace("_", ""): field.name
    for field in fields(Work)
    if field.name not in _NOT_TEXT and "tuple" not in str(field.type)
} | {"titleshort": "short_title", "origdate": "original_date"}
"""The fields of a work that are one text or date, by their names without signs between."""
# A line of Zotero's Extra, the old form in braces too: {:original-date: 1976}.
_LINE = lazy_regex(r"(?m)^[ \t]*\{?:?([^:\n{}]{1,80}):[ \t]*(\S.*?)\}?$")


@dataclass(frozen=True, slots=True)
class DescribedWork(Work):
    """A work; ``own`` are further fields, names in lower case, ``keywords`` the user's and ours."""

    own: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()


def described(entry: Entry, work: Work) -> Work:
    """The work of an entry with what its user's library says beside it."""
    kept = _plain(entry)
    if not kept and not entry.tags:
        return work
    words = [
        word.strip()
        for name, text in kept
        if name in _KEYWORDS
        for word in re.split(r"[,;\n]", text)
    ]
    lines = [line for name, text in kept if name in _LINES for line in _lines(text)]
    given = {field.name: getattr(work, field.name) for field in fields(Work)}
    return DescribedWork(
        **given,
        own=(*kept, *lines),
        keywords=tuple(dict.fromkeys([*filter(None, words), *(tag.name for tag in entry.tags)])),
    )


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for found in _LINE.finditer(text):
        yield found[1].strip().lower(), found[2].strip()


def own_field(work: Work, *names: str) -> str:
    """The first of these fields that the user's library has; empty where it has none."""
    own = dict(reversed(work.own)) if isinstance(work, DescribedWork) else {}
    return next((own[name] for name in names if own.get(name)), "")


def stated(work: Work, *names: str) -> str:
    """The first of these fields that the work has, by CSL's names or ours, or its library."""
    return next((text for name in names if (text := _field(work, name))), "")


def _field(work: Work, name: str) -> str:
    attribute = _NAMES.get(re.sub("[^a-z]", "", name.lower()))
    value = getattr(work, attribute) if attribute else None
    if isinstance(value, RichText):
        value = value.plain
    return str(value) if value else own_field(work, name.lower())


def keywords_of(work: Work) -> tuple[str, ...]:
    """The keywords as they stand; none of a work that stands alone."""
    return work.keywords if isinstance(work, DescribedWork) else ()


def _plain(entry: Entry) -> tuple[tuple[str, str], ...]:
    if not isinstance(entry.resolution, Imported):
        return ()
    is_tex = entry.resolution.source == "bibtex"
    return tuple(
        (name.lower(), "\n".join(map(read_latex_plain, text.split("\n"))) if is_tex else text)
        for name, text in entry.resolution.kept
    )
