"""Asking OpenAlex: many together for one credit, few alone for nothing, and what a review cites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from other_servers import Hurried, OtherServer, make_openalex_work, openalex

from refkit.errors import NotRemembered, SourceError
from refkit.model.identifiers import Doi
from refkit.sources.base import Outcome
from refkit.sources.openalex.client import FEW, MOST_IN_A_BATCH, OpenAlexClient

REVIEW = Doi("10.1000/review")
MANY_AUTHORS = Doi("10.1000/many.authors")


def dois(count: int) -> list[Doi]:
    return [Doi(f"10.1000/journal.{number:04d}") for number in range(1, count + 1)]


def cited(*numbers: str) -> dict[str, object]:
    listed = [f"https://openalex.org/{number}" for number in numbers]
    return {"referenced_works": listed, "referenced_works_count": len(listed) + 1}


@pytest.fixture
def server() -> Iterator[OtherServer]:
    authorships = [{"author": {"display_name": f"Ada Abel{n}"}} for n in range(130)]
    works = [make_openalex_work(f"W{n}", doi.value) for n, doi in enumerate(dois(120), 1)]
    works += [
        make_openalex_work("W900", MANY_AUTHORS.value, authorships=authorships),
        make_openalex_work("W901", title="A book without a DOI", type="book"),
        make_openalex_work("W999", REVIEW.value, **cited("W3", "W901", "W1", "W2", "W800", "W404")),
    ]
    with openalex(works, merged={"W800": "W4"}) as server:
        yield server


def make_client(server: OtherServer, folder: Path, **options: bool) -> OpenAlexClient:
    return OpenAlexClient(
        Hurried(folder / "memory", timeout=(60, 60), **options), server.url, "k-3-y"
    )


def lists(server: OtherServer) -> int:
    return sum(asked.path == "/works" for asked in server.requests)


def test_many_works_are_asked_for_together(server: OtherServer, tmp_path: Path) -> None:
    found = make_client(server, tmp_path).lookup(dois(120))

    assert {answer.outcome for answer in found.values()} == {Outcome.FOUND}
    assert len(server.requests) == lists(server) == 3
    assert all("per_page" in asked.query for asked in server.requests)


def test_few_are_asked_for_alone_which_is_free(server: OtherServer, tmp_path: Path) -> None:
    make_client(server, tmp_path).lookup(dois(FEW))

    assert lists(server) == 0
    assert len(server.requests) == FEW


def test_a_list_of_authors_that_was_cut_is_asked_for_whole(
    server: OtherServer, tmp_path: Path
) -> None:
    found = make_client(server, tmp_path).lookup([*dois(10), MANY_AUTHORS])

    work = found[MANY_AUTHORS].work
    assert work is not None
    assert len(work.creators) == 130
    assert work.creators_complete
    assert len(server.requests) == 2


@pytest.mark.parametrize("odd", ["10.1000/a,b", "10.1000/a|b", "10.1000/a:b", "10.1000/<1:a>2;b"])
def test_an_odd_doi_is_never_put_into_a_filter(tmp_path: Path, odd: str) -> None:
    works = [make_openalex_work(f"W{n}", doi.value) for n, doi in enumerate(dois(10), 1)]
    with openalex([*works, make_openalex_work("W77", odd)]) as server:
        found = make_client(server, tmp_path).lookup([*dois(10), Doi(odd)])

        assert found[Doi(odd)].outcome is Outcome.FOUND
        assert lists(server) == 1


def test_a_list_that_fails_leaves_the_others_alone(server: OtherServer, tmp_path: Path) -> None:
    server.fail_next("wrong-shape", matching="journal.0001")

    found = make_client(server, tmp_path).lookup(dois(120))

    failed = [doi for doi, answer in found.items() if answer.outcome is Outcome.FAILED]
    assert failed == dois(MOST_IN_A_BATCH)
    assert all(found[doi].detail for doi in failed)


def test_a_used_up_day_is_told_and_ends_the_asking(server: OtherServer, tmp_path: Path) -> None:
    server.fail_always("429-retry-after")

    found = make_client(server, tmp_path).lookup(dois(120))

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert "used up" in found[dois(1)[0]].detail
    assert len(server.requests) < 10


def test_the_key_goes_along_and_nowhere_else(server: OtherServer, tmp_path: Path) -> None:
    server.fail_next("403")
    found = make_client(server, tmp_path).lookup([*dois(10), Doi("10.1000/unknown")])
    make_client(server, tmp_path).lookup([*dois(10), Doi("10.1000/unknown")])

    kept = b"".join(path.read_bytes() for path in (tmp_path / "memory").iterdir())
    assert all(asked.query["api_key"] == "k-3-y" for asked in server.requests)
    assert all("k-3-y" not in answer.detail for answer in found.values())
    assert b"k-3-y" not in kept


def test_without_a_key_none_is_sent(server: OtherServer, tmp_path: Path) -> None:
    OpenAlexClient(Hurried(tmp_path), server.url).lookup(dois(1))

    assert server.requests[0].query == {}


def test_a_review_comes_with_the_works_it_cites(server: OtherServer, tmp_path: Path) -> None:
    listing = make_client(server, tmp_path).listing(REVIEW)

    assert listing is not None
    assert listing.review.doi == REVIEW
    assert [each.reference.position for each in listing.references] == [1, 2, 3, 4, 5, 6]
    assert [each.reference.doi_text for each in listing.references] == [
        "10.1000/journal.0003",
        "",
        "10.1000/journal.0001",
        "10.1000/journal.0002",
        "10.1000/journal.0004",  # W800 was merged into W4
        "",  # W404 is gone
    ]
    assert listing.references[1].work.title.plain == "A book without a DOI"
    assert listing.references[0].reference.deposited == (
        ("DOI", "10.1000/journal.0003"),
        ("openalex", "W3"),
    )
    assert listing.announced == 7


def test_works_that_a_listing_brought_are_not_asked_for_again(
    server: OtherServer, tmp_path: Path
) -> None:
    client = make_client(server, tmp_path)
    client.listing(REVIEW)
    asked = len(server.requests)

    found = client.lookup(dois(3))

    assert {answer.outcome for answer in found.values()} == {Outcome.FOUND}
    assert len(server.requests) == asked


def test_a_second_listing_and_one_offline_ask_nothing(server: OtherServer, tmp_path: Path) -> None:
    first = make_client(server, tmp_path).listing(REVIEW)
    asked = len(server.requests)

    assert make_client(server, tmp_path).listing(REVIEW) == first
    assert make_client(server, tmp_path, offline=True).listing(REVIEW) == first
    assert len(server.requests) == asked


def test_a_review_without_references_is_one_question(server: OtherServer, tmp_path: Path) -> None:
    listing = make_client(server, tmp_path).listing(dois(1)[0])

    assert listing is not None
    assert listing.references == ()
    assert listing.announced == 0
    assert len(server.requests) == 1


def test_an_unknown_review_is_none(server: OtherServer, tmp_path: Path) -> None:
    assert make_client(server, tmp_path).listing(Doi("10.1000/unknown")) is None


def test_a_review_never_fetched_is_not_remembered(server: OtherServer, tmp_path: Path) -> None:
    with pytest.raises(NotRemembered):
        make_client(server, tmp_path, offline=True).listing(REVIEW)


def test_half_a_listing_is_none_offline(server: OtherServer, tmp_path: Path) -> None:
    make_client(server, tmp_path).lookup([REVIEW])

    with pytest.raises(NotRemembered, match="works that OpenAlex lists"):
        make_client(server, tmp_path, offline=True).listing(REVIEW)


@pytest.mark.parametrize("fault", ["503", "wrong-shape"])
@pytest.mark.parametrize("matching", ["review", "filter"])
def test_a_listing_that_cannot_be_had_whole_is_an_error(
    server: OtherServer, tmp_path: Path, fault: str, matching: str
) -> None:
    server.fail_always(fault, matching=matching)

    with pytest.raises(SourceError):
        make_client(server, tmp_path).listing(REVIEW)
