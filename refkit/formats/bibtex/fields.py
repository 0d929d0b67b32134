"""What a block says: its key, and each field with its places in the source.

bibtexparser tells the fields apart. It is given one block at a time, so that an odd one spoils no
other, and a disguised one, in which nothing stands that it misreads: escaped braces, "@" at the
start of a line, quotes inside braces inside quotes. The values are taken from the source itself.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock
from bibtexparser.splitter import Splitter

from refkit.formats.bibtex.usual_fields import usual_fields, usual_key
from refkit.formats.bibtex.value_reader import Piece, Reading, after_blanks, pieces
from refkit.text.unicode import clean

_HEAD = "@x{x"  # stands for the block's own, whose key may be anything
_STRING = "string"
_NO_KEY = re.compile(r"[^\s=]+\s*=\s*(?:[{\"]|$)|.*[{}\"]", re.DOTALL)
_NAME = re.compile(r"[^\s{}\"#%'(),=\\]+")
_COMMENTS = re.compile(r"(?:%[^\n]*\n\s*)+")
_COMMENT_LINE = re.compile(r"^[ \t]*%[^\r\n]*", re.MULTILINE)
_QUOTED_VALUE = re.compile(r"[=#]\s*\"")
_GROUP = re.compile(r"\{[^{}\"]*\"[^{}]*\}")
_SECOND_COMMA = re.compile(r",(?=\s*+,)")
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
    parts: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry or a @string. ``key_end`` is past the key, ``close`` where the block is closed."""

    kind: str
    key: str
    fields: tuple[BibtexField, ...]
    key_end: int
    close: int


def read_item(source: str, opening: int, kind: str, reading: Reading) -> Item | str:
    """Read a block, given where its delimiter opens; gives a clause that says why it cannot be."""
    if item := _usual_item(source, opening, kind):
        return item
    body = source[opening + 1 : -1]
    if kind == _STRING:
        key, key_end = "", opening + 1
        body = f",{body}"  # a @string has fields and no key
        offset = opening
    else:
        end = body.find(",") if "," in body else len(body)
        key, key_end = " ".join(body[:end].split()), opening + 1 + len(body[:end].rstrip())
        if _NO_KEY.match(key):
            return "has no key"
        body, offset = body[end:], opening + 1 + end
    try:
        fields = tuple(_fields(source, offset, _disguised(body, reading), reading))
    except _Unreadable as trouble:
        return " ".join(clean(str(trouble)).split())[:_LONGEST_REASON]
    return Item(kind, key, fields, key_end, len(source) - 1)


def _usual_item(source: str, opening: int, kind: str) -> Item | None:
    key = usual_key(source, opening) if kind != _STRING else None
    fields = usual_fields(source, source.find(",", key[1])) if key else None
    if key is None or fields is None:
        return None
    read = tuple(BibtexField(*field) for field in fields)
    return Item(kind, key[0], read, key[1], len(source) - 1)


class _Unreadable(Exception):
    """Why a block cannot be read."""


def _disguised(body: str, reading: Reading) -> str:
    body = reading.disguised(body).replace("@", "x")
    if "%" in body:
        body = _COMMENT_LINE.sub(_blanked, body)
    if _QUOTED_VALUE.search(body):
        body = _GROUP.sub(lambda found: found[0].replace('"', "x"), body)
    return _SECOND_COMMA.sub(" ", body)


def _blanked(comment: re.Match[str]) -> str:
    line = comment[0]
    # BibTeX counts the braces of a comment too, so one that has an odd one is left as it stands.
    return " " * len(line) if line.count("{") == line.count("}") else line


def _fields(source: str, offset: int, body: str, reading: Reading) -> Iterator[BibtexField]:
    """The fields that bibtexparser finds, each looked up in the source; ``offset``: the body's."""
    at = 1
    for found in _split(body):
        start = body.index(found.key, at) if found.key else at
        end = start + len(found.key)
        value_start = after_blanks(body, body.index("=", end) + 1)
        at = value_start + len(found.value)
        name = source[offset + start : offset + end]
        if comments := _COMMENTS.match(name):
            start += comments.end()
            name = name[comments.end() :]
        if name.startswith("%"):
            continue  # a field that is commented out
        if not _NAME.fullmatch(name):
            raise _Unreadable(f"{name!r} is not the name of a field")
        parts = pieces(source[offset + value_start : offset + at], reading)
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
