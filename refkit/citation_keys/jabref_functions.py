"""What JabRef's markers take from a work: the same names as Better BibTeX's, other details.

Source: JabRef's user documentation, page "Customize the citation key generator". A family name
stands without its particle, names are joined without blanks, and words of a title keep the case
they have. Unlike JabRef, the name of a group is not abbreviated.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refkit.citation_keys.creators import people
from refkit.citation_keys.functions import day, shortyear, title_of, year
from refkit.citation_keys.title_words import SMALL_WORDS
from refkit.model.people import Creator
from refkit.model.work import Work, WorkType

# JabRef's "unwanted characters", taken out of what a marker gives, not out of the text beside it.
UNWANTED = str.maketrans("", "", "-`\u02b9:!;?^$\u2010\u2011")
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
_NUMBER = re.compile(r"\d+")


def _creators(work: Work, whose: str) -> list[Creator]:
    if whose == "edtr":
        return people(work, "editor")
    return people(work, "author") or ([] if whose == "pureauth" else people(work, "editor"))


def _families(work: Work, whose: str) -> list[str]:
    names = (each.family or each.literal or each.given for each in _creators(work, whose))
    return [name.translate(UNWANTED) for name in names]


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
    return "".join(each.full_family or each.literal for each in _creators(work, whose)[:1])


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
    names = [each.full_family or each.literal for each in _creators(work, whose)]
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


def title_words_of(work: Work) -> list[str]:
    """The words of the title, parted at blanks and hyphens."""
    return re.sub(r"[\s-]+", " ", title_of(work)).split()


def significant(work: Work) -> str:
    """All words, those of weight and the first one with a capital."""
    return " ".join(
        word[:1].lower() + word[1:]
        if place and word.lower() in SMALL_WORDS
        else word[:1].upper() + word[1:]
        for place, word in enumerate(title_words_of(work))
    )


def camel(work: Work, n: int = 0) -> str:
    """All words, or ``n``, each with a capital."""
    words = [word[:1].upper() + word[1:] for word in title_words_of(work)[: n or None]]
    return " ".join(_letters(word) for word in words)


def short_title(work: Work, n: int = 3) -> str:
    """The first ``n`` words of weight."""
    words = [word for word in title_words_of(work) if word.lower() not in SMALL_WORDS]
    return " ".join(words[:n])


def very_short_title(work: Work) -> str:
    """The first word of weight."""
    return short_title(work, 1)


def title_initials(work: Work) -> str:
    """The first letters of the first three words."""
    return "".join(_letters(word[:1]) for word in title_words_of(work)[:3])


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


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
    return max(_NUMBER.findall(work.page), key=_size, default="")


def _size(number: str) -> tuple[int, str]:
    digits = number.lstrip("0")
    return len(digits), digits


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
    "month": month, "pageprefix": page_prefix, "shortyear": shortyear, "year": year,
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
    "abbr": abbr, "capitalize": capitalize, "lower": str.lower, "sentencecase": sentencecase,
    "titlecase": titlecase, "truncate": truncate, "upper": str.upper,
}  # fmt: skip
