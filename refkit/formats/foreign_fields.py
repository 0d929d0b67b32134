"""What was kept of a user's library in one format, for a writer of another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from refkit.errors import InputError
from refkit.formats.base import ONE_EACH, Format, Spelling
from refkit.formats.csl_dates import MEMBERS, read_csl_date
from refkit.formats.register import by_name
from refkit.latex.decode import read_latex_plain
from refkit.model.bibliography import Entry
from refkit.model.resolution import Imported
from refkit.regex import lazy_regex

SEPARATOR = "; "
_MARKS = lazy_regex(r"\\.|[{},;]", re.DOTALL)
_BRACED = lazy_regex(r"\s*+\{([^{}]*+)\}\s*+")
# Where programs say which file is beside a record: BibTeX, RIS, EndNote, Zotero's CSV.
_FILES = frozenset({"file", "pdf", "l1", "l4", "file attachments"})
NAME_PARTS = frozenset({
    "family", "given", "dropping-particle", "non-dropping-particle", "suffix", "comma-suffix",
    "static-ordering", "literal", "parse-names",
})  # fmt: skip
"""The members of a name in CSL-JSON."""


def is_keywords(source: str, name: str) -> bool:
    """Whether a kept field holds the user's keywords; ``source`` is the format it was read in."""
    format_ = _format(source)
    return bool(format_ and name.lower() == format_.keyword_field.lower())


def is_note(source: str, name: str) -> bool:
    """Whether a kept field is the user's note."""
    format_ = _format(source)
    return bool(format_ and name.lower() == format_.note_field.lower())


def meaning_of(source: str, name: str) -> str:
    """What a kept field is, whatever its format calls it: ``keywords``, ``note``, ``file``; else
    nothing."""
    if is_keywords(source, name):
        return "keywords"
    if is_note(source, name):
        return "note"
    return "file" if name.lower() in _FILES else ""


def plain_text(source: str, value: str) -> str:
    """A kept value as plain text, whatever its format spells it in."""
    format_ = _format(source)
    if format_ and format_.spelling is Spelling.TEX:
        return read_latex_plain(value)
    if format_ and format_.spelling is Spelling.JSON:
        return _from_json(value)
    return value


def own_keywords(entry: Entry) -> Iterator[str]:
    """The user's keywords of an entry in plain text, one by one."""
    if isinstance(entry.resolution, Imported):
        source = entry.resolution.source
        for name, value in entry.resolution.kept:
            if is_keywords(source, name):
                yield from words_of(source, value)


def words_of(source: str, value: str) -> list[str]:
    """The keywords of a kept value, one by one, as plain text.

    A format with a line or a cell for them parts them by semicolons, and a comma is a heading's own
    (Child, Preschool). BibTeX has commas too, outside of braces, and CSL where it has no semicolon.
    """
    format_ = _format(source)
    if format_ and format_.spelling is Spelling.TEX:
        whole = _BRACED.fullmatch(value)
        if whole and "; " in whole[1]:
            value = whole[1]  # Web of Science braces its lists as a whole
        return _trimmed(read_latex_plain(word) for word, _ in parted_outside_braces(value))
    if format_ and format_.spelling is Spelling.JSON:
        return _of_json(value)
    marks = format_.keyword_marks if format_ else ONE_EACH
    return _trimmed(re.split(f"[{marks}]", plain_text(source, value)))


def in_one_line(words: Iterable[str]) -> str:
    """Keywords as one string: parted at commas, at semicolons where one has a comma of its own.

    >>> in_one_line(["Lupus", "CAR-T"]), in_one_line(["Child, Preschool"])
    ('Lupus, CAR-T', 'Child, Preschool;')
    """
    listed = list(words)
    if not any("," in word for word in listed):
        return ", ".join(listed)
    return SEPARATOR.join(listed) + ";" * (len(listed) == 1)


def parted(text: str) -> list[str]:
    """The keywords of one string: between semicolons where it has any, else between commas."""
    return _trimmed(text.split(";" if ";" in text else ","))


def parted_outside_braces(value: str) -> list[tuple[str, str]]:
    """The keywords of a value in TeX, each with the mark after it.

    Commas and semicolons part them, and semicolons alone where there are more of these: Scopus has
    headings with a comma between them, which nobody put into braces.
    """
    places = list(_marks(value))
    semicolons = [at for at in places if value[at] == ";"]
    if 2 * len(semicolons) > len(places):
        places = semicolons
    starts, ends = [0, *(at + 1 for at in places)], [*places, len(value)]
    return [
        (value[start:end], value[end : end + 1]) for start, end in zip(starts, ends, strict=True)
    ]


def _marks(value: str) -> Iterator[int]:
    """The places of commas and semicolons outside of braces."""
    depth = 0
    for mark in _MARKS.finditer(value):
        depth = max(depth + {"{": 1, "}": -1}.get(mark[0], 0), 0)
        if depth == 0 and mark[0] in ",;":
            yield mark.start()


def _of_json(text: str) -> list[str]:
    """The keywords of a member: a string, or a list of them as some programs write it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return parted(text)
    return _trimmed(map(_in_words, value)) if isinstance(value, list) else parted(_in_words(value))


def _trimmed(words: Iterable[str]) -> list[str]:
    return [word for word in map(str.strip, words) if word]


def _format(source: str) -> Format | None:
    """The format of a source; None for one of another version, or of somebody's own."""
    try:
        return by_name(source)
    except InputError:
        return None


def _from_json(text: str) -> str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _in_words(value)


def _in_words(value: Any) -> str:
    """A value of a JSON library for people to read: texts, numbers, dates, names, lists of these.

    Anything else, as another program's own objects, is no text: it gives nothing.
    """
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        return SEPARATOR.join(filter(None, map(_in_words, value)))
    return _name_or_date(value) if isinstance(value, dict) else ""


def _name_or_date(value: dict[str, Any]) -> str:
    if value.keys() <= NAME_PARTS:
        order = ("literal", "family", "suffix", "given")
        named = {part: value.get(part) for part in order}
        particles = [value.get(name) for name in ("dropping-particle", "non-dropping-particle")]
        named["family"] = " ".join(str(each) for each in (*particles, named["family"]) if each)
        return ", ".join(str(part) for part in named.values() if part)
    return str(read_csl_date(value) or "") if value.keys() <= MEMBERS else ""
