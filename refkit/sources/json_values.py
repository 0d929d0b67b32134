"""Takes JSON apart that may have any shape: what is not as expected is as good as absent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import ORCID
from refkit.model.work import WorkType
from refkit.regex import lazy_regex
from refkit.text.markup import read_plain
from refkit.text.rich import RichText, Run

_Id = TypeVar("_Id", Doi, Isbn, Issn, Pmcid, Pmid)

# "2023", "2023-03", "2023-03-16", "2023-03-16T08:00:00Z"; of "2012/2014" the first.
_DAY = lazy_regex(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9])")
_STANDARD_VALUE = lazy_regex(
    r"\s*\(?:(?:unac|unal|unap|unas|unav|unkn|none|null|tba|etal|tbd)\b", re.IGNORECASE
)
_NO_VALUE = frozenset(
    {"n/a", "none", "not available", "null", "unknown", "unknown author", "unknown publisher",
     "unpublished", "unspecified", "undefined", "not provided", "not specified"}
)  # fmt: skip
# A page has a number, Arabic or Roman: "Forthcoming" and "Korea" are none.
_NUMBERED = lazy_regex(r"\d|(?<![^\W_])[ivxlcdm]+(?![^\W_])", re.IGNORECASE)
_FORTHCOMING = lazy_regex(
    r"(?:(?:article )?in press|(?:e?pub )?ahead[- ]of[- ]print|(?:publish )?ahead of print"
    r"|forthcoming|online[- ]first|first[- ]online|early[- ](?:view|access)|to appear"
    r"|advance(?:d)?(?: online)?(?: access| articles?| publication)?)\.?",
    re.IGNORECASE,
)
# Journals, preprints and programs are younger than print: an earlier year is one of another
# calendar (Iran's 1396 is 2017), and so is one to come (Thailand's 2560). Which, nobody says.
_FIRST_YEAR = 1600
_LAST_YEAR = 2100
_YOUNG = frozenset(
    {WorkType.ARTICLE, WorkType.ARTICLE_JOURNAL, WorkType.PAPER_CONFERENCE, WorkType.REVIEW,
     WorkType.SOFTWARE}
)  # fmt: skip
_OPENING = lazy_regex(r"^[\s:–—-]+")


def mapping(value: Any) -> Mapping[str, Any]:
    """An object, empty where there is none."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; one object that stands alone is a list of one."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def texts(value: Any) -> list[str]:
    """The texts of a list; one text that stands alone is a list of one."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := plain(item))]


def verbatim(value: Any) -> str:
    """A text as it stands; a whole number is one too, for years and volumes come as both."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def plain(value: Any) -> str:
    """A text without markup; empty where one of DataCite's standard values stands for it.

    These say why there is none (metadata schema 4.6, appendix 3): ``:unav``, ``(:unkn) anonymous``.
    """
    text = read_plain(verbatim(value))
    return "" if _STANDARD_VALUE.match(text) else text


def unless_unknown(text: str) -> str:
    """A text, empty where it is a word for "not known"; not for parts of names, which may be one.

    >>> unless_unknown("Unpublished"), unless_unknown("Null & Sons")
    ('', 'Null & Sons')
    """
    return "" if text.strip(" .()[]-").casefold() in _NO_VALUE else text


def identifiers(kind: type[_Id], values: Iterable[Any]) -> Iterator[_Id]:
    """The identifiers that can be read; a number that fails its check would find another work."""
    for value in values:
        try:
            yield kind.parse(verbatim(value))
        except InvalidIdentifier:
            continue


def day(value: Any) -> PartialDate | None:
    """A date as ISO 8601 writes it, as far as it is known."""
    found = _DAY.match(verbatim(value).strip())
    return partial_date(*found.groups()) if found else None


def partial_date(year: Any, month: Any = None, day: Any = None) -> PartialDate | None:
    """A date from its parts, numbers or text; what is no month ends it."""
    whole, part, rest = (_number(value) for value in (year, month, day))
    if not whole:
        return None
    if not 1 <= part <= 12:
        return PartialDate(whole)
    return PartialDate(whole, part, rest if 1 <= rest <= 31 else 0)


def _number(value: Any) -> int:
    text = verbatim(value)
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


def of_our_era(date: PartialDate | None, kind: WorkType) -> PartialDate | None:
    """A date, None where its year is one of another calendar."""
    first = _FIRST_YEAR if kind in _YOUNG else 1
    return date if date and first <= date.year <= _LAST_YEAR else None


def orcid(value: Any) -> str:
    """The bare ORCID in a text or an address; empty where there is none."""
    found = ORCID.search(verbatim(value))
    return found[0] if found else ""


def with_subtitle(title: RichText, subtitle: RichText) -> RichText:
    """A title and its subtitle, with one colon between them, wherever depositors put theirs.

    Some deposit the subtitle twice, the second time in the title: 10.1111/j.1365-2109.2011.02829.x.
    """
    bare = _OPENING.sub("", subtitle.plain)
    if not bare or title.plain.casefold().endswith(bare.casefold()):
        return title
    cut = len(subtitle.plain) - len(bare)
    rest = [Run(run.text[cut:], run.styles) for run in subtitle.runs[:1]]
    between = " " if title.plain.endswith((":", ".", "?", "!", "–", "—")) else ": "
    return RichText.of(*title.runs, between, *rest, *subtitle.runs[1:])


def pages(first: str, last: str) -> str:
    """A range of pages; one page is not a range."""
    first, last = page(first), page(last)
    return f"{first}-{last}" if first and last and first != last else first or last


def page(text: str) -> str:
    """A page or pages; empty where no number is in it."""
    return text if _NUMBERED.search(text) and not _FORTHCOMING.fullmatch(text) else ""


def number(text: str) -> str:
    """A volume or an issue, which may be a word ("Suppl"); empty where it says "not yet"."""
    return "" if _FORTHCOMING.fullmatch(text) else text
