"""Asking doi.org: one question for a prefix, and every DOI answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from other_servers import Hurried, OtherServer, datacite, doi_org, make_attributes, said

from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.datacite.client import DataCiteClient
from refkit.sources.registration_agency import Agency, DoiOrgClient, OtherAgencies

ZENODO, ARXIV = Doi("10.5281/zenodo.1"), Doi("10.48550/arxiv.2401.00001")
NOBODYS, GONE, MEDRA = Doi("10.99999/x"), Doi("10.5281/zenodo.999"), Doi("10.1430/8105")
AGENCIES = {"10.5281": "DataCite", "10.48550": "DataCite", "10.1430": "mEDRA"}


@pytest.fixture
def server() -> Iterator[OtherServer]:
    with doi_org(AGENCIES) as server:
        yield server


def make_client(server: OtherServer, folder: Path, **options: bool) -> DoiOrgClient:
    gateway = Hurried(folder / "memory", timeout=(60, 60), **options)
    return DoiOrgClient(gateway, server.url)


def test_every_doi_is_answered_in_the_order_asked(server: OtherServer, tmp_path: Path) -> None:
    told = make_client(server, tmp_path).agencies([NOBODYS, ARXIV, Doi("10.1430/8105")])

    assert told == {
        NOBODYS: Agency(Outcome.UNKNOWN),
        ARXIV: Agency(Outcome.FOUND, "DataCite"),
        Doi("10.1430/8105"): Agency(Outcome.FOUND, "mEDRA"),
    }


def test_a_prefix_is_asked_for_once(server: OtherServer, tmp_path: Path) -> None:
    make_client(server, tmp_path).agencies([Doi(f"10.5281/zenodo.{n}") for n in range(50)])

    assert [asked.path for asked in server.requests] == ["/ra/10.5281"]


def test_nothing_is_asked_for_nothing(server: OtherServer, tmp_path: Path) -> None:
    assert make_client(server, tmp_path).agencies([]) == {}
    assert server.requests == []


def test_a_second_time_and_offline_nothing_is_asked(server: OtherServer, tmp_path: Path) -> None:
    first = make_client(server, tmp_path).agencies([ZENODO, NOBODYS])
    asked = len(server.requests)

    assert make_client(server, tmp_path).agencies([ZENODO, NOBODYS]) == first
    assert make_client(server, tmp_path, offline=True).agencies([ZENODO, NOBODYS]) == first
    assert len(server.requests) == asked


def test_offline_a_prefix_never_asked_for_is_not_remembered(
    server: OtherServer, tmp_path: Path
) -> None:
    told = make_client(server, tmp_path, offline=True).agencies([ZENODO])

    assert told == {ZENODO: Agency(Outcome.NOT_REMEMBERED)}


def test_a_prefix_that_nobody_had_is_asked_for_again_after_a_day(
    server: OtherServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_client(server, tmp_path).agencies([ZENODO, NOBODYS])
    monkeypatch.setattr("refkit.sources.registration_agency.is_stale", lambda day: True)

    make_client(server, tmp_path).agencies([ZENODO, NOBODYS])

    assert [asked.path for asked in server.requests[2:]] == ["/ra/10.99999"]


@pytest.mark.parametrize("fault", ["wrong-shape", "html-200", "500"])
def test_a_failure_is_told_and_the_others_are_asked(
    server: OtherServer, tmp_path: Path, fault: str
) -> None:
    server.fail_always(fault, matching="10.5281")

    told = make_client(server, tmp_path).agencies([ZENODO, ARXIV])

    assert told[ZENODO].outcome is Outcome.FAILED
    assert told[ZENODO].detail
    assert told[ARXIV].name == "DataCite"


def test_where_nothing_answers_what_is_remembered_still_is(
    server: OtherServer, tmp_path: Path
) -> None:
    make_client(server, tmp_path).agencies([ARXIV])
    client = make_client(server, tmp_path)
    server.close()

    told = client.agencies([ZENODO, ARXIV, NOBODYS])

    outcomes = [agency.outcome for agency in told.values()]
    assert outcomes == [Outcome.FAILED, Outcome.FOUND, Outcome.FAILED]


def test_an_answer_about_another_prefix_is_none(tmp_path: Path) -> None:
    with OtherServer({"/ra/10.5281": said([{"DOI": "10.1", "RA": "Crossref"}])}) as server:
        told = make_client(server, tmp_path).agencies([ZENODO])

    assert told[ZENODO].outcome is Outcome.FAILED


def test_recorded_answers_are_read(shared: Path, tmp_path: Path) -> None:
    recorded = sorted((shared / "crossref" / "agency").glob("doi.org-ra-*.json"))
    prefixes = [path.name.removeprefix("doi.org-ra-").rsplit(".", 2)[0] for path in recorded]
    table = {
        f"/ra/{prefix}": said([]).__class__(200, path.read_bytes(), {})
        for prefix, path in zip(prefixes, recorded, strict=True)
    }
    with OtherServer(table) as server:
        told = make_client(server, tmp_path).agencies([Doi(f"{each}/x") for each in prefixes])

    assert recorded
    assert {agency.name for agency in told.values()} == {"Crossref"}


@pytest.fixture
def servers() -> Iterator[tuple[OtherServer, OtherServer]]:
    agencies = {"10.5281": "DataCite", "10.1430": "mEDRA"}
    with doi_org(agencies) as directory, datacite([make_attributes(ZENODO.value)]) as registry:
        yield directory, registry


@pytest.fixture
def elsewhere(servers: tuple[OtherServer, OtherServer], tmp_path: Path) -> OtherAgencies:
    gateway = Hurried(tmp_path / "memory")
    directory, registry = servers
    return OtherAgencies(
        DoiOrgClient(gateway, directory.url), lambda: DataCiteClient(gateway, registry.url)
    )


def test_each_doi_is_looked_up_at_its_agency(elsewhere: OtherAgencies) -> None:
    told: list[Doi] = []

    found = elsewhere.lookup([NOBODYS, GONE, ZENODO, MEDRA], told.extend)

    assert list(found) == [NOBODYS, GONE, ZENODO, MEDRA]
    assert found[ZENODO].work is not None
    assert found[GONE].outcome is found[NOBODYS].outcome is Outcome.UNKNOWN
    assert found[MEDRA].detail == "the prefix belongs to mEDRA"
    assert (len(told), set(told)) == (4, set(found))


def test_datacite_is_asked_for_its_own_alone(
    elsewhere: OtherAgencies, servers: tuple[OtherServer, OtherServer]
) -> None:
    elsewhere.lookup([NOBODYS, MEDRA])

    assert servers[1].requests == []


def test_no_agency_is_asked_for_no_doi(
    elsewhere: OtherAgencies, servers: tuple[OtherServer, OtherServer]
) -> None:
    assert elsewhere.lookup([]) == {}
    assert servers[0].requests == servers[1].requests == []


def test_a_directory_that_fails_is_no_unknown_doi(
    elsewhere: OtherAgencies, servers: tuple[OtherServer, OtherServer]
) -> None:
    servers[0].fail_always("wrong-shape")

    assert elsewhere.lookup([ZENODO])[ZENODO].outcome is Outcome.FAILED
