"""Understands what is printed of a reference: its deposited fields as a work, nothing looked up.

The field names are Crossref's. Crossref deposits the first author only, so the list of creators
is never known to be complete. A string (``unstructured``) is not taken apart: it is shown whole.
"""

from __future__ import annotations

import re

from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.person_names import in_order, split_particle
from refkit.model.reference import Reference
from refkit.model.work import Container, Work, WorkType
from refkit.regex import lazy_regex
from refkit.text.markup import read_markup, read_plain

# "CA Orengo", "R. Smith", "X. Z. Xiao": initials, then the family name.
_INITIALS_FIRST = lazy_regex(r"((?:[A-Z\u00c0-\u00de]\.?[\s-]?){1,4})\s+([^\W\d_][\w'’ -]+)")
_GROUP_WORD = lazy_regex(r"\b(?:and|of|for|the|group|committee|consortium|et al)\b", re.IGNORECASE)
_YEAR = lazy_regex(r"(1[5-9]\d\d|20\d\d)[a-z]?")  # "1992a"; "0" is none


def printed_work(reference: Reference) -> Work:
    """The work as printed; without a title where only a string was deposited."""
    article, volume = reference.field("article-title"), reference.field("volume-title")
    journal = reference.field("journal-title")
    year = _YEAR.fullmatch(reference.field("year").strip())
    author = _author(read_plain(reference.field("author")))
    return Work(
        type=_type(article, journal, volume),
        title=read_markup(article or ("" if journal else volume)),
        creators=in_order([author] if author else []),
        creators_complete=False,
        container=Container(
            title=read_plain(journal or (volume if article else "")),
            collection=read_plain(reference.field("series-title")),
        ),
        volume=read_plain(reference.field("volume")),
        issue=read_plain(reference.field("issue")),
        page=read_plain(reference.field("first-page")),
        edition=read_plain(reference.field("edition")),
        issued=PartialDate(int(year[1])) if year else None,
    )


def _type(article: str, journal: str, volume: str) -> WorkType:
    if journal:
        return WorkType.ARTICLE_JOURNAL
    if volume:
        return WorkType.CHAPTER if article else WorkType.BOOK
    return WorkType.DOCUMENT


def _author(text: str) -> Creator | None:
    text = text.strip(" ,;")
    words = text.split()
    if not words:
        return None
    if _GROUP_WORD.search(text) or len(words) > 4 or "," in text:
        return Creator(literal=text)
    found = _INITIALS_FIRST.fullmatch(text)
    if found or len(words) == 2:
        given, family = (found[1].strip(), found[2]) if found else words
        family, particle, given = split_particle(family, given)
        return Creator(family, given, particle)
    return Creator(family=text) if len(words) == 1 else Creator(literal=text)
