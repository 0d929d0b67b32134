"""BibLaTeX, for biblatex with biber: Unicode, dates in ISO 8601, and the fields of its data model.

Each type of entry gets those fields alone that ``blx-dm.def`` (biblatex 3.18) has for it, so that
``biber --validate-datamodel`` has nothing to say of them; the rest stands in the annotation.
"""

from __future__ import annotations

from collections.abc import Iterator

from refkit.formats.bibtex.annotations import (
    OTHER_ISBNS,
    OTHER_ISSNS,
    TYPE,
    labelled,
)
from refkit.formats.bibtex.particles import DROPS, all_drop
from refkit.formats.bibtex.types import (
    BIBLATEX_TYPES,
    NAMES,
    SUBTYPES,
    editor_type,
)
from refkit.formats.bibtex.value_writer import (
    Tex,
    abstract,
    dated,
    doi,
    doi_as_url,
    eprint,
    genre_or,
    in_book,
    in_words,
    language,
    names,
    pages,
    plain,
    status,
    title,
    url,
    which_host,
)
from refkit.formats.bibtex.writer import TexFormat, WrittenRow, rows_by_type
from refkit.latex.languages import BABEL
from refkit.model.dates import PartialDate, read_edtf
from refkit.model.work import Work, WorkType

# Sets of types that share fields, as the data model has them.
_BOOKS = frozenset({"book", "collection"})
_PARTS = frozenset({"inbook", "incollection", "inproceedings", "inreference"})
_SERIAL = frozenset({"article", "periodical"})
_ISSUED = frozenset({"report", "thesis"})  # by an institution
_LOOSE = frozenset({"misc", "online", "software"})
_REST = frozenset({"booklet", "patent", "unpublished"})
_ALL = _BOOKS | _PARTS | _SERIAL | _ISSUED | _LOOSE | _REST
_PAGED = _BOOKS | _PARTS | _ISSUED | {"article", "booklet"}
_COUNTED = _BOOKS | _ISSUED | {"booklet"}
_TYPED = _ISSUED | _REST | {"misc", "software"}

# What a type of entry stands for, said in "type", which some must have, where no genre is known.
_NAMES: dict[WorkType, str] = {
    type_: NAMES[type_]
    for type_ in (
        WorkType.BILL, WorkType.BROADCAST, WorkType.CLASSIC, WorkType.DATASET, WorkType.EVENT,
        WorkType.FIGURE, WorkType.GRAPHIC, WorkType.HEARING, WorkType.INTERVIEW,
        WorkType.LEGAL_CASE, WorkType.LEGISLATION, WorkType.MAP, WorkType.MOTION_PICTURE,
        WorkType.MUSICAL_SCORE, WorkType.PAMPHLET, WorkType.PATENT, WorkType.PERFORMANCE,
        WorkType.PERSONAL_COMMUNICATION, WorkType.REGULATION, WorkType.REPORT, WorkType.SONG,
        WorkType.SPEECH, WorkType.STANDARD, WorkType.THESIS, WorkType.TREATY,
    )
}  # fmt: skip


def entry_type(work: Work) -> str:
    """The type of the entry that a work becomes; some depend on what is known of it.

    @online must have an address, @book an author and @collection none; @incollection and
    @inreference must have an editor, without one a part of a book is @inbook.
    """
    type_ = BIBLATEX_TYPES[work.type]
    roles = {creator.role for creator in work.creators}
    if type_ == "online" and not (work.doi or work.url or work.pmid):
        return "misc"
    if type_ in _BOOKS and "author" in roles:
        return "book"
    if type_ == "book" and "editor" in roles:
        return "collection"
    if type_ in {"incollection", "inreference"} and "editor" not in roles:
        return "inbook"
    return type_


def _untold_type(work: Work, tex: Tex) -> str:
    type_ = entry_type(work)
    fallen_back = type_ in {"misc", "inbook"} and type_ != BIBLATEX_TYPES[work.type]
    untold = work.type in _UNTOLD
    hidden = bool(work.genre) and work.type in _NAMES and work.type not in _PLAIN_BY_TYPE
    is_chapter = work.type is WorkType.CHAPTER
    return (
        labelled(TYPE.name, work.type)
        if (fallen_back and not is_chapter) or untold or hidden
        else ""
    )


# Types that share an entry type with one that is more usual.
_UNTOLD = frozenset({
    WorkType.COLLECTION, WorkType.ENTRY, WorkType.ENTRY_DICTIONARY, WorkType.POST,
    WorkType.POST_WEBLOG,
})  # fmt: skip
# Their entry's own type says it all.
_PLAIN_BY_TYPE = frozenset({WorkType.PATENT, WorkType.REPORT, WorkType.THESIS})


def _drops(work: Work, tex: Tex) -> str:
    return DROPS if all_drop(work.creators) else ""


def _subtype(work: Work, tex: Tex) -> str:
    return SUBTYPES.get(work.type, "")


def _preprint(work: Work, tex: Tex) -> str:
    return "preprint" if work.type is WorkType.ARTICLE else ""


def _preprint_genre(work: Work, tex: Tex) -> str:
    return _preprint(work, tex) if work.genre.lower() == "preprint" else ""


def _status(work: Work, tex: Tex) -> str:
    is_taken = work.type is WorkType.ARTICLE and entry_type(work) == "online"
    return "" if is_taken else status(work, tex)


def _host(work: Work, tex: Tex) -> str:
    return "" if work.container.title else _publisher(work, tex)


_publisher = names("publisher", is_list=True)


def _first_issn(work: Work, tex: Tex) -> str:
    return in_words(work.container.issns[:1])  # biber takes one for the field


def _first_isbn(work: Work, tex: Tex) -> str:
    return in_words(work.isbns[:1])


def _other_issns(work: Work, tex: Tex) -> str:
    others = work.container.issns[1:]
    return labelled(OTHER_ISSNS.name, in_words(others)) if others else ""


def _other_isbns(work: Work, tex: Tex) -> str:
    return labelled(OTHER_ISBNS.name, in_words(work.isbns[1:])) if work.isbns[1:] else ""


def _pmid_as_eprint(work: Work, tex: Tex) -> str:
    return "" if _has_archive(work) else str(work.pmid)


def _pubmed(work: Work, tex: Tex) -> str:
    return "" if _has_archive(work) else "pubmed"


def _has_archive(work: Work) -> bool:
    """Whether the fields of an eprint are another's than PubMed's."""
    return bool(work.archive or work.archive_location or work.archive_collection)


def _exact_language(work: Work, tex: Tex) -> str:
    """The language in words, where babel has no name for just this one.

    It is not for biblatex's ``language``: that reads keys, and "eng & fre" there stops LaTeX.
    """
    is_exact = not work.language or work.language.lower() in BABEL
    return "" if is_exact else tex.text(f"Language: {work.language}")


_ROWS = (
    WrittenRow("", "options", _drops, _ALL, given="creators"),
    WrittenRow("title", "title", title, _ALL),
    WrittenRow("short_title", "shorttitle", plain("short_title"), _ALL),
    WrittenRow("original_title", "origtitle", plain("original_title"), _ALL),
    WrittenRow("", "entrysubtype", _subtype, frozenset({"article"}), given="type"),
    WrittenRow("container.title", "journaltitle", plain("container.title"), frozenset({"article"})),
    WrittenRow("container.title", "booktitle", in_book, _PARTS),
    WrittenRow("container.title", "organization",
        names("container.title", is_list=False), _LOOSE),
    WrittenRow("publisher", "organization", _host, _LOOSE),  # the server of a preprint
    WrittenRow("container.short_title", "shortjournal", plain("container.short_title"),
        frozenset({"article"})),
    WrittenRow("container.collection", "series", plain("container.collection"),
        _BOOKS | _PARTS | _SERIAL),
    WrittenRow("volume", "volume", plain("volume"), _BOOKS | _PARTS | _SERIAL),
    # An issue is the "number"; biblatex's own "issue" is for words such as "Spring".
    WrittenRow("issue", "number", plain("issue"), _SERIAL | {"inproceedings"}),
    WrittenRow("number", "number", plain("number"),
        _BOOKS | _PARTS - {"inproceedings"} | {"report", "patent"}),
    WrittenRow("number", "eid", plain("number"), frozenset({"article", "inproceedings", "thesis"})),
    WrittenRow("page", "pages", pages, _PAGED),
    WrittenRow("edition", "edition", plain("edition"), _BOOKS | _PARTS - {"inproceedings"}),
    WrittenRow("genre", "type", genre_or(_NAMES), _TYPED, given="type"),
    WrittenRow("", "pubstate", _preprint, frozenset({"online"}), given="type"),
    WrittenRow("genre", "pubstate", _preprint_genre, frozenset({"online"})),
    WrittenRow("status", "pubstate", _status, _ALL),
    WrittenRow("version", "version", plain("version"), _LOOSE | {"article", "patent", "report"}),
    WrittenRow("chapter_number", "chapter", plain("chapter_number"),
        _BOOKS | _ISSUED | _PARTS - {"inproceedings"} | {"booklet"}),
    WrittenRow("number_of_pages", "pagetotal", plain("number_of_pages"), _COUNTED),
    WrittenRow("number_of_volumes", "volumes", plain("number_of_volumes"), _BOOKS | _PARTS),
    WrittenRow("publisher", "publisher", _publisher, _BOOKS | _PARTS),
    WrittenRow("publisher", "institution", _publisher, _ISSUED),
    WrittenRow("publisher_place", "location", names("publisher_place", is_list=True),
        _ALL - _SERIAL - {"online"}),
    WrittenRow("original_publisher", "origpublisher",
        names("original_publisher", is_list=True), _ALL),
    WrittenRow("original_publisher_place", "origlocation",
        names("original_publisher_place", is_list=True), _ALL),
    WrittenRow("original_date", "origdate", dated("original_date"), _ALL),
    WrittenRow("event_title", "eventtitle", plain("event_title"), frozenset({"inproceedings"})),
    WrittenRow("event_place", "venue", plain("event_place"), frozenset({"inproceedings"})),
    WrittenRow("event_date", "eventdate", dated("event_date"), frozenset({"inproceedings"})),
    WrittenRow("doi", "doi", doi, _ALL),
    WrittenRow("archive_location", "eprint", eprint, _ALL),
    WrittenRow("archive", "eprinttype", plain("archive"), _ALL),
    WrittenRow("archive_collection", "eprintclass", plain("archive_collection"), _ALL),
    WrittenRow("pmid", "eprint", _pmid_as_eprint, _ALL),
    WrittenRow("", "eprinttype", _pubmed, _ALL, given="pmid"),
    WrittenRow("container.issns", "issn", _first_issn, _SERIAL),
    WrittenRow("container.issns", "+", _other_issns, _SERIAL),
    WrittenRow("isbns", "isbn", _first_isbn, _BOOKS | _PARTS),
    WrittenRow("isbns", "+", _other_isbns, _BOOKS | _PARTS),
    WrittenRow("url", "url", url, _ALL),
    WrittenRow("url", "doi", doi_as_url, _ALL),
    WrittenRow("accessed", "urldate", dated("accessed"), _ALL),
    WrittenRow("call_number", "library", plain("call_number"), _ALL),
    WrittenRow("language", "langid", language, _ALL),
    WrittenRow("language", "+", _exact_language, _ALL),
    WrittenRow("abstract", "abstract", abstract, _ALL),
    WrittenRow("", "+", which_host, _LOOSE, given="type"),
    WrittenRow("", "+", _untold_type, _ALL, given="type"),
)  # fmt: skip

_EDITED = frozenset({"article", "inbook", "incollection", "inreference", "periodical"}) | _BOOKS
_ROLES = (
    ("author", "author", "", _ALL - {"collection", "periodical"}),
    ("editor", "editor", "", _EDITED | _LOOSE | {"inproceedings"}),
    ("translator", "translator", "", _EDITED - {"periodical"}),
    ("container-author", "bookauthor", "", frozenset({"inbook"})),
    ("compiler", "editora", editor_type("compiler"), _EDITED),
    ("director", "editora", editor_type("director"), _EDITED),
    ("contributor", "editorb", editor_type("contributor"), _EDITED),
    ("organizer", "editorc", editor_type("organizer"), _EDITED),
    # Where there is one field of editors, those who are there alone have it.
    *(
        (role, "editor", editor_type(role), _LOOSE)
        for role in ("director", "compiler", "organizer", "contributor")
    ),
)


def _dated(date: PartialDate) -> Iterator[tuple[str, str]]:
    if not date.year and not date.end:
        yield "year", f"{{{date.literal}}}"  # which biblatex prints as it stands
    else:
        is_exact = read_edtf(date.literal) == date
        yield "date", f"{{{date.literal if is_exact else date}}}"


BIBLATEX = TexFormat(
    name="biblatex",
    unicode=True,
    annotation="annotation",
    type_of=entry_type,
    rows=rows_by_type(_ALL, _ROWS),
    roles={
        type_: {
            role: (name, kind)
            for role, name, kind, when in reversed(_ROLES)  # the first counts
            if type_ in when
        }
        for type_ in _ALL
    },
    dated=_dated,
).exporter()
