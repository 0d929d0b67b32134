"""The types of BibTeX and biblatex, written and read by one table; words that stand for others."""

from __future__ import annotations

from typing import NamedTuple

from refkit.latex.languages import BABEL
from refkit.model.work import WorkType
from refkit.text.csl_markup import NAME_VARIABLES


class EntryTypes(NamedTuple):
    """A type of work: what it is written as in BibTeX and in biblatex, and what is read as it.

    ``name`` is said in the field ``type`` where an entry type stands for several kinds of work; it
    is read back from there.
    """

    type: WorkType
    bibtex: str
    biblatex: str
    read: tuple[str, ...] = ()
    name: str = ""


_TABLE = (
    # Preprints: @article would need a journal; in biblatex they are posted content.
    EntryTypes(WorkType.ARTICLE, "misc", "online", ("preprint",), "preprint"),
    EntryTypes(WorkType.ARTICLE_JOURNAL, "article", "article", ("article", "suppperiodical")),
    EntryTypes(WorkType.ARTICLE_MAGAZINE, "article", "article"),
    EntryTypes(WorkType.ARTICLE_NEWSPAPER, "article", "article"),
    # A manual is that of a program or a device, with an organization for its publisher; a
    # collection is a book with an editor and no author.
    EntryTypes(WorkType.BILL, "misc", "misc", (), "bill"),
    EntryTypes(
        WorkType.BOOK, "book", "book",
        ("book", "mvbook", "booklet", "manual", "collection", "mvcollection", "proceedings",
         "mvproceedings", "reference", "mvreference", "commentary"),
    ),
    EntryTypes(WorkType.BROADCAST, "misc", "misc", (), "broadcast"),
    # In BibTeX @inbook is a part that is named by its number.
    EntryTypes(
        WorkType.CHAPTER, "incollection", "incollection",
        ("inbook", "bookinbook", "suppbook", "incollection", "suppcollection"),
    ),
    EntryTypes(WorkType.CLASSIC, "misc", "misc", (), "classical work"),
    EntryTypes(WorkType.COLLECTION, "book", "collection"),
    # Zotero's importer drops @dataset, and biblatex's styles print it like @misc.
    EntryTypes(WorkType.DATASET, "misc", "misc", ("dataset",), "dataset"),
    EntryTypes(WorkType.DOCUMENT, "misc", "misc"),  # as which anything else is read
    EntryTypes(WorkType.ENTRY, "incollection", "inreference"),
    EntryTypes(WorkType.ENTRY_DICTIONARY, "incollection", "inreference"),
    EntryTypes(WorkType.ENTRY_ENCYCLOPEDIA, "incollection", "inreference", ("inreference",)),
    EntryTypes(WorkType.EVENT, "misc", "misc", (), "event"),
    EntryTypes(WorkType.FIGURE, "misc", "misc", (), "figure"),
    # @image is @misc to styles, and unknown to Zotero.
    EntryTypes(WorkType.GRAPHIC, "misc", "misc", ("image", "artwork"), "image"),
    EntryTypes(WorkType.HEARING, "misc", "misc", (), "hearing"),
    EntryTypes(WorkType.INTERVIEW, "misc", "misc", (), "interview"),
    # biblatex has types of their own for what follows here and prints all of them like @misc;
    # Zotero's importer, which knows none, drops the entries.
    EntryTypes(WorkType.LEGAL_CASE, "misc", "misc", ("jurisdiction",), "legal case"),
    EntryTypes(WorkType.LEGISLATION, "misc", "misc", ("legislation",), "legislation"),
    EntryTypes(WorkType.MANUSCRIPT, "unpublished", "unpublished", ("unpublished",)),
    EntryTypes(WorkType.MAP, "misc", "misc", ("map",), "map"),
    EntryTypes(WorkType.MOTION_PICTURE, "misc", "misc", ("movie", "video", "film"), "film"),
    EntryTypes(WorkType.MUSICAL_SCORE, "misc", "misc", (), "musical score"),
    EntryTypes(WorkType.PAMPHLET, "misc", "booklet", (), "pamphlet"),
    EntryTypes(
        WorkType.PAPER_CONFERENCE, "inproceedings", "inproceedings",
        ("inproceedings", "conference"),
    ),
    # The standard styles of BibTeX know neither @patent nor @periodical.
    EntryTypes(WorkType.PATENT, "misc", "patent", ("patent",), "patent"),
    EntryTypes(WorkType.PERFORMANCE, "misc", "misc", ("performance",), "performance"),
    EntryTypes(WorkType.PERIODICAL, "misc", "periodical", ("periodical",), "periodical"),
    EntryTypes(
        WorkType.PERSONAL_COMMUNICATION, "misc", "misc", ("letter",), "personal communication"
    ),
    EntryTypes(WorkType.POST, "misc", "online", (), "post"),
    EntryTypes(WorkType.POST_WEBLOG, "misc", "online", (), "blog post"),
    EntryTypes(WorkType.REGULATION, "misc", "misc", (), "regulation"),
    EntryTypes(WorkType.REPORT, "techreport", "report", ("report", "techreport"), "Report"),
    EntryTypes(WorkType.REVIEW, "article", "article", ("review",)),
    EntryTypes(WorkType.REVIEW_BOOK, "article", "article"),
    EntryTypes(WorkType.SOFTWARE, "misc", "software", ("software",), "software"),
    EntryTypes(WorkType.SONG, "misc", "misc", ("audio", "music"), "song"),
    EntryTypes(WorkType.SPEECH, "misc", "misc", (), "speech"),
    # @techreport is the one type of BibTeX that prints a number and who issued it; @standard is
    # @misc to biblatex's styles, and unknown to most readers.
    EntryTypes(WorkType.STANDARD, "techreport", "report", ("standard",), "Standard"),
    EntryTypes(
        WorkType.THESIS, "phdthesis", "thesis", ("thesis", "phdthesis", "mastersthesis"), "Thesis"
    ),
    EntryTypes(WorkType.TREATY, "misc", "misc", ("legal",), "treaty"),
    EntryTypes(
        WorkType.WEBPAGE, "misc", "online", ("online", "electronic", "www", "webpage"), "web page"
    ),
)  # fmt: skip

BIBTEX_TYPES: dict[WorkType, str] = {row.type: row.bibtex for row in _TABLE}
BIBLATEX_TYPES: dict[WorkType, str] = {row.type: row.biblatex for row in _TABLE}
READ_TYPES: dict[str, WorkType] = {name: row.type for row in _TABLE for name in row.read}
NARROWER = frozenset({"audio", "video"})
"""Types of entries that say what the type of their work does not: a film, a song may be another."""
NAMES: dict[WorkType, str] = {row.type: row.name for row in _TABLE if row.name}
"""What is written for ``type`` where a type of entry has several kinds of works."""
NAMED_TYPES = {name.lower(): type_ for type_, name in NAMES.items()} | {
    "computer software": WorkType.SOFTWARE  # what a key of biblatex's stands for
}
"""What a value of ``type`` means in lower case, ours or somebody's."""

SITES = frozenset({WorkType.WEBPAGE, WorkType.POST_WEBLOG})
"""Of these ``organization`` and ``howpublished`` are the site; of others who put them out."""

SUBTYPES = {
    WorkType.ARTICLE_MAGAZINE: "magazine",
    WorkType.ARTICLE_NEWSPAPER: "newspaper",
    WorkType.REVIEW: "review",
    WorkType.REVIEW_BOOK: "bookreview",
}
"""What biblatex's ``entrysubtype`` says of an article."""

EDITOR_TYPES = {
    "editor": "editor",
    "compiler": "compiler",
    "director": "director",
    "organizer": "organizer",
    "collaborator": "contributor",
    "continuator": "contributor",
    "founder": "series-creator",
}
"""What biblatex's ``editortype`` means as a role of CSL's; what is not here (redactor, reviser) is
an editor whose type is kept."""

OWN_FIELDS = {
    role: role.replace("-", "")
    for role in NAME_VARIABLES
    if role not in {"author", "container-author", "editor", "translator"}
}
"""The fields for people whom no style of BibTeX prints: named as CSL's variables, ``director``."""


def editor_type(role: str) -> str:
    """The first ``editortype`` for a role."""
    return next(type_ for type_, each in EDITOR_TYPES.items() if each == role)


# What a type says beside the work's own.
GENRES = {"mastersthesis": "Master's thesis", "phdthesis": "PhD thesis"}

# biblatex's keys for ``type``, which its styles translate.
NAMED_GENRES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master's thesis",
    "bathesis": "Bachelor's thesis",
    "candthesis": "Candidate thesis",
    "techreport": "Technical report",
    "resreport": "Research report",
    "software": "Computer software",
    "datacd": "Data CD",
    "audiocd": "Audio CD",
    "patentde": "German patent",
    "patenteu": "European patent",
    "patentfr": "French patent",
    "patentuk": "British patent",
    "patentus": "U.S. patent",
    "patreq": "Patent request",
    "patreqde": "German patent request",
    "patreqeu": "European patent request",
    "patreqfr": "French patent request",
    "patrequk": "British patent request",
    "patrequs": "U.S. patent request",
}

COUNTRIES = {
    "countryde": "Germany",
    "countryeu": "European Union",
    "countryep": "European Union",
    "countryfr": "France",
    "countryuk": "United Kingdom",
    "countryus": "United States of America",
}
"""biblatex's keys for the ``location`` of a patent."""

PUBLICATION_STATES = {
    "inpreparation": "in preparation",
    "submitted": "submitted",
    "forthcoming": "forthcoming",
    "inpress": "in press",
    "prepublished": "prepublished",
}
"""biblatex's keys for ``pubstate``, and the words of them."""

# Names of babel beside those that refkit writes.
_MORE_LANGUAGES = {
    "german": "de",
    "austrian": "de-at",
    "swissgerman": "de-ch",
    "usenglish": "en-us",
    "ukenglish": "en-gb",
    "francais": "fr",
    "brazil": "pt-br",
    "portuges": "pt",
    "arabic": "ar",
    "chinese": "zh",
    "hebrew": "he",
    "japanese": "ja",
    "korean": "ko",
}


def _tag(tag: str) -> str:
    language, _, region = tag.partition("-")
    return f"{language}-{region.upper()}" if region else language


# "norsk" stands for "nb" and for "no": the first counts.
LANGUAGES = {name: _tag(tag) for tag, name in reversed(BABEL.items())} | {
    name: _tag(tag) for name, tag in _MORE_LANGUAGES.items()
}
"""The tag (BCP 47) of each of babel's languages."""
