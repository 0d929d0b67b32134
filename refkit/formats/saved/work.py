"""A work as the saved form has it: a CSL-JSON item, what CSL has no variable for under ``custom``.

This is the saved form's own: what an export does for the sake of somebody's importer never moves
it. One table says of each member which field of a work it holds, and how it is written and read.
What is read has been checked against the schema.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from refkit.formats.csl_dates import (
    exact_parts,
    needs_edtf,
    read_csl_date,
    read_parts,
    with_edtf,
    write_csl_date,
)
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid, numbers
from refkit.model.people import Creator
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES, from_csl, plain_from_csl, plain_to_csl, to_csl
from refkit.text.markup import of_jats
from refkit.text.rich import RichText

Json = dict[str, Any]

_CONTRIBUTOR = "contributor"  # stands for a role that CSL does not know


class Member(NamedTuple):
    """A member: the field of a work that it holds, how its value is written and how it is read."""

    field: str
    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def write_update(update: Update) -> Json:
    """An update notice; what is not known is left out."""
    values = {
        "type": update.type,
        "notice": update.notice,
        "date": str(update.date or ""),
        "source": update.source,
    }
    return {name: value for name, value in values.items() if value}


def _read_update(value: Mapping[str, str]) -> Update:
    return Update(
        type=value.get("type", ""),
        notice=value.get("notice", ""),
        date=read_csl_date(value.get("date")),
        source=value.get("source", ""),
    )


def _write_updates(updates: Iterable[Update]) -> list[Json]:
    return list(map(write_update, updates))


def _read_updates(value: Iterable[Mapping[str, str]]) -> tuple[Update, ...]:
    return tuple(map(_read_update, value))


def _write_relations(relations: Iterable[Relation]) -> list[list[str]]:
    return [[relation.type, relation.id_type, relation.id] for relation in relations]


def _read_relations(value: Iterable[list[str]]) -> tuple[Relation, ...]:
    return tuple(Relation(type_, id_, id_type) for type_, id_type, id_ in value)


def _read_abstract(value: str) -> RichText:
    return of_jats(from_csl(value))


def _joined(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))


def _texts(values: Iterable[Any]) -> list[str]:
    return list(map(str, values))


def _text(field: str, name: str) -> Member:
    return Member(field, name, plain_to_csl, plain_from_csl)


_VARIABLES = (
    Member("title", "title", to_csl, from_csl),
    _text("short_title", "title-short"),
    _text("original_title", "original-title"),
    _text("container.title", "container-title"),
    _text("container.short_title", "container-title-short"),
    _text("container.collection", "collection-title"),
    _text("volume", "volume"),
    _text("issue", "issue"),
    _text("page", "page"),
    _text("number", "number"),
    _text("edition", "edition"),
    _text("version", "version"),
    _text("chapter_number", "chapter-number"),
    _text("section", "section"),
    _text("number_of_pages", "number-of-pages"),
    _text("number_of_volumes", "number-of-volumes"),
    _text("genre", "genre"),
    _text("status", "status"),
    _text("medium", "medium"),
    _text("dimensions", "dimensions"),
    _text("authority", "authority"),
    _text("publisher", "publisher"),
    _text("publisher_place", "publisher-place"),
    _text("original_publisher", "original-publisher"),
    _text("original_publisher_place", "original-publisher-place"),
    _text("event_title", "event-title"),
    _text("event_place", "event-place"),
    Member("original_date", "original-date", write_csl_date, read_csl_date),
    Member("event_date", "event-date", write_csl_date, read_csl_date),
    Member("submitted", "submitted", write_csl_date, read_csl_date),
    Member("accessed", "accessed", write_csl_date, read_csl_date),
    Member("doi", "DOI", str, Doi.parse),
    Member("pmid", "PMID", str, Pmid.parse),
    Member("pmcid", "PMCID", str, Pmcid.parse),
    Member("container.issns", "ISSN", _joined, lambda text: tuple(numbers(Issn.parse, text))),
    Member("isbns", "ISBN", _joined, lambda text: tuple(numbers(Isbn.parse, text))),
    Member("url", "URL", str, str),
    _text("archive", "archive"),
    _text("archive_location", "archive_location"),
    _text("archive_collection", "archive_collection"),
    _text("call_number", "call-number"),
    Member("language", "language", str, str),
    Member("abstract", "abstract", to_csl, _read_abstract),
)
_CUSTOM = (
    Member("other_dois", "other-dois", _texts, lambda value: tuple(map(Doi.as_written, value))),
    Member("updates", "updates", _write_updates, _read_updates),
    Member("updates_to", "updates-to", _write_updates, _read_updates),
    Member("mesh", "mesh", list, tuple),
    Member("publication_types", "publication-types", list, tuple),
    Member("origins", "origins", dict, lambda value: tuple(sorted(value.items()))),
    Member("relations", "relations", _write_relations, _read_relations),
)
_variable_values = attrgetter(*(member.field for member in _VARIABLES))
_custom_values = attrgetter(*(member.field for member in _CUSTOM))
_PRINT, _ONLINE, _ISSUED = "published-print", "published-online", "issued"
_OTHER_DATES = {row.name: row.field for row in _VARIABLES if row.read is read_csl_date}
_NAME_PARTS = (
    ("family", "family"),
    ("given", "given"),
    ("dropping_particle", "dropping-particle"),
    ("particle", "non-dropping-particle"),
    ("suffix", "suffix"),
)


def write_work(work: Work, id_: str) -> Json:
    """A work as an item; what has no value is left out."""
    values: Json = {"id": id_, "type": work.type.value}
    values |= _written(_VARIABLES, _variable_values(work))
    values |= _write_people(work.creators)
    if shown := work.shown_date():
        values["issued"] = write_csl_date(shown)
    if custom := dict(_write_custom(work)):
        values["custom"] = custom
    return values


def _written(members: Iterable[Member], values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for member, value in zip(members, values, strict=True):
        if value:
            yield member.name, member.write(value)


def _write_people(creators: tuple[Creator, ...]) -> Json:
    variables: Json = {}
    for creator in creators:
        role = creator.role if creator.role in NAME_VARIABLES else _CONTRIBUTOR
        variables.setdefault(role, []).append(_write_name(creator))
    return variables


def _write_name(creator: Creator) -> Json:
    if creator.literal:
        return {"literal": plain_to_csl(creator.literal)}
    parts = ((name, getattr(creator, field)) for field, name in _NAME_PARTS)
    return {name: plain_to_csl(part) for name, part in parts if part}


def _write_custom(work: Work) -> Iterator[tuple[str, Any]]:
    printed, online, issued = work.published_print, work.published_online, work.issued
    # The cited date stands for it unless print or online say more.
    dates = {_PRINT: printed, _ONLINE: online, _ISSUED: issued if printed or online else None}
    yield from ((name, exact_parts(date)) for name, date in dates.items() if date)
    if exact := {name: str(date) for name, date in _inexact(work)}:
        yield "dates", exact
    if work.doi and work.doi.is_misread:
        yield "doi", work.doi.value
    if not work.creators_complete:
        yield "creators-incomplete", True
    if orcids := {str(n): each.orcid for n, each in enumerate(work.creators) if each.orcid}:
        yield "orcid", orcids
    if roles := _mixed_roles(work.creators):
        yield "roles", roles
    yield from _written(_CUSTOM, _custom_values(work))


def _inexact(work: Work) -> Iterator[tuple[str, PartialDate]]:
    """The variables that say less of a date than is known, as that it is uncertain."""
    dates = [(_ISSUED, work.shown_date())]
    dates += [(name, getattr(work, field)) for name, field in _OTHER_DATES.items()]
    return ((name, date) for name, date in dates if date and needs_edtf(date))


def _mixed_roles(creators: tuple[Creator, ...]) -> list[str]:
    """The role of each creator, where they would be read in another order or another role."""
    roles = [creator.role for creator in creators]
    if not all(role in NAME_VARIABLES for role in roles):
        return roles
    places = list(map(NAME_VARIABLES.index, roles))
    return roles if places != sorted(places) else []


def read_work(item: Json) -> Work:
    """A work from its item, which keeps to the schema."""
    custom: Json = item.get("custom", {})
    fields: Json = {"container.short_title": plain_from_csl(item.get("journalAbbreviation", ""))}
    fields |= _read(_VARIABLES, item)
    fields |= _read_dates(item, custom)
    for name, exact in custom.get("dates", {}).items():
        if field := (_OTHER_DATES | {_ISSUED: _ISSUED}).get(name):
            fields[field] = with_edtf(fields.get(field), exact)
    fields |= _read(_CUSTOM, custom)
    if "doi" in custom:
        fields["doi"] = Doi.as_written(custom["doi"])
    inside = {name.partition(".")[2]: value for name, value in fields.items() if "." in name}
    own = {name: value for name, value in fields.items() if "." not in name}
    return Work(
        type=WorkType(custom.get("work-type") or item["type"]),
        creators=tuple(_read_people(item, custom)),
        creators_complete=not custom.get("creators-incomplete", False),
        container=Container(**inside),
        **own,
    )


def _read(members: Iterable[Member], values: Json) -> Json:
    return {
        member.field: member.read(values[member.name])
        for member in members
        if values.get(member.name)
    }


def _read_dates(item: Json, custom: Json) -> Json:
    """The dates under ``custom``, else ``issued``, which stands for the one that was shown."""
    dates = {
        "published_print": read_parts(custom.get(_PRINT)),
        "published_online": read_parts(custom.get(_ONLINE)),
    }
    if any(dates.values()):
        return dates | {"issued": read_parts(custom.get(_ISSUED))}
    return dates | {"issued": read_csl_date(item.get("issued"))}


def _read_people(item: Json, custom: Json) -> Iterator[Creator]:
    people = [(role, name) for role in NAME_VARIABLES for name in item.get(role, ())]
    if roles := custom.get("roles"):
        people = _in_their_roles(people, roles)
    orcids = custom.get("orcid", {})
    for place, (role, name) in enumerate(people):
        yield _read_name(name, role, orcids.get(str(place), ""))


def _in_their_roles(people: list[tuple[str, Json]], roles: list[str]) -> list[tuple[str, Json]]:
    """The people in the order of these roles; as they are where others are named since."""
    variables = [role if role in NAME_VARIABLES else _CONTRIBUTOR for role in roles]
    if Counter(variables) != Counter(role for role, _ in people):
        return people
    waiting: dict[str, list[Json]] = {}
    for role, name in reversed(people):
        waiting.setdefault(role, []).append(name)
    return [
        (role, waiting[variable].pop()) for role, variable in zip(roles, variables, strict=True)
    ]


def _read_name(name: Json, role: str, orcid: str) -> Creator:
    parts = {field: plain_from_csl(name.get(member, "")) for field, member in _NAME_PARTS}
    literal = plain_from_csl(name.get("literal", ""))
    return Creator(**parts, literal=literal, role=role, orcid=orcid)
