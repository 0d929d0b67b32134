"""Dates as indexes of articles print them: ``2017 Nov 15``, ``DEC 16 2020``, ``NOV-DEC``."""

from __future__ import annotations

import re

from refkit.formats.bibtex.value_reader import MACROS
from refkit.formats.ris.tags import NUMERIC_DATE
from refkit.model.dates import PartialDate

_MONTHS = {name: number for number, name in enumerate(MACROS, start=1)}
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_EIGHT_DIGITS = re.compile(r"([12]\d{3})(\d\d)(\d\d)")


def read_date(text: str, year: int = 0) -> PartialDate | None:
    """The date in a text, of a range its beginning; None where no year is told.

    ``year`` is the year where the text has only the rest. What is no month is left out, a season
    for one.

    >>> str(read_date("2017 Nov 15")), str(read_date("NOV-DEC", 2004)), str(read_date("20200426"))
    ('2017-11-15', '2004-11', '2020-04-26')
    """
    text = text.strip()
    if found := _EIGHT_DIGITS.fullmatch(text) or NUMERIC_DATE.fullmatch(text):
        return _date(*(int(part or 0) for part in found.groups()))
    told = _YEAR.search(text)
    year = int(told[0]) if told else year
    if not year:
        return None
    rest = f"{text[: told.start()]} {text[told.end() :]}" if told else text
    return _date(year, *_month_and_day(_PARTS.findall(rest)))


def says_all(text: str, date: PartialDate | None) -> bool:
    """Whether a date is all that a text says: no season, no end of a range."""
    if not date:
        return not text.strip()
    return bool(_EIGHT_DIGITS.fullmatch(text.strip())) or len(_PARTS.findall(text)) == len(
        date.parts
    )


def _month_and_day(words: list[str]) -> tuple[int, int]:
    """The first month, in words or in figures, and a day right beside it."""
    for place, word in enumerate(words):
        if number := month_number(word):
            beside = [*words[place + 1 : place + 2], *words[max(0, place - 1) : place]]
            return number, next((int(each) for each in beside if each.isdecimal()), 0)
    figures = [int(word) for word in words if word.isdecimal() and len(word) < 3]
    return (figures[0], (figures[1:] or [0])[0]) if figures else (0, 0)


def month_number(word: str) -> int:
    """The number of a month in English, whole or cut after three letters; 0 for another word."""
    return _MONTHS.get(word[:3].lower(), 0) if len(word) >= 3 else 0


def _date(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    if not year:
        return None
    month = month if 1 <= month <= 12 else 0
    return PartialDate(year, month, day if month and 1 <= day <= 31 else 0)
