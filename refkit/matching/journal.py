"""Titles of journals and books, whole or abbreviated in any of the ways that lists print them.

An abbreviation shortens every word that counts, in order; it may leave out small words, a place and
what stands behind a dash, a colon or in brackets, and nothing else: J Biol Chem is not the Journal
of Biological Inorganic Chemistry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from refkit.matching.normalize import IDEOGRAPHS, LONGEST, fold, words
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex

# Words that abbreviations leave out, and what a section is called beside its letter.
_SMALL = frozenset(
    (
        "a an and at da de del der des di do dos du e ed edition et for fur il in la las le les "
        "los of on part sect section ser series the to und y"
    ).split()
)
_PUBLISHED = {WorkType.BOOK, WorkType.REPORT, WorkType.THESIS}
_SHORTEST_ACRONYM = 3
_MOST_NUMBERS = 2
_ELISION = lazy_regex(r"\b[dl]['’](?=[^\W\d_])", re.IGNORECASE)
_APOSTROPHE = lazy_regex(r"(?<=[^\W\d_])['’](?=[^\W\d_])")
_WORD = lazy_regex(r"[^\W_]+")
_ROMAN = lazy_regex(r"[ivxlc]{2,7}")
_INSIDE = frozenset(" .-&'’‐‑")  # the marks within a name
# A country or a place that stands behind a name or within it: of America, of London.
_COUNTRY = lazy_regex(
    r"(?<=[\w.,])[\s,(]{1,8}(?:(?:of\s+)?(?:the\s+)?United\s+States(?:\s+of\s+America)?"
    r"|U\W{0,2}S\W{0,2}A\b\.?|(?:of\s+)?Lond(?:on)?\b\.?(?:,?\s*Engl(?:and)?\b\.?)?"
    r"|Engl(?:and)?\b\.?(?=\W*$))\)?",
    re.IGNORECASE,
)
_BRACKETED = lazy_regex(r"\s{0,8}[(\[]([^()\[\]]*)[)\]]")
# Behind a dash or a bracket stands a section; behind a colon, a subtitle or a title of its own.
_PARTED = lazy_regex(r"\s{1,8}[-–—=/|]\s+|\s{0,8}:\s+|\s{0,8}[(\[]|(?<=[a-z])[-–—](?=[A-Z]\w+ \w)")
# "Series A. Mathematical and Physical Sciences": the letter alone is printed.
_LETTERED = lazy_regex(r"\b(?:Series|Section|Sect|Ser)\b\.?\s{1,8}[A-H]\b(?=[.,:]?\s)")
# Abbreviations of ISO 4 whose last letter is not the word's.
_IRREGULAR = {"jpn": "japanese", "zbl": "zentralblatt", "jb": "jahrbuch"}
_TELLS_NOTHING = frozenset(
    "archiv archives journal magazine official organ proceedings publication review revue "
    "zeitschrift".split()
)
# Places in brackets behind the names of journals, as MEDLINE prints them, whole or cut.
_PLACES = frozenset(
    (
        "a aires america amst amsterdam auckl auckland baltim baltimore barc barcelona basel "
        "beijing berl berlin bethesda birm birmingham boston bronx budap budapest buenos camb "
        "cambridge chic chicago colch colchester copenh copenhagen dordr dordrecht dublin edinb "
        "edinburgh engl england fla gdansk geneva ger germany glasg glasgow hague hamb hamburg "
        "heidelb heidelberg hoboken ill israel ital italy j japan jena jerus jerusalem jpn "
        "kyoto larchmont larchmt leipz leipzig lisb lisbon lond london louis madr madrid mass "
        "md menlo mich milano millwood milw milwaukee minn minneap minneapolis mosc moscow mosk "
        "mumbai munich n naples neth netherlands new nj ny orl orlando osaka oslo oxf oxford pa "
        "paris park phila philadelphia pisa prag prague praha rio rockv rockville roma rome "
        "rotterdam s scotl scotland shanghai silver spring st stockh stockholm stuttg stuttgart "
        "switz switzerland sydney tokyo torino tubingen turin u uk us usa utrecht vienna warsaw "
        "warsz wash washington weinh weinheim wien york zagreb zur zurich"
    ).split()
)
_BEHIND = frozenset(
    (
        "accessed ahead art article available band bd dec doi epub feb forthcoming heft http "
        "https in issue jahrgang jan jg mar may no nr num online p pages part pmid pp press "
        "published retrieved st suppl supplement t tom tome vol volume www"
    ).split()
)
# What a journal's name begins with, so that what follows is no name of its own: Am J Pathol.
_QUALIFIERS = frozenset(
    (
        "acta am amer ann arch asian br braz brit bull can chin clin eur exp int ital j jpn mol "
        "nat nature new proc scand trans trends z"
    ).split()
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a string, and where it stands."""

    word: str
    start: int
    end: int


def names(work: Work) -> Iterator[tuple[str, ...]]:
    """What the work's container is called, as words that count; of a book, its publisher too."""
    container = work.container
    printed = [container.title, container.short_title, container.collection]
    if work.type in _PUBLISHED:
        printed.append(work.publisher)
    for title in dict.fromkeys(printed):
        yield from _readings(title)


def is_same(printed: str, work: Work) -> bool:
    """Whether a printed container is the work's, abbreviated or not."""
    theirs = list(names(work))
    return any(
        _abbreviates(ours, name) or _abbreviates(name, ours)
        for ours in _readings(printed)
        for name in theirs
    )


def is_named_in(text: str, work: Work) -> bool:
    """Whether the work's container stands in a string, as a name of its own."""
    tokens = _tokens(text)
    theirs = list(names(work))
    return any(
        _begins_at(text, tokens, at, name)
        for at in range(len(tokens))
        for name in theirs
        if _is_opening(text, tokens, at)
    )


def is_named_first(text: str, work: Work) -> bool:
    """Whether a string begins with the work's container."""
    tokens = _tokens(text)
    return bool(tokens) and any(_begins_at(text, tokens, 0, name) for name in names(work))


@lru_cache(maxsize=4096)
def _readings(title: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a name: whole, and without what a dash, a colon or brackets set apart."""
    title = title[:LONGEST]
    plain = _COUNTRY.sub(" ", _BRACKETED.sub(_without_place, title)) if title else ""
    found = (plain, _BRACKETED.sub(" ", plain), *_parts(plain), title)
    return tuple(dict.fromkeys(reading for text in found if (reading := _counting(text))))


def _parts(title: str) -> Iterator[str]:
    """The parts of a name that stand for it: JNCI and what it is short for, Brain: a Journal."""
    if found := _LETTERED.search(title):
        yield title[: found.end()]
    mark = _PARTED.search(title)
    if mark is None:
        return
    name, rest = title[: mark.start()], title[mark.end() :]
    size = len(_counting(name))
    if size == 1 and name.isupper():
        yield rest
    lettered = bool(re.search(r"\b\w$", name))  # Acta Crystallographica Section A
    explained = bool(_TELLS_NOTHING & set(words(rest)))
    if explained or lettered or (size > 1 and ":" not in mark[0]):
        yield name


def _without_place(found: re.Match[str]) -> str:
    inside = [word for word in words(found[1]) if not word.isdigit()]
    return " " if inside and _PLACES.issuperset(inside) else found[0]


def _counting(title: str) -> tuple[str, ...]:
    # "Ecology 84": a volume that was read as part of the name.
    joined = _APOSTROPHE.sub("", _ELISION.sub(" ", title))
    named = _without_small(words(joined.replace("N.Y.", "N Y")))
    return tuple(word for word in named if not word.isdigit()) or tuple(named)


def _without_small(found: Sequence[str]) -> list[str]:
    """The words that abbreviations keep; the Y of New York is not Spanish for "and"."""
    return [
        word
        for at, word in enumerate(found)
        if word not in _SMALL or (word == "y" and at and found[at - 1] == "n")
    ]


def _abbreviates(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the words of the short name shorten those of the long one, one by one."""
    if len(short) == 1 and _is_acronym(short[0], long):
        return True
    return len(short) == len(long) and all(map(_is_cut, short, long))


def _is_cut(one: str, other: str) -> bool:
    return _shortens(one, other) or _shortens(other, one)


def _shortens(short: str, long: str) -> bool:
    """Whether one word is cut from another: ``biol``, ``natl`` for national, ``j``."""
    if long.startswith(short) or _IRREGULAR.get(short) == long:
        return True
    if short[0] != long[0] or not 2 <= len(short) < len(long):
        return False
    if short[1:] in long and len(short) > 3:
        return True  # dtsch for deutsche
    left = iter(long)
    return short[-1] == long[-1] and all(letter in left for letter in short)


def _is_acronym(word: str, name: Sequence[str]) -> bool:
    return len(word) >= _SHORTEST_ACRONYM and word == "".join(part[0] for part in name)


@lru_cache(maxsize=512)
def _tokens(text: str) -> tuple[_Token, ...]:
    """The words of a string that count, without its countries."""
    plain = text[:LONGEST]
    for pattern in (_COUNTRY, _ELISION):
        plain = pattern.sub(lambda found: " " * len(found[0]), plain)
    found = [
        _Token("".join(map(fold, one[0])), one.start(), one.end()) for one in _WORD.finditer(plain)
    ]
    kept = set(_without_small([token.word for token in found]))
    return tuple(token for token in found if token.word in kept)


def _begins_at(text: str, tokens: Sequence[_Token], at: int, name: Sequence[str]) -> bool:
    """Whether the name stands at a word, whole, and no word of another name behind it."""
    if _is_acronym(tokens[at].word, name):
        return _is_ending(text, tokens, at, whole=True)
    size = len(name[0]) if len(name) == 1 else 0
    if size and _is_acronym(name[0], [token.word for token in tokens[at : at + size]]):
        return _is_ending(text, tokens, at + size - 1, whole=False)
    # A number within a name is no word of it: Proceedings of the 2015 Conference on Bees.
    near = range(at, min(len(tokens), at + len(name) + _MOST_NUMBERS))
    places = [place for place in near if not tokens[place].word.isdigit()][: len(name)]
    printed = [tokens[place] for place in places]
    if len(printed) < len(name):
        return False
    if not all(_is_cut(token.word, word) for token, word in zip(printed, name, strict=True)):
        return False
    # Initials alone are an author's: "J. A. Autio" is not the Journal of Autism.
    is_name = (
        printed[0].word == name[0] if len(name) == 1 else any(len(t.word) > 2 for t in printed)
    )
    whole = printed[-1].word == name[-1]
    return is_name and _is_ending(text, tokens, places[-1], whole=whole)


def _is_ending(text: str, tokens: Sequence[_Token], at: int, *, whole: bool) -> bool:
    """Whether a name can end at a word: a number or a mark follows, not one more word of it."""
    if at + 1 == len(tokens):
        return True
    gap, following = text[tokens[at].end : tokens[at + 1].start], tokens[at + 1].word
    if _is_place(following):
        return True
    return bool(set(gap) - _INSIDE) or (whole and "." in gap)


def _is_place(word: str) -> bool:
    """Whether a word is what follows a journal's name: a volume, a page, a month."""
    counted = any(letter.isdigit() for letter in word) or bool(_ROMAN.fullmatch(word))
    return counted or word in _BEHIND or word >= IDEOGRAPHS


def _is_opening(text: str, tokens: Sequence[_Token], at: int) -> bool:
    """Whether a name can begin at a word: behind a mark or an initial, not in another name."""
    if at == 0:
        return True
    before, gap = tokens[at - 1], text[tokens[at - 1].end : tokens[at].start]
    if set(gap) - _INSIDE or before.word[0].isdigit() or before.word >= IDEOGRAPHS:
        return True
    if "." not in gap:
        return _is_initials(text, tokens, at - 1) and before.word not in _QUALIFIERS
    return before.word not in _QUALIFIERS or _is_initials(text, tokens, at - 1)


def _is_initials(text: str, tokens: Sequence[_Token], at: int) -> bool:
    """Whether a word is an author's initials: "Berg A", "Berg, A", or three capitals at most."""
    printed = text[tokens[at].start : tokens[at].end]
    if not printed.isupper() or len(printed) > 3:
        return False
    gap = text[tokens[at - 1].end : tokens[at].start] if at else ""
    return len(printed) > 1 or gap in {" ", ", "}
