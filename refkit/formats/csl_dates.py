"""CSL's date variables (CSL 1.0.2, ``csl-data.json``): parts, ranges, seasons, circa, words.

A season within a range stands in the place of a month, as citation processors read it; an open end
is a year of 0, as pandoc writes it. What CSL cannot say, that a date is uncertain, is written in
EDTF beside it by whoever needs it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from refkit.model.dates import FIRST_SEASON, PartialDate, read_edtf, with_end
from refkit.model.written_dates import SEASONS, as_written, read_written_date

Json = dict[str, Any]

MEMBERS = frozenset({"date-parts", "season", "circa", "literal", "raw"})
_EARLIER_SEASONS = 12  # citeproc-js takes the months 13 to 16 for seasons
_SEASONS, _LAST_MONTH, _LAST_DAY = 4, 12, 31
_LONGEST_YEAR, _MOST_PARTS = 9, 3


def write_csl_date(date: PartialDate) -> Json:
    """A date as a variable of CSL."""
    written: Json = {}
    if date.year or date.end:
        is_range = date.end is not None
        ends = [date, date.end] if date.end else [date]
        written["date-parts"] = [_write_parts(each, is_range) for each in ends]
        if date.season and not is_range:
            written["season"] = date.season
        if any(each.circa or each.uncertain for each in ends):
            written["circa"] = True
    if date.literal:
        written["literal"] = date.literal
    return written


def _write_parts(date: PartialDate, is_range: bool) -> list[int]:
    if date.season and is_range:
        return [date.year, FIRST_SEASON - 1 + date.season]
    return list(date.parts) or [0]


def needs_edtf(date: PartialDate) -> bool:
    """Whether CSL's variable says less than the date does."""
    return not date.is_plain and read_csl_date(write_csl_date(date)) != date


def read_csl_date(value: Any) -> PartialDate | None:
    """Read a date variable, or a date as text; None where it is neither.

    Words are read as dates where they are one: "March 5, 2014"; else they are kept as they are.
    """
    if isinstance(value, str):
        return as_written(value) if value.strip() else None
    if not isinstance(value, Mapping):
        return None
    said = value.get("literal") or value.get("raw")
    words = said.strip() if isinstance(said, str) else ""
    date = _with_marks(_of_parts(value.get("date-parts")), value)
    if not words:
        return date
    return _with_words(date, words) if date else as_written(words)


def _with_words(date: PartialDate, words: str) -> PartialDate:
    """Parts and words; words that say the same again are no news."""
    told = read_written_date(words)
    if told and told.is_plain and replace(date, literal="") in {told, PartialDate(told.year)}:
        return told
    return replace(date, literal=words)


def with_edtf(date: PartialDate | None, text: Any) -> PartialDate | None:
    """A date with what was written in EDTF beside it; its words stay."""
    exact = read_edtf(text) if isinstance(text, str) else None
    if not exact:
        return date
    return replace(exact, literal=date.literal) if date and date.literal else exact


def exact_parts(date: PartialDate) -> list[int] | str:
    """Year, month and day; where that is not all, the date in EDTF, or its words."""
    if date.is_plain:
        return list(date.parts)
    has_words = bool(date.literal) and as_written(date.literal) == date
    return date.literal if has_words else str(date)


def read_parts(value: Any) -> PartialDate | None:
    """Read what ``exact_parts`` gives; None where there is no year."""
    if isinstance(value, str):
        return as_written(value)
    date = _read_parts(value)
    return date if date and date.year else None


def is_wholly_read(value: Any) -> bool:
    """Whether a variable has nothing that ``read_csl_date`` does not understand."""
    if not isinstance(value, dict) or not value.keys() <= MEMBERS or not read_csl_date(value):
        return False
    ranges = value.get("date-parts", [])
    season = value.get("season")
    return (
        isinstance(ranges, list)
        and len(ranges) <= 2
        and all(_is_whole(parts) for parts in ranges)
        and (season in (None, "") or bool(_season(season)))
        and not (value.get("literal") and value.get("raw"))
    )


def _is_whole(parts: Any) -> bool:
    read = _read_parts(parts)
    written = [str(part) for part in parts if part not in ("", None)] if read else []
    known = list(read.parts) if read else []
    if read and read.season:
        return len(written) == 2
    return bool(read) and (known or [0]) == [int(part) for part in written]


def _of_parts(ranges: Any) -> PartialDate | None:
    if not isinstance(ranges, list) or not ranges:
        return None
    begin = _read_parts(ranges[0])
    if len(ranges) == 1 or not begin:
        return begin if begin and begin.year else None
    end = _read_parts(ranges[1])
    if not end or not (begin.year or end.year):
        return begin if begin.year else None
    return begin if end == begin else with_end(begin, end)


def _read_parts(parts: Any) -> PartialDate | None:
    """Year, month and day, as numbers or as text, up to the first that is none."""
    if not isinstance(parts, list):
        return None
    known: list[int] = []
    for part in parts[:_MOST_PARTS]:
        if not _is_number(part, may_be_negative=not known):
            break
        known.append(int(part))
    if not known:
        return None
    year, month, day = (*known, 0, 0, 0)[:_MOST_PARTS]
    if 1 <= month <= _LAST_MONTH and year:
        return PartialDate(year, month, day if day <= _LAST_DAY else 0)
    for first in (FIRST_SEASON - 1, _EARLIER_SEASONS):
        if year and 1 <= month - first <= _SEASONS:
            return PartialDate(year, season=month - first)
    return PartialDate(year)


def _is_number(part: Any, *, may_be_negative: bool) -> bool:
    if isinstance(part, bool) or not isinstance(part, str | int):
        return False
    text = str(part).strip()
    text = text[1:] if may_be_negative and text.startswith("-") else text
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_YEAR


def _with_marks(date: PartialDate | None, value: Mapping[str, Any]) -> PartialDate | None:
    if not date:
        return None
    season = _season(value.get("season"))
    if season and not date.month and not date.season and not date.end:
        date = replace(date, season=season)
    circa = value.get("circa")
    return replace(date, circa=True) if circa and circa not in ("false", "0") else date


def _season(value: Any) -> int:
    """A season's number, from its number or its name; 0 for none."""
    text = str(value).strip().casefold() if isinstance(value, str | int) else ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else 0
    if FIRST_SEASON <= number < FIRST_SEASON + _SEASONS:
        return number - FIRST_SEASON + 1
    return number if 1 <= number <= _SEASONS else SEASONS.get(text, 0)
