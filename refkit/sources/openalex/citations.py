"""Which works cite a work, as OpenAlex has it: ``filter=cites:W...``, page after page.

Without a key OpenAlex was seen (2026-10) to answer 401 to every cursor but the first; numbered
pages go on there, to 10,000 works. The documentation named 200 as the longest page until 2026 and
names 100 since: a longer one that is refused is asked for again as the shorter one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from refkit.errors import NotRemembered, SourceError
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.work import Work, WorkType
from refkit.sources.base import Outcome
from refkit.sources.citing import BrokenOff, CitationPages, Citations, CitingWork, each_by_itself
from refkit.sources.json_values import mapping, mappings, plain, verbatim
from refkit.sources.lookup import refusal, under
from refkit.sources.openalex.client import OpenAlexClient, WorksPage
from refkit.sources.openalex.reader import read_doi, read_id, read_work

MOST_ON_A_PAGE, FEWER_ON_A_PAGE = 200, 100
# Without a cursor: page times per-page may not be more.
MOST_BY_NUMBER = 10_000
_FIELDS = (
    "id,doi,title,display_name,publication_year,publication_date,type,ids,authorships,"
    "primary_location,biblio,cited_by_count,is_retracted"
)
_REFUSED = frozenset({401, 403})
_BOOKS = frozenset({WorkType.BOOK, WorkType.REPORT, WorkType.THESIS, WorkType.STANDARD})

Json = Mapping[str, Any]


class OpenAlexCitations:
    """OpenAlex as a source of works that cite another."""

    name = "openalex"

    def __init__(self, client: OpenAlexClient) -> None:
        self._client = client
        self._size = MOST_ON_A_PAGE
        self._has_key = client.has_key

    def citations(
        self,
        dois: Sequence[Doi],
        since: int = 0,
        limit: int = 0,
        answered: Callable[[int], object] = lambda done: None,
    ) -> dict[Doi, Citations]:
        """Which works cite each DOI, in the order asked, the newest first; raises nothing.

        Works from before ``since`` are not asked for, so that they are not among ``announced``.
        """
        known = self._client.records(dois)
        return each_by_itself(
            dois, lambda doi: self._citations(doi, known.get(doi), since, limit), answered
        )

    def _citations(self, doi: Doi, record: Json | None, since: int, limit: int) -> Citations:
        if record is None:
            record = self._client.record(doi)
        if record is None:
            return Citations(Outcome.UNKNOWN, detail=f"{self.name} does not know {doi}")
        collected = CitationPages(under(doi, read_work(record)), since)
        counted = f"counted from {since} on" if since else ""
        try:
            for body, day in self._pages(read_id(record.get("id")), since):
                items = mappings(body.get("results"))
                is_new = collected.add(map(read_citing, items), _count(body), day)
                # A last page has a cursor, too, which leads to an empty one.
                is_whole = collected.number >= _count(body)
                if not is_new or is_whole or (limit and collected.number >= limit):
                    break
        except (SourceError, NotRemembered) as error:
            raise BrokenOff(collected.found(limit), error) from None
        return collected.found(limit, counted)

    def _pages(self, number: str, since: int) -> Iterator[tuple[Json, date]]:
        """The pages of a list, until one is empty or said to be the last."""
        asked = {"filter": f"cites:{number}", "sort": "publication_date:desc", "select": _FIELDS}
        if since:
            asked["filter"] += f",from_publication_date:{since:04d}-01-01"
        place, done = {"cursor": "*"}, 0
        while True:
            status, body, day = self._page({**asked, "per-page": str(self._size), **place})
            if status in _REFUSED and done and "cursor" in place and not self._has_key:
                place = {"page": str(done + 1)}
                continue
            if status != 200:
                raise refusal("OpenAlex", status)
            yield body, day
            done += 1
            following = _following(place, body, self._size)
            if following is None:
                return
            place = following

    def _page(self, params: Mapping[str, str]) -> WorksPage:
        page = self._client.page(params)
        if page.status == 400 and self._size > FEWER_ON_A_PAGE:
            self._size = FEWER_ON_A_PAGE
            return self._client.page({**params, "per-page": str(self._size)})
        return page


def _count(body: Json) -> int:
    count = mapping(body.get("meta")).get("count")
    return count if isinstance(count, int) else 0


def _following(place: Mapping[str, str], body: Json, size: int) -> dict[str, str] | None:
    """Where the next page is; None where there is none."""
    meta, shown = mapping(body.get("meta")), len(mappings(body.get("results")))
    if "cursor" in place:
        cursor = meta.get("next_cursor")
        return {"cursor": cursor} if shown and isinstance(cursor, str) and cursor else None
    told = meta.get("per_page")  # which may be fewer than asked for
    size = told if isinstance(told, int) and 0 < told < size else size
    number = int(place["page"])
    if shown < size or (number + 1) * size > MOST_BY_NUMBER:
        return None
    return {"page": str(number + 1)}


def read_citing(item: Json) -> CitingWork:
    """A work of a list, with what OpenAlex says of it."""
    work = read_work(item)
    doi, cited = read_doi(item), item.get("cited_by_count")
    return CitingWork(
        reference=Reference(0, read_id(item.get("id")), tuple(sorted(_deposited(item, work)))),
        work=work,
        dois=(doi,) if doi else (),
        cited_by=cited if isinstance(cited, int) else None,
    )


def _deposited(item: Json, work: Work) -> Iterator[tuple[str, str]]:
    """What OpenAlex says, under Crossref's names of fields; its own number and PubMed's beside."""
    biblio = mapping(item.get("biblio"))
    named = {
        "DOI": work.doi.value if work.doi else verbatim(item.get("doi")),
        "author": next(iter(_authors(item)), ""),
        "first-page": verbatim(biblio.get("first_page")),
        "issue": verbatim(biblio.get("issue")),
        "journal-title": work.container.title,
        "openalex": read_id(item.get("id")),
        "pmid": work.pmid.value if work.pmid else "",
        "volume": verbatim(biblio.get("volume")),
        "year": verbatim(item.get("publication_year")),
        **_title(verbatim(item.get("title")) or verbatim(item.get("display_name")), work),
    }
    yield from ((name, text.strip()) for name, text in named.items() if text.strip())


def _title(title: str, work: Work) -> dict[str, str]:
    """The title under the name that Crossref has for it: an article's, or that of a book."""
    if work.type in _BOOKS:
        return {"volume-title": title, "journal-title": ""}
    if work.type is WorkType.CHAPTER:
        return {"article-title": title, "volume-title": work.container.title, "journal-title": ""}
    return {"article-title": title}


def _authors(item: Json) -> Iterator[str]:
    for authorship in mappings(item.get("authorships")):
        named = mapping(authorship.get("author"))
        if name := plain(authorship.get("raw_author_name")) or plain(named.get("display_name")):
            yield name
