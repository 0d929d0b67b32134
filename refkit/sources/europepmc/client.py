"""Asks Europe PMC for works by DOI or PubMed number, a few together, and for lists of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.model.work import Work
from refkit.sources.base import Listing, LookupResult, Outcome, Told, nobody
from refkit.sources.europepmc.reader import read_references, read_work
from refkit.sources.json_values import mapping, mappings, plain, verbatim
from refkit.sources.lookup import (
    UNKNOWN,
    answer_each,
    failed,
    is_stale,
    one_by_one,
    refusal,
    under,
    user_agent,
)

DEFAULT_URL = "https://www.ebi.ac.uk/europepmc/webservices/rest"
# No limit is published; ten a second is what its support names.
RATE = 5.0
# 25 DOIs in one question ended in a 504 once (2026-09-15).
MOST_IN_A_BATCH = 10
MOST_ON_A_PAGE = 1000
# A DOI may have several records: PubMed's is indexed, PMC's and a preprint's are not.
_RANKS = {"MED": 0, "PMC": 1, "PPR": 2}

Json = Mapping[str, Any]


class EuropePmcClient:
    """Europe PMC as a source."""

    name = "europepmc"

    def __init__(self, gateway: Gateway, base_url: str = DEFAULT_URL) -> None:
        self._gateway = gateway
        self._base_url = base_url.rstrip("/")
        gateway.pace(f"{self._base_url}/", "single", RATE)

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        return answer_each(
            LookupResult, dois, self._recall, self._ask, answered, offline=self._gateway.offline
        )

    def listing(self, doi: Doi) -> Listing | None:
        """Give a review with its references; None where Europe PMC does not know the DOI.

        Lines are as Europe PMC took them apart, in Crossref's names of the fields, in the order
        cited where it is told.
        """
        record, received = self.record(doi)
        if record is None:
            return None
        items, announced, day = self._references(record)
        return Listing(
            review=under(doi, read_work(record)),
            references=read_references(items),
            announced=announced,
            retrieved=day or received,
        )

    def numbered(self, number: Pmid | Pmcid) -> Work | None:
        """Find the work with this PubMed or PubMed Central number, None where there is none.

        Raises SourceError where Europe PMC cannot answer, NotRemembered offline.
        """
        body, _ = self._answer(self._numbers_url([number]))
        return _numbered(number, _results(body)).work

    def numbered_each(
        self,
        numbers: Sequence[Pmid | Pmcid],
        answered: Told[Pmid | Pmcid, LookupResult] = nobody,
    ) -> dict[Pmid | Pmcid, LookupResult]:
        """Find the works with these numbers, several in one question; raises nothing."""
        return answer_each(
            LookupResult,
            numbers,
            self._recall_number,
            self._ask_numbers,
            answered,
            offline=self._gateway.offline,
        )

    def _recall_number(self, number: Pmid | Pmcid) -> LookupResult | None:
        answer = self._recall_fresh(self._numbers_url([number]))
        return _numbered(number, _results(mapping(answer.json))) if answer is not None else None

    def _ask_numbers(
        self, numbers: Sequence[Pmid | Pmcid]
    ) -> Iterator[Mapping[Pmid | Pmcid, LookupResult]]:
        for start in range(0, len(numbers), MOST_IN_A_BATCH):
            batch = numbers[start : start + MOST_IN_A_BATCH]
            try:
                yield self._numbers_together(batch)
            except SourceUnreachable:
                raise
            except SourceError as error:
                yield dict.fromkeys(batch, failed(error, LookupResult))

    def _numbers_together(
        self, numbers: Sequence[Pmid | Pmcid]
    ) -> dict[Pmid | Pmcid, LookupResult]:
        body, _ = self._fetch(self._numbers_url(numbers))
        given = {
            number: [each for each in _results(body) if _has_number(each, number)]
            for number in numbers
        }
        self._gateway.remember(
            (self._numbers_url([number]), _answer_of_one(found)) for number, found in given.items()
        )
        return {number: _numbered(number, found) for number, found in given.items()}

    def _numbers_url(self, numbers: Sequence[Pmid | Pmcid]) -> str:
        """One number as ``numbered`` asks; several joined by OR."""
        asked = [
            f"EXT_ID:{number} AND SRC:MED" if isinstance(number, Pmid) else f"PMCID:{number}"
            for number in numbers
        ]
        if len(asked) == 1:
            return self._url_of(asked[0])
        query = " OR ".join(f"({each})" for each in asked)
        return self._url_of(query, pageSize=str(10 * len(asked)))

    def records(self, dois: Sequence[Doi]) -> dict[Doi, Json]:
        """The records of those that are not remembered, where they are asked for together.

        What is missing (a single one, unknown, or in trouble) is to be asked for alone.
        """
        left = [doi for doi in dois if self._recall_fresh(self._search_url([doi])) is None]
        found: dict[Doi, Json] = {}
        for start in range(0, len(left) if len(left) > 1 else 0, MOST_IN_A_BATCH):
            try:
                given = self._records_together(left[start : start + MOST_IN_A_BATCH])
            except (SourceError, NotRemembered):
                break
            found |= {doi: best for doi, each in given.items() if (best := _best(each, doi))}
        return found

    def record(self, doi: Doi) -> tuple[Json | None, date]:
        """The record of a work, None where there is none, and its day; raises as ``listing``."""
        body, received = self._answer(self._search_url([doi]))
        return _best(_results(body), doi), received

    def _search_url(self, dois: Sequence[Doi]) -> str:
        query = " OR ".join(f'DOI:"{_escaped(doi)}"' for doi in dois)
        more = {"pageSize": str(10 * len(dois))} if len(dois) > 1 else {}
        return self._url_of(query, **more)

    def _url_of(self, query: str, **more: str) -> str:
        params = {"query": query, "resultType": "core", "format": "json", **more}
        return f"{self._base_url}/search?{urlencode(params)}"

    def _recall(self, doi: Doi) -> LookupResult | None:
        answer = self._recall_fresh(self._search_url([doi]))
        return _found(doi, _results(mapping(answer.json))) if answer is not None else None

    def _ask(self, dois: Sequence[Doi]) -> Iterator[Mapping[Doi, LookupResult]]:
        for start in range(0, len(dois), MOST_IN_A_BATCH):
            batch = dois[start : start + MOST_IN_A_BATCH]
            answers = self._try_together(batch) if len(batch) > 1 else {}
            if answers:
                yield answers
                continue
            # One DOI, or their number, may be what it cannot do: each is asked for alone.
            yield from one_by_one(batch, self._ask_alone)

    def _try_together(self, dois: Sequence[Doi]) -> Mapping[Doi, LookupResult]:
        try:
            return self._ask_together(dois)
        except SourceError:
            return {}

    def _ask_alone(self, doi: Doi) -> LookupResult:
        return self._ask_together([doi])[doi]

    def _ask_together(self, dois: Sequence[Doi]) -> dict[Doi, LookupResult]:
        given = self._records_together(dois)
        return {doi: _found(doi, records) for doi, records in given.items()}

    def _records_together(self, dois: Sequence[Doi]) -> dict[Doi, list[Json]]:
        body, _ = self._fetch(self._search_url(dois))
        results = _results(body)
        if len(dois) > 1 and _count(body) > len(results):
            raise SourceError("Europe PMC finds more than it shows")  # what is missing may be there
        given = {doi: [each for each in results if _is(each, doi)] for doi in dois}
        self._gateway.remember(
            (self._search_url([doi]), _answer_of_one(records)) for doi, records in given.items()
        )
        return given

    def _references(self, record: Json) -> tuple[list[Json], int, date | None]:
        """All pages of the list, how many lines are announced, and when it was received."""
        if record.get("hasReferences") == "N":
            return [], 0, None
        items: list[Json] = []
        announced, received = 1, None
        while len(items) < announced:
            page = len(items) // MOST_ON_A_PAGE + 1
            lines, announced, received = self.page(record, "reference", page)
            items += lines
            if len(lines) < MOST_ON_A_PAGE:
                break
        return items, max(announced, len(items)), received

    def page(self, record: Json, what: str, number: int) -> tuple[list[Json], int, date]:
        """A page of a record's list, how many lines there are in all, and when it was received.

        ``what`` is ``reference`` or ``citation``; raises as ``listing`` does.
        """
        place = "/".join(quote(plain(record.get(key)), safe="") for key in ("source", "id"))
        params = {"page": str(number), "pageSize": str(MOST_ON_A_PAGE), "format": "json"}
        body, received = self._answer(f"{self._base_url}/{place}/{what}s?{urlencode(params)}")
        return mappings(mapping(body.get(f"{what}List")).get(what)), _count(body), received

    def _answer(self, url: str) -> tuple[Json, date]:
        """An answer from the cache, else asked for and cached; raises what the gateway does."""
        recalled = self._recall_fresh(url)
        if recalled is not None:
            return mapping(recalled.json), recalled.day
        body, received = self._fetch(url)
        self._gateway.remember([(url, body)])
        return body, received

    def _recall_fresh(self, url: str) -> Answer | None:
        """An answer from the cache, unless it said "none" so long ago that there may be one."""
        answer = self._gateway.recall(url)
        if answer is None or self._gateway.offline or _count(mapping(answer.json)):
            return answer
        return None if is_stale(answer.day) else answer

    def _fetch(self, url: str) -> tuple[Json, date]:
        # Not remembered by itself: an error comes as a 200, which would last for a month.
        answer = self._gateway.ask(url, {}, user_agent(), remember=False)
        if answer.status != 200:
            raise refusal("Europe PMC", answer.status)
        body = mapping(answer.json)
        if "errCode" in body:
            said = plain(body.get("errMsg"))[:200] or "no reason given"
            raise SourceError(f"Europe PMC answers with an error: {said}")
        if not isinstance(body.get("hitCount"), int):
            raise SourceError("Europe PMC answers JSON that counts nothing; try again later")
        return body, answer.day


def _escaped(doi: Doi) -> str:
    return doi.value.replace("\\", "\\\\").replace('"', '\\"')


def _results(body: Json) -> list[Json]:
    return mappings(mapping(body.get("resultList")).get("result"))


def _is(result: Json, doi: Doi) -> bool:
    # The search finds words: a DOI that goes on after the one asked for is found too.
    return verbatim(result.get("doi")).strip().lower() == doi.value


def _has_number(result: Json, number: Pmid | Pmcid) -> bool:
    name = "pmid" if isinstance(number, Pmid) else "pmcid"
    return verbatim(result.get(name)).strip().upper() == number.value


def _numbered(number: Pmid | Pmcid, results: Sequence[Json]) -> LookupResult:
    works = [read_work(result) for result in sorted(results, key=_rank)]
    work = next((work for work in works if number in (work.pmid, work.pmcid)), None)
    return UNKNOWN if work is None else LookupResult(Outcome.FOUND, work)


def _best(results: Sequence[Json], doi: Doi) -> Json | None:
    same = [result for result in results if _is(result, doi)]
    return min(same, key=_rank, default=None)


def _rank(result: Json) -> int:
    return _RANKS.get(plain(result.get("source")), 9)


def _found(doi: Doi, results: Sequence[Json]) -> LookupResult:
    best = _best(results, doi)
    return UNKNOWN if best is None else LookupResult(Outcome.FOUND, under(doi, read_work(best)))


def _answer_of_one(records: Sequence[Json]) -> Json:
    """What Europe PMC would have answered to one DOI alone."""
    return {"hitCount": len(records), "resultList": {"result": list(records)}}


def _count(body: Json) -> int:
    count = body.get("hitCount")
    return count if isinstance(count, int) else 0
