"""Another source's knowledge of the same work, put where nothing stood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from refkit.model.work import NO_CONTAINER, Work

# What another source may add. Type, DOI and relations are the resolving source's own.
_FIELDS = (
    "title", "creators", "volume", "issue", "page", "number", "publisher", "event_title",
    "event_place", "published_print", "published_online", "issued", "pmid", "pmcid", "isbns", "url",
    "language", "abstract", "mesh", "publication_types",
)  # fmt: skip
_DATES = {"published_print", "published_online", "issued"}


def fill(work: Work, other: Work, source: str) -> Work:
    """The work with its empty fields from ``other``, each with ``source`` as its origin.

    Nothing that is known is changed. Of dates, any one that is known counts for all: a second
    source's earlier or later date would move the year. Update notices are joined.
    """
    added = {
        name: getattr(other, name)
        for name in _FIELDS
        if not getattr(work, name) and getattr(other, name) and not _is_told(work, name)
    }
    if work.container == NO_CONTAINER and other.container != NO_CONTAINER:
        added["container"] = other.container
    if "creators" in added:
        added["creators_complete"] = other.creators_complete
    known = {update.type for update in work.updates}
    if news := tuple(update for update in other.updates if update.type not in known):
        added["updates"] = work.updates + news
    return _with_origins(work, added, source) if added else work


def _is_told(work: Work, name: str) -> bool:
    return name in _DATES and work.cited_date() is not None


def _with_origins(work: Work, added: dict[str, Any], source: str) -> Work:
    named = {name: source for name in added if name != "creators_complete"}
    return replace(work, **added, origins=tuple(sorted({**dict(work.origins), **named}.items())))
