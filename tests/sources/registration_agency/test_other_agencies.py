"""DOIs that Crossref does not have, looked up where they are registered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from other_servers import Hurried, OtherServer, datacite, doi_org, make_attributes

from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.datacite.client import DataCiteClient
from refkit.sources.registration_agency.client import DoiOrgClient
from refkit.sources.registration_agency.other_agencies import OtherAgencies

ZENODO, GONE = Doi("10.5281/zenodo.1"), Doi("10.5281/zenodo.999")
MEDRA, NOBODYS = Doi("10.1430/8105"), Doi("10.99999/x")


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
        DoiOrgClient(gateway, directory.url), DataCiteClient(gateway, registry.url)
    )


def test_each_doi_is_looked_up_at_its_agency(elsewhere: OtherAgencies) -> None:
    told: list[int] = []

    found = elsewhere.lookup([NOBODYS, GONE, ZENODO, MEDRA], told.append)

    assert list(found) == [NOBODYS, GONE, ZENODO, MEDRA]
    assert found[ZENODO].work is not None
    assert found[GONE].outcome is found[NOBODYS].outcome is Outcome.UNKNOWN
    assert found[MEDRA].detail == "the prefix belongs to mEDRA"
    assert sum(told) == 4


def test_datacite_is_asked_for_its_own_alone(
    elsewhere: OtherAgencies, servers: tuple[OtherServer, OtherServer]
) -> None:
    elsewhere.lookup([NOBODYS, MEDRA])

    assert servers[1].requests == []


def test_nothing_is_asked_for_nothing(
    elsewhere: OtherAgencies, servers: tuple[OtherServer, OtherServer]
) -> None:
    assert elsewhere.lookup([]) == {}
    assert servers[0].requests == servers[1].requests == []


def test_a_directory_that_fails_is_no_unknown_doi(
    elsewhere: OtherAgencies, servers: tuple[OtherServer, OtherServer]
) -> None:
    servers[0].fail_always("wrong-shape")

    assert elsewhere.lookup([ZENODO])[ZENODO].outcome is Outcome.FAILED
