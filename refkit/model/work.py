"""A work: what a reference points at, in CSL's variables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.text.rich import NO_TEXT, RichText


class WorkType(StrEnum):
    """The CSL item types that refkit reads or writes: the one vocabulary inside."""

    ARTICLE = "article"
    ARTICLE_JOURNAL = "article-journal"
    ARTICLE_MAGAZINE = "article-magazine"
    ARTICLE_NEWSPAPER = "article-newspaper"
    BOOK = "book"
    CHAPTER = "chapter"
    COLLECTION = "collection"
    DATASET = "dataset"
    DOCUMENT = "document"
    ENTRY = "entry"
    ENTRY_ENCYCLOPEDIA = "entry-encyclopedia"
    FIGURE = "figure"
    GRAPHIC = "graphic"
    MANUSCRIPT = "manuscript"
    PAPER_CONFERENCE = "paper-conference"
    PATENT = "patent"
    PERIODICAL = "periodical"
    POST_WEBLOG = "post-weblog"
    REPORT = "report"
    REVIEW = "review"
    SOFTWARE = "software"
    STANDARD = "standard"
    THESIS = "thesis"
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
    ``creators_complete`` is False where the list is known in part. ``updates`` are notices about
    this work; ``updates_to`` says which works this one, itself a notice, is about. ``origins``
    holds pairs of field and source, sorted, for what another source added.
    """

    type: WorkType
    title: RichText = NO_TEXT
    original_title: str = ""
    creators: tuple[Creator, ...] = ()
    creators_complete: bool = True
    container: Container = NO_CONTAINER
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""  # article number, report number
    edition: str = ""
    genre: str = ""  # "preprint", "PhD thesis"
    publisher: str = ""
    publisher_place: str = ""
    event_title: str = ""  # the meeting at which it was presented
    event_place: str = ""
    published_print: PartialDate | None = None
    published_online: PartialDate | None = None
    issued: PartialDate | None = None
    doi: Doi | None = None
    other_dois: tuple[Doi, ...] = ()  # aliases under which the same work was registered
    pmid: Pmid | None = None
    pmcid: Pmcid | None = None
    isbns: tuple[Isbn, ...] = ()
    url: str = ""
    language: str = ""
    abstract: RichText = NO_TEXT  # paragraphs are parted by line breaks
    mesh: tuple[str, ...] = ()  # MeSH headings
    publication_types: tuple[str, ...] = ()  # "Review", "Clinical Trial": PubMed's words
    updates: tuple[Update, ...] = ()
    updates_to: tuple[Update, ...] = ()
    relations: tuple[Relation, ...] = ()
    origins: tuple[tuple[str, str], ...] = ()

    def cited_date(self, policy: DatePolicy = DatePolicy.PRINT) -> PartialDate | None:
        """The date that a citation shows, None where none is known."""
        dates = {
            DatePolicy.PRINT: (self.published_print, self.published_online, self.issued),
            DatePolicy.ONLINE: (self.published_online, self.published_print, self.issued),
            DatePolicy.EARLIEST: (self.earliest_date,),
        }[policy]
        return next((date for date in dates if date), None)

    @property
    def first_author(self) -> Creator | None:
        """The author who is printed first; the first editor where there is no author."""
        authors = [creator for creator in self.creators if creator.role == "author"]
        return next(iter(authors or self.creators), None)

    @property
    def earliest_date(self) -> PartialDate | None:
        """The first of the dates that are known."""
        known = (self.published_print, self.published_online, self.issued)
        return min((date for date in known if date), default=None)

    @property
    def published_version(self) -> str:
        """The DOI of the article that a preprint became; empty where none is linked."""
        return next((each.id for each in self.relations if each.type == "is-preprint-of"), "")

    @property
    def is_retracted(self) -> bool:
        """Whether a retraction, withdrawal or removal of this work was announced."""
        return any(update.type in _RETRACTIONS for update in self.updates)


_RETRACTIONS = frozenset({"retraction", "withdrawal", "removal"})
