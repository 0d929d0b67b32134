"""The name of an institution as JabRef writes it in a key: MIT, UniUppsala.

Source: JabRef's user documentation, page "Customize the citation key generator", and what its
generator does. Parts of a name stand between commas. A university is ``Uni`` and the rest of its
name; a school or department beside it its capitals; of any other name the first letters are taken
where there are three words or more. What is in capitals between parentheses stands for the name;
JabRef wants braces around it, which are read off before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from refkit.regex import lazy_regex

_ABBREVIATION = lazy_regex(r"\(([A-Z]+)\)")
_KINDS = {
    "university": lazy_regex(r"uni(?:v|b|$)", re.IGNORECASE),
    "technology": lazy_regex("tech", re.IGNORECASE),
    "school": lazy_regex("school$", re.IGNORECASE),
    "department": lazy_regex("d[ei]p|lab", re.IGNORECASE),
}
_NOT_NAMED = lazy_regex(r"d[ei]p|(?:school|faculty)$", re.IGNORECASE)
_LEFT_OUT = frozenset({"press", "the"})
_INITIALS_FROM = 3


def institution_key(name: str) -> str:
    """The short form of an institution's name, in ASCII already.

    >>> institution_key("Uppsala University, Department of Bee Studies")
    'UniUppsalaBS'
    """
    if told := _ABBREVIATION.search(name):
        return told[1]
    parts = name.split(",")
    main = school = department = rest = ""
    for place, part in enumerate(parts):
        words = _words(part)
        kinds = _kinds(words)
        if "university" in kinds:
            main = "Uni" + "".join(word for word in words if word[:3].lower() != "uni")
            department = department or (parts[place - 1] if place else "")
        elif kinds & {"school", "department"} and len(parts) > 1:
            capitals = "".join(_capitals(word) for word in words if not _NOT_NAMED.match(word))
            school = capitals if "school" in kinds else school
            department = capitals if "department" in kinds else department
        else:
            rest = rest or _initials_or_all(words)
    return (main or rest) + school + (department if department != school else "")


def _words(part: str) -> list[str]:
    """The words of weight: with a capital, no abbreviation; or that tell a university."""
    return [
        word
        for word in re.split("[ _-]", part)
        if word[:3].lower() == "uni"
        or (word[:1].isupper() and word[-1] != "." and word.lower() not in _LEFT_OUT)
    ]


def _kinds(words: Sequence[str]) -> set[str]:
    kinds = {
        next((kind for kind, sign in _KINDS.items() if sign.match(word)), "") for word in words
    }
    return kinds - {"university"} if "technology" in kinds else kinds


def _capitals(word: str) -> str:
    return re.sub("[^A-Z]", "", word)


def _initials_or_all(words: Sequence[str]) -> str:
    return "".join(word[0] if len(words) >= _INITIALS_FROM else word for word in words)
