"""Year, volume and pages: what a field says to a work's, and what the numbers of a string say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from refkit.matching.printed_string import (
    NUMBER,
    YEAR,
    PageNumber,
    Rest,
    all_words,
    first_number,
    read_page,
)
from refkit.matching.title import Agreement
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work
from refkit.regex import lazy_regex

# A volume and a page: with fewer numbers than these nobody can say that one of them is missing.
PLACE = 2
_SUPPLEMENT = "s"  # where pages are counted anew: S45 is not page 45
# "pii:S0190-9622(18)30776-X" 10.1001/jamadermatol.2018.3719 is no page, nor "12(3)" or "May 12".
_IS_PAGE = lazy_regex(
    r"(?:(?:pp?|pg|pages?|s)[.:]?\s*)?[^\W\d_]{0,5}[.:]?\d{1,9}[^\W\d_]{0,2}"
    r"(?:\s*[-‐-―?,;+].*)?",
    re.IGNORECASE,
)
_IS_DATE = lazy_regex(r"(?:1[5-9]|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b")


def year_field(printed: PrintedReference, work: Work) -> Agreement:
    """What the deposited year says; "1992a" is 1992, "0" is none."""
    found = YEAR.findall(printed.year)
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


def volume_field(printed: PrintedReference, work: Work) -> Agreement:
    """What the deposited volume says; "15(1)" and "A81" are 15 and 81."""
    text, theirs = printed.volume, first_number(work.volume)
    ours = None if text.startswith("(") else first_number(text)  # "(5)" is an issue
    # Where the year stands in a volume's place it says nothing that the year does not say.
    if ours is None or theirs is None or str(ours) == printed.year[:4]:
        return Agreement.SILENT
    return Agreement.AGREE if ours == theirs else Agreement.DISAGREE


def volume_string(rest: Rest, work: Work) -> Agreement:
    """Whether the work's volume is among the numbers of a string."""
    theirs, marked = first_number(work.volume), rest.numbers.volume
    if theirs is None or theirs in rest.years:
        return Agreement.SILENT
    if theirs == marked:
        return Agreement.AGREE
    if marked is not None:
        return Agreement.DISAGREE
    numbers = _beside_the_year(rest, work)
    if any(page.number == theirs and page.letters != _SUPPLEMENT for page in numbers):
        return Agreement.AGREE
    return Agreement.DISAGREE if _are_volume_and_page(numbers) else Agreement.SILENT


def pages_field(printed: PrintedReference, work: Work) -> Agreement:
    """What the deposited first page says to the work's pages, or to its article number."""
    text = printed.first_page
    is_page = _IS_PAGE.fullmatch(text) and not _IS_DATE.match(text)
    ours = read_page(text) if is_page else None
    theirs, number = _pages(work), read_page(work.number)
    if ours is None or (theirs is None and not _is_named(ours, number)):
        return Agreement.SILENT  # a page of the PDF beside an article number
    if _is_named(ours, number):
        return Agreement.AGREE
    return _compare([ours], work, all_words(printed))


def pages_string(rest: Rest, work: Work) -> Agreement:
    """Whether the work's first page, or its article number, is among the pages of a string."""
    number, printed = read_page(work.number), rest.numbers
    numbers = _beside_the_year(rest, work)
    if any(_is_named(page, number) for page in (*numbers, *printed.articles)):
        return Agreement.AGREE
    if _pages(work) is None:
        return Agreement.SILENT
    volume = first_number(work.volume) if printed.volume is None else printed.volume
    pages = _without(numbers, volume)
    said = _compare([*pages, *printed.articles], work, frozenset(rest.words))
    if said is not Agreement.DISAGREE:
        return said
    are_pages = any(page.shaped for page in pages) or _are_volume_and_page(numbers)
    return Agreement.DISAGREE if are_pages and pages else Agreement.SILENT


def _compare(pages: Sequence[PageNumber], work: Work, said: frozenset[str]) -> Agreement:
    """What printed pages say to the first page of a work; of several, the one that says most."""
    theirs, first = _pages(work), read_page(work.page)
    assert theirs is not None and first is not None  # noqa: S101, PT018 (both read one text)
    same = [page for page in pages if page.number == first.number]
    if any(_letters(page, said) == _letters(first, frozenset()) for page in same):
        # Some journals begin each article on page 1.
        return Agreement.SILENT if first.number == 1 and not first.letters else Agreement.AGREE
    same = [page for page in same if _SUPPLEMENT not in {page.letters, first.letters}]
    if same and first.number != 1:
        return Agreement.NEAR
    near = (
        page.letters == first.letters
        and (theirs[0] < page.number <= theirs[1] or _is_slip(page.number, first.number))
        for page in pages
    )
    return Agreement.NEAR if any(near) else Agreement.DISAGREE


def _letters(page: PageNumber, said: frozenset[str]) -> str:
    """The letters of a page; where a supplement is named, its page may be printed without."""
    named = any(word.startswith("suppl") for word in said)
    return _SUPPLEMENT if named and not page.letters else page.letters


def _is_named(page: PageNumber, number: PageNumber | None) -> bool:
    """Whether a page is an article's number, with or without its letters."""
    return number is not None and page.number == number.number and page.letters in {
        "", number.letters
    }  # fmt: skip


def _beside_the_year(rest: Rest, work: Work) -> tuple[PageNumber, ...]:
    """The numbers that can be a volume or a page: all but the year, however often it stands."""
    pages = {page.number for page in rest.numbers.pages if page.shaped}
    year = min(rest.years & _years(work) or rest.years - pages or rest.years, default=None)
    others = _without(rest.numbers.pages, year)
    return tuple(page for page in others if page.shaped or page.number != year)


def _are_volume_and_page(numbers: tuple[PageNumber, ...]) -> bool:
    """Whether both are printed, so that one that is not among them is another."""
    counted = [page for page in numbers if page.shaped or not YEAR.fullmatch(str(page.number))]
    return len(counted) >= PLACE


def _without(numbers: tuple[PageNumber, ...], one: int | None) -> tuple[PageNumber, ...]:
    """The numbers without one of them: what is the volume is not the page too."""
    at = next((at for at, page in enumerate(numbers) if page.number == one), None)
    return numbers if at is None else numbers[:at] + numbers[at + 1 :]


def _pages(work: Work) -> tuple[int, int] | None:
    """The first and the last page; "142-50" ends at 150."""
    found = [text[:9] for text in NUMBER.findall(work.page)]
    if not found:
        return None
    first, last = found[0], found[-1]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return int(first), int(last)


def _is_slip(page: int, other: int) -> bool:
    """Whether one page lost a digit of the other, or has two in the wrong order."""
    short, long = sorted((str(page), str(other)), key=len)
    if len(short) < 3:
        return False
    if len(long) - len(short) == 1:
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    return any(
        long[:at] + long[at + 1] + long[at] + long[at + 2 :] == short
        for at in range(len(long) - 1)
        if len(long) == len(short)
    )
