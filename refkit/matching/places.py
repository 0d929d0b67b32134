"""Year, volume and pages: what a field says to a work's, and what the numbers of a string say."""

from __future__ import annotations

import re

from refkit.matching.printed import NUMBER, YEAR, Printed, Rest, first_number
from refkit.matching.titles import Agreement
from refkit.matching.words import words
from refkit.model.work import Work

# A volume and a page: with fewer numbers than these nobody can say that one of them is missing.
PLACE = 2
# Letters before a page that are none of its name.
_NO_PREFIX = frozenset({"p", "pp", "pg", "page", "pages"})
_SUPPLEMENT = "s"  # where pages are counted anew: S45 is not page 45
_PREFIXED = re.compile(r"\W*([^\W\d_]+)\W{0,2}\d")
# "pii:S0190-9622(18)30776-X" 10.1001/jamadermatol.2018.3719 is no page.
_IS_PAGE = re.compile(r"[^\W\d_]{0,5}[.:]?\s*\d{1,9}[^\W\d_]{0,2}(?:\s*[-‐-―?,;+].*)?")


def year_field(printed: Printed, work: Work) -> Agreement:
    """What the deposited year says; "1992a" is 1992, "0" is none."""
    found = YEAR.findall(printed.field("year"))
    return _year(frozenset(int(year) for year in found[:1]), work)


def year_string(rest: Rest, work: Work) -> Agreement:
    """What the years in a string say."""
    return _year(rest.years, work)


def _year(printed: frozenset[int], work: Work) -> Agreement:
    ours = _years(work)
    if not ours or not printed:
        return Agreement.SILENT
    if ours & printed:
        return Agreement.AGREE
    off = min(abs(one - other) for one in ours for other in printed)
    return Agreement.NEAR if off == 1 else Agreement.DISAGREE


def _years(work: Work) -> set[int]:
    dates = (work.published_print, work.published_online, work.issued)
    return {date.year for date in dates if date}


def volume_field(printed: Printed, work: Work) -> Agreement:
    """What the deposited volume says; "15(1)" and "A81" are 15 and 81."""
    text, theirs = printed.field("volume"), first_number(work.volume)
    ours = None if text.startswith("(") else first_number(text)  # "(5)" is an issue
    # Where the year stands in a volume's place it says nothing that the year does not say.
    if ours is None or theirs is None or str(ours) == printed.field("year")[:4]:
        return Agreement.SILENT
    return Agreement.AGREE if ours == theirs else Agreement.DISAGREE


def volume_string(rest: Rest, work: Work) -> Agreement:
    """Whether the work's volume is among the numbers of a string."""
    theirs, places = first_number(work.volume), _places(rest, work)
    if theirs is None:
        return Agreement.SILENT
    if theirs in places:
        return Agreement.SILENT if theirs in rest.years else Agreement.AGREE
    return _missing(places)


def pages_field(printed: Printed, work: Work) -> Agreement:
    """What the deposited first page says to the work's pages, or to its article number."""
    text = printed.field("first-page")
    ours = first_number(text) if _IS_PAGE.fullmatch(text) else None
    theirs, number = _pages(work), first_number(work.number)
    if ours is None or (theirs is None and ours != number):
        return Agreement.SILENT  # a page of the PDF beside an article number
    if ours == number:
        return Agreement.AGREE
    assert theirs is not None  # noqa: S101 (else there was nothing to compare)
    if ours == theirs[0]:
        return _named(ours, _prefix(text) == _prefix(work.page))
    near = theirs[0] < ours <= theirs[1] or _is_slip(ours, theirs[0])
    return Agreement.NEAR if near else Agreement.DISAGREE


def pages_string(rest: Rest, work: Work) -> Agreement:
    """Whether the work's first page, or its article number, is among the numbers of a string."""
    theirs, number, places = _pages(work), first_number(work.number), _places(rest, work)
    if number in places:
        return Agreement.AGREE
    if theirs is None:
        return Agreement.SILENT
    places = _without(places, first_number(work.volume))
    prefix = _prefix(work.page)
    same = not prefix or words(work.page)[0] in rest.words
    if theirs[0] in places and (same or prefix != _SUPPLEMENT):
        return _named(theirs[0], same)
    if any(_is_slip(place, theirs[0]) for place in places):
        return Agreement.NEAR
    return _missing(_places(rest, work))


def _places(rest: Rest, work: Work) -> tuple[int, ...]:
    """The numbers that can be a volume or a page: all but the year, which is one of them."""
    return _without(rest.numbers, next(iter(rest.years & _years(work) or rest.years), None))


def _without(numbers: tuple[int, ...], one: int | None) -> tuple[int, ...]:
    """The numbers without one of them: what is the volume is not the page too."""
    if one is None or one not in numbers:
        return numbers
    at = numbers.index(one)
    return numbers[:at] + numbers[at + 1 :]


def _missing(places: tuple[int, ...]) -> Agreement:
    return Agreement.DISAGREE if len(places) >= PLACE else Agreement.SILENT


def _pages(work: Work) -> tuple[int, int] | None:
    """The first and the last page; "142-50" ends at 150."""
    found = [text[:9] for text in NUMBER.findall(work.page)]
    if not found:
        return None
    first, last = found[0], found[-1]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return int(first), int(last)


def _prefix(page: str) -> str:
    """The letters of a page: ``e`` of e123, ``s`` of S45."""
    found = _PREFIXED.match(page)
    letters = "".join(words(found[1])) if found else ""
    return "" if letters in _NO_PREFIX else letters


def _named(page: int, same_letters: bool) -> Agreement:
    """What an equal number says: nothing on page 1, where some journals begin each article."""
    if page == 1:
        return Agreement.SILENT
    return Agreement.AGREE if same_letters else Agreement.NEAR


def _is_slip(page: int, other: int) -> bool:
    """Whether one page lost a digit of the other, which no page of a sequel looks like."""
    short, long = sorted((str(page), str(other)), key=len)
    if len(short) < 3 or len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
