"""What JabRef's markers take from a work: the same names as Better BibTeX's, other details.

Source: JabRef's user documentation, page "Customize the citation key generator". A family name
stands without its particle, names are joined without blanks, and words of a title keep the case
they have.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refkit.citation_keys.creators import people
from refkit.citation_keys.described import keywords_of
from refkit.citation_keys.filters import alphanum
from refkit.citation_keys.functions import day, title_of, year
from refkit.citation_keys.jabref_institutions import institution_key
from refkit.citation_keys.title_words import SMALL_WORDS
from refkit.citation_keys.transliterate import ascii_of
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex

# JabRef's "unwanted" and "disallowed" characters, taken out of what a marker gives, not out of the
# text beside it.
_UNWANTED = str.maketrans("", "", "-`\u02b9:!;?^$\u2010\u2011{}(),=\\\"#%~'")
_BIBTEX_TYPES = {
    WorkType.ARTICLE_JOURNAL: "Article",
    WorkType.ARTICLE_MAGAZINE: "Article",
    WorkType.ARTICLE_NEWSPAPER: "Article",
    WorkType.BOOK: "Book",
    WorkType.CHAPTER: "InCollection",
    WorkType.PAPER_CONFERENCE: "InProceedings",
    WorkType.REPORT: "TechReport",
    WorkType.THESIS: "PhdThesis",
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
# A number of a page, in Roman figures too where they are no part of a word.
_NUMBER = lazy_regex(r"\d+|(?<![^\W_])[ivxlcdm]+(?![^\W_])", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NOT_YET = ("in", "sub")  # in press, submitted


def _creators(work: Work, whose: str) -> list[Creator]:
    if whose == "edtr":
        return people(work, "editor")
    return people(work, "author") or ([] if whose == "pureauth" else people(work, "editor"))


def without_unwanted(text: str) -> str:
    """The text in ASCII without the characters that JabRef takes out of what a marker gives."""
    return ascii_of(text.translate(_UNWANTED), german=True)


def _families(work: Work, whose: str) -> list[str]:
    return [without_unwanted(_family(each)) for each in _creators(work, whose)]


def _family(creator: Creator) -> str:
    name = creator.family or creator.literal or creator.given
    if creator.family and (creator.given or creator.particle or creator.suffix):
        return name
    return institution_key(ascii_of(name, german=True)) if re.search(r"\s", name) else name


def _has_others(work: Work, whose: str) -> bool:
    """Whether the list says that there are others: ``and others``."""
    authors = people(work, "author")
    return bool(authors) and whose != "edtr" and not work.creators_complete


def one(work: Work, whose: str, n: int = 0, m: int = 1) -> str:
    """The family name of creator ``m``, or its first ``n`` letters."""
    names = _families(work, whose)
    return names[m - 1][: n or None] if 0 < m <= len(names) else ""


def every(work: Work, whose: str, n: int = 0) -> str:
    """All family names, or ``n`` and EtAl."""
    return _joined(work, whose, n, "", "EtAl")


def last(work: Work, whose: str) -> str:
    """The last creator's family name."""
    return "".join(_families(work, whose)[-1:])


def full(work: Work, whose: str) -> str:
    """The first creator's family name with its particle."""
    return "".join(_with_particle(each) for each in _creators(work, whose)[:1])


def _with_particle(creator: Creator) -> str:
    return creator.full_family if creator.particle else _family(creator)


def initial(work: Work, whose: str) -> str:
    """The first letter of the first creator's given name."""
    return "".join(each.given[:1] for each in _creators(work, whose)[:1])


def last_initial(work: Work, whose: str) -> str:
    """The first letter of the last creator's given name."""
    return "".join(each.given[:1] for each in _creators(work, whose)[-1:])


def beginnings(work: Work, whose: str, n: int = 0) -> str:
    """The beginning of each family name, ``n`` letters in all; a + for others has one of them."""
    names = _families(work, whose)
    if not names:
        return ""
    if n > len(names) and _has_others(work, whose):
        return _beginnings(names, n - 1) + "+"
    return _beginnings(names, n)


def _beginnings(names: list[str], n: int) -> str:
    letters, more = divmod(n, len(names))
    return "".join(name[: letters + (place < more)] for place, name in enumerate(names))


def five_and_initials(work: Work, whose: str) -> str:
    """Five letters of the first family name, one of each other, a + for others."""
    names = _families(work, whose)
    letters = [*(name[:5] for name in names[:1]), *(name[:1] for name in names[1:])]
    return "".join(letters) + "+" * _has_others(work, whose)


def two_ea(work: Work, whose: str) -> str:
    """Two family names; ``.ea`` for more."""
    return _joined(work, whose, 2, ".", ".ea")


def et_al(work: Work, whose: str) -> str:
    """One or two family names; of more the first and EtAl."""
    return _first_or_two(work, whose, "", "EtAl")


def dot_etal(work: Work, whose: str) -> str:
    """One or two family names with a dot; of more the first and ``.etal``."""
    return _first_or_two(work, whose, ".", ".etal")


def short(work: Work, whose: str) -> str:
    """One family name; of more the first letters of three, and a + for those left out."""
    names, others = _families(work, whose), _has_others(work, whose)
    if len(names) < 2 and not others:
        return "".join(names)
    return "".join(name[:1] for name in names[:3]) + "+" * (others or len(names) > 3)


def alpha(work: Work, whose: str) -> str:
    """As BibTeX's style alpha labels: particles count by their first letters."""
    names = [without_unwanted(_with_particle(each)) for each in _creators(work, whose)]
    others = _has_others(work, whose)
    if len(names) == 1 and not others:
        *front, name = names[0].split() or [""]
        return "".join(word[:1] for word in front) + name[:3]
    shown = names if len(names) + others <= 4 else names[:3]
    letters = "".join(word[:1] for name in shown for word in name.split())
    return letters + "+" * (others or len(names) > 4)


def alpha_lni(work: Work, whose: str) -> str:
    """As the Lecture Notes in Informatics: two letters of one name, one of each of up to four."""
    names = _families(work, whose)
    if len(names) == 1 or _has_others(work, whose):
        return "".join(name[:2] for name in names[:1])
    return "".join(name[:1] for name in names[:4])


def _joined(work: Work, whose: str, n: int, sep: str, more: str) -> str:
    names = _families(work, whose)
    left_out = 0 < n < len(names) or (bool(names) and _has_others(work, whose))
    return sep.join(names[: n or None]) + more * left_out


def _first_or_two(work: Work, whose: str, sep: str, more: str) -> str:
    names = _families(work, whose)
    if len(names) > 2 or (names and _has_others(work, whose)):
        return names[0] + more
    return sep.join(names)


def _words(text: str) -> list[str]:
    """The words of a title, parted at blanks and hyphens."""
    return re.sub(r"[\s-]+", " ", text).split()


def significant(work: Work) -> str:
    """All words, those of weight and the first one with a capital."""
    return " ".join(
        word[:1].lower() + word[1:]
        if place and word.lower() in SMALL_WORDS
        else word[:1].upper() + word[1:]
        for place, word in enumerate(_words(title_of(work)))
    )


def camel(work: Work, n: int = 0) -> str:
    """All words, or ``n``, each with a capital."""
    words = [word[:1].upper() + word[1:] for word in _words(title_of(work))[: n or None]]
    return " ".join(alphanum(word) for word in words)


def camel_of(text: str, n: int = 0) -> str:
    """The same of any text; all other letters are small."""
    return " ".join(alphanum(word.capitalize()) for word in _words(text)[: n or None])


def short_title(work: Work, n: int = 3) -> str:
    """The first ``n`` words of weight."""
    return short_title_of(title_of(work), n)


def short_title_of(text: str, n: int = 3) -> str:
    """The same of any text."""
    return " ".join([word for word in _words(text) if word.lower() not in SMALL_WORDS][:n])


def very_short_title(work: Work) -> str:
    """The first word of weight."""
    return short_title(work, 1)


def very_short_title_of(text: str) -> str:
    """The same of any text."""
    return short_title_of(text, 1)


def title_initials(work: Work) -> str:
    """The first letters of the first three words."""
    return "".join(alphanum(word[:1]) for word in _words(title_of(work))[:3])


def all_names(work: Work, role: str) -> str:
    """The whole names of the authors or editors, as BibTeX has them: given names first."""
    return " and ".join(
        f"{each.given} {each.full_family or each.literal}".strip() for each in people(work, role)
    )


def keyword(work: Work, n: int) -> str:
    """Keyword number ``n`` as they stand, counted from 1."""
    return "".join(keywords_of(work)[n - 1 : n]) if n else ""


def keywords(work: Work, n: int = 0) -> str:
    """The first ``n`` (0: all) keywords as they stand."""
    return "".join(keywords_of(work)[: n or None])


def short_year(work: Work) -> str:
    """The last two digits of the year; IP of what is in press or submitted."""
    text = year(work)
    return "IP" if text.startswith(_NOT_YET) else text[-2:]


def entry_type(work: Work) -> str:
    """BibTeX's name of the type."""
    return _BIBTEX_TYPES.get(work.type, "Misc")


def month(work: Work) -> str:
    """The month's English name."""
    known = work.cited_date()
    return _MONTHS[known.month - 1] if known and 0 < known.month <= 12 else ""


def first_page(work: Work) -> str:
    """The lowest number among the pages."""
    return min(_NUMBER.findall(work.page), key=_size, default="")


def last_page(work: Work) -> str:
    """The highest number among the pages."""
    return max(reversed(_NUMBER.findall(work.page)), key=_size, default="")


def _size(number: str) -> tuple[int, str]:
    digits = (number if number.isdigit() else _from_roman(number)).lstrip("0")
    return len(digits), digits


def _from_roman(number: str) -> str:
    figures = [_ROMAN[figure] for figure in number.lower()]
    after = [*figures[1:], 0]
    return str(
        sum(
            -figure if figure < later else figure
            for figure, later in zip(figures, after, strict=True)
        )
    )


def page_prefix(work: Work) -> str:
    """What stands before the first number of the pages: the L of L7."""
    found = _NUMBER.search(work.page)
    return work.page[: found.start()] if found else ""


# Each is written after auth, pureauth or edtr, some in two parts around a number.
PEOPLE: dict[str, Callable[..., str]] = {
    "auth": one, "authors": every, "authorLast": last, "authFirstFull": full,
    "authForeIni": initial, "authorLastForeIni": last_initial, "authIni": beginnings,
    "authorIni": five_and_initials, "auth.auth.ea": two_ea, "authEtAl": et_al,
    "auth.etal": dot_etal, "authshort": short, "authorsAlpha": alpha,
    "authorsAlphaLNI": alpha_lni,
}  # fmt: skip
EDITORS: dict[str, Callable[..., str]] = {
    "edtr": one, "editors": every, "editorLast": last, "edtrForeIni": initial,
    "editorLastForeIni": last_initial, "edtrIni": beginnings, "editorIni": five_and_initials,
    "edtr.edtr.ea": two_ea, "edtrshort": short,
}  # fmt: skip
TITLES: dict[str, Callable[..., str]] = {
    "camel": camel, "fulltitle": title_of, "shorttitle": short_title,
    "shorttitleINI": title_initials, "title": significant, "veryshorttitle": very_short_title,
}  # fmt: skip
OTHERS: dict[str, Callable[..., str]] = {
    "day": day, "entrytype": entry_type, "firstpage": first_page, "lastpage": last_page,
    "month": month, "pageprefix": page_prefix, "shortyear": short_year, "year": year,
}  # fmt: skip


def titlecase(text: str) -> str:
    """Capitals for all words but function words."""
    words = [word if word in SMALL_WORDS else word.capitalize() for word in text.lower().split()]
    return " ".join([*(word.capitalize() for word in words[:1]), *words[1:]])


def abbr(text: str) -> str:
    """The first letter of each word."""
    return "".join(word[0] for word in re.split(r"[()\s\"]+", re.sub(r"[{}']", "", text)) if word)


def capitalize(text: str) -> str:
    """A capital for each word, the other letters small."""
    return " ".join(word.capitalize() for word in text.split(" "))


def sentencecase(text: str) -> str:
    """A capital for the first word only."""
    return text.capitalize()


def truncate(text: str, n: int) -> str:
    """The first ``n`` characters."""
    return text[:n].rstrip()


MODIFIERS: dict[str, Callable[..., str]] = {
    "abbr": abbr, "camel": camel_of, "capitalize": capitalize, "lower": str.lower,
    "sentencecase": sentencecase, "shorttitle": short_title_of, "titlecase": titlecase,
    "truncate": truncate, "upper": str.upper, "veryshorttitle": very_short_title_of,
}  # fmt: skip
KEYWORDS: dict[str, Callable[..., str]] = {"keyword": keyword, "keywords": keywords}
