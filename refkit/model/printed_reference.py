"""A reference read once: its fields in plain text, its string, and the DOIs that it may mean.

What was deposited is kept elsewhere, word for word. All who compare a reference with a work, or
search for it, take it from here; an entry of a library is read into the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Self

from refkit.errors import InvalidIdentifier
from refkit.model.bibliography import Entry
from refkit.model.doi_readings import Readings, read_field, read_string, with_slash
from refkit.model.identifiers import Doi, Pmcid, Pmid, read_arxiv, without_tail
from refkit.model.landing_pages import is_address, read_address
from refkit.model.reference import Reference
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.markup import read_plain

# The longest string seen has 3,610; more is no reference, and costs as one.
MOST = 4000

# Attributes, and Crossref's names of the fields that they are read from.
_FIELDS = {
    "author": "author",
    "article_title": "article-title",
    "journal_title": "journal-title",
    "series_title": "series-title",
    "volume_title": "volume-title",
    "year": "year",
    "volume": "volume",
    "issue": "issue",
    "first_page": "first-page",
    "edition": "edition",
}
# Where a DOI may be hidden.
_PRINTED = ("unstructured", "article-title", "volume-title", "journal-title")

_IDENTIFIER = lazy_regex(
    r"(?:https?://(?:dx\.)?doi\.org/|\bdoi[\s:]*)?\b10\.\s?\d{4,9}/\S+|<?\bhttps?://\S+|\bwww\.\S+"
    r"|\barxiv:?\s*(?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d+)?(?:\s*\[[a-z.-]+\])?"
    r"|\b(?:pmid|pmc|pmcid|isbn(?:-1[03])?)[\s:]*[\dx-]+|\(?\bdoi:?\s*\)?\s*$",
    re.IGNORECASE,
)
# Numbers of an article beside or instead of its DOI, and addresses that may say one. A bare number
# is one only in a field for it.
_PUBMED = lazy_regex(
    r"\b(?:pmid|pubmed(?:\s?id)?)\s{0,3}[:#=]?\s{0,3}([1-9]\d{3,8})\b", re.IGNORECASE
)
_PMC = lazy_regex(r"\bpmc\s?([1-9]\d{3,8})\b", re.IGNORECASE)
_ARXIV = lazy_regex(
    r"\barxiv\s{0,2}[:.]?\s{0,2}((?:[a-z-]{2,13}(?:\.[a-z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d{1,3})?)\b",
    re.IGNORECASE,
)
_ADDRESS = lazy_regex(r"(?:https?://|\bwww\.)[^\s\"'<>]{4,500}", re.IGNORECASE)
_MOST_ADDRESSES = 5
_BRACKETED = lazy_regex(
    r"\[(?:pubmed|crossref|google scholar|medline|web of science)[^\]]*\]", re.I
)
_LIST_NUMBER = lazy_regex(r"^\s*(?:\[\w{1,6}\]|\(\d{1,4}\)|\d{1,4}[.)](?=\s))\s*")
_BROKEN_WORD = lazy_regex(r"(?<=[^\W\d_])-[ \t]*\n\s*(?=[^\W\d_])")
_NUMBER_DASH = lazy_regex(r"(?<=\d)\?(?=\d)")  # "125?132": Springer's old strings lost the dash

# Works that are books of their own: their title is a volume's.
_VOLUMES = {
    WorkType.BOOK,
    WorkType.COLLECTION,
    WorkType.PERIODICAL,
    WorkType.REPORT,
    WorkType.STANDARD,
    WorkType.THESIS,
}
_IN_VOLUMES = {
    WorkType.CHAPTER,
    WorkType.ENTRY,
    WorkType.ENTRY_ENCYCLOPEDIA,
    WorkType.PAPER_CONFERENCE,
}
# How libraries name the preprint server: biblatex's field and the older one of arXiv's own.
_SERVER_FIELDS = ("eprinttype", "archiveprefix")
_NO_SERVER = {"pubmed", "pmc", "jstor", "hdl", "googlebooks"}  # biblatex's other kinds of eprint


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """What a reference says, in plain text; a field that it does not have is empty.

    ``text`` is its string, where one was deposited, without markup, identifiers, addresses and list
    number. ``doi_text`` is its DOI word for word, ``dois`` are the readings of it, the likeliest
    first, each to be tried; none of them is invented (``model.doi_readings``). ``alternatives`` are
    the DOIs of fields that hold several: the reference's own words have to confirm one. ``numbers``
    are PubMed's and PubMed Central's.
    """

    author: str = ""
    article_title: str = ""
    journal_title: str = ""
    series_title: str = ""
    volume_title: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    edition: str = ""
    text: str = ""
    doi_text: str = ""
    dois: tuple[Doi, ...] = ()
    alternatives: tuple[Doi, ...] = ()
    numbers: tuple[Pmid | Pmcid, ...] = ()

    @classmethod
    def of(cls, reference: Reference) -> Self:
        """Read a reference as it was deposited."""
        values = {name: _plain(reference.field(theirs)) for name, theirs in _FIELDS.items()}
        printed = [reference.field(name) for name in _PRINTED]
        dois, alternatives = _dois(reference.doi_text, printed)
        string = reference.field("unstructured")[:MOST]
        others = tuple(_other_identifiers(string, reference.field("PMID")))
        if not (dois or alternatives):
            dois = tuple(dict.fromkeys(each for each in others if isinstance(each, Doi)))
        return cls(
            **values,
            text=_string(string),
            doi_text=reference.doi_text,
            dois=dois,
            alternatives=alternatives,
            numbers=tuple(dict.fromkeys(each for each in others if not isinstance(each, Doi))),
        )

    @classmethod
    def of_entry(cls, entry: Entry) -> Self:
        """What an entry of a library says, as if it stood in a review's list."""
        work = entry.work
        first, year = work.first_author, work.cited_date()
        title, container = work.title.plain[:MOST], work.container.title or _server(entry)
        is_volume, in_volume = work.type in _VOLUMES, work.type in _IN_VOLUMES
        article_title = "" if is_volume else title
        volume_title = title if is_volume else container if in_volume else ""
        journal_title = "" if is_volume or in_volume else container
        doi_text = _doi_of(work)
        dois, alternatives = _dois(doi_text, (article_title, volume_title, journal_title))
        return cls(
            author=(first.literal or f"{first.given} {first.full_family}".strip()) if first else "",
            article_title=article_title,
            journal_title=journal_title[:MOST],
            series_title=work.container.collection[:MOST],
            volume_title=volume_title[:MOST],
            year=str(year.year) if year else "",
            volume=work.volume,
            issue=work.issue,
            first_page=_first_page(work),
            edition=work.edition,
            doi_text=doi_text,
            dois=dois,
            alternatives=alternatives,
        )

    @property
    def title(self) -> str:
        """The title of the work itself; of a book it is the volume's."""
        return self.article_title or ("" if self.journal_title else self.volume_title)

    @property
    def container(self) -> str:
        """What the work is printed in."""
        book = self.volume_title if self.article_title else ""
        return self.journal_title or book or self.series_title


def _plain(text: str) -> str:
    return read_plain(text[:MOST])


def _string(raw: str) -> str:
    """The string as deposited, without markup, identifiers, addresses and its list number."""
    if not raw:
        return ""
    text = _plain(_BROKEN_WORD.sub("", raw[:MOST]))
    text = _BRACKETED.sub(" ", _IDENTIFIER.sub(" ", text))
    return " ".join(_LIST_NUMBER.sub("", _NUMBER_DASH.sub("-", text)).split())


def _other_identifiers(string: str, pmid: str) -> Iterator[Doi | Pmid | Pmcid]:
    """What a string says beside a DOI: numbers, and what an address says for certain."""
    for text in (pmid, *(found[1] for found in _PUBMED.finditer(string))):
        try:
            yield Pmid.parse(text)
        except InvalidIdentifier:
            continue
    for found in _PMC.finditer(string):
        yield Pmcid(f"PMC{found[1]}")
    for found in _ARXIV.finditer(string):
        if doi := read_arxiv(found[1]):
            yield doi
    for found in islice(_ADDRESS.finditer(string), _MOST_ADDRESSES):
        try:
            yield read_address(without_tail(found[0]))
        except InvalidIdentifier:
            continue


def _dois(doi_text: str, printed: Iterable[str]) -> tuple[tuple[Doi, ...], tuple[Doi, ...]]:
    """The readings of fields that hold one DOI, and the DOIs of those that hold several."""
    fields = [_deposited(doi_text)] if doi_text else []
    fields += map(read_string, printed)
    alone = (found[0] for found in fields if len(found) == 1)
    several = (readings for found in fields if len(found) > 1 for readings in found)
    return _once(alone), _once(several)


def _once(all_readings: Iterable[Readings]) -> Readings:
    return tuple(dict.fromkeys(doi for readings in all_readings for doi in readings))


def _deposited(text: str) -> tuple[Readings, ...]:
    found = read_field(text) or read_field(with_slash(text))
    return found or tuple((doi,) for doi in _elsewise(text))


def _elsewise(text: str) -> Iterator[Doi]:
    """The DOI that stands for an arXiv number, or that a landing page's address says."""
    if doi := read_arxiv(text):
        yield doi
    elif is_address(text):
        try:
            found = read_address(text)
        except InvalidIdentifier:
            return
        if isinstance(found, Doi):
            yield found


def _doi_of(work: Work) -> str:
    """The DOI of a library's work; many libraries have it as the address alone."""
    if work.doi:
        return str(work.doi)
    try:
        return str(Doi.parse(work.url)) if "doi.org/" in work.url else ""
    except InvalidIdentifier:
        return ""


def _server(entry: Entry) -> str:
    """The preprint server of an entry without a container: the article is another work."""
    named = [value for name, value in entry.kept if name.lower() in _SERVER_FIELDS]
    servers = [name for name in named if name.strip('{}" ').lower() not in _NO_SERVER]
    if servers:
        return servers[0].strip('{}" ')
    is_preprint = entry.work.type is WorkType.ARTICLE or "preprint" in entry.work.genre.lower()
    return (entry.work.publisher or "preprint") if is_preprint else ""


def _first_page(work: Work) -> str:
    first = work.page.replace("\u2013", "-").split("-")[0].strip()
    return first or work.number
