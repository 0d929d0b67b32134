"""BibTeX for 8-bit bibtex and for biber: TeX spellings, capitals kept by token.

bibtexparser writes the file; it checks no value and no key, so each value here is balanced and
escaped before it is handed over. Its own LaTeX middlewares lose data and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from refkit.exporters.base import Exporter, Options, Pair, keywords, remarks
from refkit.model.bibliography import Entry
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


def pieces(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """One BibTeX entry after the other, the tags in ``keywords``."""
    for place, entry in enumerate(entries):
        pairs_ = [f"  {pair.name} = {pair.value},\n" for pair in pairs(entry, options)]
        body = "".join(pairs_ or ["  {} = {},\n".format(*_NOTHING_KNOWN)])
        gap = "\n" if place else ""
        yield gap + f"@{_type(entry.work)}{{{entry.id},\n{body}}}\n"


def pairs(entry: Entry, options: Options) -> Iterator[Pair]:
    """The fields of an entry in the order in which they are written, each value enclosed."""
    for carries, name, value in _work_fields(entry.work, options):
        if value:
            yield Pair(carries, name, f"{{{value}}}")
    date = entry.work.cited_date(options.date_policy)
    if date:
        yield Pair("issued", "year", f"{{{date.year}}}")
    if date and date.month:
        yield Pair("", "month", _MONTHS[date.month - 1])
    if words := keywords(entry.tags, options.tag_style):
        yield Pair("tags", "keywords", f"{{{', '.join(map(escape, words))}}}")
    if lines := remarks(entry):
        yield Pair("updates", "note", f"{{{escape('. '.join(lines))}}}")


def _work_fields(work: Work, options: Options) -> Iterator[tuple[str, str, str]]:
    type_ = _type(work)
    for role in ("author", "editor"):
        people = [_name(creator) for creator in work.creators if creator.role == role]
        # Only authors are known in part: lists of editors come whole.
        others = ["others"] if people and role == "author" and not work.creators_complete else []
        yield f"creators.{role}", role, " and ".join(people + others)
    yield "title", "title", to_latex(work.title, protect=_keeps(options))
    yield "container.title", _CONTAINER_FIELDS.get(type_, "booktitle"), escape(work.container.title)
    yield "container.collection", "series", escape(work.container.collection)
    yield "volume", "volume", escape(work.volume)
    yield "issue", "number", escape(work.issue or ("" if type_ == "article" else work.number))
    yield "page", "pages", _RANGE.sub(r"\1--\2", escape(work.page))
    yield "number", "eid", escape(work.number) if type_ == "article" else ""
    yield "edition", "edition", escape(work.edition)
    yield (
        "genre",
        "type",
        escape(work.genre) if type_ in {"techreport", "phdthesis", "misc"} else "",
    )
    # The registrant of the DOI is not the journal's publisher often enough to leave it out.
    publisher = "" if type_ == "article" else work.publisher
    yield "publisher", _PUBLISHER_FIELDS.get(type_, "publisher"), escape(publisher)
    yield "publisher_place", "address", escape(work.publisher_place)
    yield "doi", "doi", _verbatim(str(work.doi or ""))
    yield "pmid", "pmid", str(work.pmid or "")
    yield "container.issns", "issn", ", ".join(map(str, work.container.issns))
    yield "isbns", "isbn", ", ".join(map(str, work.isbns))
    yield "url", "url", "" if work.doi else _verbatim(work.url)
    yield "language", "language", escape(work.language)


def _keeps(options: Options) -> Callable[[str], bool]:
    """Whether a word of a title must keep its capitals when a style sets it in sentence case."""
    names = options.proper_names
    return lambda word: matters(word) or word.removesuffix("’s").removesuffix("'s") in names


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


BIBTEX = Exporter("bibtex", ".bib", pieces, pairs)
