"""Understands names as DataCite has them: parts where they were given, else "Family, Given"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refkit.model.people import Creator
from refkit.model.person_names import (
    bare_name,
    goes_on,
    in_order,
    is_degree,
    is_group,
    person,
    split_at_initial,
)
from refkit.sources.json_values import mappings, orcid, plain, unless_unknown, verbatim
from refkit.text.markup import read_plain

_ROLES = {"Editor": "editor", "Translator": "translator"}


def read_creators(attributes: Mapping[str, Any]) -> tuple[tuple[Creator, ...], bool]:
    """The creators, and of the contributors those in a role that a citation names.

    The second is whether the list is complete: it may end with "et al.", or DataCite's ``:etal``.
    """
    creators = list(_people(attributes))
    authors = mappings(attributes.get("creators"))
    complete = all(goes_on(read_plain(verbatim(each.get("name")))) is None for each in authors)
    return in_order(creators), complete


def _people(attributes: Mapping[str, Any]) -> Iterator[Creator]:
    for each in mappings(attributes.get("creators")):
        yield from _creator(each, "author")
    for each in mappings(attributes.get("contributors")):
        if role := _ROLES.get(plain(each.get("contributorType"))):
            yield from _creator(each, role)


def _creator(named: Mapping[str, Any], role: str) -> Iterator[Creator]:
    name, kind = bare_name(plain(named.get("name"))), plain(named.get("nameType"))
    family, given = plain(named.get("familyName")), plain(named.get("givenName"))
    identifier = next(filter(None, map(_orcid, mappings(named.get("nameIdentifiers")))), "")
    if _is_group_in_parts(family, given, kind):
        family, given, name = "", "", f"{given} {family}"
    if not family and kind != "Organizational" and _is_inverted(name, kind):
        family, _, given = (part.strip() for part in name.partition(","))
    if (bare := goes_on(name)) is not None:
        name = bare
    if family and kind != "Organizational":
        yield _person(family, given, role, identifier)
    elif literal := _literal(name or family or given):
        yield Creator(literal=literal, role=role, orcid=identifier)


def _person(family: str, given: str, role: str, identifier: str) -> Creator:
    """A person; "Ada B. Berg, PhD" was taken for one of the given name PhD."""
    if is_degree(given) and (whole := split_at_initial(family)):
        family, given = whole
    return person(family, given, role=role, orcid=identifier)


def _literal(name: str) -> str:
    # Some repositories list the ORCID of an author as another author: 10.26153/tsw/41401.
    return "" if orcid(name) == name else unless_unknown(name)


def _is_group_in_parts(family: str, given: str, kind: str) -> bool:
    # "Austin, The University Of Texas At": DataCite took the group's name for a person's.
    return bool(family and given and kind != "Personal" and is_group(given))


def _is_inverted(name: str, kind: str) -> bool:
    # Where nothing says whether it is a person, one comma and no word of a group says it.
    family, comma, given = name.partition(",")
    inverted = bool(comma and family.strip() and given.strip() and "," not in given)
    return inverted and (kind == "Personal" or not is_group(name))


def _orcid(identifier: Mapping[str, Any]) -> str:
    scheme = plain(identifier.get("nameIdentifierScheme")).upper()
    return orcid(identifier.get("nameIdentifier")) if scheme == "ORCID" else ""
