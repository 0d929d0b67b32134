"""Asks Crossref: a review by its DOI, works in batches, and what a batch does not give singly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from refkit.errors import SourceError, SourceUnreachable, SourceUnreadable
from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.regex import lazy_regex
from refkit.sources.base import Listed, Listing, LookupResult, Outcome, SearchResult, Told, nobody
from refkit.sources.crossref.api import Api, QuestionRefused
from refkit.sources.crossref.deposited_fields import printed_work
from refkit.sources.crossref.reader import read_announced, read_references, read_work
from refkit.sources.lookup import (
    NOT_KNOWN,
    UNKNOWN,
    answer_each,
    failed,
    or_failed,
    refusal,
    under,
)

DEFAULT_URL = "https://api.crossref.org"
MOST_IN_A_BATCH = 100
# Crossref answers 414 to longer addresses; the request line was seen to hold 4,092 bytes (2017)
# and more since, which nobody promises.
MOST_BYTES_OF_URL = 4000
# A batch of a hundred says so with two digits more than a batch of one.
_MORE_ROWS = len(str(MOST_IN_A_BATCH)) - 1
# Rows of a search: few, but enough to see a copy or a review that ranks above the work itself.
ROWS = 5
# In a filter a comma begins the next value, a percent sequence is not undone, and a blank or an
# entity means that the DOI is not one yet: such a DOI is asked for alone.
_UNSAFE_IN_FILTER = lazy_regex(r"[,%&\s]")

# An address is suggested where so many lists are still to be asked for, one a second, and those
# before them were not in the cache: a wait of ten seconds is worth a line.
WORTH_AN_ADDRESS = 10
FEWEST_SENT = 3
ADDRESS_WANTED = (
    "Crossref answers one list or search a second without a contact address and three with one: "
    "--mailto ADDRESS (or REFKIT_MAILTO) makes a run like this about three times faster"
)

Item = TypeVar("Item")
Result = TypeVar("Result")


class CrossrefClient:
    """Crossref as a source. ``mailto`` is the address that opens the polite pool; None: public.

    ``notify`` takes a line for the user: once, that an address would make a long run faster.
    """

    name = "crossref"

    def __init__(
        self,
        gateway: Gateway,
        base_url: str = DEFAULT_URL,
        mailto: str | None = None,
        notify: Callable[[str], None] = lambda note: None,
    ) -> None:
        self._gateway = gateway
        self._notify = notify
        self._may_suggest = not mailto
        self._api = Api(gateway, base_url, mailto)
        self._expected: list[str] = []
        self._searched: dict[str, SearchResult] = {}

    def expect(self, texts: Sequence[str]) -> None:
        """Say what will be searched for: the next lookup fills its last round with searches.

        A lookup of nine references is one request where three may be under way; what has no DOI
        need not wait for its answer. It takes no request more, and none earlier than a DOI's.
        """
        self._expected = list(dict.fromkeys(texts))

    def listing(self, doi: Doi) -> Listing | None:
        """Give a review with its references; None where Crossref does not know the DOI."""
        listing = self._listing(doi)
        # Records come now and then without the list that they announce: it is asked for once more
        # before that is believed.
        if listing and listing.announced and not listing.references and not self._gateway.offline:
            return self._listing(doi, anew=True)
        return listing

    def _listing(self, doi: Doi, *, anew: bool = False) -> Listing | None:
        answer = self._asked(doi.value, anew=anew)
        if answer is None:
            return None
        message = _message(answer)
        return Listing(
            review=under(doi, read_work(message)),
            references=tuple(
                Listed.of(reference, printed_work(reference))
                for reference in read_references(message)
            ),
            announced=read_announced(message),
            retrieved=answer.day,
        )

    def lookup(
        self, dois: Sequence[Doi], answered: Told[Doi, LookupResult] = nobody
    ) -> dict[Doi, LookupResult]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        return answer_each(
            LookupResult, dois, self._recall, self._ask, answered, offline=self._gateway.offline
        )

    def search(
        self, texts: Sequence[str], answered: Told[str, SearchResult] = nobody
    ) -> dict[str, SearchResult]:
        """Search for each text, one request each, answers in the order asked; raises nothing."""
        return answer_each(
            SearchResult,
            texts,
            self._recall_search,
            self._search,
            answered,
            offline=self._gateway.offline,
        )

    def _recall(self, doi: Doi) -> LookupResult | None:
        answer = self._gateway.recall(self._api.work_url(doi))
        return or_failed(partial(_read, doi), answer, LookupResult) if answer is not None else None

    def _recall_search(self, text: str) -> SearchResult | None:
        if text in self._searched:
            return self._searched.pop(text)
        answer = self._gateway.recall(self._api.search_url(text, ROWS))
        return or_failed(_candidates, answer, SearchResult) if answer is not None else None

    def _search(self, texts: Sequence[str]) -> Iterator[Mapping[str, SearchResult]]:
        for text, found in self._lists(texts, self._ask_search):
            yield {text: found}

    def _ask(self, dois: Sequence[Doi]) -> Iterator[Mapping[Doi, LookupResult]]:
        given: set[Doi] = set()
        batches = list(self._batches([doi for doi in dois if _is_safe_in_filter(doi)]))
        items: list[list[Doi] | str] = [*batches, *self._in_between(batches)]
        for item, answer in self._lists(items, self._ask_list):
            if isinstance(answer, SearchResult):
                self._searched[str(item)] = answer
                continue
            given |= answer.keys()
            yield answer
        # Missing from a batch: an alias (lists leave them out), an odd DOI, one that is unknown, or
        # all of a page that could not be read.
        single = [doi for doi in dois if doi not in given]
        ask = partial(or_failed, self._ask_one, result=LookupResult)
        for doi, found in self._gateway.together(self._api.work_address, single, ask):
            yield {doi: found}

    def _lists(
        self, items: Sequence[Item], ask: Callable[[Item], Result]
    ) -> Iterator[tuple[Item, Result]]:
        """Ask for lists, several at a time, each with its item in the order in which they come."""
        before = self._gateway.sent
        answers = self._gateway.together(self._api.list_address, items, ask)
        for done, answered in enumerate(answers, start=1):
            is_asking = self._gateway.sent - before >= FEWEST_SENT
            if self._may_suggest and is_asking and len(items) - done >= WORTH_AN_ADDRESS:
                self._may_suggest = False
                self._notify(ADDRESS_WANTED)
            yield answered

    def _in_between(self, batches: Sequence[Sequence[Doi]]) -> list[str]:
        """Expected searches for the places that the last round of batches leaves empty."""
        sent = sum(len(batch) > 1 for batch in batches)
        empty = -sent % self._api.at_once
        taken, self._expected = self._expected[:empty], self._expected[empty:]
        return taken

    def _ask_list(self, item: list[Doi] | str) -> Mapping[Doi, LookupResult] | SearchResult:
        return self._ask_search(item) if isinstance(item, str) else self._ask_batch(item)

    def _ask_search(self, text: str) -> SearchResult:
        return or_failed(self._ask_one_search, text, SearchResult)

    def _ask_one_search(self, text: str) -> SearchResult:
        return _candidates(self._asked(query_bibliographic=text, limit=ROWS))

    def _batches(self, dois: Sequence[Doi]) -> Iterator[list[Doi]]:
        batch: list[Doi] = []
        length = 0
        for doi in dois:
            more = self._api.length_in_list(doi)
            if batch and (len(batch) == MOST_IN_A_BATCH or length + more > MOST_BYTES_OF_URL):
                yield batch
                batch = []
            length = length + more if batch else self._api.list_url_length([doi]) + _MORE_ROWS
            batch.append(doi)
        if batch:
            yield batch

    def _ask_batch(self, batch: Sequence[Doi]) -> dict[Doi, LookupResult]:
        """Ask for works together; a DOI that is not in the answer is not in the result."""
        if len(batch) == 1:
            return {}  # a single question costs the same and tells an alias from an unknown DOI
        try:
            answer = self._asked(filter={"doi": [doi.value for doi in batch]}, limit=len(batch))
            items = _items(answer)
        except _TooLong:
            half = len(batch) // 2
            return self._ask_batch(batch[:half]) | self._ask_batch(batch[half:])
        except SourceUnreadable:
            return {}  # one unreadable record spoils the page: each is asked for alone
        except SourceUnreachable:
            raise
        except SourceError as error:
            return dict.fromkeys(batch, failed(error, LookupResult))
        return self._keep(batch, items)

    def _keep(self, batch: Sequence[Doi], items: Mapping[str, Any]) -> dict[Doi, LookupResult]:
        """Remember each item as the answer to its own address, so that a DOI is asked once."""
        given = {doi: items[doi.value] for doi in batch if doi.value in items}
        self._gateway.remember(
            (
                self._api.work_url(doi),
                {
                    "status": "ok",
                    "message-type": "work",
                    "message-version": "1.0.0",
                    "message": item,
                },
            )
            for doi, item in given.items()
        )
        return {doi: LookupResult(Outcome.FOUND, read_work(item)) for doi, item in given.items()}

    def _ask_one(self, doi: Doi) -> LookupResult:
        return _read(doi, self._asked(doi.value))

    def _asked(self, doi: str | None = None, **question: Any) -> Answer | None:
        """What Crossref answers; None for what it does not know, SourceError for no answer."""
        try:
            return self._api.works(doi, **question)
        except QuestionRefused as refused:
            if refused.status in NOT_KNOWN:
                return None
            raise _refused(refused) from None


class _TooLong(SourceError):
    """Crossref takes no question of this length."""


def _is_safe_in_filter(doi: Doi) -> bool:
    return not _UNSAFE_IN_FILTER.search(doi.value)


def _read(doi: Doi, answer: Answer | None) -> LookupResult:
    if answer is None or answer.status in NOT_KNOWN:
        return UNKNOWN
    return LookupResult(Outcome.FOUND, under(doi, read_work(_message(answer))))


def _candidates(answer: Answer | None) -> SearchResult:
    items = [item for item in _list_of(answer) if isinstance(item, dict)]
    return SearchResult(Outcome.FOUND, tuple(read_work(item) for item in items))


def _message(answer: Answer | None) -> Mapping[str, Any]:
    body = answer.json if answer is not None else None
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict):
        raise SourceUnreadable("Crossref answers JSON that holds no message; try again later")
    return message


def _list_of(answer: Answer | None) -> list[Any]:
    items = _message(answer).get("items")
    if not isinstance(items, list):
        raise SourceUnreadable("Crossref answers a list that holds no items; try again later")
    return items


def _items(answer: Answer | None) -> dict[str, Any]:
    return {
        item["DOI"].lower(): item
        for item in _list_of(answer)
        if isinstance(item, dict) and isinstance(item.get("DOI"), str)
    }


def _refused(refused: QuestionRefused) -> SourceError:
    status, said = refused.status, refused.why
    if status in {400, 414}:
        return _TooLong(f"Crossref answers with status {status}: {said or 'no reason given'}")
    if status == 504:  # of one heavy question: the next may be answered
        return SourceError(f"Crossref gives no answer in time ({status}); try again later")
    return refusal("Crossref", status, said)
