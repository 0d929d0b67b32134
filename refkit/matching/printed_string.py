"""What a printed string says beside the title: its words, its years, and its numbers told apart.

Only what has a page's shape is a page. An issue, a day, a day of access, an edition and an
article's number are none, and a string in which nothing else is printed says nothing about a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from refkit.matching.normalize import fold, roman, words
from refkit.matching.title import Agreement, Likeness
from refkit.model.printed_reference import PrintedReference
from refkit.regex import lazy_regex

YEAR = lazy_regex(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
NUMBER = lazy_regex(r"\d+")
ROMAN = lazy_regex(r"\b[IVXLC]{2,7}\b")
ORDINAL = lazy_regex(r"\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE)

_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[eé]vr?(?:ier)?|mar(?:ch|s)?|m[aä]rz|apr(?:il)?"
    r"|avr(?:il)?|may|mai|june?|juni|juin|july?|juli|juillet|aug(?:ust)?|ao[uû]t|sept?(?:ember)?"
    r"|septembre|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember|embre)?)\b\.?"
)
# What is a number and neither a volume nor a page; a year among them is read elsewhere.
_NEITHER = tuple(
    lazy_regex(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:accessed|retrieved|cited|viewed|visited|consulted|abgerufen|zugriff|consult[eé])\b"
        r"[^;\])]{0,40}",
        r"\b(?:1[5-9]|20)\d\d([-/.])\d{1,2}\1\d{1,2}\b",
        r"\b\d{1,2}([-/.])\d{1,2}\1(?:1[5-9]|20)\d\d\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?(?:\s*[-–]\s*\d{{1,2}})?\s+{_MONTH}",
        rf"\b{_MONTH}\s+\d{{1,2}}(?:\s*[-–]\s*\d{{1,2}})?(?!\s*[\d(:])\b",
        r"\b\d+(?:st|nd|rd|th)\b",
        r"\b\d+\s*\.?\s*(?:aufl|ed|edn|edition)\b",
        r"\b(?:no|nos|nr|num|n[uú]m|iss|issues?|heft|fasc|suppl|supplement|ser|series|pt|part|phase"
        r"|chap|chapter|table|fig|figure|version|teil)\b\.?\s*:?\s*\d+(?:\s*[-–/]\s*\d+)?",
        r"(?:№|n[°º]|\b[nh]\.)\s*\d+(?:\s*[-–/]\s*\d+)?",
        r"\(\s*(?:suppl|supplement|s)\b[^()]*\)",
        r"\b\d+\s+(?:pp?|pages|seiten|с)\b\.?(?!\s*\d)",
    )
)
_ARTICLE = lazy_regex(
    r"\b(?:article|artikel|art|paper)\b\.?\s*(?:(?:id|no|nr|num|number)\b\.?)?\s*:?\s*"
    r"([^\W\d_]{0,5})(\d+)",
    re.IGNORECASE,
)
# "12(3)", "12 (Suppl 1)"; behind a year stands a volume.
_ISSUE = lazy_regex(
    r"(?<!\d)(\d++)\s*\(\s*(?!(?:1[5-9]|20)\d\d[a-z]?\s*\))"
    r"(?=[^()]*(?:\d|suppl|[ivx]\b))[^()]{1,20}\)",
    re.IGNORECASE,
)
_VOLUME = lazy_regex(r"\b(?:vol|vols|volume|bd|band|tome?|t|т|том|v)\b\.?\s*(\d+)", re.IGNORECASE)
_PAGE_LABEL = lazy_regex(
    r"\b(?:pages?|pp|p|seiten?|s|págs?|с|стр)\b[.:]?\s*(?=[^\W\d_]{0,3}\d)", re.IGNORECASE
)
_TOKEN = lazy_regex(
    r"(?P<letters>[^\W\d_]{0,5})(?P<number>\d+)(?P<tail>[^\W\d_]*)"
    r"(?P<range>\s?[-‐-―]\s?[^\W\d_]{0,3}\d+)?"
)
# "36, 1713 (2003)": a page, though it might be a year.
_VOLUME_COMMA = lazy_regex(r"\d\s?,\s?\Z")
_BRACKETED_YEAR = lazy_regex(r"\s?\((?:1[5-9]|20)\d\d[a-z]?\)")
_NEAR = 40  # characters before a number that may say what it is
_LABELS = frozenset({"p", "pp", "pg", "page", "pages"})


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A number with its letters: S45 and 45 are two pages.

    ``shaped`` is True where its place or its form says that it is a page and no volume.
    """

    number: int
    letters: str = ""
    shaped: bool = False


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """The numbers of a string that can be a volume or a page, in their order.

    ``volume`` is the one that is marked as the volume; ``articles`` are numbers of articles.
    """

    pages: tuple[PageNumber, ...] = ()
    volume: int | None = None
    articles: tuple[PageNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """What a string says beside the title: its words, its years, and its numbers."""

    text: str
    opens_with_title: bool
    words: tuple[str, ...]
    years: frozenset[int]
    numbers: PrintedNumbers


@lru_cache(maxsize=256)
def all_words(printed: PrintedReference) -> frozenset[str]:
    """Every word of a reference's titles and of its string."""
    return frozenset(words(f"{printed.title} {printed.container} {printed.text}"))


def rest_beside(text: str, title: Likeness) -> Rest:
    """What a string says beside a title that was found in it."""
    before, after = "", text
    if title.agreement in {Agreement.AGREE, Agreement.NEAR}:
        before, after = text[: title.start], text[title.end :]
    # The mark keeps what stood before the title from running into what stood behind it.
    rest = f"{before} | {after}".strip(" |") if before.strip() else after.strip()
    return Rest(
        text=rest,
        opens_with_title=bool(after != text and not words(before)),
        words=words(rest),
        years=frozenset(int(year) for year in YEAR.findall(ORDINAL.sub(" ", rest))),
        numbers=read_numbers(rest),
    )


def read_numbers(text: str) -> PrintedNumbers:
    """Read the numbers of a string, without what is neither volume nor page."""
    articles = tuple(_page(found[1], found[2]) for found in _ARTICLE.finditer(text))
    plain = _ARTICLE.sub(" ", text)
    issues = list(_ISSUE.finditer(plain))
    plain = _ISSUE.sub(_without_issue, plain)
    for pattern in _NEITHER:
        plain = pattern.sub(" ", plain)
    marked = [*_VOLUME.finditer(plain), *issues[-1:]]
    # "Berg, T. 2009": an initial. "2024(90)": the issue of a journal whose volumes are years.
    volumes = (int(found[1][:9]) for found in marked)
    volume = next((number for number in volumes if not _is_year(number)), None)
    numbers = (*_numbers(plain), *(PageNumber(roman(found)) for found in ROMAN.findall(plain)))
    return PrintedNumbers(numbers, volume, articles)


def first_number(text: str) -> int | None:
    """The first number in a text, in digits or else in Roman capitals."""
    if found := NUMBER.search(text):
        return int(found[0][:9])
    numeral = ROMAN.search(text)
    return roman(numeral[0]) if numeral else None


def read_page(text: str) -> PageNumber | None:
    """The first page in a text: its number and its letters, small."""
    found = _TOKEN.search(text)
    return _page(found["letters"], found["number"], found["tail"]) if found else None


def _without_issue(found: re.Match[str]) -> str:
    """A volume without its issue; what stands behind a year may be the volume itself."""
    return found[0] if _is_year(int(found[1][:9])) else f"{found[1]} :"


def _is_year(number: int | None) -> bool:
    return number is not None and bool(YEAR.fullmatch(str(number)))


def _numbers(text: str) -> list[PageNumber]:
    found: list[PageNumber] = []
    for token in _TOKEN.finditer(text):
        before = text[max(0, token.start() - _NEAR) : token.start()]
        labelled = _ends_with_label(before)
        colon = before.rstrip().endswith(":") and bool(found)
        ranged = bool(token["range"]) and not _is_year(int(token["number"][:9]))
        lettered = bool(token["letters"]) and token["letters"].lower() not in _LABELS
        placed = _VOLUME_COMMA.search(before[-6:]) and _BRACKETED_YEAR.match(text, token.end())
        page = _page(token["letters"], token["number"], token["tail"])
        shaped = labelled or colon or ranged or lettered or bool(placed)
        found.append(PageNumber(page.number, page.letters, shaped))
    return found


def _ends_with_label(before: str) -> bool:
    near = before[-12:]
    return any(found.end() == len(near) for found in _PAGE_LABEL.finditer(f"{near}1"))


def _page(letters: str, number: str, tail: str = "") -> PageNumber:
    """The letters before a page, or an S behind it: 45S is S45."""
    named = "".join(map(fold, letters))
    named = "" if named in _LABELS else named
    return PageNumber(int(number[:9]), named or ("s" if tail.casefold() == "s" else ""))
