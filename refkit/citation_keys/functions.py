"""The functions of a formula: what they take from a work, as Better BibTeX's documentation says.

Source: the pages "Citation keys" of Better BibTeX for Zotero and what its formatter does. A
function's own parameters are those of a formula, in their order, with the same names.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refkit.citation_keys import creators
from refkit.citation_keys.ast import LONGEST_TEXT, NextAlternative
from refkit.citation_keys.title_words import SKIP_WORDS, title_words, weighty
from refkit.citation_keys.transliterate import ascii_of, is_german
from refkit.model.dates import PartialDate
from refkit.model.work import Work
from refkit.model.zotero_types import ZOTERO_TYPES

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE_PART = re.compile(r"(%-?o?[a-zA-Z]|%%)")
_PAGES = re.compile(r"[-\s,\u2013]")


def shorttitle(work: Work, n: int = 3, m: int = 0) -> str:
    """The first ``n`` words of weight of the title, ``m`` of them with a capital."""
    words = weighty(title_words(title_of(work)))
    if m > 0:
        german = is_german(work.language)
        words = [ascii_of(word, german=german) for word in words]
    words = [word for word in words if word.lower() not in SKIP_WORDS][: max(n, 0)]
    return " ".join(
        word[:1].upper() + word[1:] if place < m else word for place, word in enumerate(words)
    )


def veryshorttitle(work: Work, n: int = 1, m: int = 0) -> str:
    """The first word of weight of the title."""
    return shorttitle(work, n, m)


def title(work: Work) -> str:
    """All words of weight of the title."""
    return shorttitle(work, LONGEST_TEXT)


def title_of(work: Work) -> str:
    """The title without markup, of a title beyond measure the beginning."""
    return work.title.plain[:LONGEST_TEXT]


def year(work: Work) -> str:
    """The year that is cited, four digits."""
    return date(work, "%-Y")


def shortyear(work: Work) -> str:
    """The last two digits of the year."""
    return date(work, "%y")


def month(work: Work) -> str:
    """The month: jan, feb."""
    known = work.cited_date()
    return _MONTHS[known.month - 1] if known and 0 < known.month <= 12 else ""


def day(work: Work) -> str:
    """The day of the month."""
    return date(work, "%-d")


def date(work: Work, format: str = "%Y-%m-%d") -> str:  # noqa: A002 (the formula's word)
    """The date that is cited, by a template of ``%Y %y %m %d``; ``%-m`` leaves the zero out."""
    return written_date(work.cited_date(), format)


def written_date(known: PartialDate | None, template: str) -> str:
    """A date by a template; what is not known is left out with what stands around it."""
    if known is None:
        return ""
    parts = {"Y": known.year, "y": known.year % 100, "m": known.month, "d": known.day}
    made = ""
    separator = ""
    for place, spec in enumerate(_DATE_PART.split(template)):
        if place % 2 == 0:
            separator = spec
        elif spec == "%%":
            made, separator = f"{made}{separator}%", ""
        else:
            letter = spec[-1]
            value = parts.get(letter)
            if not value and letter != "y":
                return made
            width = 0 if spec[1] == "-" else 4 if letter == "Y" else 2
            made, separator = f"{made}{separator}{value or 0:0{width}d}", ""
    return made


def journal(work: Work, abbrev: str = "abbrev+auto") -> str:
    """The journal's abbreviation, else its title; ``full`` gives the title."""
    short = "" if abbrev in {"full", "off"} else work.container.short_title
    return short or work.container.title


def firstpage(work: Work) -> str:
    """The first page."""
    return _PAGES.split(work.page)[0]


def lastpage(work: Work) -> str:
    """The last page."""
    return _PAGES.split(work.page)[-1]


def type_(work: Work, *allowed: str) -> str:
    """Zotero's name of the type; with names, a test whether it is one of them."""
    names = {work.type.value, ZOTERO_TYPES[work.type].lower()}
    if not allowed:
        return ZOTERO_TYPES[work.type]
    if names.isdisjoint(word.lower() for word in allowed):
        raise NextAlternative
    return ""


def language(work: Work, *names: str) -> str:
    """A test whether the work is in one of these languages."""
    if not any(_same_language(work.language, name) for name in names):
        raise NextAlternative
    return ""


def _same_language(one: str, other: str) -> bool:
    if is_german(other):
        return is_german(one)
    return bool(one) and re.split("[-_]", one.lower())[0] == re.split("[-_]", other.lower())[0]


FUNCTIONS: dict[str, Callable[..., str]] = {
    "auth": creators.auth,
    "authAuthEa": creators.auth_auth_ea,
    "authEtAl": creators.auth_et_al,
    "authEtal2": creators.auth_etal2,
    "authForeIni": creators.auth_fore_ini,
    "authIni": creators.auth_ini,
    "authorIni": creators.author_ini,
    "authorLast": creators.author_last,
    "authorLastForeIni": creators.author_last_fore_ini,
    "authors": creators.authors,
    "authorsAlpha": creators.authors_alpha,
    "authorsn": creators.authors,
    "authshort": creators.authshort,
    "creators": creators.creators,
    "date": date,
    "day": day,
    "editors": creators.editors,
    "firstpage": firstpage,
    "journal": journal,
    "language": language,
    "lastpage": lastpage,
    "month": month,
    "origdate": date,  # no source of refkit's tells an original date; the date is one then
    "origyear": year,
    "shorttitle": shorttitle,
    "shortyear": shortyear,
    "title": title,
    "type": type_,
    "veryshorttitle": veryshorttitle,
    "year": year,
}
TESTS = frozenset({type_, language})
"""Functions that give no text of their own where they are told what to look for."""

FIELDS: dict[str, Callable[[Work], str]] = {
    "Abstract": lambda work: work.abstract.plain,
    "BookTitle": lambda work: work.container.title,
    "Date": lambda work: str(work.cited_date() or ""),
    "DOI": lambda work: str(work.doi or ""),
    "Edition": lambda work: work.edition,
    "ISBN": lambda work: " ".join(map(str, work.isbns)),
    "ISSN": lambda work: " ".join(map(str, work.container.issns)),
    "Issue": lambda work: work.issue,
    "ItemType": lambda work: ZOTERO_TYPES[work.type],
    "JournalAbbreviation": lambda work: work.container.short_title,
    "Language": lambda work: work.language,
    "Number": lambda work: work.number,
    "Pages": lambda work: work.page,
    "Place": lambda work: work.publisher_place,
    "PMCID": lambda work: str(work.pmcid or ""),
    "PMID": lambda work: str(work.pmid or ""),
    "ProceedingsTitle": lambda work: work.container.title,
    "PublicationTitle": lambda work: work.container.title,
    "Publisher": lambda work: work.publisher,
    "Series": lambda work: work.container.collection,
    "Title": title_of,
    "URL": lambda work: work.url,
    "Volume": lambda work: work.volume,
}
