"""Who cites a work: what each service keeps to that is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from other_servers import (
    Hurried,
    OtherServer,
    europepmc,
    make_citation,
    make_openalex_work,
    make_result,
    make_row,
    openalex,
    opencitations,
)

from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.citing import CitationSource
from refkit.sources.europepmc.citations import EuropePmcCitations
from refkit.sources.europepmc.client import EuropePmcClient
from refkit.sources.openalex.citations import OpenAlexCitations
from refkit.sources.openalex.client import OpenAlexClient
from refkit.sources.opencitations.client import OpenCitationsClient

CITED, LONELY, UNKNOWN = Doi("10.1000/cited"), Doi("10.1000/lonely"), Doi("10.1000/unknown")
YEARS = [2020, 2022, 2024]


def an_openalex() -> OtherServer:
    known = [make_openalex_work("W1", CITED.value), make_openalex_work("W2", LONELY.value)]
    citing = [
        make_openalex_work(
            f"W{year}",
            f"10.1000/{year}",
            publication_year=year,
            publication_date=f"{year}-05-01",
            cited_by_count=7,
        )
        for year in YEARS
    ]
    return openalex(known, citing={"W1": citing})


def a_europepmc() -> OtherServer:
    known = [make_result("1", CITED.value), make_result("2", LONELY.value)]
    citing = [make_citation(str(year), pubYear=year, citedByCount=7) for year in YEARS]
    return europepmc(known, citations={"MED/1": citing})


def an_opencitations() -> OtherServer:
    rows = [make_row(f"omid:br/{year} doi:10.1000/{year}", f"{year}-05") for year in YEARS]
    return opencitations({CITED.value: rows})


SERVICES: dict[str, tuple[Callable[[], OtherServer], Callable[..., CitationSource]]] = {
    "openalex": (
        an_openalex,
        lambda gateway, url: OpenAlexCitations(OpenAlexClient(gateway, url, "secret-key")),
    ),
    "europepmc": (
        a_europepmc,
        lambda gateway, url: EuropePmcCitations(EuropePmcClient(gateway, url)),
    ),
    "opencitations": (
        an_opencitations,
        lambda gateway, url: OpenCitationsClient(gateway, url, "secret-token"),
    ),
}


@dataclass(frozen=True)
class Service:
    """A source, the server behind it, and how to make the source once more."""

    name: str
    server: OtherServer
    make: Callable[..., CitationSource]


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    serve, build = SERVICES[request.param]
    gateways: list[Hurried] = []
    with serve() as server:

        def make(**options: Any) -> CitationSource:
            gateway = Hurried(tmp_path / "memory", timeout=(60, 60), **options)
            gateways.append(gateway)
            return build(gateway, server.url)

        yield Service(request.param, server, make)
        for gateway in gateways:
            gateway.close()


def test_every_doi_is_answered_in_the_order_asked(service: Service) -> None:
    found = service.make().citations([UNKNOWN, LONELY, CITED])

    assert list(found) == [UNKNOWN, LONELY, CITED]
    assert sorted(each.year for each in found[CITED].works) == YEARS
    assert (found[CITED].announced, found[CITED].came) == (3, 3)
    assert (found[LONELY].outcome, found[LONELY].works) == (Outcome.FOUND, ())
    # OpenCitations cannot tell a work that it does not know from one that nobody cites.
    knows = Outcome.FOUND if service.name == "opencitations" else Outcome.UNKNOWN
    assert (found[UNKNOWN].outcome, found[UNKNOWN].works) == (knows, ())


def test_a_second_time_nothing_is_asked(service: Service) -> None:
    first = service.make().citations([CITED, LONELY, UNKNOWN])
    asked = len(service.server.requests)

    assert service.make().citations([CITED, LONELY, UNKNOWN]) == first
    assert service.make(offline=True).citations([CITED, LONELY, UNKNOWN]) == first
    assert len(service.server.requests) == asked


def test_offline_what_was_never_asked_is_told(service: Service) -> None:
    found = service.make(offline=True).citations([CITED])

    assert found[CITED].outcome is Outcome.NOT_REMEMBERED
    assert service.server.requests == []


def test_a_year_leaves_out_what_is_from_before(service: Service) -> None:
    (found,) = service.make().citations([CITED], since=2022).values()

    assert sorted(each.year for each in found.works) == [2022, 2024]
    # Where the service leaves them out itself, it does not count them either.
    left_out = (2, 0) if service.name == "openalex" else (3, 1)
    assert (found.announced, found.earlier) == left_out


@pytest.mark.parametrize("fault", ["401", "403", "429", "503", "wrong-shape", "html-200", "500"])
def test_what_fails_is_a_failure_and_not_nobody(service: Service, fault: str) -> None:
    service.server.fail_always(fault)

    (found,) = service.make().citations([CITED]).values()

    assert (found.outcome, found.works) == (Outcome.FAILED, ())
    assert found.detail


def test_a_service_that_refuses_everybody_is_not_asked_on(service: Service) -> None:
    service.server.fail_always("403")

    found = service.make().citations([CITED, LONELY, UNKNOWN])

    assert {each.outcome for each in found.values()} == {Outcome.FAILED}
    assert len(service.server.requests) <= 2


def test_who_waits_is_told_of_each(service: Service) -> None:
    told: list[int] = []

    service.make().citations([CITED, LONELY, UNKNOWN], answered=told.append)

    assert sum(told) == 3


def test_no_secret_is_remembered_or_told(service: Service, tmp_path: Path) -> None:
    service.server.fail_next("403", matching="lonely")
    found = service.make().citations([CITED, LONELY])

    kept = b"".join(path.read_bytes() for path in (tmp_path / "memory").iterdir())
    told = " ".join(each.detail for each in found.values())
    assert b"secret-" not in kept
    assert "secret-" not in told


def test_every_request_says_who_asks(service: Service) -> None:
    service.make().citations([CITED, LONELY])

    assert all("refkit/" in asked.headers["user-agent"] for asked in service.server.requests)


def test_many_are_found_by_their_dois_together(tmp_path: Path) -> None:
    """What a service calls a work is asked for in batches, its list alone."""
    dois = [Doi(f"10.1000/{number}") for number in range(30)]
    with (
        openalex(make_openalex_work(f"W{n}", doi.value) for n, doi in enumerate(dois, 1)) as alex,
        europepmc(make_result(str(n), doi.value) for n, doi in enumerate(dois, 1)) as pmc,
    ):
        gateway = Hurried(tmp_path / "memory", timeout=(60, 60))
        OpenAlexCitations(OpenAlexClient(gateway, alex.url)).citations(dois)
        EuropePmcCitations(EuropePmcClient(gateway, pmc.url)).citations(dois)
        gateway.close()

        assert len(alex.requests) == 1 + 30
        assert len(pmc.requests) == 3 + 30
