"""CSL-JSON items to works. What ``formats.csl_json.writer`` puts under ``custom`` is read back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.formats.csl_json.variables import (
    CUSTOM,
    TITLE,
    VARIABLES,
    read_doi,
    read_plain,
    texts,
)
from refkit.model.crossref_types import CROSSREF_TYPES
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.work import Container, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES

Json = Mapping[str, Any]
_T = TypeVar("_T")

_ORCID = re.compile(r"(?:\d{4}-){3}\d{3}[\dX]")
_DATE = {"published-print": "published_print", "published-online": "published_online"}


def read_item(item: Json) -> Work:
    """Read a work; a type that refkit does not know is a document.

    A variable that is not what CSL says is taken for empty. Raises TypeError, ValueError,
    LookupError, AttributeError or InvalidIdentifier where ``custom`` is not as refkit writes it.
    """
    custom: Json = item["custom"] if isinstance(item.get("custom"), Mapping) else {}
    fields = {row.field: row.read(item.get(row.name)) for row in (TITLE, *VARIABLES)}
    fields |= _dates(item, custom)
    for name, (field, read) in _CUSTOM.items():
        if name in custom:
            fields[field] = read(custom[name])
    inside = {name.partition(".")[2]: value for name, value in fields.items() if "." in name}
    inside["short_title"] = inside["short_title"] or read_plain(item.get("journalAbbreviation"))
    return Work(
        type=_type(custom, "work-type") or _type(item, "type") or WorkType.DOCUMENT,
        creators=_creators(item, custom),
        container=Container(**inside),
        **{name: value for name, value in fields.items() if "." not in name},
    )


_CUSTOM: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "doi": ("doi", read_doi),
    "creators-incomplete": ("creators_complete", lambda value: not value),
    **{row.name: (row.field, row.read) for row in CUSTOM},
}


def is_ours(name: str, value: Any) -> bool:
    """Whether a member of ``custom`` is one of refkit's: others put their own there."""
    if name not in _CHECKS:
        return False
    try:
        return _CHECKS[name](value) is not None
    except (InvalidIdentifier, TypeError, ValueError, LookupError, AttributeError):
        return False


def _type(values: Json, name: str) -> WorkType | None:
    return type_of(values.get(name))


def type_of(value: Any) -> WorkType | None:
    """The type of a work, by CSL's name or by Crossref's, which doi.org's answers have."""
    try:
        return WorkType(value)
    except ValueError:
        return CROSSREF_TYPES.get(value) if isinstance(value, str) else None


def _creators(item: Json, custom: Json) -> tuple[Creator, ...]:
    people = [
        (role, name)
        for role in NAME_VARIABLES
        if isinstance(item.get(role), list)
        for name in item[role]
        if isinstance(name, Mapping)
    ]
    if "roles" in custom:
        people = _as_they_were(people, texts(custom["roles"]))
    orcids = custom.get("orcid", {})
    return tuple(
        _creator(role, name, str(orcids.get(str(place), "")) or _orcid(name))
        for place, (role, name) in enumerate(people)
    )


def _as_they_were(people: list[tuple[str, Json]], roles: tuple[str, ...]) -> list[tuple[str, Json]]:
    """The people in the order of these roles; what stood for a role that CSL does not know."""
    variables = [role if role in NAME_VARIABLES else "contributor" for role in roles]
    if Counter(variables) != Counter(role for role, _ in people):
        return people  # somebody has been added or taken away since
    waiting: dict[str, list[Json]] = {}
    for role, name in reversed(people):
        waiting.setdefault(role, []).append(name)
    return [
        (role, waiting[variable].pop()) for role, variable in zip(roles, variables, strict=True)
    ]


def _creator(role: str, name: Json, orcid: str) -> Creator:
    particles = map(read_plain, map(name.get, ("dropping-particle", "non-dropping-particle")))
    return Creator(
        family=read_plain(name.get("family")),
        given=read_plain(name.get("given")),
        particle=" ".join(particle for particle in particles if particle),
        suffix=read_plain(name.get("suffix")),
        literal=read_plain(name.get("literal") or name.get("name")),  # Crossref's is "name"
        role=role,
        orcid=orcid,
    )


def _orcid(name: Json) -> str:
    """The ORCID iD of a person in doi.org's answers, where it is an address."""
    found = _ORCID.search(str(name.get("ORCID", "")))
    return found[0] if found else ""


def _dates(item: Json, custom: Json) -> dict[str, PartialDate | None]:
    """The dates under ``custom``, else ``issued``, which stands for the one that was shown.

    Answers of doi.org have print and online beside ``issued``, which is the earliest there.
    """
    apart = {
        field: parts_of(custom.get(name)) or date_of(item.get(name))
        for name, field in _DATE.items()
    }
    if any(apart.values()):
        return apart | {"issued": parts_of(custom.get("issued"))}
    return apart | {"issued": date_of(item.get("issued"))}


def date_of(value: Any) -> PartialDate | None:
    """Read a date variable: its parts, or an ISO date as text; None where it is neither."""
    if isinstance(value, Mapping):
        ranges = value.get("date-parts")
        if isinstance(ranges, list) and ranges:
            return parts_of(ranges[0])
        value = value.get("raw") or value.get("literal")
    return parts_of(value.split("-")) if isinstance(value, str) else None


def parts_of(parts: Any) -> PartialDate | None:
    """Read year, month and day, as numbers or as text; None where there is no year."""
    if not isinstance(parts, list):
        return None
    year, month, day = (*map(int, takewhile(_is_number, parts[:3])), 0, 0, 0)[:3]
    if not year:
        return None
    # A thirteenth month is a season to some; it is no month.
    return PartialDate(year, month, day) if 1 <= month <= 12 and day <= 31 else PartialDate(year)


def _is_number(part: Any) -> bool:
    return isinstance(part, str | int) and str(part).isdecimal() and len(str(part)) <= 5


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    **{name: read for name, (_, read) in _CUSTOM.items()},
    **dict.fromkeys(("published-print", "published-online", "issued"), parts_of),
    "orcid": lambda value: texts(list(value.values())),
    "roles": texts,
    "work-type": WorkType,
}
