"""Faults, each alone and mixed: nothing is lost, nothing becomes unknown, and every run ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from crossref_server import FAST, CrossrefServer, make_review, make_work
from faults import FAULTS
from stories import seeds

from refkit.errors import SourceError
from refkit.http.gateway import Gateway
from refkit.model.identifiers import Doi
from refkit.sources.base import LookupResult, Outcome, SearchResult
from refkit.sources.crossref.api import RATES
from refkit.sources.crossref.client import CrossrefClient

REVIEW = Doi("10.1000/review")
WORKS = [Doi(f"10.1000/work.{number:03}") for number in range(150)]
ALIAS, UNKNOWN = Doi("10.1000/merged"), [Doi(f"10.1000/unknown.{n}") for n in range(5)]
SEARCHES = [f"words of reference {number}" for number in range(20)]

# Not waited out: the same question would bring the same, or has cost all the time there is.
TOLD_AT_ONCE = {"401", "403", "wrong-shape", "json-wrong-shape", "gzip-bomb", "endless", "drip-head", "redirect-loop",
                "redirect-away"}  # fmt: skip
HARMLESS = {"wrong-type"}
LASTING = sorted(FAULTS.keys() - HARMLESS)


@pytest.fixture(autouse=True)
def any_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    # Answers that fail teach no pace, and the documented one would be what these tests wait for.
    monkeypatch.setitem(RATES, "polite", {"single": 1000.0, "array": 1000.0})


@pytest.fixture
def server() -> Iterator[CrossrefServer]:
    review = make_review(REVIEW.value, [{"DOI": doi.value} for doi in WORKS[:2]])
    works = [make_work(doi.value) for doi in WORKS]
    with CrossrefServer(
        [review, *works],
        aliases={ALIAS.value: WORKS[0].value},
        pools=FAST,
        search=lambda text, rows: [(9.0, WORKS[int(text.split()[-1])].value)],
    ) as server:
        yield server


@dataclass
class Client:
    """A client with little patience, and its gateway."""

    gateway: Gateway
    crossref: CrossrefClient

    def list(self) -> bool:
        listing = self.crossref.listing(REVIEW)
        return listing is not None and len(listing.references) == 2

    def look_up(self) -> bool:
        return self._all(self.crossref.lookup(WORKS[:2]).values())

    def look_up_one(self) -> bool:
        return self._all(self.crossref.lookup(WORKS[3:4]).values())

    def search(self) -> bool:
        return self._all(self.crossref.search(SEARCHES[:1]).values())

    @staticmethod
    def _all(answers: Iterator[LookupResult | SearchResult]) -> bool:  # type: ignore[misc]
        """Whether all are found; fails where one is neither found nor failed with a reason."""
        found = [answer.outcome is Outcome.FOUND for answer in answers]
        return all(found)


@pytest.fixture
def make_client(server: CrossrefServer, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    gateways = []

    # No test waits so long; where time is to run out, it says when.
    def make(folder: str = "memory", deadline: float = 120, silence: float = 60) -> Client:
        gateway = Gateway(tmp_path / folder, timeout=(60, silence), deadline=deadline)
        gateways.append(gateway)
        return Client(gateway, CrossrefClient(gateway, server.url, "me@secret.example"))

    yield make
    for gateway in gateways:
        gateway.close()


def is_reason(detail: str) -> bool:
    return bool(detail) and "\n" not in detail and "secret" not in detail and len(detail) < 250


ASKED = [Client.list, Client.look_up, Client.look_up_one, Client.search]
ADDRESSES = [REVIEW.value, "filter=doi", WORKS[3].value, "query.bibliographic"]


@pytest.mark.parametrize("fault", sorted(FAULTS.keys() - TOLD_AT_ONCE))
@pytest.mark.usefixtures("short_first_try")
def test_a_fault_that_passes_is_waited_out(
    server: CrossrefServer, make_client: Callable[..., Client], fault: str
) -> None:
    for address in ADDRESSES:
        server.fail_next(fault, matching=address)
    client = make_client()

    with ThreadPoolExecutor(4) as threads:
        answered = list(threads.map(lambda ask: ask(client), ASKED))

    assert answered == [True] * 4
    assert len(server.requests) == 4 * (1 if fault in HARMLESS else 2)


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_that_lasts_is_told_and_asked_about_again(
    server: CrossrefServer, make_client: Callable[..., Client], fault: str
) -> None:
    client = make_client(deadline=0.6, silence=0.5)
    server.misbehave(1, 1.0, [fault])

    with ThreadPoolExecutor(3) as threads:
        listing = threads.submit(client.crossref.listing, REVIEW)
        found = threads.submit(client.crossref.lookup, [*WORKS[:2], UNKNOWN[0]]).result()
        candidates = threads.submit(client.crossref.search, SEARCHES[:1]).result()

    error = listing.exception()
    assert isinstance(error, SourceError)
    assert is_reason(str(error))
    for answer in (*found.values(), *candidates.values()):
        assert answer.outcome is Outcome.FAILED
        assert is_reason(answer.detail)

    server.misbehave(1, 0.0, [])
    again = make_client()
    assert all(ask(again) for ask in ASKED)
    assert again.crossref.lookup(UNKNOWN[:1])[UNKNOWN[0]].outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("seed", seeds(range(1), more=range(1, 3)))
def test_mixed_faults_lose_nothing_and_change_nothing(
    server: CrossrefServer, make_client: Callable[..., Client], seed: int
) -> None:
    wanted = [*WORKS, ALIAS, *UNKNOWN]
    calm = make_client("calm").crossref
    works, candidates = calm.lookup(wanted), calm.search(SEARCHES)
    server.misbehave(seed, 0.3, sorted(FAULTS))

    client = make_client("stormy", deadline=1.6, silence=0.5).crossref
    stormy_works, stormy_candidates = client.lookup(wanted), client.search(SEARCHES)

    same_or_failed(stormy_works, works)
    same_or_failed(stormy_candidates, candidates)

    server.misbehave(seed, 0.0, [])
    asked = len(server.requests)
    again = make_client("stormy").crossref
    assert again.lookup(wanted) == works
    assert again.search(SEARCHES) == candidates
    had = [doi for doi in wanted if stormy_works[doi].outcome is not Outcome.FAILED]
    assert not asked_about(server, asked) & {doi.value for doi in had}


def same_or_failed(stormy, calm) -> None:  # type: ignore[no-untyped-def]
    assert list(stormy) == list(calm)
    for about, answer in stormy.items():
        if answer.outcome is Outcome.FAILED:
            assert is_reason(answer.detail)
        else:
            assert answer == calm[about]


def asked_about(server: CrossrefServer, since: int) -> set[str]:
    """The DOIs in requests from that number on."""
    from urllib.parse import unquote

    asked: set[str] = set()
    for each in server.requests[since:]:
        listed = each.query.get("filter", "").split(",")
        asked |= {unquote(each.path.removeprefix("/works/")), *(x[4:] for x in listed)}
    return asked


def test_a_service_that_fails_on_and_on_is_asked_no_further(
    server: CrossrefServer, make_client: Callable[..., Client]
) -> None:
    server.misbehave(1, 1.0, ["html-200"])

    found = make_client().crossref.search(SEARCHES)

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert "5 times in a row" in found[SEARCHES[-1]].detail
    # Five questions of three tries, and what the other two were at by then.
    assert len(server.requests) <= 3 * (5 + 2)


def test_a_name_that_never_resolves_ends_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *arguments: resolved.wait(120))
    gateway = Gateway(None, deadline=0.5)
    began = time.monotonic()

    with pytest.raises(SourceError, match="no answer in time"):
        gateway.ask("http://crossref.example/works", {}, {})

    assert time.monotonic() - began < 60
    resolved.set()
    gateway.close()


def test_a_secret_follows_no_redirect_to_another_host(
    server: CrossrefServer, make_client: Callable[..., Client]
) -> None:
    with CrossrefServer() as other:
        from faults import Fault, bare

        FAULTS["to-the-other"] = Fault(lambda usual: bare(302, Location=f"{other.url}/works"))
        try:
            server.fail_next("to-the-other")
            with pytest.raises(SourceError, match="to another host"):
                make_client().crossref.listing(REVIEW)
        finally:
            del FAULTS["to-the-other"]

        assert other.requests == []


def test_a_retry_after_of_an_hour_ends_the_question_not_the_day(
    server: CrossrefServer, make_client: Callable[..., Client], pauses: list[float]
) -> None:
    from faults import Fault, bare

    FAULTS["an-hour"] = Fault(lambda usual: bare(429, **{"Retry-After": "3600"}))
    try:
        server.fail_next("an-hour")
        with pytest.raises(SourceError, match="too busy"):
            make_client(deadline=50).crossref.listing(REVIEW)
    finally:
        del FAULTS["an-hour"]

    assert pauses == []
    assert len(server.requests) == 1
