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
from refkit.model.person_names import in_order, is_group, person, split_suffix
from refkit.model.work import Container, Update, Work, WorkType
from refkit.regex import lazy_regex
from refkit.sources.json_values import (
    day,
    identifiers,
    mapping,
    mappings,
    number,
    of_our_era,
    orcid,
    pages,
    partial_date,
    plain,
    texts,
    unless_unknown,
    verbatim,
)
from refkit.text.markup import read_abstract, read_markup
from refkit.text.rich import RichText

# The list in OpenAlex's documentation, 2026-11.
_TYPES = {
    "article": WorkType.ARTICLE_JOURNAL,
    "book": WorkType.BOOK,
    "book-chapter": WorkType.CHAPTER,
    "book-review": WorkType.ARTICLE_JOURNAL,
    "conference-abstract": WorkType.PAPER_CONFERENCE,
    "conference-paper": WorkType.PAPER_CONFERENCE,
    "conference-poster": WorkType.PAPER_CONFERENCE,
    "conference-proceedings": WorkType.BOOK,
    "data-paper": WorkType.ARTICLE_JOURNAL,
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
    "software": WorkType.SOFTWARE,
    "standard": WorkType.STANDARD,
}  # anything else (paratext, supplementary-materials, other) is a document
# Types of sources: an article needs one of the first; the holders are no part of a citation.
_SERIES = "book series"
_SERIALS = frozenset({"journal", _SERIES})
_HOLDERS = frozenset({"repository", "ebook platform", "metadata"})
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
_IN_BRACKETS = lazy_regex(r"\s*\([^()]*[a-z][^()]*\)$")
_HEADING = lazy_regex(r"^\W{0,2}(?:abstract|ABSTRACT|Abstract)\b\s*[.:—–-]?\s*(?=\W?[A-Z0-9])")
_OWN_ID = lazy_regex(r"(?:https?://openalex\.org/)?(W[0-9]+)", re.IGNORECASE)


def read_work(item: Mapping[str, Any]) -> Work:
    """Read a work from a record or from an item of a list."""
    place = mapping(item.get("primary_location"))
    source = mapping(place.get("source"))
    ids, biblio = mapping(item.get("ids")), mapping(item.get("biblio"))
    word = plain(item.get("type"))
    retracted = item.get("is_retracted") is True
    kind = _type(item, word, place)
    return Work(
        type=kind,
        title=read_markup(verbatim(item.get("title")) or verbatim(item.get("display_name"))),
        creators=read_creators(item),
        creators_complete=has_all_authors(item),
        container=_container(source, kind),
        volume=number(plain(biblio.get("volume"))),
        issue=number(plain(biblio.get("issue"))),
        page=pages(plain(biblio.get("first_page")), plain(biblio.get("last_page"))),
        genre="preprint" if word == "preprint" else "",
        publisher=_publisher(source, kind),
        issued=of_our_era(_issued(item), kind),
        doi=read_doi(item),
        pmid=next(identifiers(Pmid, [_last_part(ids.get("pmid"))]), None),
        pmcid=next(identifiers(Pmcid, [_last_part(ids.get("pmcid"))]), None),
        language=plain(item.get("language")),
        abstract=_abstract(item),
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


def _type(item: Mapping[str, Any], word: str, place: Mapping[str, Any]) -> WorkType:
    """The type; what a repository holds, or nobody, is called an article without being one."""
    type_ = _TYPES.get(word, WorkType.DOCUMENT)
    if type_ is not WorkType.ARTICLE_JOURNAL:
        return type_
    source = plain(mapping(place.get("source")).get("type"))
    said = {plain(item.get("type_crossref")), plain(place.get("raw_type"))}
    if source == "conference" or "proceedings-article" in said:
        return WorkType.PAPER_CONFERENCE
    is_told = source in _SERIALS or "journal-article" in said
    return type_ if is_told else WorkType.DOCUMENT


def _container(source: Mapping[str, Any], kind: WorkType) -> Container:
    """What it appeared in: a journal, a conference, a series, of a preprint the server.

    A platform of books and a repository hold works that appeared elsewhere.
    """
    title, type_ = plain(source.get("display_name")), plain(source.get("type"))
    issns = tuple(dict.fromkeys(identifiers(Issn, texts(source.get("issn")))))
    if type_ == _SERIES and kind is not WorkType.ARTICLE_JOURNAL:
        return Container(collection=title, issns=issns)
    if type_ in _HOLDERS:
        return Container(title=_bare(title) if kind is WorkType.ARTICLE else "", issns=issns)
    return Container(title=title, issns=issns)


def _publisher(source: Mapping[str, Any], kind: WorkType) -> str:
    """The publisher; of what a repository alone has, the repository."""
    named = unless_unknown(_bare(plain(source.get("host_organization_name"))))
    if plain(source.get("type")) != "repository":
        return named
    if kind in {WorkType.ARTICLE_JOURNAL, WorkType.DOCUMENT, WorkType.PAPER_CONFERENCE}:
        return ""  # a copy: who published it is not said
    return named or _bare(plain(source.get("display_name")))


def _bare(name: str) -> str:
    # "bioRxiv (Cold Spring Harbor Laboratory)", "Research Square (United States)"; not "(WHO)".
    return _IN_BRACKETS.sub("", name)


def _issued(item: Mapping[str, Any]) -> PartialDate | None:
    """The date; the first of January is what OpenAlex writes where the year alone is known."""
    date = day(item.get("publication_date")) or partial_date(item.get("publication_year"))
    return PartialDate(date.year) if date and date.parts[1:] == (1, 1) else date


def _last_part(value: Any) -> str:
    # "https://pubmed.ncbi.nlm.nih.gov/29456894", or the number alone.
    return verbatim(value).strip().rstrip("/").rpartition("/")[2]


def _abstract(item: Mapping[str, Any]) -> RichText:
    """The words put back where they stood, without the heading that is one of them."""
    words = [
        (place, word)
        for word, places in mapping(item.get("abstract_inverted_index")).items()
        for place in (places if isinstance(places, list) else [])
        if isinstance(place, int)
    ]
    text = " ".join(word for _, word in sorted(words)[:_MOST_WORDS])
    # Of abstract interpretation an abstract may begin so without a heading.
    is_heading = "abstract" not in verbatim(item.get("title")).lower()
    return read_abstract(_HEADING.sub("", text) if is_heading else text)


def _mesh(item: Mapping[str, Any]) -> Iterator[str]:
    for heading in mappings(item.get("mesh")):
        named = (plain(heading.get(key)) for key in ("descriptor_name", "qualifier_name"))
        if text := "/".join(filter(None, named)):
            yield text


# Figshare's number of the author, "Ada Berg (15649)"; a given name that is not known.
_NUMBERED = lazy_regex(r"\s*\(\d+\)$|^None\s+(?=\S)")
# Ivanova Maria Petrovna: the patronymic stands last, so the family name stands first.
_PATRONYMIC = lazy_regex(r"[А-ЯЁІЇЄа-яёіїє-]+(?:ович|евич|ёвич|ич|овна|евна|ёвна|ична|инична)")
_CJK = lazy_regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
# Before the last word of a name these belong to it: Yann Le Gorrec, Ada Dos Santos.
_CAPITAL_PARTICLES = frozenset(
    "Al Ben Da Dal Das De Degli Del Della Den Der Di Do Dos Du El La Las Le Los St St. Ten Ter Van "
    "Vander Vom Von Zu Zum Zur".split()
)
# Where one of these is the first or last word, Le and Van in the middle are Vietnamese.
_VIETNAMESE = frozenset(
    "bui cao chu dang dao dinh do doan duong ha ho hoang huynh lam le luong luu ly mai ngo nguyen "
    "pham phan phung ta thai to tran trinh truong vo vu".split()
)


def read_creators(item: Mapping[str, Any]) -> tuple[Creator, ...]:
    """The authors of a work object."""
    return in_order(_creators(item))


def _creators(item: Mapping[str, Any]) -> Iterator[Creator]:
    for authorship in mappings(item.get("authorships")):
        author = mapping(authorship.get("author"))
        # The name as printed, else the one of the profile that OpenAlex thinks is the author's.
        name = plain(authorship.get("raw_author_name")) or plain(author.get("display_name"))
        name = unless_unknown(_NUMBERED.sub("", name))
        # What begins with a comma is the address of the author before: W2054094521.
        if name and not name.startswith(","):
            yield _named(name, orcid(author.get("orcid")))


def _named(name: str, identifier: str) -> Creator:
    """A whole name in parts: "Family, Given" is sure, else the last word is the family name."""
    name, suffix = split_suffix(name, "")
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        family, given = _in_parts(name.split())
    if not family or not given or is_group(name):
        return Creator(literal=name, suffix=suffix, orcid=identifier)
    return person(family, given, suffix, role="author", orcid=identifier)


def _in_parts(words: list[str]) -> tuple[str, str]:
    """Family and given name; the family name is empty where they cannot be told apart."""
    if len(words) < 2:
        return "", ""
    if all(map(_CJK.fullmatch, words)) or (len(words) == 3 and _PATRONYMIC.fullmatch(words[2])):
        return words[0], " ".join(words[1:])
    start = len(words) - 1
    while start > 1 and _belongs_to_family(words, start - 1):
        start -= 1
    # José Ortega y Gasset: y joins the name before it.
    if start > 1 and words[start] in {"y", "e"}:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _belongs_to_family(words: list[str], place: int) -> bool:
    if words[place].islower():
        return True
    ends = {words[0].lower(), words[-1].lower()}
    return words[place] in _CAPITAL_PARTICLES and ends.isdisjoint(_VIETNAMESE)
