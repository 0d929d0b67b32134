"""Changes written into the source of one entry, in the manner of its other fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from refkit.formats.bibtex.blocks import read_entry_source
from refkit.formats.bibtex.fields import BibtexField, Item
from refkit.formats.bibtex.given_fields import verbatim
from refkit.formats.bibtex.value_reader import MACROS, after_blanks, resolved
from refkit.formats.foreign_fields import parted_outside_braces
from refkit.formats.library import Edit, Editor
from refkit.latex.decode import read_latex_plain
from refkit.latex.encode import escape_keyword
from refkit.regex import lazy_regex

_KEYWORDS = "keywords"
_GAP = lazy_regex(r"\s*,\s*")
_TRAILING_COMMA = lazy_regex(r"\s*,")


def put(source: str, edits: Sequence[Edit]) -> str:
    """Set fields of an entry: the first of that name, else a new one after the last."""
    return _put(source, read_entry_source(source), edits)


def add_keywords(source: str, words: Sequence[str]) -> str:
    """Add words to the keywords of an entry, in plain text; those that are there stay."""
    item = read_entry_source(source)
    place = _keywords_in(item)
    parts = place.parts if place else ()
    if len(parts) > 1 or not all(part.delimiter for part in parts):
        return source  # a macro or a joined string: the user's own arrangement
    old, delimiter = parts[0] if parts else ("", "{")
    # An entry with other letters than ASCII is one whose owner writes Unicode.
    joined = _joined(old, [_written(word, not source.isascii()) for word in words])
    if joined == old:
        return source
    value = f'"{joined}"' if delimiter == '"' else f"{{{joined}}}"
    written = _put(source, item, [(_KEYWORDS, value)])
    # Behind a field without a value nothing is a field: there it would be added again and again.
    return written if _keywords_in(read_entry_source(written)) else source


def _keywords_in(item: Item) -> BibtexField | None:
    return next((each for each in item.fields if each.name.lower() == _KEYWORDS), None)


def drop_keywords(source: str, words: Sequence[str]) -> str:
    """Take words, in plain text, from the keywords of an entry; the others stay as they are."""
    place = _keywords_in(read_entry_source(source))
    if place is None or len(place.parts) != 1 or not place.parts[0].delimiter:
        return source
    old = place.parts[0].text
    parted = parted_outside_braces(old)
    kept = [each for each in parted if read_latex_plain(each[0]) not in set(words)]
    if len(kept) == len(parted):
        return source
    left = "".join(word + mark for word, mark in kept)
    if not left.strip(" \t\r\n,;"):
        return drop(source, [_KEYWORDS])
    if kept[-1] is not parted[-1]:
        left = left[: len(left) - len(kept[-1][1])]  # the mark that parted it from what is gone
    if kept[0] is not parted[0]:
        left = left.lstrip()
    start = source.index(old, place.value_start)
    return source[:start] + left + source[start + len(old) :]


def drop(source: str, names: Sequence[str]) -> str:
    """Take all fields of these names away, each with the gap before it."""
    item = read_entry_source(source)
    ends = [item.key_end, *(field.value_end for field in item.fields)]
    for field, before in reversed(list(zip(item.fields, ends, strict=False))):
        if field.name.lower() not in names:
            continue
        if _GAP.fullmatch(source, before, field.name_start):
            source = source[:before] + source[field.value_end :]
        else:  # a comment stands there, which stays
            comma = _TRAILING_COMMA.match(source, field.value_end)
            end = comma.end() if comma else field.value_end
            source = source[: field.name_start] + source[end:]
    return source


def _joined(old: str, words: Sequence[str]) -> str:
    """A list of keywords with more of them; as it was where it has them all."""
    parted = parted_outside_braces(old)
    there = {read_latex_plain(word) for word, _ in parted}
    new = [word for word in dict.fromkeys(words) if read_latex_plain(word) not in there]
    if not new:
        return old
    marks = {mark for _, mark in parted}
    kept = old.strip(" \t\r\n,;")
    if (len(kept) - len(kept.rstrip("\\"))) % 2:
        kept += " "  # a mark behind a backslash is a command, and would part nothing
    return ("; " if marks == {";", ""} else ", ").join([kept, *new] if kept else new)


def _put(source: str, item: Item, edits: Sequence[Edit]) -> str:
    values = {name.lower(): (name, str(value)) for name, value in edits}
    changes: list[tuple[int, int, str]] = []
    for field in item.fields:
        if field.name.lower() in values:  # the first of that name, as BibTeX counts
            _, value = values.pop(field.name.lower())
            changes.append((*_value_place(source, field), value))
    if values:
        changes.append(_insertion(source, item, list(values.values())))
    for start, end, value in reversed(changes):
        source = source[:start] + value + source[end:]
    return source


def _value_place(source: str, field: BibtexField) -> tuple[int, int]:
    """Where the value of a field stands; of none, before a comment, which would hide it."""
    if field.parts:
        return field.value_start, field.value_end
    at = after_blanks(source, source.index("=", field.name_end) + 1)
    return at, at


def _written(word: str, is_unicode: bool) -> str:
    written = escape_keyword(word, unicode=is_unicode)
    # biblatex parts keywords at commas outside braces.
    return f"{{{written}}}" if re.search("[,;]", word) else written


def _insertion(source: str, item: Item, fields: Sequence[tuple[str, str]]) -> tuple[int, int, str]:
    """Where new fields go, and how they are written there."""
    last = item.fields[-1].value_end if item.fields else item.key_end
    comma = _TRAILING_COMMA.match(source, last, item.close)
    at = comma.end() if comma else last
    gap = _gap(source, item)
    written = "".join(f"{gap}{_field(source, item, name, value)}" for name, value in fields)
    # After a trailing comma the entry keeps one: it moves behind what is new.
    return (at, at, written.replace(",", "", 1) + ",") if comma else (at, at, written)


def _gaps(source: str, item: Item) -> list[str]:
    """What stands before each field, a comma in it."""
    starts = [item.key_end, *(field.value_end for field in item.fields[:-1])]
    ends = [field.name_start for field in item.fields]
    return [source[start:end] for start, end in zip(starts, ends, strict=False)]


def _gap(source: str, item: Item) -> str:
    """What a new field is parted by from the last one."""
    usual = [gap for gap in _gaps(source, item) if _GAP.fullmatch(gap)]
    broken = [gap for gap in usual if "\n" in gap]
    if usual:
        return (broken or usual)[-1]
    is_open = "\n" in source[item.key_end : item.close] or bool(item.fields)
    line_end = "\r\n" if "\r\n" in source else "\n"
    return f",{line_end}  " if is_open else ", "


def _field(source: str, item: Item, name: str, value: str) -> str:
    """A field, its ``=`` and its value in the columns of the others where those have columns."""
    before_each = zip(_gaps(source, item), item.fields, strict=False)
    on_lines = [field for gap, field in before_each if "\n" in gap]
    signs = [_signs(source, field) for field in on_lines or item.fields]
    if not signs:
        return f"{name} = {value}"
    before, after = signs[-1].before, signs[-1].after
    if column := _column({each.name: each.name + len(each.before) for each in signs}):
        before = " " * max(column - len(name), 1)
    elif column := _column({each.name: each.width for each in signs}):
        after = " " * max(column - len(name) - len(before) - 1, 1)
    return f"{name}{before}={after}{value}"


class _Signs(NamedTuple):
    """How long a field's name is, and the blanks before and after its ``=``."""

    name: int
    before: str
    after: str

    @property
    def width(self) -> int:
        return self.name + len(self.before) + 1 + len(self.after)


def _signs(source: str, field: BibtexField) -> _Signs:
    sign = source.index("=", field.name_end)
    before, after = source[field.name_end : sign], source[sign + 1 : field.value_start]
    # A value on a line of its own is no manner of the entry.
    return _Signs(
        field.name_end - field.name_start,
        " " if "\n" in before else before,
        " " if "\n" in after else after,
    )


def _column(places: dict[int, int]) -> int:
    """The column that names of several lengths share; 0 where they do not."""
    return next(iter(places.values())) if len(places) > 1 and len({*places.values()}) == 1 else 0


def key_and_doi(source: str) -> tuple[str, str]:
    """The key and the DOI of an entry as they stand there."""
    item = read_entry_source(source)
    found = next((each for each in item.fields if each.name.lower() == "doi"), None)
    return item.key, verbatim(resolved(found.parts, MACROS)) if found else ""


def set_key(source: str, key: str) -> str:
    """The entry under another key, or under one where it has none."""
    item = read_entry_source(source)
    opened = _OPENED.match(source)
    start = opened.end() if opened else 0
    if item.key:
        start += len(source[start:]) - len(source[start:].lstrip())
        return source[:start] + key + source[item.key_end :]
    rest = source[start:]
    if rest.lstrip().startswith(","):
        return source[:start] + key + rest.lstrip()
    return f"{source[:start]}{key},{'' if rest[:1].isspace() else ' '}{rest}"


_OPENED = lazy_regex(r"@\s*\w+\s*[{(]")


def _field_names(source: str) -> frozenset[str]:
    return frozenset(field.name.lower() for field in read_entry_source(source).fields)


EDITOR = Editor(
    put,
    add_keywords,
    drop_keywords,
    drop,
    _field_names,
    set_key,
    shared=frozenset({"note", "annote", "annotation", "addendum", "keywords"}),
    dialects={
        "bibtex": frozenset(
            {"address", "archiveprefix", "journal", "primaryclass", "school", "year"}
        ),
        "biblatex": frozenset(
            {"date", "eprintclass", "eprinttype", "journaltitle", "langid", "location",
             "shortjournal"}
        ),
    },
)  # fmt: skip
