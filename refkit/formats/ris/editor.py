"""Changes in a record of a user's own RIS file: whole lines, in the manner of that record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from refkit.formats.library import Edit, Editor
from refkit.formats.ris.lines import ANY_TAG, placed_fields
from refkit.formats.ris.tags import IN_SERIES, NOTE, ROWS
from refkit.regex import lazy_regex
from refkit.text.plain import one_line

# What an exporter writes, and what may stand in the record for it.
_NAMES = {
    "A2": ("A2", "ED"),
    "AB": ("AB", "N2"),
    "AU": ("AU", "A1"),
    "JF": ("JF", "T2", "JO", "J1"),
    "J2": ("J2", "JA"),
    "PY": ("PY", "Y1"),
    "T2": ("T2", "JF", "JO", "J1"),
    "TI": ("TI", "T1"),
}
# Tags that are those of the series in some types: nothing else stands for them there.
_OF_SERIES = frozenset({"A2", "JF", "T2"})
# Fields that say one thing together: none is left behind when another is set.
_TOGETHER = (frozenset({"SP", "EP"}), frozenset({"PY", "Y1", "DA"}))

_MEANT: dict[str, set[str]] = {
    "keywords": {"KW"}, "note": {NOTE}, "page": {"SP", "EP"}, "file": {"L1", "L4"},
}  # fmt: skip
for _row in ROWS:
    _MEANT.setdefault(_row.field, set()).update({_row.tag, *_row.tags} - {"", NOTE})

_BREAK = lazy_regex(r"\r\n|\n|\r")
_WORDS = lazy_regex(r"[\n,;]")


def put(source: str, edits: Sequence[Edit]) -> str:
    """Set fields of a record: all lines of a tag together; what is there already stays."""
    values: dict[str, list[str]] = {}
    for tag, value in edits:
        values.setdefault(tag, []).append(one_line(str(value)))
    lines = _Lines(source)
    done = {lines.name_of(tag): lines.put(lines.name_of(tag), new) for tag, new in values.items()}
    for group in _TOGETHER:
        if any(done.get(tag) for tag in group):
            lines.drop(group - done.keys())
    return lines.text()


def add_keywords(source: str, words: Sequence[str]) -> str:
    """Add words below the last keyword, one a line, but for those that are there."""
    lines = _Lines(source)
    there = {
        one_line(part) for value in lines.values("KW") for part in (value, *_WORDS.split(value))
    }
    new = [word for word in dict.fromkeys(map(one_line, words)) if word and word not in there]
    lines.insert("KW", new)
    return lines.text()


def drop_keywords(source: str, words: Sequence[str]) -> str:
    """Take the lines of these keywords away; a line that holds several is the user's own."""
    lines = _Lines(source)
    lines.drop_values("KW", words)
    return lines.text()


def drop(source: str, names: Sequence[str]) -> str:
    """Take all lines of these tags away, or of what these names mean: ``abstract`` is AB or N2."""
    tags = {tag for name in names for tag in (name.upper(), *_MEANT.get(name, ()))}
    lines = _Lines(source)
    lines.drop(tags - {"TY", "ER"})
    return lines.text()


class _Lines:
    """The lines of one record, field by field, each with the break behind it."""

    def __init__(self, source: str) -> None:
        self._fields = placed_fields(source)
        self._tags = [field.tag for field in self._fields]
        starts = [*(field.start for field in self._fields), len(source)]
        self._texts = [source[start:end] for start, end in pairwise(starts)]
        found = _BREAK.search(source)
        self._break = found[0] if found else "\n"
        opening = ANY_TAG.match(source)
        self._mark = opening[2] + (opening[3] or " ") if opening else "  - "
        self._indent = source[: len(source) - len(source.lstrip(" \t"))]
        self._is_lower = source.lstrip(" \t")[:2].islower()

    def values(self, tag: str) -> list[str]:
        """The values of a tag as they were read."""
        return [field.value for field in self._fields if field.tag == tag]

    def name_of(self, tag: str) -> str:
        """The tag that stands for this one in the record."""
        names = _NAMES.get(tag, (tag,))
        type_ = next((field.value.upper() for field in self._fields if field.tag == "TY"), "")
        if tag in _OF_SERIES and type_ in IN_SERIES:
            names = (tag,)
        return next((name for name in names if name in self._tags), tag)

    def put(self, tag: str, new: Sequence[str]) -> bool:
        """Set the lines of a tag; whether they were others before."""
        if [one_line(value) for value in self.values(tag)] == list(new):
            return False
        place = self._tags.index(tag) if tag in self._tags else self._end()
        self.drop({tag})
        self._insert(place, tag, new)
        return True

    def insert(self, tag: str, new: Sequence[str]) -> None:
        """Add lines below the last of their tag, else at the end of the record."""
        places = [place for place, name in enumerate(self._tags) if name == tag]
        self._insert(places[-1] + 1 if places else self._end(), tag, new)

    def drop(self, tags: Iterable[str]) -> None:
        """Take the lines of these tags away."""
        kept = [place for place, tag in enumerate(self._tags) if tag not in set(tags)]
        self._texts = [self._texts[place] for place in kept]
        self._tags = [self._tags[place] for place in kept]

    def drop_values(self, tag: str, words: Sequence[str]) -> None:
        """Take the lines of a tag away that say one of these words alone."""
        gone = {
            place
            for place, field in enumerate(self._fields)
            if field.tag == tag and one_line(field.value) in set(words)
        }
        self._texts = [each for place, each in enumerate(self._texts) if place not in gone]
        self._tags = [each for place, each in enumerate(self._tags) if place not in gone]

    def text(self) -> str:
        """The record; as in the source there is no break behind its last line."""
        last = len(self._texts) - 1
        return "".join(
            text if place == last or _BREAK.search(text, len(text) - 1) else text + self._break
            for place, text in enumerate(self._texts)
        ).removesuffix(self._break)

    def _insert(self, place: int, tag: str, new: Sequence[str]) -> None:
        written = tag.lower() if self._is_lower else tag
        start = f"{self._indent}{written}{self._mark}"
        self._texts[place:place] = [f"{start}{value}{self._break}" for value in new]
        self._tags[place:place] = [tag] * len(new)

    def _end(self) -> int:
        return len(self._tags) - (self._tags[-1] == "ER")


def key_and_doi(source: str) -> tuple[str, str]:
    """The key and the DOI of a record as they stand there."""
    values: dict[str, str] = {}
    for field in placed_fields(source):
        values.setdefault(field.tag, field.value)
    return values.get("ID", ""), values.get("DO", "")


def set_key(source: str, key: str) -> str:
    """The record with another ID, or with one where it has none."""
    return put(source, [("ID", key)])


_TAG = lazy_regex(r"^([A-Z][A-Z0-9]) {0,2}-", re.MULTILINE | re.IGNORECASE)


def _tags(source: str) -> frozenset[str]:
    return frozenset(tag.lower() for tag in _TAG.findall(source))


EDITOR = Editor(
    put, add_keywords, drop_keywords, drop, _tags, set_key, shared=frozenset({"n1", "kw"})
)
