"""Dates of a formula: ``%Y %y %m %d`` of the date that is cited, ``%oY`` ... of the first edition.

Source: what the formatter of Better BibTeX does.
"""

from __future__ import annotations

import re

from refkit.model.dates import PartialDate
from refkit.regex import lazy_regex

LETTERS = ("Y", "y", "m", "d", "oY", "oy", "om", "od", "H", "M", "S")
"""What may stand after a % in a template; works have no hours, minutes and seconds."""

_SPEC = lazy_regex(r"(%-?o?[a-zA-Z]|%%)")


def unknown_letters(template: str) -> list[str]:
    """What of a template is none of the letters there are."""
    specs = (spec for spec in _SPEC.findall(template) if spec != "%%")
    return [spec for spec in specs if spec.lstrip("%-") not in LETTERS]


def parts_of(known: PartialDate | None, original: PartialDate | None = None) -> dict[str, str]:
    """The parts of a date, and of that of the first edition, by their letters.

    Where one of the two has no year, its parts are those of the other.
    """
    cited, first = _parts(known), _parts(original)
    both = cited or first
    return {**both, **{f"o{letter}": part for letter, part in (first or both).items()}}


def _parts(known: PartialDate | None) -> dict[str, str]:
    if known is None:
        return {}
    if not known.year:
        words = {"Y": known.literal, "y": known.literal} if known.literal else {}
        return _parts(known.end) or words  # of a range without a beginning the end is meant
    year = known.year if known.year > 0 else known.year + 1  # as EDTF counts
    parts = {"Y": str(year), "y": f"{'-' if year < 0 else ''}{abs(year) % 100}"}
    if known.month:
        parts["m"] = str(known.month)
    if known.day:
        parts["d"] = str(known.day)
    return parts


def written_date(parts: dict[str, str], template: str) -> str:
    """A date by a template; from what is not known on all is left out, with the sign before it."""
    made = separator = ""
    for place, spec in enumerate(_SPEC.split(template)):
        if place % 2 == 0:
            separator = spec
            continue
        part = "%" if spec == "%%" else _padded(parts, spec)
        if not part:
            break
        made += separator + part
    return made


def _padded(parts: dict[str, str], spec: str) -> str:
    letter = spec.lstrip("%-")
    part = parts.get(letter, "")
    return part if spec[1] == "-" else zeros_before(part, 4 if letter.endswith("Y") else 2)


def zeros_before(text: str, width: int) -> str:
    """The text with its first number as wide as that: the year 9 after Christ is 09."""
    if text.isdigit():
        return text.zfill(width)
    return re.sub(r"\d+", lambda digits: digits[0].zfill(width), text, count=1)
