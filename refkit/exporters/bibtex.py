"""BibTeX for 8-bit bibtex and for biber: TeX spellings, capitals kept by token.

bibtexparser writes the file; it checks no value and no key, so each value here is balanced and
escaped before it is handed over. Its own LaTeX middlewares lose data and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from refkit.exporters.base import Exporter, Options, keywords, remarks
from refkit.model.bibliography import Bibliography, Entry
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType
from refkit.text.latex import escape, matters, to_latex

_TYPES = {
    WorkType.ARTICLE_JOURNAL: "article",
    WorkType.ARTICLE_MAGAZINE: "article",
    WorkType.ARTICLE_NEWSPAPER: "article",
    WorkType.REVIEW: "article",
    WorkType.BOOK: "book",
    WorkType.COLLECTION: "book",
    WorkType.CHAPTER: "incollection",
    WorkType.ENTRY: "incollection",
    WorkType.ENTRY_ENCYCLOPEDIA: "incollection",
    WorkType.PAPER_CONFERENCE: "inproceedings",
    WorkType.REPORT: "techreport",
    WorkType.THESIS: "phdthesis",
}  # anything else is @misc; never @dataset, which Zotero's importer drops

_CONTAINER_FIELDS = {
    "article": "journal",
    "incollection": "booktitle",
    "inproceedings": "booktitle",
    "misc": "howpublished",
}
_PUBLISHER_FIELDS = {"techreport": "institution", "phdthesis": "school"}
_NOTHING_KNOWN = ("note", "{Nothing is known of it}")  # readers refuse an entry without fields
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_RANGE = re.compile(r"(\w+)-(\w+)")
# Names of people and places in names of diseases and methods; a sentence-cased title keeps them.
_PROPER_NAMES = frozenset(
    (
        "Behçet Behcet Sjögren Sjogren Crohn Crohns Hodgkin Graves Hashimoto Takayasu Wegener "
        "Kawasaki Gottron Fanconi Bruton Epstein Barr Still Goodpasture Guillain Barré Lambert "
        "Eaton Castleman Burkitt Waldenström Alzheimer Parkinson Bayesian Mendelian Kaplan Meier "
        "Cox Europe European America American Asia Asian Africa African Japan Japanese China "
        "Chinese Germany German France French Italy Italian Spain Spanish India Indian Korea "
        "Korean Canada Canadian Australia Australian English Danish Dutch Swedish Nordic "
        "Cochrane Medicare"
    ).split()
)


def render(bibliography: Bibliography, options: Options) -> str:
    """All entries as one BibTeX file, the tags in ``keywords``."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Block, Field
    from bibtexparser.model import Entry as EntryBlock
    from bibtexparser.writer import BibtexFormat

    blocks: list[Block] = [
        EntryBlock(
            _type(entry.work),
            entry.id,
            [Field(*pair) for pair in [*fields(entry, options)] or [_NOTHING_KNOWN]],
        )
        for entry in bibliography.entries
    ]
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent = "  "
    layout.block_separator = "\n"
    layout.trailing_comma = True
    # Values come enclosed: a month is a macro and must not be.
    return write_string(Library(blocks), unparse_stack=[], bibtex_format=layout)


def fields(entry: Entry, options: Options) -> Iterator[tuple[str, str]]:
    """The fields of an entry in the order in which they are written, each value enclosed."""
    for name, value in _work_fields(entry.work, options):
        if value:
            yield name, f"{{{value}}}"
    date = entry.work.cited_date(options.date_policy)
    if date:
        yield "year", f"{{{date.year}}}"
    if date and date.month:
        yield "month", _MONTHS[date.month - 1]
    if words := keywords(entry.tags, options.tag_style):
        yield "keywords", f"{{{', '.join(map(escape, words))}}}"
    if lines := remarks(entry):
        yield "note", f"{{{escape('. '.join(lines))}}}"


def _work_fields(work: Work, options: Options) -> Iterator[tuple[str, str]]:
    type_ = _type(work)
    for role in ("author", "editor"):
        people = [_name(creator) for creator in work.creators if creator.role == role]
        # Only authors are known in part: lists of editors come whole.
        others = ["others"] if people and role == "author" and not work.creators_complete else []
        yield role, " and ".join(people + others)
    yield "title", to_latex(work.title, protect=keeps_capitals)
    yield _CONTAINER_FIELDS.get(type_, "booktitle"), escape(work.container.title)
    yield "series", escape(work.container.collection)
    yield "volume", escape(work.volume)
    yield "number", escape(work.issue or ("" if type_ == "article" else work.number))
    yield "pages", _RANGE.sub(r"\1--\2", escape(work.page))
    yield "eid", escape(work.number) if type_ == "article" else ""
    yield "edition", escape(work.edition)
    yield "type", escape(work.genre) if type_ in {"techreport", "phdthesis", "misc"} else ""
    # The registrant of the DOI is not the journal's publisher often enough to leave it out.
    publisher = "" if type_ == "article" else work.publisher
    yield _PUBLISHER_FIELDS.get(type_, "publisher"), escape(publisher)
    yield "address", escape(work.publisher_place)
    yield "doi", _verbatim(str(work.doi or ""))
    yield "pmid", str(work.pmid or "")
    yield "issn", ", ".join(map(str, work.container.issns))
    yield "isbn", ", ".join(map(str, work.isbns))
    yield "url", "" if work.doi else _verbatim(work.url)
    yield "language", escape(work.language)


def keeps_capitals(word: str) -> bool:
    """Whether a word of a title must keep its capitals when a style sets it in sentence case."""
    return matters(word) or word.removesuffix("’s").removesuffix("'s") in _PROPER_NAMES


def _type(work: Work) -> str:
    return _TYPES.get(work.type, "misc")


def _name(creator: Creator) -> str:
    if creator.literal or not creator.given:
        name = escape(creator.literal or creator.full_family)
        # One word needs no braces; a group with "and", commas or several words does.
        return name if re.fullmatch(r"[^\s,]+", name) else f"{{{name}}}"
    family = f"{escape(creator.particle)} {_part(creator.family)}".strip()
    parts = (family, _part(creator.suffix), _part(creator.given))
    return ", ".join(part for part in parts if part)


def _part(text: str) -> str:
    escaped = escape(text)
    # BibTeX splits lists at "and" and names at commas, outside braces only.
    return f"{{{escaped}}}" if re.search(r",|\band\b", escaped) else escaped


def _verbatim(text: str) -> str:
    """An address or a DOI: nothing escaped, but what would end the field."""
    return re.sub(r"[{}\\\s]", lambda found: quote(found[0]), text)


BIBTEX = Exporter("bibtex", ".bib", render)
