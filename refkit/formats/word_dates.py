"""Dates as indexes of articles print them: ``2017 Nov 15``, ``DEC 16 2020``, ``NOV-DEC``."""

from __future__ import annotations

from refkit.model.dates import PartialDate
from refkit.model.written_dates import MONTHS, read_written_date
from refkit.regex import lazy_regex

_YEAR = lazy_regex(r"(?<!\d)[12]\d{3}(?!\d)")
_PARTS = lazy_regex(r"[^\W\d_]+|\d+")


def read_date(text: str, year: int = 0) -> PartialDate | None:
    """The date in a text; None where no year is told.

    ``year`` is the year where the text has only the rest. What says more than a date gives what is
    understood of it: "2021 Feb 77" its month.

    >>> str(read_date("2017 Nov 15")), str(read_date("NOV-DEC", 2004)), str(read_date("20200426"))
    ('2017-11-15', '2004-11/2004-12', '2020-04-26')
    """
    text = text.strip()
    told = _YEAR.search(text)
    if whole := read_written_date(text if told or not year else f"{year} {text}"):
        return whole
    year = int(told[0]) if told else year
    if not year:
        return None
    rest = f"{text[: told.start()]} {text[told.end() :]}" if told else text
    return _date(year, *_month_and_day(_PARTS.findall(rest)))


def says_all(text: str, date: PartialDate | None) -> bool:
    """Whether a date is all that a text says."""
    return read_written_date(text) == date if date else not text.strip()


def _month_and_day(words: list[str]) -> tuple[int, int]:
    """The first month, in words or in figures, and a day right beside it."""
    for place, word in enumerate(words):
        if number := month_number(word):
            beside = [*words[place + 1 : place + 2], *words[max(0, place - 1) : place]]
            return number, next((int(each) for each in beside if each.isdecimal()), 0)
    figures = [int(word) for word in words if word.isdecimal() and len(word) < 3]
    return (figures[0], (figures[1:] or [0])[0]) if figures else (0, 0)


def month_number(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word."""
    return MONTHS.get(word.casefold(), 0)


def _date(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    if not year:
        return None
    month = month if month <= 12 else 0
    return PartialDate(year, month, day if month and day <= 31 else 0)
