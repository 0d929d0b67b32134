"""Understands names as they are deposited at Crossref. It never asks.

Depositors put names into the wrong fields in a dozen ways. What can be told apart for sure is put
right; everything else is kept as it stands. ``sequence`` is ignored: several authors are often
"first", and the order of the list is the order in print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from refkit.model.people import Creator
from refkit.sources.names import split_particle
from refkit.text.markup import read_plain

ROLES = ("author", "chair", "editor", "translator")

# Depositors mark a list that goes on by a last "person", or in the first one's name:
# given and family name "Kamaldeep et al.," in 10.24247/ijasrdec201724.
_GOES_ON = re.compile(r"(?:^|\s+)(?:and\s+others|others|et\.?\s+al)\b[.,;\s]*$", re.IGNORECASE)
_PLACEHOLDERS = frozenset({"&NA;", "&NA", "NA;", "-", "."})
_EMAIL = re.compile(r"\s*[<(\[]?\b\S+@\S+\.\w+\b[>)\]]?")
_SUFFIX = re.compile(r"[,\s]+(Jr\.?|Sr\.?|II|III|IV|2nd|3rd)$")
# "Aden W. Hughes", all of it the family name: an initial in the middle leaves no doubt.
_WHOLE_NAME = re.compile(r"(\w[\w'’-]+(?:\s+\w\.)+)\s+(\w[\w'’-]+)")
_SEVERAL = re.compile(r"\sand\s|;|,[^,]*,")


def read_creators(message: Mapping[str, Any]) -> tuple[tuple[Creator, ...], bool]:
    """Everyone in the roles that CSL knows, and whether the list is complete."""
    creators: dict[Creator, None] = {}
    complete = True
    for role in ROLES:
        for person in _people(message.get(role)):
            named = {key: _GOES_ON.sub("", text) for key, text in person.items()}
            complete = complete and named == person
            if creator := _creator(named, role):
                creators[creator] = None  # the same person twice in one role is a slip
    return tuple(creators), complete


def _people(value: Any) -> Iterator[Mapping[str, str]]:
    for person in value if isinstance(value, Sequence) else ():
        if isinstance(person, Mapping):
            yield {
                key: _EMAIL.sub("", read_plain(text)).strip(" ,;*")
                for key in ("family", "given", "name", "suffix", "ORCID")
                if isinstance(text := person.get(key), str)
            }


def _creator(person: Mapping[str, str], role: str) -> Creator | None:
    family, given = person.get("family", ""), person.get("given", "")
    given = "" if given == family else given
    literal = person.get("name", "") or ("" if family else given)
    if family in _PLACEHOLDERS or not (family or literal):
        return None
    orcid = person.get("ORCID", "").rsplit("/", 1)[-1]
    if not family:
        return Creator(literal=literal, role=role, orcid=orcid)
    if _SEVERAL.search(family):
        return Creator(literal=f"{given} {family}".strip(), role=role, orcid=orcid)
    family, suffix = _split_suffix(family, person.get("suffix", ""))
    if not given:
        family, given = _split_whole_name(family)
    if not given and " " in family:  # a group, or a whole name that cannot be told apart
        return Creator(literal=family, role=role, orcid=orcid)
    family, particle, given = split_particle(family, given)
    return Creator(family, given, particle, suffix, role=role, orcid=orcid)


def _split_suffix(family: str, suffix: str) -> tuple[str, str]:
    found = _SUFFIX.search(family)
    return (family[: found.start()], suffix or found[1]) if found else (family, suffix)


def _split_whole_name(family: str) -> tuple[str, str]:
    if "," in family:  # "BROWNE, CAROLYN S."
        last, first = (part.strip() for part in family.split(",", 1))
        return last, first
    found = _WHOLE_NAME.fullmatch(family)
    return (found[2], found[1]) if found else (family, "")
