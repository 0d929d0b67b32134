"""What was kept of a user's library, and where in a CSL item it goes.

A variable of CSL that a work has no place for goes back to where it was; keywords and notes of any
format to CSL's own; the rest stands under ``custom.kept``, so that nothing is lost.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

from refkit.formats.csl_dates import MEMBERS
from refkit.formats.csl_json.variables import DATES
from refkit.formats.foreign_fields import is_keywords, is_note, plain_text, words_of
from refkit.model.printed import is_remark
from refkit.model.resolution import Imported
from refkit.model.work import WorkType
from refkit.text.csl_markup import plain_to_csl

Json = dict[str, Any]

_LEFT = "custom.kept"
# The variables of CSL 1.0.2 for texts and dates, those of a work too: an earlier version may have
# kept them, when a work had no place for them.
_TEXTS = frozenset(
    "annote archive archive_collection archive_location archive-place authority call-number "
    "chapter-number citation-number citation-label collection-number dimensions division event "
    "event-title event-place first-reference-note-number jurisdiction locator medium "
    "number-of-pages number-of-volumes original-publisher original-publisher-place page-first "
    "part part-title printing references reviewed-genre reviewed-title scale section shortTitle "
    "source status supplement title-short version volume-title volume-title-short "
    "year-suffix".split()
)
_DATES = DATES | {"available-date"}
_TYPES = frozenset(WorkType)
# Brackets in a kept value: with more of them it stays text, and no reader's stack runs out.
_DEEPEST = 500

_OWN_PLACES = frozenset({"keyword", "note"})

NOTHING_KEPT = Imported("")


@dataclass(slots=True)
class OwnWords:
    """The keywords and the notes that a user gave an entry."""

    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, source: str, text: str, place: str) -> bool:
        """Add what stood in one field of a library; False where there was nothing."""
        as_csl = str if source == "csl-json" else plain_to_csl
        if place == "keyword":
            into, found = self.words, words_of(source, text)
        else:
            into, found = self.notes, [plain_text(source, text).strip()]
        found = [as_csl(part) for part in found if part]
        into += found
        return bool(found)


def put_back(library: Imported, values: Json, custom: Json) -> tuple[OwnWords, dict[str, str]]:
    """Put what was kept of an entry into its item: variables into ``values``, the rest ``custom``.

    Gives keywords and notes, which others are added to, and the place of each kept field: the name
    of a member, one of ``custom`` with a dot before it.
    """
    own, places = OwnWords(), dict[str, str]()
    left: list[list[str]] = []
    # What was left over before comes last: it stays where it is unless there is more of it.
    for name, text in sorted(library.kept, key=lambda pair: pair[0] == _LEFT):
        place, value = _placed(library.source, name, text)
        into, member = (custom, place[7:]) if place.startswith("custom.") else (values, place)
        is_free = bool(place) and (member not in into or _is_better_type(place, values))
        if place in _OWN_PLACES and own.add(library.source, text, place):
            pass
        elif place not in _OWN_PLACES and is_free and not (name == _LEFT and left):
            into[member] = value
        else:
            place = _LEFT
            left.append([name, text])
        places[name] = place
    if left:
        custom["kept"] = {library.source: left}
    return own, places


def _is_better_type(place: str, values: Json) -> bool:
    """Whether the type that was kept is a song, say, where a work was any document."""
    return place == "type" and values["type"] == WorkType.DOCUMENT


def _placed(source: str, name: str, text: str) -> tuple[str, Any]:
    """Where a kept field goes, and its value there; an empty place where it fits nowhere."""
    if source == "csl-json":
        return _csl_place(name, _loaded(text))
    # Styles print the note of CSL, and nothing of refkit's search is to be printed.
    place = "keyword" if is_keywords(source, name) else "note" if is_note(source, name) else ""
    return ("" if is_remark(text) else place), text


def _loaded(text: str) -> Any:
    """The value of a member; what cannot be read again is no value of any variable."""
    if text.count("[") + text.count("{") > _DEEPEST:
        return None
    try:
        return json.loads(text, parse_float=_finite, parse_constant=_finite)
    except ValueError:
        return None


def _finite(text: str) -> float:
    """A number that JSON can hold; raises ValueError for others."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _csl_place(name: str, value: Any) -> tuple[str, Any]:
    fits = (
        (name.startswith("custom.") and value is not None)
        or (name in _DATES and _is_date(value))
        or (name == "type" and isinstance(value, str) and value in _TYPES)
        or (name == "categories" and isinstance(value, list) and all(map(_is_string, value)))
        or (name in _OWN_PLACES and _is_string(value))
    )
    if name in _TEXTS and _is_text(value):
        return name, str(value)
    return (name, value) if fits else ("", value)


def _is_string(value: Any) -> bool:
    return isinstance(value, str)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    """Whether this is a date as the schema has it."""
    if not isinstance(value, dict) or not value.keys() <= MEMBERS:
        return False
    ranges = value.get("date-parts", [[1]])
    return (
        isinstance(ranges, list)
        and len(ranges) in {1, 2}
        and all(isinstance(parts, list) and len(parts) in {1, 2, 3} for parts in ranges)
        and all(_is_text(part) for parts in ranges for part in parts)
        and all(_is_string(value.get(name, "")) for name in ("literal", "raw"))
        and _is_text(value.get("season", ""))
        and isinstance(value.get("circa", ""), str | int | float)
    )
