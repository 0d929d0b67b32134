"""A Crossref REST API of our own on loopback, written from facts, for tests and benchmarks.

It answers as recordings of the service do and keeps the service's limits: ``violations`` tells who
asked too fast. It refuses what it does not speak (cursors, facets); a search finds what it is
given to find. It fails by name (``fail_next``) or by chance (``misbehave``).
"""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from faults import FAULTS, Answer, Fault, as_json, bare
from loopback import LoopbackServer


@dataclass(frozen=True)
class Pool:
    """How many requests an interval (in seconds) may bring, and how many may be under way."""

    limit: int
    concurrency: int
    interval: float = 1.0


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names are in lower case, status 0 means no answer."""

    when: float
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int


POOLS = {
    "polite-single": Pool(10, 3),
    "polite-array": Pool(3, 3),
    "public-single": Pool(5, 1),
    "public-array": Pool(1, 1),
}
# What a test forgives of an interval: on a machine with too much to do the server's own clock is
# late. A benchmark forgives nothing.
SLACK = 0.15
# How often what is asked too fast is asked once more, see keeping_limits.
TRIES = 8
FAST = dict.fromkeys(POOLS, Pool(1000, 100))
_LIMITS = ("x-api-pool", "x-rate-limit-limit", "x-rate-limit-interval", "x-concurrency-limit")
Query = Mapping[str, str]
Search = Callable[[str, int], Iterable[tuple[float, str]]]
Failure = tuple[str, str, str]

_FILTERS = ("doi", "type")
_PARAMETERS = frozenset("filter mailto query query.author rows select".split())
_PARAMETERS |= {"query.bibliographic", "query.container-title", "query.title"}
_NOT_SPOKEN = frozenset({"cursor", "facet", "offset", "order", "sample", "sort"})
_SELECTABLE = (
    "DOI ISBN ISSN URL abstract accepted alternative-id approved archive article-number assertion "
    "author chair clinical-trial-number container-title content-created content-domain created "
    "degree deposited editor event funder group-title indexed is-referenced-by-count issn-type "
    "issue issued license link member original-title page posted prefix published "
    "published-online published-print publisher publisher-location reference references-count "
    "relation resource score short-container-title short-title standards-body subject subtitle "
    "title translator type update-policy update-to updated-by volume"
).split()
_ADDRESS = re.compile(r"[^\s@:;<>()]+@[^\s@]+\.\w+")


class CrossrefServer(LoopbackServer):
    """A loopback Crossref that knows the given works (the ``message`` of an answer each).

    ``slack`` is how many seconds of an interval are forgiven.

    ``aliases`` maps a merged DOI to the one in its place; ``latency`` is in seconds a request.
    """

    def __init__(
        self,
        works: Iterable[Mapping[str, Any]] = (),
        *,
        aliases: Mapping[str, str] | None = None,
        pools: Mapping[str, Pool] | None = None,
        url_limit: int = 4096,
        latency: float = 0.0,
        search: Search | None = None,
        slack: float = 0.0,
    ) -> None:
        self._search, self._slack = search, slack
        self.url_limit, self.latency = url_limit, latency
        self.pools = {**POOLS, **(pools or {})}
        self._aliases = {doi.lower(): prime.lower() for doi, prime in (aliases or {}).items()}
        self._works: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        self.requests: list[Asked] = []  # both only grow, by appends that need no lock
        self._faults: list[tuple[str, str]] = []
        self._chance: tuple[int, float, tuple[str, ...]] = (0, 0.0, ())
        self._numbers = count()
        self._arrivals: dict[str, deque[float]] = {name: deque() for name in self.pools}
        self._under_way = dict.fromkeys(self.pools, 0)
        for work in works:
            self.add(work)
        super().__init__(_Handler)

    def add(self, work: Mapping[str, Any]) -> None:
        """Know one more work; its DOI is answered in lower case, as Crossref does."""
        self._works[work["DOI"].lower()] = {**work, "DOI": work["DOI"].lower()}

    def fail_next(self, *faults: str, matching: str = "") -> None:
        """Let the next requests whose address contains ``matching`` fail, one fault each."""
        _check(faults)
        with self._lock:
            self._faults += [(fault, matching) for fault in faults]

    def fail_always(self, fault: str) -> None:
        """Let every request fail from now on."""
        self.misbehave(0, 1.0, [fault])

    def misbehave(self, seed: int, share: float, faults: Iterable[str]) -> None:
        """Let each request fail with a chance of ``share``; the same ones for the same seed."""
        chosen = tuple(faults)
        _check(chosen)
        with self._lock:
            self._chance = (seed, share, chosen)

    @property
    def under_way(self) -> int:
        """How many requests have come and are not answered yet."""
        return sum(self._under_way.values())

    def fault_for(self, target: str) -> str:
        spellings = f"{target} {unquote(target)}"
        with self._lock:
            waiting = [number for number, (_, part) in enumerate(self._faults) if part in spellings]
            return self._faults.pop(waiting[0])[0] if waiting else self._fault_by_chance()

    def _fault_by_chance(self) -> str:
        seed, share, faults = self._chance
        chance = random.Random(f"{seed} {next(self._numbers)}")
        return chance.choice(faults) if chance.random() < share else ""

    @contextmanager
    def admitted(self, name: str, when: float, target: str) -> Iterator[bool]:
        """Hold a place in a pool; False, and a violation, where there is none left."""
        with self._lock:
            broken = self._broken_limits(name, when)
            self.violations += [f"{name}: {what}, at {target}" for what in broken]
            self._under_way[name] += not broken
        try:
            yield not broken
        finally:
            with self._lock:
                self._under_way[name] -= not broken

    def _broken_limits(self, name: str, when: float) -> list[str]:
        pool, arrivals, beside = self.pools[name], self._arrivals[name], self._under_way[name]
        arrivals.append(when)
        while arrivals[0] <= when - pool.interval + self._slack:
            arrivals.popleft()
        fast = f"{len(arrivals)} requests in {pool.interval:g}s, {pool.limit} allowed"
        wide = f"{beside + 1} under way, {pool.concurrency} allowed"
        return [fast] * (len(arrivals) > pool.limit) + [wide] * (beside >= pool.concurrency)

    def limits(self, name: str) -> dict[str, str]:
        pool = self.pools[name]
        values = (name, str(pool.limit), f"{pool.interval:g}s", str(pool.concurrency))
        return dict(zip(_LIMITS, values, strict=True))

    def answer(self, path: str, query: Query) -> Answer:
        if path == "/works":
            return self._list(query)
        if path == "/works/redirect-loop":
            return bare(302, Location=path)
        if path.startswith("/works/") and path != "/works/":
            return self._single(unquote(path.removeprefix("/works/")).lower(), query)
        return as_json(404, "route-not-found", "Route not found", status="error")

    def _single(self, doi: str, query: Query) -> Answer:
        if refused := [_unsupported(name) for name in query if name != "mailto"]:
            return _refusal(refused)
        if prime := self._aliases.get(doi):
            # Recorded for 10.17487/RFC0001: relative, the slash of the DOI as it is.
            return Answer(301, headers={"Location": f"/works/{quote(prime, '/:;()')}"})
        if doi not in self._works:
            return Answer(404, b"Resource not found.", "text/plain")
        return as_json(200, "work", self._works[doi])

    def _list(self, query: Query) -> Answer:
        filters = _read_filters(query.get("filter", ""))
        selected = [name for name in query.get("select", "").split(",") if name]
        if refused := list(_refusals(query, filters, selected)):
            return _refusal(refused)
        rows = int(query.get("rows", "20"))
        is_search = any(name.startswith("query") for name in query)
        found = self._found(query, rows) if is_search else self._matching(filters)
        items = [
            {key: work[key] for key in selected or work if key in work} for work in found[:rows]
        ]
        message = {"facets": {}, "total-results": len(found), "items": items}
        asked = {"start-index": 0, "search-terms": query.get("query")}
        return as_json(200, "work-list", {**message, "items-per-page": rows, "query": asked})

    def _found(self, query: Query, rows: int) -> list[dict[str, Any]]:
        text = query.get("query.bibliographic", "")
        hits = self._search(text, rows) if self._search and text else ()
        return [self._works[doi] | {"score": score} for score, doi in hits]

    def _matching(self, filters: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        dois = {doi.lower() for doi in filters.get("doi", self._works)}
        # Not in the order asked: nobody may rely on Crossref's.
        works = [self._works[doi] for doi in sorted(dois.intersection(self._works), reverse=True)]
        types = filters.get("type", ())
        return [work for work in works if not types or work.get("type") in types]


def _read_filters(text: str) -> dict[str, list[str]]:
    """Read a filter as Crossref's code of 2019 does: a piece without a colon is more of a value."""
    pieces: list[str] = []
    glued = False
    for piece in text.rstrip(",").split(",") if text else ():
        if ":" in piece:
            pieces.insert(0 if glued else len(pieces), piece)
        else:
            # To the last of the list; later values go to the front: a second comma misses its own.
            glued = True
            pieces.insert(0, f"{pieces.pop() if pieces else ''},{piece}")
    filters: dict[str, list[str]] = {}
    for piece in pieces:
        name, _, value = piece.partition(":")
        filters.setdefault(name, []).append(value)
    return filters


def _refusals(query: Query, filters: Iterable[str], selected: Iterable[str]) -> Iterator[Failure]:
    yield from (_unsupported(name) for name in query if name not in _PARAMETERS)
    for kind, given, valid in (("filter", filters, _FILTERS), ("select", selected, _SELECTABLE)):
        rule = f"there is no such {kind} for this route. Valid {kind}s for this route are: "
        for name in [name for name in given if name not in valid]:
            says = f"{kind.capitalize()} '{name}' specified but {rule}{', '.join(valid)}"
            yield f"{kind}-not-available", name, says
    text = query.get("rows", "0")
    if not (text.isdecimal() and int(text) <= 1000):
        rule = "must be a positive integer less than or equal to 1000. "
        yield "integer-not-valid", text, f"Integer specified as {text} but {rule}"


def _check(faults: Iterable[str]) -> None:
    if unknown := set(faults) - FAULTS.keys():
        raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")


def _unsupported(name: str) -> Failure:
    says = "This route does not support"
    if name.startswith("query."):
        return "parameter-not-allowed", "query.*", f"{says} field query parameters"
    if name in _PARAMETERS | _NOT_SPOKEN:
        return "parameter-not-allowed", name, f"{says} {name}"
    says = f"Parameter {name} specified but there is no such parameter available on any route"
    return "unknown-parameter", name, says


def _refusal(failures: Iterable[Failure]) -> Answer:
    # Recorded without the version that other envelopes have, and with a character set.
    named = [dict(zip(("type", "value", "message"), failure, strict=True)) for failure in failures]
    body = {"status": "failed", "message-type": "validation-failure", "message": named}
    return Answer(400, json.dumps(body).encode(), "application/json;charset=utf-8")


def keeping_limits(
    asking: Callable[[CrossrefServer], object], *, forgiven: int = 0, **options: Any
) -> CrossrefServer:
    """A server that was asked and whose limits were kept, or the last of some where they never were.

    So many ``forgiven`` violations are none.
    A machine with too much to do brings one request later than the next, and both into a second,
    now and then. Who asks too fast does so each time.
    """
    for _ in range(TRIES):
        with CrossrefServer(slack=SLACK, **options) as server:
            asking(server)
        if len(server.violations) <= forgiven:
            break
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two packets: the second would wait 40 ms
    server: CrossrefServer

    def do_GET(self) -> None:
        when, server = time.monotonic(), self.server
        path, _, text = self.path.partition("?")
        query = dict(parse_qsl(text, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not headers.get("user-agent", "").strip():
            server.violations.append(f"no User-Agent, at {self.path}")
        polite = _ADDRESS.search(f"{query.get('mailto', '')} {headers.get('user-agent', '')}")
        pool = f"{'polite' if polite else 'public'}-{'array' if path == '/works' else 'single'}"
        answer, fault = self._ask(pool, when, path, query)
        status = 0 if fault == "reset" else answer.status
        server.requests.append(Asked(when, path, query, headers, status))
        FAULTS.get(fault, Fault())(self, answer, pool)

    do_POST = do_GET  # noqa: N815 (the name that the library calls)

    def log_message(self, *args: object) -> None:
        pass

    def _ask(self, pool: str, when: float, path: str, query: Query) -> tuple[Answer, str]:
        server, length = self.server, len(self.path.encode())
        if self.command != "GET":
            return bare(405, Connection="close"), ""
        if length > server.url_limit:
            server.violations.append(f"{length} bytes of URL, {server.url_limit} allowed")
            return bare(414), ""
        # The place is given back before the answer goes out: who has read it may ask at once.
        with server.admitted(pool, when, self.path) as admitted:
            if not admitted:
                return bare(429), ""
            server.closing.wait(server.latency)
            fault = server.fault_for(self.path)
            usual = server.answer(path, query)
            return (FAULTS[fault].instead(usual) if fault else usual), fault

    def send_head(self, answer: Answer, pool: str) -> None:
        headers = {"Date": self.date_time_string(), "Content-Length": str(len(answer.body))}
        headers |= {"Content-Type": answer.content_type} if answer.content_type else {}
        headers |= self.server.limits(pool) if answer.names_limits else {}
        self.send_response_only(answer.status)
        connection = "close" if self.close_connection else "keep-alive"
        for name, value in {**headers, "Connection": connection, **answer.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()


def make_work(doi: str, **fields: Any) -> dict[str, Any]:
    """Make a small journal article; ``short_title=["x"]`` sets a field, None leaves one out."""
    chance = random.Random(doi.lower())
    page = chance.randint(1, 200)
    work = {
        "DOI": doi.lower(),
        "URL": f"https://doi.org/{doi.lower()}",
        "type": "journal-article",
        "title": [f"The life of {chance.choice(_SUBJECTS)} in garden {chance.randint(1, 999)}"],
        "author": [
            {**name, "sequence": "additional" if number else "first", "affiliation": []}
            for number, name in enumerate(chance.sample(_PEOPLE, chance.randint(1, 4)))
        ],
        "container-title": ["Journal of Invented Results"],
        "ISSN": ["1234-5679"],
        "volume": str(chance.randint(1, 90)),
        "page": f"{page}-{page + chance.randint(1, 20)}",
        "issued": {"date-parts": [[chance.randint(2000, 2025), chance.randint(1, 12)]]},
        "publisher": "Invented Press",
        "references-count": 0,
    }
    work["published-print"] = work["issued"]
    work |= {name.replace("_", "-"): value for name, value in fields.items()}
    work["reference-count"] = work["references-count"]
    return {name: value for name, value in work.items() if value is not None}


def make_review(doi: str, references: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Make a review whose list holds ``references``; one without a key gets ``ref1``, ``ref2``."""
    listed = [{"key": f"ref{number}", **item} for number, item in enumerate(references, start=1)]
    # The list is absent, not empty, where nothing was deposited.
    return make_work(doi, reference=listed or None, references_count=len(listed))


_SUBJECTS = "bees clocks lichens bridges sparrows tides mosses kites wells owls".split()
_NAMES = "Ada Abel,Bo Berg,Clara Costa,Dan Dahl,Eva Evans,Finn Fink,Greta Holm".split(",")
_PEOPLE = [{"given": name.split()[0], "family": name.split()[1]} for name in _NAMES]
