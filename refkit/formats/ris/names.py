"""Names as RIS files have them: "Family, Given, Suffix" by the rule, and as programs write them.

Embase and Ovid give ``Roe E.``, PubMed's own tools ``Roe EM``, and others several people in one
tag. Such a name is a person's where its shape leaves no other reading; else it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

from refkit.formats.firms import FIRMS
from refkit.model.people import Creator
from refkit.model.person_names import initials_first

_CAPITAL = r"[^\W\d_a-z]"
_DOTTED = re.compile(rf"(?P<family>.+?),? (?P<given>{_CAPITAL}\.(?:[ -]?{_CAPITAL}\.){{0,4}})")
_UNDOTTED = re.compile(rf"(?P<family>.+) (?P<given>{_CAPITAL}{{1,3}}(?:-{_CAPITAL})?)")
_MAY_BE_LIST = re.compile(r";|,[^,]*,|\s(?:[Aa][Nn][Dd]|&)\s|\.,|\s[^\W\d_a-z]{1,3},")
_INITIALS = re.compile(rf"{_CAPITAL}\.?(?:[ -]?{_CAPITAL}\.?){{0,3}}")
_EACH = re.compile(r"\s*;\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+", re.IGNORECASE)
_AND = re.compile(r",?\s+(?:and|&)\s+", re.IGNORECASE)
_MOST_WORDS = 3  # of a family name, without its particle
# Behind several words these are a country and no one's initials: Cancer Research U.K.
_COUNTRIES = frozenset({"U.K.", "U.S.", "U.S.A.", "E.U.", "U.A.E."})


@lru_cache(maxsize=4096)  # people write more than one work
def read_names(text: str, role: str, *, undotted: bool = False) -> tuple[Creator, ...]:
    """The people of one value; ``undotted`` where the record gives names as ``Roe EM``."""
    text = text.rstrip(" ;")
    name = text.rstrip(" ,")
    # EndNote marks a group by a comma behind it, and one with a comma by two.
    if ",," not in text and not text.endswith(",") and _MAY_BE_LIST.search(name):
        for names in (_at_semicolons(name), _at_and(name), _at_commas(name)):
            people = [_person(each, role, undotted=True) for each in names]
            if len(people) > 1 and all(map(_is_person, people)):
                return tuple(filter(None, people))
    person = _person(text, role, undotted=undotted)
    return (person,) if person else ()


def are_undotted(names: Iterable[str]) -> bool:
    """Whether a record gives its people as ``Roe EM``: more than one does, and none otherwise."""
    found = list(names)
    if any("," in name for name in found):
        return False
    return sum(1 for name in found if _short(_UNDOTTED, name)) > 1


def _at_semicolons(name: str) -> list[str]:
    return _EACH.split(name) if ";" in name else []


def _at_and(name: str) -> list[str]:
    """``Roe, A. and Poe, B.``; the last of a longer list has it too: ``Roe A, Poe B and Moe C``."""
    *first, last = _AND.split(name)
    return [*(_at_commas(first[0]) or first), last] if len(first) == 1 else [*first, last]


def _at_commas(name: str) -> list[str]:
    """``Roe A, Poe B`` and ``Roe, A., Poe, B.``; nothing where it is neither."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) > 1 and all(_short(_UNDOTTED, part) or _short(_DOTTED, part) for part in parts):
        return parts
    families, givens = parts[::2], parts[1::2]
    if len(parts) < 4 or len(parts) % 2 or any(map(_INITIALS.fullmatch, families)):
        return []
    if all(map(_INITIALS.fullmatch, givens)):
        return [f"{family}, {given}" for family, given in zip(families, givens, strict=True)]
    return []


def _person(text: str, role: str, *, undotted: bool) -> Creator | None:
    """Family, given, suffix; a name without a comma is a group's or a single one."""
    parts = [part.strip() for part in text.rstrip(" ,").split(",")]
    is_firm = len(parts) > 1 and not FIRMS.isdisjoint(parts[1].lower().split()[:1])
    if ",," not in text and len(parts) in {2, 3} and not is_firm:
        family, given, suffix = (*parts, "")[:3]
        return _named(family, given, suffix, role)
    if short := _short(_DOTTED, text) or (_short(_UNDOTTED, text) if undotted else None):
        return _named(short["family"], short["given"], "", role)
    if found := _initials_before(text, role):
        return found
    literal = text.replace(",,", ",").rstrip(" ,")
    return Creator(literal=literal, role=role) if literal else None


def _initials_before(text: str, role: str) -> Creator | None:
    """A person as IEEE has one, ``A.-B. van Roe``: initials, and up to three words that are none
    of a group's; a country stands before a group's name."""
    found = initials_first(text, role)
    words = found.full_family.split()
    is_country = any(found.given.startswith(each) for each in _COUNTRIES)
    is_name = 0 < len(words) <= _MOST_WORDS and not any(map(_is_of_group, words))
    is_short = len(found.given.split(".")[0]) == 1  # St. Owl's
    return found if is_name and is_short and not is_country else None


def _is_of_group(word: str) -> bool:
    return word.isupper() or word.lower() in FIRMS


def _named(family: str, given: str, suffix: str, role: str) -> Creator:
    words = family.split()
    particle = list(takewhile(str.islower, words[:-1]))
    return Creator(" ".join(words[len(particle) :]), given, " ".join(particle), suffix, role=role)


def _is_person(person: Creator | None) -> bool:
    return bool(person and person.given and person.given.lower() not in FIRMS)


def _short(pattern: re.Pattern[str], name: str) -> re.Match[str] | None:
    """A family name and initials: no word of a group stands between, and no number."""
    found = pattern.fullmatch(name)
    if found is None or "," in found["family"]:
        return None
    words = found["family"].split()
    family = words[len(list(takewhile(str.islower, words))) :]
    most = _MOST_WORDS if pattern is _DOTTED and found["given"] not in _COUNTRIES else 1
    is_name = all(word[:1].isupper() and not word.isupper() for word in family)
    return found if is_name and 0 < len(family) <= most else None
