"""Dates as people write them: ``30-Mar-2020``, ``c. 1850``, ``Spring 1985``, ``380 BC``.

Either the whole of a text is understood or nothing is: of "2019, reprinted 2021" a reader may take
the year, and must keep the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from refkit.model.dates import PartialDate, read_edtf, with_end
from refkit.regex import lazy_regex

_MONTH_NAMES = (
    # English, German, French, Spanish, Italian, Portuguese, Dutch
    "january januar janvier enero gennaio janeiro januari jänner",
    "february februar février fevrier febrero febbraio fevereiro februari feber",
    "march märz mars marzo março marco maart mrz",
    "april avril abril aprile",
    "may mai mayo maggio maio mei",
    "june juni juin junio giugno junho",
    "july juli juillet julio luglio julho",
    "august août aout agosto augustus",
    "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro",
    "november novembre noviembre novembro",
    "december dezember décembre decembre diciembre dicembre dezembro",
)
_SEASON_NAMES = (
    # Web of Science cuts them after three letters.
    "spr spring frühling frühjahr printemps primavera lente",
    "sum summer sommer été verano estate verão zomer",
    "aut autumn fal fall herbst automne otoño autunno outono herfst",
    "win winter hiver invierno inverno",
)
SEASON_NAMES = ("", "Spring", "Summer", "Autumn", "Winter")
"""What a season is called, by its number."""

_SHORTEST = 3  # letters of a month


def _prefixes(names: Iterable[str]) -> Mapping[str, int]:
    """The number of each name and of each beginning that no other month has."""
    found: dict[str, set[int]] = {}
    for number, row in enumerate(names, start=1):
        for name in row.split():
            for length in range(_SHORTEST, len(name) + 1):
                found.setdefault(name[:length], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


MONTHS: Mapping[str, int] = _prefixes(_MONTH_NAMES)
"""The number of a month by its name or the beginning of it, in lower case."""
SEASONS: Mapping[str, int] = {
    name: number for number, row in enumerate(_SEASON_NAMES, start=1) for name in row.split()
}
"""The number of a season by its name in lower case; 1 is spring."""

_DOTTED_ERA = lazy_regex(r"\b(b\.? ?c\.?(?: ?e\.?)?|a\.? ?d\.?|c\.? ?e\.?)(?!\w)", re.IGNORECASE)
_BEFORE_CHRIST = frozenset({"bc", "bce"})
_OUR_ERA = frozenset({"ad", "ce"})
_SAYS_NOTHING = frozenset("st nd rd th er of the de del di le el la den van".split()) | frozenset(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday "
    "sunday".split()
)
_YEAR = lazy_regex(r"(?<!\d)[1-9]\d{3}(?!\d)")
_LONGEST = 80  # characters; nothing longer is a date
_LONGEST_SHORT = 50  # years between 1990 and "40"
_LAST_DAY, _LAST_MONTH, _YEAR_DIGITS = 31, 12, 4

_CIRCA = lazy_regex(
    r"(?:c|ca|cca|circa|about|approx|approximately|around|um|vers|environ)\b\.?\s*|~\s*",
    re.IGNORECASE,
)
_BRACKETS = lazy_regex(r"\[(.*)\]|\((.*)\)|©\s*(.*)")
_NUMERIC = lazy_regex(r"(\d{4})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{1,2}))?\s*[/.]?|(\d{4})/{1,3}")
_COMPACT = lazy_regex(r"([12]\d{3})(\d\d)(\d\d)")
_DAY_FIRST = lazy_regex(r"(\d{1,2})([/.-])\s*(\d{1,2})\2\s*(\d{4})")
_MONTH_FIRST = lazy_regex(r"(\d{1,2})[ /.-](\d{4})")
_HYPHENED = lazy_regex(r"(\d{1,2})-([^\W\d_]{3,})\.?-(\d{4})|(\d{4})-([^\W\d_]{3,})-?(\d{1,2})?")
_TIME = lazy_regex(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*")
_TO = lazy_regex(r"\s*(?:--+|[‐‑‒–—−/-]|\bto\b|\bthrough\b|\buntil\b|\bbis\b|\band\b|&)\s*")
_SHORT_RANGE = lazy_regex(r"(\d\d)(\d\d)\s*(?:--?|[–—/])\s*(\d\d)")
_OPEN = lazy_regex(r"(.+?)\s*[‒–—-]")
_DECADE = lazy_regex(r"(\d{3}0)s")
_TOKEN = lazy_regex(r"[^\W\d_]+|\d+")
_ERA_AT_END = lazy_regex(r"\s*\b(?:bce?|ad|ce)$", re.IGNORECASE)
_MARKS = lazy_regex(r"[\s.,:;'’~\"]*")


class _Parts(NamedTuple):
    """What a piece of text says of a date; ``number`` is one that may be a day."""

    year: int = 0
    month: int = 0
    season: int = 0
    number: int = 0


def read_written_date(text: str) -> PartialDate | None:
    """Read a date; None where it is none, or where the text says more than a date.

    >>> str(read_written_date("30-Mar-2020")), str(read_written_date("ca. 1850"))
    ('2020-03-30', '1850~')
    >>> read_written_date("Ming dynasty")
    """
    text = " ".join(text.split()).strip(" ,;")
    if len(text) > _LONGEST:
        return None
    return read_edtf(text) or _marked(text)


def as_written(text: str) -> PartialDate:
    """A date as far as it is understood; where that is not all, the words are its literal.

    >>> as_written("2019, reprinted 2021").year
    2019
    """
    if date := read_written_date(text):
        return date
    year = _YEAR.search(text)
    return PartialDate(int(year[0]) if year else 0, literal=text)


def in_words(date: PartialDate) -> str:
    """A date as people write it, so that ``read_written_date`` reads it again.

    >>> in_words(PartialDate(-380)), in_words(PartialDate(1985, season=1))
    ('380 BC', 'Spring 1985')
    """
    is_long = date.year >= 10**_YEAR_DIGITS  # which people do not write
    if date.end or not date.year or date.month or is_long or (date.year > 0 and date.is_plain):
        return date.literal or str(date)
    year = f"{abs(date.year)} BC" if date.year < 0 else f"{date.year:04d}"
    season = f"{SEASON_NAMES[date.season]} " if date.season else ""
    return f"{'c. ' if date.circa else ''}{season}{year}{'?' if date.uncertain else ''}"


def _marked(text: str) -> PartialDate | None:
    """A date with the marks that say how sure it is."""
    if found := _BRACKETS.fullmatch(text):
        return read_written_date(next(filter(None, found.groups()), ""))
    circa = _CIRCA.match(text)
    text = text[circa.end() :] if circa else text
    is_uncertain = text.endswith("?")
    date = _bare(text.rstrip("? "))
    if not date:
        return None
    return replace(date, circa=date.circa or bool(circa), uncertain=date.uncertain or is_uncertain)


def _bare(text: str) -> PartialDate | None:
    text = _DOTTED_ERA.sub(lambda era: era[0].replace(".", "").replace(" ", ""), text)
    return (
        read_edtf(text) or _range_of_years(text) or _numeric(text) or _worded(text) or _range(text)
    )


def _range_of_years(text: str) -> PartialDate | None:
    """1998-99, 1999-00, 1998–, 1920s; of 1998-09 the second is a month."""
    if decade := _DECADE.fullmatch(text):
        return PartialDate(int(decade[1]), end=PartialDate(int(decade[1]) + 9), literal=text)
    if open_ := _OPEN.fullmatch(text):
        begin = _worded(open_[1])
        return with_end(begin, PartialDate(0)) if begin and begin.year else None
    short = _SHORT_RANGE.fullmatch(text)
    if not short or 1 <= int(short[3]) <= _LAST_MONTH:
        return None
    first = int(short[1] + short[2])
    until = int(short[1] + short[3])
    until += 100 if until <= first else 0
    return PartialDate(first, end=PartialDate(until)) if until - first < _LONGEST_SHORT else None


def _numeric(text: str) -> PartialDate | None:
    if timed := _TIME.fullmatch(text):
        return read_edtf(timed[1])
    if found := _NUMERIC.fullmatch(text) or _COMPACT.fullmatch(text):
        groups = (*found.groups(), None)
        return _date(int(groups[0] or groups[3] or 0), int(groups[1] or 0), int(groups[2] or 0))
    if found := _DAY_FIRST.fullmatch(text):
        return _by_order(int(found[1]), int(found[3]), int(found[4]), found[2])
    if found := _MONTH_FIRST.fullmatch(text):
        return _date(int(found[2]), int(found[1]), 0)
    return None


def _by_order(first: int, second: int, year: int, mark: str) -> PartialDate | None:
    """Day and month of 30/03/2014; which is which of 05/03/2014 nobody knows, of 05.03.2014 all."""
    if mark == "." or first > _LAST_MONTH or first == second:
        return _date(year, second, first)
    return _date(year, first, second) if second > _LAST_MONTH else None


def _date(year: int, month: int, day: int) -> PartialDate | None:
    # 2019/00/00 is how some say that month and day are not known.
    if not year or month > _LAST_MONTH or day > _LAST_DAY:
        return None
    return PartialDate(year, month, day if month else 0)


def _worded(text: str) -> PartialDate | None:
    """One date in words."""
    if found := _HYPHENED.fullmatch(text):
        text = " ".join(filter(None, found.groups()))
    parts = _parts(text)
    return _made(parts) if parts else None


def _range(text: str) -> PartialDate | None:
    """Two dates, of which either may leave out what the other says."""
    era = _ERA_AT_END.search(text)
    for mark in _TO.finditer(text):
        before, after = text[: mark.start()], text[mark.end() :]
        if era and not _ERA_AT_END.search(before):
            before += era[0]  # of "380-370 BC" both are
        first, last = _parts(before), _parts(after)
        if first and last and (both := _both(first, last)):
            return both
    return None


def _both(before: _Parts, after: _Parts) -> PartialDate | None:
    if not after.year and not after.month and not after.season and not after.number:
        return None
    year = after.year or before.year
    until = after._replace(year=year, month=after.month or (before.month if after.number else 0))
    begin = before._replace(
        year=before.year or year,
        # Of "12-15 March 2020" the first has no month, of "1999-May 2000" it says none.
        month=before.month or (after.month if before.number else 0),
    )
    first, last = _made(begin), _made(until)
    return with_end(first, last) if first and last and first < last else None


def _made(parts: _Parts) -> PartialDate | None:
    if not parts.year or (parts.number and not parts.month):
        return None
    return PartialDate(parts.year, parts.month, parts.number, parts.season)


def _parts(text: str) -> _Parts | None:
    """What words and numbers say, in whatever order; None where one says something else."""
    found: dict[str, int] = {}
    words = list(_TOKEN.finditer(text))
    if not words or not _MARKS.fullmatch(_TOKEN.sub("", text)):
        return None
    said = [word[0].casefold().rstrip(".") for word in words]
    has_era = not _BEFORE_CHRIST.union(_OUR_ERA).isdisjoint(said)
    for word in said:
        if word in _SAYS_NOTHING or word in _OUR_ERA or word in _BEFORE_CHRIST:
            continue
        named = _named(word, has_era)
        if not named or named[0] in found:
            return None
        found[named[0]] = named[1]
    if not _BEFORE_CHRIST.isdisjoint(said):
        found["year"] = -found.get("year", 0)
    if "season" in found and ("month" in found or "number" in found):
        return None
    return _Parts(**found) if found else None


def _named(word: str, has_era: bool) -> tuple[str, int] | None:
    """Which part of a date a word is, and its value."""
    if word.isdecimal() and word.isascii():
        number = int(word)
        if len(word) == _YEAR_DIGITS or (has_era and len(word) < _YEAR_DIGITS and number):
            return ("year", number) if number else None
        return ("number", number) if len(word) <= 2 and 1 <= number <= _LAST_DAY else None
    if word in SEASONS:
        return "season", SEASONS[word]
    return ("month", MONTHS[word]) if word in MONTHS else None
