"""Dates as works have them: a year, perhaps a month and a day; ranges, seasons, doubt.

As text a date is written in the Extended Date/Time Format, levels 0 and 1 (EDTF, ISO 8601-2:2019),
which biblatex and CSL 1.0.2 name as theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering

from refkit.regex import lazy_regex

FIRST_SEASON = 21
"""Spring, in the place of a month; 24 is winter."""

_MONTHS, _SEASONS, _LONGEST_MONTH = 12, 4, 31
_ONE = lazy_regex(
    r"(?P<year>-?\d{4}|Y-?\d{5,9})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<mark>[?~%]?)"
)
_UNSPECIFIED = lazy_regex(r"(?P<year>\d{4})(?:-(?P<month>\d\d|XX)-XX|-XX)|(?P<begin>\d{2,3})X{1,2}")
_OPEN = frozenset({"", ".."})
_YEAR_DIGITS = 4


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, and a month and a day where they are known; 0 where they are not.

    There is no year 0 and no month without a year: before Christ years are negative, -380 is 380
    BC. ``season`` (1 spring to 4 winter) stands in place of a month. ``circa`` is about that time,
    ``uncertain`` perhaps then. ``end`` is the last day, month or year of a range; a year of 0 at
    either end is open. ``literal`` has the words of the source where they say more than that, or
    where no year is known: "Ming dynasty".

    >>> str(PartialDate(2019, 8, 19, end=PartialDate(2019, 8, 21)))
    '2019-08-19/2019-08-21'
    """

    year: int
    month: int = 0
    day: int = 0
    season: int = 0
    circa: bool = False
    uncertain: bool = False
    end: PartialDate | None = None
    literal: str = ""

    @property
    def parts(self) -> tuple[int, ...]:
        """The parts that are known, the year first; none where there is no year."""
        if not self.year:
            return ()
        if not self.month:
            return (self.year,)
        return (self.year, self.month, self.day) if self.day else (self.year, self.month)

    @property
    def is_plain(self) -> bool:
        """Whether its parts say all."""
        is_marked = self.season or self.circa or self.uncertain
        return bool(self.year) and not (is_marked or self.end or self.literal)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, int, int]:
        return (self.year, self.month or 3 * self.season, self.day)

    def __str__(self) -> str:
        if self.end is None:
            return self._edtf() or self.literal
        return f"{self._edtf()}/{self.end._edtf()}"

    def _edtf(self) -> str:
        if not self.year:
            return ""
        # EDTF has a year 0, which is 1 BC.
        year = self.year if self.year > 0 else self.year + 1
        sign, digits = "-" if year < 0 else "", f"{abs(year):04d}"
        written = [f"{'Y' if len(digits) > _YEAR_DIGITS else ''}{sign}{digits}"]
        month = self.month or (self.season and FIRST_SEASON - 1 + self.season)
        written += [f"{part:02d}" for part in (month, self.day if self.month else 0) if part]
        mark = {(True, False): "~", (False, True): "?", (True, True): "%"}
        return "-".join(written) + mark.get((self.circa, self.uncertain), "")


def read_edtf(text: str) -> PartialDate | None:
    """Read a date of EDTF, level 0 or 1, without a time; None for anything else.

    What is not specified (``199X``) becomes the range that it may be, with the text as its literal.

    >>> read_edtf("1985-21"), read_edtf("0000~")
    (PartialDate(year=1985, month=0, day=0, season=1, circa=False, uncertain=False, end=None, \
literal=''), PartialDate(year=-1, month=0, day=0, season=0, circa=True, uncertain=False, \
end=None, literal=''))
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _read_unspecified(text) or _read_one(text)
    begin = PartialDate(0) if first in _OPEN else _read_one(first)
    end = PartialDate(0) if last in _OPEN else _read_one(last)
    if not begin or not end or not (begin.year or end.year):
        return None
    return with_end(begin, end)


def with_end(begin: PartialDate, end: PartialDate) -> PartialDate:
    """The range from the one date to the other."""
    return PartialDate(
        begin.year, begin.month, begin.day, begin.season, begin.circa, begin.uncertain, end
    )


def _read_one(text: str) -> PartialDate | None:
    found = _ONE.fullmatch(text)
    if not found:
        return None
    year = int(found["year"].lstrip("Y"))
    month, day = int(found["month"] or 0), int(found["day"] or 0)
    if found["month"] == "00" or found["day"] == "00" or day > _LONGEST_MONTH:
        return None
    season = month - FIRST_SEASON + 1 if month >= FIRST_SEASON else 0
    if (month > _MONTHS and not 1 <= season <= _SEASONS) or (season and day):
        return None
    circa, uncertain = found["mark"] in {"~", "%"}, found["mark"] in {"?", "%"}
    return PartialDate(
        year if year > 0 else year - 1, 0 if season else month, day, season, circa, uncertain
    )


def _read_unspecified(text: str) -> PartialDate | None:
    found = _UNSPECIFIED.fullmatch(text)
    if not found:
        return None
    if found["year"]:
        return _read_one(text.replace("-XX", ""))
    missing = _YEAR_DIGITS - len(found["begin"])
    if text.count("X") != missing or not int(found["begin"]):
        return None
    first = int(found["begin"]) * 10**missing
    last = PartialDate(first + 10**missing - 1)
    return PartialDate(first, end=last, literal=text)
