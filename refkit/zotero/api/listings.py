"""Lists of Zotero's objects: as they are answered, page by page, and as trees of collections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from refkit.errors import ZoteroError
from refkit.zotero.api.client import Reply
from refkit.zotero.api.protocol import Json

Item = TypeVar("Item")


def parts_of(values: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The values in their order, so many in a part; the last may be shorter."""
    return [values[at : at + size] for at in range(0, len(values), size)]


def is_under(key: str, top: str, parents: Mapping[str, Any]) -> bool:
    """Whether a collection stands somewhere under another."""
    seen = {key}
    while (parent := parents.get(key)) and parent not in seen:
        if parent == top:
            return True
        key = parent
        seen.add(key)
    return False


def data_of(reply: Reply) -> list[Json]:
    """The data of each object of a list; raises ZoteroError where it is no such list."""
    listed = reply.json if isinstance(reply.json, list) else [None]
    data = [each.get("data") if isinstance(each, dict) else None for each in listed]
    if not all(isinstance(each, dict) and isinstance(each.get("key"), str) for each in data):
        raise ZoteroError("Zotero answers with something that is no list of its objects")
    return [each for each in data if each is not None]


def version_of(reply: Reply) -> int:
    """The version of what was asked for; raises ZoteroError where the answer names none."""
    return _header(reply, "Last-Modified-Version")


def total_of(reply: Reply) -> int:
    """How many objects the list has on all its pages; raises as ``version_of``."""
    return _header(reply, "Total-Results")


def _header(reply: Reply, name: str) -> int:
    text = reply.headers.get(name, "").strip()
    if not text.isdecimal():
        raise ZoteroError(f"Zotero answers without its header {name}")
    return int(text)
