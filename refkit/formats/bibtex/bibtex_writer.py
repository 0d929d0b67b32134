"""BibTeX, for 8-bit bibtex with pdflatex, and for whatever reads ``.bib``.

Entry types and fields are those of the standard styles (plain, unsrt, alpha, abbrv); beside them
stand fields that these pass over and others know: ``doi``, ``eid``, ``langid``, ``translator``.
"""

from __future__ import annotations

import re

from refkit.formats.bibtex.annotations import TYPE, labelled
from refkit.formats.bibtex.dates import write_date
from refkit.formats.bibtex.types import BIBTEX_TYPES, NAMES, OWN_FIELDS
from refkit.formats.bibtex.value_writer import (
    Tex,
    abstract,
    dated,
    doi,
    doi_as_url,
    eprint,
    genre_or,
    in_book,
    language,
    listed,
    names,
    pages,
    plain,
    status,
    title,
    url,
    which_host,
)
from refkit.formats.bibtex.writer import TexFormat, WrittenRow, rows_by_type
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex

_LESSER_THESIS = lazy_regex(r"master|m\.?\s?sc|diplom|bachelor|licen[ct]", re.IGNORECASE)

_IN_BOOKS = frozenset({"incollection", "inproceedings"})
_THESES = frozenset({"phdthesis", "mastersthesis"})
_ALL = frozenset({*BIBTEX_TYPES.values(), *_THESES})

# What @misc and @techreport stand for, said in "type" where no genre is known: a technical report
# is what its entry says. Of a thesis @phdthesis would say that it is one for a doctorate.
_NAMES: dict[WorkType, str] = {
    type_: name for type_, name in NAMES.items() if type_ is not WorkType.REPORT
}
# Types that share an entry type with one that is more usual.
_UNTOLD = frozenset({
    WorkType.ARTICLE_MAGAZINE, WorkType.ARTICLE_NEWSPAPER, WorkType.COLLECTION, WorkType.ENTRY,
    WorkType.ENTRY_DICTIONARY, WorkType.ENTRY_ENCYCLOPEDIA, WorkType.REVIEW, WorkType.REVIEW_BOOK,
})  # fmt: skip


def entry_type(work: Work) -> str:
    """The type of the entry that a work becomes."""
    type_ = BIBTEX_TYPES[work.type]
    if type_ == "phdthesis" and _LESSER_THESIS.search(work.genre):
        return "mastersthesis"
    return type_


def _untold_type(work: Work, tex: Tex) -> str:
    is_told = work.type not in _UNTOLD and not (work.genre and work.type in _NAMES)
    return "" if is_told or work.type is WorkType.THESIS else labelled(TYPE.name, work.type)


def _in_series(work: Work, tex: Tex) -> str:
    # With a volume beside it, or without a series, bibtex complains of a number.
    alone = work.container.collection and not work.volume
    return tex.text(work.number) if alone else ""


def _issue_of_series(work: Work, tex: Tex) -> str:
    alone = work.container.collection and not work.volume
    return tex.text(work.issue) if alone else ""


def _own_number(work: Work, tex: Tex) -> str:
    # Of a periodical biblatex has the issue there.
    return "" if work.type is WorkType.PERIODICAL else tex.text(work.number)


def _patent(work: Work, tex: Tex) -> str:
    # @misc prints no number, and without it nobody finds a patent.
    is_patent = work.type is WorkType.PATENT and work.number
    return tex.text(f"Patent {work.number}") if is_patent else ""


def _manuscript(work: Work, tex: Tex) -> str:
    return tex.text(work.genre or "Manuscript")  # @unpublished must have a note


def _host(work: Work, tex: Tex) -> str:
    return "" if work.container.title else _publisher(work, tex)


def _second_host(work: Work, tex: Tex) -> str:
    return _publisher(work, tex) if work.container.title else ""


_publisher = names("publisher", is_list=False)

_ROWS = (
    WrittenRow("title", "title", title, _ALL),
    WrittenRow("short_title", "shorttitle", plain("short_title"), _ALL),
    WrittenRow("original_title", "origtitle", plain("original_title"), _ALL),
    WrittenRow("container.title", "journal", plain("container.title"), frozenset({"article"})),
    WrittenRow("container.title", "booktitle", in_book, _IN_BOOKS),
    WrittenRow("container.title", "howpublished", plain("container.title"), frozenset({"misc"})),
    WrittenRow("publisher", "howpublished", _host, frozenset({"misc"})),  # the server of a preprint
    WrittenRow("container.short_title", "shortjournal", plain("container.short_title"),
        frozenset({"article"})),
    WrittenRow("container.collection", "series", plain("container.collection"), _ALL),
    WrittenRow("volume", "volume", plain("volume"), _ALL),
    WrittenRow("issue", "number", plain("issue"), frozenset({"article"})),
    WrittenRow("issue", "number", _issue_of_series, frozenset({"inproceedings"})),
    WrittenRow("number", "number", _in_series, frozenset({"book", "incollection"})),
    WrittenRow("number", "number", _own_number, frozenset({"misc", "techreport", "unpublished"})),
    WrittenRow("number", "number", plain("number"), _THESES),
    WrittenRow("number", "eid", plain("number"), frozenset({"article", "inproceedings"})),
    WrittenRow("page", "pages", pages, _ALL),
    WrittenRow("edition", "edition", plain("edition"), _ALL),
    WrittenRow("version", "version", plain("version"), _ALL),
    WrittenRow("chapter_number", "chapter", plain("chapter_number"), _ALL),
    WrittenRow("number_of_pages", "pagetotal", plain("number_of_pages"), _ALL),
    WrittenRow("number_of_volumes", "volumes", plain("number_of_volumes"), _ALL),
    WrittenRow("status", "pubstate", status, _ALL),
    WrittenRow("genre", "type", genre_or(_NAMES),
        frozenset({"misc", "techreport"}) | _THESES, given="type"),
    WrittenRow("genre", "note", _manuscript, frozenset({"unpublished"}), given="type"),
    WrittenRow("number", "note", _patent, frozenset({"misc"})),
    WrittenRow("publisher", "publisher", _publisher,
        frozenset({"article", "book", "unpublished"}) | _IN_BOOKS),
    WrittenRow("publisher", "publisher", _second_host, frozenset({"misc"})),
    WrittenRow("publisher", "institution", _publisher, frozenset({"techreport"})),
    WrittenRow("publisher", "school", _publisher, _THESES),
    WrittenRow("publisher_place", "address", names("publisher_place", is_list=False), _ALL),
    WrittenRow("original_publisher", "origpublisher",
        names("original_publisher", is_list=True), _ALL),
    WrittenRow("original_publisher_place", "origlocation",
        names("original_publisher_place", is_list=True), _ALL),
    WrittenRow("original_date", "origdate", dated("original_date"), _ALL),
    WrittenRow("event_title", "eventtitle", plain("event_title"), _ALL),
    WrittenRow("event_place", "venue", plain("event_place"), _ALL),
    WrittenRow("event_date", "eventdate", dated("event_date"), _ALL),
    WrittenRow("doi", "doi", doi, _ALL),
    WrittenRow("pmid", "pmid", listed("pmid"), _ALL),
    WrittenRow("pmcid", "pmcid", listed("pmcid"), _ALL),
    WrittenRow("container.issns", "issn", listed("container.issns"), _ALL),
    WrittenRow("isbns", "isbn", listed("isbns"), _ALL),
    WrittenRow("url", "url", url, _ALL),
    WrittenRow("url", "doi", doi_as_url, _ALL),
    WrittenRow("accessed", "urldate", dated("accessed"), _ALL),
    WrittenRow("archive", "archiveprefix", plain("archive"), _ALL),
    WrittenRow("archive_location", "eprint", eprint, _ALL),
    WrittenRow("archive_collection", "primaryclass", plain("archive_collection"), _ALL),
    WrittenRow("call_number", "lccn", plain("call_number"), _ALL),
    WrittenRow("language", "langid", language, _ALL),
    WrittenRow("language", "language", plain("language"), _ALL),
    WrittenRow("abstract", "abstract", abstract, _ALL),
    WrittenRow("", "+", which_host, frozenset({"misc"}), given="type"),
    WrittenRow("", "+", _untold_type, _ALL, given="type"),
)  # fmt: skip

_ROLES = {
    role: (name, "")
    for role, name in {
        "author": "author", "editor": "editor", "translator": "translator",
        "container-author": "bookauthor", **OWN_FIELDS,
    }.items()
}  # fmt: skip


BIBTEX = TexFormat(
    name="bibtex",
    unicode=False,
    annotation="annote",
    type_of=entry_type,
    rows=rows_by_type(_ALL, _ROWS),
    roles=dict.fromkeys(_ALL, _ROLES),
    dated=write_date,
).exporter()
