"""Asking DataCite: one question a DOI, at its pace, whatever stands in the DOI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from other_servers import Hurried, OtherServer, datacite, make_attributes

from refkit.http.gateway import Gateway
from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.datacite.client import ANONYMOUS_RATE, POLITE_RATE, DataCiteClient

ODD = Doi("10.1000/a<b>;c#d?e+f%g(h)/")


@pytest.fixture
def server() -> Iterator[OtherServer]:
    with datacite([make_attributes("10.5281/ZENODO.1"), make_attributes(ODD.value)]) as server:
        yield server


def test_a_doi_is_one_segment_of_the_address(server: OtherServer, tmp_path: Path) -> None:
    found = DataCiteClient(Hurried(tmp_path), server.url).lookup([ODD])

    assert found[ODD].outcome is Outcome.FOUND
    assert server.requests[0].path.count("/") == 2


def test_a_doi_in_capitals_is_the_same(server: OtherServer, tmp_path: Path) -> None:
    found = DataCiteClient(Hurried(tmp_path), server.url).lookup([Doi("10.5281/zenodo.1")])

    work = found[Doi("10.5281/zenodo.1")].work
    assert work is not None
    assert work.doi == Doi("10.5281/zenodo.1")
    assert work.other_dois == ()


def test_an_address_is_sent_where_there_is_one(server: OtherServer, tmp_path: Path) -> None:
    client = DataCiteClient(Hurried(tmp_path), server.url, "me@example.org")

    client.lookup([Doi("10.5281/zenodo.1")])

    assert server.requests[0].query == {"mailto": "me@example.org"}
    assert "mailto:me@example.org" in server.requests[0].headers["user-agent"]


def test_no_address_is_made_up(server: OtherServer, tmp_path: Path) -> None:
    DataCiteClient(Hurried(tmp_path), server.url).lookup([Doi("10.5281/zenodo.1")])

    assert server.requests[0].query == {}
    assert "@" not in server.requests[0].headers["user-agent"]


@pytest.mark.parametrize(("mailto", "rate"), [(None, ANONYMOUS_RATE), ("a@b.org", POLITE_RATE)])
def test_the_pace_is_the_documented_one(tmp_path: Path, mailto: str | None, rate: float) -> None:
    paced: list[float] = []

    class Listening(Gateway):
        def pace(self, prefix: str, kind: str, rate: float, **options: Any) -> None:
            paced.append(rate)

    DataCiteClient(Listening(tmp_path), "http://127.0.0.1:1", mailto)

    assert paced == [rate]
    assert rate * 300 == pytest.approx(1000 if mailto else 500)


def test_one_record_that_breaks_the_service_leaves_the_others_alone(
    server: OtherServer, tmp_path: Path
) -> None:
    server.fail_always("500", matching="zenodo.1")

    found = DataCiteClient(Hurried(tmp_path), server.url).lookup([Doi("10.5281/zenodo.1"), ODD])

    assert [answer.outcome for answer in found.values()] == [Outcome.FAILED, Outcome.FOUND]
