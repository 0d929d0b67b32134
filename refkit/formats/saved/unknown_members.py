"""Members that this version does not know, kept beside what it knows and written back.

Each is kept with its owner, an object of the document, by what the owner is known by; it is written
back where that owner still is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from refkit.formats.saved.strict_json import Damaged, NoValue, Path, steps, walk

_OPTIONAL = "custom"  # an object that is left out where this version has nothing for it

Kept = tuple[tuple[str, ...], str, str]
"""The way to the owner, the member's name, and its value as JSON text."""

_DEEPEST = 100  # levels: what is nested deeper could not be written again
# By what the parts of a list are known, by the name of the list; others by all that they hold.
_KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "entries": ("id",),
    "reviews": ("id",),
    "lists": ("review",),
    "cited_by": ("review", "key", "reference"),
    "decisions": ("review", "reference"),
    "tags": ("facet", "label"),
    "evidence": ("field", "start", "end", "rule"),
}


@dataclass(slots=True)
class Owners:
    """The objects of a document by what they are known by; each list is gone through once."""

    document: Any
    _known: dict[int, list[str]] = field(default_factory=dict)
    _places: dict[int, dict[str, int]] = field(default_factory=dict)

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
        for way, name, text in kept:
            owner = self._find(way)
            if owner is not None and name not in owner:
                owner[name] = json.loads(text)

    def _way(self, path: Path) -> tuple[str, ...]:
        value, way = self.document, list[str]()
        for step in steps(path):
            way.append(step if isinstance(step, str) else self._names(value, way[-1])[step])
            value = value[step]
        return tuple(way)

    def _find(self, way: tuple[str, ...]) -> dict[str, Any] | None:
        value, name = self.document, ""
        for step in way:
            if isinstance(value, list):
                names = self._names(value, name)
                places = self._places.setdefault(id(value), dict(zip(names, count())))
                value = value[places[step]] if step in places else None
            else:
                if step == _OPTIONAL:
                    value.setdefault(step, {})
                name, value = step, value.get(step)
            if value is None:
                return None
        return value if isinstance(value, dict) else None

    def _names(self, parts: list[Any], name: str) -> list[str]:
        """What each part of a list is known by; of equal ones the second has a number."""
        if id(parts) not in self._known:
            times = Counter[str]()
            self._known[id(parts)] = named = []
            for part in parts:
                known_by = _known_by(part, name)
                times[known_by] += 1
                named.append(f"{times[known_by]}{known_by}")
        return self._known[id(parts)]


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
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
