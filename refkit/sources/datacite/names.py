"""Understands names as DataCite has them: parts where they were given, else "Family, Given"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refkit.model.people import Creator
from refkit.sources.names import is_group, split_particle
from refkit.sources.shapes import mappings, orcid, plain

_ROLES = {"Editor": "editor", "Translator": "translator"}


def read_creators(attributes: Mapping[str, Any]) -> tuple[Creator, ...]:
    """The creators, and of the contributors those in a role that a citation names."""
    return tuple(dict.fromkeys(_people(attributes)))


def _people(attributes: Mapping[str, Any]) -> Iterator[Creator]:
    for person in mappings(attributes.get("creators")):
        yield from _creator(person, "author")
    for person in mappings(attributes.get("contributors")):
        if role := _ROLES.get(plain(person.get("contributorType"))):
            yield from _creator(person, role)


def _creator(person: Mapping[str, Any], role: str) -> Iterator[Creator]:
    name, kind = plain(person.get("name")), plain(person.get("nameType"))
    family, given = plain(person.get("familyName")), plain(person.get("givenName"))
    identifier = next(filter(None, map(_orcid, mappings(person.get("nameIdentifiers")))), "")
    if not family and kind != "Organizational" and _is_inverted(name, kind):
        family, _, given = (part.strip() for part in name.partition(","))
    if family and kind != "Organizational":
        family, particle, given = split_particle(family, given)
        yield Creator(family, given, particle, role=role, orcid=identifier)
    elif literal := name or family or given:
        yield Creator(literal=literal, role=role, orcid=identifier)


def _is_inverted(name: str, kind: str) -> bool:
    # Where nothing says whether it is a person, one comma and no word of a group says it.
    family, comma, given = name.partition(",")
    inverted = bool(comma and family.strip() and given.strip() and "," not in given)
    return inverted and (kind == "Personal" or not is_group(name))


def _orcid(identifier: Mapping[str, Any]) -> str:
    scheme = plain(identifier.get("nameIdentifierScheme")).upper()
    return orcid(identifier.get("nameIdentifier")) if scheme == "ORCID" else ""
