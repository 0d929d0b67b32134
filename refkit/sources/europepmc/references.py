"""Understands a reference list of Europe PMC, in Crossref's names of the fields. It never asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from refkit.model.identifiers import Pmid
from refkit.model.person_names import initials_last
from refkit.model.pubmed import read_title
from refkit.model.reference import Reference
from refkit.model.work import Work
from refkit.sources.base import Listed
from refkit.sources.crossref.deposited_fields import printed_work
from refkit.sources.json_values import identifiers, plain, verbatim

# Crossref's name of a field, and Europe PMC's.
_FIELDS = {
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "article-title": "title",
    "author": "authorString",
    "edition": "edition",
    "issue": "issue",
    "journal-title": "journalAbbreviation",
    "series-title": "seriesName",
    "unstructured": "unstructuredInformation",
    "volume": "volume",
    "volume-title": "publicationTitle",
    "year": "pubYear",
}
_GOES_ON = re.compile(r"[,\s]*\bet\.?\s*al\b\.?\s*$", re.IGNORECASE)


def read_references(items: Sequence[Mapping[str, Any]]) -> tuple[Listed, ...]:
    """The list in the order cited; each line with what Europe PMC has of it, found or not."""
    ordered = sorted(items, key=_cited_order) if all(map(_cited_order, items)) else items
    return tuple(_listed(place, item) for place, item in enumerate(ordered, start=1))


def _cited_order(item: Mapping[str, Any]) -> int:
    order = verbatim(item.get("citedOrder"))
    return int(order) if re.fullmatch(r"[0-9]{1,6}", order) else 0


def _listed(place: int, item: Mapping[str, Any]) -> Listed:
    key = f"{plain(item.get('source'))}:{plain(item.get('id'))}".strip(":")
    reference = Reference(place, key, tuple(sorted(_deposited(item))))
    return Listed.of(reference, _printed(reference, item))


def _deposited(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, theirs in _FIELDS.items():
        text = verbatim(item.get(theirs)).strip()
        if text and not (name == "year" and text == "0"):
            yield name, text
    if first := verbatim(item.get("pageInfo")).partition("-")[0].strip():
        yield "first-page", first
    if item.get("source") == "MED" and (number := verbatim(item.get("id")).strip()):
        yield "pmid", number  # not Crossref's, and too useful to drop


def _printed(reference: Reference, item: Mapping[str, Any]) -> Work:
    names = plain(item.get("authorString"))
    bare = _GOES_ON.sub("", names).strip(" .,")
    creators = tuple(initials_last(name.strip()) for name in bare.split(",") if name.strip())
    work = replace(
        printed_work(reference),
        creators=creators,
        creators_complete=bool(creators) and not _GOES_ON.search(names),
        page=plain(item.get("pageInfo")),
        pmid=next(identifiers(Pmid, [reference.field("pmid")]), None),
    )
    title = read_title(verbatim(item.get("title")))
    return replace(work, title=title) if title else work
