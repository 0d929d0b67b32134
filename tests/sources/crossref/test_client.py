"""Asking Crossref: few requests, none too fast, every DOI answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from crossref_server import FAST, CrossrefServer, Pool, keeping_limits, make_review, make_work
from other_servers import Hurried

from refkit.errors import NotRemembered, SourceError
from refkit.http.gateway import Gateway
from refkit.model.identifiers import Doi
from refkit.sources.base import LookupResult, Outcome
from refkit.sources.crossref.client import MOST_BYTES_OF_URL, CrossrefClient


def dois(count: int) -> list[Doi]:
    return [Doi(f"10.1000/journal.{number:04d}.2025") for number in range(count)]


@pytest.fixture
def server() -> Iterator[CrossrefServer]:
    works = [make_work(doi.value) for doi in dois(300)]
    aliases = {"10.2000/merged": "10.1000/journal.0000.2025"}
    with CrossrefServer(works, aliases=aliases, pools=FAST) as server:
        yield server


@pytest.fixture
def client(server: CrossrefServer, tmp_path: Path) -> CrossrefClient:
    return make_client(server, tmp_path)


def make_client(server: CrossrefServer, folder: Path, **options: bool) -> CrossrefClient:
    gateway = Gateway(folder / "memory", timeout=(60, 60), **options)
    return CrossrefClient(gateway, server.url, "me@example.org")


def lists(server: CrossrefServer) -> int:
    return sum(asked.path == "/works" for asked in server.requests)


def test_many_works_are_asked_for_together(server: CrossrefServer, client: CrossrefClient) -> None:
    found = client.lookup(dois(300))

    assert all(answer.outcome is Outcome.FOUND for answer in found.values())
    assert len(server.requests) == 3  # a hundred DOIs of this length fit into 4,000 bytes
    assert all("rows" in asked.query for asked in server.requests)
    assert server.violations == []


def test_no_address_is_too_long(server: CrossrefServer, client: CrossrefClient) -> None:
    long = [Doi(f"10.1000/{'x' * 200}.{number}") for number in range(60)]

    client.lookup(long)

    from urllib.parse import urlencode

    for asked in server.requests:
        if asked.path == "/works":
            assert len(f"{server.url}/works?{urlencode(asked.query)}") <= MOST_BYTES_OF_URL


def test_answers_come_in_the_order_asked_however_they_are_sent(client: CrossrefClient) -> None:
    asked = [Doi("10.1000/unknown"), *reversed(dois(5)), Doi("10.2000/merged")]

    found = client.lookup(asked)

    assert list(found) == asked
    assert found[asked[0]].outcome is Outcome.UNKNOWN


def test_an_alias_leads_to_the_work_and_keeps_the_doi_asked_for(client: CrossrefClient) -> None:
    merged = Doi("10.2000/merged")

    work = client.lookup([merged, Doi("10.1000/journal.0001.2025")])[merged].work

    assert work is not None
    assert work.doi == Doi("10.1000/journal.0000.2025")
    assert work.other_dois == (merged,)


def test_what_a_batch_does_not_give_is_asked_for_alone(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    client.lookup([*dois(10), Doi("10.1000/unknown"), Doi("10.2000/merged")])

    # the batch, the unknown DOI, and the alias, which leads to a work that the batch gave
    assert len(server.requests) == 3


def test_an_odd_doi_is_never_put_into_a_batch(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    odd = Doi("10.1000/with,comma:and.colon")
    server.add(make_work(odd.value))

    found = client.lookup([*dois(3), odd])

    assert found[odd].outcome is Outcome.FOUND
    assert all("comma" not in asked.query.get("filter", "") for asked in server.requests)


def test_a_second_time_nothing_is_asked(server: CrossrefServer, tmp_path: Path) -> None:
    wanted = [*dois(30), Doi("10.1000/unknown"), Doi("10.2000/merged")]
    first = make_client(server, tmp_path).lookup(wanted)
    asked = len(server.requests)

    again = make_client(server, tmp_path).lookup(wanted)

    assert len(server.requests) == asked
    assert again == first


def test_one_doi_more_is_one_question_more(server: CrossrefServer, tmp_path: Path) -> None:
    make_client(server, tmp_path).lookup(dois(30))
    asked = len(server.requests)

    make_client(server, tmp_path).lookup(dois(31))

    assert len(server.requests) == asked + 1


@pytest.mark.parametrize("limit", [1000, 300])
def test_a_batch_that_is_refused_for_its_length_is_halved(tmp_path: Path, limit: int) -> None:
    with CrossrefServer(
        [make_work(doi.value) for doi in dois(60)], pools=FAST, url_limit=limit
    ) as server:
        found = make_client(server, tmp_path).lookup(dois(60))

        assert all(answer.outcome is Outcome.FOUND for answer in found.values())


def test_a_batch_that_fails_leaves_the_others_alone(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    server.fail_next(*["truncated"] * 4, matching="0000")

    found = client.lookup(dois(200))

    failed = [doi for doi, answer in found.items() if answer.outcome is Outcome.FAILED]
    assert 0 < len(failed) < 200
    assert all(found[doi].detail for doi in failed)
    assert sum(answer.outcome is Outcome.FOUND for answer in found.values()) == 200 - len(failed)


def test_a_question_that_takes_too_long_leaves_the_others_alone(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    server.fail_next(*["504-html"] * 8, matching="0000")

    found = client.lookup(dois(200))

    failed = [answer for answer in found.values() if answer.outcome is Outcome.FAILED]
    assert 0 < len(failed) < 200
    assert {answer.detail for answer in failed} == {
        "Crossref gives no answer in time (504); try again later"
    }
    assert sum(answer.outcome is Outcome.FOUND for answer in found.values()) == 200 - len(failed)


def test_a_run_that_failed_goes_on_where_it_stopped(server: CrossrefServer, tmp_path: Path) -> None:
    server.fail_next(*["truncated"] * 4, matching="0000")
    make_client(server, tmp_path).lookup(dois(200))
    asked = len(server.requests)

    found = make_client(server, tmp_path).lookup(dois(200))

    assert all(answer.outcome is Outcome.FOUND for answer in found.values())
    assert len(server.requests) == asked + 1


def test_a_page_that_cannot_be_read_is_asked_for_one_by_one(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    server.fail_next("json-wrong-shape", matching="filter")

    found = client.lookup(dois(20))

    assert all(answer.outcome is Outcome.FOUND for answer in found.values())
    assert len(server.requests) == 21


def test_where_nothing_answers_the_rest_is_not_tried(
    server: CrossrefServer, tmp_path: Path
) -> None:
    client = make_client(server, tmp_path)
    server.close()

    found = client.lookup(dois(300))

    assert {answer.outcome for answer in found.values()} == {Outcome.FAILED}
    assert "cannot be reached" in found[dois(1)[0]].detail


@pytest.mark.waits
def test_the_polite_limits_are_kept_without_being_told(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # The first questions go out before any answer has named a limit.
    unknown = [Doi(f"10.3000/{number}") for number in range(12)]
    works = [make_work(doi.value) for doi in dois(300)]

    def asking(server: CrossrefServer) -> None:
        folder = tmp_path_factory.mktemp("asking")
        make_client(server, folder).lookup([*dois(300), *unknown])

    server = keeping_limits(asking, works=works)

    assert server.violations == []
    assert len(server.requests) == 4 + 12  # 312 DOIs are four addresses, 12 are unknown


@pytest.mark.waits
def test_a_stricter_limit_is_taken_from_the_answers(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    strict = {"polite-array": Pool(2, 1)}
    works = [make_work(doi.value) for doi in dois(400)]

    def asking(server: CrossrefServer) -> None:
        make_client(server, tmp_path_factory.mktemp("asking")).lookup(dois(400))

    # Only the first wait was by the documented three a second.
    server = keeping_limits(asking, forgiven=1, works=works, pools=FAST | strict)

    assert len(server.violations) <= 1


def test_offline_every_doi_is_answered(server: CrossrefServer, tmp_path: Path) -> None:
    make_client(server, tmp_path).lookup(dois(5))
    asked = len(server.requests)

    found = make_client(server, tmp_path, offline=True).lookup(dois(7))

    outcomes = [answer.outcome for answer in found.values()]
    assert outcomes == [Outcome.FOUND] * 5 + [Outcome.NOT_REMEMBERED] * 2
    assert len(server.requests) == asked


def test_a_review_comes_with_its_list_in_order(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    server.add(make_review("10.1000/review", [{"DOI": "10.1000/A"}, {"unstructured": "A book"}]))

    listing = client.listing(Doi("10.1000/review"))

    assert listing is not None
    assert [each.reference.position for each in listing.references] == [1, 2]
    assert listing.references[0].reference.doi_text == "10.1000/A"
    assert listing.announced == 2


def test_a_review_that_is_unknown_is_none(client: CrossrefClient) -> None:
    assert client.listing(Doi("10.1000/unknown")) is None


def test_a_review_that_cannot_be_asked_for_is_an_error(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    server.fail_next("json-wrong-shape")

    with pytest.raises(SourceError, match="is no answer to what was asked"):
        client.listing(Doi("10.1000/review"))


def test_a_review_never_fetched_is_not_remembered_offline(
    server: CrossrefServer, tmp_path: Path
) -> None:
    with pytest.raises(NotRemembered):
        make_client(server, tmp_path, offline=True).listing(Doi("10.1000/review"))


def test_who_listens_is_told_of_every_doi_once(client: CrossrefClient) -> None:
    told: list[tuple[Doi, LookupResult]] = []

    found = client.lookup(
        [*dois(120), Doi("10.1000/unknown")], lambda answers: told.extend(answers.items())
    )

    assert len(told) == 121
    assert dict(told) == found


def test_every_recorded_work_is_found_however_odd_its_doi(
    recorded: list[dict[str, Any]], tmp_path: Path
) -> None:
    # All odd ones; of those that are as most are, one in eight: they go one and the same way.
    usual = re.compile(r"10\.\d{4,5}/[a-z0-9.\-]+")
    plain = [bool(usual.fullmatch(work["DOI"].lower())) for work in recorded]
    works = [
        work
        for place, (work, is_plain) in enumerate(zip(recorded, plain, strict=True))
        if not is_plain or place % 8 == 0
    ]
    wanted = [Doi(work["DOI"].lower()) for work in works]
    with CrossrefServer(works, pools=FAST) as server:
        found = make_client(server, tmp_path).lookup(wanted)
        asked = len(server.requests)
        again = make_client(server, tmp_path).lookup(wanted)

        assert list(found) == wanted
        assert all(answer.work and answer.work.doi == doi for doi, answer in found.items())
        assert again == found
        assert len(server.requests) == asked < 60
        assert server.violations == []


def searched_for(server: CrossrefServer) -> list[str]:
    return [asked.query.get("query.bibliographic", "") for asked in server.requests]


def test_searches_fill_the_places_that_a_lookup_leaves_empty(
    server: CrossrefServer, client: CrossrefClient
) -> None:
    texts = [f"words of reference {number}" for number in range(4)]

    client.expect(texts)
    client.lookup(dois(7))
    meanwhile = sorted(filter(None, searched_for(server)))
    found = client.search(texts)

    assert meanwhile == texts[:2]  # three may be under way, and the DOIs are one request
    assert list(found) == texts
    assert sorted(filter(None, searched_for(server))) == texts  # each once
    assert server.violations == []


def test_without_an_address_nothing_is_searched_for_meanwhile(
    server: CrossrefServer, tmp_path: Path
) -> None:
    client = CrossrefClient(Gateway(tmp_path / "memory", timeout=(60, 60)), server.url)

    client.expect(["words of a reference"])
    client.lookup(dois(7))

    assert searched_for(server) == [""]  # one may be under way


def test_what_was_searched_for_meanwhile_is_given_once(
    server: CrossrefServer, tmp_path: Path
) -> None:
    client = make_client(server, tmp_path, refresh=True)
    client.expect(["words of a reference"])
    client.lookup(dois(7))

    for _ in range(2):
        client.search(["words of a reference"])

    assert searched_for(server).count("words of a reference") == 2


def suggested(server: CrossrefServer, folder: Path, texts: int, mailto: str | None) -> list[str]:
    told: list[str] = []
    client = CrossrefClient(
        Hurried(folder / "memory", timeout=(60, 60)), server.url, mailto, told.append
    )
    for kind in ("words", "titles"):
        client.search([f"{kind} of reference {number}" for number in range(texts)])
    return told


def test_a_long_run_without_an_address_is_told_once_that_one_helps(
    server: CrossrefServer, tmp_path: Path
) -> None:
    (told,) = suggested(server, tmp_path, 20, None)

    assert "--mailto" in told
    assert "three times faster" in told


def test_nobody_is_told_of_an_address_that_would_not_help(
    server: CrossrefServer, tmp_path: Path
) -> None:
    assert suggested(server, tmp_path, 5, None) == []
    assert suggested(server, tmp_path, 20, "me@example.org") == []
    assert suggested(server, tmp_path, 20, None) == []  # all of it is remembered
