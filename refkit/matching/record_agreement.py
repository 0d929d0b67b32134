"""What two records of a user's own say of each other, part by part, whichever is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from refkit.matching.compared_record import ComparedRecord
from refkit.matching.normalize import length, words
from refkit.matching.printed_string import first_number
from refkit.matching.score import FULL_TITLE, Fit, fit
from refkit.matching.title import NEAR, Agreement
from refkit.model.work import Work
from refkit.regex import lazy_regex

_AGREE, _NEAR = Agreement.AGREE, Agreement.NEAR
_DISAGREE, _SILENT = Agreement.DISAGREE, Agreement.SILENT

# Letters of a title that stands whole within another: cut off, or beside its translation.
_SHORTEST_PIECE = 40
# "e12724", "CD006273", "3468040": an article's number where another record has pages.
_ARTICLE_NUMBER = lazy_regex(r"(?!s)[a-z]{1,3}\d{3,}|\d{5,}", re.IGNORECASE)
_MEETING = lazy_regex(r"\b(?:conference|symposium|congress|workshop|meeting|proceedings)\b", re.I)
_ORDINAL = lazy_regex(r"\d|^(?:annual|proceedings|acm|ieee|joint)$|(?:st|nd|rd|th)$")
# Words of a meeting's name in which every other meeting's name may stand too.
_FEWEST_NAMES = 3


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """What each part says, whichever record is asked for the other."""

    one: ComparedRecord
    other: ComparedRecord
    title: Agreement
    author: Agreement
    year: Agreement
    volume: Agreement
    pages: Agreement
    container: Agreement
    issue: Agreement
    identifier: Agreement
    has_number: bool  # a number, or a word, that stands in one title alone
    has_word: bool

    @classmethod
    def of(cls, one: ComparedRecord, other: ComparedRecord) -> RecordAgreement:
        """Compare two records, each as a reference that means the other."""
        there = fit(one.printed, other.work)
        whole = set(there.parts.values()) == {_AGREE}
        back = there if whole else fit(other.printed, one.work)
        title = max(there, back, key=lambda each: (_RANK[each.title], each.likeness.ratio))
        return cls(
            one=one,
            other=other,
            title=_title(title, one, other),
            author=_best(there.author, back.author),
            year=_best(there.year, back.year),
            volume=_best(there.volume, back.volume),
            pages=_pages(one.work, other.work, _best(there.pages, back.pages)),
            container=_container(one.work, other.work, _best(there.container, back.container)),
            issue=compare_numbers(one.work.issue, other.work.issue),
            identifier=compare_identifiers(one, other),
            has_number=title.likeness.other_number,
            has_word=title.likeness.other_word,
        )

    @property
    def is_full(self) -> bool:
        """Whether both titles are full ones, and not soon another work's too."""
        return min(length(self.one.title), length(self.other.title)) >= FULL_TITLE

    @property
    def is_held(self) -> bool:
        """Whether one title stands whole within the other."""
        return holds(self.one.title, self.other.title)

    @property
    def is_placed(self) -> bool:
        """Whether both stand on one page of one volume, or of one year of one journal."""
        if self.pages is not _AGREE or self.volume is _DISAGREE:
            return False
        return self.volume is _AGREE or {self.container, self.year} == {_AGREE}

    @property
    def is_in_one_issue(self) -> bool:
        """Whether both stand in one issue with the same pages, though these be from page 1 on."""
        ours, theirs = (words(each.work.page) for each in (self.one, self.other))
        return {self.volume, self.issue} == {_AGREE} and bool(ours) and ours == theirs

    @property
    def agrees_in_all(self) -> bool:
        """Whether author, year, volume and page agree: all but title and container."""
        return {self.author, self.year, self.volume, self.pages} == {_AGREE}

    @property
    def conflicts(self) -> list[str]:
        """The parts that disagree, in words; an issue counts where no page is told at all."""
        paged = self.one.entry.work.page or self.other.entry.work.page
        parts = {
            "first author": self.author,
            "year": self.year,
            "volume": self.volume,
            "issue": _SILENT if paged else self.issue,
            "first page": self.pages,
            "container": self.container,
        }
        return [name for name, said in parts.items() if said is _DISAGREE]


_RANK = {_AGREE: 3, _NEAR: 2, _DISAGREE: 1, _SILENT: 0}


def _best(there: Agreement, back: Agreement) -> Agreement:
    return max(there, back, key=_RANK.__getitem__)


def _title(found: Fit, one: ComparedRecord, other: ComparedRecord) -> Agreement:
    if not one.title or not other.title:
        return _SILENT
    if one.title == other.title:
        return _AGREE
    return _NEAR if found.title is _DISAGREE and holds(one.title, other.title) else found.title


def _pages(one: Work, other: Work, said: Agreement) -> Agreement:
    """The pages; an article's number and pages say nothing to each other."""
    ours, theirs = one.page.strip(), other.page.strip()
    numbered = [bool(_ARTICLE_NUMBER.fullmatch(page)) for page in (ours, theirs)]
    if said is _DISAGREE and numbered[0] != numbered[1]:
        return _SILENT
    # Some journals begin each article on page 1; where the last page is the same too, it counts.
    same = said is _SILENT and "-" in ours and words(ours) == words(theirs)
    return _AGREE if same else said


def _container(one: Work, other: Work, said: Agreement) -> Agreement:
    if set(one.container.issns) & set(other.container.issns):
        return _AGREE
    names = [one.container.title, other.container.title]
    if said is _DISAGREE and any(_MEETING.search(name) for name in names):
        return _meetings(*names)
    return said


def _meetings(one: str, other: str) -> Agreement:
    """Meetings, which are called with and without their year, number and acronym."""
    ours, theirs = (
        {word for word in words(name) if len(word) > 2 and not _ORDINAL.search(word)}
        for name in (one, other)
    )
    held = ours <= theirs or theirs <= ours
    return _AGREE if held and min(len(ours), len(theirs)) >= _FEWEST_NAMES else _DISAGREE


def compare_numbers(one: str, other: str) -> Agreement:
    """Whether the first numbers of two texts are one; silent where a text has none."""
    ours, theirs = first_number(one), first_number(other)
    if ours is None or theirs is None:
        return _SILENT
    return _AGREE if ours == theirs else _DISAGREE


def compare_identifiers(one: ComparedRecord, other: ComparedRecord) -> Agreement:
    """What DOIs and PubMed numbers say: one in common is enough, else two of a kind are two."""
    pairs = (
        (one.dois, other.dois),
        ({one.work.pmid} - {None}, {other.work.pmid} - {None}),
        ({one.work.pmcid} - {None}, {other.work.pmcid} - {None}),
    )
    if one.kind == other.kind == "book" and one.isbns & other.isbns:
        return _AGREE  # a chapter has its book's
    told = [(ours, theirs) for ours, theirs in pairs if ours and theirs]
    if not told:
        return _SILENT
    return _AGREE if any(ours & theirs for ours, theirs in told) else _DISAGREE


def is_alike(one: str, other: str) -> bool:
    """Whether two titles in comparable letters may be one: near, or one whole within the other."""
    if not one or not other:
        return False
    return bool(fuzz.ratio(one, other, score_cutoff=100 * NEAR)) or holds(one, other)


def holds(one: str, other: str) -> bool:
    """Whether a title stands whole within another, cut off or beside its translation."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_PIECE and short in long
