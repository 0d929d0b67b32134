"""The date of an entry: ``date`` of biblatex, ``year`` and ``month`` of BibTeX, as people write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from refkit.formats.bibtex.value_reader import MACROS
from refkit.model.dates import PartialDate

_ISO = re.compile(r"(-?\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?")
_YEAR = re.compile(r"^-?\d{1,4}$|(?<!\d)\d{4}(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_RANGE = re.compile(r"[-–—/]")


class Dated(NamedTuple):
    """A date, and the fields that say no more than it does."""

    date: PartialDate | None = None
    told: frozenset[str] = frozenset()


def read_date(fields: Mapping[str, str]) -> Dated:
    """The date that the fields give, by their names and in plain text; of a range the beginning.

    Understood are ``2020-05-12``, ``2020-05/2020-06``, ``2020a``, ``[1998]``; of months ``10``,
    ``oct``, ``October``, ``12 October``, ``10 12`` (that is ``10 # "~12"``), ``July/August``.
    """
    text = fields.get("date", "").strip()
    if iso := _ISO.match(text):
        return _by_iso(fields, iso, is_whole=iso.end() == len(text))
    return _by_parts(fields)


def _by_iso(fields: Mapping[str, str], iso: re.Match[str], is_whole: bool) -> Dated:
    year, month, day = (int(part or 0) for part in iso.groups())
    # biblatex writes seasons as months 21 to 24.
    date = _date(year, month if month <= 12 else 0, day if day <= 31 else 0)
    told = {"date"} if is_whole and date.parts == tuple(filter(None, (year, month, day))) else set()
    again = _by_parts(fields)
    return Dated(date, frozenset(told | (again.told if again.date == date else set())))


def _by_parts(fields: Mapping[str, str]) -> Dated:
    text = fields.get("year", "").strip()
    year = _YEAR.search(text)
    if not year:
        return Dated()
    told = {"year"} if year[0] == text else set()
    month, day, is_whole = _month(fields.get("month", ""))
    told |= {"month"} if is_whole else set()
    own_day = fields.get("day", "").strip()
    if month and not day and own_day.isdecimal() and int(own_day[:9]) <= 31:
        day = int(own_day)
        told |= {"day"}
    return Dated(_date(int(year[0]), month, day), frozenset(told))


def _date(year: int, month: int, day: int) -> PartialDate:
    return PartialDate(year, month, day if month else 0)


def _month(text: str) -> tuple[int, int, bool]:
    """A month, a day of it, and whether that is all that the text says."""
    words = [word.lower() for word in _WORDS.findall(text) if word.lower() not in _ORDINALS]
    months = [number for word in words if (number := _number(word))]
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 3]
    if not months and numbers and 1 <= numbers[0] <= 12:
        months = [numbers.pop(0)]
    if not months:
        return 0, 0, False
    is_one = len(months) == 1 and not _RANGE.search(text)
    day = numbers[0] if is_one and numbers and 1 <= numbers[0] <= 31 else 0
    return months[0], day, is_one and len(words) == 1 + bool(day)


def _number(word: str) -> int:
    for number, name in enumerate(MACROS.values(), start=1):
        if len(word) >= 3 and name.lower().startswith(word):
            return number
    return 0
