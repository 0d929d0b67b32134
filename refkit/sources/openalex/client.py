"""Asks OpenAlex for works by DOI, for what a review cites, and for pages of lists.

A single record is free and a list costs a thousandth of what everybody has for a day without a
key, whatever its length: many are asked together, few alone (docs/decisions/0005).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from refkit.errors import NotRemembered, SourceError, SourceUnreachable
from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.model.reference import Reference
from refkit.model.work import Work, WorkType
from refkit.sources.base import Listed, Listing, LookupResult, Outcome, Told, nobody
from refkit.sources.json_values import mapping, mappings
from refkit.sources.lookup import (
    NOT_KNOWN,
    UNKNOWN,
    answer_each,
    failed,
    is_stale,
    one_by_one,
    refusal,
    under,
    user_agent,
)
from refkit.sources.openalex.reader import (
    has_all_authors,
    read_announced,
    read_doi,
    read_id,
    read_referenced,
    read_work,
)

DEFAULT_URL = "https://api.openalex.org"
# 100 a second are documented; "2 per 1 second" stood in a 429 of October 2025.
RATE = 5.0
MOST_IN_A_BATCH = 50
# So few are asked for one by one: that is free, and as quick as a list.
FEW = 3
# A comma begins the next filter, a bar the next value; there is no escape for them or the rest.
_UNSAFE_IN_FILTER = frozenset(',|:!<>"&+#%')


class _Id(NamedTuple):
    """A name of a work in OpenAlex: ``doi`` and its DOI, or ``openalex`` and ``W123``."""

    kind: str
    value: str


class WorksPage(NamedTuple):
    """A page of a list: the status that came, what stands on it, and when it was received."""

    status: int
    body: Mapping[str, Any]
    day: date


class OpenAlexClient:
    """OpenAlex as a source. ``key`` is the free key that lets a user ask ten times as much."""

    name = "openalex"

    def __init__(self, gateway: Gateway, base_url: str = DEFAULT_URL, key: str = "") -> None:
        self._gateway = gateway
        self._base_url = base_url.rstrip("/")
        self._secret = {"api_key": key} if key else {}
        self.has_key = bool(key)
        gateway.pace(f"{self._base_url}/works", "array", RATE, is_answer=_is_list)
        gateway.pace(f"{self._base_url}/works/", "single", RATE, is_answer=_is_work)

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        ids = {_Id("doi", doi.value): doi for doi in dois}

        def tell(answers: Mapping[_Id, LookupResult]) -> None:
            answered({ids[id_]: _under(ids[id_], found) for id_, found in answers.items()})

        found = self._find(list(ids), tell)
        return {doi: _under(doi, found[_Id("doi", doi.value)]) for doi in dois}

    def listing(self, doi: Doi) -> Listing | None:
        """Give a review and the works it cites; None where OpenAlex does not know the DOI.

        The list is a set of works: its order is not the printed one, no line is given as it was
        printed, and what OpenAlex could not tell is missing, so ``announced`` is no promise.
        """
        answer = self._single(_Id("doi", doi.value))
        if answer.status != 200:
            return None
        numbers = read_referenced(mapping(answer.json))
        found = self._find([_Id("openalex", number) for number in numbers])
        works = [_listed_work(found[_Id("openalex", number)]) for number in numbers]
        return Listing(
            review=under(doi, read_work(mapping(answer.json))),
            references=tuple(
                Listed.of(_reference(place, number, work), work)
                for place, (number, work) in enumerate(zip(numbers, works, strict=True), start=1)
            ),
            announced=read_announced(mapping(answer.json)),
            retrieved=answer.day,
        )

    def record(self, doi: Doi) -> Mapping[str, Any] | None:
        """OpenAlex's own record of a work, None where it knows none; raises as a gateway does."""
        answer = self._single(_Id("doi", doi.value))
        return mapping(answer.json) if answer.status == 200 else None

    def records(self, dois: Sequence[Doi]) -> dict[Doi, Mapping[str, Any]]:
        """Records of those that are not remembered, where they are asked for together.

        What is missing (few, unknown, merged, or in trouble) is to be asked for alone.
        """
        ids = [_Id("doi", doi.value) for doi in dois]
        ids = [id_ for id_ in ids if self._gateway.recall(self._url(id_)) is None]
        together = [id_ for id_ in ids if _UNSAFE_IN_FILTER.isdisjoint(id_.value)]
        found: dict[_Id, Mapping[str, Any]] = {}
        if len(together) > FEW and not self._gateway.offline:
            for start in range(0, len(together), MOST_IN_A_BATCH):
                try:
                    found |= self._together(together[start : start + MOST_IN_A_BATCH])
                except SourceError:
                    break
        return {Doi(id_.value): item for id_, item in found.items()}

    def page(self, params: Mapping[str, str]) -> WorksPage:
        """A page of a list of works, remembered under its own address without the key.

        "None" is believed for a day. Any status comes back as it is; raises as a gateway does.
        """
        url = f"{self._base_url}/works?{urlencode(params)}"
        answer = self._gateway.ask(url, self._secret, user_agent())
        is_none = answer.status == 200 and not mappings(answer.json["results"])
        if is_none and is_stale(answer.day) and not self._gateway.offline:
            answer = self._gateway.ask(url, self._secret, user_agent(), anew=True)
        return WorksPage(answer.status, mapping(answer.json), answer.day)

    def _find(
        self, ids: Sequence[_Id], answered: Told[_Id, LookupResult] = nobody
    ) -> dict[_Id, LookupResult]:
        return answer_each(
            LookupResult, ids, self._recall, self._ask, answered, offline=self._gateway.offline
        )

    def _url(self, id_: _Id) -> str:
        prefix = "doi:" if id_.kind == "doi" else ""
        return f"{self._base_url}/works/{prefix}{quote(id_.value, safe='')}"

    def _recall(self, id_: _Id) -> LookupResult | None:
        answer = self._gateway.recall(self._url(id_))
        return _read(answer) if answer is not None else None

    def _ask(self, ids: Sequence[_Id]) -> Iterator[Mapping[_Id, LookupResult]]:
        together = [id_ for id_ in ids if _UNSAFE_IN_FILTER.isdisjoint(id_.value)]
        given: set[_Id] = set()
        for start in range(0, len(together) if len(together) > FEW else 0, MOST_IN_A_BATCH):
            answers = self._ask_batch(together[start : start + MOST_IN_A_BATCH])
            given |= answers.keys()
            yield answers
        # Not in a list: unknown, merged with another work, or a list of authors that was cut.
        yield from one_by_one((id_ for id_ in ids if id_ not in given), self._ask_one)

    def _ask_batch(self, batch: Sequence[_Id]) -> dict[_Id, LookupResult]:
        """Ask for works together; what is not given whole is not in the result."""
        try:
            given = self._together(batch)
        except SourceUnreachable:
            raise
        except SourceError as error:
            return dict.fromkeys(batch, failed(error, LookupResult))
        return {id_: LookupResult(Outcome.FOUND, read_work(item)) for id_, item in given.items()}

    def _together(self, batch: Sequence[_Id]) -> dict[_Id, Mapping[str, Any]]:
        params = {
            "filter": f"{batch[0].kind}:{'|'.join(id_.value for id_ in batch)}",
            "per_page": str(2 * len(batch)),  # two works may claim one DOI
        }
        items = self._list(params)
        given = {id_: items[id_] for id_ in batch if id_ in items}
        self._keep(given)
        return given

    def _list(self, params: Mapping[str, str]) -> dict[_Id, Mapping[str, Any]]:
        url = f"{self._base_url}/works"
        answer = self._gateway.ask(url, {**params, **self._secret}, user_agent(), remember=False)
        if answer.status != 200:
            raise refusal("OpenAlex", answer.status)
        found: dict[_Id, Mapping[str, Any]] = {}
        for item in filter(has_all_authors, mappings(answer.json["results"])):
            for id_ in _ids(item):
                found.setdefault(id_, item)
        return found

    def _keep(self, given: Mapping[_Id, Mapping[str, Any]]) -> None:
        """Remember each item as the answer to its own address, and to that of its DOI."""
        self._gateway.remember(
            (self._url(each), item)
            for id_, item in given.items()
            for each in dict.fromkeys((id_, *(own for own in _ids(item) if own.kind == "doi")))
        )

    def _ask_one(self, id_: _Id) -> LookupResult:
        return _read(self._single(id_))

    def _single(self, id_: _Id) -> Answer:
        answer = self._gateway.ask(self._url(id_), self._secret, user_agent())
        if answer.status not in {200, *NOT_KNOWN}:
            raise refusal("OpenAlex", answer.status)
        return answer


def _read(answer: Answer) -> LookupResult:
    if answer.status != 200:
        return UNKNOWN
    return LookupResult(Outcome.FOUND, read_work(mapping(answer.json)))


def _is_work(value: Any) -> bool:
    return bool(read_id(mapping(value).get("id")))


def _is_list(value: Any) -> bool:
    return isinstance(mapping(value).get("results"), list)


def _ids(item: Mapping[str, Any]) -> Iterator[_Id]:
    if number := read_id(item.get("id")):
        yield _Id("openalex", number)
    if doi := read_doi(item):
        yield _Id("doi", doi.value)


def _under(doi: Doi, found: LookupResult) -> LookupResult:
    return LookupResult(found.outcome, under(doi, found.work)) if found.work else found


def _listed_work(found: LookupResult) -> Work:
    if found.outcome is Outcome.NOT_REMEMBERED:
        raise NotRemembered("offline, and the works that OpenAlex lists were never fetched")
    if found.outcome is Outcome.FAILED:
        raise SourceError(found.detail)
    return found.work or Work(WorkType.DOCUMENT)


def _reference(position: int, number: str, work: Work) -> Reference:
    named = (("DOI", work.doi.value),) if work.doi else ()
    return Reference(position, number, (*named, ("openalex", number)))
