"""A work: what a reference points at, in CSL's variables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.regex import lazy_regex
from refkit.text.rich import NO_TEXT, RichText


class WorkType(StrEnum):
    """The CSL item types (1.0.2), all of them: the one vocabulary inside."""

    ARTICLE = "article"
    ARTICLE_JOURNAL = "article-journal"
    ARTICLE_MAGAZINE = "article-magazine"
    ARTICLE_NEWSPAPER = "article-newspaper"
    BILL = "bill"
    BOOK = "book"
    BROADCAST = "broadcast"
    CHAPTER = "chapter"
    CLASSIC = "classic"
    COLLECTION = "collection"
    DATASET = "dataset"
    DOCUMENT = "document"
    ENTRY = "entry"
    ENTRY_DICTIONARY = "entry-dictionary"
    ENTRY_ENCYCLOPEDIA = "entry-encyclopedia"
    EVENT = "event"
    FIGURE = "figure"
    GRAPHIC = "graphic"
    HEARING = "hearing"
    INTERVIEW = "interview"
    LEGAL_CASE = "legal_case"
    LEGISLATION = "legislation"
    MANUSCRIPT = "manuscript"
    MAP = "map"
    MOTION_PICTURE = "motion_picture"
    MUSICAL_SCORE = "musical_score"
    PAMPHLET = "pamphlet"
    PAPER_CONFERENCE = "paper-conference"
    PATENT = "patent"
    PERFORMANCE = "performance"
    PERIODICAL = "periodical"
    PERSONAL_COMMUNICATION = "personal_communication"
    POST = "post"
    POST_WEBLOG = "post-weblog"
    REGULATION = "regulation"
    REPORT = "report"
    REVIEW = "review"
    REVIEW_BOOK = "review-book"
    SOFTWARE = "software"
    SONG = "song"
    SPEECH = "speech"
    STANDARD = "standard"
    THESIS = "thesis"
    TREATY = "treaty"
    WEBPAGE = "webpage"


class DatePolicy(StrEnum):
    """Which date a citation shows. Cited lists follow print, Crossref's ``issued`` the earliest."""

    PRINT = "print"
    ONLINE = "online"
    EARLIEST = "earliest"


@dataclass(frozen=True, slots=True)
class Container:
    """What a work appeared in: a journal, a book, a series."""

    title: str = ""
    short_title: str = ""
    issns: tuple[Issn, ...] = ()
    collection: str = ""  # the series that holds the book


NO_CONTAINER = Container()


@dataclass(frozen=True, slots=True)
class Update:
    """A notice that changes how a work stands: a retraction, a correction.

    ``type`` is Crossref's word (``retraction``, ``correction``, ``expression_of_concern`` ...),
    ``notice`` the notice's DOI as given, ``source`` who says so.
    """

    type: str
    notice: str = ""
    date: PartialDate | None = None
    source: str = ""

    @property
    def name(self) -> str:
        """Its type in words: ``expression of concern``."""
        return self.type.replace("_", " ")

    def __str__(self) -> str:
        dated = f" of {self.date}" if self.date else ""
        notice = f", notice {self.notice}" if self.notice else ""
        return f"{self.name}{dated}{notice}"

    @property
    def is_retraction(self) -> bool:
        """Whether it says that the whole work is not to be relied on."""
        return self.type in _RETRACTIONS


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """A link to another work: ``is-preprint-of``, ``has-preprint``, ``is-version-of``."""

    type: str
    id: str
    id_type: str = "doi"


@dataclass(frozen=True, slots=True)
class Work:
    """A work's metadata. Only ``type`` is always there; text that is not known is empty.

    Print and online dates are kept apart; ``issued`` is a date of which neither is said.
    ``archive`` is who keeps the work, or the server of an eprint (``arXiv``), ``archive_location``
    its number or shelf there. Of several publishers, or places, each stands after a semicolon.
    ``creators_complete`` is False where the list is known in part. ``updates`` are notices about
    this work; ``updates_to`` says which works this one, itself a notice, is about. ``origins``
    holds pairs of field and source, sorted, for what another source added.
    """

    type: WorkType
    title: RichText = NO_TEXT
    short_title: str = ""
    original_title: str = ""
    creators: tuple[Creator, ...] = ()
    creators_complete: bool = True
    container: Container = NO_CONTAINER
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""  # article number, report number
    edition: str = ""
    version: str = ""  # of a program, a data set
    chapter_number: str = ""
    section: str = ""  # of a law, a newspaper
    number_of_pages: str = ""
    number_of_volumes: str = ""
    genre: str = ""  # "preprint", "PhD thesis"
    status: str = ""  # "in press", "forthcoming"
    medium: str = ""  # "DVD", "vinyl"
    dimensions: str = ""  # a size, a running time
    authority: str = ""  # a court, a legislature
    publisher: str = ""
    publisher_place: str = ""
    original_publisher: str = ""
    original_publisher_place: str = ""
    event_title: str = ""  # the meeting at which it was presented
    event_place: str = ""
    published_print: PartialDate | None = None
    published_online: PartialDate | None = None
    issued: PartialDate | None = None
    original_date: PartialDate | None = None  # of the first edition
    event_date: PartialDate | None = None
    submitted: PartialDate | None = None  # filed, of a patent
    accessed: PartialDate | None = None
    doi: Doi | None = None
    other_dois: tuple[Doi, ...] = ()  # aliases under which the same work was registered
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    isbns: tuple[Isbn, ...] = ()
    url: str = ""
    archive: str = ""
    archive_location: str = ""
    archive_collection: str = ""  # the class of an eprint: "q-bio.CB"
    call_number: str = ""
    language: str = ""
    abstract: RichText = NO_TEXT  # paragraphs are parted by line breaks
    mesh: tuple[str, ...] = ()  # MeSH headings
    publication_types: tuple[str, ...] = ()  # "Review", "Clinical Trial": PubMed's words
    updates: tuple[Update, ...] = ()
    updates_to: tuple[Update, ...] = ()
    relations: tuple[Relation, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()

    def cited_date(self, policy: DatePolicy = DatePolicy.PRINT) -> PartialDate | None:
        """The date that a citation shows, None where no year is known."""
        return next((date for date in self._dates_by(policy) if date and date.year), None)

    def shown_date(self, policy: DatePolicy = DatePolicy.PRINT) -> PartialDate | None:
        """The same; words where no year is known, "Ming dynasty"."""
        known = (date for date in self._dates_by(policy) if date)
        return self.cited_date(policy) or next(known, None)

    def _dates_by(self, policy: DatePolicy) -> tuple[PartialDate | None, ...]:
        if policy is DatePolicy.EARLIEST:
            return (self.earliest_date, self.issued)
        if policy is DatePolicy.ONLINE:
            return (self.published_online, self.published_print, self.issued)
        return (self.published_print, self.published_online, self.issued)

    @property
    def first_author(self) -> Creator | None:
        """The author who is printed first; the first editor where there is no author."""
        authors = [creator for creator in self.creators if creator.role == "author"]
        return next(iter(authors or self.creators), None)

    @property
    def earliest_date(self) -> PartialDate | None:
        """The first of the dates that are known."""
        known = (self.published_print, self.published_online, self.issued)
        return min((date for date in known if date and date.year), default=None)

    @property
    def published_version(self) -> str:
        """The DOI of the article that a preprint became; empty where none is linked."""
        return next((each.id for each in self.relations if each.type == "is-preprint-of"), "")

    @property
    def dois(self) -> tuple[Doi, ...]:
        """All DOIs under which it is registered, its own one first."""
        return (self.doi, *self.other_dois) if self.doi else self.other_dois

    @property
    def is_retracted(self) -> bool:
        """Whether a notice, or the title itself, says that the work was retracted."""
        title = self.title.plain
        return any(each.is_retraction for each in self.updates) or own_title(title) != title


_RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
_RETRACTED_TITLE = lazy_regex(
    r"^\W?(?:retracted|withdrawn)(?: (?:article|chapter|paper))?(?:\W?\s*[:.–—-]\s*|[\])]\s*)"
    r"|\s{0,8}[\[(](?:retracted|withdrawn)\b[^\])]{0,40}[\])]\s*$",
    re.IGNORECASE,
)


def own_title(title: str) -> str:
    """A title without what a publisher put before or behind it when the work was retracted."""
    lower = title.lower()
    if "retracted" not in lower and "withdrawn" not in lower:  # as nearly all titles
        return title
    return _RETRACTED_TITLE.sub("", title)
