"""What a block says: its key, and each field with its places in the source.

bibtexparser tells the fields apart. It is given one block at a time, so that an odd one spoils no
other, and a disguised one, in which nothing stands that it misreads: escaped braces, "@" at the
start of a line, quotes inside braces inside quotes. The values are taken from the source itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any, NamedTuple

from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock
from bibtexparser.splitter import Splitter

from refkit.formats.bibtex.usual_fields import usual_fields, usual_key, usual_texts
from refkit.formats.bibtex.value_reader import Reading, ValuePiece, after_blanks, pieces, resolved
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

_HEAD = "@x{x"  # stands for the block's own, whose key may be anything
_STRING = "string"
# BibTeX's own names have no blanks; Web of Science's have ("Early Access Date"), and Scopus's.
_NAME = lazy_regex(r"[^\s{}\"#%,=\\]+(?:[^\S\r\n]+[^\s{}\"#%,=\\]+)*")
# A field where a key should be. A key may have a sign of equality in it: "key=2001".
_FIELD_FIRST = lazy_regex(
    r"(?P<names>[^={}\"]*[^\s={}\"])(?:\s+=|=\s|=\Z|=[{\"])"
    r"|(?P<name>\s*(?:year|month|volume|number|pages))="
)
_UNFIT_IN_KEYS = lazy_regex(r"[{}\"]")
_COMMENT = lazy_regex(r"(?<!\\)%")
_MARKS = lazy_regex(r"[{}\"%]")
_LINE_END = lazy_regex(r"[\r\n]|\Z")
_FORGOTTEN_COMMA = lazy_regex(rf"\s+(?={_NAME.pattern}\s*=)")
_QUOTED_VALUE = lazy_regex(r"[=#]\s*\"")
_GROUP = lazy_regex(r"\{[^{}\"]*\"[^{}]*\}")
_SECOND_COMMA = lazy_regex(r",(?=\s*+,)")
_LONGEST_REASON = 120

# Its warnings say of a block what the troubles say better.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())


class BibtexField(NamedTuple):
    """A field, the places of its name and of its value in the block, and what the value is."""

    name: str
    name_start: int
    name_end: int
    value_start: int
    value_end: int
    parts: tuple[ValuePiece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry or a @string. ``key_end`` is past the key, ``close`` where the block is closed."""

    kind: str
    key: str
    fields: tuple[BibtexField, ...]
    key_end: int
    close: int

    def texts(self, macros: Mapping[str, str]) -> list[tuple[str, str]]:
        """The fields by name, each with its text."""
        return [(field.name, resolved(field.parts, macros)) for field in self.fields]


@dataclass(frozen=True, slots=True)
class UsualItem:
    """An entry that is written as nearly all are; its fields are looked up when asked for.

    It stands in ``text`` from ``start`` to ``end``; ``key_end`` is past the key, from its start.
    """

    kind: str
    key: str
    key_end: int
    text: str
    start: int
    end: int

    @property
    def fields(self) -> tuple[BibtexField, ...]:
        """The fields with their places in the block."""
        source = self.text[self.start : self.end]
        found = usual_fields(source, source.index(",", self.key_end))
        return tuple(BibtexField(*field) for field in found or ())

    def texts(self, macros: Mapping[str, str]) -> list[tuple[str, str]]:
        """The fields by name, each with its text."""
        return [
            (intern(name), braced or quoted or macros.get(bare.lower(), bare))
            for name, braced, quoted, bare in usual_texts(
                self.text, self.start + self.key_end, self.end
            )
        ]


def read_item(
    source: str, opening: int, kind: str, reading: Reading, *, lenient: bool = False
) -> Item | str:
    """Read a block, given where its delimiter opens; gives a clause that says why it cannot be.

    ``lenient`` reads fields that no comma parts, too.
    """
    if item := _usual_item(source, opening, kind):
        return item
    start = opening + 1
    if kind == _STRING:  # it has fields and no key
        key, key_end = "", start
    else:
        found = _key(source, start)
        if found is None:
            return "has no key"
        key, key_end, start = found
    # A field is parted from what is before it by a comma, which may be missing there.
    body = _cleared(f",{source[start:-1]}", reading, lenient=lenient)
    try:
        fields = tuple(_fields(body, start - 1, _disguised(body, reading), reading))
    except _Unreadable as trouble:
        return " ".join(clean(str(trouble)).split())[:_LONGEST_REASON]
    if not key and not fields:
        return "has no key"
    return Item(kind, key, fields, key_end, len(source) - 1)


def _usual_item(source: str, opening: int, kind: str) -> Item | None:
    key = usual_key(source, opening) if kind != _STRING else None
    fields = usual_fields(source, source.find(",", key[1])) if key else None
    if key is None or fields is None:
        return None
    read = tuple(BibtexField(*field) for field in fields)
    return Item(kind, key[0], read, key[1], len(source) - 1)


def _key(source: str, start: int) -> tuple[str, int, int] | None:
    """The key, where it ends and where fields begin; no key where these stand in its place.

    Exports of EndNote, RePEc and others have none, and a comma is forgotten behind one. None for
    what looks neither like a key nor like a field.
    """
    comma = source.find(",", start, len(source) - 1)
    end = comma if comma >= 0 else len(source) - 1
    text = source[start:end]
    if first := _FIELD_FIRST.match(text):
        before = "" if first["name"] else _before_name(first["names"])
        end, fields = start + len(before.rstrip()), start + len(before)
        text = source[start:end]
    else:
        end, fields = start + len(text.rstrip()), min(end + 1, len(source) - 1)
    key = " ".join(_UNFIT_IN_KEYS.sub("", text).split())
    if key != " ".join(text.split()) and (comma < 0 or text.count("{") != text.count("}")):
        return None
    return key, end, fields


def _before_name(text: str) -> str:
    """What stands before the name of the first field: on its line, else a word."""
    line = max(text.rfind("\n"), text.rfind("\r"))
    return text[: line + 1] if line >= 0 else text[: len(text) - len(text.split()[-1])]


class _Unreadable(Exception):
    """Why a block cannot be read."""


def _cleared(body: str, reading: Reading, *, lenient: bool) -> str:
    """The text, every place in it where it was, with blanks for comments between the fields.

    ``lenient`` puts commas where none stands after a value.
    """
    if not lenient and not _COMMENT.search(body):
        return body
    parts: list[str] = []
    at = 0
    for start, end in _between_values(body, reading):
        if body[start] == "%":
            parts += [body[at:start], " " * (end - start)]
            at = end
        elif lenient and (gap := _FORGOTTEN_COMMA.match(body, end)):
            parts += [body[at:end], ",", body[end + 1 : gap.end()]]
            at = gap.end()
    return "".join([*parts, body[at:]])


def _between_values(body: str, reading: Reading) -> Iterator[tuple[int, int]]:
    """Where values are closed, and where comments stand outside of them, in their order."""
    text = reading.disguised(body)
    depth, is_quoted, at = 0, False, 0
    while mark := _MARKS.search(text, at):
        at, sign = mark.end(), mark[0]
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and sign == '"':
            is_quoted = not is_quoted
        if depth or is_quoted:
            continue
        if sign in '}"':
            yield mark.start(), at
        elif sign == "%":
            end = _line_end(text, at)
            # BibTeX counts the braces of a comment too, so one with an odd one is no comment.
            if text.count("{", at, end) == text.count("}", at, end):
                yield mark.start(), end
                at = end


def _line_end(text: str, at: int) -> int:
    found = _LINE_END.search(text, at)
    return found.start() if found else len(text)


def _disguised(body: str, reading: Reading) -> str:
    body = reading.disguised(body).replace("@", "x")
    if _QUOTED_VALUE.search(body):
        body = _GROUP.sub(lambda found: found[0].replace('"', "x"), body)
    return _SECOND_COMMA.sub(" ", body)


def _fields(body: str, offset: int, disguised: str, reading: Reading) -> Iterator[BibtexField]:
    """The fields that bibtexparser finds, looked up in the body, which begins at ``offset``."""
    at = 1
    for found in _split(disguised):
        start = disguised.index(found.key, at) if found.key else at
        end = start + len(found.key)
        value_start = after_blanks(disguised, disguised.index("=", end) + 1)
        at = value_start + len(found.value)
        name = body[start:end]
        if not _NAME.fullmatch(name):
            raise _Unreadable(f"{name!r} is not the name of a field")
        parts = pieces(body[value_start:at], reading)
        if parts is None:
            raise _Unreadable(f"the value of {name} is not closed, or has no comma after it")
        places = (offset + start, offset + end, offset + value_start, offset + at)
        yield BibtexField(name, *places, parts)


def _split(body: str) -> list[Any]:
    block: Any = next(iter(Splitter(f"{_HEAD}{body}}}").split().blocks), None)
    if isinstance(block, DuplicateFieldKeyBlock):  # an entry all the same; the first field counts
        block = block.ignore_error_block
    if isinstance(block, Entry) and block.raw and len(block.raw) == len(_HEAD) + len(body) + 1:
        return block.fields
    if isinstance(block, ParsingFailedBlock):
        raise _Unreadable(str(getattr(block.error, "abort_reason", block.error)))
    raise _Unreadable("its braces or quotes do not match")
