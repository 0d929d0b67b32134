"""Understands what DataCite answers: the ``attributes`` of a record. It never asks.

The tables hold the words of DataCite's metadata schema 4.6. Any of its properties may be absent,
null or of another shape: records are as old as the schema's first version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refkit.errors import InvalidIdentifier
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.regex import lazy_regex
from refkit.sources.datacite.container import ContainerRecord, read_container
from refkit.sources.datacite.names import read_creators
from refkit.sources.json_values import (
    day,
    identifiers,
    mapping,
    mappings,
    of_our_era,
    partial_date,
    plain,
    unless_unknown,
    verbatim,
    with_subtitle,
)
from refkit.text.markup import read_abstract, read_markup
from refkit.text.rich import NO_TEXT, RichText

# By resourceTypeGeneral, or by resourceType in free words ("Journal article") without its blanks.
_TYPES = {
    "article": WorkType.ARTICLE_JOURNAL,  # where a journal is named, see _kind
    "blogpost": WorkType.POST_WEBLOG,
    "blogposting": WorkType.POST_WEBLOG,
    "book": WorkType.BOOK,
    "bookchapter": WorkType.CHAPTER,
    "booksection": WorkType.CHAPTER,
    "collection": WorkType.COLLECTION,
    "computationalnotebook": WorkType.SOFTWARE,
    "conferencepaper": WorkType.PAPER_CONFERENCE,
    "conferenceproceeding": WorkType.BOOK,
    "datapaper": WorkType.ARTICLE_JOURNAL,
    "dataset": WorkType.DATASET,
    "dissertation": WorkType.THESIS,
    "doctoralthesis": WorkType.THESIS,
    "image": WorkType.GRAPHIC,
    "journal": WorkType.PERIODICAL,
    "journalarticle": WorkType.ARTICLE_JOURNAL,
    "monograph": WorkType.BOOK,
    "monographie": WorkType.BOOK,
    "outputmanagementplan": WorkType.REPORT,
    "peerreview": WorkType.REVIEW,
    "preprint": WorkType.ARTICLE,  # CSL has no type of its own
    "report": WorkType.REPORT,
    "software": WorkType.SOFTWARE,
    "standard": WorkType.STANDARD,
    "technicalreport": WorkType.REPORT,
    "masterthesis": WorkType.THESIS,
    "mastersthesis": WorkType.THESIS,
    "phdthesis": WorkType.THESIS,
    "scholarlyarticle": WorkType.ARTICLE_JOURNAL,
    "thesis": WorkType.THESIS,
    "workingpaper": WorkType.REPORT,
}  # anything else (Event, Sound, PhysicalObject ...) is a document
# These say nothing, so the next word is asked: resourceType, then DataCite's own CSL type.
_SAYS_NOTHING = {"", "text", "other"}
# DataCite calls every text an article of a journal, and every oddity an article.
_SAYS_AS_LITTLE = {"article", "article-journal"}
_CSL_TYPES = {type_.value: type_ for type_ in WorkType if type_.value not in _SAYS_AS_LITTLE}
# These words, too, are said of texts that no journal has.
_NEED_A_JOURNAL = {"article", "scholarlyarticle", "text", "other", ""}
_MEETING = lazy_regex(
    r"\b(?:conferences?|proceedings|symposium|workshop|congress|tagung|kongress)\b", re.IGNORECASE
)

# What a citation shows beside the title where no CSL type says it.
_GENRES = {"preprint": "preprint", "poster": "Poster", "presentation": "Presentation"}
# Of these a version is cited; of a text it is that of the record's file.
_VERSIONED = frozenset({WorkType.DATASET, WorkType.SOFTWARE})
_ARXIV = "10.48550/arxiv."

# Citations are no relation of the work itself, and some records list hundreds.
_NO_RELATIONS = {
    "Cites", "IsCitedBy", "References", "IsReferencedBy", "HasMetadata", "IsMetadataFor",
}  # fmt: skip
_CROSSREFS_WORDS = {"is-reviewed-by": "has-review", "reviews": "is-review-of"}


def read_work(attributes: Mapping[str, Any]) -> Work:
    """Read a work from the attributes of a record."""
    doi = next(identifiers(Doi, [attributes.get("doi")]), None)
    arxiv = doi is not None and doi.value.startswith(_ARXIV)
    part = read_container(attributes)
    kind, words = _kind(attributes, arxiv, part)
    creators, complete = read_creators(attributes)
    return Work(
        type=kind,
        title=_title(attributes),
        creators=creators,
        creators_complete=complete,
        container=_named(part, attributes, arxiv or words == "preprint"),
        volume=part.volume,
        issue=part.issue,
        page=part.page,
        number=_arxiv_number(attributes, doi) if arxiv else part.number,
        edition=part.edition,
        version=unless_unknown(plain(attributes.get("version"))) if kind in _VERSIONED else "",
        genre=_genre(attributes, kind, words),
        publisher=_publisher(attributes),
        issued=_issued(attributes, kind),
        doi=doi,
        isbns=_isbns(attributes, part),
        url=verbatim(attributes.get("url")).strip(),
        language=plain(attributes.get("language")),
        abstract=_abstract(attributes),
        updates=tuple(_withdrawals(attributes)),
        relations=tuple(sorted(set(_relations(attributes, arxiv)))),
    )


def _kind(
    attributes: Mapping[str, Any], arxiv: bool, part: ContainerRecord
) -> tuple[WorkType, str]:
    """The type, and the word of the record that says it."""
    if arxiv:  # recorded as "Text" until arXiv had a word for it
        return WorkType.ARTICLE, "preprint"
    types = mapping(attributes.get("types"))
    words = [_squeezed(plain(types.get(key))) for key in ("resourceTypeGeneral", "resourceType")]
    word = next((word for word in words if word not in _SAYS_NOTHING), "")
    # Where the general type speaks, the CSL type beside it is not asked: software has "article".
    csl = plain(types.get("citeproc")) if words[0] in _SAYS_NOTHING else ""
    return _in_its_place(_TYPES.get(word) or _CSL_TYPES.get(csl), csl, word, part), word


def _in_its_place(kind: WorkType | None, csl: str, word: str, part: ContainerRecord) -> WorkType:
    """The type of a text by what it appeared in, where its words may mean anything.

    A "Text" that no journal is named for is a document; in the proceedings of a meeting it is a
    paper.
    """
    if kind is None and csl == WorkType.ARTICLE_JOURNAL and word in _NEED_A_JOURNAL:
        kind = WorkType.ARTICLE_JOURNAL
    if kind is not WorkType.ARTICLE_JOURNAL or word not in _NEED_A_JOURNAL:
        return kind or WorkType.DOCUMENT
    if _MEETING.search(part.title) and not part.issns:
        return WorkType.PAPER_CONFERENCE
    return kind if part.title else WorkType.DOCUMENT


def _squeezed(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.lower())


def _genre(attributes: Mapping[str, Any], kind: WorkType, word: str) -> str:
    if kind is WorkType.THESIS:
        named = plain(mapping(attributes.get("types")).get("resourceType"))
        return "" if _squeezed(named) in {"dissertation", "thesis", "text"} else named
    # A poster may be an "Image" by its general type.
    named = _squeezed(plain(mapping(attributes.get("types")).get("resourceType")))
    return _GENRES.get(word) or _GENRES.get(named, "")


def _title(attributes: Mapping[str, Any]) -> RichText:
    titles = mappings(attributes.get("titles"))
    main = _titled(titles, None) or next((_markup(title) for title in titles), NO_TEXT)
    subtitle = _titled(titles, "Subtitle")
    return with_subtitle(main, subtitle)


def _titled(titles: list[Mapping[str, Any]], kind: str | None) -> RichText:
    found = (_markup(title) for title in titles if (title.get("titleType") or None) == kind)
    return next((title for title in found if title), NO_TEXT)


def _markup(title: Mapping[str, Any]) -> RichText:
    text = verbatim(title.get("title"))
    return read_markup(text) if plain(text) else NO_TEXT


def _named(part: ContainerRecord, attributes: Mapping[str, Any], preprint: bool) -> Container:
    title = part.title
    if not title and preprint:
        title = _publisher(attributes)  # the server
    return Container(title=title, issns=part.issns, collection=part.collection)


def _isbns(attributes: Mapping[str, Any], part: ContainerRecord) -> tuple[Isbn, ...]:
    own = identifiers(Isbn, _other_identifiers(attributes, "ISBN"))
    return tuple(dict.fromkeys((*own, *part.isbns)))


def _publisher(attributes: Mapping[str, Any]) -> str:
    # A text; an object where the question asked for it (publisher=true).
    value = attributes.get("publisher")
    return unless_unknown(plain(mapping(value).get("name")) or plain(value))


def _issued(attributes: Mapping[str, Any], kind: WorkType) -> PartialDate | None:
    """The date of issue; one of availability where it says more of the same year."""
    dates = mappings(attributes.get("dates"))
    year = of_our_era(partial_date(attributes.get("publicationYear")), kind)
    issued, available, created = (
        of_our_era(_dated(dates, type_), kind) for type_ in ("Issued", "Available", "Created")
    )
    first = issued or year or available or created
    if first and available and not first.month and available.year == first.year:
        return available  # arXiv: issued 2017, available 2017-06
    return first


def _dated(dates: list[Mapping[str, Any]], kind: str) -> PartialDate | None:
    found = (day(date.get("date")) for date in dates if date.get("dateType") == kind)
    return next((date for date in found if date), None)


def _withdrawals(attributes: Mapping[str, Any]) -> Iterator[Update]:
    for date in mappings(attributes.get("dates")):
        if date.get("dateType") == "Withdrawn":
            yield Update("withdrawal", date=day(date.get("date")), source="datacite")


def _abstract(attributes: Mapping[str, Any]) -> RichText:
    said = (
        read_abstract(verbatim(each.get("description")))
        for each in mappings(attributes.get("descriptions"))
        if each.get("descriptionType") == "Abstract"
        and unless_unknown(plain(each.get("description")))
    )
    return next((text for text in said if text), NO_TEXT)


def _arxiv_number(attributes: Mapping[str, Any], doi: Doi | None) -> str:
    numbers = (plain(value) for value in _other_identifiers(attributes, "arXiv"))
    given = next(filter(None, numbers), "") or (doi.value.removeprefix(_ARXIV) if doi else "")
    return f"arXiv:{re.sub('^arxiv:', '', given, flags=re.IGNORECASE)}" if given else ""


def _other_identifiers(attributes: Mapping[str, Any], kind: str) -> Iterator[Any]:
    # Two spellings of one list: the schema's, and the older one of the API.
    for name, key in (
        ("alternateIdentifiers", "alternateIdentifier"),
        ("identifiers", "identifier"),
    ):
        for item in mappings(attributes.get(name)):
            if item.get(f"{key}Type") == kind:
                yield item.get(key)


def _relations(attributes: Mapping[str, Any], arxiv: bool) -> Iterator[Relation]:
    for item in mappings(attributes.get("relatedIdentifiers")):
        type_, given = plain(item.get("relationType")), verbatim(item.get("relatedIdentifier"))
        if not type_ or type_ in _NO_RELATIONS or not given.strip():
            continue
        kind = plain(item.get("relatedIdentifierType")).lower()
        word = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type_).lower()
        word = _CROSSREFS_WORDS.get(word, word)
        identifier = _bare_doi(given) if kind == "doi" else given.strip()
        if arxiv and kind == "doi" and word == "is-version-of":
            word = "is-preprint-of"  # so arXiv links the article that the preprint became
        yield Relation(word, identifier, kind)


def _bare_doi(text: str) -> str:
    try:
        return Doi.parse(text).value
    except InvalidIdentifier:
        return text.strip()
