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

    Raises InputError naming the line that is no ``kind``, and where there is none at all.
    """
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):  # a title may hold other line ends
        if line.strip():
            try:
                rows.append(read(json.loads(line), number))
            except InputError as error:
                raise InputError(f"{where}: line {number}: {error}") from None
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise InputError(f"{where}: line {number}: is no {kind}") from None
    if not rows:
        raise InputError(f"{where}: holds no {kind}")
    return rows


def work_of(row: Mapping[str, Any]) -> Work:
    """The work of an object with ``title`` and, where they are there, ``abstract``, ``container``.

    Raises KeyError or TypeError where these are no texts.
    """
    return Work(
        WorkType.ARTICLE_JOURNAL,
        title=read_markup(row["title"]),
        abstract=read_abstract(row.get("abstract") or ""),
        container=Container(row.get("container") or ""),
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
