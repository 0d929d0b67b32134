"""Titles as authors of taxonomies keep them: a JSON object a line, or a title a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from refkit.errors import InputError
from refkit.model.work import Container, Work, WorkType
from refkit.text.markup import read_abstract, read_markup

_Read = TypeVar("_Read")


def read_rows(
    text: str, where: str, kind: str, read: Callable[[Mapping[str, Any], int], _Read]
) -> list[_Read]:
    """What ``read`` makes of each object and its line's number; blank lines are passed over.

    Raises InputError naming the line that is no ``kind`` and why, and where there is none at all.
    """
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):  # a title may hold other line ends
        if line.strip():
            try:
                rows.append(read(_object(line, kind), number))
            except InputError as error:
                raise InputError(f"{where}: line {number}: {error}") from None
    if not rows:
        raise InputError(f"{where}: holds no {kind}")
    return rows


def _object(line: str, kind: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        why = f"no JSON at column {error.colno}: {error.msg}"
        raise InputError(f"is no {kind} ({why})") from None
    except (ValueError, RecursionError):
        raise InputError(f"is no {kind} (a number too long, or lists too deep)") from None
    if not isinstance(found, dict):
        raise InputError(f"is no {kind} ({json_kind(found)}, and no object)")
    return found


def json_kind(value: object) -> str:
    """What a value of JSON is, in a word."""
    kinds = {str: "a text", list: "a list", dict: "an object", bool: "true or false"}
    return "nothing" if value is None else kinds.get(type(value), "a number")


def text_of_row(row: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    """A text of an object; raises InputError for what is no text, and where it is needed."""
    value = row.get(name)
    if value is None and not needed:
        return ""
    if name not in row:
        raise InputError(f"has no {name!r}")
    if not isinstance(value, str):
        raise InputError(f"{name!r} is {json_kind(value)}, and should be a text")
    return value


def work_of(row: Mapping[str, Any]) -> Work:
    """The work of an object with ``title`` and, where they are there, ``abstract``, ``container``.

    Raises InputError where these are no texts.
    """
    return Work(
        WorkType.ARTICLE_JOURNAL,
        title=read_markup(text_of_row(row, "title")),
        abstract=read_abstract(text_of_row(row, "abstract", needed=False)),
        container=Container(text_of_row(row, "container", needed=False)),
    )


def read_titles(text: str, where: str) -> list[tuple[str, Work]]:
    """Titles with their ids, an object a line; what has no id has the number of its line.

    Raises InputError as ``read_rows``.
    """
    return read_rows(text, where, "JSON object with a title", _read_title)


def _read_title(row: Mapping[str, Any], number: int) -> tuple[str, Work]:
    return str(row.get("id") or number), work_of(row)


def titles_of_lines(text: str) -> list[tuple[str, Work]]:
    """A title a line, each with the number of its line."""
    return [
        (str(number), work_of({"title": line.strip()}))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]
