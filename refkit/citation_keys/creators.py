"""The functions of a formula that take names: ``auth`` and its kin, as Better BibTeX has them.

Source: the page "Citation keys" of Better BibTeX's documentation and what its formatter does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from refkit.citation_keys.ast import NextAlternative
from refkit.citation_keys.evaluation import folded, settings
from refkit.model.people import Creator
from refkit.model.type_names import ZOTERO_TYPES
from refkit.model.work import Work, WorkType
from refkit.regex import lazy_regex

_NAME_PART = lazy_regex(r"%\(([fFgiI])\)(?:\.(\d{1,3}))?s")
_PREFIX = lazy_regex(r"^(?:[a-z'’]+\s+)+")  # van den Broek, in one piece
_WITHOUT_LIMIT = lazy_regex(r"%\(([fFg])\)s")
# Zotero's names of the roles that have another one in CSL.
_ZOTERO_ROLES = {
    "collection-editor": "seriesEditor",
    "container-author": "bookAuthor",
    "executive-producer": "executiveProducer",
    "reviewed-author": "reviewedAuthor",
    "script-writer": "scriptwriter",
    "series-creator": "seriesCreator",
}
# Who stands first in Zotero where it is no author; CSL has an author in most of these.
_PRIMARY_AUTHORS = {
    "artwork": "artist", "bill": "sponsor", "computerProgram": "programmer",
    "interview": "interviewee", "map": "cartographer", "patent": "inventor",
    "presentation": "presenter",
}  # fmt: skip
_PRIMARY_ROLES = {
    WorkType.BROADCAST: "director", WorkType.HEARING: "contributor",
    WorkType.MOTION_PICTURE: "director", WorkType.SONG: "performer",
}  # fmt: skip
_USUAL_TYPES = (("primary", "editor", "translator", "*"),)


def family(creator: Creator) -> str:
    """The name a creator goes by, with its particle: ``van den Broek``, a group, a single name."""
    name = creator.listed_family or creator.literal or creator.given
    quoted = len(name) > 1 and name[0] == name[-1] == '"'
    return name[1:-1] if quoted else name


def initials_of(creator: Creator, *, every: bool = True) -> str:
    """The capitals of the given names, of all of them or of the first letter only."""
    given = creator.given if every else creator.given[:1]
    if not (creator.family or creator.literal):
        return ""  # a single name is shown as the family name
    capitals = "".join(char for char in given if char.isupper() or char.istitle())
    return "".join(char for char in folded(capitals) if char.isupper())


def people(work: Work, creator: str = "*") -> list[Creator]:
    """The creators of a kind; ``*`` is authors, where none are editors, translators, others."""
    kinds: dict[str, list[Creator]] = {
        "author": [], "editor": [], "translator": [], "collaborator": [],
    }  # fmt: skip
    primary = _PRIMARY_ROLES.get(work.type, "author")
    for each in work.creators:
        if family(each):
            role = "author" if each.role == primary else each.role
            kinds[role if role in kinds else "collaborator"].append(each)
    if creator == "*":
        return next((found for found in kinds.values() if found), [])
    return kinds.get(creator, [])


def _names(work: Work, creator: str, with_initials: bool) -> list[str]:
    template = settings().names.template + "%(I)s" * with_initials
    return [_by_template(each, template) for each in people(work, creator)]


def auth(work: Work, n: int = 0, m: int = 1, creator: str = "*", initials: bool = False) -> str:
    """The first ``n`` letters (0: all) of the family name of creator ``m``."""
    template = settings().names.template
    if n:
        template = _WITHOUT_LIMIT.sub(rf"%(\1).{min(n, 999)}s", template)
    names = [_by_template(e, template + "%(I)s" * initials) for e in people(work, creator)]
    return names[m - 1] if 0 < m <= len(names) else ""


def authorsn(
    work: Work, n: int = 0, creator: str = "*", initials: bool = False, sep: str = " "
) -> str:
    """The family names of the first ``n`` creators (0: all), EtAl for those left out."""
    names = _names(work, creator, initials)
    return sep.join([*names[:n], "EtAl"] if n and n < len(names) else names)


def editors(work: Work, n: int = 0, initials: bool = False, sep: str = " ") -> str:
    """The same of the editors."""
    return authorsn(work, n, "editor", initials, sep)


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
    template = "%(F)s" + "%(I)s" * initials
    names = [_by_template(each, template) for each in people(work, creator)]
    if len(names) == 1:
        return names[0][:3]
    if len(names) <= 4:
        return sep.join(name[:1] for name in names)
    return sep.join(name[:1] for name in names[:3]) + "+"


def auth_ini(
    work: Work, n: int = 0, creator: str = "*", initials: bool = False, sep: str = "."
) -> str:
    """The first ``n`` letters (0: all) of each family name."""
    return sep.join(name[: max(n, 0) if n else None] for name in _names(work, creator, initials))


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
    n: int | tuple[int, int] = 0,
    type: str | tuple[Any, ...] = _USUAL_TYPES,  # noqa: A002 (the formula's word)
    name: str = "",
    etal: str = "",
    sep: str = " ",
    min: int = 0,  # noqa: A002
    max: int = 0,  # noqa: A002
) -> str:
    """Creators of some types, each by a template, with a term for those left out.

    ``n`` is how many (0: all, -1: all but the last), or from which to which. Of types in a list
    within the list the first counts that there is; ``-editor`` leaves a type out, ``primary`` is
    the author, the director of a film.
    """
    found = _of_types(work, type)
    if len(found) < min or (max and len(found) > max):
        raise NextAlternative
    template = name or settings().names.template
    shown = [_by_template(each, template) for each in found]
    if isinstance(n, tuple):
        first, last = n
        return sep.join(shown[first - 1 : last])
    more = n != 0 and n < len(shown)
    term = (sep if re.fullmatch("[A-Za-z]+", etal) else "") + etal
    return sep.join(shown[: n or None]) + term * more


def _of_types(work: Work, wanted: str | tuple[Any, ...]) -> list[Creator]:
    author = _PRIMARY_AUTHORS.get(ZOTERO_TYPES[work.type], "author")
    roles_of = {"author": author, **_ZOTERO_ROLES}
    named = [(each, roles_of.get(each.role, each.role)) for each in work.creators]
    there = [role for each, role in named if family(each)]
    primary = _PRIMARY_ROLES.get(work.type, author)
    meant: dict[Any, str] = {"*": there[0] if there else "", "primary": primary}
    taken: list[str] = []
    left: list[str] = []
    for choice in wanted if isinstance(wanted, tuple) else (wanted,):
        several = choice if isinstance(choice, tuple) else (choice,)
        roles: list[str] = [str(meant.get(each, each)) for each in several]
        if isinstance(choice, tuple):
            roles = [role for role in roles if role in there][:1]
        taken += [role for role in roles if role and not role.startswith("-")]
        left += [role[1:] for role in roles if role.startswith("-")]
    return [
        each
        for each, role in named
        if family(each) and (not taken or role in taken) and role not in left
    ]


def _by_template(creator: Creator, template: str) -> str:
    style = settings().names

    def part(found: re.Match[str]) -> str:
        text = _PARTS[found[1]](creator)
        if style.transliterate and found[1] in "fg":
            text = folded(text)
        return text[: int(found[2]) if found[2] else None]

    made = _NAME_PART.sub(part, template)
    # Better BibTeX replaces the first of the blanks.
    return re.sub(r"\s+", lambda found: style.space, made, count=1) if style.space.strip() else made


def _without_particle(creator: Creator) -> str:
    return _PREFIX.sub("", creator.family) or creator.family or family(creator)


def _given(creator: Creator) -> str:
    return creator.given if creator.family or creator.literal else ""


_PARTS: dict[str, Callable[[Creator], str]] = {
    "f": family,
    "F": _without_particle,
    "g": _given,
    "I": initials_of,
    "i": lambda creator: initials_of(creator, every=False),
}
