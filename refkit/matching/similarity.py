"""How well a work fits a reference's own words: a score, with the parts that made it.

Each part agrees, nearly agrees, disagrees, or is silent because one side does not have it. What
agrees speaks for the work, what disagrees against it; too little that speaks for it is no proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from refkit.matching import containers, titles
from refkit.matching.query import printed_string
from refkit.matching.titles import UNTOLD, Agreement, Likeness, Line
from refkit.matching.words import compact, holds, words
from refkit.model.people import Creator
from refkit.model.reference import Reference
from refkit.model.work import Work
from refkit.text.markup import read_plain

# What a part is worth where it agrees and where it disagrees. Crossref's validation counts years,
# numbers and names alike; here a title says most, and a wrong page more than a wrong year.
FOR = {"title": 4.0, "author": 2.0, "year": 1.0, "volume": 1.5, "pages": 2.0, "container": 1.5}
AGAINST = {"title": 6.0, "author": 3.0, "year": 2.0, "volume": 2.0, "pages": 3.0, "container": 1.0}
NEARLY = 0.5  # Crossref's weight of a year that is one off
# Title and author, or author, year, volume and page: less is not enough to know a work by.
ENOUGH = 6.0
FULL_TITLE = 24  # letters
# A volume and a page: with fewer numbers than these nobody can say that one of them is missing.
PLACE = 2

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_NUMBER = re.compile(r"\d+")
_ROMAN_NUMBER = re.compile(r"\b[IVXLC]{2,7}\b")
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Fit:
    """What each part of a reference says to a work."""

    title: Agreement = Agreement.SILENT
    author: Agreement = Agreement.SILENT
    year: Agreement = Agreement.SILENT
    volume: Agreement = Agreement.SILENT
    pages: Agreement = Agreement.SILENT
    container: Agreement = Agreement.SILENT
    likeness: Likeness = UNTOLD
    strength: float = 1.0

    @property
    def parts(self) -> dict[str, Agreement]:
        """The parts by name."""
        return {part: getattr(self, part) for part in FOR}

    @property
    def support(self) -> float:
        """What speaks for the work."""
        return sum(
            _VALUE[agreement] * FOR[part] * (self.strength if part == "title" else 1)
            for part, agreement in self.parts.items()
        )

    @property
    def score(self) -> float:
        """From 0 to 1: the share of what is said that speaks for the work, if it is enough."""
        against = sum(
            AGAINST[part] for part, said in self.parts.items() if said is Agreement.DISAGREE
        )
        support = self.support
        return min(1.0, support / ENOUGH) * support / (support + against) if support else 0.0

    @property
    def why(self) -> str:
        """The parts in words: ``title and year agree; pages disagree``."""
        said = {}
        for agreement in (Agreement.AGREE, Agreement.NEAR, Agreement.DISAGREE, Agreement.SILENT):
            named = [part for part, other in self.parts.items() if other is agreement]
            if named:
                said[agreement] = f"{', '.join(named)} {agreement.value}"
        return "; ".join(said.values())


_VALUE = {Agreement.AGREE: 1.0, Agreement.NEAR: NEARLY, Agreement.DISAGREE: 0, Agreement.SILENT: 0}


class Printed:
    """A reference as it is compared: its fields, and its string where one was deposited."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self.text = printed_string(reference)
        article, volume = self.field("article-title"), self.field("volume-title")
        self.journal = self.field("journal-title")
        self.title = article or ("" if self.journal else volume)
        self.container = self.journal or (volume if article else "") or self.field("series-title")

    def field(self, name: str) -> str:
        """A field in plain text."""
        return read_plain(self._reference.field(name))

    @cached_property
    def line(self) -> Line:
        """The string, ready to be searched for titles."""
        return Line(self.text)


@dataclass(frozen=True, slots=True)
class _Rest:
    """What a string says beside the title: its words and its numbers, the year among them."""

    text: str
    before: str
    words: tuple[str, ...]
    years: frozenset[int]
    numbers: tuple[int, ...]

    def places(self, work: Work) -> tuple[int, ...]:
        """The numbers that can be a volume or a page: all but the year, which is one of them."""
        year = next(iter(self.years & _years(work) or self.years), None)
        if year is None:
            return self.numbers
        at = self.numbers.index(year)
        return self.numbers[:at] + self.numbers[at + 1 :]


def fit(printed: Printed, work: Work) -> Fit:
    """Compare a reference with a work, part by part."""
    likeness = _title(printed, work)
    rest = _rest(printed, likeness)
    return Fit(
        title=likeness.agreement,
        author=_best(printed, rest, work, _author_field, _author_string),
        year=_best(printed, rest, work, _year_field, _year_string),
        volume=_best(printed, rest, work, _volume_field, _volume_string),
        pages=_best(printed, rest, work, _pages_field, _pages_string),
        container=_best(printed, rest, work, _container_field, _container_string),
        likeness=likeness,
        strength=titles.strength(work.title.plain, FULL_TITLE),
    )


_FromField = Callable[[Printed, Work], Agreement]
_FromString = Callable[[_Rest, Work], Agreement]


def _best(
    printed: Printed, rest: _Rest, work: Work, field: _FromField, string: _FromString
) -> Agreement:
    """What the field says; what the string says where the field is silent, or was misread."""
    said = field(printed, work)
    if said is Agreement.AGREE or not rest.text:
        return said
    other = string(rest, work)
    return other if said is Agreement.SILENT or other is Agreement.AGREE else said


def _title(printed: Printed, work: Work) -> Likeness:
    names = [titles.own_title(name) for name in (work.title.plain, work.original_title) if name]
    found = [titles.compare(printed.title, name) for name in names if printed.title]
    if printed.text and not any(one.agreement is Agreement.AGREE for one in found):
        found += [printed.line.find(name) for name in names]
        if not printed.title:
            found = [_unless_untitled(printed, one) for one in found]
    return max(found, key=lambda one: (_VALUE[one.agreement], one.ratio), default=UNTOLD)


def _unless_untitled(printed: Printed, found: Likeness) -> Likeness:
    untitled = found.agreement is Agreement.DISAGREE and not titles.says(printed.text)
    return UNTOLD if untitled else found


def _rest(printed: Printed, title: Likeness) -> _Rest:
    before, after = printed.text[: title.start], printed.text[title.end :]
    if title.agreement not in {Agreement.AGREE, Agreement.NEAR}:
        before, after = "", printed.text
    text = f"{before} {after}".strip()
    plain = _ORDINAL.sub(" ", text)
    roman = [_roman(found[0]) for found in _ROMAN_NUMBER.finditer(plain)]
    return _Rest(
        text=text,
        before=before,
        words=words(text),
        years=frozenset(int(year) for year in _YEAR.findall(plain)),
        numbers=tuple([int(found[:9]) for found in _NUMBER.findall(plain)] + roman),
    )


def _roman(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def first_author(work: Work) -> Creator | None:
    """The author who is printed first; the first editor where there is no author."""
    authors = [creator for creator in work.creators if creator.role == "author"]
    return next(iter(authors or work.creators), None)


def _author(text_words: tuple[str, ...], work: Work, otherwise: Agreement) -> Agreement:
    first = first_author(work)
    if first is None or not text_words:
        return Agreement.SILENT
    if holds(text_words, first.full_family if first.family else first.sort_name) or (
        first.particle and holds(text_words, first.family)
    ):
        return Agreement.AGREE
    others = (creator.sort_name for creator in work.creators if creator is not first)
    if any(holds(text_words, name) for name in others):
        return Agreement.NEAR
    return otherwise if first.family else Agreement.SILENT


def _author_field(printed: Printed, work: Work) -> Agreement:
    return _author(words(printed.field("author")), work, Agreement.DISAGREE)


def _author_string(rest: _Rest, work: Work) -> Agreement:
    # Where the string begins with the title, authors were perhaps not printed.
    untold = rest.text and rest.before == "" and rest.words and not rest.text[0].isupper()
    return _author(rest.words, work, Agreement.SILENT if untold else Agreement.DISAGREE)


def _years(work: Work) -> set[int]:
    dates = (work.published_print, work.published_online, work.issued)
    return {date.year for date in dates if date}


def _year(printed: frozenset[int], work: Work) -> Agreement:
    ours = _years(work)
    if not ours or not printed:
        return Agreement.SILENT
    if ours & printed:
        return Agreement.AGREE
    off = min(abs(one - other) for one in ours for other in printed)
    return Agreement.NEAR if off == 1 else Agreement.DISAGREE


def _year_field(printed: Printed, work: Work) -> Agreement:
    found = _YEAR.findall(printed.field("year"))
    return _year(frozenset(int(year) for year in found[:1]), work)


def _year_string(rest: _Rest, work: Work) -> Agreement:
    return _year(rest.years, work)


def _first_number(text: str) -> int | None:
    found = _NUMBER.search(text)
    if found:
        return int(found[0][:9])
    roman = _ROMAN_NUMBER.search(text)
    return _roman(roman[0]) if roman else None


def _volume_field(printed: Printed, work: Work) -> Agreement:
    ours, theirs = _first_number(printed.field("volume")), _first_number(work.volume)
    if ours is None or theirs is None:
        return Agreement.SILENT
    # Where the year stands in a volume's place it says nothing that the year does not say.
    if str(ours) == printed.field("year")[:4]:
        return Agreement.SILENT
    return Agreement.AGREE if ours == theirs else Agreement.DISAGREE


def _volume_string(rest: _Rest, work: Work) -> Agreement:
    theirs, places = _first_number(work.volume), rest.places(work)
    if theirs is None:
        return Agreement.SILENT
    if theirs in places:
        return Agreement.SILENT if theirs in rest.years else Agreement.AGREE
    return Agreement.DISAGREE if len(places) >= PLACE else Agreement.SILENT


def _pages(work: Work) -> tuple[int, int] | None:
    """The first and the last page; "142-50" ends at 150."""
    found = [text[:9] for text in _NUMBER.findall(work.page)]
    if not found:
        return None
    first, last = found[0], found[-1]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return int(first), int(last)


def _pages_field(printed: Printed, work: Work) -> Agreement:
    ours = _first_number(printed.field("first-page"))
    theirs, number = _pages(work), _first_number(work.number)
    if ours is None or (theirs is None and number is None):
        return Agreement.SILENT
    if ours == number or (theirs and ours == theirs[0]):
        return _unless_first(ours)
    if theirs is None:
        return Agreement.SILENT  # a page of the PDF beside an article number
    near = theirs[0] < ours <= theirs[1] or _is_slip(ours, theirs[0])
    return Agreement.NEAR if near else Agreement.DISAGREE


def _unless_first(page: int) -> Agreement:
    """Page 1 says nothing: journals without pages begin each article with it."""
    return Agreement.SILENT if page == 1 else Agreement.AGREE


def _is_slip(page: int, other: int) -> bool:
    """Whether one page lost a digit of the other, which no page of a sequel looks like."""
    short, long = sorted((str(page), str(other)), key=len)
    if len(short) < 3 or len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _pages_string(rest: _Rest, work: Work) -> Agreement:
    theirs, number, places = _pages(work), _first_number(work.number), rest.places(work)
    if theirs and theirs[0] in places:
        return _unless_first(theirs[0])
    if number in places:
        return Agreement.AGREE
    if theirs is None:
        return Agreement.SILENT
    if any(_is_slip(place, theirs[0]) for place in places):
        return Agreement.NEAR
    return Agreement.DISAGREE if len(places) >= PLACE else Agreement.SILENT


def _container_field(printed: Printed, work: Work) -> Agreement:
    if not printed.container or not any(containers.names(work)):
        return Agreement.SILENT
    return Agreement.AGREE if containers.same(printed.container, work) else Agreement.DISAGREE


def _container_string(rest: _Rest, work: Work) -> Agreement:
    # Not found is no proof: a string abbreviates as it likes.
    return Agreement.AGREE if containers.find(rest.words, work) else Agreement.SILENT


def nothing_alike(printed: Printed, work: Work) -> bool:
    """Whether not one part that can be told is the work's, with a title or a string to tell."""
    if not (printed.title or printed.text) or not compact(work.title.plain):
        return False
    said = fit(printed, work)
    return all(
        part is Agreement.DISAGREE for part in (said.title, said.author, said.year, said.pages)
    )
