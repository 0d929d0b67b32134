"""People and groups as BibTeX's lists of names have them: ``van der Berg, Jr., Ada and {WHO}``.

bibtex parts a list at "and" and a name at commas and blanks, outside braces only, and takes words
in lower case for particles; biber does so too, with ideas of its own. What they would part wrongly
is braced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from refkit.latex.encode import escape_name
from refkit.model.people import JOINING, Creator
from refkit.regex import lazy_regex

_WORD = r"(?!And(?![a-z]))[A-Z][A-Za-z.]*+"
_USUAL = lazy_regex(rf"{_WORD}(?:[ -]{_WORD})*+", re.ASCII)
_WORDS = lazy_regex(r"[\s~-]+")
_AND = lazy_regex(r"(?<!\S)and(?!\S)", re.IGNORECASE)
_OTHERS = "others"


def people(creators: Iterable[Creator], *, unicode: bool, complete: bool = True) -> str:
    """Write a list of names; one that is known in part ends with ``and others``."""
    names = [written for creator in creators if (written := person(creator, unicode=unicode))]
    if names and not complete:
        names.append(_OTHERS)
    return " and ".join(names)


def person(creator: Creator, *, unicode: bool) -> str:
    r"""Write one name; empty where nothing is known of it.

    >>> person(Creator("Rashid", "Omar", "al-"), unicode=False)
    '{al-Rashid}, Omar'
    """
    if _is_usual(creator):
        return f"{creator.family}, {creator.given}"
    given, suffix = creator.given.strip(), creator.suffix.strip()
    if creator.literal or not creator.family.strip() or not (given or suffix):
        return _alone(creator, unicode=unicode)
    family = _family(creator, unicode=unicode)
    if not given:
        return f"{{{family}, {_part(suffix, unicode=unicode)}}}"
    parts = [family, _part(suffix, unicode=unicode), _part(given, unicode=unicode)]
    return ", ".join(part for part in parts if part)


def _is_usual(creator: Creator) -> bool:
    """Whether a name has nothing in it that any program could part or read otherwise."""
    if creator.literal or creator.suffix or creator.particle or creator.dropping_particle:
        return False
    return bool(_USUAL.fullmatch(creator.family) and _USUAL.fullmatch(creator.given))


def plain_name(creator: Creator) -> str:
    """A name as text, where the format has no field of names for it."""
    parts = (creator.literal or creator.full_family, creator.suffix, creator.given)
    return ", ".join(part for part in parts if part)


def _alone(creator: Creator, *, unicode: bool) -> str:
    """A group, or a person of one name: only groups are braced as a whole, if they can be told."""
    family = " ".join(filter(None, _family_parts(creator))) if creator.family.strip() else ""
    name = creator.literal.strip() or family or creator.given.strip()
    written = escape_name(name, unicode=unicode)
    is_braced = creator.literal or _is_parted(name, written) or len(_WORDS.split(name)) > 1
    if written.strip("{}").lower() == _OTHERS:
        written += "{}"  # biber takes it for the end of a list known in part, braced or not
    return f"{{{written}}}" if written and is_braced else written


def _family(creator: Creator, *, unicode: bool) -> str:
    particle, family = _family_parts(creator)
    written = escape_name(family, unicode=unicode)
    if _is_parted(family, written):
        written = f"{{{written}}}"
    return f"{_part(particle, unicode=unicode)} {written}".strip()


def _family_parts(creator: Creator) -> tuple[str, str]:
    family = creator.family.strip()
    particle = creator.full_family.removesuffix(family).strip()
    if particle.endswith(JOINING):  # al-Rashid, d’Artagnan: styles would put a blank between
        return "", f"{particle}{family}"
    return particle, family


def _is_parted(name: str, written: str) -> bool:
    """Whether bibtex or biber would part a family name, or take a word of it for a particle."""
    if _USUAL.fullmatch(name):
        return False
    words = _WORDS.split(name)
    if len(words) == 1:
        return name[:1].islower() or _has_mark(written)
    # Of another first letter than an ASCII one bibtex does not know whether it is a capital.
    return not all("A" <= word[:1] <= "Z" for word in words) or _has_mark(written)


def _has_mark(written: str) -> bool:
    """Whether there is something at which lists or names are parted."""
    return "," in written or "--" in written or bool(_AND.search(written))


def _part(text: str, *, unicode: bool) -> str:
    if not text:
        return ""
    written = escape_name(text, unicode=unicode)
    return f"{{{written}}}" if _has_mark(written) else written
