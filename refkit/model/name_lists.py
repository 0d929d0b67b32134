"""The names of one text, as files have them: of a person, of a group, or of several of them.

A comma parts family name, given name and suffix. Without one a name is a group's, or a single one,
unless its shape leaves no other reading: initials behind a family name (``Roe E.``, Embase and
Ovid) or before it (``E. Roe``, IEEE). Several stand behind semicolons, "and", or commas where
these part people. What is in doubt stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from refkit.model.people import Creator
from refkit.model.person_names import (
    FIRMS,
    HOMONYM,
    PARTICLES,
    goes_on,
    has_group_noun,
    initials_first,
    initials_last,
    parted_given,
    person,
    split_suffix,
)
from refkit.regex import lazy_regex


class NameListStyle(NamedTuple):
    """How a kind of text holds names.

    ``is_list``: semicolons part names, whatever these are. ``undotted``: a name alone may be
    ``Roe EA``. ``in_full``: commas may part names in full: ``Ann Roe, Bo Poe``.
    """

    is_list: bool = False
    undotted: bool = False
    in_full: bool = False


TAG = NameListStyle()
"""A value of RIS or EndNote, which is to be one name."""

CELL = NameListStyle(is_list=True, undotted=True, in_full=True)
"""A cell of a table, which is a list."""


class Names(NamedTuple):
    """The people of a text; ``complete`` is False where it says that there are more."""

    creators: tuple[Creator, ...]
    complete: bool = True


_CAPITAL = r"[^\W\d_a-zß-ÿ]"
_INITIAL = rf"{_CAPITAL}(?:[a-zß-ÿ]\.|\.?)"
_INITIALS = lazy_regex(rf"{_INITIAL}(?:[ -]?{_INITIAL}){{0,4}}")
_BEFORE = lazy_regex(rf"(?P<given>{_CAPITAL}{{1,3}}) (?P<family>\S.*)")  # "AB Roe", in a list
_SUFFIX = lazy_regex(r"(?:[Jj]r|[Ss]r|2nd|3rd)\.?")  # JR and SR are initials
_SUFFIX_AFTER = lazy_regex(r",\s*(?=(?:Jr|Sr|II|III|IV|2nd|3rd)\b\.?\s*(?:,|$))")
_AND = lazy_regex(r",?\s+(?:and|&)\s+", re.IGNORECASE)
_LEADING_AND = lazy_regex(r"^(?:and|&)\s+", re.IGNORECASE)
# "Roe, Ann B." and "Roe, A. B.": most names of most files, in which nothing is to be weighed.
_USUAL = lazy_regex(
    rf"(?P<family>{_CAPITAL}[^\W\d_]++(?:[-'’][^\W\d_]++)*), "
    rf"(?P<given>(?!Jr|Sr){_CAPITAL}(?:[^\W\d_]|-)*+\.?(?:[ -]?{_CAPITAL}\b\.?)*+)"
)
_ONE = lazy_regex(r"[^\s,;]++(?:,[^,;]*+)?")  # "Roe, Ann", unless there is an "and"
_AUTHOR_ID = lazy_regex(r"\s*\(\d{5,}\)\s*$")  # Scopus
_DOTS = lazy_regex(r"[.\s-]")
# Behind a name these are a country or a form of firm as often as initials.
_COUNTRIES = frozenset("UK US USA EU UN UAE".split())
_FIRMS_DOTTED = frozenset("SA NV BV SL LP SRL SAS LLC".split())
_FIRMS_BARE = frozenset("AG AB AS SE KK PLC".split())
_BETWEEN = PARTICLES | {"e", "i", "y"}  # words of a family name: Oliveira e Silva
_MOST_WORDS = 3  # of a family name, without its particle


def read_names(
    text: str, role: str = "author", style: NameListStyle = TAG, *, among_short: bool = False
) -> Names:
    """The people of one text; ``among_short`` where the record gives names as ``Roe EM``.

    >>> [creator.sort_name for creator in read_names("Roe A, Poe B and Moe C").creators]
    ['Roe', 'Poe', 'Moe']
    """
    usual = _USUAL.fullmatch(text)
    if usual and usual["given"].lower() not in FIRMS:
        return Names((Creator(usual["family"], usual["given"], role=role),))
    text = " ".join(text.split())
    bare = goes_on(text)
    name = (text if bare is None else bare).strip(" ;")
    if _is_marked(name) and not style.is_list:
        found = [Creator(literal=name.replace(",,", ",").rstrip(" ,"))]
    else:
        name = name.rstrip(" ,")
        found = _several(name, style) or [_one(name, style, among_short=among_short)]
    people = tuple(replace(each, role=role) for each in found if each.sort_name)
    return Names(people, bare is None)


def are_short(names: Iterable[str]) -> bool:
    """Whether a record gives its people as ``Roe EM``: more than one does, none with a comma."""
    found = list(names)
    if any("," in name for name in found):
        return False
    return sum(1 for name in found if _short(name, undotted=True, may_shout=True)) > 1


def indexed_name(text: str, role: str) -> Creator:
    """A name as PubMed and Web of Science index it: ``Roe, Ewan A``, or ``Roe EA``."""
    family, comma, given = text.partition(",")
    given, _, suffix = given.partition(",")
    if comma and given.strip():
        return person(family, given, suffix.strip(), role=role)
    return initials_last(family.strip(), role)


def _is_marked(text: str) -> bool:
    """EndNote marks a group by a comma behind it, and one with a comma by two."""
    return ",," in text or (text.endswith(",") and text.count(",") == 1)


def _several(text: str, style: NameListStyle) -> list[Creator]:
    """The people of a list; none where it is a single name, or may be one."""
    if _ONE.fullmatch(text) and not _AND.search(text):
        return []
    if ";" not in text:
        return _at_and(text, style) or _at_commas(text, in_full=style.in_full)
    parts = [_LEADING_AND.sub("", part) for part in trimmed(text.split(";"))]
    among_short = are_short(parts)
    people = [
        each
        for part in parts
        for each in _at_and(part, style) or [_one(part, style, among_short=among_short)]
    ]
    return people if style.is_list or any(map(_is_person, people)) else []


def _at_and(text: str, style: NameListStyle) -> list[Creator]:
    """``Roe, A. and Poe, B.``; the last of a longer list has it too: ``Roe A, Poe B and Moe C``."""
    *before, last = _AND.split(text)
    if not before:
        return []
    in_full = style.in_full and "," not in last
    found = [_at_commas(part, in_full=in_full) or [_listed(part)] for part in before]
    people = [each for some in found for each in some] + [_listed(last)]
    told = [_is_person(each) for each in people]
    if not any(told):
        return people if style.in_full and all(_is_in_full(each.literal) for each in people) else []
    # Two groups behind one another may be one that has an "and" in its name.
    is_one_group = any(not one and not other for one, other in pairwise(told))
    is_list = sum(told) > 1 or all(_is_person(each) or _is_told_group(each) for each in people)
    return people if is_list and not is_one_group else []


def _at_commas(text: str, *, in_full: bool) -> list[Creator]:
    """``Roe A, Poe B``, ``A Roe, B Poe`` and ``Roe, A., Poe, B.``; nothing where it is neither."""
    pieces = trimmed(_SUFFIX_AFTER.sub(" ", text).split(","))
    if len(pieces) < 2:
        return []
    short = [_short(piece, undotted=True, among_short=True) or _before(piece) for piece in pieces]
    if all(short) and any(map(_is_sure, pieces)):
        return [each for each in short if each]
    in_full = in_full and not pieces[0][:1].islower()
    if (in_full or len(pieces) > 2) and all(map(_is_in_full, pieces)):
        return [Creator(literal=piece) for piece in pieces]
    families, givens = pieces[::2], pieces[1::2]
    if len(pieces) < 4 or len(pieces) % 2 or any(map(_INITIALS.fullmatch, families)):
        return []
    people = [_named(*pair) for pair in zip(families, givens, strict=True)]
    is_list = all(_is_person(each) and _INITIALS.fullmatch(each.given) for each in people)
    return people if is_list else []


def trimmed(parts: Sequence[str]) -> list[str]:
    """Names without blanks and commas around them, and without those that are empty."""
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _listed(name: str) -> Creator:
    return _one(name, CELL, among_short=True)


def _one(name: str, style: NameListStyle, *, among_short: bool) -> Creator:
    """Family, given, suffix; a name without a comma is a group's or a single one."""
    name = HOMONYM.sub("", _AUTHOR_ID.sub("", name) if style.is_list else name)
    parts = [part.strip() for part in name.split(",")]
    is_person = len(parts) in {2, 3} and not _is_group(*parts[:2]) and not _AND.search(name)
    if is_person and ",," not in name:
        return _named(*parts)
    short = _short(name, undotted=style.undotted or among_short, among_short=among_short)
    return short or Creator(literal=name.replace(",,", ","))


def _is_group(family: str, given: str) -> bool:
    """Whether what stands before and behind a comma is the name of a firm or of a group."""
    if given.lower().split()[:1] and given.lower().split()[0] in FIRMS:
        return True
    return any(" " in part and has_group_noun(part) for part in (family, given))


def _named(family: str, given: str, suffix: str = "") -> Creator:
    if _SUFFIX.fullmatch(given):
        if suffix and not _SUFFIX.fullmatch(suffix):  # "Roe, Jr., A.", as BibTeX has it
            given, suffix = suffix, given
        elif short := _short(family, undotted=True, among_short=True):  # "Roe EA, Jr."
            return replace(short, suffix=given)
        else:
            given, suffix = "", given
    family, suffix = split_suffix(family, suffix)
    given, suffix = split_suffix(given, suffix)
    words = family.split()
    particle = list(takewhile(str.islower, words[:-1]))
    given, dropping = parted_given(given)
    return Creator(
        " ".join(words[len(particle) :]),
        given,
        " ".join(particle),
        suffix,
        dropping_particle=dropping,
    )


def _is_person(creator: Creator) -> bool:
    return bool(creator.given) and creator.given.lower() not in FIRMS


def _is_told_group(creator: Creator) -> bool:
    name = creator.literal
    return has_group_noun(name) or (len(name) > 1 and name.isupper())


def _is_in_full(name: str) -> bool:
    words = name.split()
    return len(words) > 1 and words[-1][:1].isupper() and not has_group_noun(name)


def _before(name: str) -> Creator | None:
    """``AB Roe``: initials without stops before a family name, among others of that shape."""
    found = _BEFORE.fullmatch(name)
    if not found:
        return None
    named = _named(found["family"], found["given"])
    return named if _has_family(named, _MOST_WORDS) else None


def _is_sure(name: str) -> bool:
    found = _short(name, undotted=True, may_shout=True) or _before(name)
    letters = _DOTS.sub("", found.given) if found else ""
    return bool(found) and letters not in _COUNTRIES


def _short(
    name: str, *, undotted: bool, among_short: bool = False, may_shout: bool = False
) -> Creator | None:
    """A family name and initials, where no other reading is left.

    Alone, a name needs stops (or ``undotted``), small letters, few words, and initials that are no
    country's and no firm's. Among others of its shape it needs less.
    """
    for read, most in ((initials_last, _MOST_WORDS), (initials_first, 1)):
        found = read(name)
        if not found.family:
            continue
        is_dotted = "." in found.given
        if among_short:
            most = _MOST_WORDS
        elif undotted and is_dotted:
            most = max(most, 2)
        elif not is_dotted:
            most = min(most, 2) if undotted else 0
        if _is_doubtful(found.given, is_dotted=is_dotted):
            most = 1 if among_short else 0
        is_family = _has_family(found, most, may_shout=among_short or may_shout)
        if is_family and _INITIALS.fullmatch(found.given):
            return found
    return None


def _is_doubtful(given: str, *, is_dotted: bool) -> bool:
    letters = _DOTS.sub("", given)
    firms = _FIRMS_DOTTED if is_dotted else _FIRMS_DOTTED | _FIRMS_BARE
    return letters in _COUNTRIES or letters in firms or given.lower() in FIRMS


def _has_family(creator: Creator, most: int, *, may_shout: bool = False) -> bool:
    """Whether the family name is one: words with capitals, none of them a group's, no number."""
    words = creator.family.split()
    if not 0 < len(words) <= most or has_group_noun(creator.family):
        return False
    return all(_is_name(word, may_shout=may_shout) for word in words)


def _is_name(word: str, *, may_shout: bool) -> bool:
    if not (word[:1].isupper() or word in _BETWEEN) or any(map(str.isdigit, word)):
        return False
    return may_shout or not (len(word) > 1 and word.isupper())
