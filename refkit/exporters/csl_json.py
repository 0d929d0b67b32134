"""CSL-JSON: the items that citation processors, pandoc and Zotero read.

What CSL has no variable for goes under ``custom``: both dates, ORCIDs, update notices, the state
of the reference. ``importers.csl_json`` reads it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from refkit.exporters.base import Exporter, Options, Pair, keywords, remarks
from refkit.model.bibliography import Entry
from refkit.model.dates import PartialDate
from refkit.model.people import Creator
from refkit.model.resolution import Unresolved
from refkit.model.work import DatePolicy, Update, Work
from refkit.text.csl import to_csl

Json = dict[str, Any]


def item(work: Work, id_: str, policy: DatePolicy = DatePolicy.PRINT) -> Json:
    """One work as a CSL item; variables without a value are left out."""
    custom = {name: value for name, value in _custom(work) if value}
    values = dict(_variables(work, policy)) | {"custom": custom}
    known = {name: value for name, value in values.items() if value}
    return known | {"id": id_, "type": work.type.value}


def _variables(work: Work, policy: DatePolicy) -> Iterator[tuple[str, Any]]:
    yield "title", to_csl(work.title)
    yield "original-title", work.original_title
    for role in dict.fromkeys(creator.role for creator in work.creators):
        yield role, [_name(creator) for creator in work.creators if creator.role == role]
    yield "container-title", work.container.title
    yield "container-title-short", work.container.short_title
    yield "collection-title", work.container.collection
    yield "volume", work.volume
    yield "issue", work.issue
    yield "page", work.page
    yield "number", work.number
    yield "edition", work.edition
    yield "genre", work.genre
    yield "publisher", work.publisher
    yield "publisher-place", work.publisher_place
    yield "issued", _date(work.cited_date(policy))
    yield "DOI", str(work.doi or "")
    yield "PMID", str(work.pmid or "")
    yield "PMCID", str(work.pmcid or "")
    yield "ISSN", ", ".join(map(str, work.container.issns))
    yield "ISBN", ", ".join(map(str, work.isbns))
    yield "URL", work.url
    yield "language", work.language
    yield "abstract", work.abstract


def _name(creator: Creator) -> dict[str, str]:
    if creator.literal:
        return {"literal": creator.literal}
    parts = {
        "family": creator.family,
        "given": creator.given,
        "non-dropping-particle": creator.particle,
        "suffix": creator.suffix,
    }
    return {part: text for part, text in parts.items() if text}


def _date(date: PartialDate | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [list(date.parts)]} if date else None


def _custom(work: Work) -> Iterator[tuple[str, Any]]:
    yield "published-print", _parts(work.published_print)
    yield "published-online", _parts(work.published_online)
    # The cited date stands for it unless print or online say more.
    apart = work.published_print or work.published_online
    yield "issued", _parts(work.issued) if apart else None
    yield "creators-incomplete", not work.creators_complete
    yield "orcid", {str(place): c.orcid for place, c in enumerate(work.creators) if c.orcid}
    yield "other-dois", [str(doi) for doi in work.other_dois]
    yield "updates", [update_json(update) for update in work.updates]
    yield "updates-to", [update_json(update) for update in work.updates_to]
    yield "mesh", list(work.mesh)
    yield "publication-types", list(work.publication_types)
    yield "origins", dict(work.origins)
    yield "relations", [[rel.type, rel.id_type, rel.id] for rel in work.relations]


def _parts(date: PartialDate | None) -> list[int] | None:
    return list(date.parts) if date else None


def update_json(update: Update) -> Json:
    """An update notice as it stands in JSON; what is not known is left out."""
    values = {
        "type": update.type,
        "notice": update.notice,
        "date": str(update.date or ""),
        "source": update.source,
    }
    return {name: value for name, value in values.items() if value}


def pieces(entries: Iterable[Entry], options: Options) -> Iterator[str]:
    """A CSL-JSON list, an item at a time, keys sorted: the same input gives the same bytes."""
    before = "[\n"
    for entry in entries:
        yield before
        yield json.dumps(_export_item(entry, options), ensure_ascii=False, indent=2, sort_keys=True)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def pairs(entry: Entry, options: Options) -> Iterator[Pair]:
    """The variables of an item."""
    for name, value in _export_item(entry, options).items():
        yield Pair(name, name, value)


def _export_item(entry: Entry, options: Options) -> Json:
    values = item(entry.work, entry.id, options.date_policy)
    custom = {**values.get("custom", {}), **_state(entry)}
    values |= {
        "citation-key": entry.id,
        "keyword": ", ".join(keywords(entry.tags, options.tag_style)),
        "note": ". ".join(remarks(entry)),
        "custom": custom,
    }
    return {name: value for name, value in values.items() if value}


def _state(entry: Entry) -> Json:
    state: Json = {}
    if entry.tags:
        state["tags"] = [f"{tag.facet}/{tag.label}" for tag in entry.tags]
    if isinstance(entry.resolution, Unresolved):
        state["unresolved"] = entry.resolution.reason.value
    if entry.citations:
        state["cited-by"] = [
            {"review": str(citation.review), "position": citation.reference.position}
            for citation in entry.citations
        ]
    return state


CSL_JSON = Exporter("csl-json", ".json", pieces, pairs)
