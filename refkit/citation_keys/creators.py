"""The functions of a formula that take names: ``auth`` and its kin, as Better BibTeX has them.

Source: the page "Citation keys" of Better BibTeX's documentation and what its formatter does.
"""

from __future__ import annotations

import re

from refkit.citation_keys.ast import NextAlternative
from refkit.citation_keys.transliterate import ascii_of
from refkit.model.people import Creator
from refkit.model.work import Work

_NAME_PART = re.compile(r"%\(([fgiI])\)(?:\.(\d{1,3}))?s")


def family(creator: Creator) -> str:
    """The name a creator goes by, with its particle: ``van den Broek``, a group, a single name."""
    name = creator.full_family or creator.literal or creator.given
    quoted = len(name) > 1 and name[0] == name[-1] == '"'
    return name[1:-1] if quoted else name


def initials_of(creator: Creator, *, every: bool = True) -> str:
    """The capitals of the given names, of all of them or of the first letter only."""
    given = creator.given if every else creator.given[:1]
    if not (creator.family or creator.literal):
        return ""  # a single name is shown as the family name
    capitals = "".join(char for char in given if char.isupper() or char.istitle())
    return "".join(char for char in ascii_of(capitals) if char.isupper())


def people(work: Work, creator: str = "*") -> list[Creator]:
    """The creators of a kind; ``*`` is authors, where none are editors, translators, others."""
    kinds: dict[str, list[Creator]] = {
        "author": [], "editor": [], "translator": [], "collaborator": [],
    }  # fmt: skip
    for each in work.creators:
        if family(each):
            kinds[each.role if each.role in kinds else "collaborator"].append(each)
    if creator == "*":
        return next((found for found in kinds.values() if found), [])
    return kinds.get(creator, [])


def _names(work: Work, creator: str, with_initials: bool) -> list[str]:
    return [
        family(each) + (initials_of(each) if with_initials else "")
        for each in people(work, creator)
    ]


def auth(work: Work, n: int = 0, m: int = 1, creator: str = "*", initials: bool = False) -> str:
    """The first ``n`` letters (0: all) of the family name of creator ``m``."""
    names = [
        family(each)[: n or None] + (initials_of(each) if initials else "")
        for each in people(work, creator)
    ]
    return names[m - 1] if 0 < m <= len(names) else ""


def authors(
    work: Work, n: int = 0, creator: str = "*", initials: bool = False, sep: str = " "
) -> str:
    """The family names of the first ``n`` creators (0: all), EtAl for those left out."""
    names = _names(work, creator, initials)
    return sep.join([*names[:n], "EtAl"] if 0 < n < len(names) else names)


def editors(work: Work, n: int = 0, initials: bool = False, sep: str = " ") -> str:
    """The same of the editors."""
    return authors(work, n, "editor", initials, sep)


def author_last(work: Work, creator: str = "*", initials: bool = False) -> str:
    """The family name of the last creator."""
    return "".join(_names(work, creator, initials)[-1:])


def auth_fore_ini(work: Work, creator: str = "*") -> str:
    """The initials of the first creator."""
    return "".join(initials_of(each) for each in people(work, creator)[:1])


def author_last_fore_ini(work: Work, creator: str = "*") -> str:
    """The initials of the last creator."""
    return "".join(initials_of(each) for each in people(work, creator)[-1:])


def authors_alpha(work: Work, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    """Three letters of one name, the first letters of two to four, of more three and a +."""
    names = _names(work, creator, initials)
    if len(names) == 1:
        return names[0][:3]
    if len(names) <= 4:
        return sep.join(name[:1] for name in names)
    return sep.join(name[:1] for name in names[:3]) + "+"


def auth_ini(
    work: Work, n: int = 0, creator: str = "*", initials: bool = False, sep: str = "."
) -> str:
    """The first ``n`` letters (0: all) of each family name."""
    return sep.join(name[: n or None] for name in _names(work, creator, initials))


def author_ini(work: Work, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    """Five letters of the first family name, the first letter of each other."""
    names = _names(work, creator, initials)
    if not names:
        return ""
    return f"{names[0][:5]}{sep}{sep.join(name[:1] for name in names[1:])}"


def auth_auth_ea(work: Work, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    """The first two family names, ea for more."""
    names = _names(work, creator, initials)
    return sep.join([*names[:2], "ea"] if len(names) > 2 else names)


def auth_et_al(work: Work, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    """One family name, or two; of more the first and EtAl."""
    names = _names(work, creator, initials)
    return sep.join([names[0], "EtAl"] if len(names) > 2 else names)


def auth_etal2(work: Work, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    """One family name, or two; of more the first and etal."""
    names = _names(work, creator, initials)
    return sep.join([names[0], "etal"] if len(names) > 2 else names)


def authshort(work: Work, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    """One family name; of more the first letters of three, and a + for those left out."""
    names = _names(work, creator, initials)
    if len(names) < 2:
        return "".join(names)
    return sep.join(name[:1] for name in names[:3]) + "+" * (len(names) > 3)


def creators(
    work: Work,
    n: int = 0,
    type: str = "*",  # noqa: A002 (the formula's word)
    name: str = "%(f)s",
    etal: str = "",
    sep: str = " ",
    min: int = 0,  # noqa: A002
    max: int = 0,  # noqa: A002
) -> str:
    """The first ``n`` creators of a type, each by a template, with a term for the others."""
    found = people(work, type)
    if len(found) < min or (max and len(found) > max):
        raise NextAlternative
    shown = sep.join(_by_template(each, name) for each in found[: n or None])
    more = 0 < n < len(found)
    return shown + (sep if etal.isalpha() else "") * more + etal * more


def _by_template(creator: Creator, template: str) -> str:
    parts = {
        "f": family(creator),
        "g": creator.given,
        "I": initials_of(creator),
        "i": initials_of(creator, every=False),
    }
    return _NAME_PART.sub(
        lambda part: parts[part[1]][: int(part[2]) if part[2] else None], template
    )
