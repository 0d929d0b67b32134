"""Understands what Europe PMC answers: a work (resultType=core), a list. It never asks.

Most of what Europe PMC knows of an article is PubMed's: its words for publication types, MeSH
headings, and a full stop after every title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.person_names import goes_on, in_order, initials_last, person
from refkit.model.pubmed import is_retracted, language, read_title
from refkit.model.reference import Reference
from refkit.model.work import Container, Update, Work, WorkType
from refkit.sources.base import Listed
from refkit.sources.citing import CitingWork
from refkit.sources.crossref.deposited_fields import printed_work
from refkit.sources.json_values import (
    day,
    identifiers,
    mapping,
    mappings,
    number,
    orcid,
    page,
    partial_date,
    plain,
    texts,
    verbatim,
)
from refkit.text.markup import read_abstract

# By where the record is from, or by its publication type in lower case.
_TYPES = {
    "PAT": WorkType.PATENT,
    "ETH": WorkType.THESIS,
    "PPR": WorkType.ARTICLE,
    "preprint": WorkType.ARTICLE,
    "book": WorkType.BOOK,
    "book chapter": WorkType.CHAPTER,
    "book-chapter": WorkType.CHAPTER,
}


def read_work(result: Mapping[str, Any]) -> Work:
    """Read a work from a result of a search."""
    info, book = mapping(result.get("journalInfo")), mapping(result.get("bookOrReportDetails"))
    kinds = tuple(texts(mapping(result.get("pubTypeList")).get("pubType")))
    type_ = _type(result, kinds, bool(info), bool(book))
    printed, online, issued = _dates(result, info)
    return Work(
        type=type_,
        title=read_title(verbatim(result.get("title"))),
        creators=in_order(_creators(result)),
        container=_container(info, book, type_),
        volume=number(plain(info.get("volume"))),
        issue=number(plain(info.get("issue"))),
        page=page(plain(result.get("pageInfo"))),
        genre="preprint" if type_ is WorkType.ARTICLE else "",
        publisher=plain(book.get("publisher")),
        published_print=printed,
        published_online=online,
        issued=issued,
        doi=next(identifiers(Doi, [result.get("doi")]), None),
        pmid=next(identifiers(Pmid, [result.get("pmid")]), None),
        pmcid=next(identifiers(Pmcid, [result.get("pmcid")]), None),
        isbns=tuple(identifiers(Isbn, (book.get("isbn13"), book.get("isbn10")))),
        language=language(plain(result.get("language"))),
        abstract=read_abstract(verbatim(result.get("abstractText"))),
        mesh=tuple(dict.fromkeys(_mesh(result))),
        publication_types=kinds,
        updates=tuple(_retractions(kinds)),
    )


def _type(
    result: Mapping[str, Any], kinds: tuple[str, ...], in_journal: bool, in_book: bool
) -> WorkType:
    for word in (plain(result.get("source")), *(kind.lower() for kind in kinds)):
        if word in _TYPES:
            return _TYPES[word]
    if in_journal:
        return WorkType.ARTICLE_JOURNAL
    return WorkType.BOOK if in_book else WorkType.DOCUMENT


def _creators(result: Mapping[str, Any]) -> Iterator[Creator]:
    for author in mappings(mapping(result.get("authorList")).get("author")):
        given_id = mapping(author.get("authorId"))
        identifier = orcid(given_id.get("value")) if given_id.get("type") == "ORCID" else ""
        family = plain(author.get("lastName"))
        given = plain(author.get("firstName")) or plain(author.get("initials"))
        if family:
            suffix = plain(author.get("suffix"))
            yield person(family, given, suffix, role="author", orcid=identifier)
        elif literal := plain(author.get("collectiveName")) or plain(author.get("fullName")):
            yield Creator(literal=literal, orcid=identifier)


def _container(info: Mapping[str, Any], book: Mapping[str, Any], type_: WorkType) -> Container:
    journal = mapping(info.get("journal"))
    title, short = plain(journal.get("title")), plain(journal.get("isoabbreviation"))
    short = short or plain(journal.get("medlineAbbreviation"))
    if type_ is WorkType.ARTICLE and not title:
        title = plain(book.get("publisher"))  # the preprint server
    numbers = identifiers(Issn, (journal.get("issn"), journal.get("essn")))
    return Container(
        title=title or short,
        short_title=short if short != title and title else "",
        issns=tuple(dict.fromkeys(numbers)),
    )


def _dates(
    result: Mapping[str, Any], info: Mapping[str, Any]
) -> tuple[PartialDate | None, PartialDate | None, PartialDate | None]:
    # The issue's year and month; printPublicationDate adds a first of the month that nobody said.
    issue = partial_date(info.get("yearOfPublication"), info.get("monthOfPublication"))
    issue = issue or partial_date(result.get("pubYear"))
    online = day(result.get("electronicPublicationDate"))
    if info and "print" in plain(result.get("pubModel")).lower():
        return issue, online, None
    first = day(result.get("firstPublicationDate"))
    return None, online, None if online else first or issue


def _mesh(result: Mapping[str, Any]) -> Iterator[str]:
    for heading in mappings(mapping(result.get("meshHeadingList")).get("meshHeading")):
        if not (descriptor := plain(heading.get("descriptorName"))):
            continue
        given = mappings(mapping(heading.get("meshQualifierList")).get("meshQualifier"))
        qualifiers = [text for each in given if (text := plain(each.get("qualifierName")))]
        yield from (f"{descriptor}/{qualifier}" for qualifier in qualifiers)
        if not qualifiers:
            yield descriptor


def _retractions(kinds: tuple[str, ...]) -> Iterator[Update]:
    # The notice has an id and a citation here, no DOI.
    if is_retracted(kinds):
        yield Update("retraction", source="europepmc")


# Crossref's name of a field, and Europe PMC's.
_FIELDS = {
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "article-title": "title",
    "author": "authorString",
    "edition": "edition",
    "issue": "issue",
    "journal-title": "journalAbbreviation",
    "series-title": "seriesName",
    "unstructured": "unstructuredInformation",
    "volume": "volume",
    "volume-title": "publicationTitle",
    "year": "pubYear",
}


def read_references(items: Sequence[Mapping[str, Any]]) -> tuple[Listed, ...]:
    """The list in the order cited; each line with what Europe PMC has of it, found or not."""
    ordered = sorted(items, key=_cited_order) if all(map(_cited_order, items)) else items
    return tuple(_listed(place, item) for place, item in enumerate(ordered, start=1))


def read_citation(item: Mapping[str, Any]) -> CitingWork:
    """A line of a list of citing works: a record in few words, often without a DOI."""
    reference = _reference(0, item)
    work = replace(
        _printed(reference, item),
        doi=next(identifiers(Doi, [reference.field("DOI")]), None),
        pmcid=next(identifiers(Pmcid, [reference.field("pmcid")]), None),
    )
    if item.get("source") in _TYPES:
        work = replace(work, type=_TYPES[plain(item.get("source"))])
    cited = item.get("citedByCount")
    return CitingWork(
        reference,
        work,
        dois=(work.doi,) if work.doi else (),
        cited_by=cited if isinstance(cited, int) else None,
    )


def _cited_order(item: Mapping[str, Any]) -> int:
    order = verbatim(item.get("citedOrder"))
    return int(order) if re.fullmatch(r"[0-9]{1,6}", order) else 0


def _listed(place: int, item: Mapping[str, Any]) -> Listed:
    reference = _reference(place, item)
    return Listed.of(reference, _printed(reference, item))


def _reference(place: int, item: Mapping[str, Any]) -> Reference:
    key = f"{plain(item.get('source'))}:{plain(item.get('id'))}".strip(":")
    return Reference(place, key, tuple(sorted(_deposited(item))))


def _deposited(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, theirs in _FIELDS.items():
        text = verbatim(item.get(theirs)).strip()
        if text and not (name == "year" and text == "0"):
            yield name, text
    if first := verbatim(item.get("pageInfo")).partition("-")[0].strip():
        yield "first-page", first
    if item.get("source") == "MED" and (number := verbatim(item.get("id")).strip()):
        yield "pmid", number  # not Crossref's, and too useful to drop
    if item.get("source") == "PMC" and (number := verbatim(item.get("id")).strip()):
        yield "pmcid", number


def _printed(reference: Reference, item: Mapping[str, Any]) -> Work:
    names = plain(item.get("authorString"))
    bare = goes_on(names)
    listed = (names if bare is None else bare).strip(" .,").split(",")
    creators = tuple(initials_last(name.strip()) for name in listed if name.strip())
    work = replace(
        printed_work(reference),
        creators=creators,
        creators_complete=bool(creators) and bare is None,
        page=plain(item.get("pageInfo")),
        pmid=next(identifiers(Pmid, [reference.field("pmid")]), None),
    )
    title = read_title(verbatim(item.get("title")))
    return replace(work, title=title) if title else work
