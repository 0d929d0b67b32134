"""CSL-JSON items to works. What ``exporters.csl_json`` puts under ``custom`` is read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from refkit.errors import InvalidIdentifier
from refkit.model.dates import PartialDate
from refkit.model.identifiers import Doi, Isbn, Issn, Pmcid, Pmid
from refkit.model.people import Creator
from refkit.model.work import Container, Relation, Update, Work, WorkType
from refkit.text.csl import from_csl

Json = Mapping[str, Any]
_T = TypeVar("_T")

# CSL 1.0.2's name variables, in the order in which a work holds them.
_ROLES = (
    "author", "chair", "collection-editor", "compiler", "composer", "container-author",
    "contributor", "curator", "director", "editor", "editorial-director", "executive-producer",
    "guest", "host", "illustrator", "interviewer", "narrator", "organizer", "original-author",
    "performer", "producer", "recipient", "reviewed-author", "script-writer", "series-creator",
    "translator",
)  # fmt: skip


def read_item(item: Json) -> Work:
    """Read a work; a type that refkit does not know is a document."""
    custom: Json = item["custom"] if isinstance(item.get("custom"), Mapping) else {}
    printed, online, issued = _dates(item, custom)
    return Work(
        type=_type(item),
        title=from_csl(_text(item, "title")),
        original_title=_text(item, "original-title"),
        creators=tuple(_creators(item, custom)),
        creators_complete=not custom.get("creators-incomplete", False),
        container=Container(
            title=_text(item, "container-title"),
            short_title=_text(item, "container-title-short") or _text(item, "journalAbbreviation"),
            issns=tuple(_each(Issn.parse, _text(item, "ISSN").split(","))),
            collection=_text(item, "collection-title"),
        ),
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        page=_text(item, "page"),
        number=_text(item, "number"),
        edition=_text(item, "edition"),
        genre=_text(item, "genre"),
        publisher=_text(item, "publisher"),
        publisher_place=_text(item, "publisher-place"),
        published_print=printed,
        published_online=online,
        issued=issued,
        doi=next(_each(Doi.parse, [_text(item, "DOI")]), None),
        other_dois=tuple(_each(Doi.parse, custom.get("other-dois", ()))),
        pmid=next(_each(Pmid.parse, [_text(item, "PMID")]), None),
        pmcid=next(_each(Pmcid.parse, [_text(item, "PMCID")]), None),
        isbns=tuple(_each(Isbn.parse, _text(item, "ISBN").replace(",", " ").split())),
        url=_text(item, "URL"),
        language=_text(item, "language"),
        abstract=_text(item, "abstract"),
        mesh=tuple(custom.get("mesh", ())),
        publication_types=tuple(custom.get("publication-types", ())),
        updates=tuple(read_update(update) for update in custom.get("updates", ())),
        updates_to=tuple(read_update(update) for update in custom.get("updates-to", ())),
        relations=tuple(
            Relation(type_, id_, kind) for type_, kind, id_ in custom.get("relations", ())
        ),
        origins=tuple(sorted(custom.get("origins", {}).items())),
    )


def read_update(value: Json) -> Update:
    """Read an update notice from JSON."""
    parts = [int(part) for part in str(value.get("date") or "").split("-") if part.isdigit()]
    return Update(
        type=_text(value, "type"),
        notice=_text(value, "notice"),
        date=PartialDate(*parts[:3]) if parts else None,
        source=_text(value, "source"),
    )


def _type(item: Json) -> WorkType:
    try:
        return WorkType(str(item.get("type")))
    except ValueError:
        return WorkType.DOCUMENT


def _text(item: Json, name: str) -> str:
    value = item.get(name)
    return str(value) if isinstance(value, str | int | float) else ""


def _each(parse: Callable[[str], _T], texts: Any) -> Iterator[_T]:
    for text in texts:
        try:
            yield parse(text)
        except InvalidIdentifier:
            continue


def _creators(item: Json, custom: Json) -> Iterator[Creator]:
    orcids = custom.get("orcid", {})
    people = [
        (role, name)
        for role in _ROLES
        for name in item.get(role) or ()
        if isinstance(name, Mapping)
    ]
    for place, (role, name) in enumerate(people):
        particles = (_text(name, "dropping-particle"), _text(name, "non-dropping-particle"))
        yield Creator(
            family=_text(name, "family"),
            given=_text(name, "given"),
            particle=" ".join(particle for particle in particles if particle),
            suffix=_text(name, "suffix"),
            literal=_text(name, "literal"),
            role=role,
            orcid=str(orcids.get(str(place), "")),
        )


def _dates(
    item: Json, custom: Json
) -> tuple[PartialDate | None, PartialDate | None, PartialDate | None]:
    printed = _parts(custom.get("published-print"))
    online = _parts(custom.get("published-online"))
    if printed or online:
        return printed, online, _parts(custom.get("issued"))
    issued = item.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, Mapping) else None
    return None, None, _parts(parts[0]) if parts else None


def _parts(parts: Any) -> PartialDate | None:
    numbers = [int(part) for part in parts or () if str(part).isdigit()]
    return PartialDate(*numbers[:3]) if numbers and numbers[0] else None
