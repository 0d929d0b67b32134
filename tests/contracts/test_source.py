"""What every source keeps to, and every exporter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crossref_server import CrossrefServer, make_review, make_work

from refkit.http.gateway import Gateway
from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome, Source
from refkit.sources.crossref.client import CrossrefClient

KNOWN, UNKNOWN, REVIEW = Doi("10.1000/known"), Doi("10.1000/unknown"), Doi("10.1000/review")


@pytest.fixture(params=["crossref"])
def source(
    request: pytest.FixtureRequest, crossref: CrossrefServer, tmp_path: Path
) -> Iterator[Source]:
    """Each source over a server that knows one work and one review of two references."""
    crossref.add(make_work(KNOWN.value))
    crossref.add(make_review(REVIEW.value, [{"DOI": KNOWN.value}, {"unstructured": "A book"}]))
    gateway = Gateway(tmp_path / "memory")
    yield {"crossref": CrossrefClient}[request.param](gateway, crossref.url)
    gateway.close()


def test_it_has_a_name(source: Source) -> None:
    assert source.name.islower()


def test_lookup_answers_every_doi_in_the_order_asked(source: Source) -> None:
    found = source.lookup([UNKNOWN, KNOWN])

    assert list(found) == [UNKNOWN, KNOWN]
    assert found[UNKNOWN].outcome is Outcome.UNKNOWN
    assert found[UNKNOWN].work is None
    assert found[KNOWN].outcome is Outcome.FOUND
    assert found[KNOWN].work is not None


def test_lookup_of_nothing_asks_nothing(source: Source, crossref: CrossrefServer) -> None:
    assert source.lookup([]) == {}
    assert crossref.requests == []


def test_the_same_doi_twice_is_one_question(source: Source, crossref: CrossrefServer) -> None:
    source.lookup([KNOWN, KNOWN])

    assert len(crossref.requests) == 1


def test_a_listing_has_the_review_and_all_its_lines(source: Source) -> None:
    listing = source.listing(REVIEW)

    assert listing is not None
    assert listing.review.doi == REVIEW
    assert [each.reference.position for each in listing.references] == [1, 2]


def test_a_listing_of_an_unknown_doi_is_none(source: Source) -> None:
    assert source.listing(UNKNOWN) is None
