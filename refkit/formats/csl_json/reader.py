"""CSL-JSON items to works. What ``formats.csl_json.writer`` puts under ``custom`` is read back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES, from_csl, plain_from_csl
from refkit.text.markup import of_jats

Json = Mapping[str, Any]
_T = TypeVar("_T")

_PARTS = re.compile(r"[,;]")
_WRITTEN_DOI = re.compile(r"10\.[^\sA-Z]+/[^\sA-Z]+")

# Variables that are text, and the field of the work that each goes to.
_TEXTS = (
    ("original-title", "original_title"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("page", "page"),
    ("number", "number"),
    ("edition", "edition"),
    ("genre", "genre"),
    ("publisher", "publisher"),
    ("publisher-place", "publisher_place"),
    ("event-title", "event_title"),
    ("event-place", "event_place"),
)
_DATE = {"published-print": "published_print", "published-online": "published_online"}


def read_item(item: Json) -> Work:
    """Read a work; a type that refkit does not know is a document.

    A variable that is not what CSL says is taken for empty. Raises TypeError, ValueError,
    LookupError, AttributeError or InvalidIdentifier where ``custom`` is not as refkit writes it.
    """
    custom: Json = item["custom"] if isinstance(item.get("custom"), Mapping) else {}
    fields: dict[str, Any] = {field: _plain(item, name) for name, field in _TEXTS}
    fields |= dict(_identifiers(item))
    fields |= _dates(item, custom)
    for name, (field, read) in CUSTOM.items():
        if name in custom:
            fields[field] = read(custom[name])
    return Work(
        type=_type(custom, "work-type") or _type(item, "type") or WorkType.DOCUMENT,
        title=from_csl(_text(item, "title")),
        abstract=of_jats(from_csl(_text(item, "abstract"))),
        creators=_creators(item, custom),
        container=Container(
            title=_plain(item, "container-title"),
            short_title=_plain(item, "container-title-short")
            or _plain(item, "journalAbbreviation"),
            issns=tuple(numbers(Issn.parse, item.get("ISSN"))),
            collection=_plain(item, "collection-title"),
        ),
        url=_text(item, "URL"),
        language=_text(item, "language"),
        **fields,
    )


def _identifiers(item: Json) -> Iterator[tuple[str, Any]]:
    for name, parse in IDENTIFIERS.items():
        yield name.lower(), next(_each(parse, [_text(item, name)]), None)
    yield "isbns", tuple(numbers(Isbn.parse, item.get("ISBN")))


IDENTIFIERS: Mapping[str, Callable[[str], Any]] = {
    "DOI": Doi.parse, "PMID": Pmid.parse, "PMCID": Pmcid.parse,
}  # fmt: skip


def numbers(parse: Callable[[str], _T], value: Any) -> Iterator[_T]:
    """The numbers of a variable that may hold several; some write a list where CSL has text."""
    texts = value if isinstance(value, list) else [value]
    pieces = [piece for text in texts if isinstance(text, str) for piece in _PARTS.split(text)]
    for piece in pieces:
        # Several are parted by blanks too, but "978 0 19 968162 4" is one.
        yield from list(_each(parse, [piece])) or _each(parse, piece.split())


def read_update(value: Json) -> Update:
    """Read an update notice from JSON."""
    parts = [int(part) for part in str(value.get("date") or "").split("-") if part.isdigit()]
    return Update(
        type=_text(value, "type"),
        notice=_text(value, "notice"),
        date=PartialDate(*parts[:3]) if parts else None,
        source=_text(value, "source"),
    )


def _updates(value: Any) -> tuple[Update, ...]:
    return tuple(read_update(update) for update in value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError("a list of texts")
    return tuple(value)


def _doi(value: str) -> Doi:
    """A DOI as refkit wrote it: a percent sign in it stands for itself."""
    return Doi(value) if _WRITTEN_DOI.fullmatch(value) else Doi.parse(value)


def _dois(value: Any) -> tuple[Doi, ...]:
    return tuple(map(_doi, _texts(value)))


def _relations(value: Any) -> tuple[Relation, ...]:
    return tuple(Relation(type_, id_, kind) for type_, kind, id_ in map(_texts, value))


def _origins(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(zip(value, _texts(list(value.values())), strict=True)))


# Members of ``custom``: the field of the work that each goes to, and how it is read.
CUSTOM: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "doi": ("doi", _doi),
    "creators-incomplete": ("creators_complete", lambda value: not value),
    "other-dois": ("other_dois", _dois),
    "mesh": ("mesh", _texts),
    "publication-types": ("publication_types", _texts),
    "updates": ("updates", _updates),
    "updates-to": ("updates_to", _updates),
    "relations": ("relations", _relations),
    "origins": ("origins", _origins),
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
    try:
        return WorkType(str(values.get(name)))
    except ValueError:
        return None


def _plain(item: Json, name: str) -> str:
    return plain_from_csl(_text(item, name))


def _text(item: Json, name: str) -> str:
    value = item.get(name, "")
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _each(parse: Callable[[str], _T], texts: list[str]) -> Iterator[_T]:
    for text in texts:
        try:
            yield parse(text)
        except InvalidIdentifier:
            continue


def _creators(item: Json, custom: Json) -> tuple[Creator, ...]:
    people = [
        (role, name)
        for role in NAME_VARIABLES
        if isinstance(item.get(role), list)
        for name in item[role]
        if isinstance(name, Mapping)
    ]
    if "roles" in custom:
        people = _as_they_were(people, _texts(custom["roles"]))
    orcids = custom.get("orcid", {})
    return tuple(
        _creator(role, name, str(orcids.get(str(place), "")))
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
    particles = (_plain(name, "dropping-particle"), _plain(name, "non-dropping-particle"))
    return Creator(
        family=_plain(name, "family"),
        given=_plain(name, "given"),
        particle=" ".join(particle for particle in particles if particle),
        suffix=_plain(name, "suffix"),
        literal=_plain(name, "literal"),
        role=role,
        orcid=orcid,
    )


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
    **{name: read for name, (_, read) in CUSTOM.items()},
    **dict.fromkeys(("published-print", "published-online", "issued"), parts_of),
    "orcid": lambda value: _texts(list(value.values())),
    "roles": _texts,
    "work-type": WorkType,
}
