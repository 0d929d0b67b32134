"""Do two records of a user's own mean one work? The one judgement of it.

Each record is weighed as a reference that means the other, part by part, by ``fit``. Nothing that
two records share is believed by itself: the abstracts of a congress have one DOI, a preprint has
its article's title. Reasons, and what it does to real sets:
docs/decisions/0028-two-records-one-work.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz

from refkit.matching.normalize import compact, length, words
from refkit.matching.printed_string import first_number, read_page
from refkit.matching.score import FULL_TITLE, Fit, fit
from refkit.matching.title import NEAR, Agreement, bare_title
from refkit.matching.work_types import is_meeting_abstract, is_notice, is_preprint
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work, WorkType
from refkit.text.rich import RichText

_AGREE, _NEAR = Agreement.AGREE, Agreement.NEAR
_DISAGREE, _SILENT = Agreement.DISAGREE, Agreement.SILENT

# Letters of a title that stands whole within another: cut off, or beside its translation.
_SHORTEST_PIECE = 40
# "Suppl-29", "t-8": Ovid's pages of a supplement; "01-Jun": a spreadsheet made a date of 1-6.
_NO_PAGE = re.compile(
    r"[^\W\d]*\W*-\s*\d+|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*-\d{1,2}|.*\bpagination\b.*",
    re.IGNORECASE,
)
# "e12724", "CD006273", "3468040": an article's number where another record has pages.
_ARTICLE_NUMBER = re.compile(r"(?!s)[a-z]{1,3}\d{3,}|\d{5,}", re.IGNORECASE)
# "Circulation. Conference: 39th Meeting", as Embase names the journal of a supplement.
_MEETING_BEHIND = re.compile(r"\W{0,8}\bConference:.*", re.DOTALL)
_MEETING = re.compile(r"\b(?:conference|symposium|congress|workshop|meeting|proceedings)\b", re.I)
_ORDINAL = re.compile(r"\d|^(?:annual|proceedings|acm|ieee|joint)$|(?:st|nd|rd|th)$")
# Words of a meeting's name in which every other meeting's name may stand too.
_FEWEST_NAMES = 3


class Sameness(StrEnum):
    """What two records are to each other: ``related`` are two works, ``doubt`` a person settles."""

    SAME = "same"
    DOUBT = "doubt"
    RELATED = "related"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RecordPair:
    """What two records are to each other; ``why`` says it in a clause, of related ones how.

    Of two pairs that are the same, the one with the smaller ``rank`` is the surer.
    """

    sameness: Sameness
    why: str = ""
    rank: int = 0


ANOTHER_VERSION = "published elsewhere, or in another version"
"""How two records of one title and first author are related of which no more is known."""
_OTHER = RecordPair(Sameness.OTHER)


@dataclass(frozen=True)
class Record:
    """An entry as it is compared; what is costly is read once, when it is asked for.

    ``work`` is its work without what databases put into title, pages and container; ``title`` and
    ``author`` are in comparable letters, ``place`` is volume, else year, and first page.
    """

    entry: Entry
    work: Work
    title: str
    author: str
    place: tuple[int, int] | None

    @classmethod
    def of(cls, entry: Entry) -> Record:
        """Read an entry of a library."""
        work = _without_remarks(entry.work)
        author = compact(work.first_author.sort_name) if work.first_author else ""
        return cls(entry, work, compact(work.title.plain), author, _place(work))

    @cached_property
    def printed(self) -> PrintedReference:
        """What it says, as if it stood in a list of references."""
        return PrintedReference.of_entry(replace(self.entry, work=self.work))

    @cached_property
    def kind(self) -> str:
        """The kind of a record whose works are told apart by it; empty for an article."""
        work = self.entry.work
        if is_preprint(work, self.printed.container):
            return "preprint"
        name = work.container.title
        at_meeting = is_meeting_abstract(work) or bool(_MEETING_BEHIND.search(name))
        return _KINDS.get(work.type, "conference paper or abstract" if at_meeting else "")

    @cached_property
    def says_nothing_else(self) -> bool:
        """Whether it is a line of a list of identifiers."""
        work = self.work
        said = (work.title.plain, work.creators, work.container.title, work.cited_date(), work.page)
        return not any(said)

    @cached_property
    def isbns(self) -> frozenset[str]:
        """Its ISBNs without prefix and check digit: ten digits and thirteen name one book."""
        return frozenset(isbn.value[-10:-1] for isbn in self.work.isbns)

    @cached_property
    def dois(self) -> frozenset[Doi]:
        """The DOIs that it has for its work, which may stand in its address."""
        own = (self.work.doi,) if self.work.doi else self.printed.dois[:1]
        return frozenset((*own, *self.work.other_dois))


def _without_remarks(work: Work) -> Work:
    title, container = work.title.plain, work.container
    bare = bare_title(title)
    name = _MEETING_BEHIND.sub("", container.title) or container.title
    return replace(
        work,
        title=work.title if bare == title else RichText.of(bare),
        container=container if name == container.title else replace(container, title=name),
        page="" if _NO_PAGE.fullmatch(work.page.strip()) else work.page,
    )


def _place(work: Work) -> tuple[int, int] | None:
    volume, page, date = (
        first_number(work.volume),
        read_page(work.page or work.number),
        work.cited_date(),
    )
    volume = date.year if volume is None and date else volume
    return None if volume is None or page is None else (volume, page.number)


_KINDS = {
    WorkType.BOOK: "book",
    WorkType.CHAPTER: "chapter",
    WorkType.DATASET: "data set",
    WorkType.THESIS: "thesis",
}


def judge(one: Record, other: Record) -> RecordPair:
    """Judge two records by all that both say; the answer is the same whichever comes first.

    What a work shares with no other is its place: a page of a volume of a journal. Title, people
    and place are one work; so are a full title, people, year and journal where a place is not told.
    A number or a notice in one title alone, another kind, two identifiers of one kind, another
    place are two works; where title and people agree all the same, they are related.
    """
    if _is_hopeless(one, other):
        return _OTHER
    found = _Found.of(one, other)
    rules = (_notice, _untitled, _other_title, _other_part, _other_kind, _by_identifier)
    said = (rule(found) for rule in rules)
    return next((pair for pair in said if pair), None) or _by_words(found)


def _is_hopeless(one: Record, other: Record) -> bool:
    """Whether nothing can make them one, which is quick to tell: hundreds may share a DOI."""
    if _is_alike(one.title, other.title) or one.says_nothing_else or other.says_nothing_else:
        return False
    if (one.title in other.title or other.title in one.title) and _identifier(one, other) is _AGREE:
        return False
    return one.place is None or one.place != other.place or one.author != other.author


def _is_alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return bool(fuzz.ratio(one, other, score_cutoff=100 * NEAR)) or _holds(one, other)


def _holds(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST_PIECE and short in long


@dataclass(frozen=True, slots=True)
class _Found:
    """What each part says, whichever record is asked for the other."""

    one: Record
    other: Record
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
    def of(cls, one: Record, other: Record) -> _Found:
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
            issue=_numbers(one.work.issue, other.work.issue),
            identifier=_identifier(one, other),
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
        return _holds(self.one.title, self.other.title)

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


def _title(found: Fit, one: Record, other: Record) -> Agreement:
    if not one.title or not other.title:
        return _SILENT
    if one.title == other.title:
        return _AGREE
    return _NEAR if found.title is _DISAGREE and _holds(one.title, other.title) else found.title


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


def _numbers(one: str, other: str) -> Agreement:
    ours, theirs = first_number(one), first_number(other)
    if ours is None or theirs is None:
        return _SILENT
    return _AGREE if ours == theirs else _DISAGREE


def _identifier(one: Record, other: Record) -> Agreement:
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


def _related(how: str) -> RecordPair:
    return RecordPair(Sameness.RELATED, how)


def _doubt(why: str) -> RecordPair:
    return RecordPair(Sameness.DOUBT, why)


def _same(why: str, rank: int = 3) -> RecordPair:
    return RecordPair(Sameness.SAME, why, rank)


def _notice(found: _Found) -> RecordPair | None:
    """What a record says of being about the other, or another version of it."""
    for one, other in ((found.one, found.other), (found.other, found.one)):
        dois = {doi.value for doi in other.dois}
        for relation in one.work.relations:
            if relation.id.lower() in dois:
                return _related(relation.type.replace("-", " "))
        if any(update.notice.lower() in dois for update in one.work.updates if update.notice):
            return _related("a notice and its work")
    if found.one.title == found.other.title:
        return None  # "Bees—Reply", "Bees-Reply"
    notices = {is_notice(each.work.title.plain) for each in (found.one, found.other)}
    if len(notices) == 1:
        return None
    alike = found.title in {_AGREE, _NEAR}
    return _related("a notice or an answer, and its work") if alike else _OTHER


def _untitled(found: _Found) -> RecordPair | None:
    """Without a title to compare nobody can say; a person is asked where all else agrees."""
    if found.title is not _SILENT:
        return None
    bare = [each.says_nothing_else for each in (found.one, found.other)]
    if any(bare) and found.identifier is _AGREE:
        return _same("identifier, beside which one of them says nothing")
    if any(bare) and found.identifier is _SILENT:
        return _doubt("an identifier and nothing else")  # which the other one may have or not
    if found.agrees_in_all or found.identifier is _AGREE:
        return _doubt("one of them has no title")
    return _OTHER


def _other_title(found: _Found) -> RecordPair | None:
    """Other titles are two works, whatever they share; a translation is for a person to see."""
    if found.title is not _DISAGREE:
        return None
    placed = found.is_placed and {found.author, found.year} == {_AGREE}
    if placed and _DISAGREE not in {found.container, found.identifier}:
        return _doubt("people and place agree, the titles do not")
    return _OTHER


def _other_part(found: _Found) -> RecordPair | None:
    """A number in one title alone; on the same page it is a misprint."""
    editions = _numbers(found.one.work.edition, found.other.work.edition)
    if editions is _DISAGREE:
        return _related("another edition")
    if not found.has_number or found.is_placed:
        return None
    return _related("another part of one title") if found.author is _AGREE else _OTHER


def _other_kind(found: _Found) -> RecordPair | None:
    """Two kinds of work of one title: a preprint and its article."""
    kinds = {found.one.kind, found.other.kind}
    on_one_page = {found.pages, found.container, found.year} == {_AGREE} or found.is_placed
    if len(kinds) == 1 or on_one_page or found.identifier is _AGREE:
        return None
    if found.author in {_DISAGREE, _SILENT} or not found.is_full or found.title is not _AGREE:
        return None
    both = sorted(kind or "article" for kind in kinds)
    if "conference paper or abstract" in kinds and not found.conflicts:
        return None  # many a record does not say what it is
    return _related(f"{' and '.join(both)} of one title")


def _by_identifier(found: _Found) -> RecordPair | None:
    if found.identifier is _AGREE:
        return _with_identifier(found)
    return _against_identifier(found) if found.identifier is _DISAGREE else None


def _with_identifier(found: _Found) -> RecordPair:
    """One DOI or PubMed number, and a title that does not disagree."""
    if found.is_placed:
        return _same("identifier and place", 0)
    if found.has_word and not found.is_held:
        return _doubt("one identifier, and titles that differ in a word")
    conflicts = found.conflicts
    if len(conflicts) > 1:
        return _doubt(f"one identifier, and {_listed(conflicts)} disagree")
    if not found.is_full and (conflicts or found.author is not _AGREE):
        return _doubt("one identifier, and a title that many works have")
    return _same("identifier and title", 1)


def _against_identifier(found: _Found) -> RecordPair:
    """Two DOIs or PubMed numbers: one work was registered twice where all the rest agrees."""
    if found.title is not _AGREE or found.author in {_DISAGREE, _SILENT} or not found.is_full:
        return _OTHER
    rest = {found.volume, found.pages, found.year, found.container}
    if rest == {_AGREE} and found.issue is not _DISAGREE:
        return _same("title, people and place, under two identifiers")
    return _elsewhere(found)


def _elsewhere(found: _Found) -> RecordPair:
    if found.one.kind == found.other.kind == "book":
        return _related("another edition")
    return _related(ANOTHER_VERSION)


def _by_words(found: _Found) -> RecordPair:
    if found.title is not _AGREE:
        return _by_near_title(found)
    if found.is_placed:
        return _at_one_place(found)
    if found.author not in {_AGREE, _NEAR}:
        return _OTHER
    conflicts = found.conflicts
    if not conflicts:
        return _unplaced(found)
    if not found.is_full:
        return _OTHER
    if len(conflicts) == 1:
        return _but_for(found, conflicts[0])
    return _elsewhere(found)


def _at_one_place(found: _Found) -> RecordPair:
    other = [name for name in found.conflicts if name != "container"]
    agreed = {found.author, found.container} == {_AGREE} or found.agrees_in_all
    if not other and (found.is_full or agreed):
        return _same("title and place", 2)
    if found.is_full and found.volume is _AGREE and len(other) == 1:
        return _same("title and place", 2)
    return _doubt(f"title and place agree, {_listed(other or ['too little else'])} does not")


def _unplaced(found: _Found) -> RecordPair:
    """A title and its people, and nothing that disagrees."""
    if not found.is_full:
        is_book = found.one.kind == found.other.kind == "book"
        where = _AGREE if is_book else found.container
        agreed = {found.author, found.year, where} == {_AGREE}
        if agreed and found.is_in_one_issue:
            return _same("title, people, issue and page")
        return _doubt("a short title, its people, year and journal agree") if agreed else _OTHER
    untold = found.pages is _SILENT and {found.volume, found.issue} != {_AGREE}
    if untold and {found.one.kind, found.other.kind} == {"", "conference paper or abstract"}:
        return _doubt("title and people agree; one may be a conference abstract")
    if found.year in {_AGREE, _NEAR} and _AGREE in {found.container, found.pages}:
        return _same("title, people, year and container")
    bare = found.volume is found.pages is _SILENT
    if found.year is _AGREE and bare and found.one.kind == found.other.kind:
        return _same("title, people and year")
    return _doubt("title and people agree, and no place is told")


def _but_for(found: _Found, part: str) -> RecordPair:
    """A full title, its people, and one part that disagrees: a misprint, or another work."""
    rest = {found.year, found.container} == {_AGREE} and found.author is _AGREE
    if part == "volume" and found.pages is _AGREE and rest:
        return _same("title, people, year, container and page")
    if part == "container" and found.pages is _AGREE and found.year is _AGREE:
        same = words(found.one.work.page) == words(found.other.work.page)
        return _same("title, people, year and pages") if same else _doubt(_all_but(part))
    if found.pages is _SILENT and part in {"container", "issue", "year"}:
        return _elsewhere(found) if part != "container" else _doubt(_all_but(part))
    return _doubt(_all_but(part))


def _all_but(part: str) -> str:
    return f"title and people agree, the {part} does not"


def _by_near_title(found: _Found) -> RecordPair:
    """A title that is near: with a subtitle less, cut off, translated, misprinted, or another."""
    if found.author is not _AGREE:
        return _OTHER
    # Several abstracts of one group stand on one page of a supplement.
    crowded = (
        found.one.kind == found.other.kind == "conference paper or abstract" and found.has_word
    )
    agreed = found.agrees_in_all and (found.container is not _DISAGREE or found.is_held)
    if agreed and (found.is_held or not crowded):
        return _same("people and place, and a title that is near")
    whole = found.is_held or not found.has_word
    if found.is_placed and found.container is _AGREE and found.year is _AGREE and whole:
        return _same("people and place, and a title that is near")
    if found.is_placed or (whole and not found.conflicts and found.container is _AGREE):
        return _doubt("people and place agree, the titles nearly")
    return _OTHER


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
