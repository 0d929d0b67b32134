"""The functions of a formula: what they take from a work, as Better BibTeX's documentation says.

Source: the pages "Citation keys" of Better BibTeX for Zotero and what its formatter does. A
function's own parameters are those of a formula, in their order, with the same names.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refkit.citation_keys import creators
from refkit.citation_keys.ast import LONGEST_TEXT, NextAlternative
from refkit.citation_keys.described import keywords_of, own_field
from refkit.citation_keys.disambiguation import MARKER
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


def extra(work: Work, variable: str) -> str:
    """A field of the user's own library, or a line ``Name: value`` of a note; ``a/b`` is a or b."""
    names = [name.strip().lower() for name in variable.split("/") if name.strip()]
    return own_field(work, *(each for n in names for each in (n, n.removeprefix("tex."))))


def keyword(work: Work, n: int) -> str:
    """Keyword number ``n``, counted from 0 in the order of letters."""
    words = keywords_of(work)
    return words[n] if 0 <= n < len(words) else ""


def infix(work: Work, format: str = "%(a)s", start: int | str = 0) -> str:  # noqa: A002
    """The place of what tells two equal keys apart."""
    return MARKER


def postfix(work: Work, format: str = "%(a)s", start: int | str = 0) -> str:  # noqa: A002
    """Behind the key what tells it from an equal one, in a form of one's own."""
    return ""


def creatornames(
    work: Work, template: str = "%(f)s", transliterate: bool = False, space: str = ""
) -> str:
    """How names are written from here on."""
    return ""


def zotero(work: Work) -> str:
    """The key that Zotero itself gives: first family name, first word of the title, year."""
    first = next((creators.family(each) for each in work.creators), "noauthor")
    words = _ZOTERO_SKIPPED.sub("", title_of(work).lower()).split()
    known = work.cited_date()
    parts = (
        re.sub(r"[ ,]+", "_", first.lower()),
        words[0] if words else "",
        str(known.year) if known else "nodate",
    )
    return re.sub(r"[^a-z0-9_-]+", "", ascii_of("_".join(filter(None, parts))))


def origdate(work: Work, format: str = "%Y-%m-%d") -> str:  # noqa: A002
    """The date of the first edition where the user's own library tells one, else that cited."""
    found = _ORIGINAL.match(own_field(work, *_ORIGINAL_FIELDS))
    if found is None:
        return date(work, format)
    year, month, day = (int(part or 0) for part in found.groups())
    return written_date(PartialDate(year, month, day), format)


def origyear(work: Work) -> str:
    """The year of the first edition where the user's own library tells one, else that cited."""
    return origdate(work, "%-Y")


_ORIGINAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_ORIGINAL_FIELDS = ("origdate", "origyear", "original-date", "original date", "originaldate")
_ZOTERO_SKIPPED = re.compile(
    r"^(?:(?:an?|the|some|from|on|in|to|of|do|with|der|die|das|ein|eine|einer|eines|einem|einen"
    r"|un|une|la|le|l\'|el|las|los|al|uno|una|unos|unas|de|des|del|d\')(?:\s+|\b))+"
)


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
    "authors": creators.creators,
    "authorsAlpha": creators.authors_alpha,
    "authorsn": creators.authorsn,
    "authshort": creators.authshort,
    "creatornames": creatornames,
    "creators": creators.creators,
    "date": date,
    "day": day,
    "editors": creators.editors,
    "extra": extra,
    "firstpage": firstpage,
    "infix": infix,
    "journal": journal,
    "keyword": keyword,
    "language": language,
    "lastpage": lastpage,
    "month": month,
    "origdate": origdate,
    "origyear": origyear,
    "postfix": postfix,
    "shorttitle": shorttitle,
    "shortyear": shortyear,
    "title": title,
    "type": type_,
    "veryshorttitle": veryshorttitle,
    "year": year,
    "zotero": zotero,
}
SETTINGS = frozenset({creatornames, infix, postfix})
"""Functions that say how others are read, or what becomes of the key."""

TESTS = frozenset({type_, language})
"""Functions that give no text of their own where they are told what to look for."""


def _own(*names: str) -> Callable[[Work], str]:
    return lambda work: own_field(work, *names)


FIELDS: dict[str, Callable[[Work], str]] = {
    "Abstract": lambda work: work.abstract.plain,
    "AbstractNote": lambda work: work.abstract.plain,
    "Archive": _own("archive"),
    "BlogTitle": lambda work: work.container.title,
    "BookTitle": lambda work: work.container.title,
    "CallNumber": _own("call-number", "callnumber", "cn"),
    "ConferenceName": lambda work: work.event_title,
    "Date": lambda work: str(work.cited_date() or ""),
    "DictionaryTitle": lambda work: work.container.title,
    "DOI": lambda work: str(work.doi or ""),
    "Edition": lambda work: work.edition,
    "EncyclopediaTitle": lambda work: work.container.title,
    "Genre": lambda work: work.genre,
    "Institution": lambda work: work.publisher,
    "ISBN": lambda work: " ".join(map(str, work.isbns)),
    "ISSN": lambda work: " ".join(map(str, work.container.issns)),
    "Issue": lambda work: work.issue,
    "ItemType": lambda work: ZOTERO_TYPES[work.type],
    "JournalAbbreviation": lambda work: work.container.short_title,
    "Language": lambda work: work.language,
    "LibraryCatalog": _own("source", "librarycatalog", "db"),
    "Number": lambda work: work.number,
    "NumberOfVolumes": _own("volumes", "number-of-volumes"),
    "NumPages": _own("pagetotal", "number-of-pages", "numpages"),
    "Organization": lambda work: work.publisher,
    "Pages": lambda work: work.page,
    "Place": lambda work: work.publisher_place,
    "PMCID": lambda work: str(work.pmcid or ""),
    "PMID": lambda work: str(work.pmid or ""),
    "ProceedingsTitle": lambda work: work.container.title,
    "PublicationTitle": lambda work: work.container.title,
    "Publisher": lambda work: work.publisher,
    "ReportNumber": lambda work: work.number,
    "ReportType": lambda work: work.genre,
    "Rights": _own("rights", "copyright", "license"),
    "Section": _own("section", "chapter"),
    "Series": lambda work: work.container.collection,
    "SeriesTitle": lambda work: work.container.collection,
    "ShortTitle": _own("shorttitle", "title-short", "st"),
    "ThesisType": lambda work: work.genre,
    "Title": title_of,
    "University": lambda work: work.publisher,
    "URL": lambda work: work.url,
    "VersionNumber": _own("version"),
    "Volume": lambda work: work.volume,
    "WebsiteTitle": lambda work: work.container.title,
}
