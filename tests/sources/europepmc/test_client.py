"""Asking Europe PMC: a few DOIs together, alone where that fails, and a review's list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from other_servers import Hurried, OtherServer, europepmc, make_result

from refkit.errors import NotRemembered, SourceError
from refkit.model.identifiers import Doi, Pmcid, Pmid
from refkit.sources.base import Outcome
from refkit.sources.europepmc.client import MOST_IN_A_BATCH, MOST_ON_A_PAGE, EuropePmcClient

REVIEW, BARE, UNKNOWN = Doi("10.1000/review"), Doi("10.1000/bare"), Doi("10.1000/unknown")
LIST = [
    {"id": "11", "source": "MED", "title": "Second.", "citedOrder": 2, "match": "Y"},
    {"title": "First", "authorString": "Abel A.", "pubYear": 2001, "citedOrder": 1, "match": "N"},
]


def dois(count: int) -> list[Doi]:
    return [Doi(f"10.1000/journal.{number:04d}.2023") for number in range(1, count + 1)]


@pytest.fixture
def server() -> Iterator[OtherServer]:
    results = [make_result(str(n), doi.value) for n, doi in enumerate(dois(30), 1)]
    results += [
        make_result("900", REVIEW.value),
        make_result("901", BARE.value, hasReferences="N"),
    ]
    with europepmc(results, {"MED/900": LIST}) as server:
        yield server


def make_client(server: OtherServer, folder: Path, **options: bool) -> EuropePmcClient:
    return EuropePmcClient(Hurried(folder / "memory", timeout=(60, 60), **options), server.url)


def test_a_few_works_are_asked_for_together(server: OtherServer, tmp_path: Path) -> None:
    found = make_client(server, tmp_path).lookup(dois(30))

    assert {answer.outcome for answer in found.values()} == {Outcome.FOUND}
    assert len(server.requests) == 30 / MOST_IN_A_BATCH


@pytest.mark.parametrize("fault", ["errCode", "504", "wrong-shape", "html-200"])
def test_what_fails_together_is_asked_for_alone(
    server: OtherServer, tmp_path: Path, fault: str
) -> None:
    server.fail_always(fault, matching="OR")

    found = make_client(server, tmp_path).lookup(dois(4))

    assert {answer.outcome for answer in found.values()} == {Outcome.FOUND}
    assert sum("OR" not in asked.query["query"] for asked in server.requests) == 4


def test_one_doi_that_it_cannot_do_leaves_the_others_alone(
    server: OtherServer, tmp_path: Path
) -> None:
    server.fail_always("errCode", matching="journal.0002")

    found = make_client(server, tmp_path).lookup(dois(4))

    outcomes = [answer.outcome for answer in found.values()]
    assert outcomes == [Outcome.FOUND, Outcome.FAILED, Outcome.FOUND, Outcome.FOUND]
    assert "Invalid page size" in found[dois(2)[1]].detail


def test_an_error_within_a_200_is_not_remembered(server: OtherServer, tmp_path: Path) -> None:
    server.fail_next("errCode")
    first = make_client(server, tmp_path).lookup(dois(1))

    again = make_client(server, tmp_path).lookup(dois(1))

    assert [first[dois(1)[0]].outcome, again[dois(1)[0]].outcome] == [Outcome.FAILED, Outcome.FOUND]


def test_a_doi_that_only_begins_alike_is_another(server: OtherServer, tmp_path: Path) -> None:
    found = make_client(server, tmp_path).lookup([Doi("10.1000/journal.0001")])

    assert found[Doi("10.1000/journal.0001")].outcome is Outcome.UNKNOWN


def test_more_hits_than_shown_are_no_proof_that_there_is_none(tmp_path: Path) -> None:
    many = [make_result(f"1{n}", f"10.1000/x.{n}") for n in range(150)]
    wanted = [Doi("10.1000/x"), Doi("10.1000/y")]
    with europepmc([*many, make_result("2", "10.1000/y")]) as server:
        found = make_client(server, tmp_path).lookup(wanted)

        assert found[wanted[1]].outcome is Outcome.FOUND
        assert len(server.requests) == 3


def test_of_several_records_pubmeds_is_taken(tmp_path: Path) -> None:
    results = [
        make_result("PPR1", "10.1000/a", source="PPR", pmid=None),
        make_result("77", "10.1000/a", source="MED"),
        make_result("PMC7", "10.1000/a", source="PMC", pmid=None),
    ]
    with europepmc(results) as server:
        found = make_client(server, tmp_path).lookup([Doi("10.1000/a")])

    work = found[Doi("10.1000/a")].work
    assert work is not None
    assert work.pmid == Pmid("77")


def test_quotes_in_a_doi_do_not_end_the_question(tmp_path: Path) -> None:
    odd = Doi('10.1000/a"b')
    with europepmc([make_result("1", odd.value)]) as server:
        found = make_client(server, tmp_path).lookup([odd])

    assert found[odd].outcome is Outcome.FOUND


def test_a_doi_with_angle_brackets_is_compared_as_it_stands(tmp_path: Path) -> None:
    odd = Doi("10.1002/(sici)1(199905)61:1<1::aid-cncr1>3.0.co;2-b")
    with europepmc([make_result("1", odd.value.upper())]) as server:
        found = make_client(server, tmp_path).lookup([odd])

    assert found[odd].outcome is Outcome.FOUND


def test_what_was_not_there_is_asked_for_again_after_a_day(
    server: OtherServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_client(server, tmp_path).lookup([*dois(3), UNKNOWN])
    asked = len(server.requests)
    make_client(server, tmp_path).lookup([*dois(3), UNKNOWN])
    assert len(server.requests) == asked

    monkeypatch.setattr("refkit.sources.europepmc.client.is_stale", lambda day: True)
    make_client(server, tmp_path).lookup([*dois(3), UNKNOWN])
    offline = make_client(server, tmp_path, offline=True).lookup([UNKNOWN])

    assert len(server.requests) == asked + 1
    assert offline[UNKNOWN].outcome is Outcome.UNKNOWN


def test_a_review_comes_with_its_list_in_the_order_cited(
    server: OtherServer, tmp_path: Path
) -> None:
    listing = make_client(server, tmp_path).listing(REVIEW)

    assert listing is not None
    assert listing.review.doi == REVIEW
    assert [each.reference.position for each in listing.references] == [1, 2]
    assert [each.work.title.plain for each in listing.references] == ["First", "Second"]
    assert listing.announced == 2


def test_a_long_list_comes_in_pages(tmp_path: Path) -> None:
    lines = [{"title": f"Line {n}", "citedOrder": n} for n in range(1, MOST_ON_A_PAGE + 3)]
    with europepmc([make_result("900", REVIEW.value)], {"MED/900": lines}) as server:
        listing = make_client(server, tmp_path).listing(REVIEW)

        assert listing is not None
        assert len(listing.references) == listing.announced == MOST_ON_A_PAGE + 2
        assert [asked.query.get("page") for asked in server.requests] == [None, "1", "2"]


def test_a_review_without_references_is_one_question(server: OtherServer, tmp_path: Path) -> None:
    listing = make_client(server, tmp_path).listing(BARE)

    assert listing is not None
    assert (listing.references, listing.announced) == ((), 0)
    assert len(server.requests) == 1


def test_a_second_listing_and_one_offline_ask_nothing(server: OtherServer, tmp_path: Path) -> None:
    first = make_client(server, tmp_path).listing(REVIEW)
    asked = len(server.requests)

    assert make_client(server, tmp_path).listing(REVIEW) == first
    assert make_client(server, tmp_path, offline=True).listing(REVIEW) == first
    assert len(server.requests) == asked


def test_a_review_that_a_lookup_brought_is_not_asked_for_again(
    server: OtherServer, tmp_path: Path
) -> None:
    client = make_client(server, tmp_path)
    client.lookup([REVIEW, UNKNOWN])

    client.listing(REVIEW)

    assert [asked.path for asked in server.requests] == ["/search", "/MED/900/references"]


def test_an_unknown_review_is_none(server: OtherServer, tmp_path: Path) -> None:
    assert make_client(server, tmp_path).listing(UNKNOWN) is None


def test_a_review_never_fetched_is_not_remembered(server: OtherServer, tmp_path: Path) -> None:
    with pytest.raises(NotRemembered):
        make_client(server, tmp_path, offline=True).listing(REVIEW)


@pytest.mark.parametrize("fault", ["503", "errCode", "wrong-shape"])
@pytest.mark.parametrize("matching", ["search", "references"])
def test_a_listing_that_cannot_be_had_is_an_error(
    server: OtherServer, tmp_path: Path, fault: str, matching: str
) -> None:
    server.fail_always(fault, matching=matching)

    with pytest.raises(SourceError):
        make_client(server, tmp_path).listing(REVIEW)


def test_references_that_are_down_leave_works_alone(server: OtherServer, tmp_path: Path) -> None:
    server.fail_always("503", matching="references")
    client = make_client(server, tmp_path)
    with pytest.raises(SourceError, match="503"):
        client.listing(REVIEW)

    assert client.lookup(dois(1))[dois(1)[0]].outcome is Outcome.FOUND


def test_works_by_their_numbers_are_asked_for_together(server: OtherServer, tmp_path: Path) -> None:
    client = make_client(server, tmp_path)
    wanted = [Pmid(str(number)) for number in (1, 2, 3)]

    found = client.numbered_each([*wanted, Pmid("77"), Pmcid("PMC5")])

    assert [found[number].work.doi for number in wanted if found[number].work] == dois(3)
    assert found[Pmid("77")].outcome is found[Pmcid("PMC5")].outcome is Outcome.UNKNOWN
    assert len(server.requests) == 1
    # What was asked for together is remembered one by one.
    assert make_client(server, tmp_path, offline=True).numbered(wanted[0]) is not None


def test_numbers_that_cannot_be_asked_for_have_failed(server: OtherServer, tmp_path: Path) -> None:
    server.fail_always("errCode")

    found = make_client(server, tmp_path).numbered_each([Pmid("1"), Pmid("2")])

    assert {each.outcome for each in found.values()} == {Outcome.FAILED}


def test_numbers_never_asked_for_are_not_remembered(server: OtherServer, tmp_path: Path) -> None:
    found = make_client(server, tmp_path, offline=True).numbered_each([Pmid("1")])

    assert found[Pmid("1")].outcome is Outcome.NOT_REMEMBERED
