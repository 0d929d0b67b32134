"""Understands names at OpenAlex: whole, in the order in which they are written. It never asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from refkit.model.people import Creator
from refkit.model.person_names import in_order, is_group, person, split_suffix
from refkit.sources.json_values import known, mapping, mappings, orcid, plain

# Figshare's number of the author, "Ada Berg (15649)"; a given name that is not known.
_NUMBERED = re.compile(r"\s*\(\d+\)$|^None\s+(?=\S)")
# Ivanova Maria Petrovna: the patronymic stands last, so the family name stands first.
_PATRONYMIC = re.compile(r"[А-ЯЁІЇЄа-яёіїє-]+(?:ович|евич|ёвич|ич|овна|евна|ёвна|ична|инична)")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+")
# Before the last word of a name these belong to it: Yann Le Gorrec, Ada Dos Santos.
_CAPITAL_PARTICLES = frozenset(
    "Al Ben Da Dal Das De Degli Del Della Den Der Di Do Dos Du El La Las Le Los St St. Ten Ter Van "
    "Vander Vom Von Zu Zum Zur".split()
)
# Where one of these is the first or last word, Le and Van in the middle are Vietnamese.
_VIETNAMESE = frozenset(
    "bui cao chu dang dao dinh do doan duong ha ho hoang huynh lam le luong luu ly mai ngo nguyen "
    "pham phan phung ta thai to tran trinh truong vo vu".split()
)


def read_creators(item: Mapping[str, Any]) -> tuple[Creator, ...]:
    """The authors of a work object."""
    return in_order(_creators(item))


def _creators(item: Mapping[str, Any]) -> Iterator[Creator]:
    for authorship in mappings(item.get("authorships")):
        author = mapping(authorship.get("author"))
        # The name as printed, else the one of the profile that OpenAlex thinks is the author's.
        name = plain(authorship.get("raw_author_name")) or plain(author.get("display_name"))
        name = known(_NUMBERED.sub("", name))
        # What begins with a comma is the address of the author before: W2054094521.
        if name and not name.startswith(","):
            yield _named(name, orcid(author.get("orcid")))


def _named(name: str, identifier: str) -> Creator:
    """A whole name in parts: "Family, Given" is sure, else the last word is the family name."""
    name, suffix = split_suffix(name, "")
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        family, given = _in_parts(name.split())
    if not family or not given or is_group(name):
        return Creator(literal=name, suffix=suffix, orcid=identifier)
    return person(family, given, suffix, role="author", orcid=identifier)


def _in_parts(words: list[str]) -> tuple[str, str]:
    """Family and given name; the family name is empty where they cannot be told apart."""
    if len(words) < 2:
        return "", ""
    if all(map(_CJK.fullmatch, words)) or (len(words) == 3 and _PATRONYMIC.fullmatch(words[2])):
        return words[0], " ".join(words[1:])
    start = len(words) - 1
    while start > 1 and _belongs_to_family(words, start - 1):
        start -= 1
    # José Ortega y Gasset: y joins the name before it.
    if start > 1 and words[start] in {"y", "e"}:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _belongs_to_family(words: list[str], place: int) -> bool:
    if words[place].islower():
        return True
    ends = {words[0].lower(), words[-1].lower()}
    return words[place] in _CAPITAL_PARTICLES and ends.isdisjoint(_VIETNAMESE)
