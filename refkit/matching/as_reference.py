"""An entry of a library as the reference that it would be in a deposited list."""

from __future__ import annotations

from refkit.errors import InvalidIdentifier
from refkit.matching.score import first_author
from refkit.model.bibliography import Entry
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.resolution import Imported
from refkit.model.work import Work, WorkType

# Works that are books of their own: their title is a volume's.
_VOLUMES = {
    WorkType.BOOK,
    WorkType.COLLECTION,
    WorkType.PERIODICAL,
    WorkType.REPORT,
    WorkType.STANDARD,
    WorkType.THESIS,
}
_IN_VOLUMES = {
    WorkType.CHAPTER,
    WorkType.ENTRY,
    WorkType.ENTRY_ENCYCLOPEDIA,
    WorkType.PAPER_CONFERENCE,
}
# How libraries name the preprint server: biblatex's field and the older one of arXiv's own.
_SERVER_FIELDS = ("eprinttype", "archiveprefix")
_NO_SERVER = {"pubmed", "pmc", "jstor", "hdl", "googlebooks"}  # biblatex's other kinds of eprint


def as_reference(entry: Entry, position: int = 1) -> Reference:
    """The entry as a reference would be deposited, in Crossref's names."""
    work = entry.work
    first, year = first_author(work), work.cited_date()
    title, container = work.title.plain, work.container.title or _server(entry)
    is_volume = work.type in _VOLUMES
    in_volume = work.type in _IN_VOLUMES
    values = {
        "DOI": _doi(entry),
        "author": (first.literal or f"{first.given} {first.full_family}".strip()) if first else "",
        "article-title": "" if is_volume else title,
        "volume-title": title if is_volume else container if in_volume else "",
        "journal-title": "" if is_volume or in_volume else container,
        "series-title": work.container.collection,
        "year": str(year.year) if year else "",
        "volume": work.volume,
        "issue": work.issue,
        "edition": work.edition,
        "first-page": _first_page(work),
    }
    return Reference(position, entry.id, tuple(sorted((k, v) for k, v in values.items() if v)))


def _doi(entry: Entry) -> str:
    """The entry's DOI; many libraries have it as the address alone."""
    if entry.work.doi:
        return str(entry.work.doi)
    try:
        return str(Doi.parse(entry.work.url)) if "doi.org/" in entry.work.url else ""
    except InvalidIdentifier:
        return ""


def _server(entry: Entry) -> str:
    """The preprint server of an entry without a container: the article is another work."""
    kept = entry.resolution.kept if isinstance(entry.resolution, Imported) else ()
    named = [value for name, value in kept if name.lower() in _SERVER_FIELDS]
    servers = [name for name in named if name.strip('{}" ').lower() not in _NO_SERVER]
    if servers:
        return servers[0].strip('{}" ')
    is_preprint = entry.work.type is WorkType.ARTICLE or "preprint" in entry.work.genre.lower()
    return (entry.work.publisher or "preprint") if is_preprint else ""


def _first_page(work: Work) -> str:
    first = work.page.replace("\u2013", "-").split("-")[0].strip()
    return first or work.number
