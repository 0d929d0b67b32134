"""An entry of a user's own library as it is compared with others of its work."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from refkit.matching.normalize import compact
from refkit.matching.printed_string import first_number, read_page
from refkit.matching.title import bare_title
from refkit.matching.work_types import is_meeting_abstract, is_preprint
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.printed_reference import PrintedReference
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.rich import RichText

# "Suppl-29", "t-8": Ovid's pages of a supplement; "01-Jun": a spreadsheet made a date of 1-6.
_NO_PAGE = lazy_regex(
    r"[^\W\d]*\W*-\s*\d+|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*-\d{1,2}|.*\bpagination\b.*",
    re.IGNORECASE,
)
# "Circulation. Conference: 39th Meeting", as Embase names the journal of a supplement.
_MEETING_BEHIND = lazy_regex(r"\W{0,8}\bConference:.*", re.DOTALL)


@dataclass(frozen=True)
class ComparedRecord:
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
    def of(cls, entry: Entry) -> ComparedRecord:
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
