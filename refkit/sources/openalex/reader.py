"""Understands what OpenAlex answers: a work object. It never asks.

OpenAlex joins what many sources say of a work. Names are whole, abstracts are taken apart into
words, and the order of references is lost; the rest is as in any other record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Update, Work, WorkType
from refkit.sources.names import is_group, split_particle
from refkit.sources.shapes import (
    day,
    identifiers,
    mapping,
    mappings,
    orcid,
    pages,
    partial_date,
    plain,
    texts,
    verbatim,
)
from refkit.text.markup import read_abstract, read_markup

# The list in OpenAlex's documentation, 2026-11.
_TYPES = {
    "article": WorkType.ARTICLE_JOURNAL,
    "book": WorkType.BOOK,
    "book-chapter": WorkType.CHAPTER,
    "book-review": WorkType.ARTICLE_JOURNAL,
    "dataset": WorkType.DATASET,
    "dissertation": WorkType.THESIS,
    "editorial": WorkType.ARTICLE_JOURNAL,
    "erratum": WorkType.ARTICLE_JOURNAL,
    "letter": WorkType.ARTICLE_JOURNAL,
    "libguides": WorkType.WEBPAGE,
    "peer-review": WorkType.REVIEW,
    "preprint": WorkType.ARTICLE,
    "reference-entry": WorkType.ENTRY_ENCYCLOPEDIA,
    "report": WorkType.REPORT,
    "retraction": WorkType.ARTICLE_JOURNAL,
    "review": WorkType.ARTICLE_JOURNAL,
    "standard": WorkType.STANDARD,
}  # anything else (paratext, supplementary-materials, other) is a document
_IN_A_CONFERENCE = {WorkType.ARTICLE_JOURNAL: WorkType.PAPER_CONFERENCE}
# OpenAlex's types that PubMed has a word for.
_PUBLICATION_TYPES = {
    "editorial": "Editorial",
    "erratum": "Published Erratum",
    "letter": "Letter",
    "preprint": "Preprint",
    "retraction": "Retraction of Publication",
    "review": "Review",
}
_MOST_AUTHORS = 100  # a list shows no more, and says so only lately
_MOST_WORDS = 20_000
_SUFFIX = re.compile(r"[,\s]+(Jr\.?|Sr\.?|II|III|IV)$")
_OWN_ID = re.compile(r"(?:https?://openalex\.org/)?(W[0-9]+)", re.IGNORECASE)


def read_work(item: Mapping[str, Any]) -> Work:
    """Read a work from a record or from an item of a list."""
    source = mapping(mapping(item.get("primary_location")).get("source"))
    ids, biblio = mapping(item.get("ids")), mapping(item.get("biblio"))
    word = plain(item.get("type"))
    retracted = item.get("is_retracted") is True
    return Work(
        type=_type(word, plain(source.get("type"))),
        title=read_markup(verbatim(item.get("title")) or verbatim(item.get("display_name"))),
        creators=tuple(_creators(item)),
        creators_complete=has_all_authors(item),
        container=Container(
            title=plain(source.get("display_name")),
            issns=tuple(dict.fromkeys(identifiers(Issn, texts(source.get("issn"))))),
        ),
        volume=plain(biblio.get("volume")),
        issue=plain(biblio.get("issue")),
        page=pages(plain(biblio.get("first_page")), plain(biblio.get("last_page"))),
        genre="preprint" if word == "preprint" else "",
        publisher=_publisher(source),
        issued=_issued(item),
        doi=read_doi(item),
        pmid=next(identifiers(Pmid, [_last_part(ids.get("pmid"))]), None),
        pmcid=next(identifiers(Pmcid, [_last_part(ids.get("pmcid"))]), None),
        language=plain(item.get("language")),
        abstract=_abstract(item.get("abstract_inverted_index")),
        mesh=tuple(dict.fromkeys(_mesh(item))),
        publication_types=tuple(filter(None, [_PUBLICATION_TYPES.get(word)])),
        updates=(Update("retraction", source="openalex"),) if retracted else (),
    )


def read_doi(item: Mapping[str, Any]) -> Doi | None:
    """The DOI of a work object."""
    return next(identifiers(Doi, [item.get("doi"), mapping(item.get("ids")).get("doi")]), None)


def read_id(value: Any) -> str:
    """OpenAlex's own number in an address: ``W2741809807``; empty where there is none."""
    found = _OWN_ID.fullmatch(verbatim(value).strip())
    return found[1].upper() if found else ""


def read_referenced(item: Mapping[str, Any]) -> tuple[str, ...]:
    """OpenAlex's numbers of the works that this one cites, in no order that means anything."""
    return tuple(dict.fromkeys(filter(None, map(read_id, texts(item.get("referenced_works"))))))


def read_announced(item: Mapping[str, Any]) -> int:
    """How many references OpenAlex counts."""
    counted = item.get("referenced_works_count")
    known = len(read_referenced(item))
    return counted if isinstance(counted, int) and counted > known else known


def has_all_authors(item: Mapping[str, Any]) -> bool:
    """Whether the authors are all there; an item of a list has a hundred at most."""
    shown = len(mappings(item.get("authorships")))
    return item.get("is_authors_truncated") is not True and shown != _MOST_AUTHORS


def _type(word: str, source: str) -> WorkType:
    type_ = _TYPES.get(word, WorkType.DOCUMENT)
    return _IN_A_CONFERENCE.get(type_, type_) if source == "conference" else type_


def _creators(item: Mapping[str, Any]) -> Iterator[Creator]:
    for authorship in mappings(item.get("authorships")):
        author = mapping(authorship.get("author"))
        # The name as printed, else the one of the profile that OpenAlex thinks is the author's.
        name = plain(authorship.get("raw_author_name")) or plain(author.get("display_name"))
        if name:
            yield _named(name, orcid(author.get("orcid")))


def _named(name: str, identifier: str) -> Creator:
    """A whole name in parts: "Family, Given" is sure, else the last word is the family name."""
    found = _SUFFIX.search(name)
    suffix = found[1] if found else ""
    name = name[: found.start()] if found else name
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        given, _, family = name.rpartition(" ")
    if not family or not given or is_group(name):
        return Creator(literal=name, suffix=suffix, orcid=identifier)
    family, particle, given = split_particle(family, given.strip())
    return Creator(family, given, particle, suffix, orcid=identifier)


def _publisher(source: Mapping[str, Any]) -> str:
    return plain(source.get("host_organization_name"))


def _issued(item: Mapping[str, Any]) -> PartialDate | None:
    return day(item.get("publication_date")) or partial_date(item.get("publication_year"))


def _last_part(value: Any) -> str:
    # "https://pubmed.ncbi.nlm.nih.gov/29456894", or the number alone.
    return verbatim(value).strip().rstrip("/").rpartition("/")[2]


def _abstract(index: Any) -> str:
    """The words put back where they stood."""
    words = [
        (place, word)
        for word, places in mapping(index).items()
        for place in (places if isinstance(places, list) else [])
        if isinstance(place, int)
    ]
    return read_abstract(" ".join(word for _, word in sorted(words)[:_MOST_WORDS]))


def _mesh(item: Mapping[str, Any]) -> Iterator[str]:
    for heading in mappings(item.get("mesh")):
        named = (plain(heading.get(key)) for key in ("descriptor_name", "qualifier_name"))
        if text := "/".join(filter(None, named)):
            yield text
