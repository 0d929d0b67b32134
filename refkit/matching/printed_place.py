"""Reads where a work stands from a reference: from its fields, else from its printed string.

A string is read by the shapes in which lists print a place; the journal is what stands before it,
back to the end of a sentence. That may be misread: what is found by a place has to be judged by all
that is printed, as what a search finds.
"""

from __future__ import annotations

import re

from refkit.matching.printed_string import YEAR
from refkit.matching.query import parts
from refkit.model.person_names import is_group
from refkit.model.printed_reference import PrintedReference
from refkit.model.reference import PrintedPlace
from refkit.regex import lazy_regex
from refkit.text.unicode import clean

# Of volume, first page and author at least so many beside journal and year: less is many works'.
ENOUGH = 2

_VOLUME = r"(?:\b[Vv]ol(?:ume|\.)?\s{0,3})?\b(?P<volume>[A-Z]?\d{1,4}[A-Za-z]?)"
_ISSUE = r"(?:\s?\((?!(?:1[5-9]|20)\d\d[a-z]?\))[^()]{1,30}\))?"
_LABEL = r"(?:[Pp]{1,2}\.?\s?|[Pp]ages?\s|[Aa]rt(?:icle|\.)?\s(?:[Nn]o\.?\s|ID\s)?)?"
_PAGE = rf"{_LABEL}(?P<page>[A-Za-z]{{0,4}}\d{{1,9}}[A-Za-z]?)\b"
_RANGE = r"(?:\s?[-‐-―]\s?[A-Za-z]{0,4}\d{1,9}[A-Za-z]?)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?"
# The likeliest first: what one shape finds may hold another.
_SHAPES = tuple(
    lazy_regex(shape)
    for shape in (
        # 2019 May 3;25(3):121
        rf"\b{_YEAR}[^;()\d]{{0,12}}\d{{0,2}};\s?{_VOLUME}{_ISSUE}\s?:\s?{_PAGE}",
        rf"{_VOLUME}{_ISSUE}\s?[,:]\s?{_PAGE}{_RANGE}\s?\({_YEAR}\)",  # 25, 121-130 (2019)
        rf"{_VOLUME}{_ISSUE}[,:]?\s?\({_YEAR}\)[,:]?\s?{_PAGE}",  # 25 (2019) 121-130
        rf"\b{_YEAR},\s?{_VOLUME}{_ISSUE}\s?[,:]\s?{_PAGE}",  # 2019, 25, 121-130
        rf"{_VOLUME}{_ISSUE},\s?{_YEAR},\s?pp?\.?\s?{_PAGE}",  # vol. 25, 2019, p. 121
        rf"{_VOLUME}{_ISSUE}\s?[,:]\s?{_PAGE}{_RANGE}",  # 25(3), 121-130; the year stands elsewhere
    )
)
# A stop, a quotation mark and a comma behind a title, the year behind the authors.
_SENTENCE_ENDS = lazy_regex(
    r"(?<=\S)[.?!][\"”’')\]*]{0,2}\s+|(?<=\S)[\"”’'],\s+|\((?:1[5-9]|20)\d\d[a-z]?\)[.:,]?\s+"
)
# "Nat. Med.": each word of a journal's name with a stop of its own; other letters are initials.
_CLIPPED = lazy_regex(r"[A-Z][^\W\d_]{1,8}|[CJNQSZ]")
_LAST_CLIPPED = lazy_regex(r"[A-Z][^\W\d_]{1,8}|[A-Z](?:\.\s?[A-Z]){1,3}")
# "C. Y. Weng, JAMA 137": the name behind an initial is an author's.
_ENDS_WITH_INITIAL = lazy_regex(r"(?:^|[\s,.-])[A-ZÀ-Þ]$")
_VOLUME_LABEL = lazy_regex(r",\s?[Vv]ol(?:ume)?[\s.]*$")
_NAME = lazy_regex(r"(?:The\s)?[A-ZÀ-Þ]")
_BRACKETED_YEAR = lazy_regex(r"\(((?:1[5-9]|20)\d\d)[a-z]?[,)]")
_ENDS_NAME = lazy_regex(r"[,;&(:\d]|\s(?:and|et|und|y)\s")
_INITIALS = lazy_regex(r"(?:[A-ZÀ-Þ]\.?-?){1,3}")
_MOST_WORDS, _LONGEST = 14, 120  # of a journal's name
_LONGEST_NAME = 4  # words of a family name with its particles


def printed_place(printed: PrintedReference) -> PrintedPlace | None:
    """The place of a reference, None where it has no journal, no year or too little beside."""
    place = _of_fields(printed)
    if place is None and printed.text and len(parts(printed.text)) < 2:
        place = _of_string(printed)
    return place


def _of_fields(printed: PrintedReference) -> PrintedPlace | None:
    year = YEAR.search(printed.year)
    return _place(
        printed.journal_title,
        year[1] if year else "",
        printed.volume,
        printed.first_page,
        _family(printed.author),
    )


def _of_string(printed: PrintedReference) -> PrintedPlace | None:
    text = printed.text
    for shape in _SHAPES:
        places = list(shape.finditer(text))
        if not places:
            continue
        found = places[-1]  # a title may have numbers too
        journal = _journal(text[: found.start()])
        beside = f"{text[: found.start()]} {text[found.end() :]}"
        told = found.groupdict().get("year") or _year(beside)
        author = _first_author(_ENDS_NAME.split(text, maxsplit=1)[0])
        if place := _place(journal, told, found["volume"], found["page"], author):
            return place
    return None


def _place(journal: str, year: str, volume: str, page: str, author: str) -> PrintedPlace | None:
    page = re.split(r"[-‐-―,;]", page, maxsplit=1)[0]
    place = PrintedPlace(*map(_on_one_line, (journal, year, volume, page, author)))
    beside = (place.volume, place.first_page, place.author)
    is_told = place.journal and place.year and sum(map(bool, beside)) >= ENOUGH
    return place if is_told else None


def _on_one_line(text: str) -> str:
    line = " ".join(clean(text[:_LONGEST]).split()).strip(" .,;:")
    return line if any(map(str.isalnum, line)) else ""


def _year(text: str) -> str:
    """The year of a string: the first in brackets, else the only one."""
    if found := _BRACKETED_YEAR.search(text):
        return str(found[1])
    years = set(YEAR.findall(text))
    return str(years.pop()) if len(years) == 1 else ""


def _journal(before: str) -> str:
    """The name that ends a text: back to the end of the sentence before it."""
    sentences = _SENTENCE_ENDS.split(_VOLUME_LABEL.sub("", before).rstrip(" .,;:"))
    name = sentences.pop()
    is_clipped = bool(_LAST_CLIPPED.fullmatch(name))
    while sentences and (is_clipped or name[:1].islower()):
        rest, comma, last = sentences.pop().rpartition(", ")
        if is_clipped and not _CLIPPED.fullmatch(last.strip()):
            sentences.append(f"{rest}{comma}{last}")
            break
        name = f"{last.strip()} {name}"
        if comma and rest:  # what stands before it is an author
            break
        is_clipped = True
    _, comma, rest = name.partition(", ")
    if comma and sentences and _ENDS_WITH_INITIAL.search(sentences[-1]):
        name = rest
    name = name.strip(" .,;:(")
    is_name = _NAME.match(name) and len(name.split()) <= _MOST_WORDS and len(name) <= _LONGEST
    return name if is_name else ""


def _family(name: str) -> str:
    """The family name of an author's field, empty for a group."""
    family, comma, _ = clean(name).partition(",")
    words = family.replace(".", ". ").split()
    if is_group(name) or not 0 < len(words) <= _LONGEST_NAME:
        return ""
    if comma:
        return " ".join(words)
    bare = list(words)
    while len(bare) > 1 and _INITIALS.fullmatch(bare[0]):
        del bare[0]
    while len(bare) > 1 and _INITIALS.fullmatch(bare[-1]):
        del bare[-1]
    return " ".join(bare) if len(bare) < len(words) else words[-1]


def _first_author(text: str) -> str:
    """The family name that a string begins with: "Berg AM. Title", "A. M. Berg"."""
    words = text.replace(".", ". ").split()
    family: list[str] = []
    has_initials = False
    for word in words[: _LONGEST_NAME + 2]:
        is_initial = bool(_INITIALS.fullmatch(word))
        has_initials = has_initials or is_initial
        if family and (is_initial or family[-1].endswith(".")):
            break
        family += [] if is_initial else [word]
    if not has_initials and not all(map(str.islower, family[:-1])):
        family = family[-1:]
    name = " ".join(family).strip(" .")
    return name if len(family) <= _LONGEST_NAME and not is_group(name) else ""
