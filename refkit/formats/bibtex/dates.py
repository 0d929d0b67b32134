"""The dates of an entry: ``date`` of biblatex, ``year`` and ``month`` of BibTeX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from refkit.formats.bibtex.value_reader import MACROS
from refkit.model.dates import PartialDate, read_edtf
from refkit.model.written_dates import MONTHS, SEASON_NAMES, as_written, read_written_date
from refkit.regex import lazy_regex

_YEAR = lazy_regex(r"^-?\d{1,4}$|(?<!\d)\d{4}(?!\d)")
_COMMAND = lazy_regex(r"\\[A-Za-z]+\*?(?:\[[^\[\]]*\])*+(?:\{[^{}]*\})*+")
_WORDS = lazy_regex(r"[^\W\d_]+|\d+")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_RANGE = lazy_regex(r"[-–—/]")
_TIME = lazy_regex(r"\d\d:\d\d")
_LAST_MONTH, _LAST_DAY = 12, 31

DATE_FIELDS = ("date", "year", "month", "day")
"""The fields of the date on which a work was issued."""


class Dated(NamedTuple):
    """A date, and the fields that say no more than it does."""

    date: PartialDate | None = None
    told: frozenset[str] = frozenset()


def read_date(fields: Mapping[str, str]) -> Dated:
    """The date that the fields give, by their names and in plain text.

    Understood is EDTF in ``date``, and what people write there and in ``year`` and ``month``:
    ``2020-05/2020-06``, ``30-Mar-2020``, ``c. 1850``, ``380 BC``, ``[1998]``; of months ``10``,
    ``oct``, ``October``, ``12 October``, ``10 12`` (that is ``10 # "~12"``), ``July/August``.
    Where a text says more than a year, the year is taken and its field is not told.
    """
    again = _by_parts(
        fields.get("year", "").strip(),
        fields.get("month", "").strip(),
        fields.get("day", "").strip(),
    )
    date, is_whole = read_one(fields.get("date", ""))
    if not date or not (date.year or date.end or not again.date):
        return again
    told = {"date"} if is_whole else set()
    return Dated(date, frozenset(told | (again.told if _agrees(again.date, date) else set())))


def read_one(text: str) -> tuple[PartialDate | None, bool]:
    """The date of one field, and whether that is all that the field says."""
    text = text.strip()
    if not text:
        return None, False
    date = as_written(text)
    if date.year and date.literal and not date.end:
        return replace(date, literal=""), False
    return date, not _TIME.search(text)


def _agrees(one: PartialDate | None, other: PartialDate) -> bool:
    """Whether a year and a month say no more than a date does."""
    if one is None or one == other:
        return one is not None
    if (one.year, one.circa, one.uncertain) != (other.year, other.circa, other.uncertain):
        return False
    if one.end and (not other.end or one.end.year != other.end.year):
        return False
    is_same_month = (one.month, one.season) == (other.month, other.season)
    return is_same_month and one.day in {0, other.day} if one.month or one.season else True


@lru_cache(maxsize=4096)  # works come out in the same months
def _by_parts(year: str, month: str, day: str) -> Dated:
    if not year:
        return Dated()
    is_number = len(year) < 8 and year.lstrip("-").isdecimal()
    if not is_number and (date := read_written_date(year)):
        return _with_month(date, month, day) if not date.month else Dated(date, frozenset({"year"}))
    # What a command that is not known has in its argument may be there for sorting alone.
    number = _YEAR.search(_COMMAND.sub(" ", year)) or _YEAR.search(year)
    if not number or not int(number[0]):
        return Dated(PartialDate(0, literal=year), frozenset({"year"}))
    told = frozenset({"year"} if number[0] == year else ())
    found = _with_month(PartialDate(int(number[0])), month, day)
    return Dated(found.date, found.told - {"year"} | told)


def _with_month(date: PartialDate, text: str, own_day: str) -> Dated:
    """A year with its month and its day, or with the range or season that stand for the month."""
    if not text or date.end or date.season:
        return Dated(date, frozenset({"year"}))
    worded = read_written_date(f"{text} {date.year}") if date.year > 0 else None
    if worded and (worded.end or worded.season):
        marked = replace(worded, circa=date.circa, uncertain=date.uncertain)
        return Dated(marked, frozenset({"year", "month"}))
    month, day, is_whole = _month(text)
    told = {"year", "month"} if is_whole else {"year"}
    if month and not day and own_day.isdecimal() and 1 <= int(own_day[:9]) <= _LAST_DAY:
        day = int(own_day)
        told |= {"day"}
    return Dated(replace(date, month=month, day=day if month else 0), frozenset(told))


def _month(text: str) -> tuple[int, int, bool]:
    """A month, a day of it, and whether that is all that the text says."""
    words = [word.lower() for word in _WORDS.findall(text) if word.lower() not in _ORDINALS]
    months = [MONTHS[word] for word in words if word in MONTHS]
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 3]
    is_number = all(word.isdecimal() for word in words)  # "1st quarter" is no January
    if not months and is_number and numbers and 1 <= numbers[0] <= _LAST_MONTH:
        months = [numbers.pop(0)]
    if not months:
        return 0, 0, False
    is_one = len(months) == 1 and not _RANGE.search(text)
    day = numbers[0] if is_one and numbers and 1 <= numbers[0] <= _LAST_DAY else 0
    return months[0], day, is_one and len(words) == 1 + bool(day)


def write_date(date: PartialDate) -> Iterator[tuple[str, str]]:
    """BibTeX's fields for a date: year, month and day, which styles print or pass over.

    What these cannot say exactly stands beside them in ``date``, which the styles do not know.
    """
    if year := _year(date):
        yield "year", f"{{{year}}}"
    if date.month:
        yield "month", tuple(MACROS)[date.month - 1]  # a macro: styles have the names
    elif date.season:
        yield "month", f"{{{SEASON_NAMES[date.season]}}}"
    if date.day and not date.end:
        yield "day", f"{{{date.day}}}"
    if not date.is_plain and (date.year or date.end):
        written = {name: value.strip("{}") for name, value in _without_edtf(date)}
        if read_date(_resolved(written)).date != date:
            is_exact = read_edtf(date.literal) == date  # 199X says what 1990/1999 does
            yield "date", f"{{{date.literal if is_exact else date}}}"


def _without_edtf(date: PartialDate) -> Iterator[tuple[str, str]]:
    yield from (("year", _year(date)), ("day", str(date.day or "")))
    yield (
        "month",
        tuple(MACROS.values())[date.month - 1] if date.month else (SEASON_NAMES[date.season]),
    )


def _resolved(written: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in written.items() if value}


def _year(date: PartialDate) -> str:
    """The year as styles print it: c. 1250, 380 BC, 1999--2000."""
    if not date.year:
        return date.literal
    year = f"{abs(date.year)}{' BC' if date.year < 0 else ''}"
    if date.end and date.end.year and date.end.year != date.year and date.year > 0:
        year += f"--{date.end.year}"
    return f"{'c. ' if date.circa else ''}{year}{'?' if date.uncertain else ''}"
