"""What every source keeps to, whichever service stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from crossref_server import FAST, CrossrefServer, make_review, make_work
from other_servers import (
    Hurried,
    OtherServer,
    datacite,
    doi_org,
    europepmc,
    make_attributes,
    make_openalex_work,
    make_result,
    openalex,
)

from refkit.model.identifiers import Doi
from refkit.sources.base import LookupResult, Outcome
from refkit.sources.crossref.client import CrossrefClient
from refkit.sources.datacite.client import DataCiteClient
from refkit.sources.europepmc.client import EuropePmcClient
from refkit.sources.openalex.client import OpenAlexClient
from refkit.sources.registration_agency import DoiOrgClient

KNOWN = [Doi(f"10.1000/known.{number}") for number in range(12)]
UNKNOWN, REVIEW = Doi("10.1000/unknown"), Doi("10.1000/review")
# How many requests it takes to learn that a service refuses everybody: one, and one alone where
# the service may have refused the batch.
REFUSED = {"crossref": 1, "datacite": 1, "openalex": 1, "europepmc": 2}
# The same where each refusal is waited out first, as often as a throttle is.
THROTTLED = {name: 7 * number for name, number in REFUSED.items()}


@dataclass(frozen=True)
class Service:
    """A source, the server behind it, and how to make the source once more."""

    name: str
    server: OtherServer | CrossrefServer
    make: Callable[..., Any]


def crossref() -> CrossrefServer:
    return CrossrefServer([make_work(doi.value) for doi in KNOWN], pools=FAST)


SERVICES: dict[str, tuple[Callable[[], Any], Callable[..., Any]]] = {
    "crossref": (crossref, lambda gateway, url: CrossrefClient(gateway, url, "me@example.org")),
    "datacite": (
        lambda: datacite(make_attributes(doi.value) for doi in KNOWN),
        lambda gateway, url: DataCiteClient(gateway, url, "me@example.org"),
    ),
    "openalex": (
        lambda: openalex(make_openalex_work(f"W{n}", doi.value) for n, doi in enumerate(KNOWN, 1)),
        lambda gateway, url: OpenAlexClient(gateway, url, "secret-key"),
    ),
    "europepmc": (
        lambda: europepmc(make_result(f"{n}", doi.value) for n, doi in enumerate(KNOWN, 1)),
        EuropePmcClient,
    ),
}


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """Each source over a server that knows twelve works, and nobody who waits."""
    serve, build = SERVICES[request.param]
    gateways: list[Hurried] = []

    with serve() as server:

        def make(**options: bool) -> Any:
            gateway = Hurried(tmp_path / "memory", timeout=(60, 60), **options)
            source = build(gateway, server.url)
            gateways.append(gateway)
            return source

        yield Service(request.param, server, make)
        for gateway in gateways:
            gateway.close()


def test_it_has_a_name(service: Service) -> None:
    assert service.make().name in SERVICES


def test_lookup_answers_every_doi_in_the_order_asked(service: Service) -> None:
    found = service.make().lookup([UNKNOWN, *reversed(KNOWN)])

    assert list(found) == [UNKNOWN, *reversed(KNOWN)]
    assert found[UNKNOWN].outcome is Outcome.UNKNOWN
    assert found[UNKNOWN].work is None
    assert {found[doi].outcome for doi in KNOWN} == {Outcome.FOUND}
    assert all(found[doi].work.doi == doi for doi in KNOWN)


def test_lookup_of_nothing_asks_nothing(service: Service) -> None:
    assert service.make().lookup([]) == {}
    assert service.server.requests == []


def test_the_same_doi_twice_is_one_question(service: Service) -> None:
    found = service.make().lookup([KNOWN[0], KNOWN[0]])

    assert list(found) == [KNOWN[0]]
    assert len(service.server.requests) == 1


def test_who_listens_is_told_of_every_doi_once(service: Service) -> None:
    told: list[tuple[Doi, LookupResult]] = []

    found = service.make().lookup([*KNOWN, UNKNOWN], lambda answers: told.extend(answers.items()))

    assert len(told) == 13
    assert dict(told) == found


def test_a_second_time_nothing_is_asked(service: Service) -> None:
    first = service.make().lookup([*KNOWN, UNKNOWN])
    asked = len(service.server.requests)

    again = service.make().lookup([*KNOWN, UNKNOWN])

    assert again == first
    assert len(service.server.requests) == asked


def test_one_doi_more_is_one_question_more(service: Service) -> None:
    service.make().lookup(KNOWN[:11])
    asked = len(service.server.requests)

    service.make().lookup(KNOWN)

    assert len(service.server.requests) == asked + 1


def test_offline_what_was_never_asked_is_told_apart(service: Service) -> None:
    service.make().lookup([*KNOWN[:5], UNKNOWN])
    asked = len(service.server.requests)

    found = service.make(offline=True).lookup([*KNOWN[:6], UNKNOWN])

    assert [answer.outcome for answer in found.values()] == [
        *[Outcome.FOUND] * 5,
        Outcome.NOT_REMEMBERED,
        Outcome.UNKNOWN,
    ]
    assert len(service.server.requests) == asked


def test_a_throttle_is_sat_out(service: Service) -> None:
    service.server.fail_next("429-retry-after")

    found = service.make().lookup(KNOWN)

    assert {answer.outcome for answer in found.values()} == {Outcome.FOUND}


@pytest.mark.parametrize("fault", ["401", "403"])
def test_a_service_that_refuses_everybody_is_not_asked_on(service: Service, fault: str) -> None:
    service.server.fail_always(fault)

    found = service.make().lookup(KNOWN)

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert all(f"({fault})" in answer.detail for answer in found.values())
    assert len(service.server.requests) == REFUSED[service.name]


@pytest.mark.parametrize("fault", ["429", "503"])
def test_a_service_that_stays_busy_is_not_asked_on(service: Service, fault: str) -> None:
    service.server.fail_always(fault)

    found = service.make().lookup(KNOWN)

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert all(f"({fault})" in answer.detail for answer in found.values())
    assert len(service.server.requests) == THROTTLED[service.name]


def test_what_was_found_before_a_refusal_is_kept(service: Service) -> None:
    service.make().lookup(KNOWN[:5])
    service.server.fail_always("403")

    found = service.make().lookup(KNOWN)

    assert [answer.outcome for answer in found.values()] == [
        *[Outcome.FOUND] * 5,
        *[Outcome.FAILED] * 7,
    ]


def test_where_nothing_answers_all_have_failed(service: Service) -> None:
    source = service.make()
    service.server.close()

    found = source.lookup(KNOWN)

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert "cannot be reached" in found[KNOWN[0]].detail


@pytest.mark.parametrize("fault", ["wrong-shape", "html-200", "500"])
def test_what_cannot_be_read_is_a_failure_and_not_unknown(service: Service, fault: str) -> None:
    service.server.fail_always(fault)

    found = service.make().lookup(KNOWN[:2])

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert all(answer.detail for answer in found.values())


def test_no_secret_is_remembered_or_told(service: Service, tmp_path: Path) -> None:
    service.server.fail_next("403", matching="known.3")
    found = service.make().lookup([*KNOWN, UNKNOWN])

    kept = b"".join(path.read_bytes() for path in (tmp_path / "memory").iterdir())
    told = " ".join(answer.detail for answer in found.values())
    for secret in ("secret-key", "me@example.org"):
        assert secret.encode() not in kept
        assert secret not in told


def test_every_request_says_who_asks(service: Service) -> None:
    service.make().lookup([*KNOWN, UNKNOWN])

    assert all("refkit/" in asked.headers["user-agent"] for asked in service.server.requests)


@pytest.mark.parametrize("fault", ["401", "403"])
def test_a_search_that_is_refused_ends_the_searches(tmp_path: Path, fault: str) -> None:
    """Three may be under way when the first is refused; none is sent after it."""
    texts = [f"The life of invented bees, part {number}" for number in range(40)]
    with crossref() as server:
        server.fail_always(fault)
        gateway = Hurried(tmp_path / "memory", timeout=(60, 60))

        found = CrossrefClient(gateway, server.url, "me@example.org").search(texts)
        gateway.close()

        assert list(found) == texts
        assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
        assert len(server.requests) <= 3


@pytest.mark.parametrize("fault", ["401", "403"])
def test_a_directory_of_agencies_that_refuses_is_not_asked_on(tmp_path: Path, fault: str) -> None:
    with doi_org({"10.1000": "DataCite"}) as server:
        server.fail_always(fault)
        gateway = Hurried(tmp_path / "memory", timeout=(60, 60))

        told = DoiOrgClient(gateway, server.url).agencies(
            [Doi(f"10.{n}/a") for n in range(1000, 1009)]
        )
        gateway.close()

        assert {agency.outcome for agency in told.values()} == {Outcome.FAILED}
        assert len(server.requests) == 1


def test_a_listing_has_the_review_and_all_its_lines(tmp_path: Path) -> None:
    with crossref() as server:
        server.add(
            make_review(REVIEW.value, [{"DOI": "10.1000/known.1"}, {"unstructured": "A book"}])
        )
        gateway = Hurried(tmp_path / "memory")
        source = CrossrefClient(gateway, server.url)

        listing = source.listing(REVIEW)

        assert listing is not None
        assert listing.review.doi == REVIEW
        assert [each.reference.position for each in listing.references] == [1, 2]
        assert source.listing(UNKNOWN) is None
        gateway.close()
