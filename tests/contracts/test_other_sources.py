"""What every source that is asked beside Crossref keeps to, whichever service stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from other_servers import (
    Hurried,
    OtherServer,
    datacite,
    europepmc,
    make_attributes,
    make_openalex_work,
    make_result,
    openalex,
)

from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.datacite.client import DataCiteClient
from refkit.sources.europepmc.client import EuropePmcClient
from refkit.sources.openalex.client import OpenAlexClient

KNOWN = [Doi(f"10.1000/known.{number}") for number in range(12)]
UNKNOWN = Doi("10.1000/unknown")


@dataclass(frozen=True)
class Service:
    """A source, the server behind it, and how to make the source once more."""

    server: OtherServer
    make: Callable[..., Any]


SERVICES = {
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
            gateway = Hurried(tmp_path / "memory", timeout=(2, 2), **options)
            source = build(gateway, server.url)
            gateways.append(gateway)
            return source

        yield Service(server, make)
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


def test_progress_tells_of_every_doi(service: Service) -> None:
    told: list[int] = []

    service.make().lookup([*KNOWN, UNKNOWN], told.append)

    assert sum(told) == 13


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


def test_a_service_that_stays_busy_is_not_asked_on(service: Service) -> None:
    service.server.fail_always("503")

    found = service.make().lookup(KNOWN)

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert all("(503)" in answer.detail for answer in found.values())
    assert len(service.server.requests) <= 14  # one question, or a list and one alone, repeated


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

    assert all(
        asked.headers["user-agent"].startswith("refkit/") for asked in service.server.requests
    )
