"""CSL-JSON items to works. What ``formats.csl_json.writer`` puts under ``custom`` is read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.formats.csl_dates import read_csl_date, read_parts, with_edtf
from refkit.formats.csl_json.decisions import DECISIONS, read_decisions
from refkit.formats.csl_json.variables import (
    CUSTOM,
    DATES,
    NUMBERED_IN_SERIES,
    OLDER_NAMES,
    SERIES,
    SERIES_NUMBER,
    TITLE,
    VARIABLES,
    read_plain,
    texts,
)
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi
from refkit.model.people import ORCID, Creator
from refkit.model.type_names import CROSSREF_TYPES
from refkit.model.work import Container, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES

Json = Mapping[str, Any]
_T = TypeVar("_T")

_DATE = {"published-print": "published_print", "published-online": "published_online"}


def read_item(item: Json) -> Work:
    """Read a work; a type that refkit does not know is a document.

    A variable that is not what CSL says is taken for empty. Raises TypeError, ValueError,
    LookupError, AttributeError or InvalidIdentifier where ``custom`` is not as refkit writes it.
    """
    custom: Json = item["custom"] if isinstance(item.get("custom"), Mapping) else {}
    item = _with_older_names(item)
    fields = {row.field: row.read(item.get(row.name)) for row in (TITLE, *VARIABLES)}
    fields |= _dates(item, custom)
    for name, exact in _exact_dates(custom).items():
        field = name.replace("-", "_")
        fields[field] = with_edtf(fields.get(field), exact)
    for name, (field, read) in _CUSTOM.items():
        if name in custom:
            fields[field] = read(custom[name])
    type_ = _type(custom, "work-type") or _type(item, "type") or WorkType.DOCUMENT
    if type_ in NUMBERED_IN_SERIES and item.get(SERIES) and not fields["number"]:
        fields["number"] = read_plain(item.get(SERIES_NUMBER))
    inside = {name.partition(".")[2]: value for name, value in fields.items() if "." in name}
    return Work(
        type=type_,
        creators=_creators(item, custom),
        container=Container(**inside),
        **{name: value for name, value in fields.items() if "." not in name},
    )


def _with_older_names(item: Json) -> Json:
    found = {now: item[old] for old, now in OLDER_NAMES.items() if old in item}
    return {**item, **{now: value for now, value in found.items() if not item.get(now)}}


def _exact_dates(custom: Json) -> Mapping[str, str]:
    """Dates in EDTF, by the names of their variables."""
    dates = custom.get("dates", {})
    texts(list(dates.values()))
    if not dates.keys() <= DATES:
        raise ValueError("dates of other variables")
    return dict(dates)


_CUSTOM: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "doi": ("doi", Doi.as_written),
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
    return Creator(
        family=read_plain(name.get("family")),
        given=read_plain(name.get("given")),
        particle=read_plain(name.get("non-dropping-particle")),
        suffix=read_plain(name.get("suffix")),
        literal=read_plain(name.get("literal") or name.get("name")),  # Crossref's is "name"
        role=role,
        orcid=orcid,
        dropping_particle=read_plain(name.get("dropping-particle")),
    )


def _orcid(name: Json) -> str:
    """The ORCID iD of a person in doi.org's answers, where it is an address."""
    found = ORCID.search(str(name.get("ORCID", "")))
    return found[0] if found else ""


def _dates(item: Json, custom: Json) -> dict[str, PartialDate | None]:
    """The dates under ``custom``, else ``issued``, which stands for the one that was shown.

    Answers of doi.org have print and online beside ``issued``, which is the earliest there.
    """
    apart = {
        field: read_parts(custom.get(name)) or read_csl_date(item.get(name))
        for name, field in _DATE.items()
    }
    if any(apart.values()):
        return apart | {"issued": read_parts(custom.get("issued"))}
    return apart | {"issued": read_csl_date(item.get("issued"))}


_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    **{name: read for name, (_, read) in _CUSTOM.items()},
    **dict.fromkeys(("published-print", "published-online", "issued"), read_parts),
    "dates": lambda value: _exact_dates({"dates": value}),
    "orcid": lambda value: texts(list(value.values())),
    "roles": texts,
    "work-type": WorkType,
    DECISIONS: read_decisions,
}
