"""PubMed numbers to DOIs, over a Europe PMC of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from other_servers import Hurried, OtherServer, europepmc, make_result

from refkit.errors import InputError, NotRemembered, SourceError
from refkit.model.identifiers import Doi
from refkit.model.pasted_identifiers import read_pasted
from refkit.sources.europepmc.client import EuropePmcClient
from refkit.sources.parse_input import doi_behind

BEES = Doi("10.1000/bees")


@pytest.fixture
def server() -> Iterator[OtherServer]:
    results = [
        # The preprint of the same number is no PubMed record.
        make_result("41", "10.1000/other", source="PPR", pmid=None, pmcid="PMC77"),
        make_result("41136767", BEES.value, pmcid="PMC77"),
        make_result("5", "", pmid="5"),
    ]
    with europepmc(results) as server:
        yield server


@pytest.fixture
def client(server: OtherServer, tmp_path: Path) -> EuropePmcClient:
    return EuropePmcClient(Hurried(tmp_path / "memory", timeout=(60, 60)), server.url)


@pytest.mark.parametrize(
    "text", ["PMID: 41136767", "https://pubmed.ncbi.nlm.nih.gov/41136767/", "PMC77"]
)
def test_a_number_becomes_its_doi_and_the_title_is_told(client: EuropePmcClient, text: str) -> None:
    told: list[str] = []

    assert doi_behind(read_pasted(text), client, told.append) == BEES
    assert told[-1].endswith("is 10.1000/bees: The life of invented bees")


def test_a_doi_is_not_asked_for(client: EuropePmcClient, server: OtherServer) -> None:
    told: list[str] = []

    assert doi_behind(read_pasted("doi:10.1000/x"), client, told.append) == Doi("10.1000/x")
    assert (told, server.requests) == ([], [])


def test_how_an_address_was_read_is_told(client: EuropePmcClient) -> None:
    told: list[str] = []

    doi_behind(read_pasted("https://www.nature.com/articles/x1"), client, told.append)

    assert told == ["https://www.nature.com/articles/x1 is read as 10.1038/x1"]


def test_a_number_is_asked_for_once(client: EuropePmcClient, server: OtherServer) -> None:
    for _ in range(2):
        doi_behind(read_pasted("pmid:41136767"), client)

    assert [asked.query["query"] for asked in server.requests] == ["EXT_ID:41136767 AND SRC:MED"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pmid:99", "does not know PubMed number 99: check the number"),
        ("PMC99", "does not know PMC99"),
        ("pmid:5", "PubMed number 5 has no DOI"),
    ],
)
def test_a_number_without_a_doi_is_said(client: EuropePmcClient, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        doi_behind(read_pasted(text), client)


def test_offline_and_never_asked(server: OtherServer, tmp_path: Path) -> None:
    client = EuropePmcClient(Hurried(tmp_path / "memory", offline=True), server.url)

    with pytest.raises(NotRemembered, match="PubMed number 7 was never asked for; give the DOI"):
        doi_behind(read_pasted("pmid:7"), client)


def test_a_service_that_fails_is_no_unknown_number(
    client: EuropePmcClient, server: OtherServer
) -> None:
    server.fail_always("errCode")

    with pytest.raises(SourceError):
        doi_behind(read_pasted("pmid:41136767"), client)


def test_the_first_reading_that_is_known_is_taken_and_told(client: EuropePmcClient) -> None:
    told: list[str] = []
    asked: list[Doi] = []

    def is_known(doi: Doi) -> bool:
        asked.append(doi)
        return doi == BEES

    assert doi_behind(read_pasted("10.1000/bees/full"), client, told.append, is_known) == BEES
    assert asked == [Doi("10.1000/bees/full"), BEES]
    assert told == ["10.1000/bees/full is read as 10.1000/bees"]


def test_what_nobody_knows_stays_as_it_stands(client: EuropePmcClient) -> None:
    given = read_pasted("10.1000/bees/full")

    assert doi_behind(given, client, is_known=lambda doi: False) == Doi("10.1000/bees/full")
