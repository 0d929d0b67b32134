"""doi.org, DataCite, OpenAlex, Europe PMC and OpenCitations of our own on loopback, from facts.

One small server, and for each service what makes its answers. Whatever they say is invented; what
is kept is the shape, and how each service says that it does not know, or fails.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from refkit.http.gateway import Gateway

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """One answer: a status, a body, and headers beside those that every answer has."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names are in lower case."""

    when: float
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int


Respond = Callable[[str, Mapping[str, str]], Reply]


def said(body: Any, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _page(status: int, title: str, **headers: str) -> Reply:
    body = f"<html><head><title>{title}</title></head></html>".encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, body, {"Content-Type": "text/html", **named})


FAULTS = {
    # OpenAlex and DataCite say when to come back, where Crossref does not.
    "429-retry-after": _page(429, "Too Many Requests", Retry_After="1"),
    "500": _page(500, "Internal Server Error"),
    "503": Reply(
        503, b"This API is temporarily unavailable.", {"Content-Type": "text/plain"}
    ),  # Europe PMC's references, 2026-09-08
    "504": _page(504, "504 Gateway Time-out"),
    "429": _page(429, "Too Many Requests"),
    "401": said({"error": "Unauthorized", "message": "no"}, 401),
    "403": said({"error": "Forbidden", "message": "no"}, 403),
    "errCode": said({"errCode": 404, "errMsg": "Invalid page size provided."}),
    "wrong-shape": said({"unexpected": []}),
    "html-200": _page(200, "Down for maintenance"),
}


class OtherServer(ThreadingHTTPServer):
    """A loopback server that answers as ``respond`` says, and keeps what it was asked."""

    def __init__(self, respond: Respond | Mapping[str, Reply]) -> None:
        self.respond = respond if callable(respond) else _from_table(respond)
        self.requests: list[Asked] = []
        self._faults: list[tuple[str, str]] = []
        self._always: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *exception: object) -> None:
        self.close()

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer's asks the name service, which may take seconds
        self.server_port = self.server_address[1]

    def close(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()

    def fail_next(self, *faults: str, matching: str = "") -> None:
        """Let the next requests whose address contains ``matching`` fail, one fault each."""
        self._faults += [(fault, matching) for fault in faults]

    def fail_always(self, fault: str, matching: str = "") -> None:
        """Let every request whose address contains ``matching`` fail."""
        self._always.append((fault, matching))

    def fault_for(self, target: str) -> Reply | None:
        """The fault that is due at an address, None where none is."""
        spellings = f"{target} {unquote(target)}"
        with self._lock:
            for number, (fault, part) in enumerate(self._faults):
                if part in spellings:
                    del self._faults[number]
                    return FAULTS[fault]
        return next((FAULTS[fault] for fault, part in self._always if part in spellings), None)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: OtherServer

    def do_GET(self) -> None:
        path, _, text = self.path.partition("?")
        query = dict(parse_qsl(text, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.fault_for(self.path) or self.server.respond(path, query)
        asked = Asked(time.monotonic(), path, query, headers, reply.status)
        self.server.requests.append(asked)
        self.send_response_only(reply.status)
        for name, value in {**reply.headers, "Content-Length": str(len(reply.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *args: object) -> None:
        pass


def _from_table(table: Mapping[str, Reply]) -> Respond:
    def respond(path: str, query: Mapping[str, str]) -> Reply:
        asked = "&".join(f"{name}={value}" for name, value in sorted(query.items()))
        return table.get(f"{path}?{asked}") or table.get(path) or _page(404, "Not Found")

    return respond


class Hurried(Gateway):
    """A gateway that asks a server of ours at once: what a test waits for says nothing."""

    def pace(self, prefix: str, kind: str, rate: float, **options: Any) -> None:
        super().pace(prefix, kind, 10_000.0, **options)


# doi.org


def doi_org(agencies: Mapping[str, str]) -> OtherServer:
    """A doi.org that knows the agency of these prefixes."""

    def respond(path: str, query: Mapping[str, str]) -> Reply:
        asked = unquote(path.removeprefix("/ra/"))
        agency = agencies.get(asked.partition("/")[0])
        told = {"RA": agency} if agency else {"status": "DOI does not exist"}
        return said([{"DOI": asked, **told}])

    return OtherServer(respond)


# DataCite


def datacite(records: Iterable[Json]) -> OtherServer:
    """A DataCite that knows these attributes of records."""
    known = {record["doi"].lower(): record for record in records}

    def respond(path: str, query: Mapping[str, str]) -> Reply:
        record = known.get(unquote(path.removeprefix("/dois/")).lower())
        if record is None:
            title = "The resource you are looking for doesn't exist."
            return said({"errors": [{"status": "404", "title": title}]}, 404)
        return said({"data": {"id": record["doi"], "type": "dois", "attributes": record}})

    return OtherServer(respond)


def make_attributes(doi: str, **fields: Any) -> Json:
    """Attributes of a small dataset; a field that is None stays as null, as DataCite has it."""
    return {
        "doi": doi,
        "identifiers": [],
        "creators": [
            {
                "name": "Abel, Ada",
                "nameType": "Personal",
                "givenName": "Ada",
                "familyName": "Abel",
                "affiliation": [],
                "nameIdentifiers": [],
            }
        ],
        "titles": [{"title": "Measurements in an invented garden"}],
        "publisher": "Invented Repository",
        "container": {},
        "publicationYear": 2024,
        "contributors": [],
        "dates": [{"date": "2024-05-17", "dateType": "Issued"}],
        "language": "en",
        "types": {"resourceTypeGeneral": "Dataset", "citeproc": "dataset", "resourceType": ""},
        "relatedIdentifiers": [],
        "relatedItems": [],
        "version": None,
        "descriptions": [{"description": "Of <i>bees</i>.", "descriptionType": "Abstract"}],
        "url": "https://repository.example.org/records/1",
        "state": "findable",
        **fields,
    }


# OpenAlex


def openalex(
    works: Iterable[Json],
    merged: Mapping[str, str] | None = None,
    *,
    citing: Mapping[str, Sequence[Json]] | None = None,
    needs_key: bool = False,
    longest: int = 200,
    clamps: bool = False,
) -> OtherServer:
    """An OpenAlex that knows these works; ``merged`` maps numbers that are gone to those now.

    ``citing`` has the works that cite a number. Without a key all cursors but the first are refused
    where it ``needs_key``, as was seen in October 2026; a page longer than the ``longest`` is
    refused, or shortened where it ``clamps``.
    """
    known = list(works)
    gone = dict(merged or {})
    lists = {number: list(items) for number, items in (citing or {}).items()}

    def respond(path: str, query: Mapping[str, str]) -> Reply:
        if path == "/works" and query["filter"].startswith("cites:"):
            size = int(query.get("per-page", query.get("per_page", "25")))
            if size > longest and not clamps:
                return said({"error": "Invalid query parameters error."}, 400)
            if needs_key and "api_key" not in query and query.get("cursor", "*") != "*":
                return said({"error": "Unauthorized"}, 401)
            return _openalex_citing(lists, query, min(size, longest))
        if path == "/works":
            return _openalex_list(known, query)
        name = unquote(path.removeprefix("/works/"))
        if name in gone:
            return Reply(301, b"", {"Location": f"/works/{gone[name]}"})
        found = next((work for work in known if _openalex_is(work, name)), None)
        if found is None:
            return _page(404, "404 Not Found")
        return said(found)

    return OtherServer(respond)


def _openalex_list(known: Iterable[Json], query: Mapping[str, str]) -> Reply:
    kind, _, values = query["filter"].partition(":")
    names = [f"doi:{value}" if kind == "doi" else value for value in values.split("|")]
    found = [work for work in known if any(_openalex_is(work, name) for name in names)]
    shown = [_cut(work) for work in found[: int(query.get("per_page", "25"))]]
    return said({"meta": {"count": len(found)}, "results": shown})


def _openalex_citing(
    lists: Mapping[str, Sequence[Json]], query: Mapping[str, str], size: int
) -> Reply:
    """A page of a list, by a cursor that says how many came before, or by its number."""
    wanted, *more = query["filter"].removeprefix("cites:").split(",")
    since = next((each.partition(":")[2] for each in more), "")
    found = [work for work in lists.get(wanted, []) if (work["publication_date"] or "") >= since]
    found.sort(key=lambda work: work["publication_date"] or "", reverse=True)
    meta: Json = {"count": len(found), "per_page": size}
    if "cursor" in query:
        start = 0 if query["cursor"] == "*" else int(query["cursor"][1:])
        shown = found[start : start + size]
        meta |= {"page": None, "next_cursor": f"c{start + len(shown)}" if shown else None}
    else:
        start = (int(query["page"]) - 1) * size
        shown = found[start : start + size]
        meta |= {"page": int(query["page"])}
    fields = query["select"].split(",")
    return said(
        {
            "meta": meta,
            "results": [{name: work.get(name) for name in fields} for work in map(_cut, shown)],
        }
    )


def _openalex_is(work: Json, name: str) -> bool:
    names = {f"doi:{(work.get('doi') or '').removeprefix('https://doi.org/')}", work["id"][21:]}
    return name.lower() in {each.lower() for each in names}


def _cut(work: Json) -> Json:
    # Lists show a hundred authors; https://docs.openalex.org/api-entities/authors/limitations
    if len(work["authorships"]) <= 100:
        return work
    return {**work, "authorships": work["authorships"][:100], "is_authors_truncated": True}


def make_openalex_work(number: str, doi: str | None = None, **fields: Any) -> Json:
    """A small journal article as OpenAlex has it."""
    return {
        "id": f"https://openalex.org/{number}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": "The life of invented bees",
        "display_name": "The life of invented bees",
        "publication_year": 2023,
        "publication_date": "2023-04-05",
        "ids": {"openalex": f"https://openalex.org/{number}"},
        "language": "en",
        "primary_location": {
            "source": {
                "display_name": "Journal of Invented Results",
                "issn_l": "1234-5679",
                "issn": ["1234-5679"],
                "host_organization_name": "Invented Press",
                "type": "journal",
            }
        },
        "type": "article",
        "authorships": [
            {
                "author": {"display_name": "Ada Abel", "orcid": None},
                "raw_author_name": "Ada Abel",
            }
        ],
        "is_retracted": False,
        "biblio": {"volume": "7", "issue": None, "first_page": "12", "last_page": "19"},
        "mesh": [],
        "referenced_works_count": 0,
        "referenced_works": [],
        "abstract_inverted_index": None,
        **fields,
    }


# Europe PMC


def europepmc(
    articles: Iterable[Json],
    references: Mapping[str, Iterable[Json]] | None = None,
    *,
    citations: Mapping[str, Iterable[Json]] | None = None,
) -> OtherServer:
    """A Europe PMC that knows these results, and by ``MED/123`` lists of references and citations."""
    known = list(articles)
    lists = {f"{name}/references": list(items) for name, items in (references or {}).items()}
    lists |= {f"{name}/citations": list(items) for name, items in (citations or {}).items()}

    def respond(path: str, query: Mapping[str, str]) -> Reply:
        if path == "/search":
            return _europepmc_search(known, query)
        name = path.removeprefix("/")
        what = name.rpartition("/")[2].removesuffix("s")
        page, size = int(query["page"]), int(query["pageSize"])
        items = lists.get(name, [])
        shown = items[(page - 1) * size : page * size]
        found = {f"{what}List": {what: shown}} if items else {}
        return said({"version": "6.9", "hitCount": len(items), **found})

    return OtherServer(respond)


def _europepmc_search(known: Iterable[Json], query: Mapping[str, str]) -> Reply:
    # Words are found: so is a DOI that only begins as the one asked for.
    dois = [
        doi.replace('\\"', '"').lower()
        for doi in re.findall(r'DOI:"(.*?)"(?= OR |$)', query["query"])
    ]
    numbers = set(re.findall(r"\b(EXT_ID|PMCID):(\w+)", query["query"]))
    found = [
        article
        for article in known
        if any(str(article.get("doi", "")).lower().startswith(doi) for doi in dois)
        or ("EXT_ID", article.get("pmid")) in numbers
        or ("PMCID", article.get("pmcid")) in numbers
    ]
    shown = found[: int(query.get("pageSize", "25"))]
    return said({"version": "6.9", "hitCount": len(found), "resultList": {"result": shown}})


def make_result(number: str, doi: str, **fields: Any) -> Json:
    """A small article as Europe PMC has it in resultType=core."""
    return {
        "id": number,
        "source": "MED",
        "pmid": number,
        "doi": doi,
        "title": "The life of invented bees.",
        "authorString": "Abel A, van den Berg BC.",
        "authorList": {
            "author": [
                {"fullName": "Abel A", "firstName": "Ada", "lastName": "Abel", "initials": "A"},
                {"fullName": "van den Berg BC", "firstName": "Bo C", "lastName": "van den Berg"},
            ]
        },
        "journalInfo": {
            "issue": "2",
            "volume": "7",
            "dateOfPublication": "2023 Apr",
            "monthOfPublication": 4,
            "yearOfPublication": 2023,
            "printPublicationDate": "2023-04-01",
            "journal": {
                "title": "Journal of invented results",
                "isoabbreviation": "J Invent Results",
                "issn": "1234-5679",
            },
        },
        "pubYear": "2023",
        "pageInfo": "12-19",
        "abstractText": "<h4>Background</h4>Bees were <i>invented</i>.<h4>Results</h4>They flew.",
        "language": "eng",
        "pubModel": "Print-Electronic",
        "pubTypeList": {"pubType": ["Review", "Journal Article"]},
        "meshHeadingList": {
            "meshHeading": [
                {
                    "majorTopic_YN": "Y",
                    "descriptorName": "Bees",
                    "meshQualifierList": {
                        "meshQualifier": [{"abbreviation": "PH", "qualifierName": "physiology"}]
                    },
                },
                {"majorTopic_YN": "N", "descriptorName": "Animals"},
            ]
        },
        "hasReferences": "Y",
        "electronicPublicationDate": "2023-02-11",
        "firstPublicationDate": "2023-02-11",
        **fields,
    }


def make_citation(number: str, **fields: Any) -> Json:
    """A line of a list of citing works as Europe PMC has it: few words, and no DOI."""
    return {
        "id": number,
        "source": "MED",
        "citationType": "journal article",
        "title": "The life of invented bees.",
        "authorString": "Abel A, van den Berg BC.",
        "journalAbbreviation": "J Invent Results",
        "pubYear": 2023,
        "volume": "7",
        "issue": "2",
        "pageInfo": "12-19",
        "citedByCount": 0,
        **fields,
    }


# OpenCitations


def opencitations(citing: Mapping[str, Iterable[Json]]) -> OtherServer:
    """An OpenCitations Index that knows who cites these DOIs; of any other it says that nobody does."""
    lists = {doi.lower(): list(rows) for doi, rows in citing.items()}

    def respond(path: str, query: Mapping[str, str]) -> Reply:
        asked = unquote(path.removeprefix("/citations/"))
        return said(lists.get(asked.removeprefix("doi:").lower(), []))

    return OtherServer(respond)


def make_row(citing: str, creation: str = "2023-04-05", **fields: Any) -> Json:
    """A citation as OpenCitations has it: the identifiers of two works, and when the first appeared."""
    return {
        "oci": "0601-0602",
        "citing": citing,
        "cited": "omid:br/0602 doi:10.1000/cited",
        "creation": creation,
        "timespan": "P1Y",
        "journal_sc": "no",
        "author_sc": "no",
        **fields,
    }
