"""Members that this version does not know, kept beside what it knows and written back.

Each is kept with its owner, an object of the document, by what the owner is known by; it is written
back where that owner still is. A listed line is itself in whichever entry it stands. An entry is
known by its key and, where that is gone because two became one, by its first line.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from refkit.formats.saved.strict_json import Damaged, NoValue, Path, steps, walk

_OPTIONAL = "custom"  # an object that is left out where this version has nothing for it

Kept = tuple[tuple[str, ...], str, str]
"""The way to the owner, the member's name, and its value as JSON text."""

_DEEPEST = 100  # levels: what is nested deeper could not be written again
_ENTRIES, _LINES = "entries", "cited_by"
# By what the parts of other lists are known, by the name of the list; else by all that they hold.
_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    _ENTRIES: ("id",),
    "reviews": ("id",),
    "lists": ("review",),
    "decisions": ("review", "reference"),
    "rejected": ("doi",),
    "tags": ("facet", "label"),
    "evidence": ("field", "start", "end", "rule"),
}
_THEN = "\n"  # between an entry's key and its first line; JSON text has none


class Owners:
    """The objects of a document by what they are known by; each list is gone through once."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self._known: dict[int, list[str]] = {}
        self._found: dict[int, dict[str, Any]] = {}
        listed = [
            (row, entry)
            for entry in _objects(document, _ENTRIES)
            for row in _objects(entry, _LINES)
        ]
        names = _numbered([_line(row, entry) for row, entry in listed])
        self._lines = dict(zip(names, listed, strict=True))
        self._line_of = {id(row): name for name, (row, _) in self._lines.items()}

    def keep(self, path: Path, name: str, value: Any) -> Kept:
        """What is to be kept of a member that is not known; raises Damaged where it cannot be."""
        for place, each, depth in walk(value, (path, name)):
            if isinstance(each, NoValue):
                raise Damaged(place, each.what)
            if depth > _DEEPEST:
                raise Damaged((path, name), "is nested too deeply")
        return self._way(path), name, _text(value)

    def put_back(self, kept: Iterable[Kept]) -> None:
        """Give the members back to their owners; what the document says itself stands."""
        members = list(kept)
        for moved in (False, True):  # where two became one, the one that stayed has its own first
            for way, name, text in members:
                owner = self._find(way, moved=moved)
                if owner is not None and name not in owner:
                    owner[name] = json.loads(text)

    def _way(self, path: Path) -> tuple[str, ...]:
        value, way = self.document, list[str]()
        for step in steps(path):
            way.append(step if isinstance(step, str) else self._names(value, way[-1])[step])
            value = value[step]
        return tuple(way)

    def _find(self, way: tuple[str, ...], *, moved: bool) -> dict[str, Any] | None:
        value, name = self.document, ""
        for step in way:
            if isinstance(value, list):
                value = self._part(value, name, step, moved=moved)
            else:
                if step == _OPTIONAL:
                    value.setdefault(step, {})
                name, value = step, value.get(step)
            if value is None:
                return None
        return value if isinstance(value, dict) else None

    def _part(self, parts: list[Any], name: str, known_by: str, *, moved: bool) -> Any:
        """The part of a list that is known by this, else None."""
        if name == _LINES:
            return self._lines.get(known_by, (None, None))[0]
        key, _, first_line = known_by.partition(_THEN)
        if id(parts) not in self._found:
            keys = [each.partition(_THEN)[0] for each in self._names(parts, name)]
            self._found[id(parts)] = dict(zip(keys, parts, strict=True))
        found = self._found[id(parts)].get(key)
        return self._lines.get(first_line, (None, None))[1] if moved and found is None else found

    def _names(self, parts: list[Any], name: str) -> list[str]:
        """What each part of a list is known by."""
        if id(parts) not in self._known:
            self._known[id(parts)] = self._named(parts, name)
        return self._known[id(parts)]

    def _named(self, parts: list[Any], name: str) -> list[str]:
        if name == _LINES:
            return [self._line_of.get(id(row), "") for row in parts]
        names = _numbered([_known_by(part, name) for part in parts])
        if name != _ENTRIES:
            return names
        rows = [_objects(entry, _LINES)[:1] for entry in parts]
        lines = ["".join(self._line_of[id(row)] for row in first) for first in rows]
        return [f"{key}{_THEN}{line}" for key, line in zip(names, lines, strict=True)]


def _objects(owner: Any, name: str) -> list[Any]:
    """The objects in a list of an object; none where there is no such list."""
    parts = owner.get(name) if isinstance(owner, dict) else None
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def _line(row: Any, entry: Any) -> str:
    """What a listed line is known by: its place in the list may change, its entry too."""
    return _text([row.get("review"), row.get("key"), row.get("reference", entry.get("reference"))])


def _numbered(names: list[str]) -> list[str]:
    """The names, each with a number: the second of equal ones has a 2."""
    times = Counter[str]()
    numbered = []
    for name in names:
        times[name] += 1
        numbered.append(f"{times[name]}{name}")
    return numbered


def _known_by(part: Any, name: str) -> str:
    """What a part of a list is known by; members that are not known must not count."""
    if not isinstance(part, dict):
        return _text(part)
    return _text({each: part.get(each) for each in _KNOWN_BY.get(name, _SAID)})


# Of parts without a name of their own: attempts, update notices, people.
_SAID = (
    "source", "method", "outcome", "detail", "type", "notice", "date", "family", "given",
    "literal", "suffix", "non-dropping-particle", "dropping-particle",
)  # fmt: skip


def _text(value: Any) -> str:
    # What is no value of JSON is refused later, with its place; here it is only told apart.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=repr)
