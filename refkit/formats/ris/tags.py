"""RIS's types and tags, each in one table, for the reader and for the writer.

Tags are those of Research Information Systems' specification as EndNote extended it in 2011; where
programs differ, what Zotero's translator "RIS" (2023) and citation-js's plug-in ris (0.7) read
decides what is written. Read are the tags as the programs write them that are met most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from refkit.formats.ris.values import plain, plain_once, rich
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.work import Relation, WorkType
from refkit.model.written_dates import as_written, read_written_date
from refkit.regex import lazy_regex
from refkit.text.markup import of_jats
from refkit.text.plain import unstyled
from refkit.text.rich import RichText

TYPES = {
    # No program has a type for preprints that others read; bioRxiv's own files say JOUR, too, and
    # only so does Zotero show the server. M3 says what it is.
    WorkType.ARTICLE: "JOUR",
    WorkType.ARTICLE_JOURNAL: "JOUR",
    WorkType.ARTICLE_MAGAZINE: "MGZN",
    WorkType.ARTICLE_NEWSPAPER: "NEWS",
    WorkType.BILL: "BILL",
    WorkType.BOOK: "BOOK",
    WorkType.BROADCAST: "SOUND",  # as Zotero writes one of the radio
    WorkType.CHAPTER: "CHAP",
    WorkType.CLASSIC: "CLSWK",
    WorkType.COLLECTION: "GEN",  # RIS knows no series
    WorkType.DATASET: "DATA",
    WorkType.DOCUMENT: "GEN",  # Zotero reads it as an article: it has no better type for it
    WorkType.ENTRY: "DICT",  # Zotero takes CTLG, the nearest by name, for a magazine
    WorkType.ENTRY_DICTIONARY: "DICT",
    WorkType.ENTRY_ENCYCLOPEDIA: "ENCYC",
    WorkType.EVENT: "GEN",
    WorkType.FIGURE: "FIGURE",
    WorkType.GRAPHIC: "ART",
    WorkType.HEARING: "HEAR",
    WorkType.INTERVIEW: "PCOMM",  # as Zotero writes it
    WorkType.LEGAL_CASE: "CASE",
    WorkType.LEGISLATION: "STAT",
    WorkType.MANUSCRIPT: "MANSCPT",
    WorkType.MAP: "MAP",
    WorkType.MOTION_PICTURE: "MPCT",
    WorkType.MUSICAL_SCORE: "MUSIC",
    WorkType.PAMPHLET: "PAMP",
    WorkType.PAPER_CONFERENCE: "CONF",  # CPAPER has no place for the proceedings' title
    WorkType.PATENT: "PAT",
    WorkType.PERFORMANCE: "GEN",
    WorkType.PERIODICAL: "SER",
    WorkType.PERSONAL_COMMUNICATION: "PCOMM",
    WorkType.POST: "ICOMM",  # as Zotero writes it
    WorkType.POST_WEBLOG: "BLOG",
    WorkType.REGULATION: "LEGAL",
    WorkType.REPORT: "RPRT",
    WorkType.REVIEW: "JOUR",  # reviews of books and by peers: RIS has no type for them
    WorkType.REVIEW_BOOK: "JOUR",
    WorkType.SOFTWARE: "COMP",
    WorkType.SONG: "SOUND",
    WorkType.SPEECH: "SLIDE",
    WorkType.STANDARD: "STAND",
    WorkType.THESIS: "THES",
    WorkType.TREATY: "LEGAL",
    WorkType.WEBPAGE: "ELEC",
}
"""The type that is written for a work."""

STAND_INS = frozenset({
    WorkType.ARTICLE, WorkType.BROADCAST, WorkType.COLLECTION, WorkType.ENTRY, WorkType.EVENT,
    WorkType.INTERVIEW, WorkType.PERFORMANCE, WorkType.POST, WorkType.REVIEW, WorkType.REVIEW_BOOK,
    WorkType.TREATY,
})  # fmt: skip
"""These are written as a type that means another, which is told."""

READ_TYPES = {ris: type_ for type_, ris in TYPES.items() if type_ not in STAND_INS}
"""What a type means that refkit writes."""

NEAR_TYPES = {
    "ABST": WorkType.ARTICLE_JOURNAL,
    "AGGR": WorkType.DATASET,
    "CHART": WorkType.FIGURE,
    "CPAPER": WorkType.PAPER_CONFERENCE,
    "DBASE": WorkType.DATASET,
    "EBOOK": WorkType.BOOK,
    "ECHAP": WorkType.CHAPTER,
    "EDBOOK": WorkType.BOOK,
    "EJOUR": WorkType.ARTICLE_JOURNAL,
    "GOVDOC": WorkType.REPORT,
    "ICOMM": WorkType.PERSONAL_COMMUNICATION,
    "INPR": WorkType.ARTICLE_JOURNAL,
    "JFULL": WorkType.PERIODICAL,
    "MULTI": WorkType.MOTION_PICTURE,
    "UNBILL": WorkType.BILL,
    "UNPB": WorkType.MANUSCRIPT,
    "UNPD": WorkType.MANUSCRIPT,
    "VIDEO": WorkType.MOTION_PICTURE,
    "WEB": WorkType.WEBPAGE,
}
"""Others that say more than a work does: the type is kept beside it. What is in neither is a
document, and kept, too."""

ALL = frozenset(TYPES.values())
BOOKS = frozenset({"BOOK", "EBOOK", "EDBOOK"})
FILMS = frozenset({"MPCT", "MULTI", "VIDEO"})
# EndNote and Zotero have the number of pages of these in SP.
COUNTED = BOOKS | {"MANSCPT", "PAMP", "THES", "UNPB", "UNPD"}
# Theirs is a version, not an edition.
VERSIONED = frozenset({"COMP", "DATA"})
_COURTS = frozenset({"CASE"})
_ISSUED = frozenset({"LEGAL", "PAT"})  # by an organization, which stands in A2
_CHAPTERS = frozenset({"CHAP", "ECHAP"})
_RECORDINGS = FILMS | {"SOUND"}
CONFERENCES = frozenset({"CONF", "CPAPER"})
# Types whose T2 is the series: a container, which they seldom have, stands in JF.
IN_SERIES = frozenset({"BOOK", "COMP", "EBOOK", "EDBOOK", "MANSCPT", "RPRT"})
# Types whose A2 are the editors of a series.
EDITED_SERIES = (IN_SERIES - {"EBOOK"}) | {"CLSWK", "ELEC", "MAP", "MULTI", "UNPB", "UNPD", "WEB"}
# A tag and a role, by the types where the role of its people is none of the usual ones: an advisor,
# a counsel or a sponsor has done something. A file's name is nobody.
OTHER_ROLES = {
    ("AU", "director"): FILMS,
    ("A2", "contributor"): frozenset({"BILL", "CTLG", "DATA", "GOVDOC", "MPCT", "PAMP", "UNBILL"}),
    ("A2", "performer"): frozenset({"ADVS", "SOUND"}),
    ("A2", "recipient"): frozenset({"ICOMM", "PCOMM"}),
    ("A2", ""): frozenset({"CHART", "EQUA", "FIGURE"}),
    ("A3", "contributor"): frozenset({"BILL", "CASE", "GOVDOC", "PAT", "RPRT", "THES", "UNBILL"}),
    ("A3", "illustrator"): frozenset({"BLOG"}),
    ("A3", "producer"): FILMS,
    ("A4", "contributor"): CONFERENCES | {"CASE", "DATA", "MUSIC"},
    ("A4", "editor"): frozenset({"SER"}),
    ("A4", "performer"): FILMS,
}
# Types that have their number in place of an ISBN.
NUMBERED = frozenset({"PAT", "RPRT", "STAND"})
_PERIODICALS = frozenset({"JOUR", "MGZN", "NEWS"})
# Theirs is the number of an article, in place of pages; of a book it would be read as a count.
IN_ISSUES = _PERIODICALS | CONFERENCES
_ONE_NUMBER = frozenset({"FIGURE", "MANSCPT", "THES"})  # in M1
_OWN_NUMBERS = NUMBERED | _ONE_NUMBER | {"DATA"}

ARTICLE_NUMBER = "C7"  # EndNote, Scopus, Web of Science; Zotero reads no article number at all
AUTHORS_IN_PART = "Authors: known in part"
_TIME = lazy_regex(r"(?<=\d)/?[ /T]\d\d:\d\d(?::\d\d)?Z?$")  # Zotero has the hour of access
_SLASHED = lazy_regex(r"^(\d{4})/+(?=[A-Za-z])")
NUMERIC_DATE = lazy_regex(r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2})?)?)?/?")
ONLY_DOI = lazy_regex(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,}/\S+", re.IGNORECASE)
"""A value that says a DOI and nothing else."""
# A day, however written: 20190612, 2019/06/12, 2019 Jun 12, Jun 12; an edition is none.
_DAY = lazy_regex(
    r"\d{8}|\d{4}[/-]\d{1,2}(?:[/-]\d{0,2})?/?|(?:\d{4} )?[A-Z][a-z]{2} \d{1,2}(?:,? \d{4})?"
)
_ISSUE = lazy_regex(r"[\w./–-]{1,12}(?: \S{1,10}){0,2}")

_NAME_COMMA = lazy_regex(r",(?=\S)")

_NONE = frozenset[str]()


class TagRow(NamedTuple):
    """A field of a work, the tag of its lines, and the tags that it is read from, in order.

    ``tag`` is empty where it is only read, ``tags`` where it is only written, or read elsewhere.
    The row is one of the types in ``only``, or of all but those in ``never``. ``write`` gives the
    lines of a value, ``read`` the value of a line. Rows of an earlier ``turn`` are read first.
    """

    field: str
    tag: str = ""
    tags: tuple[str, ...] = ()
    only: frozenset[str] = _NONE
    never: frozenset[str] = _NONE
    write: Callable[[Any], Iterable[str]] = lambda value: (str(value),)
    read: Callable[[str], Any] = plain
    turn: int = 1

    def is_of(self, type_: str) -> bool:
        """Whether a record of this type has the row."""
        return type_ in self.only if self.only else type_ not in self.never


class NoteRow(NamedTuple):
    """What has no tag in some types, or in none, and stands in a note: ``Label: value``."""

    field: str
    label: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str


def _comma_list(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))


def _each(parse: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    return lambda text: tuple(map(parse, text.split(", ")))


NOTES: Mapping[str, NoteRow] = {
    row.field: row
    for row in (
        NoteRow("original_date", "Original date", as_written),
        NoteRow("event_date", "Event date", as_written),
        NoteRow("submitted", "Submitted", as_written),
        *(
            NoteRow(field, label, str)
            for field, label in (
                ("event_title", "Event"),
                ("event_place", "Event place"),
                ("number", "Number"),
                ("page", "Pages"),
                ("edition", "Edition"),
                ("version", "Version"),
                ("chapter_number", "Chapter"),
                ("section", "Section"),
                ("number_of_pages", "Number of pages"),
                ("number_of_volumes", "Number of volumes"),
                ("status", "Status"),
                ("medium", "Medium"),
                ("dimensions", "Dimensions"),
                ("authority", "Authority"),
                ("publisher", "Publisher"),
                ("original_publisher", "Original publisher"),
                ("original_publisher_place", "Original place"),
                ("archive", "Archive"),
                ("archive_collection", "Archive collection"),
            )
        ),
        NoteRow("isbns", "ISBN", _each(Isbn.parse), _comma_list),
        NoteRow("container.issns", "ISSN", _each(Issn.parse), _comma_list),
        NoteRow("pmid", "PMID", Pmid.parse),
        NoteRow("pmcid", "PMCID", Pmcid.parse),
        NoteRow("other_dois", "Other DOIs", _each(Doi.parse), _comma_list),
    )
}
NOTE = "N1"


def note(field: str, value: Any) -> str:
    """The note that says this of a work."""
    row = NOTES[field]
    return f"{row.label}: {row.write(value)}"


def _in_note(field: str, *, only: frozenset[str] = _NONE, never: frozenset[str] = _NONE) -> TagRow:
    return TagRow(field, NOTE, only=only, never=never, write=lambda value: (note(field, value),))


def _each_on_a_line(values: Iterable[Any]) -> Iterable[str]:
    return map(str, values)


def _relations(relations: Iterable[Relation]) -> Iterable[str]:
    return (f"{relation.type.replace('-', ' ')}: {relation.id}" for relation in relations)


def _plain_abstract(abstract: RichText) -> Iterable[str]:
    return (unstyled(abstract),)


def _read_edition(text: str) -> str:
    # For EndNote this is the day on which an article went online.
    return "" if NUMERIC_DATE.fullmatch(text) or _DAY.fullmatch(text) else plain(text)


def _read_issue(text: str) -> str:
    # Embase has affiliations there, Atypon a zero where there is none.
    return plain(text) if _ISSUE.fullmatch(text) and text != "0" else ""


def _read_genre(text: str) -> str:
    # Atypon's journals have their DOI there.
    return "" if ONLY_DOI.fullmatch(text) or text[:4].lower() == "doi:" else plain(text)


def _one_name(text: str) -> str:
    """A name as one text: that of an office may be parted as a person's."""
    return _NAME_COMMA.sub(", ", plain(text)).rstrip(" ,")


def _read_address(text: str) -> str:
    # EndNote has "<Go to ISI>://WOS:0003..." beside the address.
    return "" if text.startswith("<") else plain_once(text)


def write_date(date: PartialDate) -> Iterable[str]:
    """A date as RIS has it, 2019/02/10; what that cannot say in EDTF, or in words."""
    if date.is_plain and date.year > 0:
        return (str(date).replace("-", "/"),)
    text = str(date)
    return (f"{text}.." if text.endswith("/") else text,)  # "1997/" is a year for RIS


def _read_day(text: str) -> PartialDate:
    return read_date(text) or as_written(plain(text))


def _read_meeting(text: str) -> PartialDate | None:
    # In words; in figures it is the day on which somebody looked.
    return None if NUMERIC_DATE.fullmatch(text.strip()) else read_date(text)


@lru_cache(maxsize=4096)  # works come out on the same days
def read_date(text: str) -> PartialDate | None:
    """A date as programs write it: 2019/02/10/, 2019-02-10, words; None where there is no year."""
    text = _TIME.sub("", text.strip())
    found = NUMERIC_DATE.fullmatch(text)
    if found:
        return read_written_date("-".join(part.zfill(2) for part in found.groups() if part))
    # Ovid has 2020//Mar 14, Covidence 2020/Mar//.
    return read_written_date(plain(_SLASHED.sub(r"\1 ", text.rstrip("/"))))


def _read_abstract(text: str) -> RichText:
    return of_jats(RichText.of(text)) if "<jats:" in text else rich(text)


_CONTAINERS = ("T2", "JF", "JO", "J1", "BT")

# In the order in which lines are written. Of a field the first row that says anything is read;
# what is read in one is not read again.
ROWS = (
    TagRow("title", tags=("TI", "T1", "CT"), read=rich, turn=0),
    TagRow("title", tags=("BT",), only=BOOKS, read=rich, turn=0),
    TagRow("short_title", "ST", ("ST",)),
    # T2 is the conference's name there, unless it says the proceedings again.
    TagRow("event_title", "T2", ("T2",), only=CONFERENCES, turn=2),
    TagRow("container.title", "A2", ("A2",), only=_COURTS, turn=0),  # the reporter
    TagRow("container.title", "T2", _CONTAINERS, never=IN_SERIES | _COURTS),
    TagRow("container.title", tags=_CONTAINERS, only=_COURTS),
    TagRow("container.title", "JF", only=_PERIODICALS),  # bibutils takes T2 for no journal's name
    TagRow("container.title", "C3", ("C3",), only=CONFERENCES, turn=0),
    TagRow("container.title", "JF", _CONTAINERS, only=IN_SERIES),
    TagRow("container.short_title", "J2"),
    TagRow("container.collection", "T2", ("T2",), only=IN_SERIES, turn=0),
    TagRow("container.collection", "T3", ("T3",), never=IN_SERIES),
    TagRow("container.collection", tags=("T3",), only=IN_SERIES),
    TagRow("volume", "VL", ("VL",)),
    TagRow("issue", "IS", ("IS",)),
    TagRow("issue", tags=("M1",), only=frozenset({"JOUR", "EJOUR"}), read=_read_issue),  # EndNote
    TagRow("edition", "ET", ("ET",), never=VERSIONED, read=_read_edition),
    _in_note("edition", only=VERSIONED),
    TagRow("version", "ET", ("ET",), only=VERSIONED),
    _in_note("version", never=VERSIONED),
    TagRow("chapter_number", "SE", ("SE",), only=_CHAPTERS),
    _in_note("chapter_number", never=_CHAPTERS),
    TagRow("section", "SE", ("SE",), never=_CHAPTERS),
    _in_note("section", only=_CHAPTERS),
    _in_note("number_of_pages", never=COUNTED),
    TagRow("number_of_volumes", "NV", ("NV",), never=frozenset({"DATA"})),
    _in_note("number_of_volumes", only=frozenset({"DATA"})),
    _in_note("status"),
    TagRow("medium", "C5", ("C5",), only=_RECORDINGS),  # Zotero
    _in_note("medium", never=_RECORDINGS),
    _in_note("dimensions"),
    TagRow("authority", "PB", ("PB",), only=_COURTS),
    TagRow("authority", "A2", ("A2",), only=_ISSUED, read=_one_name),
    _in_note("authority", never=_COURTS | _ISSUED),
    TagRow("publisher", "PB", ("PB",), never=_COURTS),
    _in_note("publisher", only=_COURTS),
    _in_note("original_publisher"),
    _in_note("original_publisher_place"),
    _in_note("original_date"),
    _in_note("event_date"),
    _in_note("submitted"),
    TagRow("publisher_place", "CY", ("CY",), never=CONFERENCES),
    TagRow("event_place", "CY", ("CY",), only=CONFERENCES),
    _in_note("event_title", never=CONFERENCES),
    _in_note("event_place", never=CONFERENCES),
    TagRow("publisher_place", "C1", ("C1",), only=CONFERENCES),  # CY is where the meeting was
    TagRow("publisher_place", tags=("CY",), only=CONFERENCES),
    # Zotero takes the first SN for what the type should have, citation-js all of them for numbers.
    TagRow("number", "SN", ("SN",), only=NUMBERED),
    _in_note("isbns", only=NUMBERED),
    _in_note("container.issns", only=NUMBERED),
    TagRow("container.issns", "SN", only=_PERIODICALS, write=_each_on_a_line),
    TagRow("isbns", "SN", never=NUMBERED, write=_each_on_a_line),
    TagRow("container.issns", "SN", never=_PERIODICALS | NUMBERED, write=_each_on_a_line),
    TagRow("doi", "DO"),
    TagRow("url", "UR", ("UR", "LK"), read=_read_address),
    TagRow("accessed", "Y2", ("Y2",), write=write_date, read=_read_day),
    # Location in archives; who that is stands in DB, which else is where a record comes from.
    TagRow("archive_location", "AV", ("AV",)),
    _in_note("archive_collection"),
    TagRow("call_number", "CN", ("CN",)),
    TagRow("language", "LA", ("LA",), read=lambda text: plain(text).rstrip("; ")),  # CNKI
    TagRow("original_title", "OP", ("OP",)),
    TagRow("abstract", "AB", ("AB", "N2"), write=_plain_abstract, read=_read_abstract),
    TagRow("pmcid", "C2", only=frozenset({"JOUR"})),
    _in_note("pmcid", never=frozenset({"JOUR"})),
    _in_note("other_dois"),
    TagRow("relations", NOTE, write=_relations),
    TagRow("number", "NV", ("NV",), only=frozenset({"DATA"})),
    TagRow("number", "M1", ("M1",), only=_ONE_NUMBER),
    TagRow("number", ARTICLE_NUMBER, (ARTICLE_NUMBER,), never=_OWN_NUMBERS),
    TagRow("number", tags=(ARTICLE_NUMBER,), only=_OWN_NUMBERS),
    TagRow("genre", tags=("M3",), read=_read_genre),
)
READ_ROWS = tuple(row for row in sorted(ROWS, key=lambda row: row.turn) if row.tags)


class Dialect(NamedTuple):
    """Whose file it is, known by what one of these tags says, and what differs there.

    ``never`` are tags that such files do not have. ``rows`` are read first, ``foreign`` are tags
    that mean something else than for others. ``last_dates`` are read where no other has a date.
    """

    name: str
    tags: tuple[str, ...]
    says: re.Pattern[str]
    never: frozenset[str] = _NONE
    rows: tuple[TagRow, ...] = ()
    foreign: frozenset[str] = _NONE
    last_dates: tuple[str, ...] = ()

    def reads(self, type_: str) -> tuple[TagRow, ...]:
        """The rows for a type, in the order in which they are read."""
        others = (row._replace(tags=tuple(each for each in row.tags if each not in self.foreign))
                  for row in READ_ROWS)  # fmt: skip
        return tuple(row for row in (*self.rows, *others) if row.tags and row.is_of(type_))


PLAIN = Dialect("", (), lazy_regex(""))
"""What holds for all others."""

DIALECTS = (
    # Its own export; EndNote's of the same records has an ID and EndNote's tags.
    Dialect(
        "Web of Science",
        ("AN", "UT"),
        lazy_regex(r"WOS:|ISI:"),
        never=frozenset({"ID"}),
        rows=(
            TagRow("container.title", tags=("T2", "SO"), never=frozenset({"BOOK"})),
            TagRow("container.short_title", tags=("JI", "J9")),
            TagRow("event_title", tags=("CP",)),
            TagRow("event_place", tags=("CL",)),
            TagRow("publisher", tags=("PU", "PB")),
            TagRow("publisher_place", tags=("PI",)),
            TagRow("number", tags=(ARTICLE_NUMBER,)),
        ),
        # C1 and C3 are affiliations, CY the days of a meeting.
        foreign=frozenset({"C1", "C3", "CY"}),
        last_dates=("C6",),  # the month of early access, of what is in no issue yet
    ),
    # Of a paper T2 is the proceedings, C3 the meeting and Y2 its days.
    Dialect(
        "Scopus",
        ("DB",),
        lazy_regex(r"Scopus"),
        never=frozenset({"ID"}),  # EndNote's of the same records has one, and EndNote's tags
        rows=(
            TagRow("container.title", tags=("T2",), only=CONFERENCES),
            TagRow("event_title", tags=("C3",), only=CONFERENCES),
            TagRow("event_date", tags=("Y2",), only=CONFERENCES, read=_read_meeting),
        ),
    ),
    # The second title of an article is a part of its own.
    Dialect(
        "EBSCO",
        ("DP",),
        lazy_regex(r"EBSCO"),
        rows=(TagRow("container.title", tags=("JF", "JO", "J1"), only=_PERIODICALS),),
    ),
)
"""The dialects that differ, told by what a record says."""


WRITTEN_ROWS = {type_: tuple(row for row in ROWS if row.tag and row.is_of(type_)) for type_ in ALL}
