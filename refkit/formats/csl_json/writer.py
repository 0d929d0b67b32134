"""CSL-JSON: the items that citation processors, pandoc and Zotero read.

What CSL has no variable for goes under ``custom``: both dates, ORCIDs, update notices, the state
of the reference. ``formats.csl_json.reader`` reads it back.

Capitals are not marked as ``nocase``: CSL 1.0.2 leaves words of mixed case as they are in every
text-case, and Zotero would show the mark to its user in the title.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from refkit.formats.csl_dates import exact_parts, needs_edtf, write_csl_date
from refkit.formats.csl_json.decisions import DECISIONS, write_decisions
from refkit.formats.csl_json.kept_fields import NOTHING_KEPT, put_back
from refkit.formats.csl_json.variables import (
    CUSTOM,
    DATES,
    NUMBERED_IN_SERIES,
    SERIES_NUMBER,
    TITLE,
    VARIABLES,
)
from refkit.formats.export import Exporter, Loss, Options, WrittenField, keywords, remarks
from refkit.formats.foreign_fields import in_one_line
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.printed import failed_dois, printed_line, with_title
from refkit.model.resolution import AsPrinted, Imported, Unresolved, WithoutDoi
from refkit.model.work import DatePolicy, Work, WorkType
from refkit.text.csl_markup import NAME_VARIABLES, plain_to_csl
from refkit.text.unicode import replace_surrogates

Json = dict[str, Any]


_NEEDED = frozenset({"id", "type"})
_DATES = ("published-print", "published-online", "issued")
_OTHER_DATES = tuple(sorted(DATES - {"issued"}))
_other_dates = attrgetter(*(name.replace("-", "_") for name in _OTHER_DATES))
_role_of, _orcid_of = attrgetter("role"), attrgetter("orcid")
_variable_values = attrgetter(*(row.field for row in VARIABLES))
_custom_values = attrgetter(*(row.field for row in CUSTOM))

# Zotero's importer (its translator "CSL JSON" of 2022) refuses a whole file for one item whose type
# is not in its list, and of our types "software" is not.
_STANDS_FOR = {WorkType.SOFTWARE: WorkType.DOCUMENT}

_PLACES = {role: place for place, role in enumerate(NAME_VARIABLES)}
_encode = json.JSONEncoder(ensure_ascii=False).encode


def item(work: Work, id_: str, policy: DatePolicy = DatePolicy.PRINT) -> Json:
    """One work as a CSL item; what has no value is left out."""
    cited = work.shown_date(policy)
    values: Json = {"id": id_, "type": work.type.value}
    custom: Json = {}
    for _, name, value in _variables(work, cited):
        values[name] = value
    for _, name, value in _custom(work, cited):
        custom[name] = value
    if custom:
        values["custom"] = custom
    return values


def _variables(work: Work, cited: PartialDate | None) -> Iterator[tuple[str, str, Any]]:
    if work.title:
        yield TITLE.field, TITLE.name, TITLE.write(work.title)
    yield from _people(work.creators)
    if cited:
        yield "issued", "issued", write_csl_date(cited)
    for row, value in zip(VARIABLES, _variable_values(work), strict=True):
        if value:
            is_of_series = row.field == "number" and _is_numbered_in_series(work)
            yield row.field, SERIES_NUMBER if is_of_series else row.name, row.write(value)


def _is_numbered_in_series(work: Work) -> bool:
    return bool(work.container.collection) and work.type in NUMBERED_IN_SERIES


def _people(creators: tuple[Creator, ...]) -> Iterator[tuple[str, str, Any]]:
    variables: dict[str, list[Json]] = {}
    roles: dict[str, str] = {}
    for creator in creators:
        # What CSL does not know has done something; which role it was stands in custom.
        variable = roles[creator.role] = creator.role if creator.role in _PLACES else "contributor"
        variables.setdefault(variable, []).append(_name(creator))
    for role, variable in roles.items():
        yield f"creators.{role}", variable, variables[variable]


def _name(creator: Creator) -> Json:
    if creator.literal:
        return {"literal": plain_to_csl(creator.literal)}
    name: Json = {}
    if creator.family:
        name["family"] = plain_to_csl(creator.family)
    if creator.given:
        name["given"] = plain_to_csl(creator.given)
    if creator.dropping_particle:
        name["dropping-particle"] = plain_to_csl(creator.dropping_particle)
    if creator.particle:
        name["non-dropping-particle"] = plain_to_csl(creator.particle)
    if creator.suffix:
        name["suffix"] = plain_to_csl(creator.suffix)
    return name


def _custom(work: Work, cited: PartialDate | None) -> Iterator[tuple[str, str, Any]]:
    printed, online, issued = work.published_print, work.published_online, work.issued
    # The cited date stands for it unless print or online say more.
    dates = (printed, online, issued if printed or online else None)
    for name, date in zip(_DATES, dates, strict=True):
        if date:
            yield "issued" if date == cited else "other dates", name, exact_parts(date)
    if exact := {name: str(date) for name, date in _inexact(work, cited)}:
        yield "exact dates", "dates", exact
    if work.doi and work.doi.is_misread:
        yield "doi", "doi", work.doi.value
    if not work.creators_complete:
        yield "creators_complete", "creators-incomplete", True
    if any(map(_orcid_of, work.creators)):
        places = enumerate(map(_orcid_of, work.creators))
        yield "orcid", "orcid", {str(place): orcid for place, orcid in places if orcid}
    if roles := _mixed_roles(work.creators):
        yield "", "roles", roles
    for row, value in zip(CUSTOM, _custom_values(work), strict=True):
        if value:
            yield row.field, row.name, row.write(value)


def _inexact(work: Work, cited: PartialDate | None) -> Iterator[tuple[str, PartialDate]]:
    """The variables that say less of a date than is known, as that it is uncertain."""
    dates = {"issued": cited} | dict(zip(_OTHER_DATES, _other_dates(work), strict=True))
    for name, date in dates.items():
        if date and needs_edtf(date):
            yield name, date


def _mixed_roles(creators: tuple[Creator, ...]) -> list[str]:
    """The role of each creator, where they would be read in another order or another role."""
    roles = list(map(_role_of, creators))
    if roles.count("author") == len(roles):
        return []
    places = [_PLACES.get(role, -1) for role in roles]
    return roles if -1 in places or places != sorted(places) else []


def chunks(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """A CSL-JSON list, an item at a time, a member a line: the same input gives the same bytes."""
    before = "[\n"
    for entry in entries:
        yield before + _written(_shown(_export_item(entry, options), options))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _shown(values: Json, options: Options) -> Json:
    if not options.omit:
        return values
    return {
        name: value
        for name, value in values.items()
        if name in _NEEDED or name.lower() not in options.omit
    }


def _written(values: Json) -> str:
    # The json library lays out lines in Python and the rest in C, some five times as fast.
    members = [
        f'    "{name}": {encode_basestring(value) if isinstance(value, str) else _encode(value)}'
        for name, value in values.items()
    ]
    return replace_surrogates("  {\n" + ",\n".join(members) + "\n  }")


def fields(entry: Entry, options: Options) -> Iterator[WrittenField]:
    """The members of an item; one of ``custom`` is named with a dot: ``custom.mesh``."""
    entry = with_title(entry)
    values, places = _filled(entry, options)
    for name in ("id", "type", "citation-key"):
        yield WrittenField("", name, values[name])
    cited = entry.work.shown_date(options.date_policy)
    for source_field, name, _ in _variables(entry.work, cited):
        yield WrittenField(source_field, name, values[name])
    for source_field, name, value in _custom(entry.work, cited):
        yield WrittenField(source_field, f"custom.{name}", value, aside=True)
    for name, value in _state(entry).items():
        is_decided = name == DECISIONS
        source = "label_decisions" if is_decided else ""
        yield WrittenField(source, f"custom.{name}", value, aside=is_decided)
    if entry.tags:
        yield WrittenField("tags", "keyword", values["keyword"])
    if "note" in values:
        yield WrittenField("", "note", values["note"])
    for name, place in places.items():
        group, _, member = place.partition(".")
        value = values[group][member] if member else values[group]
        yield WrittenField(f"kept.{name}", place, value, bool(member) and place != name)


def degraded(entry: Entry, options: Options) -> Iterator[Loss]:
    """What is carried, but not wholly."""
    words = {"tags": keywords(entry.tags, options.tag_style), "keywords": _own_words(entry)}
    for name, each in words.items():
        for word in each:
            if ";" in word:
                yield Loss(entry.id, name, f"keyword is parted at the semicolon of {word!r}")
    for name, date in _inexact(entry.work, entry.work.shown_date(options.date_policy)):
        yield Loss(entry.id, name.replace("-", "_"), f"{date} stands in custom.dates alone")
    if entry.work.type in _STANDS_FOR:
        stands = _STANDS_FOR[entry.work.type]
        yield Loss(entry.id, "type", f"Zotero refuses {entry.work.type}: {stands} stands for it")


def _own_words(entry: Entry) -> list[str]:
    """The keywords that a user gave an entry."""
    kept = entry.resolution if isinstance(entry.resolution, Imported) else NOTHING_KEPT
    return put_back(kept, {"type": ""}, {})[0].words


def _export_item(entry: Entry, options: Options) -> Json:
    return _filled(with_title(entry), options)[0]


def _filled(entry: Entry, options: Options) -> tuple[Json, dict[str, str]]:
    """The item with its state, and the place of each field that was kept of a user's library."""
    values = item(entry.work, entry.id, options.date_policy)
    if entry.work.type in _STANDS_FOR:
        values["type"] = _STANDS_FOR[entry.work.type].value
    values["citation-key"] = entry.id
    custom = values.pop("custom", {}) | _state(entry)
    kept = entry.resolution if isinstance(entry.resolution, Imported) else NOTHING_KEPT
    own, places = put_back(kept, values, custom)
    if words := [*own.words, *keywords(entry.tags, options.tag_style)]:
        values["keyword"] = in_one_line(dict.fromkeys(words))
    if told := [*own.notes, *_untold(remarks(entry), own.notes)]:
        values["note"] = "\n".join(told)
    if custom:
        values["custom"] = custom
    return values, places


def _untold(lines: list[str], notes: list[str]) -> list[str]:
    """The remarks as one line; of a library that was written by refkit none is said again."""
    new = [line for line in lines if not any(line in note for note in notes)]
    return [plain_to_csl(". ".join(new))] if new else []


def _state(entry: Entry) -> Json:
    state: Json = {}
    if entry.work.type in _STANDS_FOR:
        state["work-type"] = entry.work.type.value
    if entry.tags:
        state["tags"] = [f"{tag.facet}/{tag.label}" for tag in entry.tags]
    if entry.label_decisions:
        state[DECISIONS] = write_decisions(entry.label_decisions)
    if isinstance(entry.resolution, Unresolved):
        state["unresolved"] = entry.resolution.reason.value
        if failed := failed_dois(entry):
            state["failed-dois"] = list(map(str, failed))
    if isinstance(entry.resolution, WithoutDoi):
        state["without-doi"] = True
    if isinstance(entry.resolution, AsPrinted) and (printed := printed_line(entry)):
        state["printed"] = printed
    if entry.citations:
        state["cited-by"] = [
            {"review": str(citation.review), "position": citation.reference.position}
            for citation in entry.citations
        ]
    return state


CSL_JSON = Exporter("csl-json", chunks, fields, degraded)
