"""A long list is given a page at a time: so many rows, and no more bytes than a host can take."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from refkit.errors import InputError

MOST_BYTES = 16_000
"""Of the rows of a page as JSON. Hosts cut what is longer than some ten thousand tokens, without a
word on how to go on; a page is sent twice, as text and as what its schema describes."""

USUAL, MOST_ROWS = 25, 100

_CURSOR = re.compile(r"([0-9a-f]{12})\.([0-9]{1,9})")

_Thing = TypeVar("_Thing")


class Part(NamedTuple):
    """Which part of a list is wanted: so many rows, from a cursor on or from its beginning."""

    limit: int = USUAL
    cursor: str | None = None


class Page(NamedTuple):
    """Rows of a list: how many it has, and the cursor for those that follow, None at its end."""

    rows: list[Any]
    total: int
    next_cursor: str | None
    how_to_go_on: str | None


def page(
    things: Sequence[_Thing],
    row: Callable[[_Thing], BaseModel],
    part: Part,
    stamp: object = "",
) -> dict[str, Any]:
    """The members of ``Page`` for a part of a list; raises InputError for another list's cursor.

    ``stamp`` is what the list is made of: where that is another one, so are the rows. One row is
    always given, however long it is.
    """
    return _page(things, row, part, stamp)._asdict()


def _page(
    things: Sequence[_Thing], row: Callable[[_Thing], BaseModel], part: Part, stamp: object
) -> Page:
    mark = hashlib.sha256(repr(stamp).encode("utf-8", "backslashreplace")).hexdigest()[:12]
    begin = _begin(part.cursor, mark, len(things))
    rows: list[BaseModel] = []
    size = 0
    for each in things[begin : begin + part.limit]:
        made = row(each)
        size += len(made.model_dump_json())
        if rows and size > MOST_BYTES:
            break
        rows.append(made)
    end = begin + len(rows)
    if end == len(things):
        return Page(rows, len(things), None, None)
    following = f"{mark}.{end}"
    told = f"{len(things) - end} more of {len(things)}: call again with cursor {following}"
    return Page(rows, len(things), following, told)


def _begin(cursor: str | None, mark: str, total: int) -> int:
    if cursor is None:
        return 0
    found = _CURSOR.fullmatch(cursor)
    if found is None or found[1] != mark or int(found[2]) > total:
        raise InputError(
            "this cursor is of another list, or the list has changed: begin without a cursor"
        )
    return int(found[2])
