"""Asks Crossref: a review by its DOI, works in batches, and what a batch does not give singly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from refkit.errors import NotRemembered, SourceError, SourceUnreachable, SourceUnreadable
from refkit.http.gateway import Answer, Gateway
from refkit.model.identifiers import Doi
from refkit.model.work import Work
from refkit.sources.base import Candidates, Found, Listed, Listing, Outcome
from refkit.sources.crossref.api import Api, RequestError
from refkit.sources.crossref.deposited_fields import printed_work
from refkit.sources.crossref.reader import read_announced, read_references, read_work

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
_UNSAFE_IN_FILTER = re.compile(r"[,%&\s]")

# An address is suggested where so many lists are still to be asked for, one a second, and those
# before them were no matter of memory: a wait of ten seconds is worth a line.
WORTH_AN_ADDRESS = 10
FEWEST_SENT = 3
ADDRESS_WANTED = (
    "Crossref answers one list or search a second without a contact address and three with one: "
    "--mailto ADDRESS (or REFKIT_MAILTO) makes a run like this about three times faster"
)

Item = TypeVar("Item")
Result = TypeVar("Result")
_UNKNOWN = Found(Outcome.UNKNOWN)


class CrossrefClient:
    """Crossref as a source. ``mailto`` is the address that opens the polite pool; None: public.

    ``say`` takes a line for the user: once, that an address would make a long run faster.
    """

    name = "crossref"

    def __init__(
        self,
        gateway: Gateway,
        base_url: str = DEFAULT_URL,
        mailto: str | None = None,
        say: Callable[[str], None] = lambda note: None,
    ) -> None:
        self._gateway = gateway
        self._say = say
        self._may_suggest = not mailto
        self._api = Api(gateway, base_url, mailto)
        self._expected: list[str] = []
        self._searched: dict[str, Candidates] = {}

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
        try:
            answer = self._api.works(doi.value, anew=anew)
        except RequestError as error:
            if error.status_code == 404:
                return None
            raise _refused(error) from None
        message = _message(answer)
        return Listing(
            review=_under(doi, read_work(message)),
            references=tuple(
                Listed(reference, printed_work(reference)) for reference in read_references(message)
            ),
            announced=read_announced(message),
            retrieved=answer.day,
        )

    def lookup(
        self, dois: Sequence[Doi], progress: Callable[[int], None] = lambda done: None
    ) -> dict[Doi, Found]:
        """Find the work behind each DOI, in the order asked; raises nothing."""
        found: dict[Doi, Found] = {}
        for answers in self._answers(list(dict.fromkeys(dois))):
            found.update(answers)
            progress(len(answers))
        return {doi: found[doi] for doi in dois}

    def search(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None
    ) -> dict[str, Candidates]:
        """Search for each text, one request each, answers in the order asked; raises nothing."""
        wanted = list(dict.fromkeys(texts))
        found = {text: self._searched.pop(text) for text in wanted if text in self._searched}
        if found:
            progress(len(found))
        left = [text for text in wanted if text not in found]
        try:
            for text, answer in self._lists(left, self._search_one):
                found[text] = answer
                progress(1)
        except SourceUnreachable as error:
            # Nothing answers: each further question would wait for nothing.
            left = [text for text in wanted if text not in found]
            found |= dict.fromkeys(left, Candidates(Outcome.FAILED, detail=str(error)))
            progress(len(left))
        return {text: found[text] for text in texts}

    def _search_one(self, text: str) -> Candidates:
        try:
            answer = self._api.works(query_bibliographic=text, limit=ROWS)
            items = [item for item in _list_of(answer) if isinstance(item, dict)]
        except NotRemembered:
            return Candidates(Outcome.NOT_REMEMBERED)
        except RequestError as error:
            return Candidates(Outcome.FAILED, detail=str(_refused(error)))
        except SourceUnreachable:
            raise
        except SourceError as error:
            return Candidates(Outcome.FAILED, detail=str(error))
        return Candidates(Outcome.FOUND, tuple(read_work(item) for item in items))

    def _answers(self, dois: Sequence[Doi]) -> Iterator[Mapping[Doi, Found]]:
        remembered = self._recall(dois)
        yield remembered
        asked = [doi for doi in dois if doi not in remembered]
        if self._gateway.offline:
            yield dict.fromkeys(asked, Found(Outcome.NOT_REMEMBERED))
            return
        left = dict.fromkeys(asked)
        try:
            for answers in self._ask(asked):
                for doi in answers:
                    left.pop(doi)
                yield answers
        except SourceUnreachable as error:
            # Nothing answers: each further question would wait for nothing.
            yield dict.fromkeys(left, Found(Outcome.FAILED, detail=str(error)))

    def _recall(self, dois: Iterable[Doi]) -> dict[Doi, Found]:
        answers = ((doi, self._gateway.recall(self._api.work_url(doi))) for doi in dois)
        return {doi: _read(doi, answer) for doi, answer in answers if answer is not None}

    def _ask(self, dois: Sequence[Doi]) -> Iterator[Mapping[Doi, Found]]:
        given: set[Doi] = set()
        batches = list(self._batches([doi for doi in dois if _is_safe_in_filter(doi)]))
        items: list[list[Doi] | str] = [*batches, *self._in_between(batches)]
        for item, answer in self._lists(items, self._ask_list):
            if isinstance(answer, Candidates):
                self._searched[str(item)] = answer
                continue
            given |= answer.keys()
            yield answer
        # Missing from a batch: an alias (lists leave them out), an odd DOI, one that is unknown, or
        # all of a page that could not be read.
        single = [doi for doi in dois if doi not in given]
        for doi, found in self._gateway.together(self._api.work_address, single, self._ask_one):
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
                self._say(ADDRESS_WANTED)
            yield answered

    def _in_between(self, batches: Sequence[Sequence[Doi]]) -> list[str]:
        """Expected searches for the places that the last round of batches leaves empty."""
        sent = sum(len(batch) > 1 for batch in batches)
        empty = -sent % self._api.at_once
        taken, self._expected = self._expected[:empty], self._expected[empty:]
        return taken

    def _ask_list(self, item: list[Doi] | str) -> Mapping[Doi, Found] | Candidates:
        return self._search_one(item) if isinstance(item, str) else self._ask_batch(item)

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

    def _ask_batch(self, batch: Sequence[Doi]) -> dict[Doi, Found]:
        """Ask for works together; a DOI that is not in the answer is not in the result."""
        if len(batch) == 1:
            return {}  # a single question costs the same and tells an alias from an unknown DOI
        try:
            answer = self._api.works(filter={"doi": [doi.value for doi in batch]}, limit=len(batch))
            items = _items(answer)
        except RequestError as error:
            if error.status_code in {400, 414}:
                half = len(batch) // 2
                return self._ask_batch(batch[:half]) | self._ask_batch(batch[half:])
            return dict.fromkeys(batch, _failed(_refused(error)))
        except SourceUnreadable:
            return {}  # one unreadable record spoils the page: each is asked for alone
        except SourceUnreachable:
            raise
        except SourceError as error:
            return dict.fromkeys(batch, _failed(error))
        return self._keep(batch, items)

    def _keep(self, batch: Sequence[Doi], items: Mapping[str, Any]) -> dict[Doi, Found]:
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
        return {doi: Found(Outcome.FOUND, read_work(item)) for doi, item in given.items()}

    def _ask_one(self, doi: Doi) -> Found:
        try:
            return _read(doi, self._api.works(doi.value))
        except RequestError as error:
            return _UNKNOWN if error.status_code == 404 else _failed(_refused(error))
        except NotRemembered:
            return Found(Outcome.NOT_REMEMBERED)
        except SourceUnreachable:
            raise
        except SourceError as error:
            return _failed(error)


def _is_safe_in_filter(doi: Doi) -> bool:
    return not _UNSAFE_IN_FILTER.search(doi.value)


def _read(doi: Doi, answer: Answer) -> Found:
    if answer.status != 200:
        return _UNKNOWN
    try:
        return Found(Outcome.FOUND, _under(doi, read_work(_message(answer))))
    except SourceError as error:
        return _failed(error)


def _under(asked: Doi, work: Work) -> Work:
    """The work, with the DOI it was asked by kept beside the one it has now."""
    if work.doi in {asked, None}:
        return replace(work, doi=asked)
    return replace(work, other_dois=tuple(dict.fromkeys((*work.other_dois, asked))))


def _message(answer: Answer) -> Mapping[str, Any]:
    message = answer.json.get("message") if isinstance(answer.json, dict) else None
    if not isinstance(message, dict):
        raise SourceUnreadable("Crossref answers JSON that holds no message; try again later")
    return message


def _list_of(answer: Answer) -> list[Any]:
    items = _message(answer).get("items")
    if not isinstance(items, list):
        raise SourceUnreadable("Crossref answers a list that holds no items; try again later")
    return items


def _items(answer: Answer) -> dict[str, Any]:
    return {
        item["DOI"].lower(): item
        for item in _list_of(answer)
        if isinstance(item, dict) and isinstance(item.get("DOI"), str)
    }


def _failed(error: SourceError) -> Found:
    return Found(Outcome.FAILED, detail=str(error))


def _refused(error: RequestError) -> SourceError:
    status = error.status_code
    if status in {429, 503}:
        return SourceError(f"Crossref is too busy ({status}); try again later")
    if status in {401, 403}:
        return SourceError(
            f"Crossref refuses this client ({status}); set a contact address with --mailto "
            "or write to Crossref's support"
        )
    return SourceError(f"Crossref answers with status {status}: {error.error or 'no reason given'}")
