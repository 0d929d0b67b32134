"""The functions of a formula: what they take from a work, as Better BibTeX's documentation says.

Source: the pages "Citation keys" of Better BibTeX for Zotero and what its formatter does. A
function's own parameters are those of a formula, in their order, with the same names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from refkit.citation_keys import creators
from refkit.citation_keys.ast import LONGEST_TEXT, NextAlternative
from refkit.citation_keys.described import keywords_of, own_field, stated
from refkit.citation_keys.disambiguation import MARKER, Disambiguation, number_of
from refkit.citation_keys.evaluation import NameStyle, folded, settings
from refkit.citation_keys.key_dates import parts_of, written_date, zeros_before
from refkit.citation_keys.title_words import SKIP_WORDS, title_words, without_function_words
from refkit.citation_keys.transliterate import is_german
from refkit.latex.languages import BABEL
from refkit.model.dates import PartialDate
from refkit.model.type_names import ZOTERO_TYPES
from refkit.model.work import Work
from refkit.model.written_dates import read_written_date
from refkit.regex import lazy_regex

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_PAGES = lazy_regex(r"[-\s,\u2013]")


def shorttitle(work: Work, n: int = 3, m: int = 0) -> str:
    """The first ``n`` words of weight of the title, ``m`` of them with a capital."""
    words = without_function_words(title_words(title_of(work)))
    words = [folded(word) for word in words if word.lower() not in SKIP_WORDS][:n]
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
    """The year that is cited; words where the date has no year: forthcoming."""
    return zeros_before(date(work, "%-Y"), 2)


def shortyear(work: Work) -> str:
    """The last two digits of the year."""
    return date(work, "%y")


def month(work: Work) -> str:
    """The month: jan, feb."""
    number = int(date_parts(work).get("m", "0"))
    return _MONTHS[number - 1] if 0 < number <= 12 else ""


def day(work: Work) -> str:
    """The day of the month."""
    return date_parts(work).get("d", "")


def date(work: Work, format: str = "%Y-%m-%d") -> str:  # noqa: A002 (the formula's word)
    """The date that is cited, by a template of ``%Y %y %m %d``; ``%-m`` leaves the zero out.

    ``%oY`` and its kin are of the first edition. What of the two is not known is that of the other.
    """
    return written_date(date_parts(work), format)


def date_parts(work: Work) -> dict[str, str]:
    """The parts of both dates by the letters of a template."""
    return parts_of(work.shown_date(), work.original_date or _told_original(work))


def _told_original(work: Work) -> PartialDate | None:
    told = own_field(work, *_ORIGINAL_FIELDS)
    return read_written_date(told) if told else None


def origdate(work: Work, format: str = "%oY-%om-%od") -> str:  # noqa: A002
    """The date of the first edition, else that cited."""
    return date(work, re.sub("%(-?)([Yymd])", r"%\1o\2", format))


def origyear(work: Work) -> str:
    """The year of the first edition, else that cited."""
    return zeros_before(date(work, "%-oY"), 2)


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
    """A test whether the work is in one of these languages, named by tags or in English."""
    if not work.language or _language(work.language) not in map(_language, names):
        raise NextAlternative
    return ""


def _language(name: str) -> str:
    if is_german(name):
        return "de"
    tag = _TAGS.get(name.strip().lower(), name.strip().lower())
    return re.split("[-_]", tag)[0]


def extra(work: Work, variable: str) -> str:
    """A field of the work by CSL's name, or of the user's own library, or a line ``Name: value``.

    ``a/b`` is a or b.
    """
    names = [name.strip().lower() for name in variable.split("/") if name.strip()]
    names = [each for name in names for each in (name, name.removeprefix("tex."))]
    return next((value for name in names if (value := stated(work, name))), "")


def keyword(work: Work, n: int) -> str:
    """Keyword number ``n``, counted from 0 in the order of letters."""
    words = sorted(keywords_of(work))
    return words[n] if 0 <= n < len(words) else ""


def infix(work: Work, format: str = "%(a)s", start: int | str = 0) -> str:  # noqa: A002
    """The place of what tells two equal keys apart."""
    postfix(work, format, start)
    return MARKER


def postfix(work: Work, format: str = "%(a)s", start: int | str = 0) -> str:  # noqa: A002
    """Behind the key what tells it from an equal one, in a form of one's own."""
    number = number_of(start) if isinstance(start, str) else start
    settings().disambiguation = Disambiguation(format, number)
    return ""


def creatornames(
    work: Work,
    template: str | None = None,
    transliterate: bool | None = None,
    space: str | None = None,
) -> str:
    """How names are written from here on; what is not given stays as it is."""
    now = settings().names
    settings().names = NameStyle(
        now.template if template is None else template,
        now.transliterate if transliterate is None else transliterate,
        now.space if space is None else space,
    )
    return ""


def transliterate(work: Work, mode: str) -> str:
    """The language by whose rules text is written in ASCII from here on: ``german``."""
    settings().german = is_german(mode)
    return ""


def zotero(work: Work) -> str:
    """The key that Zotero itself gives: first family name, first word of the title, year."""
    postfix(work, "-%(n)s")
    first = next((creators.family(each) for each in work.creators), "noauthor")
    words = re.split(r"\s+", _ZOTERO_SKIPPED.sub("", title_of(work).lower() or "notitle"))
    known = work.cited_date()
    parts = (
        re.sub(" ", "_", first.lower()),
        words[0],
        str(known.year) if known else "nodate",
    )
    return re.sub(r"[^a-z0-9_-]+", "", _without_accents("_".join(parts)))


def _without_accents(text: str) -> str:
    """Latin letters without their accents; no other script is transliterated."""
    return "".join(
        folded(char).lower() if unicodedata.name(char, "").startswith("LATIN") else char
        for char in text
    )


_ORIGINAL_FIELDS = ("origdate", "origyear", "original-date", "original date", "originaldate")
_TAGS = {name: tag for tag, name in BABEL.items()}
_ZOTERO_SKIPPED = lazy_regex(
    r"\b(?:an?|the|some|from|on|in|to|of|do|with|der|die|das|ein|eine|einer|eines|einem|einen"
    r"|un|une|la|le|l\'|el|las|los|al|uno|una|unos|unas|de|des|del|d\')(?:\s+|\b)",
    re.ASCII,
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
    "transliterate": transliterate,
    "type": type_,
    "veryshorttitle": veryshorttitle,
    "year": year,
    "zotero": zotero,
}
TESTS = frozenset({type_, language})
"""Functions that give no text of their own where they are told what to look for."""


def _field(attribute: str, *own: str) -> Callable[[Work], str]:
    """A field of the work, else the first of these of the user's own library."""
    return lambda work: stated(work, attribute, *own)


def _title_of_whole(work: Work) -> str:
    return work.container.title


def _series(work: Work) -> str:
    return work.container.collection


def _date(work: Work) -> str:
    return str(work.shown_date() or "")


FIELDS: dict[str, Callable[[Work], str]] = {
    "Abstract": _field("abstract"),
    "AbstractNote": _field("abstract"),
    "AccessDate": _field("accessed"),
    "Archive": _field("archive"),
    "ArchiveID": _field("number"),
    "ArchiveLocation": _field("archive-location"),
    "ArtworkMedium": _field("medium"),
    "ArtworkSize": _field("dimensions"),
    "AudioRecordingFormat": _field("medium"),
    "BillNumber": _field("number"),
    "BlogTitle": _title_of_whole,
    "BookTitle": _title_of_whole,
    "CallNumber": _field("call-number", "callnumber", "cn"),
    "CaseName": title_of,
    "Code": _title_of_whole,
    "Company": _field("publisher"),
    "ConferenceName": _field("event-title"),
    "Court": _field("authority"),
    "Date": _date,
    "DateDecided": _date,
    "DateEnacted": _date,
    "DictionaryTitle": _title_of_whole,
    "Distributor": _field("publisher"),
    "DocketNumber": _field("number"),
    "DocumentNumber": _field("number"),
    "DOI": _field("doi"),
    "Edition": _field("edition"),
    "EncyclopediaTitle": _title_of_whole,
    "EpisodeNumber": _field("number"),
    "FilingDate": _field("submitted"),
    "FirstPage": _field("page"),
    "Format": _field("medium"),
    "ForumTitle": _title_of_whole,
    "Genre": _field("genre"),
    "Identifier": _field("number"),
    "Institution": _field("publisher"),
    "InterviewMedium": _field("medium"),
    "ISBN": lambda work: " ".join(map(str, work.isbns)),
    "ISSN": lambda work: " ".join(map(str, work.container.issns)),
    "Issue": _field("issue"),
    "IssueDate": _date,
    "IssuingAuthority": _field("authority"),
    "ItemType": lambda work: ZOTERO_TYPES[work.type],
    "JournalAbbreviation": lambda work: work.container.short_title,
    "Label": _field("publisher"),
    "Language": _field("language"),
    "LegalStatus": _field("status"),
    "LegislativeBody": _field("authority"),
    "LetterType": _field("genre"),
    "LibraryCatalog": _field("source", "librarycatalog", "db"),
    "ManuscriptType": _field("genre"),
    "MapType": _field("genre"),
    "Medium": _field("medium"),
    "MeetingName": _field("event-title"),
    "NameOfAct": title_of,
    "Network": _field("publisher"),
    "Number": _field("number"),
    "NumberOfVolumes": _field("number-of-volumes", "volumes"),
    "NumPages": _field("number-of-pages", "pagetotal", "numpages"),
    "Organization": _field("publisher"),
    "OriginalDate": _field("original-date", *_ORIGINAL_FIELDS),
    "Pages": _field("page"),
    "PatentNumber": _field("number"),
    "Place": _field("publisher-place"),
    "PMCID": _field("pmcid"),
    "PMID": _field("pmid"),
    "PostType": _field("genre"),
    "PresentationType": _field("genre"),
    "ProceedingsTitle": _title_of_whole,
    "ProgramTitle": _title_of_whole,
    "PublicationTitle": _title_of_whole,
    "PublicLawNumber": _field("number"),
    "Publisher": _field("publisher"),
    "Reporter": _title_of_whole,
    "ReporterVolume": _field("volume"),
    "ReportNumber": _field("number"),
    "ReportType": _field("genre"),
    "Repository": _field("publisher"),
    "Rights": _field("rights", "copyright", "license"),
    "RunningTime": _field("dimensions"),
    "Section": _field("section", "chapter-number", "chapter"),
    "Series": _series,
    "SeriesTitle": _series,
    "Session": _field("chapter-number"),
    "ShortTitle": _field("short-title", "shorttitle", "title-short", "st"),
    "Status": _field("status", "pubstate"),
    "Studio": _field("publisher"),
    "Subject": title_of,
    "System": _field("medium"),
    "ThesisType": _field("genre"),
    "Title": title_of,
    "Type": _field("genre"),
    "University": _field("publisher"),
    "URL": _field("url"),
    "VersionNumber": _field("version"),
    "VideoRecordingFormat": _field("medium"),
    "Volume": _field("volume"),
    "WebsiteTitle": _title_of_whole,
    "WebsiteType": _field("genre"),
}
