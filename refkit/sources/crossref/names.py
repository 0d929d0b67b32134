"""Understands names as they are deposited at Crossref. It never asks.

Depositors put names into the wrong fields in a dozen ways. What can be told apart for sure is put
right; everything else is kept as it stands. ``sequence`` is ignored: several authors are often
"first", and the order of the list is the order in print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from refkit.model.people import Creator
from refkit.model.person_names import (
    bare_name,
    goes_on,
    in_order,
    person,
    split_at_initial,
    split_suffix,
)
from refkit.regex import lazy_regex
from refkit.text.markup import read_plain

ROLES = ("author", "chair", "editor", "translator")

_PLACEHOLDERS = frozenset({"&NA;", "&NA", "NA;", "-", "."})
_EMAIL = lazy_regex(r"\s*[<(\[]?\b\S+@\S+\.\w+\b[>)\]]?")
_SEVERAL = lazy_regex(r"\sand\s|;|,[^,]*,")


def read_creators(message: Mapping[str, Any]) -> tuple[tuple[Creator, ...], bool]:
    """Everyone in the roles that CSL knows, and whether the list is complete."""
    creators: list[Creator] = []
    complete = True
    for role in ROLES:
        for given in _people(message.get(role)):
            named = {key: _bare(text) for key, text in given.items()}
            if named != given:
                complete = False
                # "Berg et al.," in both fields
                if named.get("given") == named.get("family"):
                    named.pop("given", "")
            if creator := _creator(named, role):
                creators.append(creator)
    return in_order(creators), complete


def _bare(name: str) -> str:
    # Depositors mark a list that goes on by a last "person", or in the first one's name:
    # given and family name "Kamaldeep et al.," in 10.24247/ijasrdec201724.
    bare = goes_on(name)
    return name if bare is None else bare


def _people(value: Any) -> Iterator[Mapping[str, str]]:
    for given in value if isinstance(value, Sequence) else ():
        if isinstance(given, Mapping):
            yield {
                key: _EMAIL.sub("", read_plain(text)).strip(" ,;*")
                for key in ("family", "given", "name", "suffix", "ORCID")
                if isinstance(text := given.get(key), str)
            }


def _creator(named: Mapping[str, str], role: str) -> Creator | None:
    family, given = named.get("family", ""), named.get("given", "")
    # A group's name that stands in both fields; of one word it is a name such as Yang Yang.
    given = "" if given == family and " " in family else given
    literal = bare_name(named.get("name", "")) or ("" if family else given)
    if _is_nobody(family, literal):
        return None
    orcid = named.get("ORCID", "").rsplit("/", 1)[-1]
    if not family:
        return Creator(literal=literal, role=role, orcid=orcid)
    family, suffix = split_suffix(family, named.get("suffix", ""))
    if _SEVERAL.search(family):
        return Creator(literal=f"{given} {family}".strip(), role=role, orcid=orcid)
    if not given:
        family, given = _split_whole_name(family)
    if not given and " " in family:  # a group, or a whole name that cannot be told apart
        return Creator(literal=family, suffix=suffix, role=role, orcid=orcid)
    return person(family, given, suffix, role=role, orcid=orcid)


def _is_nobody(family: str, literal: str) -> bool:
    if family in _PLACEHOLDERS or not (family or literal):
        return True
    return not family and literal.lower() in {"and", "&"}  # what "and others" leaves


def _split_whole_name(family: str) -> tuple[str, str]:
    if "," in family:  # "BROWNE, CAROLYN S."
        last, first = (part.strip() for part in family.split(",", 1))
        return last, first
    return split_at_initial(family) or (family, "")  # "Aden W. Hughes"
